"""Field reports: what somebody in the field saw, heard or was told; each taken in once, however often it is sent.

A report is what its sender says and no more. The same report under the same id changes nothing; another report under
an id that is taken is refused, and the first stays. Names in [[double brackets]] go onto slips before anything is kept.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Annotated, Any, Literal

from django.db import IntegrityError, transaction
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from hudna.desk.compartments import MISSION
from hudna.desk.doorway import Door
from hudna.desk.faults import DESK
from hudna.desk.models import FieldReport
from hudna.desk.record import open_record
from hudna.ground import ActId, Fault, Id, when
from hudna.incidents import template_csv

MOST_TEXT = 4000
_OFFSET = re.compile(r"(?:Z|[+-]\d\d:?\d\d)\Z")
Grade = Literal["1", "2", "3", "4", "5", "6"]


class Report(BaseModel):
    """One report. Times are ISO 8601, on the clock of ``zone`` where they carry none of their own.

    The place is a point (degrees, WGS 84) with ``radius_m`` around it, or the id of an ``area``. ``author`` only where
    it is established. ``means``: how the sender knows. Grades after the Admiralty scale.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)

    report: Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9:._-]+$")]
    act: Annotated[ActId, Field(max_length=120)]
    earliest: Annotated[str, Field(max_length=40)]
    latest: Annotated[str, Field(max_length=40)] = ""
    zone: Annotated[str, Field(max_length=60)] = ""
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    radius_m: Annotated[int, Field(ge=0, le=100_000)] = 100
    area: Annotated[Id | Literal[""], Field(max_length=120)] = ""
    means: Literal["saw", "heard", "traces", "camera", "told"]
    author: Annotated[Id | Literal[""], Field(max_length=120)] = ""
    target: Annotated[Id | Literal[""], Field(max_length=120)] = ""
    weapon: Annotated[ActId | Literal[""], Field(max_length=120)] = ""
    deaths_low: Annotated[int, Field(ge=0, le=100_000)] | None = None
    deaths_high: Annotated[int, Field(ge=0, le=100_000)] | None = None
    words: Annotated[str, Field(max_length=MOST_TEXT)] = ""
    source_grade: Literal["A", "B", "C", "D", "E", "F", ""] = ""
    information_grade: Grade | Literal[""] = ""

    @field_validator("words")
    @classmethod
    def _no_controls(cls, text: str) -> str:
        return "".join(sign for sign in text if sign in "\n\t" or ord(sign) >= 32)

    @model_validator(mode="after")
    def _placed(self) -> Report:
        if (self.lon is None) != (self.lat is None):
            raise ValueError("A point has a longitude and a latitude.")
        if self.lon is None and not self.area:
            raise ValueError("A report says where: a point or an area.")
        low, high = self.deaths_low, self.deaths_high
        if low is not None and high is not None and low > high:
            raise ValueError("At least cannot be more than at most.")
        return self


def read_report(body: Any, zone: str) -> Report:
    """A report from what was sent, its times checked on the clock of the case. Raises report-unfit, time-unreadable."""
    try:
        report = Report.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise DESK.fault("report-unfit", f"{where + ': ' if where else ''}{first['msg']}.") from None
    earliest, latest = _span(report, zone)
    if latest <= earliest:
        raise DESK.fault("report-unfit", "The latest time is not after the earliest.")
    if earliest > datetime.now(UTC):
        raise DESK.fault("report-unfit", "It would happen in the future.")
    return report


def _span(report: Report, zone: str) -> tuple[datetime, datetime]:
    """Earliest and latest; a moment alone lasts a minute, a day alone the whole day."""
    zone = report.zone or zone
    when.zone(zone)
    earliest = _instant(report.earliest, zone)
    if report.latest:
        return earliest, _instant(report.latest, zone)
    if len(report.earliest) <= 10:
        return earliest, when.day(report.earliest, zone).latest
    return earliest, earliest + timedelta(minutes=1)


def _instant(text: str, zone: str) -> datetime:
    """An instant with its own offset, as devices write it, or on the clock of a zone. Raises the faults of times."""
    if _OFFSET.search(text):
        try:
            return datetime.fromisoformat(text).astimezone(UTC)
        except (ValueError, OverflowError):
            raise DESK.fault("report-unfit", f"“{text}” is no instant.") from None
    return when.instant(text, zone)


def take_in(door: Door, body: Any) -> tuple[FieldReport, bool]:
    """Take a report in; gives it, and whether it is new. Raises report-unfit, report-taken.

    It lies in the sender's compartment: a liaison's with its party, everybody else's with the mission.
    """
    report = read_report(body, door.zone)
    told = report.model_dump()
    digest = sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    compartment = door.visit.party or MISSION
    kept = FieldReport.objects.filter(report=report.report).first()
    if kept is None:
        if "[[" in report.words:
            told["words"] = _hidden(door, report.words)
        try:
            with transaction.atomic():
                return _keep(report.report, digest, told, door.visit.actor, compartment), True
        except IntegrityError:
            kept = FieldReport.objects.get(report=report.report)
    if kept.sha256 != digest or kept.by != door.visit.actor:
        raise DESK.fault("report-taken", f"Another report has the id {report.report}.")
    return kept, False


