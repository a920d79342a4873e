"""Read a list: from a table whose columns are known to the people that it holds, with all that could not be read.

A row without a name that can be read is a reject; a birth date, an age or a sex that cannot be read is left out of a
row that stays, and told with its line. Rows of the file = rows of the list + rejects, always.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hudna.people.ages import births_at, day_of_ages
from hudna.people.birth import BLANK, Dated, habit_of, read_age, read_date
from hudna.people.faults import UNREAD
from hudna.people.grid import Grid, Reject
from hudna.people.layout import PARTS, Layout
from hudna.people.mapping import ListMapping
from hudna.people.model import PEOPLE, ListOfPeople
from hudna.people.refuse import refused_rows
from hudna.people.words import date_habits, folded, is_unknown, said

_ENUMERATED = r"^[(\[]?[0-9٠-٩۰-۹]{1,6}\s*[-–.)\]:،]+\s*"
_TEXTS = ("given", "father", "grandfather", "family", "mother", "alias", "place", "document", "key")


def _text(text: str) -> pa.Scalar:
    return pa.scalar(text, pa.large_string())


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell that was left out: its line, its column, and why (a code of UNREAD)."""

    line: int
    column: str
    code: str
    text: str = field(default="", repr=False)


@dataclass(frozen=True)
class ReadList:
    """A list as it was read. ``rows``: of the file that are not blank, under the header; ``told``: remarks in words."""

    people: ListOfPeople
    layout: Layout
    rejects: tuple[Reject, ...]
    unread: tuple[Unread, ...]
    told: tuple[str, ...]
    as_of: dt.date | None = None
    """The day at which its ages are stated, if it was told or shown."""
    has_open_ages: bool = False
    """Are there ages at no date, in place of births?"""

    @property
    def rows(self) -> int:
        return len(self.people) + len(self.rejects)


def read_rows(
    grid: Grid, layout: Layout, *, name: str, digest: str, latest: dt.date, stated: ListMapping | None = None
) -> ReadList:
    """The people of a grid. ``latest``: nobody on the list was born after it, as a rule the day of today."""
    grid = _spread(grid, layout)
    mask, rejects = refused_rows(grid, layout)
    body = np.flatnonzero(mask) + layout.header.body
    numbers = _numbers(grid, layout, body)
    maker = _Maker(grid, layout, pa.array(body), latest, stated)
    columns = maker.columns()
    columns["row"] = pa.array(numbers)
    columns["line"] = pa.array(grid.lines[body])
    columns["list"] = pa.array([name] * len(body), pa.string())
    arrays = [_fit(columns.get(one.name), one.type, len(body)) for one in PEOPLE]
    table = pa.Table.from_arrays(arrays, schema=PEOPLE)
    has = frozenset(one for one in PEOPLE.names if table.column(one).null_count < max(len(table), 1))
    told = (*grid.remarks, *layout.told, *maker.told)
    refused = tuple(sorted((*grid.rejects, *rejects), key=lambda reject: reject.line))
    people = ListOfPeople(name, digest, table, has)
    return ReadList(people, layout, refused, tuple(maker.unread), told, maker.as_of, maker.has_open_ages)


def _spread(grid: Grid, layout: Layout) -> Grid:
    """Joined cells under the header hold for every row that they reach over, but a name for its own row alone."""
    start = int(grid.lines[layout.header.body - 1]) if layout.header.body else 0
    named = {place for part in ("name", *PARTS) for place in layout.columns.get(part, ())}
    columns = list(grid.columns)
    for top, left, bottom, _ in grid.merged:
        if top <= start or bottom == top or left in named or not 0 <= left < len(columns):
            continue
        at = np.flatnonzero((grid.lines >= top) & (grid.lines <= bottom))
        if len(at) and grid.lines[at[0]] == top and (cell := columns[left][int(at[0])]).is_valid:
            reached = np.isin(np.arange(len(grid)), at)
            columns[left] = pc.if_else(pa.array(reached), cell, columns[left])
    return replace(grid, columns=tuple(columns))


def _numbers(grid: Grid, layout: Layout, body: NDArray[np.int64]) -> NDArray[np.int64]:
    """Numbers of rows among all that are not blank under the header, those counted that were damaged."""
    start = int(grid.lines[layout.header.body - 1]) if layout.header.body else 0
    damaged = np.sort(np.array([one.line for one in grid.rejects if one.line > start], np.int64))
    lines = grid.lines[body]
    return (body - layout.header.body + 1 + np.searchsorted(damaged, lines)).astype(np.int64)


def _fit(column: pa.Array | None, kind: pa.DataType, rows: int) -> pa.Array:
    if column is None:
        return pa.nulls(rows, kind)
    return column if column.type == kind else column.cast(kind)


