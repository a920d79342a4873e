"""A desk is run as it is run in a mission: a server, a worker, a log, and an end when it is told to end."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import IO

import pytest

from hudna.desk import place_of
from hudna.desk.serve import bind, held
from hudna.ground import Fault
from tests.cli.run import ALEPPO, ROOT, done

WITHIN = 240
"""Seconds that a desk may take to open, or to do what it is asked, on a machine with much else to do."""


@dataclass
class Running:
    """A desk that runs: its process, what it said on both streams, and where it answers."""

    process: subprocess.Popen[str]
    case: Path
    said: Path
    log: Path
    port: int

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        asked = HTTPConnection("127.0.0.1", self.port, timeout=60)
        asked.request("GET", path, headers=headers)
        answer = asked.getresponse()
        found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        asked.close()
        return found

    def children(self) -> dict[str, int]:
        """The processes below it, by what they are."""
        found = {}
        for one in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((one / "stat").read_text().rpartition(")")[2].split()[1])
                words = (one / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if parent == self.process.pid and b"hudna.desk.child" in words:
                found[words[words.index(b"hudna.desk.child") + 1].decode()] = int(one.name)
        return found


def clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("HUDNA_", "DJANGO_"))}


def start(folder: Path, *arguments: str) -> tuple[subprocess.Popen[str], Path, Path]:
    out, err = folder / "out.txt", folder / "err.txt"
    said: IO[str]
    with out.open("w") as said, err.open("w") as log:
        command = [sys.executable, "-m", "hudna", *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=clean(), stdout=said, stderr=log, text=True), out, err


def wait_for(what: object, within: float = WITHIN) -> None:
    until = time.monotonic() + within
    while time.monotonic() < until:
        if what():  # type: ignore[operator]
            return
        time.sleep(0.1)
    raise AssertionError("it took too long")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("running")
    case = folder / "aleppo.hudna"
    done("replay", ALEPPO / "exercise-story.yaml", case)
    process, out, err = start(folder, "desk", str(case), "--port", "0")
    try:
        wait_for(lambda: "The desk is open" in out.read_text() or process.poll() is not None)
        assert process.poll() is None, err.read_text()
        port = int(re.findall(r"http://localhost:(\d+)/", out.read_text())[0])
        yield Running(process, case, out, err, port)
    finally:
        process.terminate()
        process.wait(60)


def test_it_answers_pages_health_and_files(running: Running) -> None:
    assert running.get("/health/")[::2] == (200, b'{"status": "ok"}')
    status, headers, _ = running.get("/today/")
    assert (status, headers["location"]) == (302, "/account/login/?next=/today/")
    status, headers, page = running.get("/account/login/")
    assert status == 200
    style = re.findall(rb'href="(/static/desk/desk\.[0-9a-f]{12}\.css)"', page)
    status, headers, packed = running.get(style[0].decode(), **{"Accept-Encoding": "gzip"})
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert "immutable" in headers["cache-control"]
    assert len(packed) < len(running.get(style[0].decode())[2])
    for script in re.findall(rb'src="(/static/[^"]+)"', page):
        assert running.get(script.decode())[0] == 200, script


def test_another_host_is_not_answered(running: Running) -> None:
    assert running.get("/account/login/", Host="evil.example")[0] == 400


def test_the_password_of_the_first_administrator_is_said_once_and_not_in_the_log(running: Running) -> None:
    found = re.findall(r"Password: +([a-z0-9-]{23})\n", running.said.read_text())
    assert len(found) == 1
    assert found[0] not in running.log.read_text()


def test_every_line_of_the_log_is_one_object_without_what_was_asked(running: Running) -> None:
    running.get("/today/?at=sesame-in-the-query", Cookie="sessionid=sesame-in-a-cookie")
    wait_for(lambda: '"today/"' in running.log.read_text(), 20)
    text = running.log.read_text()
    assert "sesame" not in text
    for line in text.splitlines():
        assert {"at", "level", "from"} <= set(json.loads(line)), line


def test_the_folder_is_its_owners_alone(running: Running) -> None:
    place = place_of(str(running.case))
    for one in (place.folder, place.bulk, place.uploads, place.database, place.folder / "secret"):
        assert one.stat().st_mode & 0o077 == 0, one


def test_of_one_desk_there_is_one_at_a_time(running: Running) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "hudna", "desk", str(running.case), "--port", "0"],
        cwd=ROOT, env=clean(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "[desk-running]" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_accounts_are_made_and_listed_from_the_terminal_while_it_runs(running: Running) -> None:
    def account(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "hudna", "account", str(running.case), *arguments]
        return subprocess.run(command, cwd=ROOT, env=clean(), capture_output=True, text=True, check=False)

    made = account("liaison-gov", "--role", "liaison", "--party", "syrian-government", "--format", "json")
    assert made.returncode == 0, made.stderr
    assert len(json.loads(made.stdout)["password"]) == 23
    told = json.loads(account("--format", "json").stdout)
    assert {(one["office"], one["role"], one["party"]) for one in told} == {
        ("admin-1", "administrator", ""),
        ("liaison-gov", "liaison", "syrian-government"),
    }
    for arguments, code in (
        (("admin-1", "--lock"), "account-needed"),
        (("nobody-1", "--reset"), "account-unknown"),
        (("liaison-gov", "--lock", "--reset"), "account-act"),
        (("Amal Haddad", "--role", "monitor"), "account-unfit"),
    ):
        refused = account(*arguments)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert f"[{code}]" in refused.stderr


def test_a_worker_that_dies_is_started_again(running: Running) -> None:
    wait_for(lambda: "worker" in running.children())
    first = running.children()["worker"]
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: running.children().get("worker", first) != first)
    assert running.process.poll() is None
    assert "worker-died" in running.log.read_text()


def test_it_ends_when_it_is_told_and_leaves_nobody_behind(running: Running) -> None:
    """The last test of this file: it ends the desk."""
    children = running.children()
    assert set(children) == {"server", "worker"}
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(90) == 0
    for number in children.values():
        assert not Path(f"/proc/{number}").exists()
    with held(place_of(str(running.case))):  # and nobody holds the desk any more
        pass
    assert "Traceback" not in running.log.read_text()


# what is refused before anything is made


def test_a_port_that_is_taken_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Fault) as fault:
            bind("127.0.0.1", taken.getsockname()[1])
    assert fault.value.code == "port-taken"


@pytest.mark.parametrize("host", ["nothing.invalid", "192.0.2.1", "a b"])
def test_a_host_that_is_not_this_machine_is_refused(host: str) -> None:
    with pytest.raises(Fault) as fault:
        bind(host, 0)
    assert fault.value.code == "host-unfit"


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Fault) as fault, held(place_of("x", tmp_path / "file" / "desk")):
        pass
    assert fault.value.code == "desk-unwritable"
