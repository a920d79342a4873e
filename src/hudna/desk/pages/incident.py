"""One incident: what does its source say, how precisely, and what was found on it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.urls import reverse

from hudna.desk.bulk import FindingRow, Row
from hudna.desk.doorway import Door, page
from hudna.desk.mapdata import as_point
from hudna.desk.names import Names, names_of, verdict_words
from hudna.desk.pages.as_told import AsTold, as_told
from hudna.desk.pages.mapped import MapPart, key_parts, map_of, with_query
from hudna.desk.selection import NONE, kept_from, shelf_of

LEAST_WIDE, KM_IN_VIEW = 0.05, 60.0
"""Degrees around a point that its map shows at least; and for how many kilometres of uncertainty one degree more."""


@dataclass(frozen=True)
class Found:
    """A finding on an incident, in short."""

    href: str
    clause: str
    verdict: str
    verdict_words: str
    p: float
    low: float
    high: float


@dataclass(frozen=True)
class IncidentPage:
    """One incident, as its source tells it, with all its findings."""

    zone: str
    at: datetime
    id: str
    verdict: str
    verdict_words: str
    source: AsTold
    findings: tuple[Found, ...]
    map: MapPart | None
    back: str


@page(action="see-incidents", purpose="read one incident", template="desk/incident.html")
def one(door: Door, feed: UUID, row: int) -> IncidentPage:
    """One incident; 404 for one that is not there or not to be seen."""
    shelf, names, key = shelf_of(door), names_of(door), f"{feed}:{row}"
    found = shelf.one(key)
    if found is None:
        raise Http404
    kept = kept_from(door.request.GET)
    return IncidentPage(
        zone=door.zone,
        at=door.at,
        id=found.incident_id,
        verdict=found.verdict or NONE,
        verdict_words=verdict_words(found.verdict),
        source=as_told(found, names, door.zone, shelf),
        findings=tuple(_found(row, kept) for row in shelf.findings_of(key)),
        map=_map(door, found, names),
        back=with_query(reverse("incidents"), kept),
    )


def _found(row: FindingRow, kept: str) -> Found:
    return Found(
        href=with_query(reverse("findings-one", args=key_parts(row.key)), kept),
        clause=row.clause,
        verdict=row.verdict,
        verdict_words=verdict_words(row.verdict),
        p=row.p,
        low=row.p_low,
        high=row.p_high,
    )


def _map(door: Door, row: Row, names: Names) -> MapPart | None:
    """A map around the point of an incident; None where it has none."""
    if row.lon is None or row.lat is None:
        return None
    wide = max(LEAST_WIDE, (row.radius_km or 0.0) / KM_IN_VIEW)
    around = (row.lon - wide, row.lat - wide, row.lon + wide, row.lat + wide)
    return map_of(door, "", names, around=around, points=[as_point(row, names, door.zone)])
