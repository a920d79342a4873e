"""What stands in the out folder, and what keeps it from being written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SYRIA = ROOT / "examples" / "syria-2016"
FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")


def hudna(*arguments: object, stdout: int | None = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hudna", *map(str, arguments)]
    return subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False)


@FULL
@pytest.mark.parametrize("name", ["report.html", "summary.json", "findings.parquet", "findings.csv"])
def test_a_full_disk_is_told_in_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / name).symlink_to("/dev/full")
    done = hudna("assess", SYRIA / "agreement.yaml", SYRIA / "exercise.csv", "--out", tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "[out-unwritable]" in done.stderr


@FULL
def test_standard_output_on_a_full_disk_is_told_in_one_line() -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        done = hudna("schema", "agreement", stdout=full)
    finally:
        os.close(full)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "[output]" in done.stderr


def test_rejects_of_an_earlier_run_do_not_stay(tmp_path: Path) -> None:
    (tmp_path / "rejects-2.csv").write_text("of another run", encoding="utf-8")
    (tmp_path / "mapping-stub.yaml").write_text("of another run", encoding="utf-8")
    (tmp_path / "rejects-mine.csv").write_text("of the reader", encoding="utf-8")
    hudna("assess", SYRIA / "agreement.yaml", SYRIA / "exercise.csv", "--out", tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert {"rejects.csv", "rejects-mine.csv", "report.html"} <= names
    assert not {"rejects-2.csv", "mapping-stub.yaml"} & names
