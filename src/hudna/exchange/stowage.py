"""Who goes to which place: a flow of whole people from where they can leave to seats and care."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from hudna.exchange.situation import Concern, Situation
from hudna.exchange.terms import Place

Class = tuple[tuple[int, ...], bool]
"""The places where people can leave, and whether they need care."""


def class_of(concern: Concern) -> Class:
    """Where somebody can leave, and whether they need care."""
    return concern.places, concern.care


def stowed(places: Sequence[Place], people: Counter[Class], *, times: int = 1) -> Counter[tuple[Class, int]]:
    """As many people of one side as find a seat, by class and place; ``times``: in so many hand-overs together."""
    from scipy.sparse import csr_array  # SciPy is slow to load and seldom needed
    from scipy.sparse.csgraph import maximum_flow

    classes = list(people)
    k, m = len(classes), len(places)
    sink = 1 + k + 2 * m
    edges: list[tuple[int, int, int]] = []
    for number, each in enumerate(classes):
        edges.append((0, 1 + number, people[each]))
        edges += ((1 + number, 1 + k + (m if each[1] else 0) + n, people[each]) for n in each[0])
    total = people.total()
    for n, place in enumerate(places):
        care = place.seats if place.care is None else place.care
        edges.append((1 + k + n, sink, min(place.seats * times, total)))
        edges.append((1 + k + m + n, 1 + k + n, min(care * times, total)))
    rows, columns, capacity = zip(*edges, strict=True)
    graph = csr_array((np.array(capacity, np.int32), (rows, columns)), shape=(sink + 1, sink + 1))
    flow = maximum_flow(graph, 0, sink).flow.tocsr()
    found: Counter[tuple[Class, int]] = Counter()
    for number, each in enumerate(classes):
        for n in each[0]:
            found[each, n] = int(flow[1 + number, 1 + k + (m if each[1] else 0) + n])
    return found


def lacks_seats(case: Situation, leaving: Counter[Concern]) -> list[tuple[str, str, str]]:
    """For whom of one hand-over there is no seat, or no care: guarantee, term of the place, and words."""
    found: list[tuple[str, str, str]] = []
    places = case.terms.places
    for side in case.terms.sides if places else ():
        people: Counter[Class] = Counter()
        for concern, number in leaving.items():
            if concern.side == side:
                people[class_of(concern)] += number
        seated = stowed(places, people)
        for each in people:
            where, care = each
            lacking = people[each] - sum(seated[each, place] for place in where)
            if lacking:
                names = ", ".join(places[n].id for n in where) or "any place"
                what = f"{lacking} of {side} would be too many at {names}"
                refs = [places[n].ref for n in where] or [place.ref for place in places]
                guarantee = ("care" if care else "capacity") if where else "places"
                found += [(guarantee, ref, what) for ref in refs]
    return found
