"""What a device may read: the state of the case, incidents, findings, cases, ledgers, the journal, the form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Query, Router

from hudna.desk.api.door import AsOfWhen, Size, WhichOf, door_for
from hudna.desk.doorway import Door
from hudna.desk.exports import as_csv, as_geojson
from hudna.desk.selection import selection_of, shelf_of
from hudna.desk.xlsform import reporting_form
from hudna.house import entry_as_json, plain, status_as_json
from hudna.monitoring import Window as Span
from hudna.monitoring import beside, case_as_json, docket_as_json, joint_as_json, ledger_of_rulings, rulings_as_json

router = Router(tags=["reading"])
Start = Annotated[int, Query(ge=0, description="number of the first entry")]


@router.get("/me", summary="Whose token this is, and what it carries")
def me(request: HttpRequest) -> dict[str, Any]:
    """The account, its role and party, and the actions of the token."""
    account, scopes = request.account, request.scopes  # type: ignore[attr-defined]
    return {"office": account.username, "role": account.role, "party": account.party, "scopes": sorted(scopes)}


@router.get("/status", summary="Who is bound to what, which clocks run, what is in conflict")
def status(request: HttpRequest, as_of: AsOfWhen) -> dict[str, Any]:
    """Where the case stands, as far as the owner of the token sees it."""
    with door_for(request, "see-case", "read where the case stands") as door:
        docket = door.sight.docket_at(door.at)
        return status_as_json(door.case.opened, door.state, door.case.texts, docket, door.at, door.known_at)


@router.get("/incidents", summary="Incidents, page by page, newest first")
def incidents(request: HttpRequest, which: WhichOf, after: str = "", size: Size = 100) -> dict[str, Any]:
    """Incidents of the selection; ``next`` is the ``after`` of the next page, empty on the last."""
    with door_for(request, "see-incidents", "read incidents") as door:
        query, shelf = selection_of(door).query, shelf_of(door)
        rows, next_ = shelf.page(query, after=after, size=size)
        return {"count": shelf.count(query), "incidents": [plain(row) for row in rows], "next": next_}


@router.get("/incidents.csv", summary="Incidents as CSV (opens in Excel)")
def incidents_csv(request: HttpRequest, which: WhichOf) -> StreamingHttpResponse:
    """All incidents of the selection, in order of time."""
    with door_for(request, "see-incidents", "take incidents out as CSV") as door:
        return _stream(
            as_csv(shelf_of(door).table(selection_of(door).query)), "text/csv; charset=utf-8", "incidents.csv"
        )


@router.get("/incidents.geojson", summary="Incidents as GeoJSON (opens in QGIS)")
def incidents_geojson(request: HttpRequest, which: WhichOf) -> StreamingHttpResponse:
    """All incidents of the selection; one without a point is a feature without a geometry."""
    with door_for(request, "see-incidents", "take incidents out as GeoJSON") as door:
        batches = shelf_of(door).table(selection_of(door).query)
        return _stream(as_geojson(batches), "application/geo+json", "incidents.geojson")


def _stream(pieces: Iterator[bytes], kind: str, name: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(pieces, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@router.get("/incidents/{key}", summary="One incident with its findings")
def incident(request: HttpRequest, key: str) -> dict[str, Any]:
    """The incident, and every finding on it with its reasons."""
    with door_for(request, "see-incidents", "read an incident") as door:
        shelf = shelf_of(door)
        row = shelf.one(key)
        if row is None:
            raise Http404
        return {"incident": plain(row), "findings": [plain(one) for one in shelf.findings_of(key)]}


@router.get("/findings", summary="Findings, gravest and likeliest first")
def findings(
    request: HttpRequest, which: WhichOf, clause: str = "", after: str = "", size: Size = 100
) -> dict[str, Any]:
    """Findings on the incidents of the selection."""
    with door_for(request, "see-incidents", "read findings") as door:
        chosen, shelf = selection_of(door), shelf_of(door)
        rows, next_ = shelf.findings(
            chosen.of_findings, clause=clause, verdicts=chosen.verdicts, after=after, size=size
        )
        return {"findings": [plain(row) for row in rows], "next": next_}


@router.get("/cases", summary="Complaints and findings taken up: where each stands")
def cases(request: HttpRequest, as_of: AsOfWhen) -> dict[str, Any]:
    """The docket; its states sum to what was received."""
    with door_for(request, "see-docket", "read the docket") as door:
        return docket_as_json(door.sight.docket_at(door.at), door.at)


@router.get("/cases/{name}", summary="One complaint or finding with all that bears on it")
def case(request: HttpRequest, name: str, as_of: AsOfWhen) -> dict[str, Any]:
    """The case by its name."""
    with door_for(request, "see-docket", "read a case") as door:
        docket = door.sight.docket_at(door.at)
        if name not in docket:
            raise Http404
        return case_as_json(docket, docket[name])


@router.get("/ledgers", summary="Rulings by party, and what the sides count")
def ledgers(request: HttpRequest, as_of: AsOfWhen) -> dict[str, Any]:
    """Complaints, rulings and counts are different units, told apart and never added."""
    with door_for(request, "see-ledgers", "read the ledgers") as door:
        docket = door.sight.docket_at(door.at)
        opened = [file.opened.at for file in docket] or [door.at]
        rulings = ledger_of_rulings(docket, Span(min(opened), max(max(opened), door.at), door.zone))
        joint = [joint_as_json(one) for one in beside(door.state.ledgers)]
        return {"rulings": rulings_as_json(rulings), "counts": joint}


@router.get("/journal", summary="Entries of the journal, in order")
def journal(request: HttpRequest, as_of: AsOfWhen, start: Start = 0, size: Size = 100) -> dict[str, Any]:
    """Entries of one's compartments; ``hidden``: how many there are beside these."""
    with door_for(request, "see-journal", "read the journal") as door:
        return _entries(door, start, size)


