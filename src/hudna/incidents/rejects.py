"""Rows that could not be read: each with its file, line, reason and raw text. None is ever dropped in silence."""

from __future__ import annotations

import csv
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

MOST_RAW = 20_000


@dataclass(frozen=True, slots=True)
class Reject:
    """One row refused: ``line`` counted from 1 (Parquet: the row), ``code`` of ``REASONS``, ``words`` in full."""

    file: str
    line: int
    code: str
    words: str
    raw: str


class Rejects:
    """All rejects of a feed in order of reading; those beyond a few megabytes wait on disk."""

    def __init__(self) -> None:
        self._store = tempfile.SpooledTemporaryFile(max_size=4_000_000, mode="w+", encoding="utf-8")  # noqa: SIM115
        self.by_code: Counter[str] = Counter()

    def add(self, reject: Reject) -> None:
        """Take one more."""
        self._store.seek(0, 2)
        self._store.write(json.dumps(astuple(reject)) + "\n")
        self.by_code[reject.code] += 1

    def __len__(self) -> int:
        return self.by_code.total()

    def __iter__(self) -> Iterator[Reject]:
        self._store.seek(0)
        for row in self._store:
            yield Reject(*json.loads(row))

    def write(self, path: Path | str) -> None:
        """Write them as CSV that a spreadsheet opens as it is (UTF-8 with a byte order mark).

        A raw row that a spreadsheet would take for a formula gets an apostrophe before it.
        """
        with Path(path).open("w", encoding="utf-8-sig", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["file", "line", "reason", "words", "row"])
            for reject in self:
                raw = "'" + reject.raw if reject.raw.startswith(("=", "+", "-", "@")) else reject.raw
                rows.writerow([reject.file, reject.line, reject.code, reject.words, raw])


def clipped(raw: str) -> str:
    """The raw row, cut where it is endless."""
    return raw if len(raw) <= MOST_RAW else f"{raw[:MOST_RAW]}… ({len(raw):,} characters)"
