"""Lists taken away: findings, cases, ledgers and the journal as CSV, and as GeoJSON where they have a place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

import pyarrow as pa
from django.http import StreamingHttpResponse
from django.urls import URLPattern, path

from hudna.desk.bulk import FindingRow
from hudna.desk.doorway import Door, page
from hudna.desk.exports import as_csv, as_geojson
from hudna.desk.selection import selection_of, shelf_of
from hudna.house import plain
from hudna.journal import instant_text
from hudna.monitoring import CaseFile, ComplaintReceived, beside

_AT_ONCE = 5000
_NUMBERS = {"lon", "lat", "radius_km"}
_FINDING = tuple(field.name for field in fields(FindingRow))
_CASE = (
    *("case", "stage", "since", "against", "clause", "act", "earliest", "latest", "lon", "lat", "radius_km", "area"),
    *("words", "office", "ruling", "occurrence", "attribution"),
)
_LEDGER = ("side", "from", "until", "unit", "count", "confirmed_by_the_other", "together_low", "together_high")
_ENTRY = ("entry", "hash", "kind", "at", "recorded", "by", "behalf", "set_aside", "event")
Rows = Iterator[dict[str, Any]]


def findings(door: Door) -> Iterator[pa.RecordBatch]:
    """The findings of a selection, the gravest first."""
    chosen, shelf, after = selection_of(door), shelf_of(door), ""
    while True:
        rows, after = shelf.findings(
            chosen.of_findings, clause=chosen.clause, verdicts=chosen.verdicts, after=after, size=_AT_ONCE
        )
        if rows:
            yield pa.RecordBatch.from_pydict({name: [getattr(row, name) for row in rows] for name in _FINDING})
        if not after:
            return


def cases(door: Door) -> Iterator[pa.RecordBatch]:
    """Complaints and findings taken up, in the order in which they were received."""
    yield _batch([_case(file) for file in door.sight.docket_at(door.at)], _CASE)


def _case(file: CaseFile) -> dict[str, Any]:
    matter, ruled = file.matter, file.ruled
    told: dict[str, Any] = {
        "case": file.case,
        "stage": file.stage,
        "since": instant_text(file.since),
        "against": matter.against,
        "clause": matter.clause,
        "office": file.office,
    }
    if isinstance(matter, ComplaintReceived):
        told |= {"act": matter.act, "words": matter.words}
        if matter.span:
            told |= {"earliest": instant_text(matter.span.earliest), "latest": instant_text(matter.span.latest)}
        if matter.spot:
            told["area"] = matter.spot.area
            if matter.spot.lon:
                told |= {"lon": float(matter.spot.lon), "lat": float(matter.spot.lat)}
                told["radius_km"] = matter.spot.radius_m / 1000
    if ruled:
        told |= {"ruling": ruled.ruling, "occurrence": ruled.occurrence, "attribution": ruled.attribution}
    return told


def ledgers(door: Door) -> Iterator[pa.RecordBatch]:
    """The sides' counts, a line for each side of each window; what both speak of together beside them."""
    rows = [
        {
            "side": side.side,
            "from": instant_text(one.window.earliest),
            "until": instant_text(one.window.latest),
            "unit": side.unit,
            "count": str(side.count),
            "confirmed_by_the_other": "" if side.confirmed is None else str(side.confirmed),
            "together_low": str(one.low),
            "together_high": str(one.high),
        }
        for one in beside(door.state.ledgers)
        for side in (one.first, one.second)
    ]
    yield _batch(rows, _LEDGER)


def journal(door: Door) -> Iterator[pa.RecordBatch]:
    """The entries that the visitor sees, in order; what they say as JSON."""
    aside = door.state.settled.set_aside
    rows = [
        {
            "entry": entry.ref,
            "hash": entry.hash,
            "kind": entry.event.KIND,
            "at": instant_text(entry.at),
            "recorded": instant_text(entry.recorded),
            "by": entry.by,
            "behalf": entry.behalf,
            "set_aside": aside.get(entry.hash, ""),
            "event": json.dumps(plain(entry.event), ensure_ascii=False),
        }
        for entry in door.sight.entries
    ]
    yield _batch(rows, _ENTRY)


def _batch(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> pa.RecordBatch:
    schema = pa.schema([pa.field(name, pa.float64() if name in _NUMBERS else pa.string()) for name in columns])
    return pa.RecordBatch.from_pylist(rows, schema)


def _away(name: str, action: str, rows: Callable[[Door], Iterator[pa.RecordBatch]], columns: tuple[str, ...]) -> Any:
    """A list as CSV."""

    @page(action=action, purpose=f"take {name} away for a spreadsheet")
    def csv(door: Door) -> StreamingHttpResponse:
        answer = StreamingHttpResponse(as_csv(list(rows(door)), columns), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return answer

    return csv


def _mapped(name: str, action: str, rows: Callable[[Door], Iterator[pa.RecordBatch]]) -> Any:
    """A list as GeoJSON."""

    @page(action=action, purpose=f"take {name} away for a map")
    def geojson(door: Door) -> StreamingHttpResponse:
        answer = StreamingHttpResponse(as_geojson(list(rows(door))), content_type="application/geo+json")
        answer["Content-Disposition"] = f'attachment; filename="{name}.geojson"'
        return answer

    return geojson


urls: list[URLPattern] = [
    path("findings/export.csv", _away("findings", "see-incidents", findings, _FINDING), name="findings-csv"),
    path("findings/export.geojson", _mapped("findings", "see-incidents", findings), name="findings-geojson"),
    path("cases/export.csv", _away("cases", "see-docket", cases, _CASE), name="cases-csv"),
    path("cases/export.geojson", _mapped("cases", "see-docket", cases), name="cases-geojson"),
    path("ledgers/export.csv", _away("ledgers", "see-ledgers", ledgers, _LEDGER), name="ledgers-csv"),
    path("journal/export.csv", _away("journal", "see-journal", journal, _ENTRY), name="journal-csv"),
]
