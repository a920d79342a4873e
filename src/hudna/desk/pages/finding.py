"""A finding: what does the assessment say of one incident under one clause, for which reasons, and what came of it?"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hudna.desk.bulk import FindingRow
from hudna.desk.codes import ruling_words, stage_words
from hudna.desk.doorway import Door, page
from hudna.desk.faults import DESK
from hudna.desk.names import Names, names_of, verdict_means, verdict_words
from hudna.desk.pages.as_told import AsTold, as_told
from hudna.desk.pages.case_ground import log_of
from hudna.desk.pages.finding_clause import Signed, asked, basis_of, signed, way_to
from hudna.desk.pages.mapped import key_parts, with_query
from hudna.desk.reasons import Step, between, open_words, steps
from hudna.desk.selection import kept_from, shelf_of
from hudna.desk.telling import without_slips
from hudna.ground import Fault
from hudna.house import State
from hudna.journal import Decision
from hudna.monitoring import FINDINGS, CaseFile, DenialReceived, Docket, FindingTakenUp, next_case, take_up


@dataclass(frozen=True)
class Denial:
    """A denial on its case: when, by which party, in which words (a reference to a slip stands for a name)."""

    at: datetime
    party: str
    words: str


@dataclass(frozen=True)
class Taken:
    """The case that a finding was taken up as: where it stands, who denies what, the ruling that stands."""

    case: str
    href: str
    stage: str
    denials: tuple[Denial, ...]
    ruling: str
    reasons: str


@dataclass(frozen=True)
class FindingPage:
    """A finding, with its reasons. ``steps`` multiply to ``p``; ``low``–``high``: with open questions either way."""

    zone: str
    at: datetime
    id: str
    incident: str
    clause: str
    verdict: str
    verdict_words: str
    means: str
    p: float
    low: float
    high: float
    interval: tuple[str, str, str]
    steps: tuple[Step, ...]
    open: str
    reasons: str
    author: str
    authors: tuple[tuple[str, str], ...]
    source: AsTold
    signed: Signed | None
    excepted_by: str
    excepting: Signed | None
    taken: Taken | None
    may_take: bool
    take: str
    parties: tuple[tuple[str, str], ...]
    typed_at: str
    typed_tell: tuple[str, ...]
    fault: Fault | None
    back: str


@page(action="see-incidents", purpose="read a finding and its reasons", template="desk/finding.html")
def one(door: Door, feed: UUID, number: int) -> FindingPage:
    """One finding; 404 for one that is not there or not to be seen."""
    return _shown(door, _row(door, feed, number))


@require_POST
@page(action="inquire", purpose="take a finding up", template="desk/finding.html")
def take(door: Door, feed: UUID, number: int) -> FindingPage | HttpResponse:
    """Make a finding a case, with the finding itself kept beside the record."""
    row, given = _row(door, feed, number), door.request.POST
    also = tuple(filter(None, given.getlist("tell")))
    kept = _as_file(row)
    try:
        said = door.said(given.get("at", "").strip())
        door.record(lambda state: _taking(door, state, row, kept, also, said.at), said, keep=[kept])
    except Fault as fault:
        return _shown(door, row, fault, (given.get("at", ""), also))
    messages.success(door.request, _("Taken up. It is in the docket until it is ruled on, and after."))
    here = with_query(reverse("findings-one", args=(feed, number)), kept_from(door.request.GET))
    return HttpResponseRedirect(here, status=303)


def _taking(
    door: Door, state: State, row: FindingRow, kept: bytes, also: tuple[str, ...], at: datetime
) -> tuple[Decision, ...]:
    if (file := taken_as(state.docket, row)) is not None:
        raise DESK.fault("finding-taken", f"This finding is case {file.case} already.")
    finding = FindingTakenUp(
        case=next_case(state.docket, log_of(door)),
        incident_id=row.incident_id,
        clause=row.clause,
        verdict=row.verdict,
        p=f"{row.p:.6f}",
        findings=sha256(kept).hexdigest(),
        against=row.author or "",
        parties=also,
    )
    return take_up(state.docket, finding=finding, by=door.visit.actor, at=at)


def taken_as(docket: Docket, row: FindingRow) -> CaseFile | None:
    """The case that a finding was taken up as, if it was."""
    for file in docket:
        matter = file.matter
        same = isinstance(matter, FindingTakenUp) and (matter.incident_id, matter.clause) == (
            row.incident_id,
            row.clause,
        )
        if same:
            return file
    return None


def _as_file(row: FindingRow) -> bytes:
    """The finding as a file of findings of one row (Parquet), the same bytes for the same finding."""
    told = {name: value for name, value in asdict(row).items() if name in FINDINGS.names}
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist([told], schema=FINDINGS), sink, compression="zstd")
    return bytes(sink.getvalue())


def _row(door: Door, feed: UUID, number: int) -> FindingRow:
    found = shelf_of(door).finding(f"{feed}:{number}")
    if found is None:
        raise Http404
    return found


def _shown(
    door: Door, row: FindingRow, fault: Fault | None = None, typed: tuple[str, tuple[str, ...]] | None = None
) -> FindingPage:
    names, kept = names_of(door), kept_from(door.request.GET)
    file = taken_as(door.sight.docket_at(door.at), row)
    basis = basis_of(door, row.feed)
    return FindingPage(
        zone=door.zone,
        at=door.at,
        id=row.incident_id,
        incident=with_query(reverse("incidents-one", args=key_parts(row.row)), kept),
        clause=row.clause,
        verdict=row.verdict,
        verdict_words=verdict_words(row.verdict),
        means=verdict_means(row.verdict),
        p=row.p,
        low=row.p_low,
        high=row.p_high,
        interval=between(row),
        steps=steps(row, names),
        open=open_words(row.undecided),
        reasons=row.reasons,
        author=names.party(row.author) if row.author else "",
        authors=_authors(row, names),
        source=as_told(row, names, door.zone, shelf_of(door)),
        signed=signed(basis, row.clause, names),
        excepted_by=row.excepted_by or "",
        excepting=signed(basis, row.excepted_by, names) if row.excepted_by else None,
        taken=_taken(file, names) if file else None,
        may_take=door.may("inquire") and file is None,
        take=with_query(reverse("findings-take", args=key_parts(row.key)), kept),
        parties=tuple((party, names.party(party)) for party in asked(basis) if party != row.author),
        typed_at=typed[0] if typed else door.request.GET.get("at", ""),
        typed_tell=typed[1] if typed else (),
        fault=fault,
        back=with_query(reverse("findings"), kept),
    )


def _authors(row: FindingRow, names: Names) -> tuple[tuple[str, str], ...]:
    """Everyone who may have done it, with shares."""
    found = []
    for entry in filter(None, (row.authors or "").split("; ")):
        name, _sep, share = entry.rpartition(" ")
        try:
            found.append((names.party(name), names.digits(f"{100 * float(share):.0f}%")))
        except ValueError:
            found.append((names.party(entry), ""))
    return tuple(found)


def _taken(file: CaseFile, names: Names) -> Taken:
    denials = tuple(
        Denial(entry.at, names.party(event.party), without_slips(event.words))
        for entry in file.denials
        if isinstance(event := entry.event, DenialReceived)
    )
    ruled = file.ruled
    return Taken(
        case=file.case,
        href=way_to("cases-one", file.case) or way_to("cases"),
        stage=stage_words(file.stage),
        denials=denials,
        ruling=ruling_words(ruled.ruling) if ruled else "",
        reasons=without_slips(ruled.reasons) if ruled else "",
    )
