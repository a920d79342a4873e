"""A desk with a million incidents: how fast it takes them in, and how fast it answers twenty people at work.

Everything runs on this machine, over loopback, against the server as ``hudna desk`` runs it with two workers. A made-up
ACLED export comes in over HTTP while somebody else reads; then people work for a while, each thinking between two
clicks, and the time of every answer is noted where they sit.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.csv_read import write
from benchmarks.machine import machine
from benchmarks.make import FOLDER, SEED

ROOT = Path(__file__).resolve().parents[1]
AGREEMENT = ROOT / "examples" / "syria-2016" / "agreement.yaml"
PARTIES = ("united-states", "syrian-government", "ypg", "sdf", "hnc", "jaysh-al-islam", "southern-front")
WITHIN_MS, IMPORT_WITHIN_S = 150.0, 120.0
MOST_PEOPLE, MOST_SECONDS, MOST_ROWS = 200, 600, 2_000_000
CITIES = ((37.15, 36.2), (36.3, 33.5), (36.75, 35.13), (36.72, 34.73), (39.0, 35.95), (40.14, 35.33), (36.6, 35.93))
TOKEN = "b" * 32


@dataclass
class Answers:
    """How long answers took, in milliseconds, by what was asked; and what was not answered with 200."""

    ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: list[str] = field(default_factory=list)

    def table(self) -> str:
        """One line per kind of question."""
        lines = [f"{'what':34} {'n':>6} {'p50 ms':>8} {'p95 ms':>8} {'most':>8}"]
        for what, found in sorted(self.ms.items()):
            lines.append(
                f"{what:34} {len(found):>6} {share(found, 0.5):>8.0f} {share(found, 0.95):>8.0f} {max(found):>8.0f}"
            )
        return "\n".join(lines)


def share(values: list[float], part: float) -> float:
    """The value that this part of all does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(len(ordered) * part * 1000) // 1000) - 1)]


class Person:
    """Somebody signed in, on a connection of their own."""

    def __init__(self, port: int, session: str, answers: Answers) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookie = f"sessionid={session}; csrftoken={TOKEN}"
        self.answers = answers

    def get(self, what: str, path: str) -> bytes:
        """Ask, and note how long it took until the last byte was here."""
        began = time.perf_counter()
        try:
            self.connection.request("GET", path, headers={"Cookie": self.cookie, "Accept-Encoding": "gzip"})
            answer = self.connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.connection.close()
            self.answers.failed.append(f"{what}: {type(error).__name__}")
            return b""
        self.answers.ms[what].append(1000 * (time.perf_counter() - began))
        if answer.status != 200:
            self.answers.failed.append(f"{what}: {answer.status}")
        return gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body

    def bring_in(self, path: Path) -> str:
        """Send a file as the form does; gives the address of its import."""
        size, edge = path.stat().st_size, "----hudna-bench"
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="compartment"\r\n\r\nmission\r\n'
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{path.name}"\r\n'
            "Content-Type: text/csv\r\n\r\n"
        ).encode()
        tail = f"\r\n--{edge}--\r\n".encode()
        self.connection.putrequest("POST", "/imports/")
        for name, value in (
            ("Cookie", self.cookie),
            ("X-CSRFToken", TOKEN),
            ("Content-Type", f"multipart/form-data; boundary={edge}"),
            ("Content-Length", str(len(head) + size + len(tail))),
        ):
            self.connection.putheader(name, value)
        self.connection.endheaders()
        self.connection.send(head)
        with path.open("rb") as file:
            self.connection.sock.sendfile(file)
        self.connection.send(tail)
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != 303:
            raise SystemExit(f"the import was answered with {answer.status}")
        return str(answer.headers["Location"])


def make_case(folder: Path) -> Path:
    """A case of the example of 2016, with every answer as the agreement tells it."""
    deeds = [
        {"do": "offer", "at": "2016-02-22T12:00", "agreement": str(AGREEMENT), "from": "russia", "to": "mediator-1"}
    ]
    for do, at, more in (
        ("transmit", "2016-02-23T09:00", {"through": "liaison office"}),
        ("receive", "2016-02-23T12:00", {}),
        ("accept", "2016-02-26T11:00", {"through": "liaison office"}),
    ):
        deeds += [{"do": do, "at": at, "party": party, **more} for party in PARTIES]
    story = {"hudna": "story/1", "title": "Bench", "zone": "Asia/Damascus", "by": "mediator-1", "source": "Invented"}
    file = folder / "story.json"
    file.write_text(json.dumps({**story, "deeds": deeds}), encoding="utf-8")
    case = folder / "bench.hudna"
    subprocess.run([sys.executable, "-m", "hudna", "replay", str(file), str(case)], check=True, stdout=subprocess.PIPE)
    return case


