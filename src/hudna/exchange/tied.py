"""Whom orders tie into one hand-over, however many follow.

An order says that the last of an earlier step leaves no later than the first of a later one. Where a group is both
before and after another, by two orders, by the rule on the dead or by a family across steps, all of both leave in one
hand-over: last(a) ≤ first(b) ≤ last(b) ≤ first(a). If there is no room for them, no schedule helps, be it as long as it
may; that is seen here at once, where longer and longer programs would be tried in vain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import floor

import numpy as np
from numpy.typing import NDArray

from hudna.exchange.formulate_balance import owed_in_the_end
from hudna.exchange.group import Group
from hudna.exchange.situation import Concern, Situation
from hudna.exchange.stowage import lacks_seats


def is_torn(case: Situation, groups: tuple[Group, ...]) -> bool:
    """Whether some who must leave are tied into one hand-over that has no room for them, or may not hold them all."""
    owed = _all_owed(case, groups)
    bound = [group for group in groups if group.must or any(c.pays in owed for c in group.members)]
    if not bound:
        return False
    before, strictly = _before(case, bound)
    return any(_no_room(case, [bound[n] for n in knot], strictly[np.ix_(knot, knot)]) for knot in _knots(before, bound))


def _all_owed(case: Situation, groups: tuple[Group, ...]) -> frozenset[int]:
    """The pots for which everybody is owed in the end who can pay into them."""
    found = []
    for number, pot in enumerate(case.stakes.pots):
        payers = sum(len(group.units) * group.count(lambda c, n=number: c.pays == n) for group in groups)  # type: ignore[misc]
        if floor(owed_in_the_end(case, groups, pot) - case.paid[number]) >= payers:
            found.append(number)
    return frozenset(found)


def _before(case: Situation, groups: list[Group]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For each two groups: is somebody of the one in an earlier step than somebody of the other; and not together?"""
    n = len(groups)
    before, strictly = np.zeros((n, n), bool), np.zeros((n, n), bool)
    for index, order in enumerate(case.orders):
        for scope in order.scopes:
            first, last = np.full(n, np.iinfo(np.int64).max), np.full(n, -1)
            for place, group in enumerate(groups):
                steps = [c.steps[index] for c in group.members if c.side in scope and c.steps[index] >= 0]
                if steps:
                    first[place], last[place] = min(steps), max(steps)
            found = first[:, None] < last[None, :]
            before |= found
            if order.apart:
                strictly |= found
    return before, strictly


def _knots(before: NDArray[np.bool_], groups: list[Group]) -> Iterator[list[int]]:
    """Groups that are before and after each other; one alone if it is so with itself."""
    from scipy.sparse import csr_array  # SciPy is slow to load and seldom needed
    from scipy.sparse.csgraph import connected_components

    count, label = connected_components(csr_array(before), directed=True, connection="strong")
    sizes = np.bincount(label, minlength=count)
    for number in range(count):
        knot = np.flatnonzero(label == number).tolist()
        if sizes[number] > 1 or before[knot[0], knot[0]]:
            yield knot


def _no_room(case: Situation, groups: list[Group], strictly: NDArray[np.bool_]) -> bool:
    if strictly.any():
        return True
    people: Counter[Concern] = Counter()
    for group in groups:
        for concern in group.members:
            people[concern] += len(group.units)
    for index, limit in enumerate(case.limits):
        if limit.largest is not None and sum(n for c, n in people.items() if index in c.limits) > limit.largest:
            return True
    for index, apart in enumerate(case.terms.apart):
        if sum(n for c, n in people.items() if index in c.apart) > apart.at_most:
            return True
    return bool(lacks_seats(case, people))
