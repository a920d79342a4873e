"""Assess feeds under an agreement: batch by batch, then counted, with the baseline before entry into force."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hudna.agreements import Resolved
from hudna.monitoring.compile import compile_terms
from hudna.monitoring.encode import AreaShares
from hudna.monitoring.faults import MONITORING
from hudna.monitoring.findings import Assessor, Found
from hudna.monitoring.model import FINDINGS, Assessment, Exposure, FeedSummary, Window
from hudna.monitoring.tally import Tally

_BASIS = (
    "earliest",
    "latest",
    "lon",
    "lat",
    "radius_km",
    "area",
    "act",
    "weapon",
    "side_a",
    "side_b",
    "directed",
)


class Feed(Protocol):
    """What an assessment asks of a feed: batches in the INCIDENTS schema and, after them, what became of its rows."""

    @property
    def layout(self) -> str:
        """Which reader read it."""

    @property
    def count_read(self) -> int:
        """How many rows were read."""

    def batches(self) -> Iterable[pa.RecordBatch]:
        """The incidents, in order of the file."""

    @property
    def file(self) -> str:
        """What the feed is called."""

    @property
    def count_rejected(self) -> int:
        """How many rows could not be read."""

    @property
    def unmapped_actors(self) -> Mapping[str, int]:
        """Names that no register knows, with their number of incidents."""

    @property
    def unmapped_acts(self) -> Mapping[str, int]:
        """Kinds of event that no crosswalk maps, with their number of incidents."""

    @property
    def unmapped_weapons(self) -> Mapping[str, int]:
        """Names of weapons that no register knows, with their number of incidents."""

    @property
    def unmapped_areas(self) -> Mapping[str, int]:
        """Names of areas that no register knows, with their number of incidents."""


Progress = Callable[[int, int], None]
"""Called after every batch with incidents read and findings made."""


def assessor(resolved: Resolved, language: str = "en") -> Assessor:
    """Compile an agreement once, to assess many batches. Raises nothing-to-assess where no clause gives a term."""
    if not resolved.terms:
        reasons = "; ".join(str(fault.what) for fault in resolved.left_out.values()) or "no clause bans anything"
        raise MONITORING.fault("nothing-to-assess", f"No clause can be assessed: {reasons}", where=resolved.file)
    return Assessor(compile_terms(resolved), resolved, language, AreaShares(resolved.areas))


def assess(
    resolved: Resolved,
    feeds: Sequence[Feed],
    *,
    language: str = "en",
    exposure: Mapping[date, Exposure] | None = None,
    progress: Progress | None = None,
) -> Assessment:
    """Assess every incident of ``feeds`` under every clause in force, and count.

    Memory is bounded by the findings plus 64 bytes per incident before entry into force (for the baseline).
    """
    engine = assessor(resolved, language)
    found: list[Found] = []
    before: list[pa.Table] = []
    read = in_window = 0
    span: list[datetime] = []
    exercise = False
    for batch in _batches(feeds):
        if not batch.num_rows:
            continue
        found.append(engine.found(batch))
        read += batch.num_rows
        in_window += _within(batch, resolved)
        span = _widen(span, batch)
        exercise = exercise or _is_exercise(batch)
        basis = pa.table([batch[name] for name in _BASIS], names=list(_BASIS))
        before.append(basis.filter(pc.less(basis["earliest"], pa.scalar(resolved.start))))
        if progress is not None:
            progress(read, sum(len(part.incident) for part in found))
    findings = _in_order(found)
    window = _window(resolved, span)
    tally = Tally(resolved, engine, findings, window, exposure)
    baseline = tally.baseline(before, span[0] if span else None)
    summaries = tuple(summary_of(feed) for feed in feeds)
    return tally.assessment(summaries, read, baseline, exercise=exercise, in_window=in_window)


def _in_order(parts: Sequence[Found]) -> pa.Table:
    """By time, incident, clause and line, whatever order the feeds came in.

    Incidents are put in order first, then findings by numbers alone; every row is moved once. One chunk before it is
    moved: many are slow.
    """
    if not parts:
        return FINDINGS.empty_table()
    sizes = np.cumsum([0, *(part.incidents.num_rows for part in parts)])
    incident = np.concatenate([part.incident + first for part, first in zip(parts, sizes[:-1], strict=True)])
    own, incidents = (
        pa.concat_tables(tables).unify_dictionaries().combine_chunks()
        for tables in ([part.own for part in parts], [part.incidents for part in parts])
    )
    clause = own["clause"].combine_chunks()
    rank = np.argsort(np.argsort(np.array(clause.dictionary.to_pylist(), dtype=np.str_)))
    key = _places(incidents)[incident] * max(1, len(rank)) + rank[clause.indices.to_numpy()]
    order = np.lexsort((incidents["line"].to_numpy()[incident], key))
    return Found(own, incidents, incident).table(order).combine_chunks()


def _places(incidents: pa.Table) -> NDArray[np.int64]:
    """The place of each incident in the order of time and id; those that share both share it."""
    keys = incidents.select(["earliest", "incident_id"])
    order = pc.sort_indices(keys, sort_keys=[(name, "ascending") for name in keys.column_names])
    sorted_ = keys.take(order)
    new = np.zeros(incidents.num_rows, dtype=np.int64)
    for column in sorted_.columns:
        new[1:] |= pc.not_equal(column[1:], column[:-1]).to_numpy()
    places = np.empty_like(new)
    places[order.to_numpy()] = np.cumsum(new)
    return places


def summary_of(feed: Feed) -> FeedSummary:
    """What became of the rows of a feed that has been read."""
    return FeedSummary(
        file=feed.file,
        reader=feed.layout,
        read=feed.count_read,
        rejected=feed.count_rejected,
        unmapped_actors=dict(feed.unmapped_actors),
        unmapped_acts=dict(feed.unmapped_acts),
        unmapped_weapons=dict(feed.unmapped_weapons),
        unmapped_areas=dict(feed.unmapped_areas),
    )


def _batches(feeds: Iterable[Feed]) -> Iterator[pa.RecordBatch]:
    for feed in feeds:
        yield from feed.batches()


def _widen(span: list[datetime], batch: pa.RecordBatch) -> list[datetime]:
    bounds = [pc.min(batch["earliest"]).as_py(), pc.max(batch["latest"]).as_py()]
    if span:
        bounds = [min(span[0], bounds[0]), max(span[1], bounds[1])]
    return [bound.astimezone(UTC) for bound in bounds]


def _within(batch: pa.RecordBatch, resolved: Resolved) -> int:
    """How many incidents may have happened while the agreement was in force."""
    inside = pc.greater(batch["latest"], pa.scalar(resolved.start))
    if resolved.end is not None:
        inside = pc.and_(inside, pc.less(batch["earliest"], pa.scalar(resolved.end)))
    return int(pc.sum(inside, min_count=0).as_py())


def _is_exercise(batch: pa.RecordBatch) -> bool:
    return bool(pc.any(pc.equal(batch["reported_by"], "exercise"), min_count=0).as_py())


def _window(resolved: Resolved, span: list[datetime]) -> Window:
    """From entry into force to its end or the end of the feeds, whichever is first."""
    end = span[1] if span else resolved.start
    if resolved.end is not None:
        end = min(end, resolved.end)
    return Window(resolved.start, max(end, resolved.start + timedelta(microseconds=1)), resolved.zone_name)