def _keep(report: str, digest: str, told: dict[str, Any], by: str, compartment: str) -> FieldReport:
    return FieldReport.objects.create(report=report, sha256=digest, body=told, by=by, compartment=compartment)


def _hidden(door: Door, words: str) -> str:
    """The words with their names on slips, which are recorded in the case."""
    with open_record(writing=True) as case:
        words = case.hide(words)
        case.record(lambda _: [], door.said())
    return words


def as_feed(reports: Iterable[FieldReport], zone: str) -> str:
    """Reports as a feed in Hudna's own columns (CSV), in the order in which they were received."""
    columns = next(csv.reader(io.StringIO(template_csv())))
    text = io.StringIO()
    rows = csv.DictWriter(text, columns, lineterminator="\n", extrasaction="ignore")
    rows.writeheader()
    for one in reports:
        rows.writerow(_row(one, zone))
    return text.getvalue()


def _row(kept: FieldReport, zone: str) -> dict[str, Any]:
    body = Report.model_validate(kept.body)
    earliest, latest = _span(body, zone)
    grade = body.source_grade + body.information_grade
    note = "; ".join(part for part in (body.means, f"graded {grade}" if grade else "", body.words) if part)
    return {
        "incident_id": kept.report,
        "earliest": _wall(earliest, body.zone or zone),
        "latest": _wall(latest, body.zone or zone),
        "zone": body.zone or zone,
        "lon": "" if body.lon is None else body.lon,
        "lat": "" if body.lat is None else body.lat,
        "radius_km": "" if body.lon is None else body.radius_m / 1000,
        "area": body.area if body.lon is None else "",
        "act": body.act,
        "weapon": body.weapon,
        "author": body.author,
        "target": body.target,
        "deaths_low": "" if body.deaths_low is None else body.deaths_low,
        "deaths_high": "" if body.deaths_high is None else body.deaths_high,
        "reported_by": kept.by,
        "note": note,
    }


def _wall(instant: datetime, zone: str) -> str:
    return instant.astimezone(when.zone(zone)).strftime("%Y-%m-%dT%H:%M:%S")


def of_submissions(data: bytes, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Submissions of the reporting form as reports: what ODK Central or Kobo gave out, as JSON or CSV.

    Yields the number of each (from 1) and its report, not yet checked. Raises submissions-unfit for a file that is
    neither.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DESK.fault("submissions-unfit", "The file is not text in UTF-8.", where=name) from None
    if text.lstrip()[:1] in ("{", "["):
        try:
            found = json.loads(text)
        except ValueError:
            raise DESK.fault("submissions-unfit", "The file is not sound JSON.", where=name) from None
        rows = found.get("value", found.get("results", [found])) if isinstance(found, dict) else found
    else:
        first = text.split("\n", 1)[0]
        rows = list(csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ","))
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DESK.fault("submissions-unfit", "The file holds no list of submissions.", where=name)
    for number, row in enumerate(rows, start=1):
        yield number, _report_of({str(key): value for key, value in row.items() if key is not None})


_IDS = ("__id", "KEY", "meta-instanceID", "meta/instanceID", "_uuid", "instanceID")
_ASKED = frozenset(Report.model_fields) - {"report", "lon", "lat"}


def _report_of(row: dict[str, Any]) -> dict[str, Any]:
    meta = row.get("meta")
    if isinstance(meta, dict) and "instanceID" in meta:
        row = row | {"instanceID": meta["instanceID"]}
    plain = {key.rpartition("/")[2]: value for key, value in row.items()}
    found: dict[str, Any] = {name: plain[name] for name in _ASKED if plain.get(name) not in (None, "")}
    named = next((str(row[name]) for name in _IDS if row.get(name)), "")
    found["report"] = named.removeprefix("uuid:")
    for name in ("radius_m", "deaths_low", "deaths_high"):
        if isinstance(found.get(name), str):
            found[name] = int(found[name]) if found[name].strip().isdecimal() else found[name]
    found |= _point(plain)
    return found


def _point(row: dict[str, Any]) -> dict[str, Any]:
    """The point of a submission: GeoJSON (Central), ``lat lon altitude accuracy`` (Kobo), or columns of both."""
    point = row.get("point")
    if isinstance(point, dict) and isinstance(point.get("coordinates"), list) and len(point["coordinates"]) >= 2:
        return {"lon": point["coordinates"][0], "lat": point["coordinates"][1]}
    if isinstance(point, str) and len(point.split()) >= 2:
        lat, lon, *_ = point.split()
        return {"lon": lon, "lat": lat}
    for lat, lon in (("point-Latitude", "point-Longitude"), ("_point_latitude", "_point_longitude")):
        if row.get(lat) not in (None, "") and row.get(lon) not in (None, ""):
            return {"lon": row[lon], "lat": row[lat]}
    return {}


def take_in_submissions(door: Door, data: bytes, name: str) -> tuple[int, int, list[tuple[int, Fault]]]:
    """Take in every submission of a file: how many were new, how many known, and which were refused, with why."""
    new, known, refused = 0, 0, []
    for number, body in of_submissions(data, name):
        try:
            _, is_new = take_in(door, body)
        except Fault as fault:
            refused.append((number, fault))
        else:
            new, known = new + is_new, known + (not is_new)
    return new, known, refused
