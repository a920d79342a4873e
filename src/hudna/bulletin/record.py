"""Record: what was left out and why, what was read, what is due, where the words come from, how to read it all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from hudna.agreements import schedule
from hudna.bulletin import dates
from hudna.bulletin.clauses import signed
from hudna.bulletin.names import Names
from hudna.bulletin.page import Cell, Section, Table, Text
from hudna.bulletin.wording import Wording, clean, isolate
from hudna.ground import Fault
from hudna.monitoring import CERTAIN, Assessment

MOST_UNMAPPED = 20
BY_DESIGN = frozenset({"no-terms", "not-assessed"})
"""Codes of clauses that have nothing to assess though nothing is wrong with them."""
METHOD = (
    "finding",
    "unit",
    "probability",
    "verdicts",
    "expected",
    "place",
    "time",
    "author",
    "claims",
    "baseline",
    "limits",
)


def faulty(left_out: Mapping[str, Fault]) -> dict[str, Fault]:
    """The clauses that a fault keeps from being assessed."""
    return {clause: fault for clause, fault in left_out.items() if fault.code not in BY_DESIGN}


@dataclass(frozen=True)
class Record:
    """Makes the parts of the page that let a reader check it."""

    assessment: Assessment
    words: Wording
    names: Names

    def left_out(self) -> Section:
        """Clauses with a fault first; names and kinds that no register maps, feeds; last what is not to be assessed."""
        say, left_out = self.words.say, self.assessment.resolved.left_out
        faults = faulty(left_out)
        tables = [self._clauses("faults", faults, ("clause", "words", "why", "remedy", "line"))]
        for kind in ("actors", "acts"):
            unmapped: dict[str, int] = {}
            for feed in self.assessment.feeds:
                for name, number in getattr(feed, f"unmapped_{kind}").items():
                    unmapped[name] = unmapped.get(name, 0) + number
            tables.append(self._unmapped(kind, unmapped))
        tables.append(self._feeds())
        rest = {clause: fault for clause, fault in left_out.items() if clause not in faults}
        tables.append(self._clauses("by_design", rest, ("clause", "words", "why", "line")))
        return Section("left-out", "", say("headings.left_out"), (Text(say("left_out.lead")),), tables=tuple(tables))

    def _clauses(self, group: str, left_out: Mapping[str, Fault], columns: tuple[str, ...]) -> Table:
        """Clauses left out, each with its reason; ``group``: faults, or by_design."""
        say, resolved = self.words.say, self.assessment.resolved
        rows = []
        for clause, fault in left_out.items():
            node = self.names.clauses().get(clause)
            words = signed(self.words, node.words if node else None)
            mark = fault.where if fault.where.line else resolved.marks.get(clause, fault.where)
            cells = {
                "clause": Cell(clean(clause, 60), "code"),
                "words": Cell(
                    clean(words[0].words, 300) if words else "–", language=words[0].language if words else ""
                ),
                "why": Cell(clean(fault.what, 300), language="en"),
                "remedy": Cell(clean(fault.remedy, 300), language="en"),
                "line": Cell(clean(f"{PurePath(mark.file).name}:{mark.line}", 160), "code"),
            }
            rows.append(tuple(cells[column] for column in columns))
        return Table(
            say(f"left_out.{group}"),
            tuple(say(f"left_out.{name}") for name in columns),
            (False,) * len(columns),
            tuple(rows),
            empty=say(f"left_out.no_{group}"),
            more=say("left_out.by_design_lead") if rows and group == "by_design" else "",
        )

    def _unmapped(self, kind: str, names: Mapping[str, int]) -> Table:
        say = self.words.say
        ranked = sorted(names.items(), key=lambda item: (-item[1], item[0]))
        left = len(ranked) - MOST_UNMAPPED
        return Table(
            say(f"left_out.{kind}"),
            (say("left_out.name"), say("left_out.rows")),
            (False, True),
            tuple((Cell(isolate(n, 160)), Cell(self.words.number(k), "number")) for n, k in ranked[:MOST_UNMAPPED]),
            empty=say(f"left_out.no_{kind}"),
            more=say("left_out.more", n=left) if left > 0 else "",
        )

    def _feeds(self) -> Table:
        say, number = self.words.say, self.words.number
        columns = ("file", "reader", "read", "rejected")
        return Table(
            say("left_out.feeds"),
            tuple(say(f"left_out.{name}") for name in columns),
            (False, False, True, True),
            tuple(
                (
                    Cell(clean(feed.file, 200), "code"),
                    Cell(clean(feed.reader, 80)),
                    Cell(number(feed.read), "number"),
                    Cell(number(feed.rejected), "number"),
                )
                for feed in self.assessment.feeds
            ),
            empty=say("left_out.no_feeds"),
        )

    def schedule(self) -> Section | None:
        """What is due, the earliest first; None where nothing is."""
        say, entries = self.words.say, schedule(self.assessment.resolved)
        rows = []
        for entry in entries:
            what, language = self.words.given(entry.what)
            rows.append(
                (
                    Cell(dates.moment(self.words, entry.due, entry.zone) if entry.due else say("schedule.open")),
                    Cell(clean(entry.clause, 60) + (f" · {clean(entry.step, 60)}" if entry.step else ""), "code"),
                    Cell(what, language=language),
                    Cell(self.words.listed([self.names.party(party) for party in entry.who]) or "–"),
                    Cell(dates.moment(self.words, entry.begins, entry.zone) if entry.begins else "–"),
                    Cell(clean(entry.after, 80) if entry.after else "–", "code"),
                )
            )
        if not rows:
            return None
        columns = ("due", "clause", "what", "who", "begins", "after")
        table = Table(
            say("schedule.caption"), tuple(say(f"schedule.{c}") for c in columns), (False,) * len(columns), tuple(rows)
        )
        return Section("schedule", "", say("headings.schedule"), (Text(say("schedule.lead")),), tables=(table,))

    def sources(self) -> Section:
        """Where the words and facts of the agreement come from."""
        say, agreement = self.words.say, self.assessment.resolved.agreement
        columns = ("id", "title", "by", "date", "address", "note")
        rows = tuple(
            tuple(
                Cell(clean(value, 400) if value else "–", "code" if name in ("id", "url") else "text")
                for name, value in (
                    (name, getattr(source, name)) for name in ("id", "title", "by", "date", "url", "note")
                )
            )
            for source in agreement.sources
        )
        table = Table(
            say("sources.caption"),
            tuple(say(f"sources.{name}") for name in columns),
            (False,) * len(columns),
            rows,
            empty=say("sources.none"),
        )
        return Section("sources", "", say("headings.sources"), tables=(table,))

    def method(self) -> Section:
        """What a probability means here, which units, which thresholds, and what this report is not."""
        certain = self.words.percent(CERTAIN)
        zone = isolate(self.assessment.window.zone, 60)
        return Section(
            "method",
            "",
            self.words.say("headings.method"),
            tuple(Text(self.words.say(f"method.{key}", certain=certain, zone=zone)) for key in METHOD),
        )
