"""How many hand-overs some people need at least: by seats, care, sizes and apartness, whatever else the terms say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from math import ceil

from hudna.exchange.group import Group
from hudna.exchange.situation import Concern, Situation
from hudna.exchange.stowage import Class, class_of, stowed

Which = Callable[[Concern], bool]
ENDLESS = 1_000_000


def soonest(case: Situation, groups: Iterable[Group], which: Which) -> int:
    """The fewest hand-overs in which all of some concerns who must leave can do so; ``ENDLESS`` if in none."""
    people: Counter[Concern] = Counter()
    for group in groups:
        if group.must:
            for concern in group.members:
                if which(concern):
                    people[concern] += len(group.units)
    needed = [int(bool(people))]
    for index, limit in enumerate(case.limits):
        needed.append(_needed(sum(n for c, n in people.items() if index in c.limits), limit.largest))
    for index, apart in enumerate(case.terms.apart):
        needed.append(_needed(sum(n for c, n in people.items() if index in c.apart), apart.at_most))
    for side in case.terms.sides if case.terms.places else ():
        classes: Counter[Class] = Counter()
        for concern, n in people.items():
            if concern.side == side:
                classes[class_of(concern)] += n
        needed.append(_by_seats(case, classes))
    return max(needed)


def _needed(people: int, room: int | None) -> int:
    if not people or room is None:
        return 0
    return ceil(people / room) if room else ENDLESS


def _by_seats(case: Situation, classes: Counter[Class]) -> int:
    """Halve the interval: with so many times the seats, does everybody have one?"""
    total = classes.total()
    if not total:
        return 0
    if stowed(case.terms.places, classes, times=total).total() < total:
        return ENDLESS
    low, high = 0, total
    while high - low > 1:
        middle = (low + high) // 2
        if stowed(case.terms.places, classes, times=middle).total() == total:
            high = middle
        else:
            low = middle
    return high


def in_sequence(case: Situation, groups: tuple[Group, ...], index: int, scope: frozenset[str], upto: int) -> int:
    """The fewest hand-overs for the first steps of an order, one step after another.

    Two steps can share the hand-over in which the earlier one ends, unless they are to be apart.
    """
    order = case.orders[index]
    needs = [
        soonest(case, groups, lambda c, step=step: c.side in scope and c.steps[index] == step)  # type: ignore[misc]
        for step in range(upto)
    ]
    needs = [each for each in needs if each]
    return sum(needs) - (0 if order.apart else max(len(needs) - 1, 0))


def fewest_of_all(case: Situation, groups: tuple[Group, ...]) -> int:
    """The fewest hand-overs by seats, sizes and orders."""
    found = [1, soonest(case, groups, lambda _: True)]
    for index, order in enumerate(case.orders):
        found += [in_sequence(case, groups, index, scope, order.steps) for scope in order.scopes]
    return max(found)
