"""What comes in from outside a plan: what has truly happened, and schedules that somebody made by hand.

Both are a table with a row for each person (CSV: ``person``, ``hand_over`` and more) or JSON. People are numbers; no
name is read here, and none stands in a fault.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import AwareDatetime, Field, ValidationError

from hudna.exchange.document import PlanDocument, first_wrong, read_plan
from hudna.exchange.faults import EXCHANGE
from hudna.exchange.model import Actuals, HandOver, Release
from hudna.exchange.pairs import RowsJudged
from hudna.exchange.ranges import PERSON
from hudna.exchange.register import Register
from hudna.ground import Fault, Plain, when

COLUMNS = ("person", "hand_over", "place", "at", "uncounted")
"""Columns that are read; others are let be. ``person`` and ``hand_over`` must be there."""
_YES, _NO = ("yes", "true", "1", "x"), ("", "no", "false", "0")
Calendar = Callable[[int], datetime]
"""When the hand-over of a number is by the terms, for rows that do not say."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule to be checked."""

    hand_overs: tuple[HandOver, ...]
    releases: tuple[Release, ...]


class HeldNode(Plain):
    """A hand-over that was held or begun."""

    number: int = Field(ge=1)
    at: AwareDatetime


class ActualsDocument(Plain):
    """What has truly happened, as JSON: who left in which hand-over, when those were, and what counts for nothing."""

    hudna: str = Field(default="actuals/1", pattern=r"^actuals/1$")
    released: dict[str, int] = {}
    hand_overs: list[HeldNode] = []
    not_before: AwareDatetime | None = None
    uncounted: list[str] = []


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    person: str
    hand_over: int
    place: str
    at: datetime | None
    uncounted: bool


def read_actuals(text: str, where: str, *, people: Mapping[str, object], calendar: Calendar, zone: str) -> Actuals:
    """What has happened, of people who are known. Raises actuals-unreadable."""
    if _is_json(text):
        given = _actuals_of_json(text, where)
        held = {one.number: one.at for one in given.hand_overs}
        released, uncounted = given.released, frozenset(given.uncounted)
        not_before = given.not_before
    else:
        rows = list(_rows(text, where, "actuals-unreadable", zone))
        held = {row.hand_over: row.at for row in rows if row.at is not None}
        released = _once(rows, where)
        uncounted, not_before = frozenset(row.person for row in rows if row.uncounted), None
    unknown = sorted((set(released) | uncounted) - set(people))
    if unknown:
        what = f"The register has {len(unknown)} of its people not{_example(unknown)}."
        raise EXCHANGE.fault("actuals-unreadable", what, where=where)
    if any(number < 1 for number in released.values()):
        raise EXCHANGE.fault("actuals-unreadable", "Hand-overs are counted from 1.", where=where)
    numbers = range(1, max([*released.values(), *held], default=0) + 1)
    batches = tuple(HandOver(number, held.get(number) or calendar(number)) for number in numbers)
    return Actuals(released, batches, not_before, uncounted)


def _example(unknown: list[str]) -> str:
    """One of them, if it is a number of a person and no name."""
    return next((f", as {one}" for one in unknown if PERSON.match(one)), "")


def read_schedule(text: str, where: str, *, calendar: Calendar, zone: str) -> Schedule:
    """A schedule, from a table or from a plan document. Raises schedule-unreadable, plan-unreadable."""
    if _is_json(text):
        return _schedule_of(read_plan(text, where))
    rows = list(_rows(text, where, "schedule-unreadable", zone))
    if not rows:
        raise EXCHANGE.fault("schedule-unreadable", "It releases nobody.", where=where)
    at = {row.hand_over: row.at for row in rows if row.at is not None}
    numbers = sorted({row.hand_over for row in rows})
    batches = tuple(HandOver(number, at.get(number) or calendar(number)) for number in numbers)
    return Schedule(batches, tuple(Release(row.person, row.hand_over, row.place) for row in rows))


def _schedule_of(document: PlanDocument) -> Schedule:
    batches = tuple(HandOver(one.number, one.at) for one in document.hand_overs)
    releases = tuple(
        Release(leaves.person, one.number, leaves.place) for one in document.hand_overs for leaves in one.releases
    )
    return Schedule(batches, releases)


