"""Memory: what an assessment changes in its process ends with it."""

from __future__ import annotations

import gc
from pathlib import Path

from tests.cli.run import SYRIA, hudna


def test_garbage_is_looked_for_again_however_the_work_ends(tmp_path: Path) -> None:
    assert hudna("assess", SYRIA / "agreement.yaml", tmp_path / "nowhere.csv", "--out", tmp_path).status == 2
    assert gc.isenabled()


def test_an_assessment_says_the_same_in_a_process_that_keeps_its_memory(tmp_path: Path) -> None:
    once, again = (
        hudna("assess", SYRIA / "agreement.yaml", SYRIA / "exercise.csv", "--out", tmp_path / name)
        for name in ("a", "b")
    )
    assert gc.isenabled()
    assert once.status == again.status == 1
    for name in ("summary.json", "findings.csv", "report.html"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
