"""What a file holds before anybody knows what it means: cells in rows, with the line of each row.

Text in any delimiter and encoding, Excel and OpenDocument workbooks, and Parquet all become one ``Grid`` of text.
Whatever was repaired on the way is told in ``remarks``; what cannot be saved becomes a reject, never a gap.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hudna.ground import Fault, Mark
from hudna.people.encoding import unscrambled
from hudna.people.faults import PEOPLE_FAULTS, REASONS

MOST_COLUMNS = 500
LONGEST_CELL = 10_000
HEAD_ROWS = 60
_BIDI = "[\u200b\u200e\u200f\u061c\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
"""Marks that turn the order of writing or are nothing to be seen. The zero-width joiners of Persian stay."""
_BLANKS = r"[\s\x{00a0}\x{0085}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{3000}\x{0001}-\x{001f}\x{007f}-\x{009f}]+"
_SCRAMBLED = "[ØÙÚÛÐÑÃ][\u0080-\u00bf\u0152-\u2122]"


@dataclass(frozen=True, slots=True)
class Reject:
    """A row of the file that is not in the list: its line (workbooks and Parquet: row), why, and what stands there."""

    line: int
    code: str
    words: str
    raw: str = field(default="", repr=False)


@dataclass(frozen=True)
class Grid:
    """All rows of a sheet as columns of text, blank cells null; rows that are blank throughout are left out.

    ``names``: of the columns, where the format itself has them (Parquet), else empty. ``lines``: of each row, from 1.
    ``widths``: cells that each row of a text has; None where every row has as many as there are columns.
    ``merged``: (first row, first column, last row, last column) of joined cells, rows counted as in ``lines``.
    """

    path: Path
    sheet: str
    columns: tuple[pa.Array, ...] = field(repr=False)
    lines: NDArray[np.int64] = field(repr=False)
    widths: NDArray[np.int32] | None = field(default=None, repr=False)
    names: tuple[str, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    remarks: tuple[str, ...] = ()
    rejects: tuple[Reject, ...] = ()

    def __len__(self) -> int:
        return len(self.lines)

    def head(self, rows: int = HEAD_ROWS) -> list[list[str]]:
        """The first rows, blank cells as empty text."""
        columns = [column.slice(0, rows).to_pylist() for column in self.columns]
        return [[cell or "" for cell in row] for row in zip(*columns, strict=True)]

    def raw(self, row: int) -> str:
        """What stands in a row, for a reject."""
        return clipped(" | ".join(column[row].as_py() or "" for column in self.columns).rstrip(" |"))


def fault(code: str, what: str, path: Path, line: int = 0) -> Fault:
    """A fault of this room about a file."""
    return PEOPLE_FAULTS.fault(code, what, where=Mark(str(path), line))


def clipped(raw: str) -> str:
    """The text of a row, cut where it is endless."""
    return raw if len(raw) <= LONGEST_CELL else f"{raw[:LONGEST_CELL]}… ({len(raw):,} characters)"


class Gathering:
    """Rows taken in one by one, made into columns in blocks so that millions of cells do not stay as objects."""

    BLOCK = 20_000

    def __init__(self) -> None:
        self.width = 0
        self._rows: list[Sequence[str]] = []
        self._blocks: list[list[pa.Array]] = []
        self._lines: list[int] = []
        self._widths: list[int] = []

    def add(self, line: int, cells: Sequence[str]) -> None:
        """Take a row with the line on which it begins."""
        self._rows.append(cells)
        self._lines.append(line)
        self._widths.append(len(cells))
        self.width = max(self.width, len(cells))
        if len(self._rows) >= self.BLOCK:
            self._pack()

    def _pack(self) -> None:
        width = max(map(len, self._rows), default=0)
        padded = (row if len(row) == width else [*row, *[""] * (width - len(row))] for row in self._rows)
        self._blocks.append([pa.array(column, pa.large_string()) for column in zip(*padded, strict=True)])
        self._rows = []

    def columns(self) -> list[pa.ChunkedArray]:
        """All rows as columns, short rows filled up with blanks."""
        if self._rows:
            self._pack()
        blocks = self._blocks
        return [
            pa.chunked_array(
                [b[place] if place < len(b) else pa.nulls(len(b[0]), pa.large_string()) for b in blocks if b],
                pa.large_string(),
            )
            for place in range(self.width)
        ]

    def lines(self) -> NDArray[np.int64]:
        return np.array(self._lines, np.int64)

    def widths(self) -> NDArray[np.int32]:
        return np.array(self._widths, np.int32)


def grid_of(
    path: Path,
    sheet: str,
    columns: Sequence[pa.ChunkedArray],
    lines: NDArray[np.int64],
    *,
    widths: NDArray[np.int32] | None = None,
    names: Sequence[str] = (),
    merged: Sequence[tuple[int, int, int, int]] = (),
    remarks: Sequence[str] = (),
    rejects: Sequence[Reject] = (),
) -> Grid:
    """Clean the cells, and take out the rows that are damaged or blank. Raises list-wide."""
    if len(columns) > MOST_COLUMNS:
        raise fault("list-wide", f"The table has {len(columns):,} columns.", path)
    refused, told = list(rejects), list(remarks)
    bad = np.zeros(len(lines), np.bool_)
    clean = []
    for place, column in enumerate(columns):
        for code, mask, words in _damage(column):
            for row in np.flatnonzero(mask & ~bad).tolist():
                refused.append(Reject(int(lines[row]), code, f"{REASONS[code]}: {words}, column {place + 1}"))
            bad |= mask
        clean.append(_clean(pc.if_else(pa.array(~bad), column, pa.scalar("", pa.large_string())), place, told))
    blank = np.ones(len(lines), np.bool_)
    for column in clean:
        blank &= pc.is_null(column).to_numpy(zero_copy_only=False)
    keep = np.flatnonzero(~blank & ~bad)
    return Grid(
        path,
        sheet,
        tuple(column.take(pa.array(keep)) for column in clean),
        lines[keep],
        widths[keep] if widths is not None else None,
        tuple(names),
        tuple(merged),
        tuple(told),
        tuple(refused),
    )


def _damage(column: pa.ChunkedArray) -> list[tuple[str, NDArray[np.bool_], str]]:
    def mask(found: pa.ChunkedArray) -> NDArray[np.bool_]:
        return np.asarray(pc.fill_null(found, False).to_numpy(), np.bool_)

    found = [
        ("nul", mask(pc.match_substring(column, "\0")), "NUL"),
        ("cell-endless", mask(pc.greater(pc.utf8_length(column), LONGEST_CELL)), f"over {LONGEST_CELL:,} characters"),
        ("encoding", mask(pc.match_substring(column, "\ufffd")), "letters are lost"),
    ]
    return [(code, hits, words) for code, hits, words in found if hits.any()]


def _clean(column: pa.ChunkedArray, place: int, told: list[str]) -> pa.Array:
    """Cells without blanks around them and without marks that nobody sees; empty ones null."""
    if pc.any(pc.match_substring_regex(column, _SCRAMBLED)).as_py():
        column, mended = _put_right(column)
        if mended:
            told.append(f"column {place + 1}: {mended:,} cells put right that were UTF-8 read as Windows-1252")
    turned = pc.sum(pc.match_substring_regex(column, _BIDI)).as_py() or 0
    if turned:
        column = pc.replace_substring_regex(column, _BIDI, "")
        told.append(f"column {place + 1}: marks of writing direction taken out of {turned:,} cells")
    column = pc.utf8_trim_whitespace(pc.replace_substring_regex(column, _BLANKS, " "))
    joined = pa.concat_arrays(
        [chunk.cast(pa.large_string()) for chunk in column.chunks] or [pa.array([], pa.large_string())]
    )
    return pc.if_else(pc.equal(joined, ""), pa.scalar(None, pa.large_string()), joined)


def _put_right(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, int]:
    before = column.to_pylist()
    after = [unscrambled(text) if text else text for text in before]
    mended = sum(one is not other and one != other for one, other in zip(before, after, strict=True))
    return pa.chunked_array([pa.array(after, pa.large_string())]), mended


Progress = Callable[[str, float], None]
"""Told what is being done, and which part of it is done, from 0 to 1."""
