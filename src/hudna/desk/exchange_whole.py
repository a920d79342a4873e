"""The exchanges of a case over all compartments, for what is told to both sides alike."""

from __future__ import annotations

from hudna.desk.doorway import Door
from hudna.desk.record import sight_of
from hudna.exchange import Exchanges


def whole(door: Door) -> Exchanges:
    """All exchanges, for numbers that both sides are told: who holds those of a plan, how many left, who owes whom.

    Whoever shows anything else of it to a side shows what it was not told.
    """
    return sight_of(door.case, None, door.known_at).state.exchanges
