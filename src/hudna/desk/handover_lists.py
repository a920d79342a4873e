"""Lists for a hand-over: who is on them, what somebody there may say of each, and how each stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from hudna.desk.codes import ticked_words
from hudna.desk.doorway import Door
from hudna.desk.exchange_names import names_of_people
from hudna.desk.exchange_texts import text_of
from hudna.desk.exchange_whole import whole
from hudna.desk.names import Names, names_of
from hudna.desk.plans import KeptPlan, kept_plan
from hudna.desk.telling import stamp
from hudna.exchange import ExchangeFile, HandOverFile, Outcome, outcomes

NEUTRAL = ("seen", "boarded", "absent", "turned-back", "wrong-person", "died")
GIVES = ("handed-over", "boarded", "absent", "turned-back", "died")
RECEIVES = ("received", "absent", "turned-back", "wrong-person", "died")
OUT = frozenset({"seen", "handed-over", "received"})
OUTCOMES = tuple(dict.fromkeys((*NEUTRAL, *GIVES, *RECEIVES)))
"""What can be said of somebody at a hand-over; the first of each is what one tap says."""


@dataclass(frozen=True)
class Batch:
    """A hand-over that somebody can tick at: of which exchange, by which plan."""

    file: ExchangeFile
    plan: KeptPlan
    number: int

    @property
    def there(self) -> HandOverFile:
        """What happened at it so far."""
        return self.file.hand_overs.get(self.number) or HandOverFile(self.number)

    @property
    def is_closed(self) -> bool:
        return self.there.closed is not None


def side_of(door: Door) -> str:
    """For whom the visitor speaks at a hand-over: a liaison for its party, all others for the neutral body (empty)."""
    return door.visit.party


def batches(door: Door) -> Iterator[Batch]:
    """The hand-overs of plans that both sides agreed to, where the visitor is of the mission or of one of the sides."""
    for file in door.state.exchanges:
        if side_of(door) not in ("", *file.sides):
            continue
        for number, plan in _by_plan(door, file).items():
            yield Batch(file, plan, number)


def _by_plan(door: Door, file: ExchangeFile) -> dict[int, KeptPlan]:
    """Number of a hand-over → the plan that it is held by: the one when it was opened, else the one agreed to now."""
    found: dict[int, KeptPlan] = {}
    if file.plan is not None and file.is_agreed:
        plan = kept_plan(door.case, file.plan.event.document)
        found |= {one.number: plan for one in plan.hand_overs} if plan else {}
    for number, there in file.hand_overs.items():
        held = kept_plan(door.case, there.plan) if there.plan else None
        if held is not None:
            found[number] = held
    return dict(sorted(found.items()))


def batch_of(door: Door, exchange: str, number: int) -> Batch:
    """One hand-over. Raises Http404 where there is none that the visitor is told of."""
    for one in batches(door):
        if (one.file.exchange, one.number) == (exchange, number):
            return one
    raise Http404


def hand_overs_of(door: Door) -> list[dict[str, Any]]:
    """The hand-overs that can be taken along, the next first; those that are closed are left out."""
    return [
        {
            "key": f"{one.file.exchange}/{one.number}",
            "exchange": one.file.exchange,
            "hand_over": one.number,
            "title": title_of(door, one),
            "people": len(one.plan.people(one.number)),
            "closed": one.is_closed,
        }
        for one in batches(door)
        if not one.is_closed
    ]


def title_of(door: Door, batch: Batch) -> str:
    """What a hand-over is called."""
    at = batch.plan.at(batch.number)
    told = {"number": batch.number, "exchange": batch.file.exchange, "moment": stamp(at.at, door.zone) if at else "–"}
    return _("Hand-over %(number)s of %(exchange)s, %(moment)s") % told


def list_of(door: Door, exchange: str, number: int, with_names: bool, purpose: str) -> dict[str, Any]:
    """The list of one hand-over for a phone. Raises Http404, role-unfit, purpose-missing and faults of slips."""
    batch = batch_of(door, exchange, number)
    names = names_of(door)
    people = batch.plan.people(number)
    called = names_of_people(door, exchange, list(people), purpose) if with_names else {}
    held_by = {one: file.held_by for one, file in whole(door)[exchange].people.items() if one in people}
    found = text_of(door.case.texts, door.state, batch.file)
    places = {one.id: names.words(one.words)[0] or one.id for one in found[2].places} if found else {}
    return {
        "exchange": exchange,
        "hand_over": number,
        "title": title_of(door, batch),
        "actor": door.visit.actor,
        "closed": batch.is_closed,
        "people": [
            _row(door, names, one, held_by.get(one, ""), places.get(place, place), called.get(one, ""))
            for one, place in sorted(people.items())
        ],
        "standing": standing(door, batch, names),
    }


def _row(door: Door, names: Names, person: str, held_by: str, place: str, name: str) -> dict[str, Any]:
    side = side_of(door)
    may = NEUTRAL if not side else GIVES if side == held_by else RECEIVES
    row = {
        "person": person,
        "from": held_by,
        "from_words": names.party(held_by),
        "place": place,
        "tap": may[0],
        "may": may,
    }
    return {**row, "name": name} if name else row


def standing(door: Door, batch: Batch, names: Names) -> dict[str, dict[str, Any]]:
    """How everybody stands of whom something was said, for this visitor: what its own side said, and whether all agree.

    What others said is told to the neutral body alone; a side sees a conflict where its own phones do not agree.
    """
    side = side_of(door)
    found = outcomes(batch.file, batch.number)
    told = {}
    for person, one in found.items():
        own = one.said.get(side, ())
        row: dict[str, Any] = {"said": last_word(own), "conflict": is_in_conflict(one)}
        if not side:
            row["words"] = said_words(one, names)
        if row["said"] or row["conflict"] or row.get("words"):
            told[person] = row
    return told


def last_word(said: Sequence[str]) -> str:
    """What stands for all that one speaker said: whoever boarded and was handed over was handed over."""
    return next((what for what in said if what != "boarded"), said[0] if said else "")


def is_in_conflict(one: Outcome) -> bool:
    """Does what is told of somebody not agree, with nobody having settled it?"""
    own = {what for said in one.said.values() for what in said}
    return (
        one.course == "contradicted"
        or one.late
        or (not one.settled and len(own & OUT) > 0 and len(own - OUT - {"boarded"}) > 0)
    )


def said_words(one: Outcome, names: Names) -> list[str]:
    """Who says what of somebody at a hand-over."""
    return [
        f"{names.party(speaker) if speaker else _('the neutral body')}: {', '.join(map(ticked_words, said))}"
        for speaker, said in one.said.items()
    ]
