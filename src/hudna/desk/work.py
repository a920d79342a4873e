"""The worker: takes up jobs one after the other, in a process of its own, beside the server of pages.

At most one worker of a desk is at work: it holds a lock on a file of the desk's folder, which the system lets go when
the process ends, however it ends. So a worker that has the lock and finds a job running knows that whoever ran it is
gone, and takes it up again; a job that brought its worker down three times is refused.
"""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module

from django.conf import settings
from django.db import close_old_connections
from django.db.models import F

from hudna.desk import rehearsals
from hudna.desk.bulk import Given, assess_again, import_file
from hudna.desk.faults import DESK
from hudna.desk.models import Import, Job
from hudna.desk.place import Place
from hudna.desk.record import open_record
from hudna.desk.uploads import clear_away
from hudna.desk.withdrawing import follow_record
from hudna.ground import Fault

LOG = logging.getLogger("hudna.desk.work")
LOCK = "worker.lock"
BRING_KINDS = (
    *("hudna.desk.reports_feed", "hudna.desk.matches"),
    *("hudna.desk.exchange_reconciling", "hudna.desk.exchange_planning"),
)
"""Modules that have kinds of jobs of their own."""
MOST_ATTEMPTS = 3
SECONDS_BETWEEN_TELLS = 0.4
SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_FOLLOWINGS = 5.0
NICENESS = 10
LEAST_MEMORY = 3 << 30
SHARE_OF_MEMORY = 0.6
"""Of the machine's memory, that a worker may take for what it reads; a file that needs more is refused."""
_KINDS: dict[str, Callable[[Place, Job, Teller], None]] = {}


class Teller:
    """Writes how far a job is, a few times a second at most."""

    def __init__(self, job: Job) -> None:
        self._job, self._told, self._step = job, 0.0, ""

    def __call__(self, step: str, done: int, total: int) -> None:
        """So much of a step is done."""
        now = time.monotonic()
        if step == self._step and now - self._told < SECONDS_BETWEEN_TELLS:
            return
        self._told, self._step = now, step
        beat = datetime.now(UTC)
        Job.objects.filter(pk=self._job.pk).update(step=step, done=done, total=total, beat=beat)


def work_of(kind: str) -> Callable[[Callable[[Place, Job, Teller], None]], Callable[[Place, Job, Teller], None]]:
    """Make a function the work of a kind of job."""

    def take(work: Callable[[Place, Job, Teller], None]) -> Callable[[Place, Job, Teller], None]:
        _KINDS[kind] = work
        return work

    return take


@work_of("import")
def _import(place: Place, job: Job, tell: Teller) -> None:
    given = Given(**job.given) if job.given else None
    import_file(place, Import.objects.get(pk=job.subject), progress=tell, given=given)


@work_of("assess")
def _assess(place: Place, job: Job, tell: Teller) -> None:
    """One import, or all that were read where no subject is named."""
    chosen = Import.objects.filter(ready=True, withdrawn__isnull=True)
    for one in chosen.filter(pk=job.subject) if job.subject else chosen:
        assess_again(place, one, progress=tell)


@work_of("rehearse")
def _rehearse(place: Place, job: Job, tell: Teller) -> None:
    rehearsals.carry_out(place, job, tell)


def queue(kind: str, subject: str, actor: str, purpose: str, given: dict[str, object] | None = None) -> Job:
    """Queue a job, unless the very same waits already; gives the one that waits."""
    waiting = Job.objects.filter(kind=kind, subject=subject, state="queued", given=given or {}).first()
    return waiting or Job.objects.create(kind=kind, subject=subject, actor=actor, purpose=purpose, given=given or {})


def run_pending(place: Place | None = None) -> int:
    """Do all that is queued, here and now; gives how many jobs were done."""
    count = 0
    _know_every_kind()
    follow()
    while (job := claim()) is not None:
        run(place or settings.PLACE, job)
        count += 1
    return count


