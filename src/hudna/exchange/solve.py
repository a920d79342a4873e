"""Solving the program of an exchange in two strides: first who is finished when, then how many whole units leave.

People are many and alike, so that fractions of them change next to nothing: with only the yes-or-no columns whole, the
program is solved in a moment, and what it costs is a bound for every plan. Then those columns are held fast, and whole
units are sought beside the bound. Where that is not near enough, the whole program is solved as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from hudna.exchange.faults import EXCHANGE
from hudna.exchange.formulate import Formulation
from hudna.exchange.program import Answer


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

    @property
    def waits_beyond(self) -> bool:
        """Whether somebody leaves only after the last of these hand-overs."""
        return any(row[-1] for row in self.units)


def optimise(form: Formulation, effort: Effort) -> Solution | None:
    """The best of a program; None: proved to have no solution.

    Where somebody leaves beyond the hand-overs already in the first stride, it is left at that: a longer program
    must be tried. ``cost`` is then only a bound.
    """
    late = _soonest_back(form, effort, whole=False)
    if late is None:
        return None
    form.spend(late)
    rough = _solve(form, effort, whole=False)
    if rough is None:
        return None
    if sum(float(rough.values[row[-1]]) for row in form.leaves) > 0.5:
        beyond = [[0] * form.steps + [ceil(float(rough.values[row[-1]]) - 1e-6)] for row in form.leaves]
        return Solution(form, beyond, rough.cost, rough.bound)
    bound = _rounded(rough.bound)
    near = _beside(form, rough, effort)
    if near.state == "solved":
        found = _solution(form, near, bound)
        if found.cost - found.bound <= effort.gap * form.waiting(found.units):
            return found
    return _as_it_stands(form, effort, bound)


def _beside(form: Formulation, rough: Answer, effort: Effort) -> Answer:
    """Whole units, with the yes-or-no columns as the first stride left them and nobody beyond."""
    fixed = {column: float(round(float(rough.values[column]))) for column in form.flags()}
    fixed |= {row[-1]: 0.0 for row in form.leaves}
    return form.program.solve(gap=effort.gap / 2, limit_s=effort.limit_s, fixed=fixed)


def _as_it_stands(form: Formulation, effort: Effort, bound: float) -> Solution | None:
    late = _soonest_back(form, effort, whole=True)
    if late is None:
        return None
    form.spend(late)
    answer = _solve(form, effort, whole=True)
    if answer is None:
        return None
    return _solution(form, answer, _rounded(answer.bound) if form.late else max(_rounded(answer.bound), bound))


def _soonest_back(form: Formulation, effort: Effort, *, whole: bool) -> int | None:
    """For how many hand-overs balances that stand too far out stay so at least; before all other cost."""
    if not form.late:
        return 0
    form.spend_on_late()
    answer = _solve(form, effort, whole=whole)
    return None if answer is None else round(sum(float(answer.values[column]) for column in form.late))


def _solve(form: Formulation, effort: Effort, *, whole: bool) -> Answer | None:
    """Solve with whole units or with fractions of them; None where there is proved to be no solution."""
    loose = frozenset() if whole else frozenset(column for row in form.leaves for column in row)
    answer = form.program.solve(gap=effort.gap / 2, limit_s=effort.limit_s, loose=loose)
    if answer.state == "open":
        what = f"no plan was found within {effort.limit_s:.0f} seconds, and none was ruled out"
        raise EXCHANGE.fault("plan-undecided", what)
    return None if answer.state == "none" else answer


def _solution(form: Formulation, answer: Answer, bound: float) -> Solution:
    units = [[round(float(answer.values[column])) for column in row] for row in form.leaves]
    return Solution(form, units, answer.cost, min(bound, answer.cost))


def _rounded(bound: float) -> float:
    """Costs are whole numbers: a bound is rounded up to the next, but for what the solver's arithmetic may be off."""
    return float(ceil(bound - 1e-6 * max(1.0, abs(bound))))
