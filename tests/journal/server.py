"""A PostgreSQL server of the tests' own: on loopback, as another user where we are root, gone when we are."""

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
OWNERS = ("postgres", "nobody")
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "shared_buffers": "16MB",
    "max_connections": "40",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


def programs() -> Path | None:
    """The folder of ``initdb`` and ``postgres``: on the path, or else where Debian keeps the newest."""
    found = shutil.which("initdb")
    if found and (Path(found).resolve().parent / "postgres").exists():
        return Path(found).resolve().parent
    versions = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return versions[-1].parent if versions else None


def lacks() -> str:
    """Why no server can be started here, for a person; empty where one can."""
    if programs() is None:
        return "PostgreSQL is not installed (Debian: apt-get install postgresql)"
    if os.geteuid() == 0 and _owner() is None:
        return "PostgreSQL does not run as root, and there is no other user to run it as"
    return ""


def _owner() -> pwd.struct_passwd | None:
    for name in OWNERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


class Server:
    """A running server; ``url`` is its database."""

    def __init__(self) -> None:
        folder = programs()
        assert folder is not None
        self._folder = folder
        self.home = Path(tempfile.mkdtemp(prefix="hudna-test-pg-"))
        owner = _owner() if os.geteuid() == 0 else None
        self._user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
        if owner:
            os.chown(self.home, owner.pw_uid, owner.pw_gid)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"postgresql://keeper@127.0.0.1:{self.port}/postgres"
        options = ["-U", "keeper", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        command = [str(folder / "initdb"), "-D", str(self.home / "data"), *options]
        made = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False, **self._user)
        assert made.returncode == 0, made.stderr
        lines = [f"{name} = '{value}'" for name, value in {**SETTINGS, "port": str(self.port)}.items()]
        with (self.home / "data" / "postgresql.conf").open("a") as settings:
            settings.write("\n".join(["", *lines, ""]))
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        ended_with_us = ["setpriv", "--pdeathsig", "QUIT"] if shutil.which("setpriv") else []
        command = [*ended_with_us, str(self._folder / "postgres"), "-D", str(self.home / "data")]
        with (self.home / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **self._user)
        status = self.home / "data" / "postmaster.pid"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._process.poll() is None:
            if status.exists() and "ready" in (status.read_text().splitlines() or [""])[-1]:
                return
            time.sleep(0.02)
        raise RuntimeError("PostgreSQL did not start: " + (self.home / "log").read_text(errors="replace")[-500:])

    def crash(self) -> None:
        """Stop it at once, as a power cut would: it recovers when it is started again."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(timeout=60)

    def remove(self) -> None:
        """Stop it and remove what it kept."""
        if self._process.poll() is None:
            self.crash()
        shutil.rmtree(self.home, ignore_errors=True)
