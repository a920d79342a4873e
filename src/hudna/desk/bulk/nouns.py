"""The nouns of the shelf: what is asked of bulk tables, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hudna.monitoring import Verdict

GRAVEST = (Verdict.BREACH, Verdict.UNATTRIBUTED, Verdict.UNVERIFIABLE, Verdict.EXCEPTED)
"""Verdicts, the gravest first."""
VERDICTS: tuple[str, ...] = ("none", *(str(verdict) for verdict in GRAVEST))
"""Verdict by its number on the shelf; 0, ``none``: the incident has no finding."""


@dataclass(frozen=True)
class Query:
    """Which incidents are meant. What is left empty does not limit.

    ``since``, ``until``: what may have happened within [since, until). ``box``: west, south, east, north, in degrees;
    the incident's point lies within, so one without a point never does; west above east crosses the date line.
    ``acts``: paths, each covers all below it. ``verdicts``: the gravest of its findings is one of these; ``none``: it
    has no finding. ``party``: named on either side. ``text``: in id, note or who reports it. ``feed``: id of the
    import.
    """

    since: datetime | None = None
    until: datetime | None = None
    box: tuple[float, float, float, float] | None = None
    acts: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    party: str = ""
    text: str = ""
    feed: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One incident: every column of the schema INCIDENTS, the import that it came with, and its gravest verdict.

    ``key``: ``<import>:<row>``, as long as the import is not read anew. ``verdict``: empty where it has no finding.
    """

    key: str
    feed: str
    verdict: str
    incident_id: str
    source: str
    earliest: datetime
    latest: datetime
    zone: str
    when_class: str
    lon: float | None
    lat: float | None
    radius_km: float | None
    area: str | None
    where_class: str
    act: str | None
    weapon: str | None
    side_a: str | None
    side_b: str | None
    directed: bool
    deaths_low: int | None
    deaths_best: int | None
    deaths_high: int | None
    reported_by: str | None
    note: str | None
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding: every column of the schema FINDINGS, and the key of its incident (``row``) and of itself."""

    key: str
    feed: str
    row: str
    incident_id: str
    clause: str
    verdict: str
    p: float
    p_low: float
    p_high: float
    p_what: float
    p_where: float
    p_when: float
    p_who: float
    undecided: str | None
    author: str | None
    authors: str | None
    answerable: str | None
    excepted_by: str | None
    reasons: str
    earliest: datetime
    latest: datetime
    zone: str
    when_class: str
    lon: float | None
    lat: float | None
    radius_km: float | None
    area: str | None
    where_class: str
    act: str | None
    weapon: str | None
    side_a: str | None
    side_b: str | None
    directed: bool
    deaths_low: int | None
    deaths_best: int | None
    deaths_high: int | None
    source: str
    reported_by: str | None
    note: str | None
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Cell:
    """Incidents that lie together on the map: their middle, how many, by verdict, half the diagonal of the cell."""

    lon: float
    lat: float
    n: int
    by_verdict: dict[str, int]
    radius_km: float


@dataclass(frozen=True, slots=True)
class Day:
    """One local day (or the first of several): how many incidents began on it, by verdict."""

    start: str
    n: int
    by_verdict: dict[str, int]
