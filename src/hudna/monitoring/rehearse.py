"""Rehearse a draft over the past: what it would have caught, what it could not decide, and which term is to blame.

The draft is taken as if it had been in force throughout the feed (or from and until the times given) and as if
everyone invited had accepted. Then one thing at a time is changed: its zones are shrunk and widened, and each precision
class of the feed is left out, to see what the answer hangs on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hudna.agreements import Assumption, Loaded, Resolved, Term, resolve
from hudna.ground import Fault, Shape, buffer_km, when
from hudna.monitoring.assess import Feed, assess, assessor, summary_of
from hudna.monitoring.cases import Cases
from hudna.monitoring.compile import compile_terms
from hudna.monitoring.count import count
from hudna.monitoring.encode import AreaShares
from hudna.monitoring.faults import MONITORING
from hudna.monitoring.findings import Assessor
from hudna.monitoring.model import Assessment, Count, Verdict, Window
from hudna.monitoring.tally import assessed_cases

ZONE_STEPS_KM = (-20.0, -10.0, -5.0, 5.0, 10.0, 20.0)
OPEN = (Verdict.UNATTRIBUTED, Verdict.UNVERIFIABLE)


@dataclass(frozen=True, slots=True)
class Variation:
    """The same rehearsal with one thing changed. ``by_verdict``: findings; ``lost``: clauses left without ground."""

    name: str
    by_verdict: Mapping[str, int]
    expected: Count
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Blame:
    """Findings that one question of one clause leaves undecided, and what in the draft or the feed stands behind it.

    ``cause``: acts, zone, period, standing (who is bound is not clear), exclusion (some hit are excluded), condition
    (a permission's condition), or source (the feed names no author).
    """

    clause: str
    question: str
    cause: str
    findings: int
    share: float


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a draft would have done. ``caught``: incidents found in breach; ``undecided``: incidents (not excepted) that
    could not be decided, out of ``concerned``; ``zones`` and ``precisions``: one thing changed at a time."""

    assessment: Assessment
    assumed: Assumption
    caught: int
    undecided: int
    concerned: int
    blame: tuple[Blame, ...]
    zones: tuple[Variation, ...]
    precisions: tuple[Variation, ...]


class _Kept:
    """A feed read once and kept, to be assessed again and again."""

    def __init__(self, feed: Feed) -> None:
        self.kept = list(feed.batches())
        self.layout, self.file = feed.layout, feed.file
        summary = summary_of(feed)
        self.count_read, self.count_rejected = summary.read, summary.rejected
        self.unmapped_actors, self.unmapped_acts = summary.unmapped_actors, summary.unmapped_acts
        self.unmapped_weapons, self.unmapped_areas = summary.unmapped_weapons, summary.unmapped_areas

    def batches(self) -> list[pa.RecordBatch]:
        return self.kept


def in_area(loaded: Loaded, area: str) -> Loaded:
    """The draft with a named area as its scope, where it draws none. Raises area-unknown, geometry-empty."""
    loaded.areas.geometry(area)
    clauses = []
    drawn = False
    for clause in loaded.agreement.clauses:
        if clause.kind == "scope":
            clause = clause.model_copy(update={"zone": Shape(area=area)})
            drawn = True
        clauses.append(clause)
    if not drawn:
        raise MONITORING.fault("scope-missing", "The draft has no scope clause to draw.", where=loaded.file)
    return replace(loaded, agreement=loaded.agreement.model_copy(update={"clauses": clauses}))


def rehearse(
    loaded: Loaded,
    feeds: Sequence[Feed],
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    language: str = "en",
    step: Callable[[str], None] | None = None,
) -> Rehearsal:
    """Run a draft over feeds. ``start`` and ``end`` default to the span of the feeds, in whole local days.

    The feeds are kept in memory. ``step`` is told what is being worked on. Raises nothing-to-assess.
    """
    tell = step or (lambda _: None)
    tell("reading")
    kept = [_Kept(feed) for feed in feeds]
    assumed = Assumption(*_span(kept, start, end, loaded.agreement.timezone or "UTC"))
    resolved = resolve(loaded, assume=assumed)
    tell("assessing")
    assessment = assess(resolved, kept, language=language)
    findings = assessment.findings
    verdicts = assessment.incidents_by_verdict
    tables = [pa.Table.from_batches([batch]) for feed in kept for batch in feed.batches()]
    return Rehearsal(
        assessment=assessment,
        assumed=assumed,
        caught=verdicts[Verdict.BREACH],
        undecided=sum(verdicts[v] for v in OPEN),
        concerned=sum(verdicts[v] for v in (Verdict.BREACH, *OPEN)),
        blame=_blame(findings, resolved),
        zones=tuple(_zone_variation(resolved, tables, assessment.window, km, tell) for km in ZONE_STEPS_KM),
        precisions=_precision_variations(resolved, tables, assessment.window, tell),
    )


def _span(
    kept: Sequence[_Kept], start: datetime | None, end: datetime | None, zone: str
) -> tuple[datetime, datetime | None]:
    batches = [batch for feed in kept for batch in feed.batches()]
    if not batches:
        raise MONITORING.fault("feed-empty", "The feed has no incident to rehearse with.")
    first = min(pc.min(batch["earliest"]).as_py() for batch in batches).astimezone(when.zone(zone))
    last = max(pc.max(batch["latest"]).as_py() for batch in batches).astimezone(UTC)
    begin = start or when.day(first.date().isoformat(), zone).earliest
    if end is not None and end <= begin:
        raise MONITORING.fault("span-empty", "The rehearsal would end before it begins.")
    return begin, end or max(last, begin)


def _blame(findings: pa.Table, resolved: Resolved) -> tuple[Blame, ...]:
    """Undecided findings by clause, question and cause, the most first."""
    open_ = findings.filter(pc.is_valid(findings["undecided"]))
    conditional = {t.clause for t in resolved.terms if t.conditions}
    labels = {party for party in resolved.parties if resolved.parties[party].kind == "umbrella"}
    counts: dict[tuple[str, str, str], int] = {}
    names = ("clause", "undecided", "directed", "side_a", "side_b", "excepted_by", "p_what")
    columns = [open_[name].to_pylist() for name in names]
    for clause, question, directed, a, b, permission, what in zip(*columns, strict=True):
        if question == "who":
            cause = _who_cause(directed, a, b, labels)
        elif question == "what":
            cause = "condition" if permission in conditional and what >= 1.0 else "acts"
        else:
            cause = "zone" if question == "where" else "period"
        key = (clause, question, cause)
        counts[key] = counts.get(key, 0) + 1
    total = max(1, open_.num_rows)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Blame(*key, findings=n, share=n / total) for key, n in ordered)


