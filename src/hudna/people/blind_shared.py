"""What a side may write down at the end of a blinded comparison: its own rows that are on both lists, as they stand."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hudna.ground import spreadsheet
from hudna.people.blind import Shared
from hudna.people.blind_keep import write_round
from hudna.people.blind_keys import KINDS
from hudna.people.model import ListOfPeople

SHARED_COLUMNS = ("row", "key", "name", "birth", "answer", "because", "alike", "mark", "other_marks")
"""Columns of shared.csv. ``alike``: rows of one's own list that have the firmest shared key."""

UNKEYED_COLUMNS = ("row", "key", "name", "birth")
"""Columns of not-compared.csv: rows without a name of two words, or, in ``strict``, without a year of birth."""


def _own(people: ListOfPeople, at: NDArray[np.int64]) -> list[tuple[str, ...]]:
    own = people.table.select(["row", "key", "name", "birth_text"]).take(at).to_pylist()
    return [(str(one["row"]), one["key"] or "", one["name"] or "", one["birth_text"] or "") for one in own]


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows were written: called the same, for review, and not compared."""

    same: int
    review: int
    unkeyed: int


def write_shared(folder: Path, people: ListOfPeople, shared: Shared) -> Written:
    """Write shared.csv, and not-compared.csv where there is reason, for their owner alone; raises blind-output."""
    rows, lost = shared_rows(people, shared), _own(people, shared.unkeyed)
    write_round(folder / "shared.csv", as_csv(SHARED_COLUMNS, rows))
    if lost:
        write_round(folder / "not-compared.csv", as_csv(UNKEYED_COLUMNS, lost))
    review = sum(row[SHARED_COLUMNS.index("answer")] == "review" for row in rows)
    return Written(len(rows) - review, review, len(lost))


def shared_rows(people: ListOfPeople, shared: Shared) -> list[tuple[str, ...]]:
    """One's own rows that are on both lists: *same* where a firm key of this row alone is shared, else *review*."""
    own = _own(people, shared.position)
    rows: list[tuple[str, ...]] = []
    for person, kinds, alike, marks in zip(own, shared.kinds, shared.alike.tolist(), shared.marks, strict=True):
        answer = "same" if KINDS[kinds[0]].is_firm and alike == 1 else "review"
        because = "; ".join(KINDS[kind].words for kind in kinds)
        if alike > 1:
            because += f"; {alike} rows of this list are alike in it"
        rows.append((*person, answer, because, str(alike), marks[0], " ".join(marks[1:])))
    return rows


def as_csv(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Rows as a CSV that Excel opens in the right encoding; text that it would take for a formula stays text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([spreadsheet.harmless_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
