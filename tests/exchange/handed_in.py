"""Lists as sides hand them in: written into files, opened through the doorway, reconciled."""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from hudna.exchange import GivenList, Reconciled, Register, given_list, reconcile
from hudna.people import access_content, read_people

SIDES = ("north", "south")
ON = dt.date(2020, 1, 1)
AT = dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC)
HEAD = ("No", "Full name", "Date of birth", "Sex", "Status")
ROWS = (
    ("1", "Ahmad Khalid Yusuf Mansour", "1980-04-13", "m", "held"),
    ("2", "Fatima Hasan Ali Jabri", "1990-03-27", "f", "held"),
    ("3", "Omar Said Nabil Qudsi", "1971-12-02", "m", "held"),
    ("4", "Zaynab Imran Walid Halabi", "2004-07-19", "f", "held"),
)
"""Four people who are nobody's and unlike each other."""


def as_csv(rows: Sequence[Sequence[Any]], head: Sequence[str] = HEAD) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([head, *rows])
    return out.getvalue().encode("utf-8")


def as_workbook(rows: Sequence[Sequence[Any]], merge: Sequence[str] = ()) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for cells in merge:
        sheet.merge_cells(cells)
    book.save(out)
    return out.getvalue()


def handed(
    side: str,
    kind: str,
    content: bytes | Sequence[Sequence[Any]] = ROWS,
    *,
    version: int = 1,
    name: str = "list.csv",
    head: Sequence[str] = HEAD,
) -> GivenList:
    """A list of a side, as it is read from the bytes of a file."""
    data = content if isinstance(content, bytes) else as_csv(content, head)
    opened, _ = access_content(data, Path(name), actor="neutral-1", purpose="test", at=AT)
    return given_list(side, kind, read_people(opened, name=name, latest=ON), version)  # type: ignore[arg-type]


def reconciled(*lists: GivenList, previous: Register | None = None, **more: Any) -> Reconciled:
    return reconcile(SIDES, lists, ages_on=ON, previous=previous, **more)


def register(*lists: GivenList, previous: Register | None = None, **more: Any) -> Register:
    return reconciled(*lists, previous=previous, **more).register


def asked(found: Register, kind: str) -> list[tuple[str, ...]]:
    """The people of every question of a kind."""
    return [one.people for one in found.questions if one.kind == kind]