def _who_cause(directed: bool, a: str | None, b: str | None, labels: set[str]) -> str:
    authors = (a or "").split(";") if a else []
    if not directed or not authors:
        return "source"
    if any(author.startswith("?") or author in labels for author in authors) or len(authors) > 1:
        return "standing"
    return "exclusion" if b and ";" in b else "standing"


def _moved(term: Term, km: float, made: dict[int, object]) -> Term | None:
    key = id(term.zone)
    if key not in made:
        try:
            made[key] = buffer_km(term.zone, km)
        except Fault:
            made[key] = None
    zone = made[key]
    return None if zone is None else replace(term, zone=zone)


def _zone_variation(
    resolved: Resolved, tables: Sequence[pa.Table], window: Window, km: float, tell: Callable[[str], None]
) -> Variation:
    """The same draft with every zone widened (or shrunk) by ``km``."""
    name = f"{km:+g} km"
    tell(name)
    made: dict[int, object] = {}
    moved = [_moved(term, km, made) for term in resolved.terms]
    terms = [term for term in moved if term is not None]
    lost = tuple(dict.fromkeys(t.clause for t, m in zip(resolved.terms, moved, strict=True) if m is None))
    engine = Assessor(compile_terms(resolved, terms), resolved, "en", AreaShares(resolved.areas))
    return _variation(name, engine, tables, window, lost)


def _precision_variations(
    resolved: Resolved, tables: Sequence[pa.Table], window: Window, tell: Callable[[str], None]
) -> tuple[Variation, ...]:
    """The same draft with each precision class of place and of time left out."""
    engine = assessor(resolved)
    found = []
    for column in ("where_class", "when_class"):
        classes = sorted({name for table in tables for name in pc.unique(table[column]).to_pylist()})
        for name in classes if len(classes) > 1 else ():
            tell(name)
            rest = [table.filter(pc.not_equal(table[column].cast(pa.string()), name)) for table in tables]
            found.append(_variation(name, engine, [t for t in rest if t.num_rows], window, ()))
    return tuple(found)


def _variation(
    name: str, engine: Assessor, tables: Sequence[pa.Table], window: Window, lost: tuple[str, ...]
) -> Variation:
    by_verdict = dict.fromkeys(map(str, Verdict), 0)
    parts: list[Cases] = []
    for table in tables:
        found, verdicts = assessed_cases(engine, table)
        parts.append(found)
        for verdict, number in verdicts.items():
            by_verdict[verdict] += number
    if parts:
        cases = Cases(*(np.concatenate([getattr(c, n) for c in parts]) for n in Cases.__dataclass_fields__))
        expected = count(cases.p, cases.low, cases.high, int(cases.breach.sum()), window)
    else:
        empty = np.zeros(0)
        expected = count(empty, empty, empty, 0, window)
    return Variation(name, by_verdict, expected, lost)
