"""The one doorway to lists of people: whoever looks says who it is and what for, before anything is read.

A look is an event of its own: ``Look`` says who, what for, when, and which file by its hash; whoever opens the doorway
writes it down where looks are kept. No name stands in it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from hudna.ground import Fault
from hudna.people.faults import PEOPLE_FAULTS
from hudna.people.files import grids_in, read_bytes
from hudna.people.grid import Grid, fault
from hudna.people.layout import Layout, agree, propose
from hudna.people.mapping import ListMapping
from hudna.people.read import ReadList, read_rows

_ACTOR = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@-]{0,63}\Z")


@dataclass(frozen=True, slots=True)
class Look:
    """Who looked at a list, what for, when, and at which file (its SHA-256); ``rows`` were in it."""

    actor: str
    purpose: str
    at: dt.datetime
    file: str
    digest: str
    rows: int

    def as_json(self) -> Mapping[str, str | int]:
        """As a line of a log."""
        return {
            "at": self.at.astimezone(dt.UTC).isoformat(timespec="seconds"),
            "actor": self.actor,
            "purpose": self.purpose,
            "file": self.file,
            "sha256": self.digest,
            "rows": self.rows,
        }


@dataclass(frozen=True)
class OpenedList:
    """A list whose file is open and whose layout is proposed; not yet read as people."""

    grid: Grid
    layout: Layout
    digest: str
    stated: ListMapping | None
    sheets: tuple[str, ...] = ()
    """Other sheets of the workbook that hold something."""

    @property
    def mapping(self) -> ListMapping:
        """The layout as a mapping to edit."""
        return self.mapping_of(self.layout)

    def mapping_of(self, layout: Layout) -> ListMapping:
        """Another layout of this list as a mapping to edit."""
        return layout.as_mapping(self.stated, self.grid.sheet, [int(line) for line in self.grid.lines[:80]])


def _check(actor: str, purpose: str) -> None:
    if not _ACTOR.match(actor or ""):
        raise PEOPLE_FAULTS.fault("list-access", "A list of people is opened for an office or code, and none is named.")
    if len((purpose or "").split()) < 1:
        raise PEOPLE_FAULTS.fault("list-access", "A list of people is opened for a purpose, and none is given.")


def access_list(
    path: Path, *, actor: str, purpose: str, at: dt.datetime, mapping: ListMapping | None = None
) -> tuple[OpenedList, Look]:
    """Open a list for somebody who says who it is and what for.

    Raises list-access, list-missing, list-unreadable, list-empty, list-kind, list-workbook, list-parquet,
    list-encoding, list-wide, list-sheets, list-mapping.
    """
    _check(actor, purpose)
    return access_content(read_bytes(path), path, actor=actor, purpose=purpose, at=at, mapping=mapping)


def access_content(
    data: bytes, path: Path, *, actor: str, purpose: str, at: dt.datetime, mapping: ListMapping | None = None
) -> tuple[OpenedList, Look]:
    """The same for a list whose bytes are at hand, so that they need not lie in a file. ``path``: what it is called."""
    _check(actor, purpose)
    digest = sha256(data).hexdigest()
    encoding, delimiter = (mapping.encoding, mapping.delimiter) if mapping else (None, None)
    sheets = list(grids_in(path, data, encoding=encoding or "", delimiter=delimiter or ""))
    grid, layout, others = _sheet(path, sheets, mapping)
    look = Look(actor, " ".join(purpose.split()), at, path.name, digest, len(grid) - layout.header.body)
    return OpenedList(grid, layout, digest, mapping, others), look


def append_looks(path: Path, looks: Sequence[Look]) -> None:
    """Write down who looked, one line of JSON for each list, in a file of its owner's own. Raises list-output."""
    lines = "".join(json.dumps(look.as_json(), ensure_ascii=False) + "\n" for look in looks)
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
            file.write(lines.encode("utf-8"))
    except OSError as error:
        raise PEOPLE_FAULTS.fault("list-output", f"{error.strerror or error}.", where=str(path)) from None


def _sheet(path: Path, sheets: list[Grid], stated: ListMapping | None) -> tuple[Grid, Layout, tuple[str, ...]]:
    """The sheet that is meant: as stated, or the only one that looks like a list. Raises list-sheets, list-empty."""
    if not sheets or not any(len(grid) for grid in sheets):
        raise fault("list-empty", "No sheet holds anything." if len(sheets) != 1 else "It holds no row.", path)
    if stated and stated.sheet:
        named = [grid for grid in sheets if grid.sheet == stated.sheet]
        if not named:
            raise fault("list-sheets", f"There is no sheet “{stated.sheet[:60]}”.", path)
        return named[0], propose(named[0], stated), ()
    if len(sheets) == 1:
        return sheets[0], propose(sheets[0], stated), ()
    likely = []
    for grid in sheets:
        layout = _proposed(grid, stated)
        if layout and not layout.doubts:
            likely.append((grid, layout))
    if len(likely) != 1:
        names = ", ".join(f"“{grid.sheet}”" for grid in sheets[:10])
        which = "more than one sheet holds" if likely else "no one sheet surely holds"
        raise fault("list-sheets", f"Of the sheets {names} {which} a list of people.", path)
    grid, layout = likely[0]
    return grid, layout, tuple(other.sheet for other in sheets if other is not grid)


def _proposed(grid: Grid, stated: ListMapping | None) -> Layout | None:
    try:
        return propose(grid, stated)
    except Fault:
        return None


def read_people(opened: OpenedList, layout: Layout | None = None, *, name: str, latest: dt.date) -> ReadList:
    """The people of an opened list, by the layout proposed or by another. Raises list-columns, list-empty."""
    layout = layout or opened.layout
    if not layout.has_names:
        raise fault("list-columns", "No column is found that holds names.", opened.grid.path)
    read = read_rows(opened.grid, layout, name=name, digest=opened.digest, latest=latest, stated=opened.stated)
    if not len(read.people):
        why = ", ".join(
            f"{count:,} × {code}" for code, count in Counter(one.code for one in read.rejects).most_common(3)
        )
        raise fault("list-empty", f"No row of it is a person ({why}).", opened.grid.path)
    return read


def read_both(a: OpenedList, b: OpenedList, *, names: tuple[str, str], latest: dt.date) -> tuple[ReadList, ReadList]:
    """The people of two lists that are to be compared: dates that mean the same, ages at a day that both share.

    Ages at no date are taken to be of the day at which those of the other list were stated, if that is known.
    Raises list-columns, list-empty.
    """
    layouts = agree(a.layout, b.layout)
    reads = [
        read_people(opened, layout, name=name, latest=latest)
        for opened, layout, name in zip((a, b), layouts, names, strict=True)
    ]
    for one, other in ((0, 1), (1, 0)):
        day = reads[other].as_of
        if reads[one].has_open_ages and reads[one].as_of is None and day is not None:
            opened = (a, b)[one]
            stated = opened.mapping_of(layouts[one]).model_copy(update={"as_of": day})
            reads[one] = read_people(replace(opened, stated=stated), layouts[one], name=names[one], latest=latest)
    return reads[0], reads[1]
