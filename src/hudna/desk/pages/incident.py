"""One incident: what does its source say, how precisely, and what was found on it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.urls import reverse

from hudna.desk import mapdata
from hudna.desk.doorway import Door, page
from hudna.desk.names import names_of, verdict_words
from hudna.desk.pages.mapped import MapPart, key_parts, map_of, with_query
from hudna.desk.precision import Precise, precise
from hudna.desk.selection import NONE, kept_from, shelf_of


@dataclass(frozen=True)
class Found:
    """A finding on an incident, in short. ``shares``: question, share."""

    href: str
    clause: str
    verdict: str
    verdict_words: str
    p: float
    low: float
    high: float


@dataclass(frozen=True)
class IncidentPage:
    """One incident, as its source tells it, with all its findings. ``note``: the source's own words."""

    zone: str
    at: datetime
    id: str
    verdict: str
    verdict_words: str
    told: Precise
    note: str
    reported_by: str
    source: str
    file: str
    line: int
    feed: str
    feed_name: str
    act: str
    clock: str
    earliest: datetime
    latest: datetime
    findings: tuple[Found, ...]
    assessed: bool
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
    point = None
    if found.lon is not None and found.lat is not None:
        wide = max(0.05, (found.radius_km or 0.0) / 60)
        around = (found.lon - wide, found.lat - wide, found.lon + wide, found.lat + wide)
        point = map_of(door, "", names, around=around, points=[mapdata.as_point(found, names, door.zone)])
    findings = tuple(
        Found(
            href=with_query(reverse("findings-one", args=key_parts(one.key)), kept),
            clause=one.clause,
            verdict=one.verdict,
            verdict_words=verdict_words(one.verdict),
            p=one.p,
            low=one.p_low,
            high=one.p_high,
        )
        for one in shelf.findings_of(key)
    )
    return IncidentPage(
        zone=door.zone,
        at=door.at,
        id=found.incident_id,
        verdict=found.verdict or NONE,
        verdict_words=verdict_words(found.verdict),
        told=precise(found, names, door.zone),
        note=found.note or "",
        reported_by=found.reported_by or "",
        source=found.source,
        file=found.file.replace("\\", "/").rpartition("/")[2],
        line=found.line,
        feed=found.feed,
        feed_name=next((one.name for one in shelf.feeds if one.id == found.feed), ""),
        act=found.act or "",
        clock=found.zone,
        earliest=found.earliest,
        latest=found.latest,
        findings=findings,
        assessed=bool(findings),
        map=point,
        back=with_query(reverse("incidents"), kept),
    )
