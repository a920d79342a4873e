"""Rows of a table that are no people: totals, headers once more, rows that are torn or without a name."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hudna.people.faults import REASONS
from hudna.people.grid import Grid, Reject
from hudna.people.headers import repeats_header
from hudna.people.layout import PARTS, Layout
from hudna.people.words import digits, folded, said

Bools = NDArray[np.bool_]
_MARKS = r"[^\p{L}\p{N} ]+"
_RECTANGULAR = 0.95
_FEW = 4


def refused_rows(grid: Grid, layout: Layout) -> tuple[Bools, list[Reject]]:
    """Which rows under the header are people, and the others as rejects."""
    start = layout.header.body
    body = [column.slice(start) for column in grid.columns]
    good = np.ones(len(grid) - start, np.bool_)
    rejects: list[Reject] = []

    def leave_out(bad: Bools, code: str, more: Callable[[int], str] = lambda row: "") -> None:
        for row in np.flatnonzero(bad & good).tolist():
            words = REASONS[code] + (f": {more(row)}" if more(row) else "")
            rejects.append(Reject(int(grid.lines[start + row]), code, words, grid.raw(start + row)))
        good[bad] = False

    few = _filled(body) <= _FEW
    leave_out(_where(few, lambda row: _is_total([column[row].as_py() for column in body])), "totals")
    if layout.header.is_written:
        leave_out(_where(_like_header(body, layout), lambda row: _again(body, row, layout)), "header-again")
    width, bad = _torn(grid, layout)
    leave_out(bad, "cells", lambda row: f"{grid.widths[start + row] if grid.widths is not None else 0}, not {width}")
    names = _names(body, layout)
    leave_out(_mask(pc.equal(names, "")), "name-missing")
    leave_out(~_mask(pc.match_substring_regex(names, r"\p{L}")), "name-unreadable")
    plain = pc.utf8_trim_whitespace(pc.replace_substring_regex(pc.utf8_lower(names), _MARKS, ""))
    leave_out(_mask(pc.is_in(plain, pa.array(sorted(_unknown()), pa.large_string()))), "name-unknown")
    return good, rejects


def _mask(found: pa.Array) -> Bools:
    return np.asarray(pc.fill_null(found, False).to_numpy(zero_copy_only=False), np.bool_)


def _where(likely: Bools, check: Callable[[int], bool]) -> Bools:
    found = likely.copy()
    for row in np.flatnonzero(likely).tolist():
        found[row] = check(row)
    return found


def _filled(body: list[pa.Array]) -> NDArray[np.int64]:
    count = np.zeros(len(body[0]) if body else 0, np.int64)
    for column in body:
        count += _mask(pc.is_valid(column))
    return count


def _is_total(cells: list[str | None]) -> bool:
    for cell in [cell for cell in cells if cell][:3]:
        words = folded(re.sub(r"\d[\d,. ]*", " ", digits(cell)))
        if words and words in said("total"):
            return True
    return False


def _like_header(body: list[pa.Array], layout: Layout) -> Bools:
    likely = np.zeros(len(body[0]) if body else 0, np.bool_)
    for name, column in zip(layout.header.names, body, strict=True):
        likely |= _mask(pc.equal(pc.utf8_lower(column), name.lower()))
    return likely


def _again(body: list[pa.Array], row: int, layout: Layout) -> bool:
    return repeats_header(layout.header, [column[row].as_py() or "" for column in body])


def _torn(grid: Grid, layout: Layout) -> tuple[int, Bools]:
    """Rows of a text that have cells beyond the header, or too few of them where all others have as many as it has."""
    start = layout.header.body
    if grid.widths is None:
        return 0, np.zeros(len(grid) - start, np.bool_)
    widths = grid.widths[start:]
    usual = int(np.bincount(widths).argmax()) if len(widths) else 0
    width = int(grid.widths[start - 1]) if layout.header.is_written else usual
    last = np.zeros(len(widths), np.int64)
    for place, column in enumerate(grid.columns):
        last[_mask(pc.is_valid(column.slice(start)))] = place + 1
    strict = bool(len(widths)) and np.count_nonzero(widths == width) >= _RECTANGULAR * len(widths)
    return width, (last > width) | ((widths < width) & strict)


def _names(body: list[pa.Array], layout: Layout) -> pa.Array:
    """All that a row gives of its name; empty text for none."""
    places = layout.columns.get("name") or [p for part in PARTS for p in layout.columns.get(part, ())]
    empty = pa.scalar("", pa.large_string())
    parts = [pc.fill_null(body[place], empty) for place in places]
    return (
        pc.utf8_trim_whitespace(pc.binary_join_element_wise(*parts, pa.scalar(" ", pa.large_string())))
        if len(parts) > 1
        else parts[0]
    )


def _unknown() -> set[str]:
    """Words for “unknown” as they may be written; single letters may be initials of a name, and are none of them."""
    words = said("unknown")
    return {word for word in words if len(word) > 2} | {"na", "xx", "nd"} | _hamzated()


def _hamzated() -> set[str]:
    """The same in Arabic with the letters that folding makes one."""
    swaps = (("ه", "ة"), ("ي", "ى"))
    return {word[:-1] + other for word in said("unknown") for one, other in swaps if word.endswith(one)}
