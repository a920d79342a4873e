"""From groups to persons: the lot says who of a group goes when, and everybody gets a place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from hudna.exchange.group import Group
from hudna.exchange.lot import draw
from hudna.exchange.model import HandOver, Release
from hudna.exchange.situation import Concern, Situation

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


Class = tuple[tuple[int, ...], bool]


def _places(case: Situation, units: list[Unit]) -> Iterable[tuple[str, str]]:
    if not case.terms.places:
        return [(person, "") for unit in units for person in unit]
    people: Counter[Class] = Counter(_class(case, person) for unit in units for person in unit)
    free = _flow(case, people)
    found: list[tuple[str, str]] = []
    for unit in sorted(units, key=len, reverse=True):
        need = Counter(_class(case, person) for person in unit)
        whole = (n for n in range(len(case.terms.places)) if all(free[k, n] >= many for k, many in need.items()))
        together = max(whole, key=lambda n: sum(free[k, n] for k in need), default=None)
        for person in unit:
            mine = _class(case, person)
            number = together if together is not None else next(n for n in mine[0] if free[mine, n])
            free[mine, number] -= 1
            found.append((person, case.terms.places[number].id))
    return found


def _class(case: Situation, person: str) -> Class:
    concern = case.concern[person]
    return concern.places, concern.care


def _flow(case: Situation, people: Counter[Class]) -> defaultdict[tuple[Class, int], int]:
    """How many of each class go to each place: a flow of whole people, from the source over classes to seats."""
    classes, places = list(people), case.terms.places
    k, m = len(classes), len(places)
    sink = 1 + k + 2 * m
    edges: list[tuple[int, int, int]] = []
    for number, each in enumerate(classes):
        edges.append((0, 1 + number, people[each]))
        edges += ((1 + number, 1 + k + (m if each[1] else 0) + n, people[each]) for n in each[0])
    for n, place in enumerate(places):
        edges.append((1 + k + n, sink, place.seats))
        edges.append((1 + k + m + n, 1 + k + n, place.seats if place.care is None else place.care))
    rows, columns, capacity = zip(*edges, strict=True)
    graph = csr_array((np.array(capacity, np.int32), (rows, columns)), shape=(sink + 1, sink + 1))
    flow = maximum_flow(graph, 0, sink).flow.tocsr()
    free: defaultdict[tuple[Class, int], int] = defaultdict(int)
    for number, each in enumerate(classes):
        for n in each[0]:
            free[each, n] = int(flow[1 + number, 1 + k + (m if each[1] else 0) + n])
    return free


def lacks_seats(case: Situation, leaving: Counter[Concern]) -> list[tuple[str, str, str]]:
    """For whom of one hand-over there is no seat, or no care: guarantee, term of the place, and words."""
    found: list[tuple[str, str, str]] = []
    places = case.terms.places
    for side in case.terms.sides if places else ():
        people: Counter[Class] = Counter()
        for concern, number in leaving.items():
            if concern.side == side:
                people[concern.places, concern.care] += number
        short = {each: n - sum(_flow(case, people)[each, place] for place in each[0]) for each, n in people.items()}
        for (where, care), lacking in short.items():
            if lacking:
                names = ", ".join(places[n].id for n in where) or "any place"
                what = f"{lacking} of {side} would be too many at {names}"
                refs = [places[n].ref for n in where] or [place.ref for place in places]
                guarantee = ("care" if care else "capacity") if where else "places"
                found += [(guarantee, ref, what) for ref in refs]
    return found