def _entries(door: Door, start: int, size: int) -> dict[str, Any]:
    sight = door.sight
    aside = sight.state.settled.set_aside
    some = sight.entries[start : start + size]
    told = [entry_as_json(entry, aside.get(entry.hash, "")) for entry in some]
    return {"entries": told, "count": len(sight.entries), "hidden": sight.hidden, "start": start}


@router.get("/journal/heads", summary="Signed heads of every log")
def heads(request: HttpRequest) -> dict[str, Any]:
    """By these a copy of the journal is compared with another one."""
    with door_for(request, "see-journal", "read the signed heads") as door:
        store = door.case.store
        told = [
            plain(head) | {"root": head.root.hex(), "key": head.key.hex(), "signature": head.signature.hex()}
            for log in store.tails()
            for head in store.heads(log)
        ]
        return {"heads": told}


@router.get("/form.xlsx", summary="The reporting form for ODK and Kobo")
def form(request: HttpRequest, plan: str = "", version: str = "") -> HttpResponse:
    """An XLSForm whose acts, areas and parties are those of the plan's text."""
    with door_for(request, "report", "fetch the reporting form") as door:
        return form_of(door, plan, version)


def form_of(door: Door, plan: str = "", version: str = "") -> HttpResponse:
    """The form as a file. Raises plan-unsaid, and Http404 for a version that the visitor does not see."""
    plan, version = door.state.which(plan, version or _newest(door, plan))
    offered = door.state.consents.plans.get(plan, {}).get(version)
    if offered is None:
        raise Http404
    loaded, title = door.case.texts[offered.offer.document], door.case.opened.title
    data = reporting_form(loaded, title=title, form=f"{plan}-{version}", version=offered.offer.document[:12])
    response = HttpResponse(data, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response["Content-Disposition"] = f'attachment; filename="{plan}-{version}.xlsx"'
    return response


def _newest(door: Door, plan: str) -> str:
    """The version offered last, of the plan or of the only one there is."""
    plans = door.state.consents.plans
    plan = plan or (next(iter(plans)) if len(plans) == 1 else "")
    return ([*plans.get(plan, {})] or [""])[-1]
