"""Rows of balances: what each side stands out after each hand-over, and that all is even in the end."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from hudna.exchange.group import Group
from hudna.exchange.owed import Pot
from hudna.exchange.situation import Situation

if TYPE_CHECKING:
    from hudna.exchange.formulate import Formulation

NOTHING = Fraction(0)


def balance_rows(form: Formulation, *, rounded_up: bool) -> None:
    """The balance of every pot after every hand-over, in its own unit so that all numbers are whole."""
    for number, pot in enumerate(form.case.stakes.pots):
        unit = pot.unit
        steps = [int(unit * _step(group, number, pot)) for group in form.groups]
        start = int(unit * (form.case.stakes.owed(form.case.counted, pot) - form.case.paid[number]))
        if any(steps):
            _every_hand_over(form, steps, start, unit * (pot.most + 1) - 1)
        _the_end(form, number, pot, rounded_up=rounded_up)


def _step(group: Group, number: int, pot: Pot) -> Fraction:
    """By how much one unit moves the balance of a pot."""
    rates = {part.term: part.rate for part in pot.parts}
    owed = sum((rates.get(c.counts, NOTHING) for c in group.members if c.side == pot.creditor), NOTHING)
    return owed - sum(c.pays == number for c in group.members)


def _every_hand_over(form: Formulation, steps: list[int], start: int, bound: int) -> None:
    program, before, back = form.program, -1, -1
    sign = 1 if start > bound else -1 if start < -bound else 0
    room = max(abs(start), bound)
    for step in range(form.steps):
        low, high = (-bound if sign >= 0 else -room), (bound if sign <= 0 else room)
        now = program.column(high, lower=low, whole=False)
        entries = [(row[step], float(n)) for row, n in zip(form.leaves, steps, strict=True) if n]
        entries += [(now, -1.0)] + ([(before, 1.0)] if before >= 0 else [])
        fixed = 0 if before >= 0 else -start
        program.row(entries, lower=fixed, upper=fixed)
        if sign:
            back = _on_the_way_back(form, now, before, back, (start, bound, sign))
        before = now


def _on_the_way_back(form: Formulation, now: int, before: int, back: int, of: tuple[int, int, int]) -> int:
    """A balance that stands out too far never grows until it is within its bound, and stays there then.

    The new column is 1 while it is still too far out.
    """
    start, bound, sign = of
    far = form.program.column(1)
    form.late.append(far)
    beyond = abs(start) - bound
    form.program.row([(now, float(sign)), (far, -float(beyond))], upper=bound)
    if before >= 0:
        form.program.row([(now, float(sign)), (before, -float(sign)), (far, 2.0 * abs(start))], upper=2.0 * abs(start))
        form.program.row([(far, 1.0), (back, -1.0)], upper=0)
    return far


def _the_end(form: Formulation, number: int, pot: Pot, *, rounded_up: bool) -> None:
    """As many pay into a pot as are owed once all have left, and less than one person is left over.

    If more was paid than will ever be owed, that cannot be undone: nobody more pays.
    """
    owed = owed_in_the_end(form.case, form.groups, pot) - form.case.paid[number]
    low = high = floor(owed)
    bound = sum(len(g.units) * g.count(lambda c: c.must and c.pays == number) for g in form.groups)
    if owed < 0 and not bound:
        low = high = 0
    elif rounded_up or bound > high:
        high = ceil(owed)
    steps = range(form.steps + 1)
    form.program.row(form.sum_over(steps, lambda c: c.pays == number), lower=low, upper=high)


def owed_in_the_end(case: Situation, groups: Iterable[Group], pot: Pot) -> Fraction:
    """What is owed into a pot once everybody has left who is to leave."""
    counted = case.counted.copy()
    for group in groups:
        for concern in group.members:
            if concern.counts:
                counted[concern.counts, concern.side] += len(group.units)
    return case.stakes.owed(counted, pot)
