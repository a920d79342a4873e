"""Rows: a batch of a source's own columns, before anything is made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
T = TypeVar("T")
_NUMBER = r"^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$"
_NO_NUMBER = pa.array(["", "nan", "na", "n/a", "null", "none", "-"])


@dataclass(frozen=True)
class Words:
    """A column of few different words: a code per row, −1 for an empty cell, and the word of each code."""

    codes: NDArray[np.int32]
    values: tuple[str, ...]

    @classmethod
    def of(cls, column: pa.Array) -> Words:
        """Encode a column of text (dictionary or plain)."""
        column = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        codes = column.indices.cast(pa.int32()).fill_null(-1).to_numpy(zero_copy_only=False)
        return cls(codes, tuple(column.dictionary.cast(pa.string()).to_pylist()))

    @classmethod
    def none(cls, rows: int) -> Words:
        """A column without a word."""
        return cls(np.full(rows, -1, np.int32), ())

    def each(self, make: Callable[[str], T], empty: T) -> list[T]:
        """What ``make`` says of every word, then ``empty``: indexed by the codes (−1 is the last)."""
        return [*(make(value) for value in self.values), empty]

    def numbers(self, make: Callable[[str], float], empty: float) -> NDArray[np.float64]:
        """A number per row."""
        return np.array(self.each(make, empty), dtype=np.float64)[self.codes]

    def mask(self, test: Callable[[str], bool], empty: bool = False) -> Bools:
        """A yes or no per row."""
        return np.array(self.each(test, empty), dtype=np.bool_)[self.codes]

    def words(self, make: Callable[[str], str | None]) -> pa.DictionaryArray:
        """A word per row, null where ``make`` gives None or the cell is empty."""
        return encoded(self.codes, [make(value) for value in self.values])

    def at(self, row: int) -> str:
        """The word of one row, empty where there is none."""
        return self.values[self.codes[row]] if self.codes[row] >= 0 else ""


def encoded(codes: NDArray[np.int32], words: Sequence[str | None]) -> pa.DictionaryArray:
    """A dictionary column from codes into ``words``; equal words share a code, None and −1 are null."""
    numbers: dict[str, int] = {}
    targets = [-1 if word is None else numbers.setdefault(word, len(numbers)) for word in words]
    indices = np.array([*targets, -1], dtype=np.int32)[codes]
    missing = indices < 0
    return pa.DictionaryArray.from_arrays(
        pa.array(indices, mask=missing if missing.any() else None), pa.array(list(numbers), pa.string())
    )


def constant(word: str, rows: int) -> pa.DictionaryArray:
    """The same word in every row."""
    return encoded(np.zeros(rows, np.int32), [word])


@dataclass(frozen=True)
class Rows:
    """A batch: columns by name (null: empty cell), the line where each row begins, and its raw text.

    Columns are text, or of a type of their own where the file has types (Parquet).
    """

    columns: Mapping[str, pa.Array]
    line: NDArray[np.int64]
    raw: Callable[[int], str] = field(repr=False)

    def __len__(self) -> int:
        return len(self.line)

    def column(self, name: str) -> pa.Array:
        """A column as it is; all null if the source does not have it."""
        column = self.columns.get(name)
        return pa.nulls(len(self), pa.string()) if column is None else column

    def text(self, name: str) -> pa.Array:
        """A column as text."""
        return self.column(name).cast(pa.string())

    def words(self, name: str) -> Words:
        """A column of few different words."""
        column = self.columns.get(name)
        if column is None:
            return Words.none(len(self))
        return Words.of(column if pa.types.is_dictionary(column.type) else column.cast(pa.string()))

    def code_words(self, name: str) -> Words:
        """A column of a source's numeric codes: ``1.0``, as spreadsheets write it, is ``1``."""
        words = self.words(name)
        return Words(words.codes, tuple(value.removesuffix(".0") for value in words.values))


def numbers(column: pa.Array) -> tuple[NDArray[np.float64], Bools]:
    """A column as numbers (NaN: empty, or written NaN, NA, null), and which cells are no number at all."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.string())
    try:
        values = pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False)
        return values, np.zeros(len(column), np.bool_)
    except pa.ArrowInvalid:
        pass
    plain = pc.utf8_trim_whitespace(column)
    empty = pc.fill_null(pc.is_in(pc.utf8_lower(plain), _NO_NUMBER), True)
    good = pc.fill_null(pc.match_substring_regex(plain, _NUMBER), False)
    values = pc.cast(pc.if_else(good, plain, pa.scalar(None, pa.string())), pa.float64())
    bad = pc.and_(pc.invert(good), pc.invert(pc.or_(empty, pc.is_null(column))))
    return values.to_numpy(zero_copy_only=False), bad.to_numpy(zero_copy_only=False)
