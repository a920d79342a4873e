"""The worker: one job, one worker; what a killed worker left is taken up again."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from hudna.desk import work
from hudna.desk.models import Import, Job
from hudna.desk.uploads import Brought, clear_away, plain_name, take_in
from tests.cli.run import ALEPPO
from tests.desk.conftest import bring_in

WAIT = 60.0


def test_a_job_is_claimed_once(desk: Path) -> None:
    for number in range(3):
        work.queue("assess", f"{number}", "monitor-1", "test")
    claimed = [work.claim() for _ in range(4)]
    assert [job.subject if job else None for job in claimed] == ["0", "1", "2", None]
    assert set(Job.objects.values_list("state", "attempts")) == {("running", 1)}


def test_the_same_job_does_not_wait_twice(desk: Path) -> None:
    first = work.queue("assess", "", "monitor-1", "test")
    assert work.queue("assess", "", "mediator-1", "test").pk == first.pk
    assert work.queue("import", "x", "monitor-1", "test", {"zone": "UTC"}).pk != first.pk
    assert work.queue("import", "x", "monitor-1", "test", {"zone": ""}).pk != first.pk + 1


def test_what_ran_when_its_worker_ended_is_taken_up_again_three_times(desk: Path) -> None:
    work.queue("assess", "", "monitor-1", "test")
    for _ in range(work.MOST_ATTEMPTS):
        assert work.claim() is not None
        work.take_up_again()
    assert work.claim() is None
    job = Job.objects.get()
    assert (job.state, "job-broken" in job.fault) == ("refused", True)


def test_what_nobody_foresaw_refuses_the_job_and_is_not_shown(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(*_: object) -> None:
        raise RuntimeError("a secret in its text")

    monkeypatch.setitem(work._KINDS, "assess", fall)
    work.queue("assess", "", "monitor-1", "test")
    assert work.run_pending() == 1
    job = Job.objects.get()
    assert (job.state, "job-broken" in job.fault, "secret" in job.fault) == ("refused", True, False)


def test_too_little_memory_refuses_the_job(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def swell(*_: object) -> None:
        raise MemoryError

    monkeypatch.setitem(work._KINDS, "assess", swell)
    work.queue("assess", "", "monitor-1", "test")
    work.run_pending()
    assert "import-too-heavy" in Job.objects.get().fault


def test_progress_is_written_a_few_times_a_second_at_most(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(work.time, "monotonic", lambda: now[0])
    tell = work.Teller(work.queue("assess", "", "monitor-1", "test"))
    told = []
    for number in range(100):
        now[0] += 0.01
        tell("reading", number, 100)
        told.append(Job.objects.get().done)
    assert len(set(told)) <= 1 + 1 / work.SECONDS_BETWEEN_TELLS
    tell("assessing", 1, 5)
    assert (Job.objects.get().step, Job.objects.get().done) == ("assessing", 1)


def test_a_reading_that_was_cut_short_is_begun_again_and_recorded_once(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut after the entry was recorded, which is where a second one would come from."""
    from hudna.desk.bulk import bringing_in
    from hudna.desk.record import open_record
    from hudna.journal import BulkImported

    class Killed(BaseException):
        pass

    def cut(*_: object) -> None:
        raise Killed

    copy = settings.PLACE.uploads / "exercise.csv"
    copy.write_bytes((ALEPPO / "exercise.csv").read_bytes())
    take_in(settings.PLACE, copy, "exercise.csv", Brought("monitor-1", "test", "mission"))
    with monkeypatch.context() as patch:
        patch.setattr(bringing_in, "_assess", cut)
        with pytest.raises(Killed):
            work.run_pending()
    assert not Import.objects.get().ready
    work.take_up_again()
    assert work.run_pending() == 1
    one = Import.objects.get()
    assert one.ready
    assert len(list((settings.PLACE.bulk / str(one.pk)).glob("r*"))) == 1
    with open_record() as case:
        assert [e.hash for e in case.entries() if isinstance(e.event, BulkImported)] == [one.entry]


def test_old_uploads_that_nobody_took_in_are_removed(desk: Path) -> None:
    old, new = settings.PLACE.uploads / "a.upload.csv", settings.PLACE.uploads / "b.upload.csv"
    for path in (old, new):
        path.touch()
    os.utime(old, (0, 0))
    clear_away(settings.PLACE)
    assert (old.exists(), new.exists()) == (False, True)


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\somebody\\feed.csv", "feed.csv"),
        ("a/b\\..\\feed.csv", "feed.csv"),
        ("..", "feed"),
        ("", "feed"),
        ("fe\x00ed\n\u202e.csv", "feed.csv"),
        ("تقرير.csv", "تقرير.csv"),
        ("x" * 500, "x" * 200),
    ],
)
def test_a_name_of_a_file_is_its_last_part_and_prints(given: str, plain: str) -> None:
    assert plain_name(given) == plain


@pytest.fixture
def committed(desk: Path) -> Path:
    """The desk's tables in a file, as a process of its own sees them."""
    connection.ensure_connection()
    file = settings.PLACE.database
    copy = sqlite3.connect(file)
    copy.executescript("\n".join(connection.connection.iterdump()))
    copy.close()
    return file


def _start(folder: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "hudna.desk.settings"}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "hudna.desk.child", "worker"], env=environment, stderr=subprocess.DEVNULL
    )


def _until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT
    while not is_so():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.05)


def test_a_killed_worker_is_followed_by_another_that_takes_its_job_up(committed: Path) -> None:
    """Two processes: the first is killed while it has a job; the second, which waited for its place, does it."""

    def ask(query: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(committed, timeout=20) as tables:
            return tables.execute(query).fetchall()

    with sqlite3.connect(committed, timeout=20) as tables:
        tables.execute(
            "INSERT INTO desk_job (kind, subject, actor, purpose, state, queued, done, total, step, fault, given,"
            " attempts) VALUES ('assess', '', 'monitor-1', 'test', 'running', '2026-01-01', 0, 0, '', '', '{}', 1)"
        )
    tables.close()
    first = _start(committed.parent)
    second = None
    try:
        _until(lambda: ask("SELECT state, attempts FROM desk_job") == [("done", 2)])
        assert work.is_at_work(settings.PLACE)
        second = _start(committed.parent)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        with sqlite3.connect(committed, timeout=20) as tables:
            tables.execute("UPDATE desk_job SET state = 'running'")
        tables.close()
        _until(lambda: ask("SELECT state, attempts FROM desk_job") == [("done", 3)])
        second.send_signal(signal.SIGTERM)
        assert second.wait(WAIT) == 0
        assert not work.is_at_work(settings.PLACE)
    finally:
        for process in (first, second):
            if process is not None and process.poll() is None:
                process.kill()
                process.wait()


def test_only_one_works_at_a_time(desk: Path) -> None:
    stopped = threading.Event()
    with work.alone(settings.PLACE, stopped.is_set) as mine:
        assert mine
        assert work.is_at_work(settings.PLACE)
        threading.Timer(0.1, stopped.set).start()
        with work.alone(settings.PLACE, stopped.is_set) as second:
            assert not second
    assert not work.is_at_work(settings.PLACE)


def test_assessing_one_leaves_the_others(desk: Path) -> None:
    one = bring_in()
    before = one.assessment
    work.queue("assess", str(one.pk), "monitor-1", "test")
    work.run_pending()
    one.refresh_from_db()
    assert one.assessment != before
