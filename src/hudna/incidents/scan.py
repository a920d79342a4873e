"""Cut the bytes of a delimited text file into records and fields (RFC 4180), and lift columns out of them.

Written as compiled loops, since every byte of a feed passes here once. A record may hold line breaks
inside quotes, so each one carries the physical line on which it begins.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

LF, CR, QUOTE, SPACE, TAB = 10, 13, 34, 32, 9
UNCLOSED, STRAY = 1, 2
SIMPLE, DOUBLED = 1, 2
F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compile with numba and keep the result on disk; without a writable place for it, for this run only."""
    try:
        made = numba.njit(cache=True)(function)
    except RuntimeError:
        made = numba.njit(function)
    return cast(F, made)


@compiled
def _past_break(buffer: NDArray[np.uint8], i: int, end: int) -> int:
    """Past the line break at ``i``: LF, CR or CR LF."""
    return i + (2 if buffer[i] == CR and i + 1 < end and buffer[i + 1] == LF else 1)


@compiled
def _field_end(buffer: NDArray[np.uint8], i: int, end: int, delimiter: int) -> int:
    """The next delimiter or line break from ``i`` on, or the end."""
    while i < end and buffer[i] != delimiter and buffer[i] != LF and buffer[i] != CR:
        i += 1
    return i


@compiled
def _quote_end(buffer: NDArray[np.uint8], i: int, end: int, line: int) -> tuple[int, int, int]:
    """The quote that closes a field whose content begins at ``i``; its kind, and the line reached."""
    kind = SIMPLE
    while True:
        while i < end and buffer[i] != QUOTE:
            line += buffer[i] == LF
            i += 1
        if i + 1 >= end or buffer[i + 1] != QUOTE:
            return i, kind, line
        kind = DOUBLED
        i += 2


@compiled
def cut(
    buffer: NDArray[np.uint8],
    begin: int,
    end: int,
    last: bool,
    delimiter: int,
    slots: NDArray[np.int16],
    line: int,
    place: NDArray[np.int64],
    spans: NDArray[np.int32],
    quoted: NDArray[np.uint8],
) -> tuple[int, int, int]:
    """Find records from ``begin`` on; returns (records found, bytes done, line reached).

    ``slots`` says for each field of a record in which column of ``spans`` (n, columns, 2) its start and stop
    go, or −1. ``place`` (n, 5) takes start, stop, line, number of fields, and flaws of each record; ``quoted``
    (n, columns) how each field is quoted. Empty lines are no records. A record that the buffer does not hold
    whole is left for the next call, unless these are the ``last`` bytes.
    """
    found, i, done, done_line = 0, begin, begin, line
    while i < end and found < place.shape[0]:
        place[found, 0], place[found, 2], place[found, 4] = i, line, 0
        field, first = 0, i
        while True:
            start, kind = i, 0
            if i < end and buffer[i] == QUOTE:
                start = i + 1
                stop, kind, line = _quote_end(buffer, start, end, line)
                i = _field_end(buffer, stop + 1, end, delimiter)
                place[found, 4] |= UNCLOSED if stop >= end else STRAY if i > stop + 1 else 0
            else:
                stop = i = _field_end(buffer, i, end, delimiter)
            if field < slots.shape[0] and slots[field] >= 0:
                slot = slots[field]
                spans[found, slot, 0], spans[found, slot, 1], quoted[found, slot] = start, stop, kind
            field += 1
            if i >= end or buffer[i] != delimiter:
                break
            i += 1
        if not last and (i >= end or (buffer[i] == CR and i + 1 >= end)):
            break
        place[found, 1], place[found, 3] = min(i, end), field
        found += i > first  # an empty line is no record
        if i < end:
            i = _past_break(buffer, i, end)
            line += 1
        done, done_line = min(i, end), line
    return found, done, done_line


@compiled
def _measure(
    buffer: NDArray[np.uint8],
    spans: NDArray[np.int32],
    quoted: NDArray[np.uint8],
    strip: bool,
    offsets: NDArray[np.int32],
) -> None:
    """Trim the spans where asked, and add up how many bytes each value will have."""
    total = 0
    for row in range(spans.shape[0]):
        start, stop = spans[row, 0], spans[row, 1]
        if strip:
            while start < stop and (buffer[start] == SPACE or buffer[start] == TAB):
                start += 1
            while start < stop and (buffer[stop - 1] == SPACE or buffer[stop - 1] == TAB):
                stop -= 1
            spans[row, 0], spans[row, 1] = start, stop
        offsets[row] = total
        total += stop - start
        if quoted[row] == DOUBLED:
            i = start
            while i + 1 < stop:
                if buffer[i] == QUOTE and buffer[i + 1] == QUOTE:
                    total -= 1
                    i += 1
                i += 1
    offsets[spans.shape[0]] = total


@compiled
def _copy(
    buffer: NDArray[np.uint8], spans: NDArray[np.int32], quoted: NDArray[np.uint8], out: NDArray[np.uint8]
) -> None:
    to = 0
    for row in range(spans.shape[0]):
        start, stop = spans[row, 0], spans[row, 1]
        if quoted[row] == DOUBLED:
            i = start
            while i < stop:
                out[to] = buffer[i]
                to += 1
                i += 2 if buffer[i] == QUOTE and i + 1 < stop and buffer[i + 1] == QUOTE else 1
        else:
            out[to : to + stop - start] = buffer[start:stop]
            to += stop - start


def lift(
    buffer: NDArray[np.uint8], spans: NDArray[np.int32], quoted: NDArray[np.uint8], *, strip: bool = True
) -> pa.StringArray:
    """One column as text, null where the cell is empty; raises pa.ArrowInvalid where it is not UTF-8."""
    spans, rows = np.ascontiguousarray(spans), len(spans)
    quoted = np.ascontiguousarray(quoted)
    offsets = np.empty(rows + 1, np.int32)
    _measure(buffer, spans, quoted, strip, offsets)
    data = np.empty(int(offsets[-1]), np.uint8)
    _copy(buffer, spans, quoted, data)
    filled = np.diff(offsets) > 0
    valid = None if filled.all() else pa.py_buffer(np.packbits(filled, bitorder="little"))
    column = pa.StringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(data), valid)
    column.validate(full=True)
    return column