def _is_json(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n").startswith("{")


def _actuals_of_json(text: str, where: str) -> ActualsDocument:
    try:
        return ActualsDocument.model_validate(json.loads(text.lstrip("\ufeff")))
    except (ValueError, ValidationError) as error:
        told = str(error).splitlines()[0] if not isinstance(error, ValidationError) else first_wrong(error)
        raise EXCHANGE.fault("actuals-unreadable", f"It cannot be read: {told}.", where=where) from None


def _rows(text: str, where: str, code: str, zone: str) -> Iterator[_Row]:
    plain = text.lstrip("\ufeff")
    head = plain.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(plain), delimiter=delimiter)
    names = {_heading(name): name for name in reader.fieldnames or ()}
    missing = [name for name in COLUMNS[:2] if name not in names]
    if missing:
        raise EXCHANGE.fault(code, f"There is no column {' and no column '.join(missing)}.", where=where)
    for cells in reader:
        line = reader.line_num
        found = {name: " ".join((cells.get(names[name]) or "").split()) for name in COLUMNS if name in names}
        if any(found.values()):
            yield _row(found, line, f"{where}:{line}", code, zone)


def _heading(name: str | None) -> str:
    folded = re.sub(r"[\s_-]+", "_", (name or "").strip().lower())
    return {"batch": "hand_over", "handover": "hand_over", "number": "person"}.get(folded, folded)


def _row(cells: Mapping[str, str], line: int, where: str, code: str, zone: str) -> _Row:
    person, number = cells["person"], cells["hand_over"]
    if not PERSON.match(person):
        raise EXCHANGE.fault(code, "A person is named by number, as p-000001.", where=where)
    if not re.fullmatch(r"[1-9][0-9]{0,5}", number, re.ASCII):
        raise EXCHANGE.fault(code, "A hand-over is named by its number, counted from 1.", where=where)
    uncounted = cells.get("uncounted", "").lower()
    if uncounted not in _YES + _NO:
        raise EXCHANGE.fault(code, "The column uncounted says yes or nothing.", where=where)
    at = _instant(cells.get("at", ""), where, code, zone)
    return _Row(line, person, int(number), cells.get("place", ""), at, uncounted in _YES)


def _instant(text: str, where: str, code: str, zone: str) -> datetime | None:
    """An instant with its offset, or on the clock of the exchange."""
    if not text:
        return None
    try:
        stated = datetime.fromisoformat(text)
        return stated if stated.tzinfo else when.instant(text, zone)
    except (ValueError, Fault):
        raise EXCHANGE.fault(code, "The column at holds a time, as 2014-02-10T09:00.", where=where) from None


def _once(rows: list[_Row], where: str) -> dict[str, int]:
    """Who left in which hand-over. Raises actuals-unreadable where somebody left twice."""
    left: dict[str, int] = {}
    for row in rows:
        if row.person in left:
            what = f"{row.person} leaves a second time."
            raise EXCHANGE.fault("actuals-unreadable", what, where=f"{where}:{row.line}")
        left[row.person] = row.hand_over
    return left


def read_verdicts(text: str, where: str, register: Register) -> tuple[RowsJudged, ...]:
    """What people decided about pairs of rows: the sheet of questions of a plan, saved as a table, with verdicts.

    ``register``: in which the questions were asked. Raises verdicts-unreadable.
    """
    plain = text.lstrip("\ufeff")
    head = plain.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(plain), delimiter=max(",;\t", key=head.count))
    names = {_heading(name): name for name in reader.fieldnames or ()}
    if not {"question", "verdict"} <= set(names):
        raise EXCHANGE.fault("verdicts-unreadable", "There is no column question, or no column verdict.", where=where)
    asked = {one.id: one for one in register.questions}
    found: dict[str, bool] = {}
    for cells in reader:
        question, verdict = ((cells.get(names[name]) or "").strip() for name in ("question", "verdict"))
        if not verdict:
            continue
        at = f"{where}:{reader.line_num}"
        if verdict.lower() not in _VERDICTS:
            raise EXCHANGE.fault("verdicts-unreadable", "A verdict is same or different.", where=at)
        if question not in asked or len(asked[question].rows) != 2:
            what = "The register asks no such question about two rows."
            raise EXCHANGE.fault("verdicts-unreadable", what, where=at)
        same = _VERDICTS[verdict.lower()]
        if found.setdefault(question, same) != same:
            raise EXCHANGE.fault("verdicts-unreadable", "One question has two verdicts.", where=at)
    return tuple(RowsJudged(asked[question].rows[0], asked[question].rows[1], same) for question, same in found.items())


_VERDICTS = {"same": True, "different": False}
