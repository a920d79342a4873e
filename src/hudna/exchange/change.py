"""The least change of one term alone that lets all terms stand together: how many more seats, how much later."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from hudna.exchange.dates import coming
from hudna.exchange.horizon import Progress, is_possible, solve
from hudna.exchange.model import Change
from hudna.exchange.owed import BALANCE
from hudna.exchange.situation import Situation, situation
from hudna.exchange.solve import Effort
from hudna.exchange.terms import Balance, Terms
from hudna.ground import Fault


@dataclass(frozen=True)
class Alteration:
    """One number of one term. ``values``: what it could be, the least change first; ``easier``: every value is easier
    to keep than those before it, so that halving finds the first that will do.
    """

    term: str
    field: str
    now: str
    values: Sequence[Any]
    terms: Callable[[Any], Terms]
    easier: bool = True


def least_changes(case: Situation, conflict: Sequence[str], effort: Effort, progress: Progress) -> tuple[Change, ...]:
    """For every number of the terms in a conflict: its least change that would do, if one alone does.

    A change for which the planner finds neither a plan nor that there is none is left out.
    """
    people = tuple(case.people.values())
    changes: list[Change] = []
    for alteration in alterations(case, conflict, effort):
        progress(f"how much of {alteration.term}, {alteration.field}")

        def will_do(value: Any, change: Alteration = alteration) -> bool:
            terms = change.terms(value)
            return is_possible(situation(terms, people, case.actuals, answered=case.answered), effort)

        try:
            found = first_that_will_do(alteration.values, will_do, easier=alteration.easier)
        except Fault as fault:
            if fault.code != "plan-undecided":
                raise
            continue
        if found is not None:
            changes.append(Change(alteration.term, alteration.field, alteration.now, shown(found)))
    return tuple(changes)


def first_that_will_do(values: Sequence[Any], will_do: Callable[[Any], bool], *, easier: bool) -> Any:
    """The first value that will do; None if none does. By halving, where later values are easier."""
    if not easier:
        return next((value for value in values if will_do(value)), None)
    if not values or not will_do(values[-1]):
        return None
    low, high = -1, len(values) - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if will_do(values[middle]) else (middle, high)
    return values[high]


def shown(value: Any) -> str:
    """A value in words."""
    return f"after {value.isoformat()}" if isinstance(value, datetime) else str(value)


def alterations(case: Situation, conflict: Sequence[str], effort: Effort) -> Iterator[Alteration]:
    """Every number of the terms in a conflict."""
    for alteration in (*_of_ratios(case), *_of_balances(case), *_of_sizes(case), *_of_places(case), *_of_dates(case)):
        if alteration.term in conflict:
            yield alteration
    if case.terms.batches.ref in conflict:
        yield from _of_batches(case, effort)


def _swap(terms: Terms, field: str, number: int, **new: Any) -> Terms:
    """The terms with one of several changed."""
    several = list(getattr(terms, field))
    several[number] = replace(several[number], **new)
    changed: dict[str, Any] = {field: tuple(several)}
    return replace(terms, **changed)


def _of_ratios(case: Situation) -> Iterator[Alteration]:
    """What a ratio brings: fewer or more, the nearest first."""
    for number, ratio in enumerate(case.terms.ratios):
        for category, n in ratio.brings.items():
            near = [m for step in range(1, n + 10) for m in (n - step, n + step) if m >= 1]

            def terms(value: int, number: int = number, category: str = category) -> Terms:
                brings = {**case.terms.ratios[number].brings, category: value}
                return _swap(case.terms, "ratios", number, brings=brings)

            yield Alteration(ratio.ref, f"brings/{category}", str(n), near, terms, easier=False)


def _of_balances(case: Situation) -> Iterator[Alteration]:
    top = len(case.people) * max([1, *(n for ratio in case.terms.ratios for n in ratio.brings.values())])
    for number, balance in enumerate(case.terms.balance):

        def terms(value: int, number: int = number) -> Terms:
            return _swap(case.terms, "balance", number, most=value)

        yield Alteration(balance.ref, "most", str(balance.most), range(balance.most + 1, top + 1), terms)
    if all(each.of for each in case.terms.balance):

        def more(value: int) -> Terms:
            return replace(case.terms, balance=(*case.terms.balance, Balance(BALANCE, value)))

        yield Alteration(BALANCE, "most", "0", range(1, top + 1), more)


def _of_sizes(case: Situation) -> Iterator[Alteration]:
    """Sizes, paces and those who must be apart."""
    top = len(case.people)
    told: list[tuple[str, int, str, int, range]] = []
    for number, size in enumerate(case.terms.sizes):
        if size.largest is not None:
            told.append(("sizes", number, "largest", size.largest, range(size.largest + 1, top + 1)))
        if size.smallest:
            told.append(("sizes", number, "smallest", size.smallest, range(size.smallest - 1, -1, -1)))
    for number, pace in enumerate(case.terms.paces):
        told.append(("paces", number, "at_least", pace.at_least, range(pace.at_least - 1, -1, -1)))
    for number, apart in enumerate(case.terms.apart):
        told.append(("apart", number, "at_most", apart.at_most, range(apart.at_most + 1, top + 1)))
    for kind, number, field, now, values in told:
        yield _number(case, kind, number, field, now, values)


def _of_places(case: Situation) -> Iterator[Alteration]:
    top = len(case.people)
    for number, place in enumerate(case.terms.places):
        yield _number(case, "places", number, "seats", place.seats, range(place.seats + 1, top + 1))
        if place.care is not None:
            yield _number(case, "places", number, "care", place.care, range(place.care + 1, top + 1))


def _number(case: Situation, kind: str, number: int, field: str, now: int, values: range) -> Alteration:
    def terms(value: int) -> Terms:
        return _swap(case.terms, kind, number, **{field: value})

    return Alteration(getattr(case.terms, kind)[number].ref, field, str(now), values, terms)


def _of_dates(case: Situation) -> Iterator[Alteration]:
    """Deadlines: the first hand-over that would have to be before them."""
    ahead = [held.at for held in islice(coming(case.terms, case.actuals), len(case.people) + 1)]
    for number, done in enumerate(case.terms.done):

        def terms(value: datetime, number: int = number) -> Terms:
            return _swap(case.terms, "done", number, by=value.replace(microsecond=value.microsecond + 1))

        later = [at for at in ahead if at >= done.by]
        yield Alteration(done.ref, "by", done.by.isoformat(), later, terms)


def _of_batches(case: Situation, effort: Effort) -> Iterator[Alteration]:
    """How many hand-overs: a plan with as many as it takes says how many will do."""
    batches, now = case.terms.batches, case.terms.batches.at_most
    people = tuple(case.people.values())
    free = replace(case.terms, batches=replace(batches, at_most=None))
    found = solve(
        situation(free, people, case.actuals, answered=case.answered), Effort(1.0, effort.limit_s), lambda _: None
    )
    if found is None or now is None:
        return
    held = max((each.number for each in case.actuals.hand_overs), default=0)
    used = max((step + 1 for row in found.units for step, number in enumerate(row) if number), default=0)

    def terms(value: int) -> Terms:
        return replace(case.terms, batches=replace(batches, at_most=value))

    yield Alteration(batches.ref, "at_most", str(now), range(now + 1, held + used + 1), terms)
