"""How many hand-overs a plan needs: as few as it takes are tried first, and no more than could ever help."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from hudna.exchange.dates import coming
from hudna.exchange.faults import EXCHANGE
from hudna.exchange.formulate import Formulation, formulate
from hudna.exchange.group import Group, groups_of
from hudna.exchange.model import HandOver
from hudna.exchange.program import Answer
from hudna.exchange.situation import Concern, Situation

Progress = Callable[[str], None]
LARGEST = 4_000_000
"""Columns times groups beyond which a program is not even begun."""


@dataclass(frozen=True)
class Effort:
    """How near to the best a plan must be, and how many seconds one program may take."""

    gap: float = 0.0005
    limit_s: float = 120.0


@dataclass(frozen=True)
class Solution:
    """How many units of each group leave in each hand-over, with what it costs and what no plan can be below."""

    form: Formulation
    units: list[list[int]]
    cost: float
    bound: float


def solve(case: Situation, effort: Effort, progress: Progress) -> Solution | None:
    """The best schedule by groups; None: proved that there is none, with any number of hand-overs."""
    groups = groups_of(case)
    for rounded_up in (False, True):
        found = _over_horizons(case, groups, effort, progress, rounded_up=rounded_up)
        if found or not any(pot.unit > 1 for pot in case.stakes.pots):
            return found
    return None


def is_possible(case: Situation, effort: Effort) -> bool:
    """Whether there is any schedule at all."""
    return solve(case, Effort(gap=1.0, limit_s=effort.limit_s), lambda _: None) is not None


def _over_horizons(
    case: Situation, groups: tuple[Group, ...], effort: Effort, progress: Progress, *, rounded_up: bool
) -> Solution | None:
    units = sum(len(group.units) for group in groups)
    for wanted in _horizons(case, groups, units):
        hand_overs = list(islice(coming(case.terms, case.actuals), wanted + 1))
        following = hand_overs[wanted] if len(hand_overs) > wanted and wanted < units else None
        hand_overs = hand_overs[:wanted]
        if len(hand_overs) * len(groups) > LARGEST:
            raise EXCHANGE.fault("plan-undecided", f"no plan of up to {wanted} hand-overs was found")
        progress(f"{len(hand_overs)} hand-overs, {len(groups)} groups")
        form = formulate(case, groups, hand_overs, following, rounded_up=rounded_up)
        answer = _answer(form, effort)
        if answer.state == "none":
            return None
        if answer.state == "open":
            raise EXCHANGE.fault("plan-undecided", f"no plan was found in {effort.limit_s:.0f} seconds")
        leaves = [[round(float(answer.values[column])) for column in row] for row in form.leaves]
        if not any(row[-1] for row in leaves):
            return Solution(form, leaves, answer.cost, answer.bound)
        if following is None:
            raise AssertionError("nobody can leave beyond the last hand-over")
        if _no_longer(case, groups, hand_overs, following, effort):
            return _within(case, groups, hand_overs, effort, rounded_up=rounded_up, bound=answer.bound)
    return None


def _answer(form: Formulation, effort: Effort) -> Answer:
    """Solve; where a balance stands too far out, first how soon it can be back, then the best of those."""
    if form.late:
        form.program.spend(dict.fromkeys(form.late, 1.0))
        soonest = form.program.solve(limit_s=effort.limit_s)
        if soonest.state != "solved":
            return soonest
        late = round(sum(float(soonest.values[column]) for column in form.late))
        form.program.row([(column, 1.0) for column in form.late], upper=late)
        form.program.spend(form.costs)
    return form.program.solve(gap=effort.gap, limit_s=effort.limit_s)


def _within(
    case: Situation,
    groups: tuple[Group, ...],
    hand_overs: list[HandOver],
    effort: Effort,
    *,
    rounded_up: bool,
    bound: float,
) -> Solution | None:
    form = formulate(case, groups, hand_overs, None, rounded_up=rounded_up)
    answer = _answer(form, effort)
    if answer.state == "open":
        raise EXCHANGE.fault("plan-undecided", f"no plan was found in {effort.limit_s:.0f} seconds")
    if answer.state == "none":
        return None
    leaves = [[round(float(answer.values[column])) for column in row] for row in form.leaves]
    return Solution(form, leaves, answer.cost, answer.bound)


def _no_longer(
    case: Situation, groups: tuple[Group, ...], hand_overs: list[HandOver], following: HandOver, effort: Effort
) -> bool:
    """Whether no plan has somebody leaving in every one of these hand-overs: then a longer one helps nobody.

    A hand-over in which nobody leaves can be left out.
    """
    form = formulate(case, groups, hand_overs, following, rounded_up=True)
    for step in range(form.steps):
        form.program.row([(row[step], 1.0) for row in form.leaves], lower=1)
    form.program.spend(None)
    return form.program.solve(gap=1.0, limit_s=effort.limit_s).state == "none"


def _horizons(case: Situation, groups: tuple[Group, ...], units: int) -> Iterator[int]:
    """Numbers of hand-overs to try: from what seats and sizes need at least, up to one for each unit."""
    wanted = min(_at_least(case, groups) + 1, units)
    while True:
        yield wanted
        if wanted >= units:
            return
        wanted = min(units, wanted + max(2, wanted // 3))


def _at_least(case: Situation, groups: tuple[Group, ...]) -> int:
    """How many hand-overs are needed by seats, sizes and apartness alone."""
    needs = [1]

    def need(which: Callable[[Concern], bool], room: int | None) -> None:
        people = sum(group.count(which) * len(group.units) for group in groups if group.must)
        if room:
            needs.append(-(-people // room))

    for side in case.terms.sides:
        seats = sum(place.seats for place in case.terms.places if not place.of or side in place.of)
        need(lambda c, side=side: c.side == side, seats)  # type: ignore[misc]
    for index, limit in enumerate(case.limits):
        need(lambda c, i=index: i in c.limits, limit.largest)  # type: ignore[misc]
    for index, apart in enumerate(case.terms.apart):
        need(lambda c, i=index: i in c.apart, apart.at_most)  # type: ignore[misc]
    return max(needs) + sum(order.steps - 1 for order in case.orders if order.apart)
