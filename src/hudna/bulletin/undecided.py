"""Undecided: what could not be decided, by question, and what stood in the way most often."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hudna.bulletin.drawing import Bar, Chart
from hudna.bulletin.frame import distinct
from hudna.bulletin.names import Names
from hudna.bulletin.page import Cell, Section, Table, Text
from hudna.bulletin.tally import QUESTIONS, Codes, Tally
from hudna.bulletin.wording import Wording, isolate
from hudna.monitoring import Assessment, Count

MOST_CAUSES = 6


@dataclass(frozen=True)
class Undecided:
    """Makes the part of the page on open questions."""

    assessment: Assessment
    tally: Tally
    words: Wording
    names: Names

    def section(self) -> Section:
        """One bar per question, then its commonest causes."""
        say = self.words.say
        total = max(self.tally.rows, 1)
        counts = {q: self.assessment.open_questions.get(q, 0) for q in QUESTIONS}
        most = max([1, *counts.values()])
        bars = tuple(
            Bar(
                say(f"questions.{q}"),
                say("undecided.share", n=counts[q], share=self.words.percent(counts[q] / total)),
                round(100 * counts[q] / most, 1),
                0,
                0,
            )
            for q in QUESTIONS
        )
        paragraphs = [say("undecided.lead")] if sum(counts.values()) else [say("undecided.none")]
        return Section(
            id="undecided",
            number="",
            heading=say("headings.undecided"),
            paragraphs=tuple(Text(p) for p in paragraphs),
            charts=(Chart(say("undecided.chart"), bars, say("undecided.chart_note")),),
            tables=tuple(self._causes(q) for q in QUESTIONS if counts[q]),
        )

    def _causes(self, question: str) -> Table:
        rows, say = self.tally.undecided(question), self.words.say
        causes = getattr(self, f"_{question}")(rows)
        left = len(rows) - sum(number for _, number in causes)
        if left > 0:
            causes.append((say("undecided.other"), left))
        return Table(
            caption=say(f"undecided.{question}"),
            columns=(say(f"undecided.{question}_cause"), say("undecided.findings"), say("undecided.of_these")),
            numeric=(False, True, True),
            rows=tuple(
                (
                    Cell(cause),
                    Cell(self.words.number(number), "number"),
                    Cell(self.words.percent(number / len(rows)), "number"),
                )
                for cause, number in causes
            ),
        )

    def _what(self, rows: Codes) -> list[tuple[str, int]]:
        return [(self.names.act(act), n) for act, n in self.tally.commonest("act", rows, MOST_CAUSES)]

    def _where(self, rows: Codes) -> list[tuple[str, int]]:
        return [(isolate(w or "–", 100), n) for w, n in self.tally.commonest("where_class", rows, MOST_CAUSES)]

    def _when(self, rows: Codes) -> list[tuple[str, int]]:
        found = self.tally.commonest("when_class", rows, MOST_CAUSES)
        known = ("instant", "day", "days", "week", "month", "year", "between")
        return [(self.words.say(f"precision.{w}") if w in known else isolate(w or "–", 100), n) for w, n in found]

    def _who(self, rows: Codes) -> list[tuple[str, int]]:
        """Which sides were named together, whichever column each stood in."""
        side_a, side_b = self.tally.words("side_a"), self.tally.words("side_b")
        directed = np.asarray(self.tally.table["directed"].to_numpy(zero_copy_only=False), dtype=np.int64)
        first, _, counts = distinct(side_a.codes[rows], side_b.codes[rows], directed[rows])
        found: dict[str, int] = {}
        for row, number in zip(rows[first].tolist(), counts.tolist(), strict=True):
            a, b = side_a[row], side_b[row]
            if not directed[row] and a and b and b < a:
                a, b = b, a
            text = self.names.sides(a, b, bool(directed[row]))
            found[text] = found.get(text, 0) + number
        return sorted(found.items(), key=lambda item: -item[1])[:MOST_CAUSES]


def shares(assessment: Assessment, words: Wording, names: Names) -> Section:
    """Expected breaches by party and by area, in the order of their names: this is no ranking."""
    say = words.say
    charts = []
    for key, counts, name in (
        ("by_party", assessment.expected_by_party, names.party),
        ("by_area", assessment.expected_by_area, names.area),
    ):
        named = sorted((name(item), count) for item, count in counts.items() if count.high)
        if named:
            charts.append(Chart(say(f"shares.{key}"), bars(words, named), say(f"shares.{key}_note")))
    lead = say("shares.lead") if charts else say("shares.none")
    return Section("shares", "", say("headings.shares"), (Text(lead),), tuple(charts))


def bars(words: Wording, counts: list[tuple[str, Count]]) -> tuple[Bar, ...]:
    """A bar with its interval for each count; all on one scale."""
    most = max([1.0, *(float(count.high) for _, count in counts), *(count.value for _, count in counts)])
    return tuple(
        Bar(
            label,
            words.say("comparison.value", value=words.expected(count.value), range=words.range(count.low, count.high)),
            round(100 * count.value / most, 2),
            round(100 * count.low / most, 2),
            round(100 * count.high / most, 2),
        )
        for label, count in counts
    )
