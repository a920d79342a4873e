"""Tally: findings counted by verdict, clause, party, area and day, and beside the time before entry into force.

The unit is the incident. One that falls under several clauses counts once, with the largest of its probabilities
(they rest on the same place, time and author, so they are not independent chances). One whose time is imprecise is
spread over the days it may have fallen on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from hudna.agreements import Resolved
from hudna.ground import Fault, share_of_region, when
from hudna.monitoring.cases import Cases, Columns, Parts, incidents_of
from hudna.monitoring.count import count, exposure_over
from hudna.monitoring.disc import disc_shares
from hudna.monitoring.encode import Batch, encode
from hudna.monitoring.findings import Assessor
from hudna.monitoring.judge import QUESTIONS, VERDICTS, judge
from hudna.monitoring.model import Assessment, Count, Exposure, FeedSummary, Verdict, Window
from hudna.monitoring.numbering import number_rows
from hudna.monitoring.zones import pack_geometries

GRAVEST = (Verdict.BREACH, Verdict.UNATTRIBUTED, Verdict.UNVERIFIABLE, Verdict.EXCEPTED)
MOST_DAYS = 20_000
_DAY = timedelta(days=1)
_CLOCK_CHANGE = timedelta(hours=2)


def assessed_cases(engine: Assessor, table: pa.Table, step: int = 0) -> tuple[Cases, dict[str, int]]:
    """The incidents of a table as cases, and its findings by verdict; ``step``: µs by which to move their time."""
    batch = encode(table, engine.compiled, engine.shares)
    numbers = batch.numbers._replace(earliest=batch.numbers.earliest + step, latest=batch.numbers.latest + step)
    rows = judge(Batch(numbers, batch.deeds, batch.profiles, batch.areas), engine.compiled)
    earliest, latest = numbers.earliest[rows.incident], numbers.latest[rows.incident]
    breach = rows.verdict == VERDICTS.index(Verdict.BREACH)
    case, parts = engine.parts(batch, rows)
    cases = incidents_of(rows.incident, Cases(rows.p, rows.low, rows.high, earliest, latest, breach), case, parts)
    found = {str(v): int((rows.verdict == k).sum()) for k, v in enumerate(VERDICTS) if v is not None}
    return cases, found


class Tally:
    """Counts the findings of one assessment over its window.

    ``rows``, ``key`` (the incident) and ``case`` stand in the order of incidents, which is sorted once for all counts.
    """

    def __init__(
        self,
        resolved: Resolved,
        engine: Assessor,
        findings: pa.Table,
        window: Window,
        exposure: Mapping[date, Exposure] | None,
    ) -> None:
        self.resolved, self.engine, self.findings, self.window = resolved, engine, findings, window
        self.exposure = exposure
        self.start = when.microseconds(window.start)
        files = findings["file"].combine_chunks()
        line = findings["line"].to_numpy()
        key = files.indices.to_numpy() * (int(line.max(initial=0)) + 1) + line
        self.order = np.argsort(key, kind="stable")
        self.key = key[self.order]
        rows = Cases(
            findings["p"].to_numpy(),
            findings["p_low"].to_numpy(),
            findings["p_high"].to_numpy(),
            findings["earliest"].cast(pa.int64()).to_numpy(),
            findings["latest"].cast(pa.int64()).to_numpy(),
            pc.equal(findings["verdict"], str(Verdict.BREACH)).to_numpy(),
        )
        self.rows = rows.take(self.order)
        texts = findings["answerable"].combine_chunks()
        case, self.parts = _parts_of(texts, findings["p_who"].to_numpy())
        self.case = case[self.order]
        self.cases = incidents_of(self.key, self.rows, self.case, self.parts)

    def _local(self, instant: datetime) -> date:
        return instant.astimezone(when.zone(self.window.zone)).date()

    def counted(self, cases: Cases, window: Window | None = None) -> Count:
        """Count cases over a window (that of the assessment if none is given)."""
        window = window or self.window
        first, last = self._local(window.start), self._local(window.end - timedelta(microseconds=1))
        exposure = exposure_over(self.exposure, first, last)
        return count(cases.p, cases.low, cases.high, int(cases.breach.sum()), window, exposure=exposure)

    def _some(self, rows: NDArray[np.bool_], share: Columns | None = None) -> Cases:
        chosen = self.rows.take(rows)
        chosen = chosen if share is None else chosen.scaled(share[rows])
        return incidents_of(self.key[rows], chosen, self.case[rows], self.parts)

    def by_clause(self) -> dict[str, Count]:
        """Expected incidents in breach of each clause that has a term."""
        names = list(dict.fromkeys(self.engine.compiled.clauses))
        clause = _codes(self.findings, "clause", names)[self.order]
        return {name: self.counted(self._some(clause == k)) for k, name in enumerate(names)}

    def by_party(self) -> dict[str, Count]:
        """Expected incidents by each party that would be in breach, from the parts of p_who (``answerable``).

        A clash between two bound parties counts half for each: its author is not established. A label counts under
        its own name: which group stands behind it is not known.
        """
        result: dict[str, Count] = {}
        row, party, share = self.parts.spread(self.case)
        named = (party >= 0) & (share > 0.0)
        row, party, share = row[named], party[named], share[named]
        order = np.argsort(party.astype(np.min_scalar_type(len(self.parts.parties))), kind="stable")
        edges = np.searchsorted(party[order], np.arange(len(self.parts.parties) + 1))
        for number, name in enumerate(self.parts.parties):
            held = order[edges[number] : edges[number + 1]]
            rows, part = self.rows.take(row[held]), share[held]
            cases = Cases(
                rows.p * part,
                rows.low * (part >= 1.0),
                rows.high,
                rows.earliest,
                rows.latest,
                rows.breach,
            )
            alone = Parts.of([{name: 1.0}], np.ones(1))
            case = np.zeros(len(cases.p), dtype=np.int64)
            result[name] = self.counted(incidents_of(self.key[row[held]], cases, case, alone))
        return result

    def by_area(self) -> dict[str, Count]:
        """Expected incidents in each named area of the register that has ground.

        What counts is the part of the clause's zone that lies in the area: its share of the disc, over the share of
        the whole zone.
        """
        p_where = np.maximum(self.findings["p_where"].to_numpy(), 1e-300)
        clauses = list(dict.fromkeys(self.engine.compiled.clauses))
        clause = _codes(self.findings, "clause", clauses)
        result: dict[str, Count] = {}
        for area in self.resolved.areas.by_id:
            try:
                region = self.resolved.areas.geometry(area)
            except Fault:
                continue
            if shapely.get_dimensions(region) < 2:
                continue
            part = np.zeros(len(self.key))
            for zone, names in self._zones():
                here = np.isin(clause, [clauses.index(name) for name in names])
                cut = _ground(shapely.intersection(region, zone))
                if cut is not None and here.any():
                    part[here] = self._share_in(cut, here)
            part = np.minimum(part / p_where, 1.0)[self.order]
            result[area] = self.counted(self._some(part > 0.0, part))
        return result

    def _zones(self) -> list[tuple[BaseGeometry, list[str]]]:
        """The ground of each clause and the clauses that share it."""
        grounds: dict[str, dict[int, BaseGeometry]] = {}
        for term in self.engine.compiled.source:
            grounds.setdefault(term.clause, {})[id(term.zone)] = term.zone
        shared: dict[frozenset[int], list[str]] = {}
        for name, zones in grounds.items():
            shared.setdefault(frozenset(zones), []).append(name)
        return [(shapely.union_all(list(grounds[names[0]].values())), names) for names in shared.values()]

    def _share_in(self, region: BaseGeometry, rows: NDArray[np.bool_]) -> Columns:
        """Which share of the disc, or of the named area, of some findings lies in a region."""
        columns = self.findings.select(["lon", "lat", "radius_km", "area"]).filter(pa.array(rows))
        lon, lat, radius = (pc.fill_null(columns[n], np.nan).to_numpy() for n in ("lon", "lat", "radius_km"))
        named = columns["area"].combine_chunks()
        names = named.dictionary.to_pylist()
        within = np.array([self._area_share(name, region) for name in names] + [0.0])
        share: Columns = within[pc.fill_null(named.indices, len(names)).to_numpy()]
        placed = np.isfinite(lon) & np.isfinite(lat) & pc.is_null(named).to_numpy(zero_copy_only=False)
        inner = np.empty(int(placed.sum()))
        zone = np.zeros(len(inner), dtype=np.int32)
        disc = (lon[placed], lat[placed], np.nan_to_num(radius[placed]))
        disc_shares(pack_geometries([region]), zone, *disc, inner)
        share[placed] = inner
        return share

    def _area_share(self, name: str, region: BaseGeometry) -> float:
        try:
            return share_of_region(self.resolved.areas.geometry(name), region)
        except Fault:
            return 0.0

    def by_day(self, cases: Cases, window: Window) -> dict[str, Count]:
        """Expected incidents on each local day of a window; an imprecise time is spread over its days."""
        days = _midnights(window)
        if len(days) > MOST_DAYS or not len(cases.p):
            return {}
        low = np.maximum(cases.earliest, days[0])
        high = np.minimum(np.maximum(cases.latest, cases.earliest + 1), days[-1])
        held = (high > low) & (cases.high > 0.0)
        cases, low, high = cases.take(held), low[held], high[held]
        first = np.searchsorted(days, low, side="right") - 1
        last = np.searchsorted(days, high, side="left")
        times = last - first
        row = np.repeat(np.arange(len(low)), times)
        day = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times) + first[row]
        part = np.minimum(high[row], days[day + 1]) - np.maximum(low[row], days[day])
        spread = cases.take(row).scaled(part / (high - low)[row])
        order = np.argsort(day, kind="stable")
        edges = np.searchsorted(day[order], np.arange(len(days)))
        zone = window.zone
        result: dict[str, Count] = {}
        for k in range(len(days) - 1):
            some = spread.take(order[edges[k] : edges[k + 1]])
            start, end = when.from_microseconds(days[k]), when.from_microseconds(days[k + 1])
            result[self._local(start).isoformat()] = self.counted(some, Window(start, end, zone))
        return result

    def baseline(
        self, before: Sequence[pa.Table], first: datetime | None
    ) -> tuple[Count, Count, dict[str, Count]] | None:
        """The same clauses over a window of the same length just before entry into force, as if in force.

        The length is the longest in whole days that the feeds cover before and the window after. Incidents before are
        moved forward by it and assessed. Returns (before, after over the same length, before by day), or None.
        """
        days = min((self.window.start - first) // _DAY if first else 0, (self.window.length + _CLOCK_CHANGE) // _DAY)
        if days < 1:
            return None
        length = timedelta(days=days)
        step = length // when.MICROSECOND
        earlier = Window(self.window.start - length, self.window.start, self.window.zone)
        after = Window(self.window.start, self.window.start + length, self.window.zone)
        found = [assessed_cases(self.engine, table, step)[0] for table in before]
        cases = Cases(*(np.concatenate([getattr(c, n) for c in found]) for n in Cases.__dataclass_fields__))
        basis = self._within(cases, self.start, self.start + step)
        moved = Cases(basis.p, basis.low, basis.high, basis.earliest - step, basis.latest - step, basis.breach)
        matched = self._within(self.cases, self.start, self.start + step)
        return self.counted(moved, earlier), self.counted(matched, after), self.by_day(moved, earlier)

    def _within(self, cases: Cases, start: int, end: int) -> Cases:
        """What of each case falls in [start, end), of that which falls after entry into force at all."""
        latest = np.maximum(cases.latest, cases.earliest + 1)
        inside = np.minimum(latest, end) - np.maximum(cases.earliest, start)
        whole = latest - np.maximum(cases.earliest, self.start)
        share = np.clip(inside / np.maximum(whole, 1), 0.0, 1.0)
        return cases.scaled(share).take(share > 0.0)

    def assessment(
        self,
        feeds: tuple[FeedSummary, ...],
        read: int,
        baseline: tuple[Count, Count, dict[str, Count]] | None,
        *,
        exercise: bool,
        in_window: int,
    ) -> Assessment:
        """Everything counted."""
        clauses = list(dict.fromkeys(self.engine.compiled.clauses))
        gravity = _codes(self.findings, "verdict", [str(v) for v in GRAVEST])
        clause = _codes(self.findings, "clause", clauses)
        grid = np.bincount(clause * len(GRAVEST) + gravity, minlength=len(clauses) * len(GRAVEST))
        by_clause = {
            name: {str(v): int(grid[c * len(GRAVEST) + k]) for k, v in enumerate(GRAVEST)}
            for c, name in enumerate(clauses)
        }
        first = np.flatnonzero(np.r_[True, np.diff(self.key) != 0][: len(self.key)])
        gravest = np.minimum.reduceat(gravity[self.order], first) if len(first) else gravity
        undecided = _codes(self.findings, "undecided", list(QUESTIONS))
        return Assessment(
            resolved=self.resolved,
            feeds=feeds,
            findings=self.findings,
            incidents=read,
            touched=len(gravest),
            window=self.window,
            by_verdict={str(v): int((gravity == k).sum()) for k, v in enumerate(GRAVEST)},
            incidents_by_verdict={str(v): int((gravest == k).sum()) for k, v in enumerate(GRAVEST)},
            by_clause=by_clause,
            expected=self.counted(self.cases),
            expected_by_clause=self.by_clause(),
            expected_by_party=self.by_party(),
            expected_by_area=self.by_area(),
            by_day=self.by_day(self.cases, self.window),
            baseline=baseline[0] if baseline else None,
            matched=baseline[1] if baseline else None,
            baseline_by_day=baseline[2] if baseline else {},
            open_questions={q: int((undecided == k).sum()) for k, q in enumerate(QUESTIONS)},
            exercise=exercise,
            in_window=in_window,
        )


def _parts_of(texts: pa.DictionaryArray, p_who: Columns) -> tuple[NDArray[np.int64], Parts]:
    """The case of each row and its parts, from the column ``answerable`` and p_who."""
    words = texts.dictionary.to_pylist()
    codes = pc.fill_null(texts.indices, len(words)).to_numpy().astype(np.int64)
    millionths = np.round(p_who * 1e6).astype(np.int64)
    case, first = number_rows(codes, millionths)
    answers = [_shares(words[code]) if code < len(words) else {} for code in codes[first].tolist()]
    return case.astype(np.int64), Parts.of(answers, millionths[first] / 1e6)


def _ground(geometry: BaseGeometry) -> BaseGeometry | None:
    """The parts of a geometry that have area, or None."""
    parts = shapely.get_parts(geometry)
    areal = parts[(shapely.get_dimensions(parts) == 2) & ~shapely.is_empty(parts)]
    return shapely.union_all(areal) if len(areal) else None


def _codes(findings: pa.Table, column: str, names: Sequence[str]) -> NDArray[np.int64]:
    """The place of each value of a column in ``names``, -1 where it is null."""
    encoded = findings[column].combine_chunks()
    known = {name: k for k, name in enumerate(names)}
    place = np.array([known.get(name, -1) for name in encoded.dictionary.to_pylist()] + [-1], dtype=np.int64)
    codes: NDArray[np.int64] = place[pc.fill_null(encoded.indices, len(place) - 1).to_numpy()]
    return codes


def _shares(text: str) -> dict[str, float]:
    pairs = (part.rpartition(" ") for part in text.split("; "))
    return {name: float(share) for name, _, share in pairs}


def _midnights(window: Window) -> NDArray[np.int64]:
    """Local midnights from the day the window starts on to the one after it ends, in µs."""
    zone = when.zone(window.zone)
    day = window.start.astimezone(zone).date()
    last = (window.end - timedelta(microseconds=1)).astimezone(zone).date()
    if (last - day).days > MOST_DAYS:
        return np.zeros(MOST_DAYS + 2, dtype=np.int64)
    instants = []
    while day <= last + _DAY:
        instants.append(when.microseconds(when.day(day.isoformat(), window.zone).earliest))
        day += _DAY
    return np.array(instants, dtype=np.int64)
