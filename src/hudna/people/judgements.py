"""Decisions that people took on pairs, read from a file: the review table with a verdict filled in, or JSON lines.

A row is found by its number; where the list has changed since, by its own id. Name and id must be what they were when
the pair was judged: a verdict never lands on somebody else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np

from hudna.matching import Verdict
from hudna.people.files import grids_in, read_bytes
from hudna.people.grid import Grid, fault
from hudna.people.model import ListOfPeople
from hudna.people.words import folded

SAID: Mapping[str, Verdict] = {
    **dict.fromkeys(
        ("same", "s", "yes", "y", "1", "one", "نفسه", "نعم", "نفس الشخص", "oui", "même", "да", "тот же"), "same"
    ),
    **dict.fromkeys(
        ("different", "d", "no", "n", "0", "two", "مختلف", "لا", "non", "autre", "нет", "другой"), "different"
    ),
}
"""How a verdict may be written in the review table."""
_FOLDED: Mapping[str, Verdict] = {folded(word): verdict for word, verdict in SAID.items()}
SKIPPED = frozenset({"", "skip", "?", "later"})


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """Positions of two rows, and what somebody decided about them."""

    a: int
    b: int
    verdict: Verdict
    by: str = ""
    why: str = ""


def read_judgements(path: Path, a: ListOfPeople, b: ListOfPeople) -> list[JudgedPair]:
    """The judgements in a file; the last word on a pair counts. Raises list-judgement and the faults of files."""
    data = read_bytes(path)
    lines = _json_lines(path, data) if data.lstrip()[:1] == b"{" else _table(path, data)
    found: dict[tuple[int, int], JudgedPair] = {}
    for line, told in lines:
        verdict = _verdict(path, line, told)
        if verdict is None:
            continue
        rows = _row(path, line, told, "a", a), _row(path, line, told, "b", b)
        found[rows] = JudgedPair(*rows, verdict, str(told.get("by") or ""), str(told.get("why") or ""))
    return [found[rows] for rows in sorted(found)]


def _json_lines(path: Path, data: bytes) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, text in enumerate(data.decode("utf-8-sig", "replace").splitlines(), start=1):
        if not text.strip():
            continue
        try:
            told = json.loads(text)
        except ValueError:
            raise _unfit(path, number, "This is no line of JSON.") from None
        if not isinstance(told, dict):
            raise _unfit(path, number, "A judgement is an object with a_row, b_row and verdict.")
        yield number, told


def _table(path: Path, data: bytes) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Rows of a review table; of a workbook the sheets that have the columns."""
    seen = False
    for grid in grids_in(path, data):
        if not len(grid) or not {"a_row", "b_row", "verdict"} <= set(_header(grid)):
            continue
        seen = True
        names = _header(grid)
        for row in range(1 if not grid.names else 0, len(grid)):
            yield int(grid.lines[row]), {n: column[row].as_py() for n, column in zip(names, grid.columns, strict=True)}
    if not seen:
        raise _unfit(path, 1, "It has no columns a_row, b_row and verdict.")


def _header(grid: Grid) -> list[str]:
    return list(grid.names) or [str(column[0].as_py() or "") for column in grid.columns]


def _verdict(path: Path, line: int, told: Mapping[str, Any]) -> Verdict | None:
    word = str(told.get("verdict") or "").strip()
    if word.casefold() in SKIPPED:
        return None
    verdict = _FOLDED.get(folded(word))
    if verdict is None:
        raise _unfit(path, line, f"A verdict is {' or '.join(get_args(Verdict))}, not “{word[:20]}”.")
    return verdict


def _row(path: Path, line: int, told: Mapping[str, Any], side: Literal["a", "b"], people: ListOfPeople) -> int:
    """The position of the row that is meant: by number if its id or name is the one told, else by its id."""
    number, key, name = (told.get(f"{side}_{part}") for part in ("row", "id", "name"))
    rows = people.table.column("row").to_numpy()
    try:
        at = int(np.searchsorted(rows, int(str(number))))
    except ValueError:
        at = len(rows)
    if at < len(rows) and int(rows[at]) == int(str(number)) and _is_meant(people, at, key, name):
        return at
    if key is not None:
        keys = people.table.column("key").to_pylist()
        if keys.count(str(key)) == 1 and _is_meant(people, keys.index(str(key)), key, name):
            return int(keys.index(str(key)))
    raise _unfit(path, line, f"The row of {side.upper()} that was judged is not where it was.")


def _is_meant(people: ListOfPeople, at: int, key: object, name: object) -> bool:
    told = {"key": key, "name": name}
    for column, value in told.items():
        stands = people.table.column(column)[at].as_py()
        if value is not None and stands is not None and _bare(value) != _bare(stands):
            return False
    return True


def _bare(value: object) -> str:
    """Text without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return " ".join(str(value).removeprefix("'").split())


def _unfit(path: Path, line: int, what: str) -> Exception:
    return fault("list-judgement", what, path, line)
