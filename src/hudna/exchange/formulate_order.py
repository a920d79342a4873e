"""Rows of what depends on who is still left: orders, smallest sizes, paces."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hudna.exchange.situation import Concern, Limit, Sequenced
from hudna.exchange.terms import Pace
from hudna.exchange.throughput import in_sequence, soonest

if TYPE_CHECKING:
    from hudna.exchange.formulate import Formulation

Which = Callable[[Concern], bool]


def order_rows(form: Formulation, index: int, order: Sequenced) -> None:
    """Between every two steps: whether all of the earlier ones have left, hand-over by hand-over."""
    for scope in order.scopes:
        for step in range(1, order.steps):

            def earlier(c: Concern, scope: frozenset[str] = scope, step: int = step) -> bool:
                return c.side in scope and 0 <= c.steps[index] < step

            def later(c: Concern, scope: frozenset[str] = scope, step: int = step) -> bool:
                return c.side in scope and c.steps[index] == step

            if form.total(earlier) and form.total(later):
                fewest = in_sequence(form.case, form.groups, index, scope, step)
                _between(form, earlier, later, fewest, apart=order.apart)


def _between(form: Formulation, earlier: Which, later: Which, fewest: int, *, apart: bool) -> None:
    most = room_for(form, later)
    first = -1 if apart else 0
    done = finished(form, earlier, range(first, form.steps), fewest)
    for step in range(form.steps):
        passed = done[step - 1 - first if apart else step]
        form.program.row([*form.sum_at(step, later), (passed, -float(most))], upper=0)
    mixed = [n for n, group in enumerate(form.groups) if group.count(earlier) and group.count(later)]
    if apart or soonest(form.case, [form.groups[n] for n in mixed], lambda _: True) > 1:
        for n in mixed:  # however many hand-overs follow, one is not enough for them
            form.program.row([(form.leaves[n][-1], 1.0)], upper=0)
    if not apart:
        _all_at_once(form, mixed, done)


def _all_at_once(form: Formulation, mixed: list[int], done: list[int]) -> None:
    """Families with members of both steps all leave in the one hand-over in which the earlier step ends."""
    for n in mixed:
        many = float(len(form.groups[n].units))
        for step, column in enumerate(form.leaves[n][:-1]):
            before = [(done[step - 1], many)] if step else []
            form.program.row([(column, 1.0), (done[step], -many), *before], upper=0)


def finished(form: Formulation, which: Which, steps: range, fewest: int = 0) -> list[int]:
    """Columns that may be 1 only where nobody of some concerns leaves after a step; once 1, always 1.

    ``steps``: after which hand-overs, counted from 0; -1: from the start. ``fewest``: how many hand-overs they need.
    """
    total = float(form.total(which))
    fewest = max(fewest, soonest(form.case, form.groups, which))
    columns: list[int] = []
    for step in steps:
        column = form.program.column(int(step + 1 >= fewest))
        after = form.sum_over(range(step + 1, form.steps + 1), which)
        form.program.row([*after, (column, total)], upper=total)
        if columns:
            form.program.row([(columns[-1], 1.0), (column, -1.0)], upper=0)
        columns.append(column)
    return columns


def room_for(form: Formulation, which: Which) -> int:
    """No more people of some concerns than this fit into one hand-over."""
    total = form.total(which)
    if not form.case.terms.places:
        return total
    sides = {concern.side for group in form.groups for concern in group.members if which(concern)}
    seats = sum(place.seats for side in sides for place in form.case.terms.places if not place.of or side in place.of)
    return min(total, seats)


def size_rows(form: Formulation, index: int, limit: Limit) -> None:
    """Neither too many in a hand-over, nor too few while more are left."""

    def inside(concern: Concern) -> bool:
        return index in concern.limits

    total = form.total(inside)
    if not total:
        return
    if limit.largest is not None:
        for step in range(form.steps):
            form.program.row(form.sum_at(step, inside), upper=limit.largest)
    if limit.smallest > 0:
        done = finished(form, inside, range(form.steps))
        for step, column in enumerate(done):
            form.program.row([*form.sum_at(step, inside), (column, float(limit.smallest))], lower=limit.smallest)


def pace_rows(form: Formulation, index: int, pace: Pace) -> None:
    """Enough in every period, until all are out; a period may go on beyond the hand-overs of the program."""

    def inside(concern: Concern) -> bool:
        return index in concern.paces

    if not form.total(inside) or not form.steps:
        return
    held = form.case.actuals.hand_overs
    start = min(each.at for each in (*held, *form.hand_overs))
    periods = [(each.at - start) // pace.per for each in form.hand_overs]
    numbers = {each.number: (each.at - start) // pace.per for each in held}
    gone = form.case.gone()
    already = sum(
        numbers.get(number, -1) == periods[0] and person in gone and inside(form.case.concern[person])
        for person, number in form.case.actuals.released.items()
        if person in form.case.concern
    )
    beyond = form.following is not None and (form.following.at - start) // pace.per == periods[-1]
    last_step = {period: step for step, period in enumerate(periods)}
    ends = [max(step for p, step in last_step.items() if p <= period) for period in range(periods[0], periods[-1] + 1)]
    done: dict[int, int] = {}
    for period, end in zip(range(periods[0], periods[-1] + 1), ends, strict=True):
        if end not in done:
            (done[end],) = finished(form, inside, range(end, end + 1))
        steps = [step for step, each in enumerate(periods) if each == period]
        entries = [entry for step in steps for entry in form.sum_at(step, inside)]
        if period == periods[-1] and beyond:
            entries += form.sum_at(form.steps, inside)
        least = pace.at_least - (already if period == periods[0] else 0)
        form.program.row([*entries, (done[end], float(max(least, 0)))], lower=least)
