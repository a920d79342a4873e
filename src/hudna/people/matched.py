"""What is said of every row, once two lists are matched, and the numbers that must add up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from hudna.people.model import OUTCOMES, ListOfPeople, Pairings

ROW_STATES = ("only", "review", "matched")
"""Of a row: it is only in this list; it may be in the other and a person must look; it is in both."""


class Paired(Protocol):
    """Two lists and their pairs."""

    @property
    def a(self) -> ListOfPeople: ...
    @property
    def b(self) -> ListOfPeople: ...
    @property
    def pairs(self) -> Pairings: ...


def row_states(matched: Paired, side: Literal["a", "b"]) -> NDArray[np.uint8]:
    """The state of each row, coded as the place in ROW_STATES: one pair that is the same makes it matched."""
    rows = matched.pairs.a if side == "a" else matched.pairs.b
    states = np.zeros(len(matched.a if side == "a" else matched.b), np.uint8)
    for outcome, state in (("review", "review"), ("same", "matched")):
        states[rows[matched.pairs.outcome == OUTCOMES.index(outcome)]] = ROW_STATES.index(state)
    return states


def counts_of(matched: Paired, side: Literal["a", "b"], rejected: int) -> Mapping[str, int]:
    """Rows of a list by what is said of them; ``rows`` is the sum of all others."""
    found = np.bincount(row_states(matched, side), minlength=len(ROW_STATES)).tolist()
    by_state = {state: found[code] for code, state in reversed(list(enumerate(ROW_STATES)))}
    return {"rows": sum(found) + rejected, **by_state, "rejected": rejected}
