"""Runs a desk: a server of pages and a worker in the background, under one supervisor that ends and restarts them.

The supervisor makes what is missing, binds the address, starts ``gunicorn`` and ``hudna.desk.work`` as children that
end with it, and waits. A worker that dies is started again; where the server itself dies, the desk ends. Of one desk
there is one supervisor at a time: a lock in its folder says so, and is gone with the process whatever happened.
"""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

from hudna.desk.faults import DESK
from hudna.desk.place import Place

THREADS = 8
STARTS_WITHIN = 90
"""Seconds in which the server of pages must answer."""
FAILS = 5
"""Answers of a server that cannot tell how it is, after which it has not started."""
ENDS_WITHIN = 30
"""Seconds in which a child must end that was told to."""
PAUSES = (1, 2, 5, 15, 60)
"""Seconds before a worker that died is started again, longer each time; one that lived for a while begins anew."""
LIVED = 300
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
WORKER = "hudna.desk.work"
LEFT_OUT = ("draw", "ext", "htmx-4*", "htmax*", "proj4*", "Control.MiniMap*", "*.forms.js")
"""Files of the libraries that no page asks for."""


@dataclass(frozen=True)
class Settings:
    """How a desk is run. ``hosts``: names under which it is reached; ``minutes``: without a click, then it locks."""

    place: Place
    host: str = "127.0.0.1"
    port: int = 8014
    workers: int = 2
    hosts: tuple[str, ...] = ()
    https: bool = False
    demo: bool = False
    tiles: str = ""
    minutes: int = 15
    second_factor: bool = True
    more: Mapping[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """What the settings module of the desk reads."""
        flags = {"DEMO": self.demo, "HTTPS": self.https, "SECOND_FACTOR": self.second_factor}
        return {
            "DJANGO_SETTINGS_MODULE": "hudna.desk.settings",
            "HUDNA_DESK_CASE": self.place.case,
            "HUDNA_DESK_FOLDER": str(self.place.folder),
            "HUDNA_DESK_HOSTS": ",".join(self.hosts),
            "HUDNA_DESK_TILES": self.tiles,
            "HUDNA_DESK_LOCK": str(self.minutes),
            **{f"HUDNA_DESK_{name}": "1" if value else "0" for name, value in flags.items()},
            **self.more,
        }


def bind(host: str, port: int) -> socket.socket:
    """The socket of an address, bound and listening. Raises port-taken, host-unfit."""
    try:
        family, kind, proto, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        found = socket.socket(family, kind, proto)
    except (OSError, UnicodeError, OverflowError) as error:
        raise DESK.fault("host-unfit", f"“{host}” is no address: {error}.") from None
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(where)
        found.listen(512)
    except OSError as error:
        found.close()
        code = "host-unfit" if error.errno == 99 else "port-taken"
        raise DESK.fault(code, f"{host}:{port} cannot be taken: {error.strerror}.") from None
    return found


@contextmanager
def held(place: Place) -> Iterator[None]:
    """Nobody else runs this desk meanwhile. Raises desk-running, desk-unwritable."""
    try:
        place.make()
        file = (place.folder / "running").open("w")
    except OSError as error:
        raise DESK.fault("desk-unwritable", f"{error.strerror}.", where=str(place.folder)) from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DESK.fault("desk-running", "This desk is running already.", where=str(place.folder)) from None
        yield


class Supervisor:
    """The children of a desk, and what is done when one of them ends."""

    def __init__(self, settings: Settings, listening: socket.socket) -> None:
        self.settings = settings
        self.listening = listening
        self.ending = threading.Event()
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def address(self) -> str:
        """Where a browser on this machine finds it; by a name, because passkeys know no numbers."""
        host, port = self.listening.getsockname()[:2]
        if not self.settings.demo and host in ("127.0.0.1", "0.0.0.0"):
            return f"http://localhost:{port}/"
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
        return f"http://{host}:{port}/"

    def run(self, ready: Callable[[str], None]) -> int:
        """Start, call ``ready`` with the address once pages are answered, and wait; 0 when ended by a signal."""
        before = {one: signal.signal(one, self.end) for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
        try:
            self.start("server")
            if not self.answers():
                if self.ending.is_set():
                    return 0
                raise DESK.fault("desk-failed", "The server of pages did not start.")
            if find_spec(WORKER) is not None:
                self.start("worker")
            ready(self.address)
            return self.watch()
        finally:
            self.stop()
            for one, handler in before.items():
                signal.signal(one, handler)

    def end(self, _signal: int, _frame: FrameType | None) -> None:
        """Asked to end."""
        self.ending.set()

    def start(self, name: str) -> None:
        """Start a child; it ends with this process, and takes no Ctrl-C of its own."""
        number = self.listening.fileno()
        environment = {**os.environ, **self.settings.environment(), "HUDNA_DESK_PARENT": str(os.getpid())}
        command = [sys.executable, "-P", "-m", "hudna.desk.child", name, str(number), str(self.settings.workers)]
        self.children[name] = subprocess.Popen(
            command, env=environment, pass_fds=(number,) if name == "server" else (), start_new_session=True
        )

    def answers(self) -> bool:
        """Wait until the server answers; False if it ended, or took too long."""
        until = time.monotonic() + STARTS_WITHIN
        host, port = self.listening.getsockname()[:2]
        host, broken = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), 0
        while broken < FAILS and time.monotonic() < until and not self.ending.wait(0.1):
            if self.children["server"].poll() is not None:
                return False
            with suppress(OSError):
                asked = HTTPConnection(host, port, timeout=5)
                try:
                    asked.request("GET", "/health/", headers={"Host": f"localhost:{port}"})
                    if asked.getresponse().status in (200, 503):
                        return True
                    broken += 1
                finally:
                    asked.close()
        return False

    def watch(self) -> int:
        """Until asked to end, or until the server dies: that is a fault."""
        deaths, began = 0, time.monotonic()
        while not self.ending.wait(0.5):
            if (status := self.children["server"].poll()) is not None:
                raise DESK.fault("desk-failed", f"The server of pages ended by itself ({status}).")
            worker = self.children.get("worker")
            if worker is not None and worker.poll() is not None:
                deaths = 0 if time.monotonic() - began > LIVED else deaths
                _log("worker-died", worker.returncode)
                if not self.ending.wait(PAUSES[min(deaths, len(PAUSES) - 1)]):
                    self.start("worker")
                deaths, began = deaths + 1, time.monotonic()
        return 0

    def stop(self) -> None:
        """End the children: asked first, made to where they do not."""
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + ENDS_WITHIN
        for child in self.children.values():
            try:
                child.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def _log(did: str, status: int) -> None:
    from hudna.desk.logs import line

    print(line("hudna.desk.serve", "error", did=did, exit=status), file=sys.stderr, flush=True)


def collect(settings: Settings) -> Path:
    """Put the files of pages together, compressed and named by their contents; gives the folder. Raises desk-failed."""
    folder = settings.place.folder / "static"
    environment = {**os.environ, **settings.environment(), "HUDNA_DESK_STATIC": str(folder)}
    command = [sys.executable, "-P", "-m", "django", "collectstatic", "--noinput", "--clear", "--verbosity", "0"]
    command += [f"--ignore={pattern}" for pattern in LEFT_OUT]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["it did not say why"]
        raise DESK.fault("desk-failed", f"The files of pages could not be put together: {last[0][:200]}.")
    return folder
