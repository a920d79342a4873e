"""A table to be handed over: as CSV that a spreadsheet opens as it is, or as a sheet of a workbook."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from hudna.ground import spreadsheet

_ARABIC = "[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]"


@dataclass(frozen=True)
class Table:
    """``name``: of the file; ``title``: of the sheet; ``columns``: heading → cells, all of one length.

    ``names``: headings of the columns that hold names; they say whether the sheet reads from right to left.
    """

    name: str
    title: str
    columns: Mapping[str, pa.Array] = field(repr=False)
    names: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()))) if self.columns else 0

    @property
    def is_right_to_left(self) -> bool:
        """Are most of the names in it in Arabic script?"""
        counts = [
            (pc.sum(pc.match_substring_regex(c, _ARABIC)).as_py() or 0, len(c) - c.null_count) for c in self._named()
        ]
        arabic, whole = (sum(part) for part in zip(*counts, strict=True)) if counts else (0, 0)
        return bool(whole) and 2 * arabic > whole

    def _named(self) -> list[pa.Array]:
        return [self.columns[name] for name in self.names]


def write_csv(table: Table, file: io.BufferedIOBase) -> None:
    """As CSV in UTF-8 with a byte order mark; a cell that a spreadsheet would take for a formula gets an apostrophe."""
    spreadsheet.write_csv(pa.table(dict(table.columns)), file, quoted=False)
