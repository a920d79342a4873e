"""An obstacle: why a decision cannot be, in the words that its fault and its place among the void entries share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from hudna.exchange.running import ExchangeFile


class Obstacle(NamedTuple):
    """Why a decision cannot be: the code of a fault, and what is the matter."""

    code: str
    what: str


@dataclass(frozen=True, slots=True)
class Deed:
    """Who decides, when, and on whose behalf (a side, or nobody's)."""

    by: str
    at: datetime
    behalf: str = ""


Rule = Callable[[ExchangeFile, Any, Deed], Obstacle | None]
