"""Imports: what came in, what was rejected and why, and what do the registers not know?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hudna.desk import work
from hudna.desk.bulk import Given
from hudna.desk.doorway import Door, page, show
from hudna.desk.faults import DESK
from hudna.desk.incoming import (
    Going,
    Standing,
    assessing_all,
    check_compartment,
    compartments_for,
    seen,
    standing_of,
)
from hudna.desk.pages import imports_one
from hudna.desk.uploads import MOST_MAPPING, Brought, check_mapping, take_in
from hudna.ground import Fault, when
from hudna.incidents import INCIDENTS_FAULTS

PER_PAGE = 50
PURPOSE = "bring in a feed"


@dataclass(frozen=True)
class Asked:
    """What was typed into the form, shown again where it was refused."""

    compartment: str
    zone: str
    mapping: str = ""
    fault: Fault | None = None


@dataclass(frozen=True)
class ImportsPage:
    """Imports. ``is_open``: something is queued or at work, so that the list is looked at again."""

    zone: str
    at: datetime
    known_at: datetime | None
    imports: tuple[Standing, ...]
    number: int
    pages: int
    total: int
    is_open: bool
    nobody_works: bool
    everything: Going | None
    changed: int
    may_assess: bool
    compartments: tuple[str, ...]
    most: int
    asked: Asked


def _page(door: Door, asked: Asked | None = None) -> ImportsPage:
    chosen = Paginator(seen(door), PER_PAGE).get_page(door.request.GET.get("page", "1"))
    imports = standing_of(door, list(chosen))
    everything = assessing_all()
    is_open = everything is not None or any(one.going is not None and one.going.is_open for one in imports)
    compartments = compartments_for(door)
    return ImportsPage(
        zone=door.zone,
        at=door.at,
        known_at=door.known_at,
        imports=imports,
        number=chosen.number,
        pages=chosen.paginator.num_pages,
        total=chosen.paginator.count,
        is_open=is_open,
        nobody_works=is_open and not work.is_at_work(settings.PLACE),
        everything=everything,
        changed=sum(one.changed and one.ready and one.withdrawn is None for one in imports),
        may_assess=door.visit.compartments is None,
        compartments=compartments,
        most=settings.MOST_UPLOAD,
        asked=asked or Asked(compartments[0], ""),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(action="import", purpose=PURPOSE, template="desk/imports.html")
def imports(door: Door) -> ImportsPage | HttpResponse:
    """The imports, and the form to bring one in."""
    if door.request.method != "POST":
        return _page(door)
    asked = Asked(door.request.POST.get("compartment", ""), door.request.POST.get("zone", "").strip())
    try:
        one = _bring_in(door, asked)
    except Fault as fault:
        again = Asked(asked.compartment, asked.zone, fault=fault)
        return show(
            door.request, "desk/imports.html", _page(door, again), status=413 if fault.code == "upload-too-big" else 422
        )
    messages.success(door.request, _("It came in and waits to be read."))
    return HttpResponseRedirect(reverse("imports-one", args=[one]), status=303)


@require_http_methods(["GET", "HEAD"])
@page(action="import", purpose="see how far imports are", template="desk/imports_list.html")
def running(door: Door) -> ImportsPage:
    """The list alone, for a page that looks again while something is at work."""
    return _page(door)


@require_http_methods(["POST"])
@page(action="import", purpose="assess imports anew")
def assess_all(door: Door) -> HttpResponse:
    """Queue every import to be assessed under the consent of now; for those who see every compartment."""
    if door.visit.compartments is not None:
        raise DESK.fault("role-unfit", "Only who sees every compartment assesses all imports.")
    work.queue("assess", "", door.visit.actor, door.visit.purpose)
    messages.success(door.request, _("Every import is assessed anew, one after the other."))
    return HttpResponseRedirect(reverse("imports"), status=303)


def _bring_in(door: Door, asked: Asked) -> str:
    """Keep the file that was sent; gives the id of its import."""
    file = door.request.FILES.get("file")
    if file is None or not file.name:
        raise DESK.fault("upload-unfit", "No file was chosen.")
    if (file.size or 0) > settings.MOST_UPLOAD:
        raise DESK.fault("upload-too-big", f"That is {file.size:,} bytes; at most {settings.MOST_UPLOAD:,} are taken.")
    check_compartment(door, asked.compartment)
    given = Given(mapping=mapping_in(door.request), zone=asked.zone)
    if given.zone:
        when.zone(given.zone)
    brought = Brought(door.visit.actor, door.visit.purpose, asked.compartment)
    with_path = way_in(file)
    try:
        job = take_in(settings.PLACE, with_path, file.name, brought, given)
    finally:
        with_path.unlink(missing_ok=True)
    return str(job.subject)


def way_in(file: UploadedFile[Any]) -> Path:
    """Where the bytes of an uploaded file lie, in the folder of uploads."""
    if isinstance(file, TemporaryUploadedFile):
        return Path(file.temporary_file_path())
    path = Path(settings.PLACE.uploads) / f"form-{uuid4().hex}.upload"
    with path.open("wb") as out:
        for piece in file.chunks():
            out.write(piece)
    return path


def mapping_in(request: HttpRequest) -> str:
    """The text of the mapping file that was sent along, checked; empty where none was."""
    file = request.FILES.get("mapping")
    if file is None or not file.size:
        return ""
    if file.size > MOST_MAPPING:
        raise INCIDENTS_FAULTS.fault("feed-binary", f"A mapping file has {MOST_MAPPING:,} bytes at most.")
    return check_mapping(file.read(), file.name or "mapping.yaml")


urls: list[URLPattern] = [
    path("imports/", imports, name="imports"),
    path("imports/running/", running, name="imports-running"),
    path("imports/assess/", assess_all, name="imports-assess"),
    *imports_one.urls,
]
