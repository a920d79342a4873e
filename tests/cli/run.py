"""Runs the program as a user does, within this process: what it answers, what it says meanwhile, how it ends."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hudna.cli import main

ROOT = Path(__file__).parents[2]
ALEPPO = ROOT / "examples" / "aleppo-2014"
SYRIA = ROOT / "examples" / "syria-2016"


@dataclass(frozen=True)
class Ran:
    """One run."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The whole of standard output as JSON; fails where there is anything else in it."""
        return json.loads(self.out)

    def refused(self, code: str) -> Ran:
        """It was refused: one line with that code, and nothing on standard output."""
        assert (self.status, self.out) == (2, ""), self
        assert f"[{code}] To do: " in self.err, self.err
        assert len(self.err.splitlines()) == 1, self.err
        return self


def hudna(*arguments: object) -> Ran:
    """Run ``hudna`` with these arguments."""
    out, err, status = io.StringIO(), io.StringIO(), 0
    argv = ["hudna", *map(str, arguments)]
    with patch.object(sys, "argv", argv), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            status = int(end.code or 0)
    return Ran(status, out.getvalue(), err.getvalue())


def done(*arguments: object) -> Ran:
    """The same, where it must be done and clean."""
    ran = hudna(*arguments)
    assert ran.status == 0, (arguments, ran)
    return ran
