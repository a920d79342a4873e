"""What comes of matching two lists, as tables: matched, for review, only in one, doubles, and all that was not read.

Each table is a sheet of the workbook and a CSV file. Every row says where it stands in either list, so that the lists
themselves stay as they are. The files hold names: they are made so that nobody but their owner can read them.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hudna.people.faults import PEOPLE_FAULTS
from hudna.people.matched import ROW_STATES, Paired, row_states
from hudna.people.model import OUTCOMES, ListOfPeople, Nearest, Pairings
from hudna.people.read import ReadList, unread_words
from hudna.people.table import Table, write_csv
from hudna.people.workbook import write_workbook

FILES = (
    "matched",
    "review",
    "only_in_a",
    "only_in_b",
    "doubles_in_a",
    "doubles_in_b",
    "rejects",
    "unread_cells",
)
"""The CSV files, in the order of the sheets of ``match.xlsx``."""
SHOWN = ("row", "line", "key", "name", "father", "mother", "alias", "birth", "age", "sex", "place", "date", "document")
"""Columns of a list that the tables show; those that neither list has are left out."""


class Matched(Paired, Protocol):
    """What matching two lists gives, as far as it is written down."""

    @property
    def doubles_a(self) -> Pairings: ...
    @property
    def doubles_b(self) -> Pairings: ...
    @property
    def nearest_a(self) -> Nearest: ...
    @property
    def nearest_b(self) -> Nearest: ...
    def reasons(self, pairs: Pairings, within: str = "") -> Sequence[tuple[str, str]]:
        """For each pair the reasons in words, the strongest first, and the one fact that would change the answer."""
        ...


def tables_of(matched: Matched, a: ReadList, b: ReadList) -> list[Table]:
    """The tables, in the order of FILES."""
    same = _only(matched.pairs, OUTCOMES.index("same"))
    review = _only(matched.pairs, OUTCOMES.index("review"))
    return [
        _of_pairs("matched", "Matched", matched, same, hinge=False),
        _of_pairs("review", "For review", matched, review, hinge=True),
        _only_in("only_in_a", "Only in A", matched.a, matched.b, matched.nearest_a, row_states(matched, "a")),
        _only_in("only_in_b", "Only in B", matched.b, matched.a, matched.nearest_b, row_states(matched, "b")),
        _doubles("doubles_in_a", "Doubles in A", matched, matched.a, matched.doubles_a, "a"),
        _doubles("doubles_in_b", "Doubles in B", matched, matched.b, matched.doubles_b, "b"),
        _rejects(a, b),
        _unread(a, b),
    ]


def _only(pairs: Pairings, outcome: int) -> Pairings:
    kept = np.flatnonzero(pairs.outcome == outcome)
    return Pairings(*(getattr(pairs, name)[kept] for name in ("a", "b", "outcome", "p", "weight", "judged")))


def shown_columns(people: ListOfPeople, rows: NDArray[np.int64]) -> dict[str, pa.Array]:
    """The columns of some rows as they are shown; position -1 is a row of blanks."""
    at = pa.array(rows, mask=rows < 0)
    table = people.table

    def of(name: str) -> pa.Array:
        return _whole(table.column(name)).take(at)

    columns = {name: of(name) for name in SHOWN if name not in ("birth", "date")}
    columns["birth"] = pc.coalesce(of("birth_text"), _span(of("birth_from"), of("birth_to")))
    columns["date"] = of("date").cast(pa.string())
    return {name: columns[name] for name in SHOWN}


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _span(first: pa.Array, last: pa.Array) -> pa.Array:
    one, other = first.cast(pa.string()), last.cast(pa.string())
    return pc.if_else(pc.equal(first, last), one, pc.binary_join_element_wise(one, other, "/"))


def _given_by(*lists: ListOfPeople) -> list[str]:
    has = frozenset[str]().union(*(people.has for people in lists))
    known = {"row", "line", "name"} | has | ({"birth"} if {"birth_text", "birth_from"} & has else set())
    return [name for name in SHOWN if name in known]


def _of_pairs(name: str, title: str, matched: Matched, pairs: Pairings, *, hinge: bool) -> Table:
    a, b = shown_columns(matched.a, pairs.a), shown_columns(matched.b, pairs.b)
    columns: dict[str, pa.Array] = {}
    for shown in _given_by(matched.a, matched.b):
        columns |= {f"a_{_head(shown)}": a[shown], f"b_{_head(shown)}": b[shown]}
    columns |= _why(pairs, matched.reasons(pairs), hinge=hinge)
    if hinge:
        columns |= {name: pa.nulls(len(pairs), pa.string()) for name in ("verdict", "why")}
    return Table(name, title, columns, ("a_name", "b_name"))


def _head(shown: str) -> str:
    return "id" if shown == "key" else shown


def _why(pairs: Pairings, reasons: Sequence[tuple[str, str]], *, hinge: bool) -> dict[str, pa.Array]:
    """Probability, weight and reasons of pairs."""
    told = {
        "p": pa.array(_rounded(pairs.p)),
        "weight_bits": pa.array(np.round(pairs.weight, 1)),
        "decided_by": pa.array(["a person" if judged else "weights" for judged in pairs.judged.tolist()], pa.string()),
        "reasons": pa.array([words for words, _ in reasons], pa.string()),
    }
    if hinge:
        told["would_change_it"] = pa.array([one for _, one in reasons], pa.string())
    return told


def _rounded(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """To four places and down, never to 1."""
    return np.minimum(np.floor(p * 1e4) / 1e4, 0.9999)


def _only_in(
    name: str, title: str, people: ListOfPeople, other: ListOfPeople, nearest: Nearest, states: NDArray[np.uint8]
) -> Table:
    """Rows of one list without a counterpart, each with the row of the other that comes nearest."""
    rows = np.flatnonzero(states == ROW_STATES.index("only")).astype(np.int64)
    columns = {
        _head(shown): column for shown, column in shown_columns(people, rows).items() if shown in _given_by(people)
    }
    near = shown_columns(other, nearest.row[rows])
    for shown in ("row", "line", "key", "name", "birth"):
        if shown in _given_by(other):
            columns[f"nearest_{_head(shown)}"] = near[shown]
    columns["nearest_p"] = pa.array(_rounded(nearest.p[rows]), mask=nearest.row[rows] < 0)
    columns["other_columns"] = _whole(people.table.column("extra")).take(pa.array(rows))
    return Table(name, title, columns, ("name",))


def _doubles(name: str, title: str, matched: Matched, people: ListOfPeople, pairs: Pairings, within: str) -> Table:
    """Rows of one list that are one person, or may be."""
    one, other = shown_columns(people, pairs.a), shown_columns(people, pairs.b)
    columns: dict[str, pa.Array] = {}
    for shown in _given_by(people):
        columns |= {_head(shown): one[shown], f"other_{_head(shown)}": other[shown]}
    columns["outcome"] = pa.array([OUTCOMES[code] for code in pairs.outcome.tolist()], pa.string())
    columns |= _why(pairs, matched.reasons(pairs, within), hinge=True)
    return Table(name, title, columns, ("name", "other_name"))


def _rejects(a: ReadList, b: ReadList) -> Table:
    rows = [(side, one) for side, read in (("A", a), ("B", b)) for one in read.rejects]
    columns = {
        "list": pa.array([side for side, _ in rows], pa.string()),
        "line": pa.array([one.line for _, one in rows], pa.int64()),
        "code": pa.array([one.code for _, one in rows], pa.string()),
        "reason": pa.array([one.words for _, one in rows], pa.string()),
        "cells": pa.array([one.raw for _, one in rows], pa.string()),
    }
    return Table("rejects", "Rejects", columns)


def _unread(a: ReadList, b: ReadList) -> Table:
    rows = [(side, one) for side, read in (("A", a), ("B", b)) for one in read.unread]
    columns = {
        "list": pa.array([side for side, _ in rows], pa.string()),
        "line": pa.array([one.line for _, one in rows], pa.int64()),
        "column": pa.array([one.column for _, one in rows], pa.string()),
        "code": pa.array([one.code for _, one in rows], pa.string()),
        "reason": pa.array([unread_words(one) for _, one in rows], pa.string()),
        "cell": pa.array([one.text for _, one in rows], pa.string()),
    }
    return Table("unread_cells", "Cells not read", columns)


# Files that hold names


@contextmanager
def guarded_file(path: Path) -> Iterator[io.BufferedWriter]:
    """A file that only its owner can read, there under its name once it is whole. Raises list-output."""
    part = path.with_name(f".{path.name}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            yield file
        os.replace(part, path)
    except OSError as error:
        raise PEOPLE_FAULTS.fault("list-output", f"{error.strerror or error}.", where=str(path)) from None
    finally:
        part.unlink(missing_ok=True)


def make_guarded_folder(path: Path) -> None:
    """Make a folder that only its owner can enter; one that is there stays as it is. Raises list-output."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise PEOPLE_FAULTS.fault("list-output", f"{error.strerror or error}.", where=str(path)) from None


def write_tables(
    tables: Sequence[Table], folder: Path, *, workbook: bool = True, step: Callable[[str], None] = lambda what: None
) -> tuple[list[Path], list[str]]:
    """Write every table as CSV, and all as ``match.xlsx``; gives the files, and what the workbook could not hold."""
    written: list[Path] = []
    told: list[str] = []
    for table in tables:
        step(f"{table.name}.csv")
        with guarded_file(folder / f"{table.name}.csv") as file:
            write_csv(table, file)
        written.append(folder / f"{table.name}.csv")
    if workbook:
        step("match.xlsx")
        with guarded_file(folder / "match.xlsx") as file:
            told = write_workbook(tables, file)
        written.insert(0, folder / "match.xlsx")
    return written, told
