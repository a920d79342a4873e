"""From groups to persons: the lot says who of a group goes when, and everybody gets a place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from hudna.exchange.group import Group
from hudna.exchange.lot import draw
from hudna.exchange.model import HandOver, Release
from hudna.exchange.situation import Situation
from hudna.exchange.stowage import Class, class_of, stowed

Unit = tuple[str, ...]


def assign_units(
    groups: Iterable[Group], units: list[list[int]], hand_overs: list[HandOver], seed: str
) -> tuple[dict[int, list[Unit]], dict[str, int]]:
    """Who leaves in which hand-over; and for everybody on whom a lot fell, among how many units it was drawn.

    A family draws by the smallest number in it.
    """
    leaving: dict[int, list[Unit]] = {held.number: [] for held in hand_overs}
    drawn: dict[str, int] = {}
    for group, row in zip(groups, units, strict=True):
        by_first = {min(unit): unit for unit in group.units}
        queue = [by_first[first] for first in draw(seed, by_first)]
        chosen = {held.number: number for held, number in zip(hand_overs, row, strict=False) if number}
        if len(chosen) + (sum(chosen.values()) < len(queue)) > 1:
            drawn.update((person, len(queue)) for unit in queue for person in unit)
        for number, many in chosen.items():
            leaving[number] += queue[:many]
            queue = queue[many:]
    return leaving, drawn


def assign_places(case: Situation, leaving: Mapping[int, list[Unit]]) -> list[Release]:
    """A place for everybody, families at one place where there is room."""
    releases: list[Release] = []
    for number, units in leaving.items():
        for side in case.terms.sides:
            mine = [unit for unit in units if case.concern[unit[0]].side == side]
            releases += (Release(person, number, place) for person, place in _places(case, mine))
    order = {person: rank for rank, person in enumerate(sorted(case.people))}
    return sorted(releases, key=lambda release: (release.hand_over, order[release.person]))


def _places(case: Situation, units: list[Unit]) -> Iterable[tuple[str, str]]:
    if not case.terms.places:
        return [(person, "") for unit in units for person in unit]
    people: Counter[Class] = Counter(class_of(case.concern[person]) for unit in units for person in unit)
    free = stowed(case.terms.places, people)
    found: list[tuple[str, str]] = []
    for unit in sorted(units, key=len, reverse=True):
        need = Counter(class_of(case.concern[person]) for person in unit)
        whole = (n for n in range(len(case.terms.places)) if all(free[k, n] >= many for k, many in need.items()))
        together = max(whole, key=lambda n: sum(free[k, n] for k in need), default=None)
        for person in unit:
            mine = class_of(case.concern[person])
            number = together if together is not None else next(n for n in mine[0] if free[mine, n])
            free[mine, number] -= 1
            found.append((person, case.terms.places[number].id))
    return found
