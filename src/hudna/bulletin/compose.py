"""Compose: from an assessment to a page, every word and number of it ready to be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from hudna.bulletin import dates
from hudna.bulletin.clauses import Clauses
from hudna.bulletin.faults import BULLETIN
from hudna.bulletin.figures import Figures
from hudna.bulletin.findings import FindingsTable
from hudna.bulletin.map import MapSheet
from hudna.bulletin.names import Names
from hudna.bulletin.page import Fact, Figure, Heading, Page, Section
from hudna.bulletin.record import Record
from hudna.bulletin.standing import Standings
from hudna.bulletin.tally import Tally
from hudna.bulletin.timeline import timeline
from hudna.bulletin.undecided import Undecided, shares
from hudna.bulletin.wording import Wording, clean, wording
from hudna.monitoring import Assessment


def compose(
    assessment: Assessment,
    *,
    language: str = "en",
    title: str | None = None,
    rows: int = 2000,
    arabic_digits: bool = False,
    reasons_language: str | None = None,
    made: datetime | None = None,
) -> Page:
    """The page of one assessment.

    ``rows``: how many findings are shown (the gravest and likeliest; the others are counted). ``title``: in place
    of the agreement's own. ``reasons_language``: the language that the assessment wrote its reasons in (default:
    that of the page). ``made``: when, told in the agreement's zone. Raises language-unknown, rows-negative.
    """
    words = wording(language, arabic_digits)
    if rows < 0:
        raise BULLETIN.fault("rows-negative", f"{rows} findings cannot be shown.")
    names, tally = Names(words, assessment.resolved), Tally(assessment.findings)
    zone = assessment.window.zone
    sheet = MapSheet(assessment, tally, words, names)
    table = FindingsTable(tally, words, names, zone, rows, reasons_language or language, sheet.keys()).table()
    figures, record = Figures(assessment, words, names), Record(assessment, words, names)
    standing = Standings(assessment.resolved, assessment.window, words, names)
    parts = [
        Undecided(assessment, tally, words, names).section(),
        shares(assessment, words, names),
        record.left_out(),
        standing.section(),
        record.schedule(),
        record.sources(),
        record.method(),
    ]
    given = title or words.given(assessment.resolved.agreement.title)[0]
    page = replace(
        _blank(words, "assessment", given, dates.moment(words, made, zone) if made else ""),
        exercise=assessment.exercise,
        facts=figures.facts(),
        answer=figures.answer(),
        cautions=figures.cautions(),
        figures=figures.tiles(),
        comparison=figures.comparison(),
        verdicts=figures.keys(),
        map=sheet.draw(table.rows),
        timeline=timeline(assessment, tally, words),
        clauses=Clauses(assessment, tally, words, names).rows(),
        findings=table,
        sections=tuple(part for part in parts if part is not None),
    )
    return numbered(page, words)


def compose_sheet(
    *,
    kind: str,
    title: str,
    answer: str,
    sections: Iterable[Section],
    facts: Iterable[Fact] = (),
    figures: Iterable[Figure] = (),
    cautions: Iterable[str] = (),
    language: str = "en",
    exercise: bool = False,
    arabic_digits: bool = False,
) -> Page:
    """A page of sections only: tables and charts that the caller has put into words.

    ``kind``: the line above the title, a key of the catalogue's kinds of report or words of the caller.
    """
    words = wording(language, arabic_digits)
    page = replace(
        _blank(words, kind, title, ""),
        exercise=exercise,
        facts=tuple(facts),
        answer=answer,
        cautions=tuple(cautions),
        figures=tuple(figures),
        sections=tuple(sections),
    )
    return numbered(page, words)


def _blank(words: Wording, kind: str, title: str, made: str) -> Page:
    """A page with its head and no parts."""
    return Page(
        language=words.language,
        direction=words.direction,
        kind=words.say(f"report.{kind}") if words.has(f"report.{kind}") else clean(kind),
        title=clean(title, 300),
        exercise=False,
        facts=(),
        answer="",
        cautions=(),
        figures=(),
        comparison=None,
        verdicts=(),
        map=None,
        timeline=None,
        clauses=(),
        findings=None,
        sections=(),
        contents=(),
        headings={},
        words=words.words,
        made=words.say("page.made_at", at=made) if made else words.say("page.made"),
    )


def numbered(page: Page, words: Wording) -> Page:
    """The page with its parts numbered in order."""
    parts = [
        ("figures", bool(page.figures)),
        ("map", page.map is not None),
        ("timeline", page.timeline is not None),
        ("clauses", bool(page.clauses)),
        ("findings", page.findings is not None),
    ]
    contents: list[Heading] = []
    for id_, there in parts:
        if there:
            contents.append(Heading(id_, words.number(len(contents) + 1), words.say(f"headings.{id_}")))
    headings = {heading.id: heading for heading in contents}
    sections = []
    for section in page.sections:
        number = words.number(len(contents) + 1)
        sections.append(replace(section, number=number))
        contents.append(Heading(section.id, number, section.heading))
    return replace(page, contents=tuple(contents), headings=headings, sections=tuple(sections))
