"""Hand-overs as the page of an exchange shows them: in time, with who leaves from where, and what became of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from hudna.desk.codes import closed_words
from hudna.desk.drawn import Batch, Course, course_of
from hudna.desk.exchange_whole import whole
from hudna.desk.handover_lists import is_in_conflict
from hudna.desk.pages.exchange_ground import Stand
from hudna.desk.pages.exchange_terms import terms_at
from hudna.desk.plans import KeptPlan, kept_plan
from hudna.desk.telling import stamp
from hudna.exchange import ExchangeFile, HandOverFile, outcomes


@dataclass(frozen=True)
class PlaceShown:
    """A place in a hand-over: whom releases how many there, and how many seats there are (None: not said)."""

    words: str
    side: str
    people: int
    seats: int | None

    @property
    def is_full(self) -> bool:
        return self.seats is not None and self.people >= self.seats


@dataclass(frozen=True)
class SeatsShown:
    """A place in a hand-over: how many each side releases there, in the order of the sides, and seats for each."""

    words: str
    people: tuple[int, ...]
    seats: int | None


@dataclass(frozen=True)
class BatchShown:
    """A hand-over: when, how it stands, how many each side releases in it, from where, and what became of it."""

    number: int
    href: str
    at: datetime | None
    state: str
    held: bool
    by_side: tuple[tuple[str, int], ...]
    places: tuple[PlaceShown, ...]
    at_places: tuple[SeatsShown, ...]
    released: int
    conflicts: int


def batches_shown(stand: Stand) -> tuple[BatchShown, ...]:
    """Every hand-over of the last plan, and those that were held by earlier ones."""
    file = everything(stand)
    numbers = {*(one.number for one in stand.plan.hand_overs)} if stand.plan else set()
    return tuple(_shown(stand, file, number) for number in sorted(numbers | _held(file)))


def everything(stand: Stand) -> ExchangeFile:
    """The exchange over all compartments, for numbers that both sides are told alike: who holds whom, how many left."""
    return whole(stand.door)[stand.name]


def _held(file: ExchangeFile) -> set[int]:
    return {one.number for one in file.hand_overs.values() if one.opened}


def plan_of(stand: Stand, file: ExchangeFile, number: int) -> KeptPlan | None:
    """The plan by which a hand-over was held, or would be."""
    there = file.hand_overs.get(number)
    held = kept_plan(stand.door.case, there.plan) if there and there.plan else None
    return held or stand.plan


def _shown(stand: Stand, file: ExchangeFile, number: int) -> BatchShown:
    plan = plan_of(stand, file, number)
    found = outcomes(file, number)
    by_place = _by_place(stand, file, plan, number)
    at = plan.at(number) if plan else None
    there = file.hand_overs.get(number)
    return BatchShown(
        number,
        reverse("exchange-hand-over", args=[stand.name, number]),
        at.at if at else there.began if there else None,
        state_words(there),
        bool(there and there.opened),
        tuple(
            (stand.party(one), sum(n for (side, _place), n in by_place.items() if side == one)) for one in file.sides
        ),
        tuple(
            PlaceShown(place_words(stand, place), stand.party(side), n, _seats(stand, place))
            for (side, place), n in sorted(by_place.items())
        ),
        tuple(
            SeatsShown(
                place_words(stand, place), tuple(by_place[side, place] for side in file.sides), _seats(stand, place)
            )
            for place in sorted({place for _side, place in by_place})
        ),
        sum(one.course == "released" for one in found.values()),
        sum(map(is_in_conflict, outcomes(stand.file, number).values())),
    )


def _by_place(stand: Stand, file: ExchangeFile, plan: KeptPlan | None, number: int) -> Counter[tuple[str, str]]:
    people = plan.people(number) if plan else {}
    return Counter((file.people[one].held_by, place) for one, place in people.items() if one in file.people)


def state_words(there: HandOverFile | None) -> str:
    """How a hand-over stands."""
    if there is None or (there.opened is None and not there.people):
        return _("planned")
    if there.closing is not None:
        return _("closed: %(how)s") % {"how": closed_words(there.closing.how)}
    return _("open") if there.opened else _("ticked, not opened")


def place_words(stand: Stand, place: str) -> str:
    """A place of hand-over in the words of the terms."""
    terms = terms_at(stand)
    known = next((one for one in terms.places if one.id == place), None) if terms else None
    return (stand.names.words(known.words)[0] if known and known.words else "") or place


def _seats(stand: Stand, place: str) -> int | None:
    terms = terms_at(stand)
    return next((one.seats for one in terms.places if one.id == place), None) if terms else None


def course_shown(stand: Stand, shown: tuple[BatchShown, ...]) -> Course | None:
    """The hand-overs on an axis of time, a row for each side and place."""
    file = everything(stand)
    rows: dict[str, str] = {}
    kinds: dict[str, str] = {}
    drawn = []
    for one in shown:
        if one.at is None:
            continue
        by_place = _by_place(stand, file, plan_of(stand, file, one.number), one.number)
        people: dict[str, int] = {}
        for (side, place), n in by_place.items():
            key = f"{file.sides.index(side)}/{place}"
            rows[key] = " · ".join(filter(None, (stand.party(side), place_words(stand, place))))
            kinds[key] = f"side-{file.sides.index(side)}"
            people[key] = n
        words = stamp(one.at, stand.door.zone)[5:10]
        drawn.append(Batch(one.number, one.at, words, one.held, people))
    if not drawn:
        return None
    ordered = dict(sorted(rows.items()))
    return course_of(drawn, ordered, kinds, stand.door.at, rtl=get_language_bidi())
