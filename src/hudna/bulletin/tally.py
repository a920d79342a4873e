"""Tally: the findings as NumPy columns, and what is counted over all of them for a page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hudna.monitoring import Verdict, number_rows

VERDICTS = (Verdict.BREACH, Verdict.UNATTRIBUTED, Verdict.UNVERIFIABLE, Verdict.EXCEPTED)
"""From the gravest to the least: the order of every stack, legend and count on a page."""
QUESTIONS = ("what", "where", "when", "who")

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Column:
    """A column of words: a code per row (−1: none) and the word of each code."""

    codes: Codes
    words: list[str]

    def __getitem__(self, row: int) -> str | None:
        code = int(self.codes[row])
        return None if code < 0 else self.words[code]


@dataclass(frozen=True)
class Tally:
    """The findings of one assessment, column by column."""

    table: pa.Table

    @property
    def rows(self) -> int:
        """How many findings."""
        return int(self.table.num_rows)

    def words(self, name: str) -> Column:
        """A column of words."""
        column = self.table[name]
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        column = column.unify_dictionaries()
        if not column.num_chunks:
            return Column(np.zeros(0, np.int64), [])
        codes = [chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False) for chunk in column.chunks]
        return Column(np.concatenate(codes).astype(np.int64), column.chunk(0).dictionary.to_pylist())

    def numbers(self, name: str) -> NDArray[np.float64]:
        """A column of numbers; none is NaN."""
        return np.asarray(self.table[name].cast(pa.float64()).to_numpy(), dtype=np.float64)

    def instants(self, name: str) -> Codes:
        """A column of instants, in microseconds since 1970."""
        return np.asarray(self.table[name].cast(pa.int64()).to_numpy(), dtype=np.int64)

    @cached_property
    def verdicts(self) -> Codes:
        """The place of each finding's verdict in :data:`VERDICTS`."""
        column = self.words("verdict")
        known = {verdict.value: place for place, verdict in enumerate(VERDICTS)}
        places = np.array([known.get(word, -1) for word in column.words] or [-1], dtype=np.int64)
        return places[column.codes]

    @cached_property
    def _incidents(self) -> tuple[Codes, Codes]:
        """The first finding of each incident, and the incident of each finding: a line of a file."""
        lines = np.asarray(self.table["line"].to_numpy(), dtype=np.int64)
        which, first = number_rows(self.words("file").codes, lines)
        return first, which.astype(np.int64)

    @property
    def firsts(self) -> Codes:
        """The first finding of each incident."""
        return self._incidents[0]

    @property
    def incidents(self) -> Codes:
        """The incident of each finding, as its place among the incidents."""
        return self._incidents[1]

    @cached_property
    def gravest(self) -> Codes:
        """The gravest verdict of each incident."""
        first, inverse = self._incidents
        worst = np.full(len(first), len(VERDICTS), dtype=np.int64)
        np.minimum.at(worst, inverse, self.verdicts)
        return worst

    def undecided(self, question: str) -> Codes:
        """The findings that this question leaves undecided, by row."""
        column = self.words("undecided")
        code = column.words.index(question) if question in column.words else -2
        return np.flatnonzero(column.codes == code)

    def commonest(self, name: str, rows: Codes, most: int) -> list[tuple[str | None, int]]:
        """The commonest words of a column in some rows, with how often they stand there."""
        column = self.words(name)
        counts = np.bincount(column.codes[rows] + 1).tolist()
        ranked = sorted(((code - 1, n) for code, n in enumerate(counts) if n), key=lambda item: (-item[1], item[0]))
        return [(None if code < 0 else column.words[code], number) for code, number in ranked[:most]]

    def times(self, name: str, rows: Codes | None = None) -> dict[str, int]:
        """How often each word of a column stands there."""
        column = self.words(name)
        codes = column.codes if rows is None else column.codes[rows]
        counts = np.bincount(codes[codes >= 0], minlength=len(column.words))
        return {word: int(number) for word, number in zip(column.words, counts.tolist(), strict=True) if number}

    def taken(self, rows: Codes) -> list[dict[str, Any]]:
        """Some findings as plain rows."""
        found: list[dict[str, Any]] = self.table.take(pa.array(rows)).to_pylist()
        return found
