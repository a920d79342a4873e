"""Incidents: what was reported, where and when, and how precisely is it known?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import URLPattern, path, reverse

from hudna.desk import mapdata
from hudna.desk.bulk import Row
from hudna.desk.doorway import Door, page
from hudna.desk.exports import as_csv, as_geojson
from hudna.desk.names import Names, names_of, verdict_words
from hudna.desk.pages.incident import one
from hudna.desk.pages.mapped import MapPart, key_parts, map_of, with_query
from hudna.desk.precision import Precise, precise
from hudna.desk.selection import NONE, Filters, box_of, counted, filters_of, kept_from, selection_of, shelf_of

PAGE = 50
MOST_ZOOM = 22


@dataclass(frozen=True)
class Line:
    """One incident in the table."""

    href: str
    id: str
    verdict: str
    verdict_words: str
    told: Precise
    reported_by: str


@dataclass(frozen=True)
class IncidentsPage:
    """A selection of incidents. ``counts``: verdict, words, how many; each incident counts once, by its gravest."""

    zone: str
    at: datetime
    filters: Filters
    total: int
    without_point: int
    counts: tuple[tuple[str, str, int], ...]
    since: datetime | None
    until: datetime | None
    rows: tuple[Line, ...]
    next: str
    first: bool
    map: MapPart
    csv: str
    geojson: str
    any_feed: bool
    may_import: bool


@page(action="see-incidents", purpose="read what was reported", template="desk/incidents.html")
def incidents(door: Door) -> IncidentsPage:
    """A selection of incidents, as a map and as a table."""
    chosen, shelf, names = selection_of(door), shelf_of(door), names_of(door)
    after = door.request.GET.get("after", "")
    rows, following = shelf.page(chosen.query, after=after, size=PAGE)
    total = shelf.count(chosen.query)
    on_map = sum(cell.n for cell in shelf.cells(chosen.query, mapdata.EXTENT_ZOOM))
    kept = kept_from(door.request.GET)
    return IncidentsPage(
        zone=door.zone,
        at=door.at,
        filters=filters_of(door, chosen, names, shelf),
        total=total,
        without_point=total - on_map,
        counts=counted(shelf.by_verdict(chosen.query)),
        since=chosen.query.since,
        until=chosen.query.until,
        rows=tuple(_line(row, names, door.zone, kept) for row in rows),
        next=following,
        first=not after,
        map=map_of(door, chosen.address, names),
        csv=with_query(reverse("incidents-csv"), chosen.address),
        geojson=with_query(reverse("incidents-geojson"), chosen.address),
        any_feed=bool(shelf.feeds),
        may_import=door.may("import"),
    )


@page(action="see-incidents", purpose="read what was reported, on the map")
def on_the_map(door: Door) -> HttpResponse:
    """The incidents of a selection within what a map shows (``view``) at a zoom, as JSON."""
    chosen, shelf = selection_of(door), shelf_of(door)
    view = box_of(door.request.GET.get("view", "")) or mapdata.EVERYWHERE
    text = door.request.GET.get("zoom", "")
    zoom = min(int(text), MOST_ZOOM) if text.isascii() and text.isdecimal() and len(text) < 4 else 3
    return JsonResponse(mapdata.in_view(shelf, chosen.within(view), zoom, names_of(door), door.zone))


@page(action="see-incidents", purpose="read where the agreement's areas lie")
def ground(door: Door) -> HttpResponse:
    """Land and the agreement's own areas, as GeoJSON."""
    around = box_of(door.request.GET.get("around", "")) or mapdata.EVERYWHERE
    return JsonResponse(mapdata.features(mapdata.outlines_of(names_of(door)), around))


@page(action="see-incidents", purpose="take a selection of incidents away as a table")
def csv(door: Door) -> StreamingHttpResponse:
    """The selection as CSV that a spreadsheet opens."""
    chosen, shelf = selection_of(door), shelf_of(door)
    answer = StreamingHttpResponse(as_csv(shelf.table(chosen.query)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="incidents.csv"'
    return answer


@page(action="see-incidents", purpose="take a selection of incidents away for a map")
def geojson(door: Door) -> StreamingHttpResponse:
    """The selection as GeoJSON that a program for maps opens."""
    chosen, shelf = selection_of(door), shelf_of(door)
    answer = StreamingHttpResponse(as_geojson(shelf.table(chosen.query)), content_type="application/geo+json")
    answer["Content-Disposition"] = 'attachment; filename="incidents.geojson"'
    return answer


def _line(row: Row, names: Names, zone: str, kept: str) -> Line:
    return Line(
        href=with_query(reverse("incidents-one", args=key_parts(row.key)), kept),
        id=row.incident_id,
        verdict=row.verdict or NONE,
        verdict_words=verdict_words(row.verdict),
        told=precise(row, names, zone),
        reported_by=row.reported_by or "",
    )


urls: list[URLPattern] = [
    path("incidents/", incidents, name="incidents"),
    path("incidents/map.json", on_the_map, name="incidents-map"),
    path("incidents/ground.json", ground, name="incidents-ground"),
    path("incidents/export.csv", csv, name="incidents-csv"),
    path("incidents/export.geojson", geojson, name="incidents-geojson"),
    path("incidents/<uuid:feed>/<int:row>/", one, name="incidents-one"),
]
