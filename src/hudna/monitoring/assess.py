"""Assess feeds under an agreement: batch by batch, then counted, with the baseline before entry into force."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from hudna.agreements import Resolved
from hudna.monitoring.compile import compile_terms
from hudna.monitoring.encode import AreaShares
from hudna.monitoring.faults import MONITORING
from hudna.monitoring.findings import Assessor
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
    each: Callable[[pa.Table], None] | None = None,
) -> Assessment:
    """Assess every incident of ``feeds`` under every clause in force, and count.

    ``each`` is handed the findings of every batch as they come (to write them); what is returned holds them all.
    Memory is bounded by the findings plus 64 bytes per incident before entry into force (for the baseline).
    """
    engine = assessor(resolved, language)
    tables: list[pa.Table] = []
    before: list[pa.Table] = []
    read = in_window = 0
    span: list[datetime] = []
    exercise = False
    for batch in _batches(feeds):
        if not batch.num_rows:
            continue
        table = engine(batch)
        tables.append(table)
        if each is not None:
            each(table)
        read += batch.num_rows
        in_window += _within(batch, resolved)
        span = _widen(span, batch)
        exercise = exercise or _is_exercise(batch)
        basis = pa.table([batch[name] for name in _BASIS], names=list(_BASIS))
        before.append(basis.filter(pc.less(basis["earliest"], pa.scalar(resolved.start))))
        if progress is not None:
            progress(read, sum(t.num_rows for t in tables))
    findings = pa.concat_tables(tables).unify_dictionaries() if tables else FINDINGS.empty_table()
    findings = _in_order(findings)
    window = _window(resolved, span)
    tally = Tally(resolved, engine, findings, window, exposure)
    baseline = tally.baseline(before, span[0] if span else None)
    summaries = tuple(summary_of(feed) for feed in feeds)
    return tally.assessment(summaries, read, baseline, exercise=exercise, in_window=in_window)


def _in_order(findings: pa.Table) -> pa.Table:
    """By time, incident and clause, whatever order the feeds came in. One chunk before the take: many are slow."""
    findings = findings.combine_chunks()
    keys = pa.table(
        [
            findings["earliest"],
            findings["incident_id"],
            findings["clause"].cast(pa.string()),
            findings["line"],
        ],
        names=["time", "incident", "clause", "line"],
    )
    order = pc.sort_indices(keys, sort_keys=[(name, "ascending") for name in keys.column_names])
    return findings.take(order).combine_chunks()


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
