"""The daily bulletin: one day of a case, for one edition, told by what its readers may see and by nothing else.

Every figure leads to the rows that it counts. Counts say their unit and window; complaints, rulings and incidents are
never added. An edition for a party, or for everybody, is composed from what lies in their compartments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from hudna.agreements import Loaded, RunningClock
from hudna.bulletin import dates
from hudna.bulletin.compose import compose_sheet
from hudna.bulletin.names import Names
from hudna.bulletin.page import Cell, Fact, Figure, Page, Section, Table, Text
from hudna.bulletin.wording import Wording, isolate, wording
from hudna.ground import Interval
from hudna.journal import Entry
from hudna.monitoring import CaseFile, Docket, JointCount, Verdict

MISSION, COMMON = "mission", "common"
GRAVEST = (Verdict.BREACH, Verdict.UNATTRIBUTED, Verdict.UNVERIFIABLE, Verdict.EXCEPTED)
MOST_ROWS = 200


@dataclass(frozen=True)
class Daily:
    """One day of a case, as an edition sees it.

    ``edition``: ``mission``, ``common`` (everybody on the case) or the id of a party. ``known_at``: what was recorded
    until then is in it. ``bound``: (plan, party, the version that binds it or empty). ``findings``: those on incidents
    that may have happened on the day (FINDINGS schema); ``incidents``: how many such incidents there are, in
    ``feeds`` feeds. ``hours_watched``: None where nobody said.
    """

    title: str
    exercise: bool
    day: Interval
    edition: str
    known_at: datetime
    text: Loaded | None
    bound: tuple[tuple[str, str, str], ...]
    clocks: tuple[RunningClock, ...]
    findings: pa.Table
    incidents: int
    feeds: int
    docket: Docket
    counts: tuple[JointCount, ...]
    hours_watched: float | None = None


def compose_daily(daily: Daily, *, language: str = "en", arabic_digits: bool = False) -> Page:
    """The page of one day. Raises language-unknown."""
    words = wording(language, arabic_digits)
    sheet = _Sheet(daily, words)
    return compose_sheet(
        kind="daily",
        title=daily.title,
        answer=sheet.answer(),
        facts=sheet.facts(),
        figures=sheet.figures(),
        cautions=sheet.cautions(),
        sections=sheet.sections(),
        language=language,
        exercise=daily.exercise,
        arabic_digits=arabic_digits,
    )


@dataclass(frozen=True)
class _Sheet:
    daily: Daily
    words: Wording

    # names

    def _party(self, party: str) -> str:
        return self._names.party(party) if self._names else isolate(party, 160)

    @property
    def _names(self) -> Names | None:
        return Names(self.words, self.daily.text) if self.daily.text else None

    def _edition(self) -> str:
        edition = self.daily.edition
        known = edition in (MISSION, COMMON)
        return (
            self.words.say(f"daily.for_{edition}")
            if known
            else self.words.say("daily.for_party", party=self._party(edition))
        )

    # the head

    def facts(self) -> Iterator[Fact]:
        say, day = self.words.say, self.daily.day
        yield Fact(say("daily.day"), dates.span(self.words, day.earliest, day.latest, day.zone))
        yield Fact(say("facts.zone"), say("facts.zone_note", zone=isolate(day.zone, 60)))
        yield Fact(say("daily.edition"), self._edition())
        yield Fact(say("daily.known"), dates.moment(self.words, self.daily.known_at, day.zone))

    def answer(self) -> str:
        say, number, counts = self.words.say, self.words.number, self._by_verdict()
        bound = len({party for _, party, version in self.daily.bound if version})
        return " ".join(
            (
                say("daily.bound_now" if self.daily.edition == MISSION else "daily.bound_seen", n=bound),
                say(
                    "daily.happened",
                    n=self.daily.incidents,
                    **{verdict.value: number(counts[verdict]) for verdict in GRAVEST[:3]},
                ),
                say(
                    "daily.cases",
                    n=len(self.daily.docket),
                    day=number(len(self._received())),
                    ruled=number(len(self._ruled())),
                ),
            )
        )

    def cautions(self) -> Iterator[str]:
        say, watched = self.words.say, self.daily.hours_watched
        yield say("cautions.ruling")
        yield say("cautions.reports")
        if not self.daily.feeds:
            yield say("daily.no_feed")
        if watched is None:
            yield say("cautions.no_exposure")
        if self.daily.edition != MISSION:
            yield say("daily.part")

    def figures(self) -> Iterator[Figure]:
        say, number, counts = self.words.say, self.words.number, self._by_verdict()
        yield Figure(say("daily.incidents"), number(self.daily.incidents), say("daily.incidents_means"))
        yield Figure(say("daily.received"), number(len(self._received())), say("daily.received_means"), href="#docket")
        yield Figure(say("daily.ruled"), number(len(self._ruled())), say("daily.ruled_means"), href="#docket")
        for verdict in GRAVEST:
            means = say(f"daily.{verdict}_means")
            href = f"#findings-{verdict}" if counts[verdict] else ""
            yield Figure(say(f"verdicts.{verdict}"), number(counts[verdict]), means, mark=verdict.value, href=href)

    # the parts

    def sections(self) -> Iterator[Section]:
        yield self._bound()
        yield self._clocks()
        yield from self._findings()
        yield self._docket()
        yield self._ledgers()

    def _bound(self) -> Section:
        say = self.words.say
        rows = tuple(
            (
                Cell(self._party(party)),
                Cell(plan, "code"),
                Cell(say("daily.by_version", version=isolate(version, 20)) if version else say("daily.not_bound")),
            )
            for plan, party, version in self.daily.bound
        )
        columns = (say("bound.party"), say("daily.plan"), say("bound.bound"))
        table = Table(say("headings.bound"), columns, (False, False, False), rows, say("daily.no_plan"))
        return Section("bound", "", say("headings.bound"), (Text(say("bound.lead")),), (), (table,))

    def _clocks(self) -> Section:
        say, end = self.words.say, self.daily.day.latest
        rows = tuple(
            (
                Cell(say(f"daily.clock_{clock.kind.replace('-', '_')}")),
                Cell(f"{clock.plan} {clock.version}", "code"),
                Cell(dates.moment(self.words, clock.due, clock.zone) if clock.due else say("daily.not_fixed")),
                Cell(say("daily.overdue") if clock.overdue or (clock.due and clock.due < end) else ""),
            )
            for clock in self.daily.clocks
        )
        columns = (say("daily.clock"), say("daily.plan"), say("daily.due"), say("daily.state"))
        table = Table(say("headings.schedule"), columns, (False,) * 4, rows, say("daily.no_clock"))
        return Section("clocks", "", say("headings.schedule"), (), (), (table,))

    def _findings(self) -> Iterator[Section]:
        say, ordered = self.words.say, self._ordered()
        gravest = self._gravest(ordered)
        for verdict in GRAVEST:
            rows = [
                row
                for row in ordered
                if gravest[row["incident_id"], row["file"]] == verdict and row["verdict"] == verdict
            ]
            if not rows:
                continue
            more = len(rows) - MOST_ROWS
            table = Table(
                say("daily.findings_caption", n=len(rows)),
                tuple(say(f"findings.{key}") for key in ("when", "where", "act", "sides", "clause", "p", "questions")),
                (False, False, False, False, False, True, False),
                tuple(self._finding(row) for row in rows[:MOST_ROWS]),
                more=say("daily.more", n=more) if more > 0 else "",
            )
            heading = say("daily.findings", verdict=say(f"verdicts.{verdict}"))
            yield Section(
                f"findings-{verdict}",
                "",
                heading,
                (Text(say(f"means.{verdict}", certain=self.words.percent(0.95))),),
                (),
                (table,),
            )

    def _finding(self, row: Mapping[str, Any]) -> tuple[Cell, ...]:
        names = self._names
        sides = (row["side_a"], row["side_b"], row["directed"])
        told = names.sides(*sides) if names else isolate(f"{row['side_a'] or ''} {row['side_b'] or ''}")
        act = names.act(row["act"]) if names else isolate(row["act"] or "")
        zone = self.daily.day.zone
        when = dates.reported(self.words, row["earliest"], row["latest"], zone, row["zone"])
        return (
            Cell(f"{row['incident_id']}", "code", detail=when),
            Cell(self._place(row)),
            Cell(act),
            Cell(told),
            Cell(str(row["clause"]), "code"),
            Cell(self._share(row, "p"), "number", detail=self._open(row)),
            Cell(self._questions(row)),
        )

    def _share(self, row: Mapping[str, Any], column: str) -> str:
        return self.words.percent(float(row[column]))

    def _open(self, row: Mapping[str, Any]) -> str:
        """Between what and what, where a question is open."""
        if row["p_low"] == row["p_high"]:
            return ""
        return self.words.say("numerals.range", low=self._share(row, "p_low"), high=self._share(row, "p_high"))

    def _questions(self, row: Mapping[str, Any]) -> str:
        """The four reasons of a finding as shares, which make its probability."""
        names = ("what", "where", "when", "who")
        return " · ".join(f"{self.words.say(f'questions.{name}')} {self._share(row, f'p_{name}')}" for name in names)

    def _place(self, row: Mapping[str, Any]) -> str:
        if row["area"]:
            return self._names.area(str(row["area"])) if self._names else isolate(row["area"])
        if row["lon"] is None:
            return self.words.say("findings.no_place")
        point = isolate(f"{row['lat']:.4f}, {row['lon']:.4f}")
        radius = float(row["radius_km"] or 0)
        within = self.words.say("findings.within", km=self.words.number(radius, 1 if radius < 10 else 0))
        return f"{point} ({within})" if radius else point

    def _docket(self) -> Section:
        say = self.words.say
        new = {file.case for file in self._received()}
        rows = tuple(
            (
                Cell(file.case, "code"),
                Cell(self._party(file.matter.against) if file.matter.against else say("daily.nobody")),
                Cell(say(f"daily.stage_{file.stage}")),
                Cell(say(f"daily.ruling_{file.ruled.ruling.replace(' ', '_')}") if file.ruled else ""),
                Cell(say("daily.new") if file.case in new else ""),
            )
            for file in self.daily.docket
        )
        columns = tuple(say(f"daily.{key}") for key in ("case", "against", "stage", "ruling", "state"))
        table = Table(say("daily.docket"), columns, (False,) * 5, rows, say("daily.no_case"))
        return Section("docket", "", say("daily.docket"), (Text(say("daily.ruling_is")),), (), (table,))

    def _ledgers(self) -> Section:
        say, number = self.words.say, self.words.number
        rows = tuple(
            (
                Cell(self._party(side.side)),
                Cell(dates.span(self.words, one.window.earliest, one.window.latest, one.window.zone)),
                Cell(number(side.count), "number"),
                Cell(say("daily.not_said") if side.confirmed is None else number(side.confirmed), "number"),
                Cell(say(f"units.{side.unit.replace(' ', '_')}")),
                Cell(say("numerals.range", low=number(one.low), high=number(one.high)), "number"),
            )
            for one in self.daily.counts
            for side in (one.first, one.second)
        )
        columns = tuple(say(f"daily.{key}") for key in ("side", "window", "count", "confirmed", "unit", "together"))
        table = Table(
            say("daily.ledgers"), columns, (False, False, True, True, False, True), rows, say("daily.no_ledger")
        )
        return Section("ledgers", "", say("daily.ledgers"), (Text(say("daily.ledgers_lead")),), (), (table,))

    # counts

    def _ordered(self) -> list[Mapping[str, Any]]:
        table = self.daily.findings
        order = pc.sort_indices(table, [("p", "descending"), ("earliest", "ascending"), ("incident_id", "ascending")])
        return list(table.take(order).to_pylist())

    def _gravest(self, rows: list[Mapping[str, Any]]) -> dict[tuple[object, object], Verdict]:
        found: dict[tuple[object, object], Verdict] = {}
        for row in rows:
            key, verdict = (row["incident_id"], row["file"]), Verdict(str(row["verdict"]))
            if key not in found or GRAVEST.index(verdict) < GRAVEST.index(found[key]):
                found[key] = verdict
        return found

    def _by_verdict(self) -> Counter[Verdict]:
        return Counter(self._gravest(self._ordered()).values())

    def _of_the_day(self, entry: Entry) -> bool:
        return self.daily.day.earliest <= entry.at < self.daily.day.latest

    def _received(self) -> list[CaseFile]:
        return [file for file in self.daily.docket if self._of_the_day(file.opened)]

    def _ruled(self) -> list[CaseFile]:
        return [file for file in self.daily.docket if file.ruling and self._of_the_day(file.ruling)]
