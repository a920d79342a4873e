"""What stands in the way on the day of a hand-over; of a tick, nothing that others ticked."""

from __future__ import annotations

import re
from typing import get_args

from hudna.exchange.events_day import HandOverClosed, HandOverOpened, PersonTicked, Ticked, TicksSettled, TickWithdrawn
from hudna.exchange.obstacle import Deed, Obstacle, Rule
from hudna.exchange.outcome import is_uncounted, release_of
from hudna.exchange.running import ExchangeFile

_DEVICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}\Z")
_MOST_HAND_OVERS = 10_000
OF_A_SIDE = frozenset({"handed-over", "received"})
OF_THE_NEUTRAL = frozenset({"seen"})


def _begin(file: ExchangeFile, event: HandOverOpened, deed: Deed) -> Obstacle | None:
    if not file.is_agreed:
        return Obstacle("hand-over-order", "No hand-over begins before both sides agree to the last plan.")
    last = max((one.number for one in file.hand_overs.values() if one.opened), default=0)
    if event.hand_over != last + 1:
        return Obstacle("hand-over-order", f"The next hand-over is number {last + 1}.")
    if file.running is not None:
        return Obstacle("hand-over-order", f"Hand-over {file.running.number} is not closed yet.")
    return None


def _end(file: ExchangeFile, event: HandOverClosed, deed: Deed) -> Obstacle | None:
    hand_over = file.hand_overs.get(event.hand_over)
    if hand_over is None or hand_over.opened is None:
        return Obstacle("hand-over-order", f"Hand-over {event.hand_over} was not opened.")
    if hand_over.closed is not None:
        return Obstacle("hand-over-order", f"Hand-over {event.hand_over} is closed.")
    if event.how != "complete" and not event.why.strip():
        return Obstacle("words-missing", "Why it is not complete is not said.")
    return None


def _tick(file: ExchangeFile, event: PersonTicked, deed: Deed) -> Obstacle | None:
    if not 1 <= event.hand_over <= _MOST_HAND_OVERS:
        return Obstacle("tick-unfit", f"There is no hand-over {event.hand_over}.")
    if not _DEVICE.match(event.device) or not _DEVICE.match(event.tick):
        return Obstacle("tick-unfit", "A tick has its device and a number of its own there.")
    wrong = OF_THE_NEUTRAL if event.as_side else OF_A_SIDE
    if event.what in wrong or event.what not in get_args(Ticked):
        who = event.as_side or "the neutral body"
        return Obstacle("tick-unfit", f"“{event.what}” is nothing that {who} can say.")
    return None


def _taking_back(file: ExchangeFile, event: TickWithdrawn, deed: Deed) -> Obstacle | None:
    for tick in file.devices.get((event.device, event.tick), ()):
        if tick.entry.by != deed.by:
            return Obstacle("tick-unknown", "Only the office that made a tick takes it back.")
    return None if event.why.strip() else Obstacle("words-missing", "Why it is taken back is not said.")


def _settling(file: ExchangeFile, event: TicksSettled, deed: Deed) -> Obstacle | None:
    if deed.behalf in file.sides:
        return Obstacle("settled-by-side", "What holds is settled by the neutral body, and by no side.")
    if not 1 <= event.hand_over <= _MOST_HAND_OVERS:
        return Obstacle("tick-unfit", f"There is no hand-over {event.hand_over}.")
    if not event.why.strip():
        return Obstacle("words-missing", "What it rests on is not said.")
    person = file.people[event.person]
    holds, _ = release_of(file, person)
    if not event.released or holds is None or holds.hand_over == event.hand_over:
        return None
    if not is_uncounted(person, holds):
        return Obstacle("released-twice", f"{event.person} was released in hand-over {holds.hand_over}.")
    return None


RULES: dict[type, Rule] = {
    PersonTicked: _tick,
    TickWithdrawn: _taking_back,
    TicksSettled: _settling,
    HandOverOpened: _begin,
    HandOverClosed: _end,
}
