"""Cut the bytes of a delimited text file into records and fields (RFC 4180), and read the text of a field.

Written as compiled loops, since every byte of a feed passes here once. A record may hold line breaks
inside quotes, so each one carries the physical line on which it begins.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

LF, CR, QUOTE, SPACE, TAB = 10, 13, 34, 32, 9
LFS, QUOTES, ONES, TOPS = (np.uint64(byte * 0x0101010101010101) for byte in (LF, QUOTE, 0x01, 0x80))
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
def _next_quote(buffer: NDArray[np.uint8], words: NDArray[np.uint64], i: int, end: int, line: int) -> tuple[int, int]:
    """The next quote from ``i`` on, or the end, and the line reached.

    Eight bytes at a time where they hold neither a quote nor a line break: a word less one in each byte borrows from
    the highest bit of a byte that was zero (Mycroft 1987).
    """
    while i < end:
        if i & 7 == 0:
            at, last = i >> 3, end >> 3
            while at < last:
                quotes, breaks = words[at] ^ QUOTES, words[at] ^ LFS
                if (((quotes - ONES) & ~quotes) | ((breaks - ONES) & ~breaks)) & TOPS != 0:
                    break
                at += 1
            i = at << 3
        stop = min((i | 7) + 1, end)
        while i < stop and buffer[i] != QUOTE:
            line += buffer[i] == LF
            i += 1
        if i < stop:
            break
    return i, line


@compiled
def _quote_end(
    buffer: NDArray[np.uint8], words: NDArray[np.uint64], i: int, end: int, line: int
) -> tuple[int, int, int]:
    """The quote that closes a field whose content begins at ``i``; its kind, and the line reached."""
    kind = SIMPLE
    while True:
        i, line = _next_quote(buffer, words, i, end, line)
        if i + 1 >= end or buffer[i + 1] != QUOTE:
            return i, kind, line
        kind = DOUBLED
        i += 2


@compiled
def cut(
    buffer: NDArray[np.uint8],
    words: NDArray[np.uint64],
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

    ``words``: the buffer, eight bytes each. ``slots`` says for each field of a record in which row of ``spans``
    (columns, n, 2) its start and stop go, or −1. ``place`` (n, 5) takes start, stop, line, number of fields, and
    flaws of each record; ``quoted`` (columns, n) how each field is quoted. Empty lines are no records. A record that
    the buffer does not hold whole is left for the next call, unless these are the ``last`` bytes.
    """
    found, i, done, done_line = 0, begin, begin, line
    while i < end and found < place.shape[0]:
        place[found, 0], place[found, 2], place[found, 4] = i, line, 0
        field, first = 0, i
        while True:
            start, kind = i, 0
            if i < end and buffer[i] == QUOTE:
                start = i + 1
                stop, kind, line = _quote_end(buffer, words, start, end, line)
                i = _field_end(buffer, stop + 1, end, delimiter)
                place[found, 4] |= UNCLOSED if stop >= end else STRAY if i > stop + 1 else 0
            else:
                stop = i = _field_end(buffer, i, end, delimiter)
            if field < slots.shape[0] and slots[field] >= 0:
                slot = slots[field]
                spans[slot, found, 0], spans[slot, found, 1], quoted[slot, found] = start, stop, kind
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
def trimmed(buffer: NDArray[np.uint8], start: int, stop: int) -> tuple[int, int]:
    """A span without the blanks around it."""
    while start < stop and (buffer[start] == SPACE or buffer[start] == TAB):
        start += 1
    while start < stop and (buffer[stop - 1] == SPACE or buffer[stop - 1] == TAB):
        stop -= 1
    return start, stop


@compiled
def size_of(buffer: NDArray[np.uint8], start: int, stop: int, kind: int) -> int:
    """How many bytes the text of a span has, quotes within quotes counted once."""
    size = stop - start
    if kind == DOUBLED:
        i = start
        while i + 1 < stop:
            if buffer[i] == QUOTE and buffer[i + 1] == QUOTE:
                size -= 1
                i += 1
            i += 1
    return size


def _copying(typing_context, to, source, count):  # type: ignore[no-untyped-def]
    """Copy bytes from one address to another: a loop in its place costs three times as much."""

    def write(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        to, source = (builder.inttoptr(address, cgutils.voidptr_t) for address in arguments[:2])
        cgutils.raw_memcpy(builder, to, source, arguments[2], 1)  # type: ignore[no-untyped-call]
        return context.get_dummy_value()

    return types.void(types.uintp, types.uintp, types.intp), write


_copy_bytes: Any = intrinsic(_copying)


@compiled
def copied(buffer: NDArray[np.uint8], start: int, stop: int, kind: int, to: np.unsignedinteger[Any]) -> None:
    """Write the text of a span to the address ``to``; of quotes within quotes the first of each two."""
    source = np.uintp(buffer.ctypes.data)
    if kind == DOUBLED:
        i = start
        while i + 1 < stop:
            if buffer[i] == QUOTE and buffer[i + 1] == QUOTE:
                _copy_bytes(to, source + np.uintp(start), i + 1 - start)
                to += np.uintp(i + 1 - start)
                i += 1
                start = i + 1
            i += 1
    _copy_bytes(to, source + np.uintp(start), stop - start)
