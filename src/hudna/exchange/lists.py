"""Lists as they are handed in: whose, of whom, in which version, and what their rows are for ever known by."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256

import pyarrow as pa

from hudna.exchange.events import Kind
from hudna.exchange.faults import EXCHANGE
from hudna.exchange.vocabulary import fact_of_heading
from hudna.people import PEOPLE, ListOfPeople, ReadList

_APART = re.compile(r"\s*(?:[/;؛+&]|،|\s(?:و|and|et|и)\s)\s*", re.IGNORECASE)
_NOT_CELLS = frozenset({"row", "list", "line"})


@dataclass(frozen=True)
class GivenList:
    """One version of a side's list: whom it asks for (``wanted``) or says it holds (``held``).

    ``rejected``: lines of the file that are no readable row, and why; ``unread``: columns and how many of their cells
    were left out. ``place_is_site``: its places tell where people are held.
    """

    side: str
    kind: Kind
    people: ListOfPeople = field(repr=False)
    version: int = 1
    rejected: tuple[tuple[int, str], ...] = ()
    unread: tuple[tuple[str, int], ...] = ()
    place_is_site: bool = False

    @property
    def ref(self) -> str:
        """As ``side/kind/version``."""
        return f"{self.side}/{self.kind}/{self.version}"

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """The numbers of its rows."""
        return tuple(self.people.table["row"].to_pylist())

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """A hash of the cells of each row; the same row of a later version has the same one."""
        names = [name for name in PEOPLE.names if name not in _NOT_CELLS]
        columns = [self.people.table[name].to_pylist() for name in names]
        return tuple(
            sha256(json.dumps(cells, ensure_ascii=False, default=str).encode("utf-8")).hexdigest()[:32]
            for cells in zip(*columns, strict=True)
        )


def given_list(side: str, kind: Kind, read: ReadList, version: int = 1) -> GivenList:
    """A list as it was read. What could not be read goes with it, so that it is asked about."""
    cells: dict[str, int] = {}
    for one in read.unread:
        cells[one.column] = cells.get(one.column, 0) + 1
    places = read.layout.columns.get("place", ())
    return GivenList(
        side=side,
        kind=kind,
        people=read.people,
        version=version,
        rejected=tuple((one.line, one.code) for one in read.rejects),
        unread=tuple(sorted(cells.items())),
        place_is_site=any(fact_of_heading(read.layout.header.names[place]) == "site" for place in places),
    )


def check_lists(sides: Sequence[str], lists: Sequence[GivenList]) -> None:
    """Raise list-side, list-version or list-twice for lists that cannot be reconciled together."""
    seen: dict[tuple[str, str, int], GivenList] = {}
    for one in lists:
        if one.side not in sides:
            what = f"“{one.side}” is no side of this exchange: {' and '.join(sides)} are."
            raise EXCHANGE.fault("list-side", what, where=one.people.name)
        if (one.side, one.kind, one.version) in seen:
            what = f"There are two lists {one.ref}."
            raise EXCHANGE.fault("list-version", what, where=one.people.name)
        seen[one.side, one.kind, one.version] = one
    for number, one in enumerate(lists):
        for other in lists[:number]:
            _check_twice(other, one)


def _check_twice(one: GivenList, other: GivenList) -> None:
    """One file in two roles, or the same rows in another file. A later version of the same rows changes nothing."""
    if one.people.digest and one.people.digest == other.people.digest:
        what = f"{one.ref} and {other.ref} are one and the same file."
        raise EXCHANGE.fault("list-twice", what, where=other.people.name)
    is_version = (one.side, one.kind) == (other.side, other.kind)
    if not is_version and len(one.marks) > 1 and sorted(one.marks) == sorted(other.marks):
        what = f"{one.ref} and {other.ref} hold the same rows, though they are two files."
        raise EXCHANGE.fault("list-twice", what, where=other.people.name)


def with_rows(one: ListOfPeople, more: Sequence[tuple[ListOfPeople, Sequence[int]]]) -> ListOfPeople:
    """A list with rows of other lists after its own (positions from 0); rows are counted anew."""
    chosen = [(people, list(at)) for people, at in more if at]
    if not chosen:
        return one
    table = pa.concat_tables([one.table, *(people.table.take(pa.array(at)) for people, at in chosen)])
    place = table.schema.get_field_index("row")
    table = table.set_column(place, PEOPLE.field("row"), pa.array(range(1, len(table) + 1), pa.int64()))
    has = frozenset().union(one.has, *(people.has for people, _ in chosen))
    return ListOfPeople(one.name, one.digest, table.combine_chunks(), has)


def part_of(one: ListOfPeople, at: Sequence[int]) -> ListOfPeople:
    """Some rows of a list, by positions from 0."""
    return replace(one, table=one.table.take(pa.array(list(at), pa.int64())))


def several_in_one(name: str | None) -> bool:
    """Whether a name looks like those of several people: two whole names of one script, parted by a sign or “and”."""
    parts = [part for part in _APART.split(name or "") if part]
    whole = [part for part in parts if len(part.split()) >= 2]
    return len(whole) >= 2 and len({_script(part) for part in whole}) < len(whole)


def _script(text: str) -> str:
    return "arabic" if any("\u0600" <= char <= "\u06ff" for char in text) else (
        "cyrillic" if any("\u0400" <= char <= "\u052f" for char in text) else "latin"
    )  # fmt: skip