@contextmanager
def desk(case: Path, people: int) -> Iterator[tuple[int, list[str]]]:
    """The desk of a case, running; gives its port and a session for each of so many people."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "hudna", "desk", str(case), "--port", str(port), "--no-second-factor"]
    log = (case.parent / "desk.log").open("wb")
    server = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        until = time.monotonic() + 60
        while not _answers(port):
            if server.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"the desk did not start; see {log.name}")
            time.sleep(0.2)
        yield port, sessions(case, people)
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
        log.close()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def sessions(case: Path, people: int) -> list[str]:
    """Accounts of the mission, each signed in."""
    os.environ |= {"HUDNA_DESK_CASE": str(case), "HUDNA_DESK_FOLDER": f"{case}.desk"}
    os.environ |= {"DJANGO_SETTINGS_MODULE": "hudna.desk.settings", "HUDNA_DESK_SECOND_FACTOR": "0"}
    import django

    django.setup()
    from django.test import Client

    from hudna.desk.models import Account

    found = []
    for number in range(people):
        account = Account(username=f"bench-{number}", role="monitor")
        account.set_unusable_password()
        account.save()
        client = Client()
        client.force_login(account)
        found.append(client.cookies["sessionid"].value)
    return found


def week_of(draw: random.Random) -> tuple[str, str]:
    """A week in the time of the incidents."""
    first = date(2015, 7, 1) + timedelta(days=draw.randrange(700))
    return first.isoformat(), (first + timedelta(days=6)).isoformat()


def view_of(draw: random.Random) -> tuple[str, int]:
    """What a map 800 by 600 pixels shows around some city at some zoom, as west,south,east,north."""
    lon, lat = draw.choice(CITIES)
    zoom = draw.randint(6, 12)
    wide, high = 360 * 800 / 256 / 2**zoom, 290 * 600 / 256 / 2**zoom
    return ",".join(f"{edge:.4f}" for edge in (lon - wide / 2, lat - high / 2, lon + wide / 2, lat + high / 2)), zoom


def click(person: Person, draw: random.Random) -> None:
    """One thing that somebody at work does."""
    since, until = week_of(draw)
    chance = draw.random()
    if chance < 0.5:
        view, zoom = view_of(draw)
        words = urlencode({"from": since, "to": until, "view": view, "zoom": zoom})
        person.get("map viewport plus week", f"/incidents/map.json?{words}")
    elif chance < 0.7:
        person.get("list of a week", f"/incidents/?{urlencode({'from': since, 'to': until})}")
    elif chance < 0.85:
        person.get("findings of a week", f"/findings/?{urlencode({'from': since, 'to': until})}")
    else:
        person.get("Today", f"/today/?at={until}T12:00")


def at_work(
    port: int, who: list[str], think_s: float, draws: int, is_over: Callable[[], bool], click_: Callable[..., None]
) -> Answers:
    """People who click and think until it is over."""
    answers = Answers()

    def work(number: int) -> None:
        draw, person = random.Random(draws + number), Person(port, who[number], answers)
        time.sleep(draw.uniform(0, think_s))
        while not is_over():
            click_(person, draw)
            time.sleep(draw.uniform(0.5, 1.5) * think_s)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(who))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def bring_in(port: int, who: list[str], path: Path, rows: int) -> tuple[float, float, Answers]:
    """Bring the file in while somebody else reads; seconds until it was kept, and until it could be read."""
    done = threading.Event()
    beside: list[Answers] = []
    reader = threading.Thread(target=lambda: beside.append(at_work(port, who[1:2], 0.5, 1, done.is_set, _read_today)))
    reader.start()
    try:
        began, person = time.perf_counter(), Person(port, who[0], Answers())
        address = person.bring_in(path)
        kept_s = time.perf_counter() - began
        while b"hx-trigger" in watched(Person(port, who[0], Answers()), f"{address}status/"):
            if time.perf_counter() - began > 10 * IMPORT_WITHIN_S:
                raise SystemExit("the import takes too long")
            time.sleep(0.5)
        ready_s = time.perf_counter() - began
        _check_read(address, rows)
    finally:
        done.set()
        reader.join()
    return kept_s, ready_s, beside[0]


def watched(person: Person, path: str) -> bytes:
    """What a page says of how far the import is."""
    body = person.get("status", path)
    person.connection.close()
    if person.answers.failed:
        raise SystemExit(f"how far the import is was not told: {person.answers.failed}")
    return body


def _check_read(address: str, rows: int) -> None:
    """Every row is on the shelf, and was assessed; what was refused would be quick, too."""
    from hudna.desk.models import Import, Job

    one = Import.objects.get(pk=address.strip("/").rpartition("/")[2])
    if not one.ready or one.rows + one.rejected != rows or "fault" in (one.assessed or {"fault": ""}):
        raise SystemExit(f"the import did not come to its end: {Job.objects.get(subject=str(one.pk)).fault}")
    print(f"rows {one.rows:,}, rejected {one.rejected:,}, findings {one.assessed['by_verdict']}")


def _read_today(person: Person, draw: random.Random) -> None:
    person.get("Today, while the import runs", "/today/")
    person.get("Imports, while the import runs", "/imports/running/")


def main(arguments: list[str]) -> int:
    """Command line of `python -m benchmarks desk`; 1 if a bound was not kept or an answer failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks desk", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--people", type=int, default=20, metavar="N")
    parser.add_argument("--seconds", type=int, default=60, metavar="N", help="how long they work")
    parser.add_argument(
        "--think", type=float, default=3.0, metavar="S", help="seconds between two clicks of one person"
    )
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    options = parser.parse_args(arguments)
    if not (2 <= options.people <= MOST_PEOPLE and 1 <= options.seconds <= MOST_SECONDS and options.think >= 0.1):
        parser.error(f"2 to {MOST_PEOPLE} people, 1 to {MOST_SECONDS} seconds, 0.1 s to think at least")
    if not 1 <= options.rows <= MOST_ROWS:
        parser.error(f"1 to {MOST_ROWS:,} rows")
    path = write(options.folder, options.rows, options.seed)
    room = Path(tempfile.mkdtemp(prefix="hudna-bench-desk-"))
    try:
        with desk(make_case(room), options.people) as (port, who):
            return measure(port, who, path, options)
    finally:
        shutil.rmtree(room, ignore_errors=True)


