"""Ticks that come in from phones: each once, however often it is sent, whenever it comes, and in whatever order.

A tick is known by its device and the device's own number of it. What is refused is told with its reason and stays on
the phone; what contradicts another tick is taken in, since it was said, and is told as a conflict.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from hudna.desk.deeds import MOST_LINE
from hudna.desk.doorway import Door
from hudna.desk.faults import DESK
from hudna.desk.handover_lists import batch_of, side_of, standing
from hudna.desk.names import names_of
from hudna.exchange import Made, PersonTicked, Ticked, TickWithdrawn, take_ticks, withdraw_tick
from hudna.ground import Fault
from hudna.house import State
from hudna.journal import Decision

MOST_AT_ONCE = 500
Number = Annotated[int, Field(ge=1, le=2**53)]
Line = Annotated[str, Field(max_length=MOST_LINE)]


class TickSent(BaseModel):
    """One tick: the device's own number of it, what was said of whom in which hand-over, and when by its clock."""

    model_config = ConfigDict(extra="forbid")
    tick: Number
    hand_over: Annotated[int, Field(ge=1)]
    person: Annotated[str, Field(pattern=r"^p-\d{6,9}$")]
    what: Ticked
    at: AwareDatetime
    words: Line = ""


class BackSent(BaseModel):
    """A tick that is taken back: its number, why, and when."""

    model_config = ConfigDict(extra="forbid")
    tick: Number
    why: Line = ""
    at: AwareDatetime


class TicksSent(BaseModel):
    """What a device sends: for which office, its own number, the clock it goes by, ticks, and those taken back."""

    model_config = ConfigDict(extra="forbid")
    exchange: Annotated[str, Field(max_length=80)]
    hand_over: Annotated[int, Field(ge=1)]
    office: Annotated[str, Field(max_length=64)]
    device: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    now: AwareDatetime
    ticks: Annotated[list[TickSent], Field(max_length=MOST_AT_ONCE)] = []
    backs: Annotated[list[BackSent], Field(max_length=MOST_AT_ONCE)] = []


def take_in(door: Door, sent: TicksSent) -> dict[str, Any]:
    """Take in what a device sends. Raises Http404, ticks-of-another, and what the journal raises.

    The answer: numbers that are on record now, numbers taken back, those refused with the reason, and how everybody
    on the list of this hand-over stands.
    """
    if sent.office != door.visit.actor:
        raise DESK.fault(
            "ticks-of-another", _("These ticks were made by another office than the one that is signed in.")
        )
    batch_of(door, sent.exchange, sent.hand_over)
    taken = _Taking(door, sent)
    if sent.ticks or sent.backs:
        said = door.said()
        door.record(taken.decide, said)
    batch = batch_of(door, sent.exchange, sent.hand_over)
    return {
        "done": sorted(taken.done),
        "backs": sorted(taken.backs),
        "refused": [{"tick": number, "what": what} for number, what in sorted(taken.refused.items())],
        "standing": standing(door, batch, names_of(door)),
        "closed": batch.is_closed,
    }


class _Taking:
    """Decides on what a device sent, on the state as it is when it is recorded."""

    def __init__(self, door: Door, sent: TicksSent) -> None:
        self.sent, self.side, self.by = sent, side_of(door), door.visit.actor
        self.now = datetime.now(UTC)
        self.ahead: timedelta = self.now - sent.now
        self.words = {one.tick: door.case.hide(one.words) for one in sent.ticks}
        self.whys = {one.tick: door.case.hide(one.why) for one in sent.backs}
        self.done: set[int] = set()
        self.backs: set[int] = set()
        self.refused: dict[int, str] = {}

    def decide(self, state: State) -> Sequence[Decision]:
        """The entries to be recorded; what is on record already is told as done."""
        taken = take_ticks(
            state.exchanges, made=[Made(self._tick(one), self._when(one.at)) for one in self.sent.ticks], by=self.by
        )
        self.refused = {int(event.tick): fault.what for event, fault in taken.refused}
        self.done = {one.tick for one in self.sent.ticks} - self.refused.keys()
        new = {decision.event.tick for decision in taken.decisions if isinstance(decision.event, PersonTicked)}
        return [*taken.decisions, *(found for one in self.sent.backs for found in self._back(state, one, new))]

    def _back(self, state: State, one: BackSent, new: set[str]) -> Sequence[Decision]:
        """A tick is taken back once; one that comes with its own tick is taken in with it."""
        event = TickWithdrawn(self.sent.exchange, self.sent.device, str(one.tick), self.whys[one.tick], token_hex(16))
        file = state.exchanges[self.sent.exchange]
        if any(entry.by == self.by for entry in file.withdrawals.get((event.device, event.tick), ())):
            self.backs.add(one.tick)
            return ()
        at = self._when(one.at)
        try:
            found = (
                (Decision(event, at, self.side),)
                if event.tick in new
                else withdraw_tick(state.exchanges, withdrawn=event, by=self.by, at=at)
            )
        except Fault as fault:
            self.refused[one.tick] = fault.what
            return ()
        self.backs.add(one.tick)
        return found

    def _tick(self, one: TickSent) -> PersonTicked:
        sent = self.sent
        told = sent.exchange, one.hand_over, one.person, self.side, one.what, sent.device, str(one.tick)
        return PersonTicked(*told, self.words[one.tick], token_hex(16))

    def _when(self, at: datetime) -> datetime:
        """When it was ticked, by the clock of the desk: a phone's clock can be wrong, and tells by how much."""
        return min(at + self.ahead, self.now)
