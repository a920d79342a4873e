"""How the imports of a desk stand, for the pages: job and progress, what is unknown, whether consent changed since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hudna.desk.bulk import KINDS, mark_of
from hudna.desk.compartments import COMMON, MISSION
from hudna.desk.doorway import Door
from hudna.desk.faults import DESK
from hudna.desk.models import Account, Import, Job
from hudna.desk.record import sight_of
from hudna.desk.roles import Role

OPEN = ("queued", "running")


@dataclass(frozen=True)
class Going:
    """A job that is queued or at work, or was refused. ``done`` of ``total`` of its step, in no unit of its own."""

    kind: str
    state: str
    step: str
    done: int
    total: int
    fault: str
    queued: datetime

    @property
    def is_open(self) -> bool:
        """Does it still wait or work?"""
        return self.state in OPEN


@dataclass(frozen=True)
class Standing:
    """One import, in a line."""

    id: str
    name: str
    size: int
    compartment: str
    by: str
    at: datetime
    reader: str
    rows: int
    rejected: int
    unknown: int
    """Names that the registers do not know."""
    ready: bool
    assessed: bool
    why_not: str
    """Code of the fault that kept it from being assessed."""
    plan: str
    version: str
    verdicts: tuple[tuple[str, int], ...]
    changed: bool
    """Consent changed since it was assessed."""
    withdrawn: datetime | None
    withdrawn_by: str
    withdrawn_why: str
    going: Going | None


def seen(door: Door) -> list[Import]:
    """The imports that the visitor sees, the latest first; those withdrawn too, so that they are told of."""
    rows = Import.objects.order_by("-at", "id")
    if door.visit.compartments is not None:
        rows = rows.filter(compartment__in=door.visit.compartments)
    if door.known_at is not None:
        rows = rows.filter(at__lte=door.known_at)
    return list(rows)


def standing_of(door: Door, imports: Sequence[Import]) -> tuple[Standing, ...]:
    """How these stand."""
    jobs = last_jobs([str(one.id) for one in imports])
    marks: dict[str, str] = {}
    made = []
    for one in imports:
        told = one.assessed or {}
        if one.compartment not in marks:
            marks[one.compartment] = mark_of(sight_of(door.case, sight_in(one.compartment)).state)
        job = jobs.get(str(one.id))
        made.append(
            Standing(
                id=str(one.id),
                name=one.name,
                size=one.size,
                compartment=one.compartment,
                by=one.by,
                at=one.at,
                reader=one.reader,
                rows=one.rows,
                rejected=one.rejected,
                unknown=sum(len(one.unmapped.get(kind, ())) for kind in KINDS),
                ready=one.ready,
                assessed=bool(told) and "fault" not in told,
                why_not=told.get("fault", ""),
                plan=told.get("plan", ""),
                version=told.get("version", ""),
                verdicts=tuple((told.get("incidents_by_verdict") or {}).items()),
                changed=bool(told) and told.get("mark") != marks[one.compartment],
                withdrawn=one.withdrawn,
                withdrawn_by=one.withdrawn_by,
                withdrawn_why=one.withdrawn_why,
                going=job,
            )
        )
    return tuple(made)


def last_jobs(subjects: Iterable[str]) -> dict[str, Going]:
    """The last job on each of these imports, unless it is done; one that assesses all of them counts for each."""
    subjects = list(subjects)
    found: dict[str, Going] = {}
    for job in Job.objects.filter(subject__in=subjects).order_by("pk"):
        found[job.subject] = going(job)
    return {subject: job for subject, job in found.items() if job.state != "done"}


def going(job: Job) -> Going:
    """A job as the pages tell it."""
    return Going(job.kind, job.state, job.step, job.done, job.total, job.fault, job.queued)


def assessing_all() -> Going | None:
    """The job that assesses everything anew, where one is open."""
    job = Job.objects.filter(kind="assess", subject="", state__in=OPEN).order_by("pk").last()
    return going(job) if job else None


def sight_in(compartment: str) -> frozenset[str] | None:
    """What is seen from a compartment: from the mission's own all, from any other what is common and its own."""
    return None if compartment == MISSION else frozenset({COMMON, compartment})


def compartments_for(door: Door) -> tuple[str, ...]:
    """The compartments that the visitor may bring a feed into: a liaison its own, others any of the case."""
    if door.visit.role is Role.LIAISON:
        return (door.visit.party,)
    parties = {version.offer.offered_by for plan in door.state.consents.plans.values() for version in plan.values()}
    for plan in door.state.consents.plans.values():
        for version in plan.values():
            parties |= {getattr(said.event, "party", "") for said in version.course}
    parties |= set(Account.objects.filter(role=Role.LIAISON).values_list("party", flat=True))
    return (MISSION, COMMON, *sorted(parties - {""}))


def check_compartment(door: Door, compartment: str) -> str:
    """The compartment that was chosen. Raises compartment-unfit for one that the visitor may not bring into."""
    if compartment not in compartments_for(door):
        raise DESK.fault("compartment-unfit", f"“{compartment}” is no compartment that you may bring a feed into.")
    return compartment