def claim() -> Job | None:
    """The job that waited longest, now running and nobody else's; None where none waits."""
    for job in Job.objects.filter(state="queued").order_by("queued", "pk")[:8]:
        now = datetime.now(UTC)
        mine = Job.objects.filter(pk=job.pk, state="queued").update(
            state="running", started=now, beat=now, attempts=F("attempts") + 1
        )
        if mine:
            job.refresh_from_db()
            return job
    return None


def run(place: Place, job: Job) -> None:
    """Do a job; a fault refuses it, in its words."""
    state, fault = "done", ""
    try:
        _KINDS[job.kind](place, job, Teller(job))
    except Fault as refused:
        state, fault = "refused", told(refused)
    except MemoryError:
        state, fault = "refused", told(DESK.fault("import-too-heavy", "It needs more memory than the worker has."))
    except Exception as error:
        LOG.exception("unforeseen", exc_info=error, extra={"job": job.pk, "kind": job.kind})
        unforeseen = DESK.fault("job-broken", "Something unforeseen happened; what was there before still counts.")
        state, fault = "refused", told(unforeseen)
    Job.objects.filter(pk=job.pk).update(state=state, fault=fault, ended=datetime.now(UTC))
    LOG.info("job", extra={"job": job.pk, "kind": job.kind, "state": state, "actor": job.actor})


def told(fault: Fault) -> str:
    """A fault in a line, with the line of the file it is about; without where that file lies here."""
    line = f"line {fault.where.line}: " if fault.where.line else ""
    return f"{line}{fault.what} To do: {fault.remedy} [{fault.code}]"


def follow() -> None:
    """Make the table of imports say what the record says; a record that cannot be opened is left for later."""
    try:
        with open_record() as case:
            follow_record(case)
    except Fault as fault:
        LOG.warning("record", extra={"code": fault.code})


def take_up_again() -> int:
    """Queue again what was running when its worker ended; only for who holds the lock. Gives how many."""
    left = Job.objects.filter(state="running")
    fault = told(DESK.fault("job-broken", f"It brought its worker down {MOST_ATTEMPTS} times."))
    left.filter(attempts__gte=MOST_ATTEMPTS).update(state="refused", fault=fault, ended=datetime.now(UTC))
    return left.update(state="queued", step="", done=0)


def is_at_work(place: Place) -> bool:
    """Does any process hold the lock of the worker?"""
    try:
        with (place.folder / LOCK).open("r") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


@contextmanager
def alone(place: Place, stop: Callable[[], bool]) -> Iterator[bool]:
    """Be the one worker of a desk: waits until the one before is gone. Gives False where it was stopped meanwhile."""
    place.make()
    with (place.folder / LOCK).open("w") as file:
        while not stop():
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(SECONDS_BETWEEN_LOOKS)
                continue
            yield True
            return
        yield False


def main() -> None:
    """Work until told to stop, or until the process that started this one is gone."""
    os.nice(NICENESS)
    _bound_memory()
    _know_every_kind()
    parent, stopped = os.getppid(), []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.append(True))

    def stop() -> bool:
        return bool(stopped) or os.getppid() != parent

    with alone(settings.PLACE, stop) as mine:
        if mine:
            take_up_again()
            clear_away(settings.PLACE)
        followed = 0.0
        while not stop():
            close_old_connections()
            job = claim()
            if job is not None:
                run(settings.PLACE, job)
                continue
            if time.monotonic() - followed > SECONDS_BETWEEN_FOLLOWINGS:
                follow()
                followed = time.monotonic()
            time.sleep(SECONDS_BETWEEN_LOOKS)


def _know_every_kind() -> None:
    """Load the modules that bring kinds of jobs of their own."""
    for module in BRING_KINDS:
        import_module(module)


def _bound_memory() -> None:
    """Let the system refuse memory before the machine has none left; what is mapped from files does not count."""
    import resource

    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    most = max(LEAST_MEMORY, int(SHARE_OF_MEMORY * whole))
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
