"""By what two people of two lists may meet: two parts of the name, or one with birth, date or place, in any script.

No key names a role, so swapped parts meet. Keys that need a column which a list lacks are empty there.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from hudna.matching import Key
from hudna.people.columns import FAMILY, GIVEN, UNKNOWN_DAY, Columns
from hudna.people.kernels import kernel
from hudna.people.rarity import Rarity
from hudna.people.slipped import one_but_for_a_slip

Cells = tuple[NDArray[np.int32], NDArray[np.int64]]
"""Rows (ascending) and their values."""

LARGE, MIDDLE, SMALL, TINY = 100_000, 20_000, 1_000, 100
"""Pairs that one block may have: what says little is worth a look only where few share it."""
TELL_MUCH = frozenset(
    (
        "three parts of the name",
        "three parts of the name, place",
        "three parts of the name, year of birth",
        "two parts of the name, date",
        "two parts of the name, week",
        "two parts of the name, place, year of birth",
        "a part of the name, day of birth",
        "a part of the name, date",
        "a part of the name, week, year of birth",
        "a part of the name, week, place",
    )
)
TELLING = 10
"""Keys that tell much, and how much larger than others their blocks may be where pairs become too many."""
UNDATED = frozenset(
    (
        "two parts of the name, year of birth",
        "two parts of the name, place",
        "two parts of the name, one but for a slip, place, year of birth",
    )
)
"""Keys for rows without a date on lists that have dates: few of the others bring these together."""
MOSTLY = 0.5
"""Share of the rows that must have a date for those without one to be looked for by the keys of ``UNDATED``."""
PARTS = range(GIVEN, FAMILY + 1)


def blocking_keys(rarity: Rarity, sides: tuple[Columns, Columns]) -> Iterator[Key]:
    """The keys of both lists, one after the other: all of them at once are large."""
    places = rarity.place_classes(max(int(side.place.max(initial=-1)) for side in sides) + 1)
    made = [_cells(side, rarity.token_keys, places, reach) for side, reach in zip(sides, (0, 1), strict=True)]
    undated = _undated(sides)
    for (name, most, left), (_, _, right) in zip(*made, strict=True):
        if most:
            yield _key(name, left, right, most, TELLING if name in TELL_MUCH else 1)
        if name in UNDATED and undated:
            here, there = (_of(rows, cells) for rows, cells in zip(undated, (left, right), strict=True))
            yield _key(f"{name}; the one without a date", here, right, LARGE, TELLING)
            yield _key(f"{name}; the other without a date", left, there, LARGE, TELLING)


def _key(name: str, left: Cells, right: Cells, most: int, worth: int) -> Key:
    return Key(name, left[0], left[1], right[0], right[1], most, worth)


def _undated(sides: tuple[Columns, Columns]) -> list[NDArray[np.bool_]]:
    """The rows of either list without a date; nothing where most rows of one have none."""
    without = [side.date == UNKNOWN_DAY for side in sides]
    return without if all(len(rows) and rows.mean() < 1 - MOSTLY for rows in without) else []


def _of(rows: NDArray[np.bool_], cells: Cells) -> Cells:
    """The values of these rows."""
    chosen = rows[cells[0]]
    return cells[0][chosen], cells[1][chosen]


def _joined(*cells: Cells) -> Cells:
    """Every combination of values of one row."""
    joined = cells[0]
    for one in cells[1:]:
        joined = _both(joined, one)
    return joined


def _both(one: Cells, other: Cells, *, either_way: bool = False) -> Cells:
    """Each value with each of the other's of the same row; ``either_way``: whichever of the two comes first."""
    most = max(int(rows[-1]) if len(rows) else 0 for rows, _ in (one, other))
    start = np.zeros(most + 2, np.int64)
    np.cumsum(np.bincount(other[0], minlength=most + 1), out=start[1:])
    count = int((start[one[0] + 1] - start[one[0]]).sum())
    rows, values = np.empty(count, np.int32), np.empty(count, np.int64)
    _write_both(*one, start, other[1], either_way, rows, values)
    return rows, values


@kernel
def _write_both(of_row, first, start, second, either_way, rows, values):  # type: ignore[no-untyped-def]
    at, prime = 0, np.uint64(0x9E3779B97F4A7C15)
    for k in range(len(of_row)):
        row = of_row[k]
        for i in range(start[row], start[row + 1]):
            a, b = first[k], second[i]
            if either_way and b < a:
                a, b = b, a
            mixed = np.uint64(a) * prime
            mixed = ((mixed ^ (mixed >> np.uint64(29))) ^ np.uint64(b)) * prime
            rows[at], values[at] = row, np.int64(mixed ^ (mixed >> np.uint64(29)))
            at += 1


