"""The nouns of matching: pairs, comparisons and their levels, what is called the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
UInt8 = NDArray[np.uint8]
Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Bool = NDArray[np.bool_]

Outcome = Literal["different", "review", "same"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
DIFFERENT, REVIEW, SAME = 0, 1, 2
"""How outcomes are coded in columns: the place in ``OUTCOMES``."""

UNKNOWN = 0
"""The level of a comparison of which one side says nothing: it speaks neither for nor against."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One fact that is compared: its name, and in words what each level means, from the best to the worst.

    Level 0 is *unknown*: one of the two says nothing. Comparisons of one ``group`` (the parts of a name) may depend on
    each other, and what they say together is learnt together. ``ways``: of a level that is looked for in several ways
    (names in another order), in how many: it stands in place of the share among pairs that are not the same, since the
    other comparisons of the pair are made the best way and so have that many chances.
    """

    name: str
    levels: tuple[str, ...]
    group: str = ""
    ways: tuple[float, ...] = ()

    def __len__(self) -> int:
        return len(self.levels)


@dataclass(frozen=True, slots=True)
class Lookalikes:
    """Pairs that are alike for a reason and yet are two: brothers share family and home, and a birthday if twins.

    ``shares``: of the comparisons in which they differ from pairs that are the same, the share of each level among
    them; in all others they look like the same. ``per_row``: how many of them there are for a row of the smaller table.
    """

    words: str
    shares: Mapping[str, tuple[float, ...]]
    per_row: float


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of rows as two columns of row numbers from 0: ``left[k]`` of one table with ``right[k]`` of the other."""

    left: Int32
    right: Int32

    def __len__(self) -> int:
        return len(self.left)

    def take(self, chosen: Bool | Int64) -> Pairs:
        """Those chosen, by place or by mask."""
        return Pairs(self.left[chosen], self.right[chosen])