def measure(port: int, who: list[str], path: Path, options: argparse.Namespace) -> int:
    """Bring the file in, let people work, and tell the figures."""
    print("\n".join(machine()))
    print(f"\n{options.rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB over HTTP; load {os.getloadavg()[0]:.1f}")
    until = time.monotonic() + 3 * options.think
    at_work(port, who[:8], options.think, options.seed, lambda: time.monotonic() > until, click)  # both processes awake
    kept_s, ready_s, beside = bring_in(port, who, path, options.rows)
    print(
        f"kept after {kept_s:.1f} s, read, on record and assessed after {ready_s:.1f} s (bound {IMPORT_WITHIN_S:g} s)"
    )
    print(beside.table())
    warm = time.monotonic() + 2 * options.think
    at_work(port, who, options.think, options.seed, lambda: time.monotonic() > warm, click)
    end = time.monotonic() + options.seconds
    answers = at_work(port, who, options.think, options.seed + 1000, lambda: time.monotonic() > end, click)
    told = f"{options.people} people, {options.think:g} s between clicks, {options.seconds} s"
    print(f"\n{told}; load {os.getloadavg()[0]:.1f}")
    print(answers.table())
    failed = beside.failed + answers.failed
    for one in sorted(set(failed)):
        print(f"failed: {one} ({failed.count(one)})")
    p95_ms = share(answers.ms["map viewport plus week"], 0.95)
    print(f"\nmap viewport plus week, p95: {p95_ms:.0f} ms (bound {WITHIN_MS:g} ms)")
    return int(bool(failed) or p95_ms > WITHIN_MS or ready_s > IMPORT_WITHIN_S)
