"""An incident as its source tells it: its words, how precisely it knows, who reported it and where that was read."""

from __future__ import annotations

from dataclasses import dataclass

from hudna.desk.bulk import FindingRow, Row, Shelf
from hudna.desk.names import Names
from hudna.desk.precision import Precise, precise


@dataclass(frozen=True)
class AsTold:
    """What the source says. ``note``: its own words; ``source``: what read it; ``feed``: the name it came in under."""

    told: Precise
    note: str
    reported_by: str
    source: str
    file: str
    line: int
    feed: str
    act: str


def as_told(row: Row | FindingRow, names: Names, zone: str, shelf: Shelf) -> AsTold:
    """The source of an incident, or of the incident that a finding is on."""
    return AsTold(
        told=precise(row, names, zone),
        note=row.note or "",
        reported_by=row.reported_by or "",
        source=row.source,
        file=row.file.replace("\\", "/").rpartition("/")[2],
        line=row.line,
        feed=next((one.name for one in shelf.feeds if one.id == row.feed), ""),
        act=row.act or "",
    )
