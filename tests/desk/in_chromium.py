"""A demonstration, started as a new user starts it, for tests in headless Chromium."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@contextmanager
def demonstration(out: Path) -> Iterator[str]:
    """The address of a demonstration that writes into a folder."""
    command = [sys.executable, "-m", "hudna", "demo", "--port", "0", "--out", str(out)]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("HUDNA_", "DJANGO_"))}
    with (out / "log").open("w") as log:
        demo = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=log, text=True)
    assert demo.stdout is not None
    try:
        for line in demo.stdout:
            if found := re.search(r"The desk is open at (http://\S+?)/?$", line.strip()):
                yield found[1]
                break
        else:
            pytest.fail(f"The demonstration did not open: {(out / 'log').read_text()[-2000:]}")
    finally:
        demo.send_signal(signal.SIGINT)
        assert demo.wait(60) in (0, 130)
