"""Cases: where does every complaint and finding stand, whose clock runs, what was ruled and why?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.urls import URLPattern, path, reverse

from hudna.desk.codes import ruling_words, stage_words
from hudna.desk.deeds import Form
from hudna.desk.doorway import Door, page
from hudna.desk.names import Names, names_of
from hudna.desk.pages.case_deeds import clocks_form, serve_clocks
from hudna.desk.pages.case_one import case_page, deed_views
from hudna.desk.pages.complaint import complaint_page
from hudna.monitoring import STAGES, CaseFile, ComplaintReceived, Docket, due

MOST_ROWS = 50


@dataclass(frozen=True)
class Row:
    """One case in the queue. ``who``: who complains, or the incident that a finding is on."""

    case: str
    href: str
    who: str
    is_finding: bool
    against: str
    stage: str
    stage_words: str
    since: datetime
    due: datetime | None
    overdue: bool
    clock: str
    office: str
    ruling: str


@dataclass(frozen=True)
class Choice:
    """Something to filter by."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class CasesPage:
    """The queue. ``stages``: each with how many stand in it; they sum to ``received``. ``found``: after filtering."""

    zone: str
    at: datetime
    known_at: datetime | None
    limited: bool
    received: int
    overdue: int
    stages: tuple[tuple[str, str, int], ...]
    rows: tuple[Row, ...]
    found: int
    is_filtered: bool
    late_only: bool
    stage_choices: tuple[Choice, ...]
    party_choices: tuple[Choice, ...]
    office_choices: tuple[Choice, ...]
    page: int
    pages: int
    may_complain: bool
    clocks: Form | None


@page(action="see-docket", purpose="read the queue of cases", template="desk/cases.html")
def cases(door: Door) -> CasesPage:
    """Every case that the visitor sees, what is overdue first."""
    return queue(door, clocks_form(door))


def queue(door: Door, clocks: Form | None) -> CasesPage:
    """The queue, with the form for the clocks of all cases where the visitor may set them."""
    docket, names, get = door.sight.docket_at(door.at), names_of(door), door.request.GET
    stage, party, office = (get.get(name, "") for name in ("stage", "party", "office"))
    late = get.get("late") == "1"
    rows = sorted((_row(door, docket, file, names) for file in docket), key=_urgency)
    overdue = sum(row.overdue for row in rows)
    kept = [
        row
        for row, file in ((row, docket[row.case]) for row in rows)
        if stage in ("", row.stage)
        and (not party or party in parties_of(file))
        and office in ("", row.office)
        and (row.overdue or not late)
    ]
    pages = max(1, -(-len(kept) // MOST_ROWS))
    number = min(max(1, _number(get.get("page", "1"))), pages)
    all_parties = sorted({party for file in docket for party in parties_of(file)}, key=names.party)
    offices = sorted({file.office for file in docket} - {""})
    counts = docket.by_stage()
    return CasesPage(
        zone=door.zone,
        at=door.at,
        known_at=door.known_at,
        limited=door.visit.compartments is not None,
        received=len(docket),
        overdue=overdue,
        stages=tuple((one, stage_words(one), counts[one]) for one in STAGES if counts[one]),
        rows=tuple(kept[(number - 1) * MOST_ROWS : number * MOST_ROWS]),
        found=len(kept),
        is_filtered=bool(stage or party or office or late),
        late_only=late,
        stage_choices=tuple(Choice(one, stage_words(one), one == stage) for one in STAGES),
        party_choices=tuple(Choice(one, names.party(one), one == party) for one in all_parties),
        office_choices=tuple(Choice(one, one, one == office) for one in offices),
        page=number,
        pages=pages,
        may_complain=door.may("complain") and door.known_at is None,
        clocks=clocks,
    )


def parties_of(file: CaseFile) -> frozenset[str]:
    """The parties that a case names."""
    return file.own_parties


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 1


def _row(door: Door, docket: Docket, file: CaseFile, names: Names) -> Row:
    matter, clock = file.matter, due(docket, file)
    if isinstance(matter, ComplaintReceived):
        who = names.party(matter.complainant) if matter.standing == "party" else matter.complainant
    else:
        who = matter.incident_id
    return Row(
        case=file.case,
        href=reverse("cases-one", args=[file.case]),
        who=who,
        is_finding=not isinstance(matter, ComplaintReceived),
        against=names.party(matter.against) if matter.against else "",
        stage=file.stage,
        stage_words=stage_words(file.stage),
        since=file.since,
        due=clock.due if clock else None,
        overdue=bool(clock and clock.due < door.at),
        clock=clock.clock if clock else "",
        office=file.office,
        ruling=ruling_words(file.ruled.ruling) if file.ruled else "",
    )


def _urgency(row: Row) -> tuple[bool, float, float, str]:
    """What is overdue first, then by when it is due; what has no clock last, the newest in front."""
    return row.due is None, row.due.timestamp() if row.due else 0.0, -row.since.timestamp(), row.case


@page(action="inquire", purpose="set the clocks of all cases", template="desk/cases.html")
def clocks(door: Door) -> CasesPage | HttpResponse:
    """Say how long every case may stay in a stage."""
    answer: CasesPage | HttpResponse = serve_clocks(door, queue)
    return answer


urls: list[URLPattern] = [
    path("cases/", cases, name="cases"),
    path("cases/new/", complaint_page, name="cases-new"),
    path("cases/clocks/", clocks, name="cases-clocks"),
    path("cases/of/<str:case>/", case_page, name="cases-one"),
    *(path(f"cases/of/<str:case>/{name}/", view, name=f"cases-{name}") for name, view in deed_views().items()),
]
