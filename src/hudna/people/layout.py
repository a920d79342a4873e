"""Which column of a table is which: proposed by what the header says and what the cells look like, or as stated.

A proposal that rests on the header is certain enough to be taken; one that had to be read off the cells is taken only
where one column alone could be meant. Whatever leaves a doubt is in ``doubts``, and a person is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from hudna.people.grid import Grid, fault
from hudna.people.headers import Header, find_header
from hudna.people.looks import Looks, looks_of
from hudna.people.mapping import ColumnsOfList, ListMapping
from hudna.people.words import Heading, heading

PARTS = ("given", "father", "grandfather", "family")
LETTERS = ("name", *PARTS, "mother", "alias", "place")
SINGLE = tuple(name for name in ColumnsOfList.model_fields if name != "name")


@dataclass(frozen=True)
class Layout:
    """How a list is read. ``columns``: of Hudna → positions in the grid. ``by``: header, cells or mapping, for each.

    ``kinds``: of the place and the date, where the header says what they are of. ``told``: remarks. ``doubts``: what a
    person must settle; empty where the proposal can be taken.
    """

    header: Header
    columns: Mapping[str, tuple[int, ...]]
    by: Mapping[str, str]
    kinds: Mapping[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    scripts: Mapping[str, str] = field(default_factory=dict)
    """Of the name and of another spelling of the whole name, where there is one: the script of each."""

    @property
    def rest(self) -> tuple[int, ...]:
        """Columns of the file that are none of Hudna's."""
        used = {place for places in self.columns.values() for place in places}
        return tuple(place for place in range(len(self.header.names)) if place not in used)

    @property
    def has_names(self) -> bool:
        """Is there a column that holds names, or parts of them?"""
        return any(self.columns.get(name) for name in ("name", *PARTS))

    def as_mapping(self, stated: ListMapping | None, sheet: str, lines: Sequence[int]) -> ListMapping:
        """The layout as a mapping that reads the list in the same way."""
        names = self.header.names
        one = {column: names[places[0]] for column, places in self.columns.items() if column != "name" and places}
        columns = ColumnsOfList(name=[names[place] for place in self.columns.get("name", ())], **one)
        at = [int(lines[row]) for row in range(self.header.first, self.header.body)] or [0]
        base = stated or ListMapping(columns=columns)
        return base.model_copy(update={"columns": columns, "sheet": sheet or None, "header": at})


def propose(grid: Grid, stated: ListMapping | None = None) -> Layout:
    """The layout of a list, as stated or as it shows itself. Raises list-mapping, list-empty."""
    header = find_header(grid, stated.header if stated else None)
    if len(grid) <= header.body:
        rejected = "".join(f" Line {one.line}: {one.words}." for one in grid.rejects[:1])
        raise fault(
            "list-empty",
            f"There is no row under the header{' that can be read' * bool(rejected)}.{rejected}",
            grid.path,
        )
    if stated and stated.columns != ColumnsOfList():
        return _as_stated(grid, header, stated.columns)
    looks = [looks_of(column.slice(header.body)) for column in grid.columns]
    says = [heading(name) if header.is_written or grid.names else Heading() for name in header.names]
    columns, by, kinds, told = _by_header(header, says, looks)
    doubts = _by_cells(columns, by, says, looks)
    _settle_name(columns, by, says, looks, told)
    if not any(columns.get(name) for name in ("name", *PARTS)):
        doubts.append("no column is found that holds names")
    scripts = {}
    if {"name", "alias"} <= columns.keys() and says[columns["alias"][0]].column == "name":
        scripts = {column: looks[columns[column][0]].script for column in ("name", "alias")}
    elif "name" in columns:
        scripts = {"name": looks[columns["name"][0]].script}
    return Layout(header, {c: p for c, p in columns.items() if p}, by, kinds, tuple(told), tuple(doubts), scripts)


def _as_stated(grid: Grid, header: Header, stated: ColumnsOfList) -> Layout:
    known = {name: place for place, name in enumerate(header.names)}
    known |= {name.casefold(): place for name, place in known.items()}
    known |= {f"column {place + 1}": place for place in range(len(header.names))}
    columns: dict[str, tuple[int, ...]] = {}
    for column in ColumnsOfList.model_fields:
        value = getattr(stated, column)
        places = []
        for name in value if isinstance(value, list) else [value] if value else []:
            plain = " ".join(name.split())
            place = known.get(plain, known.get(plain.casefold()))
            if place is None:
                raise fault(
                    "list-mapping", f"The mapping names a column that the file has not: “{plain[:60]}”.", grid.path
                )
            places.append(place)
        if places:
            columns[column] = tuple(places)
    if not any(columns.get(name) for name in ("name", *PARTS)):
        raise fault("list-mapping", "The mapping names no column that holds names.", grid.path)
    kinds = {c: heading(header.names[p[0]]).kind for c, p in columns.items() if c in ("date", "place")}
    return Layout(header, columns, dict.fromkeys(columns, "mapping"), kinds)


