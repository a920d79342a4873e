"""What a device may send: field reports and submissions of the form, each once; feeds, read in the background."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Body, File, Form, Router, Status
from ninja.files import UploadedFile

from hudna.desk.api.door import door_for
from hudna.desk.bulk import Given, folder_of
from hudna.desk.compartments import MISSION
from hudna.desk.doorway import Door
from hudna.desk.faults import DESK
from hudna.desk.incoming import check_compartment
from hudna.desk.models import Import, Job
from hudna.desk.reports import Report, take_in, take_in_submissions
from hudna.desk.reports_feed import ask_for_feed
from hudna.desk.uploads import Brought
from hudna.desk.uploads import take_in as take_in_feed
from hudna.ground import when

router = Router(tags=["sending"])
MOST_SUBMISSIONS = 20 << 20


@router.post("/reports", summary="Send a field report; the same report twice is one", response={200: dict, 201: dict})
def report(request: HttpRequest, body: Annotated[Report, Body()]) -> Status[dict[str, Any]]:
    """201 if it is new, 200 if it was here already; 409 if another report has its id."""
    with door_for(request, "report", "send a field report") as door:
        kept, is_new = take_in(door, body.model_dump())
        if is_new:
            ask_for_feed(kept.compartment, door.visit.actor)
        told = {"report": kept.report, "sha256": kept.sha256, "new": is_new}
        return Status(201 if is_new else 200, told)


@router.post("/submissions", summary="Send submissions of the form, as ODK Central or Kobo give them out")
def submissions(request: HttpRequest, file: Annotated[UploadedFile, File()]) -> dict[str, Any]:
    """A JSON or CSV export. Each is taken in once; those that are refused are told with number and reason."""
    with door_for(request, "report", "send submissions of the form") as door:
        if (file.size or 0) > MOST_SUBMISSIONS:
            raise DESK.fault("upload-too-big", "That is more than 20 MB of submissions.")
        new, known, refused = take_in_submissions(door, file.read(), file.name or "submissions")
        if new:
            ask_for_feed(door.visit.party or MISSION, door.visit.actor)
        told = [{"number": number, "code": one.code, "what": one.what} for number, one in refused]
        return {"new": new, "known": known, "refused": told}


@router.post("/imports", summary="Bring in a feed; it is read in the background", response={202: dict})
def imports(
    request: HttpRequest,
    file: Annotated[UploadedFile, File()],
    compartment: Annotated[str, Form(max_length=80)] = "",
    zone: Annotated[str, Form(max_length=64)] = "",
) -> Status[dict[str, Any]]:
    """Gives the id under which its progress is asked for. ``compartment``: mission (default), common, or a party."""
    with door_for(request, "import", "bring in a feed") as door:
        job = _receive(door, file, compartment, zone)
        return Status(202, progress_of(Import.objects.get(pk=job.subject)))


@router.get("/imports/{key}", summary="How far an import is, and what became of its rows")
def one_import(request: HttpRequest, key: str) -> dict[str, Any]:
    """State, how much is done, rows read and rejected, what the registers do not know."""
    with door_for(request, "import", "ask how far an import is") as door:
        return progress_of(_seen(door, key))


@router.get("/imports/{key}/rejects.csv", summary="Rows that could not be read, with line and reason")
def rejects(request: HttpRequest, key: str) -> HttpResponse:
    """The rejects; nothing but a header where nothing was rejected."""
    with door_for(request, "import", "read the rejects of an import") as door:
        one = _seen(door, key)
        file = folder_of(settings.PLACE, one.id) / one.reading / "rejects.csv"
        if not one.reading or not file.exists():
            raise Http404
        response = HttpResponse(file.read_bytes(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="rejects.csv"'
        return response


def _receive(door: Door, file: UploadedFile, compartment: str, zone: str) -> Job:
    """Keep what came and queue its reading. Raises upload-too-big, compartment-unfit, zone-unknown."""
    compartment = check_compartment(door, compartment or door.visit.party or MISSION)
    if (file.size or 0) > settings.MOST_UPLOAD:
        raise DESK.fault("upload-too-big", f"That is more than {settings.MOST_UPLOAD >> 20} MiB.")
    if zone:
        when.zone(zone)
    way_in = settings.PLACE.uploads / f"device-{uuid4().hex}"
    with way_in.open("wb") as out:
        for piece in file.chunks():
            out.write(piece)
    try:
        brought = Brought(door.visit.actor, door.visit.purpose, compartment)
        return take_in_feed(settings.PLACE, way_in, file.name or "feed", brought, Given(zone=zone))
    finally:
        way_in.unlink(missing_ok=True)


def progress_of(one: Import) -> dict[str, Any]:
    """An import and the last job on it."""
    job = Job.objects.filter(subject=str(one.id)).order_by("-pk").first()
    return {
        "import": str(one.id),
        "name": one.name,
        "sha256": one.sha256,
        "compartment": one.compartment,
        "ready": one.ready,
        "rows": one.rows,
        "rejected": one.rejected,
        "unmapped": one.unmapped,
        "assessed": one.assessed,
        "job": None if job is None else {
            "state": job.state, "step": job.step, "done": job.done, "total": job.total, "fault": job.fault,
        },
    }  # fmt: skip


def _seen(door: Door, key: str) -> Import:
    """An import by its id, where the visitor sees its compartment; Http404 otherwise."""
    try:
        one = Import.objects.filter(id=UUID(key), withdrawn__isnull=True).first()
    except ValueError:
        one = None
    if one is None or not door.sees(one.compartment):
        raise Http404
    return one