class _Maker:
    """Makes the columns of a list, each from the distinct texts of the file's column."""

    def __init__(self, grid: Grid, layout: Layout, at: pa.Array, latest: dt.date, stated: ListMapping | None) -> None:
        self.grid, self.layout, self.at, self.latest, self.stated = grid, layout, at, latest, stated
        self.unread: list[Unread] = []
        self.told: list[str] = []
        self.as_of: dt.date | None = None
        self.has_open_ages = False

    def columns(self) -> dict[str, pa.Array]:
        made = {column: self._known(column) for column in _TEXTS if column in self.layout.columns}
        made["name"] = self._name(made)
        made["sex"] = self._sex()
        made["date"] = self._date()
        made |= self._birth(made["date"])
        made["extra"] = self._extra()
        return {column: array for column, array in made.items() if array is not None}

    def _cells(self, column: str) -> pa.Array | None:
        places = self.layout.columns.get(column)
        return self.grid.columns[places[0]].take(self.at) if places else None

    def _each(self, cells: pa.Array, read: Callable[[str], object]) -> list[object]:
        """What ``read`` makes of every cell, asked once for each text."""
        coded = pc.dictionary_encode(cells)
        made = [read(text) for text in coded.dictionary.to_pylist()]
        return [None if code is None else made[code] for code in coded.indices.to_pylist()]

    def _known(self, column: str) -> pa.Array:
        """The cells as written; those that say that nothing is known are null."""
        cells = self._cells(column)
        assert cells is not None
        if column == "key":
            return cells
        coded = pc.dictionary_encode(cells)
        texts = coded.dictionary.to_pylist()
        if len(texts) > 50_000:
            return cells
        kept = pa.array([None if is_unknown(text) else text for text in texts], pa.large_string())
        return kept.take(coded.indices)

    def _name(self, made: dict[str, pa.Array]) -> pa.Array:
        places = self.layout.columns.get("name", ())
        parts = [self.grid.columns[place].take(self.at) for place in places] or [
            made[part] for part in PARTS if part in made
        ]
        filled = [pc.fill_null(part, _text("")) for part in parts]
        joined = filled[0] if len(filled) == 1 else pc.binary_join_element_wise(*filled, _text(" "))
        numbered = pc.sum(pc.match_substring_regex(joined, _ENUMERATED)).as_py() or 0
        if numbered:
            joined = pc.replace_substring_regex(joined, _ENUMERATED, "")
            self.told.append(f"numbers before {numbered:,} names were taken off")
        return pc.utf8_trim_whitespace(pc.replace_substring_regex(joined, r"\s+", " "))

    def _sex(self) -> pa.Array | None:
        cells = self._cells("sex")
        if cells is None:
            return None

        def read(text: str) -> str | None:
            word = folded(text)
            return "m" if word in said("male") else "f" if word in said("female") else None

        sexes = self._each(cells, read)
        self._tell_unread(
            "sex", cells, [s is None for s in sexes], lambda text: "" if is_unknown(text) else "sex-unreadable"
        )
        return pa.array(sexes, pa.string())

    def _date(self) -> pa.Array | None:
        cells = self._cells("date")
        if cells is None:
            return None
        dates = self._dates("date", cells)
        return pa.array(
            [one.first if one.kind == "day" and one.first == one.last else None for one in dates], pa.date32()
        )

    def _dates(self, column: str, cells: pa.Array) -> list[Dated]:
        """The dates of a column by its own habits, with what could not be read or not be decided told."""
        counts = Counter(
            dict(zip(*(part.to_pylist() for part in pc.value_counts(cells.drop_null()).flatten()), strict=True))
        )
        header = " ".join(self.layout.header.names[place] for place in self.layout.columns[column])
        stated = set(date_habits(header))
        if self.stated and self.stated.dates:
            stated = (stated - {"day-first", "month-first"}) | {self.stated.dates}
        if self.stated and self.stated.calendar:
            stated = (stated - {"hijri", "solar"}) | {self.stated.calendar}
        if stated >= {"day-first", "month-first"}:
            stated -= {"day-first", "month-first"}
        habit = habit_of(counts, stated, self.latest)
        dates: list[Dated] = [one or BLANK for one in self._each(cells, lambda text: read_date(text, habit))]  # type: ignore[misc]
        self._tell_unread(
            column, cells, [one.kind == "unread" for one in dates], lambda text: read_date(text, habit).code
        )
        kinds = Counter(one.kind for one in dates)
        if kinds["either"]:
            words = (
                "could be day first or month first and are read as both; state it in a mapping file (dates: day-first)"
            )
            self.told.append(f"{column}: {kinds['either']:,} dates {words}")
        elif habit.order != "either":
            self.told.append(f"{column}: dates are read {habit.order.replace('-', ' ')}")
        if habit.new_year_is_year and kinds["year"]:
            self.told.append(f"{column}: 1 January comes so often that it is read as the year alone")
        return dates

    def _tell_unread(self, column: str, cells: pa.Array, bad: Sequence[bool], code: Callable[[str], str]) -> None:
        lines = self.grid.lines[self.at.to_numpy()]
        for row in np.flatnonzero(np.array(bad, np.bool_)).tolist():
            text = cells[row].as_py()
            if text is not None and (found := code(text)):
                self.unread.append(Unread(int(lines[row]), column, found, text))

    def _birth(self, date: pa.Array | None) -> dict[str, pa.Array]:
        rows = len(self.at)
        span: list[tuple[dt.date, dt.date] | None] = [None] * rows
        text: list[str | None] = [None] * rows
        ages: list[tuple[int, int] | None] = [None] * rows
        for column in ("birth", "birth_year"):
            cells = self._cells(column)
            if cells is None:
                continue
            if column == "birth_year" and "birth_month" in self.layout.columns:
                cells = self._assembled(cells)
            for row, one in enumerate(self._dates(column, cells)):
                if span[row] is None and one.first and one.last:
                    span[row] = one.first, one.last
                ages[row] = ages[row] or one.age
            text = [old or new for old, new in zip(text, cells.to_pylist(), strict=True)]
        stated = self._cells("age")
        if stated is not None:
            found = self._each(stated, lambda one: None if is_unknown(one) else read_age(one))
            self._tell_unread(
                "age", stated, [one is None for one in found], lambda one: "" if is_unknown(one) else "age-unreadable"
            )
            ages = [new or old for old, new in zip(ages, found, strict=True)]  # type: ignore[misc]
        self._from_ages(span, ages, date)
        return {
            "birth_from": pa.array([one[0] if one else None for one in span], pa.date32()),
            "birth_to": pa.array([one[1] if one else None for one in span], pa.date32()),
            "birth_text": pa.array(text, pa.string()),
            "age": pa.array([one[0] if one and one[0] == one[1] else None for one in ages], pa.int16()),
        }

    def _assembled(self, years: pa.Array) -> pa.Array:
        """Year, month and day of three columns as one date."""
        months, days = (self._cells(column) for column in ("birth_month", "birth_day"))
        parts = [
            pc.fill_null(part, _text("0")) if part is not None else pa.repeat(_text("0"), len(years))
            for part in (months, days)
        ]
        return pc.binary_join_element_wise(years, *parts, _text("-"))

    def _from_ages(
        self,
        span: list[tuple[dt.date, dt.date] | None],
        ages: Sequence[tuple[int, int] | None],
        date: pa.Array | None,
    ) -> None:
        """Births that an age leaves open, at the day stated, at that of each row, or at that which other rows show."""
        if not any(ages):
            return
        rows: list[dt.date | None] = [None] * len(span) if date is None else date.to_pylist()
        both = [
            (known[0], aged[0], day)
            for known, aged, day in zip(span, ages, rows, strict=True)
            if known and aged and known[0] == known[1] and aged[0] == aged[1]
        ]
        as_of = (self.stated.as_of if self.stated else None) or _day_shown(both)
        self.as_of = as_of
        days = [as_of] * len(span) if as_of else rows
        made, left = 0, 0
        for row, (known, aged, day) in enumerate(zip(span, ages, days, strict=True)):
            if known is None and aged and day:
                span[row] = births_at(day, aged)
                made += 1
            left += known is None and aged is not None and day is None
        if made:
            at = f"as of {as_of}" if as_of else "at the date of the row"
            self.told.append(f"{made:,} births are reckoned from an age {at}")
        if left:
            self.has_open_ages = True
            self.told.append(f"{left:,} ages are stated at no date; as_of in a mapping file, or --as-of, makes births")

    def _extra(self) -> pa.Array | None:
        rest = self.layout.rest
        if not rest:
            return None
        names = [self.layout.header.names[place] for place in rest]
        columns = [self.grid.columns[place].take(self.at).to_pylist() for place in rest]
        made = []
        for cells in zip(*columns, strict=True):
            told = {name: cell for name, cell in zip(names, cells, strict=True) if cell is not None}
            made.append(json.dumps(told, ensure_ascii=False) if told else None)
        return pa.array(made, pa.string())


def _day_shown(both: Sequence[tuple[dt.date, int, dt.date | None]]) -> dt.date | None:
    """The day of all ages, where rows with a birth and an age show one, and fit it better than their own dates."""
    day = day_of_ages((born, age) for born, age, _ in both)
    if day is None:
        return None

    def fitting(at: Sequence[dt.date | None]) -> int:
        spans = [births_at(one, (age, age)) if one else None for one, (_, age, _) in zip(at, both, strict=True)]
        return sum(1 for one, (born, _, _) in zip(spans, both, strict=True) if one and one[0] <= born <= one[1])

    return day if fitting([day] * len(both)) > fitting([own for _, _, own in both]) else None


def unread_words(one: Unread) -> str:
    """Why a cell was left out, in words."""
    return UNREAD[one.code]
