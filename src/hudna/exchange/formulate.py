"""The integer program of an exchange: how many of each group leave in each hand-over.

Beside the hand-overs there is one *beyond* them: whoever leaves later than the last one. Nothing but the counts binds
it, so that what is impossible with it is impossible however many hand-overs follow, and a plan that leaves it empty is
as good as any longer one, as far as the bound says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import floor

from hudna.exchange.formulate_balance import balance_rows
from hudna.exchange.formulate_order import order_rows, pace_rows, size_rows
from hudna.exchange.formulate_seats import seat_rows
from hudna.exchange.group import Group
from hudna.exchange.model import HandOver
from hudna.exchange.program import Program
from hudna.exchange.situation import Concern, Situation


@dataclass
class Formulation:
    """The program under construction. ``leaves[g][t]``: how many units of group g leave in hand-over t; the last t
    is beyond. ``whole``: every hand-over that there can be is among them, so that nobody leaves beyond.
    """

    case: Situation
    groups: tuple[Group, ...]
    hand_overs: Sequence[HandOver]
    following: HandOver | None
    """The hand-over after the last of these, if there can be one."""
    program: Program = field(default_factory=Program)
    leaves: list[list[int]] = field(default_factory=list)
    costs: dict[int, float] = field(default_factory=dict)
    late: list[int] = field(default_factory=list)
    """Columns that are 1 where a balance is not yet within its bound again."""
    late_row: int = -1

    def flags(self) -> list[int]:
        """The columns that say yes or no, and are no people."""
        people = {column for row in self.leaves for column in row}
        return [column for column in self.program.whole() if column not in people]

    def spend(self, late: int) -> None:
        """Let the program cost what waiting costs, with balances too far out for so many hand-overs at most."""
        self.program.spend(self.costs)
        if self.late:
            self.program.cap(self._late_row(), late)

    def spend_on_late(self) -> None:
        """Let the program cost one for every hand-over after which a balance still stands too far out."""
        self.program.spend(dict.fromkeys(self.late, 1.0))
        self.program.cap(self._late_row(), len(self.late))

    def _late_row(self) -> int:
        if self.late_row < 0:
            self.late_row = self.program.row([(column, 1.0) for column in self.late])
        return self.late_row

    def waiting(self, units: list[list[int]]) -> int:
        """What the waiting of those who leave costs: without what is won by choosing those who wait less well."""
        rows = zip(self.groups, units, strict=True)
        return sum(group.weight * number * (step + 1) for group, row in rows for step, number in enumerate(row))

    @property
    def steps(self) -> int:
        """How many hand-overs there are."""
        return len(self.hand_overs)

    def sum_at(self, step: int, which: Callable[[Concern], bool]) -> list[tuple[int, float]]:
        """The people of some concerns who leave in a hand-over, as entries of a row."""
        return [
            (row[step], n) for row, group in zip(self.leaves, self.groups, strict=True) if (n := group.count(which))
        ]

    def sum_over(self, steps: range, which: Callable[[Concern], bool]) -> list[tuple[int, float]]:
        """The same over several hand-overs."""
        counted = [(row, group.count(which)) for row, group in zip(self.leaves, self.groups, strict=True)]
        return [(row[step], n) for row, n in counted if n for step in steps]

    def beyond(self) -> range:
        """The steps that are none of the hand-overs."""
        return range(self.steps, self.steps + 1)

    def total(self, which: Callable[[Concern], bool]) -> int:
        """How many people of some concerns may leave."""
        return sum(group.count(which) * len(group.units) for group in self.groups)


def formulate(
    case: Situation,
    groups: tuple[Group, ...],
    hand_overs: Sequence[HandOver],
    following: HandOver | None,
    *,
    rounded_up: bool = False,
) -> Formulation:
    """Write every term as rows. ``rounded_up``: a fraction owed in the end may be paid as a whole person."""
    form = Formulation(case, groups, hand_overs, following)
    for group in groups:
        _columns(form, group)
    balance_rows(form, rounded_up=rounded_up)
    seat_rows(form)
    for index, order in enumerate(case.orders):
        order_rows(form, index, order)
    for index, limit in enumerate(case.limits):
        size_rows(form, index, limit)
    for index, pace in enumerate(case.terms.paces):
        pace_rows(form, index, pace)
    for index, apart in enumerate(case.terms.apart):
        for step in range(form.steps):
            form.program.row(form.sum_at(step, lambda c, i=index: i in c.apart), upper=apart.at_most)  # type: ignore[misc]
    form.spend(len(form.late))
    return form


def _columns(form: Formulation, group: Group) -> None:
    """Who leaves late costs the more; who stays though they could be chosen is as one who leaves after everybody."""
    units = len(group.units)
    most = min(units, most_at_once(form.case, group))
    due = min((form.case.terms.done[n].by for concern in group.members for n in concern.done), default=None)
    stays = 0 if group.must else form.steps + 2
    row = []
    for step in range(form.steps + 1):
        held = form.hand_overs[step] if step < form.steps else form.following
        open_to = most > 0 and held is not None and (due is None or held.at < due)
        upper = 0 if not open_to else most if step < form.steps else units
        row.append(form.program.column(upper))
        form.costs[row[-1]] = group.weight * (step + 1 - stays)
    form.leaves.append(row)
    form.program.row([(column, 1) for column in row], lower=units if group.must else 0, upper=units)


def most_at_once(case: Situation, group: Group) -> int:
    """How many units of a group one hand-over could take if nobody else were there."""
    most = len(group.units)
    if not all(concern.places for concern in group.members):
        return 0
    for index, limit in enumerate(case.limits):
        n = group.count(lambda c, i=index: i in c.limits)  # type: ignore[misc]
        if n and limit.largest is not None:
            most = min(most, limit.largest // n)
    for index, apart in enumerate(case.terms.apart):
        n = group.count(lambda c, i=index: i in c.apart)  # type: ignore[misc]
        if n:
            most = min(most, apart.at_most // n)
    places = case.terms.places
    if places:
        for careful in (False, True):
            concerned = [c for c in group.members if c.care or not careful]
            reach = {place for concern in concerned for place in concern.places}
            if concerned and not (careful and any(places[n].care is None for n in reach)):
                room = sum(min(places[n].care or 0, places[n].seats) if careful else places[n].seats for n in reach)
                most = min(most, floor(room / len(concerned)))
    return most
