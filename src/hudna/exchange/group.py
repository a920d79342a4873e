"""Interchangeable people together: single persons of one concern, and families of like members."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from hudna.exchange.situation import Concern, Situation


@dataclass(frozen=True)
class Group:
    """Units that leave whole and are like each other. ``members``: what concerns those in one unit, in fixed order;
    ``units``: the persons of each, in the same order. ``must``: every unit is to leave."""

    members: tuple[Concern, ...]
    units: tuple[tuple[str, ...], ...]
    must: bool
    weight: int

    def count(self, which: Callable[[Concern], bool]) -> int:
        """How many in one unit are of some concerns."""
        return sum(1 for concern in self.members if which(concern))


def groups_of(case: Situation) -> tuple[Group, ...]:
    """Everybody who may leave, as groups; in an order that does not depend on that of the lists."""
    families: dict[tuple[str, str], list[str]] = defaultdict(list)
    alike: dict[tuple[Concern, ...], list[tuple[str, ...]]] = defaultdict(list)
    for person in case.may_leave():
        family = case.family_of(person)
        if family:
            families[family].append(person)
        else:
            alike[(case.concern[person],)].append((person,))
    rank = _ranks(case)
    for people in families.values():
        unit = sorted(people, key=lambda person: (rank[case.concern[person]], person))
        alike[tuple(case.concern[person] for person in unit)].append(tuple(unit))
    made = [
        Group(members, tuple(units), any(c.must for c in members), sum(c.weight for c in members))
        for members, units in alike.items()
    ]
    return tuple(sorted(made, key=lambda group: [rank[concern] for concern in group.members]))


def _ranks(case: Situation) -> dict[Concern, int]:
    """A fixed order of concerns: by what they say, the sides in the order of the terms."""
    order = {side: number for number, side in enumerate(case.terms.sides)}
    concerns = Counter(case.concern[person] for person in case.people if person not in case.stays)
    said = sorted(concerns, key=lambda c: (order[c.side], -c.weight, repr(c)))
    return {concern: number for number, concern in enumerate(said)}
