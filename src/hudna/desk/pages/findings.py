"""Findings: what does an assessment say, how likely is it, and for which reasons?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from hudna.desk.bulk import FindingRow, Shelf
from hudna.desk.doorway import Door, page
from hudna.desk.names import Names, names_of, question_words, verdict_words
from hudna.desk.pages.finding import one, take
from hudna.desk.pages.mapped import key_parts, with_query
from hudna.desk.precision import Precise, precise
from hudna.desk.selection import Filters, Selection, counted, filters_of, kept_from, selection_of, shelf_of
from hudna.monitoring import FindingTakenUp

PAGE = 50
ORDERS = ("gravest", "newest", "oldest")


@dataclass(frozen=True)
class Line:
    """One finding in the list. ``open``: which question stands in the way; ``case``: what became of it."""

    href: str
    id: str
    clause: str
    verdict: str
    verdict_words: str
    p: float
    low: float
    high: float
    open: str
    told: Precise
    author: str
    case: str


@dataclass(frozen=True)
class FindingsPage:
    """A selection of findings. ``counts``: findings by verdict; ``clauses``: by clause, each with its own counts."""

    zone: str
    at: datetime
    filters: Filters
    total: int
    counts: tuple[tuple[str, str, int], ...]
    clauses: tuple[tuple[str, tuple[tuple[str, str, int], ...]], ...]
    since: datetime | None
    until: datetime | None
    rows: tuple[Line, ...]
    next: str
    first: bool
    order: str
    orders: tuple[tuple[str, str], ...]
    any_feed: bool
    may_import: bool


@page(action="see-incidents", purpose="read what assessments found", template="desk/findings.html")
def findings(door: Door) -> FindingsPage:
    """A selection of findings, the gravest and likeliest first."""
    chosen, shelf, names = selection_of(door), shelf_of(door), names_of(door)
    order = door.request.GET.get("order", "")
    order = order if order in ORDERS else ORDERS[0]
    after = door.request.GET.get("after", "")
    rows, following = shelf.findings(
        chosen.of_findings, clause=chosen.clause, verdicts=chosen.verdicts, order=order, after=after, size=PAGE
    )
    by_clause = _by_clause(shelf, chosen)
    return FindingsPage(
        zone=door.zone,
        at=door.at,
        filters=filters_of(door, chosen, names, shelf, findings=True),
        total=shelf.count_findings(chosen.of_findings, clause=chosen.clause, verdicts=chosen.verdicts),
        counts=counted(_summed(by_clause)),
        clauses=tuple((clause, counted(counts)) for clause, counts in by_clause.items()),
        since=chosen.query.since,
        until=chosen.query.until,
        rows=tuple(_lines(door, rows, names)),
        next=following,
        first=not after,
        order=order,
        orders=(("gravest", _("gravest first")), ("newest", _("latest first")), ("oldest", _("earliest first"))),
        any_feed=bool(shelf.feeds),
        may_import=door.may("import"),
    )


def _lines(door: Door, rows: list[FindingRow], names: Names) -> list[Line]:
    docket, kept = door.sight.docket_at(door.at), kept_from(door.request.GET)
    taken = {
        (file.matter.incident_id, file.matter.clause): file.case
        for file in docket
        if isinstance(file.matter, FindingTakenUp)
    }
    return [
        Line(
            href=with_query(reverse("findings-one", args=key_parts(row.key)), kept),
            id=row.incident_id,
            clause=row.clause,
            verdict=row.verdict,
            verdict_words=verdict_words(row.verdict),
            p=row.p,
            low=row.p_low,
            high=row.p_high,
            open=question_words(row.undecided) if row.undecided else "",
            told=precise(row, names, door.zone),
            author=names.party(row.author) if row.author else "",
            case=taken.get((row.incident_id, row.clause), ""),
        )
        for row in rows
    ]


def _by_clause(shelf: Shelf, chosen: Selection) -> dict[str, dict[str, int]]:
    """Findings by clause and verdict, as far as they are chosen."""
    found = {}
    for clause, counts in shelf.clauses(chosen.of_findings).items():
        kept = {one: n for one, n in counts.items() if not chosen.verdicts or one in chosen.verdicts}
        if kept and chosen.clause in ("", clause):
            found[clause] = kept
    return found


def _summed(by_clause: dict[str, dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for counts in by_clause.values():
        for verdict, n in counts.items():
            total[verdict] = total.get(verdict, 0) + n
    return total


urls: list[URLPattern] = [
    path("findings/", findings, name="findings"),
    path("findings/<uuid:feed>/<int:number>/", one, name="findings-one"),
    path("findings/<uuid:feed>/<int:number>/take/", take, name="findings-take"),
]
