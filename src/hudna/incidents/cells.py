"""Cells: the fields of a block's records lifted out of it as columns, text as text and words as codes.

All columns of a row are taken before the next row, in the order in which they lie in memory: column by column, every
cell would have to be fetched from afar.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hudna.incidents.scan import DOUBLED, compiled, copied, size_of, trimmed

TEXT, UNSTRIPPED, WORDS = 0, 1, 2
"""How a column is lifted: as text, as text with the blanks around it, or as codes into its few different words."""
MOST_WORDS, SLOTS, HASHED = 4096, 1 << 14, 16

Bytes = NDArray[np.uint8]
Spans = NDArray[np.int32]


def lifted(buffer: Bytes, spans: Spans, quoted: Bytes, kinds: NDArray[np.uint8]) -> list[pa.Array]:
    """The columns (of ``spans``, columns × n × 2), null where a cell is empty.

    A column of words that holds more than ``MOST_WORDS``, or quotes within quotes, is lifted as text and encoded after
    that. Raises pa.ArrowInvalid where a cell is not UTF-8.
    """
    columns, rows = spans.shape[:2]
    offsets, codes = np.empty((columns, rows + 1), np.int32), np.empty((columns, rows), np.int32)
    first, count = np.empty((columns, MOST_WORDS), np.int64), np.zeros(columns, np.int64)
    _sweep(buffer, spans, quoted, kinds, offsets, codes, np.full((columns, SLOTS), -1, np.int32), first, count)
    data = [np.empty(0 if kind == WORDS else int(offsets[k, -1]), np.uint8) for k, kind in enumerate(kinds.tolist())]
    _copy(buffer, spans, quoted, kinds, offsets, np.array([one.ctypes.data for one in data], np.uintp))
    found: list[pa.Array] = []
    for k, kind in enumerate(kinds.tolist()):
        if kind != WORDS:
            found.append(_text(offsets[k], data[k]))
        elif count[k] < 0:
            found.append(_alone(buffer, spans[k], quoted[k]).dictionary_encode())
        else:
            at = first[k, : count[k]]
            found.append(_encoded(codes[k], _alone(buffer, spans[k, at], quoted[k, at])))
    return found


def _alone(buffer: Bytes, spans: Spans, quoted: Bytes) -> pa.StringArray:
    return lifted(buffer, spans[np.newaxis], quoted[np.newaxis], np.array([TEXT], np.uint8))[0]


def _text(offsets: NDArray[np.int32], data: Bytes) -> pa.StringArray:
    filled = np.diff(offsets) > 0
    valid = None if filled.all() else pa.py_buffer(np.packbits(filled, bitorder="little"))
    column = pa.StringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(data), valid)
    column.validate(full=True)
    return column


def _encoded(codes: NDArray[np.int32], words: pa.StringArray) -> pa.DictionaryArray:
    empty = codes < 0
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=empty if empty.any() else None), words)


@compiled
def _sweep(
    buffer: Bytes,
    spans: Spans,
    quoted: Bytes,
    kinds: NDArray[np.uint8],
    offsets: NDArray[np.int32],
    codes: NDArray[np.int32],
    table: NDArray[np.int32],
    first: NDArray[np.int64],
    count: NDArray[np.int64],
) -> None:
    """Trim the cells; add up how many bytes the text before each has, and number words.

    ``first``: the row in which each word first stands; ``count``: how many words a column has, or −1: too many.
    """
    offsets[:, 0] = 0
    for row in range(spans.shape[1]):
        for k in range(spans.shape[0]):
            start, stop = spans[k, row, 0], spans[k, row, 1]
            if kinds[k] != UNSTRIPPED:
                start, stop = trimmed(buffer, start, stop)
                spans[k, row, 0], spans[k, row, 1] = start, stop
            if kinds[k] != WORDS:
                offsets[k, row + 1] = offsets[k, row] + size_of(buffer, start, stop, quoted[k, row])
            elif start == stop:
                codes[k, row] = -1
            elif count[k] >= 0:
                known = count[k]
                code = known if quoted[k, row] == DOUBLED else _number(buffer, spans[k], row, table[k], first[k], known)
                if code == first.shape[1] or quoted[k, row] == DOUBLED:
                    count[k] = -1
                elif code == known:
                    first[k, code] = row
                    count[k] += 1
                codes[k, row] = code


@compiled
def _number(
    buffer: Bytes, spans: Spans, row: int, table: NDArray[np.int32], first: NDArray[np.int64], known: int
) -> int:
    """The number of a cell's word, the next one where it is new. Its end is hashed (FNV-1a): there words differ."""
    start, stop = spans[row, 0], spans[row, 1]
    size, top = stop - start, table.shape[0] - 1
    key = np.uint64(0xCBF29CE484222325) ^ np.uint64(size)
    for i in range(max(start, stop - HASHED), stop):
        key = (key ^ np.uint64(buffer[i])) * np.uint64(0x100000001B3)
    at = np.int64((key ^ (key >> np.uint64(29))) & np.uint64(top))
    while table[at] >= 0:
        begin, end = spans[first[table[at]], 0], spans[first[table[at]], 1]
        if end - begin == size:
            k = 0
            while k < size and buffer[begin + k] == buffer[start + k]:
                k += 1
            if k == size:
                return int(table[at])
        at = (at + 1) & top
    if known < first.shape[0]:
        table[at] = known
    return known


@compiled
def _copy(
    buffer: Bytes,
    spans: Spans,
    quoted: Bytes,
    kinds: NDArray[np.uint8],
    offsets: NDArray[np.int32],
    data: NDArray[np.uintp],
) -> None:
    """Copy the text of each cell to its place in its column's ``data`` (addresses)."""
    for row in range(spans.shape[1]):
        for k in range(spans.shape[0]):
            if kinds[k] != WORDS:
                to = data[k] + np.uintp(offsets[k, row])
                copied(buffer, spans[k, row, 0], spans[k, row, 1], quoted[k, row], to)
