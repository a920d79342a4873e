"""Incidents made from what a test wants to say, and a feed of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from hudna.agreements import Resolved, load_agreement, resolve
from hudna.incidents import INCIDENTS
from hudna.monitoring import Assessment, assess, assessor

HERE = Path(__file__).parent
GOOD = HERE / "good"
EXAMPLES = HERE.parents[1] / "examples"
DATA = HERE.parents[2] / "shared" / "data" / "ucdp_syria_2016"


def at(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


PLAIN: dict[str, Any] = {
    "source": "test",
    "earliest": at("2020-03-15T10:00"),
    "latest": None,
    "zone": "Asia/Damascus",
    "when_class": "instant",
    "lon": 37.2,
    "lat": 35.2,
    "radius_km": 0.0,
    "where_class": "exact",
    "act": "force.clash",
    "directed": False,
    "file": "test.csv",
}


def incident(number: int = 0, **said: Any) -> dict[str, Any]:
    """One incident; what is not said is an exact clash in the city, ten days after the start, of one instant."""
    unknown = set(said) - set(INCIDENTS.names)
    assert not unknown, unknown
    row = dict.fromkeys(INCIDENTS.names) | PLAIN | {"incident_id": f"i{number}", "line": number + 2} | said
    if row["latest"] is None:
        row["latest"] = row["earliest"] + timedelta(microseconds=1)
    return row


def table(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Incidents in the schema; each row gets its own line unless it says one."""
    return pa.Table.from_pylist([incident(n, **row) for n, row in enumerate(rows)], schema=INCIDENTS)


class Fed:
    """A feed of incidents that are there already."""

    layout = "test"

    def __init__(self, incidents: pa.Table, batch_rows: int = 1_000_000, file: str = "test.csv") -> None:
        self.incidents, self.batch_rows, self.file = incidents, batch_rows, file
        self.count_read, self.count_rejected = incidents.num_rows, 0
        self.unmapped_actors: dict[str, int] = {}
        self.unmapped_acts: dict[str, int] = {}
        self.unmapped_weapons: dict[str, int] = {}
        self.unmapped_areas: dict[str, int] = {}
        self.unmapped_weapons: dict[str, int] = {}
        self.unmapped_areas: dict[str, int] = {}

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The incidents, in batches of at most so many rows."""
        yield from self.incidents.combine_chunks().to_batches(max_chunksize=self.batch_rows)


@cache
def agreement(name: str) -> Resolved:
    """An agreement of the tests' own folder, or of the examples (``syria-2016``), resolved."""
    path = GOOD / f"{name}.yaml"
    return resolve(load_agreement(path if path.exists() else EXAMPLES / name / "agreement.yaml"))


def found(resolved: Resolved, *rows: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The findings of some incidents, as plain rows."""
    return list(assessor(resolved)(table(rows)).to_pylist())


def one(resolved: Resolved, clause: str | None = None, **said: Any) -> dict[str, Any] | None:
    """The finding of one incident (under ``clause``), or None where it is outside."""
    rows = [row for row in found(resolved, said) if clause in (None, row["clause"])]
    assert len(rows) < 2, [(row["clause"], row["verdict"]) for row in rows]
    return rows[0] if rows else None


def assessed(resolved: Resolved, rows: Sequence[Mapping[str, Any]], batch_rows: int = 1_000_000) -> Assessment:
    """The assessment of one feed."""
    return assess(resolved, [Fed(table(rows), batch_rows)])
