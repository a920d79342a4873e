"""One import: what became of its rows, what is unknown in it, and the deeds on it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hudna.desk import work
from hudna.desk.bulk import Given, folder_of, text_for
from hudna.desk.doorway import Door, page, show
from hudna.desk.faults import DESK
from hudna.desk.incoming import OPEN, Standing, standing_of
from hudna.desk.models import Import, Job
from hudna.desk.naming import Kind, kinds_of, names_in
from hudna.desk.withdrawing import follow_record
from hudna.ground import Fault, when
from hudna.incidents import REASONS
from hudna.journal import Decision, EntryStruck

REJECTS_PER_PAGE = 50
MOST_WHY = 500
FILES = {"rejects.csv": "text/csv; charset=utf-8", "mapping-stub.yaml": "application/yaml; charset=utf-8"}


@dataclass(frozen=True)
class Rejected:
    """A row that could not be read: its line, the code of the reason and its meaning, the reason in full, the row."""

    line: str
    code: str
    means: str
    words: str
    raw: str


@dataclass(frozen=True)
class ImportPage:
    """One import. ``fault``: why the last deed on it was refused, ``why``: what was typed there."""

    zone: str
    at: datetime
    known_at: datetime | None
    one: Standing
    sha256: str
    entry: str
    dates: str
    """The zone that was named for dates that do not say theirs; empty: none was."""
    has_mapping: bool
    is_open: bool
    nobody_works: bool
    kinds: tuple[Kind, ...]
    rejects: tuple[Rejected, ...]
    has_stub: bool
    may_change: bool
    other_registers: bool
    """It was read with the registers of another text than the one in force now."""
    fault: Fault | None = None
    why: str = ""


@dataclass(frozen=True)
class StatusPart:
    """How far the work on an import is."""

    one: Standing
    is_open: bool
    nobody_works: bool


@dataclass(frozen=True)
class RejectsPage:
    """The rows of an import that could not be read, a page of them."""

    one: Standing
    rejects: tuple[Rejected, ...]
    number: int
    pages: int
    per_page: int


def found(door: Door, key: UUID) -> Import:
    """An import that the visitor sees; what lies elsewhere, and what does not exist, is not found alike."""
    one = Import.objects.filter(pk=key).first()
    if one is None or not door.sees(one.compartment) or (door.known_at is not None and one.at > door.known_at):
        raise Http404
    return one


@require_http_methods(["GET", "HEAD"])
@page(action="import", purpose="see what became of an import", template="desk/imports_one.html")
def one(door: Door, key: UUID) -> ImportPage:
    """One import."""
    return _page(door, found(door, key))


def _page(door: Door, record: Import, fault: Fault | None = None, why: str = "") -> ImportPage:
    (standing,) = standing_of(door, [record])
    is_open = standing.going is not None and standing.going.is_open
    consent = text_for(record.compartment)
    return ImportPage(
        zone=door.zone,
        at=door.at,
        known_at=door.known_at,
        one=standing,
        sha256=record.sha256,
        entry=record.entry,
        dates=record.zone,
        has_mapping=bool(record.mapping),
        is_open=is_open,
        nobody_works=is_open and not work.is_at_work(settings.PLACE),
        kinds=kinds_of(record, consent, door.request.GET.get("kind", "")) if record.ready else (),
        rejects=tuple(islice(_rejects(record), 5)),
        has_stub=record.ready and _file(record, "mapping-stub.yaml").exists(),
        other_registers=record.ready and _registers(record) != (consent.plan, consent.version),
        may_change=record.withdrawn is None and door.known_at is None,
        fault=fault,
        why=why,
    )


@require_http_methods(["GET", "HEAD"])
@page(action="import", purpose="see how far an import is", template="desk/imports_status.html")
def status(door: Door, key: UUID) -> StatusPart | HttpResponse:
    """How far it is, for a page that looks again; once the work is done, the whole page is to be loaded."""
    (standing,) = standing_of(door, [found(door, key)])
    is_open = standing.going is not None and standing.going.is_open
    part = StatusPart(standing, is_open, is_open and not work.is_at_work(settings.PLACE))
    answer = show(door.request, "desk/imports_status.html", part)
    if not is_open:
        answer["HX-Refresh"] = "true"
    return answer


@require_http_methods(["GET", "HEAD"])
@page(action="import", purpose="read rejected rows", template="desk/imports_rejects.html")
def rejects(door: Door, key: UUID) -> RejectsPage:
    """The rows that could not be read."""
    record = found(door, key)
    (standing,) = standing_of(door, [record])
    pages = max(1, -(-record.rejected // REJECTS_PER_PAGE))
    asked = door.request.GET.get("page", "1")
    number = min(max(int(asked), 1), pages) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else 1
    first = (number - 1) * REJECTS_PER_PAGE
    rows = tuple(islice(_rejects(record), first, first + REJECTS_PER_PAGE))
    return RejectsPage(standing, rows, number, pages, REJECTS_PER_PAGE)


@require_http_methods(["GET", "HEAD"])
@page(action="import", purpose="take rejected rows or unknown names along")
def download(door: Door, key: UUID, name: str) -> FileResponse:
    """The rejects for a spreadsheet, or the names that nobody knows as a file to be filled in."""
    record = found(door, key)
    file = _file(record, name)
    if name not in FILES or not record.ready or not file.exists():
        raise Http404
    return FileResponse(file.open("rb"), content_type=FILES[name], as_attachment=True, filename=name)


@require_http_methods(["POST"])
@page(action="import", purpose="map what is unknown in an import")
def name_them(door: Door, key: UUID) -> HttpResponse:
    """Map names by hand, and read the file anew; the old reading counts until the new one is done."""
    record = found(door, key)
    try:
        _check_open(record)
        names = names_in(door.request.POST, record, text_for(record.compartment))
        return _read_anew(door, record, Given(record.mapping, names, record.zone))
    except Fault as fault:
        return show(door.request, "desk/imports_one.html", _page(door, record, fault), status=422)


@require_http_methods(["POST"])
@page(action="import", purpose="read an import anew")
def read(door: Door, key: UUID) -> HttpResponse:
    """Read the file anew, with another mapping file or in another zone; names mapped by hand stay."""
    from hudna.desk.pages.imports import mapping_in

    record = found(door, key)
    zone = door.request.POST.get("zone", "").strip()
    try:
        _check_open(record)
        if zone:
            when.zone(zone)
        mapping = mapping_in(door.request) or ("" if door.request.POST.get("without") else record.mapping)
        return _read_anew(door, record, Given(mapping, record.names, zone))
    except Fault as fault:
        return show(door.request, "desk/imports_one.html", _page(door, record, fault), status=422)


@require_http_methods(["POST"])
@page(action="import", purpose="withdraw an import from sight")
def withdraw(door: Door, key: UUID) -> HttpResponse:
    """Strike the entry that says it came in; it stays in the record, with who withdrew it and why."""
    record = found(door, key)
    why = door.request.POST.get("why", "").strip()
    try:
        _check_open(record)
        if not why:
            raise DESK.fault("field-missing", "Say why it is withdrawn.")
        if len(why) > MOST_WHY:
            raise DESK.fault("field-long", f"Why it is withdrawn has over {MOST_WHY} characters.")
        why = door.case.hide(why)
        if record.entry:
            said = door.said()
            door.record(lambda state: [Decision(EntryStruck(record.entry, why), said.at)], said)
            follow_record(door.case)
        else:  # it was never read, so the record does not know of it
            told = {"withdrawn": datetime.now(UTC), "withdrawn_by": door.visit.actor, "withdrawn_why": why}
            Import.objects.filter(pk=record.pk).update(**told)
    except Fault as fault:
        return show(door.request, "desk/imports_one.html", _page(door, record, fault, why), status=422)
    messages.success(door.request, _("It is withdrawn; the record keeps that it came in, and why it went."))
    return HttpResponseRedirect(reverse("imports"), status=303)


def _read_anew(door: Door, record: Import, given: Given) -> HttpResponse:
    told: dict[str, object] = {"mapping": given.mapping, "names": dict(given.names or {}), "zone": given.zone}
    work.queue("import", str(record.pk), door.visit.actor, door.visit.purpose, told)
    messages.success(door.request, _("It is read anew; what was read before counts until that is done."))
    return HttpResponseRedirect(reverse("imports-one", args=[record.pk]), status=303)


def _check_open(record: Import) -> None:
    """Raise import-going while a job on it is open, and import-withdrawn."""
    if record.withdrawn is not None:
        raise DESK.fault("import-withdrawn", "It was withdrawn.")
    if Job.objects.filter(subject=str(record.pk), state__in=OPEN).exists():
        raise DESK.fault("import-going", "It is being read just now.")


def _registers(record: Import) -> tuple[str, str]:
    return record.register.get("plan", ""), record.register.get("version", "")


def _file(record: Import, name: str) -> Path:
    return folder_of(settings.PLACE, record.pk) / record.reading / name


def _rejects(record: Import) -> Iterator[Rejected]:
    """The rejects, one after the other, in the order of the file."""
    if not record.ready or not record.rejected:
        return
    with _file(record, "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            code = row["reason"]
            yield Rejected(row["line"], code, REASONS.get(code, ""), row["words"], row["row"])


urls: list[URLPattern] = [
    path("imports/<uuid:key>/", one, name="imports-one"),
    path("imports/<uuid:key>/status/", status, name="imports-status"),
    path("imports/<uuid:key>/rejects/", rejects, name="imports-rejects"),
    path("imports/<uuid:key>/names/", name_them, name="imports-names"),
    path("imports/<uuid:key>/read/", read, name="imports-read"),
    path("imports/<uuid:key>/withdraw/", withdraw, name="imports-withdraw"),
    path("imports/<uuid:key>/<str:name>", download, name="imports-file"),
]
