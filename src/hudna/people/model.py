"""The nouns of lists: one Arrow schema for whatever list of people was handed over, and what comes of matching two.

One row is one row of the file that could be read. Names stay as they are written: nothing is folded or repaired here.

- ``row``: number of the row among those of the file that are not blank, 1 for the first under the header; ``line``:
  where it begins in the file, as an editor or a spreadsheet counts; ``list``: what the list is called; ``key``: the
  row's own id where the file has one. A key is for finding the row again, and never used to match.
- ``name``: the name as written in one column (it need not hold the parts that have columns of their own), or the parts
  joined in the order given, father's, grandfather's, family; the parts themselves where the file
  has them apart; ``mother``: her name; ``alias``: kunya, nom de guerre, other spelling.
- ``birth_from``, ``birth_to``: born on these days or between them: one day, a month, a year, or what an age at a date
  leaves open; both null where nothing is known. ``birth_text``: as written. ``age``: as stated, in whole years.
- ``sex``: ``m``, ``f`` or null. ``place``: as written. ``date``: of the event that the list is about (detention,
  disappearance, death) where it is a single day. ``document``: number of an identity card or passport.
- ``extra``: the other columns of the file as a JSON object of texts, for the exports; null where there is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

PEOPLE = pa.schema(
    [
        pa.field("row", pa.int64(), nullable=False),
        pa.field("list", pa.string(), nullable=False),
        pa.field("key", pa.string()),
        pa.field("name", pa.string()),
        pa.field("given", pa.string()),
        pa.field("father", pa.string()),
        pa.field("grandfather", pa.string()),
        pa.field("family", pa.string()),
        pa.field("mother", pa.string()),
        pa.field("alias", pa.string()),
        pa.field("birth_from", pa.date32()),
        pa.field("birth_to", pa.date32()),
        pa.field("birth_text", pa.string()),
        pa.field("age", pa.int16()),
        pa.field("sex", pa.string()),
        pa.field("place", pa.string()),
        pa.field("date", pa.date32()),
        pa.field("document", pa.string()),
        pa.field("extra", pa.string()),
        pa.field("line", pa.int64()),
    ]
)
"""Columns of every list of people, in this order."""

OUTCOMES = ("different", "review", "same")
"""What is said of a pair, by the code in ``Pairings.outcome``."""


@dataclass(frozen=True, slots=True)
class ListOfPeople:
    """One list as it was read: ``table`` has the columns of PEOPLE, ``digest`` is the SHA-256 of the file (hex).

    ``has``: columns of PEOPLE that the file gives (a column that it lacks is all null). Shown in a traceback or a log,
    a list tells how many rows it has and nobody's name.
    """

    name: str
    digest: str
    table: pa.Table = field(repr=False)
    has: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return int(self.table.num_rows)


def list_of(rows: Sequence[Mapping[str, Any]], name: str = "list", digest: str = "") -> ListOfPeople:
    """A list of rows that are already in Hudna's own columns; what a row does not give is null, ``row`` counts."""
    numbered = [{"row": number, "list": name, **row} for number, row in enumerate(rows, start=1)]
    table = pa.Table.from_pylist(numbered, schema=PEOPLE)
    has = frozenset(name for name in PEOPLE.names if table.column(name).null_count < len(table))
    return ListOfPeople(name, digest, table, has)


@dataclass(frozen=True, slots=True)
class Pairings:
    """Pairs of rows, as columns of one length.

    ``a``, ``b``: positions in the tables, from 0. ``outcome``: codes of OUTCOMES. ``p``: probability that both are one
    person. ``weight``: what all that was compared says together, in bits, without how rare a match is. ``judged``: a
    person decided this pair, whatever ``p`` says.
    """

    a: NDArray[np.int64] = field(repr=False)
    b: NDArray[np.int64] = field(repr=False)
    outcome: NDArray[np.uint8] = field(repr=False)
    p: NDArray[np.float64] = field(repr=False)
    weight: NDArray[np.float64] = field(repr=False)
    judged: NDArray[np.bool_] = field(repr=False)

    def __len__(self) -> int:
        return len(self.a)

    def __post_init__(self) -> None:
        if len({len(column) for column in (self.a, self.b, self.outcome, self.p, self.weight, self.judged)}) != 1:
            raise ValueError("the columns of pairings are of different lengths")


@dataclass(frozen=True, slots=True)
class Nearest:
    """For every row of a list the row of the other that comes nearest, whatever was said of the pair: -1 for none."""

    row: NDArray[np.int64] = field(repr=False)
    p: NDArray[np.float64] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Told:
    """What a run tells beside its pairs, in numbers without names, ready for JSON.

    ``costs``: of a wrong merge, a wrong split and a look; ``thresholds``: the probabilities that follow; ``blocking``:
    pairs that each key gave, and what was left out of it; ``weights``: of each level of each comparison, in bits.
    """

    costs: Mapping[str, float]
    thresholds: Mapping[str, float]
    blocking: Mapping[str, Mapping[str, int]]
    weights: Mapping[str, Mapping[str, float]]
    remarks: tuple[str, ...] = ()