def _cells(
    side: Columns, token_keys: NDArray[np.int64], places: NDArray[np.int32], reach: int
) -> Iterator[tuple[str, int, Cells]]:
    parts = _parts(side, token_keys)
    each = _merged(parts)
    pairs = {(i, j): _both(parts[i], parts[j], either_way=True) for i in range(len(parts)) for j in range(i)}
    two = _merged(list(pairs.values()))
    three = _merged([_joined(pairs[i, j], parts[k]) for i, j in pairs for k in range(j)])
    but_for_a_slip = one_but_for_a_slip(side.parts, token_keys)
    year, wide_year, exact_year = _years(side, reach), _years(side, 2 * reach), _years(side, 0)
    day, week = _known(side.date, UNKNOWN_DAY), _weeks(side, reach)
    birthday = _known(np.where(side.birth_from == side.birth_to, side.birth_from, UNKNOWN_DAY), UNKNOWN_DAY)
    place = _known(np.where(side.place >= 0, places[side.place], -1))
    yield "document", LARGE, _known(side.document)
    yield "two parts of the name", LARGE, two
    yield "three parts of the name", LARGE, three
    yield "three parts of the name, place", LARGE, _joined(three, place)
    yield "three parts of the name, year of birth", LARGE, _joined(three, wide_year)
    yield "two parts of the name, year of birth", LARGE, _joined(two, year)
    yield "two parts of the name, age", LARGE, _joined(two, _ages(side, reach))
    yield "two parts of the name, date", LARGE, _joined(two, day)
    yield "two parts of the name, place", LARGE, _joined(two, place)
    yield "two parts of the name, week", LARGE, _joined(two, week)
    yield "two parts of the name, place, year of birth", LARGE, _joined(two, place, wide_year)
    yield "a part of the name, day of birth", LARGE, _joined(each, birthday)
    yield "a part of the name, date", MIDDLE, _joined(each, day)
    yield "a part of the name, place, year of birth", MIDDLE, _joined(each, place, wide_year)
    yield "a part of the name, place", SMALL, _joined(each, place)
    yield "two parts of the name, one but for a slip", TINY, but_for_a_slip
    spans = _spans(side, reach)
    yield "two parts of the name, one but for a slip, year of birth", TINY, _joined(but_for_a_slip, spans)
    yield "two parts of the name, one but for a slip, place, year of birth", 0, _joined(but_for_a_slip, place, spans)
    yield "a part of the name, year of birth", SMALL, _joined(each, year)
    yield "a part of the name, week, year of birth", MIDDLE, _joined(each, week, year)
    yield "a part of the name, week, place", MIDDLE, _joined(each, week, place)
    yield "day of birth", SMALL, birthday
    yield "date, year of birth", SMALL, _joined(day, exact_year)
    yield "date, place", SMALL, _joined(day, place)
    yield "date, place, year of birth", MIDDLE, _joined(day, place, exact_year)


def _known(codes: NDArray[np.int32], unknown: int = -1) -> Cells:
    rows = np.flatnonzero(codes != unknown).astype(np.int32)
    return rows, codes[rows].astype(np.int64)


def _parts(side: Columns, token_keys: NDArray[np.int64]) -> list[Cells]:
    """The keys of each part of the name."""
    found = []
    for role in PARTS:
        rows = np.flatnonzero(side.parts[:, role] >= 0).astype(np.int32)
        own = token_keys[side.parts[rows, role]]
        every = np.repeat(rows, own.shape[1])
        values = own.ravel()
        found.append((every[values != 0], values[values != 0]))
    return found


def _merged(cells: list[Cells]) -> Cells:
    """The values of all, each once a row."""
    rows = np.concatenate([rows for rows, _ in cells])
    values = np.concatenate([values for _, values in cells])
    order = np.lexsort((values, rows))
    rows, values = rows[order], values[order]
    if not len(rows):
        return rows, values
    new = np.r_[True, (rows[1:] != rows[:-1]) | (values[1:] != values[:-1])]
    return rows[new], values[new]


def _ages(side: Columns, reach: int) -> Cells:
    """Ages as stated, and ``reach`` years on either side."""
    rows = np.flatnonzero(side.age >= 0).astype(np.int32)
    steps = np.arange(-reach, reach + 1)
    return np.repeat(rows, len(steps)), (side.age[rows].astype(np.int64)[:, None] + steps).ravel()


def _weeks(side: Columns, reach: int) -> Cells:
    """The week of the date, and ``reach`` weeks on either side."""
    rows, days = _known(side.date, UNKNOWN_DAY)
    steps = np.arange(-reach, reach + 1)
    return np.repeat(rows, len(steps)), (days[:, None] // 7 + steps).ravel()


def _years(side: Columns, reach: int) -> Cells:
    """Years of birth that are left open, and ``reach`` years on either side; none where more than five are."""
    rows, values = [np.empty(0, np.int32)], [np.empty(0, np.int64)]
    span = side.year_to - side.year_from
    known = (side.year_from > 0) & (span < 5)
    for step in range(-reach, int(span[known].max(initial=0)) + reach + 1):
        mine = np.flatnonzero(known & (step <= span + reach)).astype(np.int32)
        rows.append(mine)
        values.append(side.year_from[mine].astype(np.int64) + step)
    every, found = np.concatenate(rows), np.concatenate(values)
    order = np.argsort(every, kind="stable")
    return every[order], found[order]


def _spans(side: Columns, reach: int) -> Cells:
    """Spans of three years of birth, and those that a year earlier or later falls in."""
    rows, values = _years(side, 0)
    steps = (-reach, reach) if reach else (0,)
    return _merged([(rows, (values + step) // 3) for step in steps])
