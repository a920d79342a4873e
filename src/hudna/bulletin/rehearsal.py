"""The page of a rehearsal: that of its assessment, led by what stands in the way and what the answer hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hudna.bulletin import dates
from hudna.bulletin.compose import compose, numbered
from hudna.bulletin.drawing import Chart
from hudna.bulletin.page import Cell, Page, Section, Table, Text
from hudna.bulletin.undecided import bars
from hudna.bulletin.wording import Wording, isolate, wording
from hudna.monitoring import Count, Rehearsal, Variation, Verdict

MOST_BLAME = 20


def compose_rehearsal(rehearsal: Rehearsal, *, language: str = "en", rows: int = 500) -> Page:
    """The page of one rehearsal; ``rows`` as in :func:`compose`. Raises language-unknown, rows-negative."""
    words = wording(language)
    page = compose(rehearsal.assessment, language=language, rows=rows)
    sheet = _Sheet(rehearsal, words)
    page = replace(
        page,
        kind=words.say("report.rehearsal"),
        answer=sheet.answer(),
        cautions=(sheet.assumed(), *page.cautions),
        comparison=None,
        sections=(sheet.blame(), sheet.hangs(), *page.sections),
    )
    return numbered(page, words)


@dataclass(frozen=True)
class _Sheet:
    rehearsal: Rehearsal
    words: Wording

    def answer(self) -> str:
        r, say = self.rehearsal, self.words.say
        if not r.concerned:
            return say("rehearsal.none")
        return say(
            "rehearsal.answer",
            n=r.concerned,
            caught=self.words.number(r.caught),
            undecided=self.words.number(r.undecided),
            share=self.words.percent(r.undecided / r.concerned),
        )

    def assumed(self) -> str:
        assumed, zone, say = self.rehearsal.assumed, self.rehearsal.assessment.window.zone, self.words.say
        end = dates.moment(self.words, assumed.end, zone) if assumed.end else say("rehearsal.open")
        return say("rehearsal.assumed", start=dates.moment(self.words, assumed.start, zone), end=end)

    def blame(self) -> Section:
        say = self.words.say
        rows = tuple(
            (
                Cell(blame.clause, "code"),
                Cell(say(f"questions.{blame.question}")),
                Cell(say(f"rehearsal.cause_{blame.cause}")),
                Cell(self.words.number(blame.findings), "number"),
                Cell(self.words.percent(blame.share), "number"),
            )
            for blame in self.rehearsal.blame[:MOST_BLAME]
        )
        columns = tuple(say(f"rehearsal.{key}") for key in ("clause", "question", "cause", "findings", "share"))
        table = Table(
            caption=say("rehearsal.blame_caption"),
            columns=columns,
            numeric=(False, False, False, True, True),
            rows=rows,
            empty=say("rehearsal.blame_none"),
        )
        return Section("blame", "", say("rehearsal.blame"), (Text(say("rehearsal.blame_lead")),), (), (table,))

    def hangs(self) -> Section:
        say, r = self.words.say, self.rehearsal
        parts = [
            ("zones", [(self._zone_name(v), v) for v in r.zones]),
            ("precisions", [(say("rehearsal.without", name=isolate(v.name)), v) for v in r.precisions]),
        ]
        charts, tables = [], []
        for key, variations in parts:
            if variations:
                charts.append(self._chart(say(f"rehearsal.{key}"), variations))
                tables.append(self._table(say(f"rehearsal.{key}"), variations))
        lead = (Text(say("rehearsal.hangs_lead")),)
        return Section("hangs", "", say("rehearsal.hangs"), lead, tuple(charts), tuple(tables))

    def _zone_name(self, variation: Variation) -> str:
        km = float(variation.name.removesuffix(" km"))
        key = "rehearsal.wider" if km > 0 else "rehearsal.narrower"
        name = self.words.say(key, km=self.words.number(abs(km)))
        if variation.lost:
            name += f" ({self.words.say('rehearsal.lost', clauses=isolate(', '.join(variation.lost)))})"
        return name

    def _chart(self, caption: str, variations: Sequence[tuple[str, Variation]]) -> Chart:
        own = (self.words.say("rehearsal.drafted"), self.rehearsal.assessment.expected)
        counts: list[tuple[str, Count]] = [own, *((name, v.expected) for name, v in variations)]
        return Chart(f"{caption}: {self.words.say('rehearsal.expected')}", bars(self.words, counts))

    def _table(self, caption: str, variations: Sequence[tuple[str, Variation]]) -> Table:
        say, a = self.words.say, self.rehearsal.assessment
        own = (say("rehearsal.drafted"), a.by_verdict)
        rows = tuple(
            (Cell(name), *(Cell(self.words.number(found[str(v)]), "number") for v in Verdict))
            for name, found in (own, *((name, v.by_verdict) for name, v in variations))
        )
        columns = (say("rehearsal.change"), *(say(f"verdicts.{v}") for v in Verdict))
        return Table(caption=caption, columns=columns, numeric=(False, *(True for _ in Verdict)), rows=rows)
