"""The feed of field reports: every report of a compartment as one import, read anew when more have come in."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID, uuid5

from hudna.desk.bulk import folder_of, import_file
from hudna.desk.models import FieldReport, Import, Job
from hudna.desk.place import Place
from hudna.desk.record import open_record
from hudna.desk.reports import as_feed
from hudna.desk.work import Teller, queue, work_of

NAME = "field-reports.csv"
_OF_REPORTS = UUID("6f1c7d9e-1b1e-4a53-9a53-5a3c0d6f2b10")


def ask_for_feed(compartment: str, actor: str) -> Job:
    """Queue the feed of a compartment to be made anew, unless that waits already."""
    return queue("reports", compartment, actor, "lay out field reports")


@work_of("reports")
def make_feed(place: Place, job: Job, tell: Teller) -> None:
    """Write every report of a compartment as a feed, and bring it in in place of the one before."""
    with open_record() as case:
        zone = case.opened.zone
    reports = FieldReport.objects.filter(compartment=job.subject).order_by("received", "pk")
    data = as_feed(reports, zone).encode()
    digest = sha256(data).hexdigest()
    given = {"name": NAME, "sha256": digest, "size": len(data), "compartment": job.subject, "by": job.actor}
    one, is_new = Import.objects.get_or_create(id=uuid5(_OF_REPORTS, job.subject), defaults=given)
    if not is_new and one.sha256 == digest and one.ready:
        return
    home = folder_of(place, one.id)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    before = home / one.sha256
    (home / digest).write_bytes(data)
    one.sha256, one.size, one.entry, one.by = digest, len(data), "", job.actor
    import_file(place, one, progress=tell)
    one.save(update_fields=["sha256", "size", "by"])
    if before != home / digest:
        before.unlink(missing_ok=True)
