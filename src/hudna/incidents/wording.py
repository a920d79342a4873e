"""How alike the words of two reports are: one hash of the whole text, and a sketch of its words and pairs of words.

The sketch is one-permutation minwise hashing (Broder 1997; Li, Owen & Zhang 2012): every word and every pair of
neighbouring words goes by its hash into one of sixteen bins, and each bin keeps its least. The share of bins that two
texts have alike estimates the share of words and pairs that they have in common. Letters of any script count, case of
Latin letters and all signs do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hudna.incidents.kernels import kernel

BINS = 16
EMPTY = 0xFFFF
LETTER = np.array([k if k > 127 else ord(chr(k).lower()) if chr(k).isalnum() else 0 for k in range(256)], np.uint8)
"""What a byte counts as: Latin letters in lower case, digits and all bytes of other letters as they are, signs as 0."""


class Wording(NamedTuple):
    """Per report: the hash of its normalised text (0: none), how many words, the sketch, and has it a marked word?"""

    text: NDArray[np.uint64]
    words: NDArray[np.int16]
    sketch: NDArray[np.uint16]
    marked: NDArray[np.bool_]


def wording(notes: pa.Array | pa.ChunkedArray, marks: Sequence[str] = ()) -> Wording:
    """The wording of a column of text; null or empty cells have none. ``marks``: words to look for, in lower case."""
    column = notes.combine_chunks() if isinstance(notes, pa.ChunkedArray) else notes
    column = column.cast(pa.large_string())
    rows = len(column)
    sketch = np.full((rows, BINS), EMPTY, np.uint16)
    made = Wording(np.zeros(rows, np.uint64), np.zeros(rows, np.int16), sketch, np.zeros(rows, np.bool_))
    if column.null_count == rows:
        return made
    told = np.asarray(column.is_valid().to_numpy(zero_copy_only=False), np.bool_)
    _, offsets, data = column.buffers()
    start = np.frombuffer(offsets, np.int64)[column.offset : column.offset + rows + 1]
    _sketch(start, _content(data), told, hashed(pa.array(marks, pa.string())), *made)
    return made


def hashed(column: pa.Array) -> NDArray[np.uint64]:
    """A hash of every cell of a column without empty cells."""
    column = column.cast(pa.large_string())
    _, offsets, data = column.buffers()
    start = np.frombuffer(offsets, np.int64)[column.offset : column.offset + len(column) + 1]
    return np.asarray(_hash(start, _content(data)), np.uint64)


def _content(data: pa.Buffer | None) -> NDArray[np.uint8]:
    """The bytes of a column, never to be written: loops are compiled for one kind of array."""
    content = np.frombuffer(data, np.uint8) if data else np.zeros(0, np.uint8)
    content.flags.writeable = False
    return content


@kernel
def _mixed(key: np.uint64) -> np.uint64:
    """Appleby's final mix of 64 bits."""
    key = (key ^ (key >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    key = (key ^ (key >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return key ^ (key >> np.uint64(33))


@kernel
def _keep(sketch: NDArray[np.uint16], row: int, key: np.uint64) -> None:
    bin_ = np.int64(key & np.uint64(15))
    value = np.uint16((key >> np.uint64(8)) & np.uint64(0xFFFF))
    if value == np.uint16(0xFFFF):
        value = np.uint16(0xFFFE)
    if value < sketch[row, bin_]:
        sketch[row, bin_] = value


@kernel
def _sketch(
    start: NDArray[np.int64],
    content: NDArray[np.uint8],
    told: NDArray[np.bool_],
    marks: NDArray[np.uint64],
    text: NDArray[np.uint64],
    words: NDArray[np.int16],
    sketch: NDArray[np.uint16],
    marked: NDArray[np.bool_],
) -> None:
    basis, prime = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)
    may_be = np.uint64(0)  # the last six bits of all marks
    for mark in marks:
        may_be |= np.uint64(1) << (mark & np.uint64(63))
    for row in range(len(text)):
        if not told[row]:
            continue
        whole, before, word = basis, np.uint64(0), basis
        count = 0
        inside = False
        for at in range(start[row], start[row + 1] + 1):
            letter = LETTER[content[at]] if at < start[row + 1] else np.uint8(0)
            if letter:
                word = (word ^ np.uint64(letter)) * prime
                inside = True
                continue
            if inside:
                key = _mixed(word)
                _keep(sketch, row, key)
                if (may_be >> (key & np.uint64(63))) & np.uint64(1):
                    for mark in marks:
                        marked[row] |= mark == key
                if count:
                    _keep(sketch, row, _mixed(before * np.uint64(31) + key))
                whole = (whole ^ key) * prime
                before = key
                count += 1
                inside = False
                word = basis
        if count:
            text[row] = _mixed(whole) | np.uint64(1)
            words[row] = min(count, 32_000)


@kernel
def _hash(start: NDArray[np.int64], content: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """FNV-1a with a final mix, per cell."""
    keys = np.empty(len(start) - 1, np.uint64)
    for row in range(len(keys)):
        key = np.uint64(0xCBF29CE484222325)
        for at in range(start[row], start[row + 1]):
            key = (key ^ np.uint64(content[at])) * np.uint64(0x100000001B3)
        keys[row] = _mixed(key)
    return keys
