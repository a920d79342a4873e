"""Rows of places: seats and care, by hand-over and side, wherever people can be brought."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hudna.exchange.situation import Concern

if TYPE_CHECKING:
    from hudna.exchange.formulate import Formulation

Class = tuple[tuple[int, ...], bool]
"""Where people of a side can leave, and whether they need care."""


def seat_rows(form: Formulation) -> None:
    """For each side: everybody has a seat at a place that is open to them."""
    if not form.case.terms.places:
        return
    for side in form.case.terms.sides:
        found = {(c.places, c.care) for group in form.groups for c in group.members if c.side == side and c.places}
        classes = sorted(found)
        rooms = _rooms(form, classes)
        for step in range(form.steps):
            _one_hand_over(form, side, classes, rooms, step)


Room = tuple[frozenset[int], int, int | None]
"""Classes that a place (or several alike) is open to, its seats, and its care; None: for everybody."""


def _rooms(form: Formulation, classes: list[Class]) -> list[Room]:
    """The places, those that are open to the same people taken as one."""
    alike: dict[frozenset[int], list[int]] = defaultdict(list)
    for number in range(len(form.case.terms.places)):
        open_to = frozenset(k for k, (places, _) in enumerate(classes) if number in places)
        if open_to:
            alike[open_to].append(number)
    rooms: list[Room] = []
    for open_to, numbers in alike.items():
        places = [form.case.terms.places[number] for number in numbers]
        cares = [place.seats if place.care is None else min(place.care, place.seats) for place in places]
        unlimited = all(place.care is None for place in places)
        rooms.append((open_to, sum(place.seats for place in places), None if unlimited else sum(cares)))
    return rooms


def _one_hand_over(form: Formulation, side: str, classes: list[Class], rooms: list[Room], step: int) -> None:
    program = form.program

    def of(number: int) -> list[tuple[int, float]]:
        def which(c: Concern) -> bool:
            return c.side == side and (c.places, c.care) == classes[number]

        return form.sum_at(step, which)

    if len(rooms) == 1:
        _, seats, care = rooms[0]
        program.row([entry for number in range(len(classes)) for entry in of(number)], upper=seats)
        if care is not None:
            careful = [number for number in range(len(classes)) if classes[number][1]]
            program.row([entry for number in careful for entry in of(number)], upper=care)
        return
    flows = [{number: program.column(seats, whole=False) for number in open_to} for open_to, seats, _ in rooms]
    for number in range(len(classes)):
        program.row([*of(number), *((flow[number], -1.0) for flow in flows if number in flow)], lower=0, upper=0)
    for flow, (_, seats, care) in zip(flows, rooms, strict=True):
        program.row([(column, 1.0) for column in flow.values()], upper=seats)
        if care is not None:
            program.row([(column, 1.0) for number, column in flow.items() if classes[number][1]], upper=care)
