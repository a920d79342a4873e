"""What can be done on the day of a hand-over: open it, tick who leaves and arrives, settle what contradicts, close it.

A tick is never refused because of what others ticked, or because it comes late: what somebody saw goes on record.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hudna.exchange.acts import Decisions, decided
from hudna.exchange.dossier import said_by
from hudna.exchange.events_day import HandOverClosed, HandOverOpened, PersonTicked, TicksSettled, TickWithdrawn
from hudna.exchange.faults import EXCHANGE
from hudna.exchange.outcome import outcome_of, outcomes
from hudna.exchange.running import Exchanges
from hudna.ground import Fault
from hudna.journal import Decision


@dataclass(frozen=True, slots=True)
class Made:
    """A tick and the instant, by the device's clock, at which it was made."""

    tick: PersonTicked
    at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of ticks that were sent: what is to be recorded, which were here already, which were refused and why.

    Together they are all that were sent. A device forgets a tick only when it is told one of the three.
    """

    decisions: Decisions
    repeated: tuple[PersonTicked, ...]
    refused: tuple[tuple[PersonTicked, Fault], ...]


def open_hand_over(exchanges: Exchanges, *, exchange: str, hand_over: int, by: str, at: datetime) -> Decisions:
    """Begin the next hand-over of the plan that both sides agree to. Raises hand-over-order."""
    return decided(exchanges, HandOverOpened(exchange, hand_over), by, at)


def tick(exchanges: Exchanges, *, ticked: PersonTicked, by: str, at: datetime) -> Decisions:
    """Say what happened with a person. Nothing is decided where the same tick is on record. Raises tick-unfit."""
    found = decided(exchanges, ticked, by, at, ticked.as_side)
    known = exchanges[ticked.exchange].devices.get((ticked.device, ticked.tick), ())
    return () if any(one.is_sent_again(ticked) for one in known) else found


def take_ticks(exchanges: Exchanges, *, made: Sequence[Made], by: str) -> Taken:
    """Take what a device sends after it was offline; each is judged alone, and none is lost."""
    decisions: list[Decision] = []
    repeated: list[PersonTicked] = []
    refused: list[tuple[PersonTicked, Fault]] = []
    new: set[tuple[str, int, str, str, str, str, str]] = set()
    for one in made:
        it = one.tick
        try:
            found = tick(exchanges, ticked=it, by=by, at=one.at)
        except Fault as fault:
            refused.append((it, fault))
            continue
        if not found or said_by(it) in new:
            repeated.append(it)
        else:
            new.add(said_by(it))
            decisions += found
    return Taken(tuple(decisions), tuple(repeated), tuple(refused))


def withdraw_tick(exchanges: Exchanges, *, withdrawn: TickWithdrawn, by: str, at: datetime) -> Decisions:
    """Take back a tick of one's own; both stay on record. Raises tick-unknown, words-missing."""
    known = exchanges[withdrawn.exchange].devices.get((withdrawn.device, withdrawn.tick))
    if not known:
        raise EXCHANGE.fault("tick-unknown", f"{withdrawn.device} has sent no tick {withdrawn.tick}.")
    return decided(exchanges, withdrawn, by, at, known[0].event.as_side)


def settle_ticks(exchanges: Exchanges, *, settled: TicksSettled, by: str, at: datetime, behalf: str = "") -> Decisions:
    """Say, for the neutral body, what holds of a person in a hand-over. Raises settled-by-side, released-twice."""
    return decided(exchanges, settled, by, at, behalf)


def close_hand_over(
    exchanges: Exchanges,
    *,
    exchange: str,
    hand_over: int,
    how: Literal["complete", "in-part", "stopped"],
    why: str = "",
    expected: Collection[str] = (),
    by: str,
    at: datetime,
) -> Decisions:
    """End a hand-over. ``expected``: whom the plan has in it.

    Raises hand-over-order, and hand-over-open where it is called complete and somebody expected is not released, or
    the ticks on anybody await an answer.
    """
    file = exchanges[exchange]
    if how == "complete":
        found = outcomes(file, hand_over)
        missing = {one for one in expected if outcome_of(file, hand_over, file.person(one)).course != "released"}
        waiting = sorted(missing | {one for one, outcome in found.items() if outcome.is_unresolved})
        if waiting:
            what = f"{len(waiting)} are not released as three confirmed it, the first of them {waiting[0]}."
            raise EXCHANGE.fault("hand-over-open", what)
    return decided(exchanges, HandOverClosed(exchange, hand_over, how, why), by, at)
