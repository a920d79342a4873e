"""Alike: rows whose side is the same and stands the same way to the term, so that it is told and answers alike."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hudna.monitoring.compile import Compiled
from hudna.monitoring.numbering import number_rows

_NOBODY, _UNKNOWN = -2, -1


def number_alike(
    sides: Sequence[str | None], side: NDArray[np.int64], who: NDArray[np.int32], compiled: Compiled
) -> NDArray[np.int64]:
    """Number rows (``sides[side]``, state ``who``) by the side and by how each of its members stands to the state."""
    named = [[compiled.party_code.get(party, _UNKNOWN) for party in name.split(";")] if name else [] for name in sides]
    number = side
    for place in range(max((len(members) for members in named), default=0)):
        member = np.array([members[place] if place < len(members) else _NOBODY for members in named])[side]
        number = number_rows(number, _standing(member, who, compiled))[0].astype(np.int64)
    return number


def _standing(party: NDArray[np.int64], who: NDArray[np.int32], compiled: Compiled) -> NDArray[np.int64]:
    """How a party stands to a state, as bits; or that it is nobody, or one that no register knows."""
    terms, known = compiled.terms, np.maximum(party, 0)
    word, shift = known >> 6, (known & 63).astype(np.uint64)
    standing = np.zeros(len(party), dtype=np.int64)
    for bits in (terms.excluded, terms.bound, terms.doubtful, terms.targets, terms.labels):
        standing = standing * 2 + (bits[who, word] >> shift & np.uint64(1)).astype(np.int64)
    return np.where(party < 0, party, standing)
