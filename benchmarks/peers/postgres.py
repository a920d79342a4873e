"""A throw-away PostgreSQL cluster on the loopback address, and what its processes have cost.

For measuring only: nothing in it is durable, and it is removed at the end.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
OWNER = "postgres"
"""The user that runs the server when the benchmark is run by root, whom PostgreSQL refuses."""

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "shared_buffers": "1GB",
    "work_mem": "256MB",
    "maintenance_work_mem": "512MB",
    "effective_cache_size": "4GB",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
}
"""Everything fits in memory; one backend, so that CPU-seconds hold no cost of splitting the work."""


def programs() -> Path | None:
    """The folder of `initdb` and `postgres`: on the path, or else where Debian keeps the newest."""
    found = shutil.which("initdb")
    if found and (Path(found).resolve().parent / "postgres").exists():
        return Path(found).resolve().parent
    versions = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else None


def lacks(extension: str) -> str | None:
    """None if a cluster with this extension can be made here, else why not."""
    folder = programs()
    if folder is None:
        return "PostgreSQL is not installed"
    shared = _answer([str(folder / "pg_config"), "--sharedir"]) if (folder / "pg_config").exists() else ""
    shared = shared or f"/usr/share/postgresql/{folder.parent.name}"
    if not (Path(shared) / "extension" / f"{extension}.control").exists():
        return f"the extension {extension} is not installed"
    if os.geteuid() == 0 and not (shutil.which("setpriv") and _known(OWNER)):
        return f"root cannot run PostgreSQL, and there is no user {OWNER} or no setpriv to do it as"
    return None


def _known(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def _answer(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


class Cluster:
    """A running server on this machine only; database `postgres`, user `bench`, no password."""

    def __init__(self) -> None:
        """Make the cluster and wait until it answers."""
        folder = programs()
        if folder is None:
            raise RuntimeError("PostgreSQL is not installed")
        self.home = Path(tempfile.mkdtemp(prefix="hudna-bench-pg-"))
        self._as_owner: list[str] = []
        if os.geteuid() == 0:
            shutil.chown(self.home, OWNER, OWNER)
            self._as_owner = ["setpriv", f"--reuid={OWNER}", f"--regid={OWNER}", "--clear-groups"]
        if shutil.which("setpriv"):
            self._as_owner = [*(self._as_owner or ["setpriv"]), "--pdeathsig", "INT"]
        self.port = _free_port()
        self._make(folder)
        log = open(self.home / "log", "wb")  # noqa: SIM115 - it lives as long as the server
        command = [*self._as_owner, str(folder / "postgres"), "-D", str(self.home / "data")]
        self._server = subprocess.Popen(command, stdout=log, stderr=log, cwd="/")
        self._wait()

    @property
    def address(self) -> str:
        """What a client connects to."""
        return f"host=127.0.0.1 port={self.port} dbname=postgres user=bench"

    def cpu_s(self) -> float:
        """CPU-seconds of the server so far: its living processes and those it has already reaped."""
        ticks = os.sysconf("SC_CLK_TCK")
        total = 0.0
        for process in self._processes():
            try:
                fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
                exact = int((process / "schedstat").read_text().split()[0])
            except (OSError, IndexError):
                continue
            total += exact / 1e9 + (int(fields[13]) + int(fields[14])) / ticks
        return total

    def peak_bytes(self) -> int:
        """The largest peak of resident memory of one server process, shared buffers it touched included."""
        peak = 0
        for process in self._processes():
            try:
                lines = (process / "status").read_text().splitlines()
            except OSError:
                continue
            peak = max([peak, *(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))])
        return peak

    def stop(self) -> None:
        """Stop the server and remove everything."""
        self._server.send_signal(signal.SIGINT)
        try:
            self._server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait(timeout=20)
        shutil.rmtree(self.home, ignore_errors=True)

    def _make(self, folder: Path) -> None:
        options = ["-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        command = [*self._as_owner, str(folder / "initdb"), "-D", str(self.home / "data"), *options]
        made = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stderr.strip()}")
        lines = [f"{name} = '{value}'" for name, value in {**SETTINGS, "port": str(self.port)}.items()]
        with (self.home / "data" / "postgresql.conf").open("a") as settings:
            settings.write("\n".join(["", *lines, ""]))

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._server.poll() is None:
            status = self.home / "data" / "postmaster.pid"
            if status.exists() and "ready" in status.read_text().splitlines()[-1]:
                return
            time.sleep(0.1)
        tail = (self.home / "log").read_text(errors="replace").strip().splitlines()[-3:]
        raise RuntimeError("PostgreSQL did not start: " + " / ".join(tail))

    def _processes(self) -> list[Path]:
        """The postmaster and its children, as folders of /proc."""
        server = self._server.pid
        children = Path(f"/proc/{server}/task/{server}/children")
        try:
            numbers = children.read_text().split()
        except OSError:
            numbers = []
        return [Path("/proc") / number for number in (str(server), *numbers)]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
