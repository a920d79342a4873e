"""The clocks of the docket: when each stage of a case is due to end, and which cases are overdue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Literal

from hudna.ground import Plain, parse_document, validate, when
from hudna.monitoring.docket import CaseFile, Docket, Stage

RUNNING: tuple[Stage, ...] = ("received", "inquiry", "evidence", "ruled", "told", "replied")
"""The stages in which a clock runs: a closed case waits for nobody, a joined one for the case that carries it."""


class ClocksFile(Plain):
    """How long a case may stay in each stage, as ISO 8601 durations."""

    hudna: Literal["clocks/1"]
    source: str
    drawn_up: str
    clocks: dict[Stage, str]


@cache
def default_clocks() -> Mapping[Stage, str]:
    """The clocks that hold where none were set: a default of Hudna's own."""
    name = "clocks.yaml"
    text = (files("hudna.monitoring") / "data" / name).read_text(encoding="utf-8")
    return {**validate(parse_document(text, f"hudna/monitoring/data/{name}"), ClocksFile, "clocks").clocks}


@dataclass(frozen=True, slots=True)
class Due:
    """By when a case should leave its stage. ``clock``: the duration; ``whose``: who set it (empty: our default)."""

    case: str
    stage: Stage
    since: datetime
    due: datetime
    clock: str
    whose: Literal["", "mission", "case"]


def due(docket: Docket, file: CaseFile) -> Due | None:
    """By when a case is due to leave its stage; None for one that is closed or joined."""
    if file.stage not in RUNNING:
        return None
    whose: Literal["", "mission", "case"] = ""
    clock = default_clocks()[file.stage]
    if file.stage in docket.clocks:
        whose, clock = "mission", docket.clocks[file.stage]
    if file.stage in file.clocks:
        whose, clock = "case", file.clocks[file.stage]
    until = when.shift(file.since, when.duration(clock), docket.zone)
    return Due(file.case, file.stage, file.since, until, clock, whose)


def running(docket: Docket) -> Iterator[Due]:
    """Every clock that runs, the one that is due first in front."""
    found = (one for file in docket if (one := due(docket, file)))
    yield from sorted(found, key=lambda one: (one.due, one.case))


def overdue(docket: Docket, at: datetime) -> list[Due]:
    """The cases that should have left their stage by an instant; at the instant itself they are still in time."""
    return [one for one in running(docket) if one.due < at]
