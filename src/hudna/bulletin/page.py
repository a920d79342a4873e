"""The nouns of a page: everything that a report shows, in words and numbers ready to be read.

A page is in one language. Its texts are final, its places on charts and maps are computed; a template only
sets them out. Drawings are in :mod:`hudna.bulletin.drawing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from hudna.bulletin.drawing import Chart, Map, Plot, Range, Timeline

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words as somebody gave them, with their language where it is known (empty: it is not)."""

    words: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the head of the report: what it is about."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure: ``mark`` is the verdict, ``href`` the part of the page that it counts; either may be empty."""

    label: str
    value: str
    meaning: str
    mark: str = ""
    detail: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The count in force beside the count before; ``verdict`` says in words what may be read from it."""

    ranges: tuple[Range, ...]
    verdict: str
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerdictKey:
    """How a verdict is shown: never by colour alone, but by letter, shape and word too."""

    code: str
    letter: str
    name: str


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause: the words signed beside the term that was assessed, and what came of it."""

    id: str
    kind: str
    words: tuple[Text, ...]
    terms: tuple[Fact, ...]
    counts: tuple[str, ...]
    expected: str
    interval: str
    undecided: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One of the four questions: how sure the answer yes is; ``open``: it stands in the way; ``note``: what is open."""

    name: str
    text: str
    width: float
    open: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding. ``order`` is its place in time, ``rank`` its probability in thousandths, for sorting;
    ``parties`` are the places of its parties in the filter, ``key`` its place on the map."""

    row: str
    order: int
    rank: int
    key: int
    parties: str
    mark: str
    clause: str
    id: str
    when: str
    where: str
    precision: str
    act: str
    sides: str
    author: str
    deaths: str
    p: str
    interval: str
    questions: tuple[Question, ...]
    reasons: Text
    note: str
    reported_by: str
    source: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of a filter."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Findings:
    """The table of findings: ``more`` says what is not shown, ``empty`` what to do if there is nothing."""

    caption: str
    rows: tuple[FindingRow, ...]
    clauses: tuple[Choice, ...]
    parties: tuple[Choice, ...]
    more: str
    empty: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: text, a number, code (an identifier, always left to right) or a box to tick on paper.

    ``detail`` stands under it.
    """

    text: str
    kind: Literal["text", "number", "code", "tick"] = "text"
    language: str = ""
    mark: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: ``numeric`` says which columns hold numbers; ``empty`` stands where it has no rows.

    ``folded``: on a screen it opens when its caption is pressed; on paper it is always open.
    """

    caption: str
    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    more: str = ""
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the page: paragraphs, then plots, then charts, then tables."""

    id: str
    number: str
    heading: str
    paragraphs: tuple[Text, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    plots: tuple[Plot, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A part of the page that has a shape of its own: its number and name."""

    id: str
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """A report, ready to be set out. Parts that a report has not are None or empty.

    ``words``: the labels of the page by group; ``headings``: those of the built-in parts (figures, map,
    timeline, clauses, findings) by their id; ``contents``: all parts in order.
    """

    language: str
    direction: Direction
    kind: str
    title: str
    exercise: bool
    facts: tuple[Fact, ...]
    answer: str
    cautions: tuple[str, ...]
    figures: tuple[Figure, ...]
    comparison: Comparison | None
    verdicts: tuple[VerdictKey, ...]
    map: Map | None
    timeline: Timeline | None
    clauses: tuple[ClauseRow, ...]
    findings: Findings | None
    sections: tuple[Section, ...]
    contents: tuple[Heading, ...]
    headings: Mapping[str, Heading]
    words: Mapping[str, Any]
    made: str


@dataclass(frozen=True, slots=True)
class Shell:
    """What every page stands in: one style sheet, one script, and the policy that allows only these."""

    style: str
    script: str
    policy: str
