"""Two lists of people as columns of numbers, so that millions of pairs can be compared.

Parts of names become tokens of one :class:`Spelling` for both lists, in roles: given, father's, grandfather's, family
name, kunya. Where the file has no columns for the parts, the first name is taken for the given one, the last for the
family's and those between for father and grandfather; that is a guess, and the comparison knows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hudna.people.known import known_names
from hudna.people.model import ListOfPeople
from hudna.people.particles import KUNYA, TITLE
from hudna.people.script import fold
from hudna.people.spelling import Spelling

GIVEN, FATHER, GRANDFATHER, FAMILY, ALIAS, MOTHER = range(6)
ROLES = ("given name", "father's name", "grandfather's name", "family name", "kunya", "mother's name")
UNKNOWN_DAY = np.iinfo(np.int32).min
SEXES = {"m": 0, "f": 1}

Int32 = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Columns:
    """One list. ``parts``: token of each role (-1 none). ``kunya``: is the given name one? Days since 1970.

    ``year_from``, ``year_to``: years of birth that are left open (0 unknown). ``age``: as stated, whenever that was;
    it and the codes of places and documents are -1 where unknown.
    """

    parts: Int32
    kunya: NDArray[np.bool_]
    birth_from: Int32
    birth_to: Int32
    year_from: Int32
    year_to: Int32
    age: NDArray[np.int16]
    sex: NDArray[np.int8]
    place: Int32
    date: Int32
    document: Int32

    def __len__(self) -> int:
        return len(self.parts)


@dataclass(frozen=True, slots=True)
class Encoded:
    """Both lists, what their tokens are, and the places that they name (folded)."""

    left: Columns
    right: Columns
    spelling: Spelling
    places: tuple[str, ...]


def encode(left: ListOfPeople, right: ListOfPeople) -> Encoded:
    """Both lists as columns."""
    tables = (left.table, right.table)
    texts = _texts(tables)
    spelling = Spelling.of([*texts, *known_names()])
    number = {text: place for place, text in enumerate(texts)}
    places, place_codes = _codes([table["place"] for table in tables])
    _, documents = _codes([table["document"] for table in tables])
    sides = []
    for table, place, document in zip(tables, place_codes, documents, strict=True):
        parts, kunya = _parts(table, number, spelling)
        sides.append(
            Columns(parts, kunya, *_births(table), _ages(table), _sexes(table), place, _days(table["date"]), document)
        )
    return Encoded(sides[0], sides[1], spelling, places)


_NAMED = ("name", "given", "father", "grandfather", "family", "mother", "alias")


def _texts(tables: Sequence[pa.Table]) -> list[str]:
    """The distinct texts of all columns that hold names; full names only of rows without parts."""
    found: set[str] = set()
    for table in tables:
        apart = _apart(table)
        for column in _NAMED:
            values = table[column].filter(pc.invert(apart)) if column == "name" else table[column]
            found.update(text for text in pc.unique(values).to_pylist() if text)
    return sorted(found)


def _apart(table: pa.Table) -> Any:
    """Rows whose file has the given or the family name in a column of its own."""
    return pc.or_(pc.is_valid(table["given"]), pc.is_valid(table["family"]))


def _rows_of(column: Any, number: dict[str, int]) -> NDArray[np.int64]:
    """The row in the spelling of each text, -1 for none."""
    coded = column.combine_chunks().dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    places = np.array([number.get(text, -1) for text in coded.dictionary.to_pylist()] + [-1], np.int64)
    return np.asarray(places[np.asarray(coded.indices.fill_null(len(places) - 1))], np.int64)


def _parts(table: pa.Table, number: dict[str, int], spelling: Spelling) -> tuple[Int32, NDArray[np.bool_]]:
    n = table.num_rows
    parts = np.full((n, len(ROLES)), -1, np.int32)
    ids = np.concatenate([spelling.ids, np.full((1, spelling.ids.shape[1]), -1, np.int32)])
    flags = np.concatenate([spelling.flags, np.zeros((1, spelling.ids.shape[1]), np.uint8)])
    if not n:
        return parts, np.zeros(0, bool)
    rows = {column: _rows_of(table[column], number) for column in _NAMED}
    apart = np.asarray(_apart(table).combine_chunks())
    _whole(np.flatnonzero(~apart), rows["name"], ids, flags, parts)
    _given(np.flatnonzero(apart), rows["given"], ids, flags, parts)
    for column, role, after in (("father", FATHER, GRANDFATHER), ("grandfather", GRANDFATHER, -1)):
        found = ids[rows[column]]
        have = apart & (found[:, 0] >= 0)
        parts[have, role] = found[have, 0]
        if after >= 0 and found.shape[1] > 1:
            more = have & (found[:, 1] >= 0)
            parts[more, after] = found[more, 1]
    last = _last(ids)
    have = apart & (rows["family"] >= 0)
    parts[have, FAMILY] = last[rows["family"][have]]
    for column, role in (("mother", MOTHER), ("alias", ALIAS)):
        have = ids[rows[column], 0] >= 0
        parts[have, role] = ids[rows[column][have], 0]
    given = parts[:, GIVEN]
    is_kunya = np.zeros(len(spelling.texts) + 1, bool)
    is_kunya[spelling.ids[(spelling.flags & KUNYA) > 0]] = True
    return parts, is_kunya[given] & (given >= 0)


def _last(ids: Int32) -> Int32:
    count = (ids >= 0).sum(axis=1)
    return np.asarray(np.where(count > 0, ids[np.arange(len(ids)), np.maximum(count - 1, 0)], -1), np.int32)


def _given(at: NDArray[np.int64], rows: NDArray[np.int64], ids: Int32, flags: NDArray[np.uint8], parts: Int32) -> None:
    """The given name; a kunya before it is put aside, a second name is passed over."""
    found, marks = ids[rows[at]], flags[rows[at]]
    aside = ((marks & (KUNYA | TITLE)) > 0) & (found >= 0)
    known = found >= 0
    first = np.argmax(known & ~aside, axis=1)
    has = (known & ~aside).any(axis=1)
    take = np.where(has, found[np.arange(len(at)), first], found[:, 0])
    parts[at, GIVEN] = take
    kunya = ((marks & KUNYA) > 0) & known
    both = has & kunya.any(axis=1)
    parts[at[both], ALIAS] = found[both, np.argmax(kunya[both], axis=1)]


def _whole(at: NDArray[np.int64], rows: NDArray[np.int64], ids: Int32, flags: NDArray[np.uint8], parts: Int32) -> None:
    """A full name in one cell: given, father's, grandfather's, family name by their place."""
    for rank in range(2):
        found, marks = ids[rows[at]], flags[rows[at]]
        count = (found >= 0).sum(axis=1)
        if rank == 0:  # a title or a kunya that goes before other names
            ahead = (count >= 3) & ((marks[:, 0] & (KUNYA | TITLE)) > 0)
            kunya = ahead & ((marks[:, 0] & KUNYA) > 0)
            parts[at[kunya], ALIAS] = found[kunya, 0]
            shift = ahead
        first = shift.astype(np.int64)
    count = count - first
    width = ids.shape[1]
    lines = np.arange(len(at))

    def token(place: NDArray[np.int64], where: NDArray[np.bool_]) -> NDArray[np.int32]:
        return np.where(where, found[lines, np.minimum(place, width - 1)], -1).astype(np.int32)

    parts[at, GIVEN] = token(first, count >= 1)
    parts[at, FATHER] = token(first + 1, count >= 3)
    parts[at, GRANDFATHER] = token(first + 2, count >= 4)
    parts[at, FAMILY] = token(first + count - 1, count >= 2)


def _births(table: pa.Table) -> tuple[Int32, Int32, Int32, Int32]:
    days = [_days(table[column]) for column in ("birth_from", "birth_to")]
    years = []
    for one in days:
        year = one.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        years.append(np.where(one == UNKNOWN_DAY, 0, year).astype(np.int32))
    return days[0], days[1], years[0], years[1]


def _days(column: Any) -> Int32:
    whole = column.combine_chunks().cast(pa.int32()).fill_null(int(UNKNOWN_DAY))
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.combine_chunks()
    return np.asarray(whole, np.int32)


def _ages(table: pa.Table) -> NDArray[np.int16]:
    return np.asarray(table["age"].combine_chunks().cast(pa.int16()).fill_null(-1), np.int16)


def _sexes(table: pa.Table) -> NDArray[np.int8]:
    sex = np.full(table.num_rows, -1, np.int8)
    for text, code in SEXES.items():
        sex[np.asarray(pc.fill_null(pc.equal(table["sex"], text), False))] = code
    return sex


def _codes(columns: Sequence[Any]) -> tuple[tuple[str, ...], list[Int32]]:
    """Folded texts of both lists, sorted, and the number of each row's; -1 for none."""
    folded = {text: fold(text).replace(" ", "") for column in columns for text in pc.unique(column).to_pylist() if text}
    texts = tuple(sorted(set(folded.values()) - {""}))
    number = {text: place for place, text in enumerate(texts)}
    coded = {text: number.get(short, -1) for text, short in folded.items()}
    return texts, [_rows_of(column, coded).astype(np.int32) for column in columns]
