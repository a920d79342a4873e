"""What stands in the way of a decision in an exchange, as the exchange stands.

The acts refuse what is named here with a fault; the fold keeps an entry that nevertheless came to be among those
without effect, with the same words. What was seen at a hand-over is never void because of the order in which it came
in: ticks, closings and withdrawals come from telephones that had no network.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hudna.exchange.events import ExchangeOpened, OfExchange, QuestionAsked
from hudna.exchange.obstacle import Deed, Obstacle, Rule
from hudna.exchange.procedure_day import RULES as OF_THE_DAY
from hudna.exchange.procedure_lists import RULES as OF_LISTS
from hudna.exchange.procedure_people import NAME
from hudna.exchange.procedure_people import RULES as OF_PEOPLE
from hudna.exchange.running import ExchangeFile, Exchanges

_RULES: dict[type, Rule] = {**OF_LISTS, **OF_PEOPLE, **OF_THE_DAY}


def obstacle(exchanges: Exchanges, event: OfExchange, *, by: str, at: datetime, behalf: str = "") -> Obstacle | None:
    """What stands in the way of this decision by this office at this instant; None if nothing does."""
    if isinstance(event, ExchangeOpened):
        return _opening(exchanges, event)
    if event.exchange not in exchanges:
        return Obstacle("exchange-unknown", f"No exchange “{event.exchange}” was opened.")
    file = exchanges.files[event.exchange]
    return _nobody(file, event) or _RULES[type(event)](file, event, Deed(by, at, behalf))


def _opening(exchanges: Exchanges, event: ExchangeOpened) -> Obstacle | None:
    if not NAME.match(event.exchange):
        return Obstacle("exchange-unfit", f"“{event.exchange}” is no name for an exchange.")
    if event.exchange in exchanges:
        return Obstacle("exchange-taken", f"There is an exchange “{event.exchange}” already.")
    if len(set(event.sides)) != 2 or len(event.sides) != 2 or not all(map(NAME.match, event.sides)):
        return Obstacle("exchange-unfit", "An exchange is between two sides, each by its own name.")
    if not event.neutral or event.neutral in event.sides:
        return Obstacle("exchange-unfit", "An exchange needs a neutral body, which is neither of the sides.")
    return None


def _nobody(file: ExchangeFile, event: Any) -> Obstacle | None:
    """A side or a person that the exchange does not have."""
    for name in ("side", "by_side", "to", "as_side", "asker"):
        side = getattr(event, name, None)
        optional = name in ("by_side", "as_side", "asker") or (name == "to" and isinstance(event, QuestionAsked))
        if side is not None and side not in file.sides and not (optional and side == ""):
            return Obstacle("side-unknown", f"“{side}” is no side of {file.exchange}: {' and '.join(file.sides)} are.")
    person = getattr(event, "person", None)
    if person is not None and person not in file.people and not (isinstance(event, QuestionAsked) and person == ""):
        return Obstacle("person-unknown", f"The register of {file.exchange} has no {person or 'such person'}.")
    return None