def _by_header(
    header: Header, says: Sequence[Heading], looks: Sequence[Looks]
) -> tuple[dict[str, tuple[int, ...]], dict[str, str], dict[str, str], list[str]]:
    """Columns by their headings, where the cells do not speak against it; of several the fullest."""
    columns: dict[str, tuple[int, ...]] = {}
    by: dict[str, str] = {}
    told: list[str] = []
    for column in ("name", *SINGLE):
        places = [place for place, said in enumerate(says) if said.column == column and _fits(column, looks[place])]
        if not places:
            told += [
                f"“{header.names[place]}” should be {column}, but what stands in it is none; --map has it read as that"
                for place, said in enumerate(says)
                if said.column == column and said.is_exact and looks[place].filled
            ]
            continue
        if column == "key":
            best = next((place for place in places if looks[place].is_unique), None)
        else:
            order = {place: (_rank(says[place], column), -round(looks[place].filled, 1), place) for place in places}
            best = min(places, key=order.__getitem__)
        if best is None:
            continue
        columns[column], by[column] = (best,), "header"
        others = [header.names[place] for place in places if place != best]
        if others and column not in ("key", "name"):
            told.append(f"{column}: “{header.names[best]}” is read, not {', '.join(f'“{name}”' for name in others)}")
    kinds: dict[str, str] = {c: says[columns[c][0]].kind for c in ("date", "place") if c in columns}
    return columns, by, kinds, told


def _rank(said: Heading, column: str) -> int:
    """Which of several columns of one meaning is read first: the event before birth and origin, whole names first."""
    if column == "name":
        return 1 if said.alone else 0
    return ("", "event", "detention", "origin", "death", "birth").index(said.kind)


def _fits(column: str, look: Looks) -> bool:
    if not look.filled:
        return False
    if column in LETTERS:
        return look.letters >= 0.5
    if column == "birth":
        return look.dates + look.years + look.ages + look.serials >= 0.3
    if column in ("birth_year", "age", "birth_day"):
        return look.digits >= 0.5 or look.dates + look.years + look.ages >= 0.3
    return look.sexes >= 0.5 if column == "sex" else look.dates + look.years >= 0.3 if column == "date" else True


def _by_cells(
    columns: dict[str, tuple[int, ...]], by: dict[str, str], says: Sequence[Heading], looks: Sequence[Looks]
) -> list[str]:
    """What no header told, read off the cells; gives the doubts that are left."""
    used = {place for places in columns.values() for place in places}
    free = [p for p, said in enumerate(says) if p not in used and not said.column and looks[p].filled >= 0.2]
    doubts: list[str] = []

    def take(column: str, places: Sequence[int]) -> None:
        if column not in columns and places:
            columns[column], by[column] = (places[0],), "cells"
            free.remove(places[0])

    if not any(name in columns for name in ("name", *PARTS)):
        whole = [p for p in free if looks[p].is_name]
        if len(whole) > 1:
            alike = ", ".join(str(place + 1) for place in whole)
            doubts.append(f"columns {alike} all look like names")
        take("name", sorted(whole, key=lambda p: -looks[p].distinct))
        single = [p for p in free if looks[p].letters > 0.9 and looks[p].sexes < 0.5 and looks[p].distinct > 0.02]
        if "name" not in columns and single:
            if len(single) > 1:
                doubts.append(f"columns {', '.join(str(p + 1) for p in single)} may be parts of a name")
            take("name", single)
    take("sex", [p for p in free if looks[p].sexes >= 0.9 and looks[p].kinds <= 8])
    if "birth" not in columns and "birth_year" not in columns and "age" not in columns:
        days = sorted((p for p in free if looks[p].dates + looks[p].years > 0.8), key=lambda p: looks[p].median_year)
        take("birth", [p for p in days if looks[p].median_year < looks[p].latest_year - 5] or days[:0])
        if "birth" not in columns:
            take("age", [p for p in free if looks[p].is_age])
    take("key", [p for p in free if looks[p].is_unique and looks[p].digits > 0.9])
    return doubts


def _settle_name(
    columns: dict[str, tuple[int, ...]],
    by: dict[str, str],
    says: Sequence[Heading],
    looks: Sequence[Looks],
    told: list[str],
) -> None:
    """A column headed “name” alone may hold the whole name or, beside other parts, the first of them."""
    if "name" in columns and by["name"] == "header":
        (place,) = columns["name"]
        part = says[place].alone
        others = any(name in columns for name in PARTS if name != part)
        if part and part not in columns and others and looks[place].words < 1.8:
            columns[part], by[part] = columns.pop("name"), by.pop("name")
    if "name" in columns and "alias" not in columns and by["name"] == "header":
        used = {place for places in columns.values() for place in places}
        again = [
            p for p, said in enumerate(says) if said.column == "name" and p not in used and looks[p].letters >= 0.5
        ]
        if again:
            columns["alias"], by["alias"] = (again[0],), "header"
            told.append("two columns hold whole names; the second is read as another spelling")


def agree(a: Layout, b: Layout) -> tuple[Layout, Layout]:
    """Two layouts that are read alike: names in the same script where a list has them in two, dates of the same event.

    Where the lists say that their dates are of different events, neither is read.
    """
    a, b = _in_one_script(a, b)
    one, other = a.kinds.get("date"), b.kinds.get("date")
    if not one or not other or one == other:
        return a, b
    words = f"the dates are of different events ({one} and {other}) and are not compared"

    def without(layout: Layout) -> Layout:
        columns = {column: places for column, places in layout.columns.items() if column != "date"}
        return replace(layout, columns=columns, told=(*layout.told, words))

    return without(a), without(b)


def _in_one_script(a: Layout, b: Layout) -> tuple[Layout, Layout]:
    """Of a list that has whole names in two scripts, that is read as the name which the other list has as well."""
    sides = [a, b]
    for one, other in ((0, 1), (1, 0)):
        own, wanted = sides[one].scripts, sides[other].scripts.get("name", "")
        if own.get("alias") == wanted and own.get("name") != wanted and "alias" not in sides[other].scripts:
            columns = dict(sides[one].columns)
            columns["name"], columns["alias"] = columns["alias"], columns["name"]
            told = (*sides[one].told, "of two columns of whole names that in the script of the other list is read")
            sides[one] = replace(sides[one], columns=columns, told=told)
    return sides[0], sides[1]
