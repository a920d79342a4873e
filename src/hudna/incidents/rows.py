"""Rows: a batch of a source's own columns as text, before anything is made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
T = TypeVar("T")
_NUMBER = r"^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$"


@dataclass(frozen=True)
class Words:
    """A column of few different words: a code per row, −1 for an empty cell, and the word of each code."""

    codes: NDArray[np.int32]
    values: tuple[str, ...]

    @classmethod
    def of(cls, column: pa.Array) -> Words:
        """Encode a column of text (dictionary or plain)."""
        encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        codes = encoded.indices.cast(pa.int32()).fill_null(-1).to_numpy(zero_copy_only=False)
        return cls(codes, tuple(encoded.dictionary.to_pylist()))

    def each(self, make: Callable[[str], T], empty: T) -> list[T]:
        """What ``make`` says of every word, then ``empty``: indexed by the codes (−1 is the last)."""
        return [*(make(value) for value in self.values), empty]

    def numbers(self, make: Callable[[str], float], empty: float, kind: type = np.float64) -> NDArray[np.float64]:
        """A number per row."""
        return np.array(self.each(make, empty), dtype=kind)[self.codes]

    def mask(self, test: Callable[[str], bool], empty: bool = False) -> Bools:
        """A yes or no per row."""
        return np.array(self.each(test, empty), dtype=np.bool_)[self.codes]

    def words(self, make: Callable[[str], str | None]) -> pa.DictionaryArray:
        """A word per row, null where ``make`` gives None or the cell is empty."""
        return encoded(self.codes, [*(make(value) for value in self.values), None])


def encoded(codes: NDArray[np.int32], words: Sequence[str | None]) -> pa.DictionaryArray:
    """A dictionary column from codes into ``words``; equal words share a code, None and the code −1 are null."""
    numbers: dict[str, int] = {}
    targets = [-1 if word is None else numbers.setdefault(word, len(numbers)) for word in words]
    indices = np.array([*targets, -1], dtype=np.int32)[codes]
    return pa.DictionaryArray.from_arrays(
        pa.array(indices, mask=indices < 0), pa.array(list(numbers), pa.string())
    )


def constant(word: str, rows: int) -> pa.DictionaryArray:
    """The same word in every row."""
    return encoded(np.zeros(rows, np.int32), [word])


@dataclass(frozen=True)
class Rows:
    """A batch: text columns by name (null: empty cell), the line where each row begins, and its raw text."""

    columns: Mapping[str, pa.Array]
    line: NDArray[np.int64]
    raw: Callable[[int], str] = field(repr=False)

    def __len__(self) -> int:
        return len(self.line)

    def text(self, name: str) -> pa.Array:
        """A column as text; all null if the source does not have it."""
        column = self.columns.get(name)
        if column is None:
            return pa.nulls(len(self), pa.string())
        return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column

    def words(self, name: str) -> Words:
        """A column of few different words."""
        column = self.columns.get(name)
        if column is None:
            return Words(np.full(len(self), -1, np.int32), ())
        return Words.of(column)


def numbers(column: pa.Array) -> tuple[NDArray[np.float64], Bools]:
    """Text as numbers (NaN: empty, or written as NaN, NA, null) and which cells are no number at all."""
    try:
        return pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False), np.zeros(len(column), np.bool_)
    except pa.ArrowInvalid:
        pass
    plain = pc.utf8_trim_whitespace(column)
    empty = pc.is_in(pc.utf8_lower(plain), pa.array(["", "nan", "na", "n/a", "null", "none", "-"]))
    good = pc.fill_null(pc.match_substring_regex(plain, _NUMBER), False)
    values = pc.cast(pc.if_else(good, plain, pa.scalar(None, pa.string())), pa.float64())
    bad = pc.and_not(pc.and_not(pc.is_valid(column), good), pc.fill_null(empty, True))
    return values.to_numpy(zero_copy_only=False), bad.to_numpy(zero_copy_only=False)


def counts(codes: NDArray[np.int32], length: int) -> NDArray[np.int64]:
    """How often each code occurs, empty cells left out."""
    return np.bincount(codes[codes >= 0], minlength=length)


def joined(parts: Iterable[str]) -> str:
    """Several names in one cell: each once, in the order given, ``;`` between them."""
    return ";".join(dict.fromkeys(parts))
