"""A desk is backed up while people work at it, and what is restored verifies and equals the original."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from hudna.desk import place_of
from hudna.desk.safekeeping import OF_THIS_MACHINE
from hudna.house import open_case
from tests.cli.run import ALEPPO, ROOT, done, hudna


def rows_of(tables: Path) -> dict[str, list[Any]]:
    """Every row of every table that a backup takes along, by table."""
    with closing(sqlite3.connect(tables)) as opened:
        names = [
            name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ]
        kept = [name for name in names if name not in OF_THIS_MACHINE]
        return {name: sorted(map(repr, opened.execute(f'SELECT * FROM "{name}"'))) for name in kept}


def files_of(folder: Path) -> dict[str, bytes]:
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def entries_of(case: Path) -> list[str]:
    with open_case(str(case), read_only=True) as opened:
        return [entry.hash for entry in opened.entries()]


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A desk at which two wrote and a worker brought files in, backed up three times meanwhile."""
    folder = tmp_path_factory.mktemp("worked")
    done("replay", ALEPPO / "exercise-story.yaml", folder / "aleppo.hudna")
    command = [sys.executable, "-m", "tests.desk.under_load", folder / "aleppo.hudna", ALEPPO / "exercise.csv", folder]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("HUDNA_", "DJANGO_"))}
    ran = subprocess.run(
        [str(one) for one in command], cwd=ROOT, env=clean, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    return folder, json.loads(ran.stdout.splitlines()[-1])


def test_nobody_was_disturbed_by_the_backups(worked: tuple[Path, dict[str, Any]]) -> None:
    assert worked[1]["faults"] == []
    assert min(worked[1]["wrote"]) > 0
    assert worked[1]["import_ran"]


@pytest.mark.parametrize("name", ["at-once", "in-the-middle", "at-rest"])
def test_what_is_restored_verifies_and_is_the_original_as_it_was(
    worked: tuple[Path, dict[str, Any]], tmp_path: Path, name: str
) -> None:
    folder, _ = worked
    original, restored = folder / "aleppo.hudna", tmp_path / "restored.hudna"
    ran = done("restore", folder / f"{name}.tar", restored)
    assert "SOUND" in ran.out
    assert "Its desk was restored, too" in ran.out
    done("verify", restored)
    entries = entries_of(restored)
    assert entries == entries_of(original)[: len(entries)]
    before, after = place_of(str(original)), place_of(str(restored))
    with closing(sqlite3.connect(after.database)) as tables:
        assert tables.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        ready = tables.execute("SELECT id, sha256, reading, assessment, entry FROM desk_import WHERE ready").fetchall()
    there, here = files_of(after.bulk), files_of(before.bulk)
    for number, digest, reading, assessment, entry in ready:
        home = next(name.partition("/")[0] for name in there if name.replace("-", "").startswith(number))
        assert {f"{home}/{digest}", f"{home}/{reading}/incidents.arrow", f"{home}/{assessment}/findings.arrow"} <= set(
            there
        )
        assert entry in entries  # what the tables name, the case has
    assert all(here[name] == data for name, data in there.items() if name in here)
    if name == "at-rest":
        assert entries == entries_of(original)
        assert rows_of(after.database) == rows_of(before.database)
        assert len(ready) == 2
        assert there == here
    else:
        assert set(rows_of(after.database)["desk_account"]) <= set(rows_of(before.database)["desk_account"])


def test_sessions_and_their_key_stay_where_they_are(worked: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    folder, _ = worked
    original = place_of(str(folder / "aleppo.hudna"))
    with closing(sqlite3.connect(original.database)) as tables:
        tables.execute("INSERT INTO django_session VALUES ('a-session-key-of-somebody', 'x', '2030-01-01')")
        tables.commit()
    out = tmp_path / "b.tar"
    done("backup", folder / "aleppo.hudna", out)
    data = out.read_bytes()
    assert b"a-session-key-of-somebody" not in data
    assert (original.folder / "secret").read_bytes() not in data
    assert out.stat().st_mode & 0o077 == 0


def test_a_case_without_a_desk_is_backed_up_as_it_always_was(tmp_path: Path) -> None:
    done("replay", ALEPPO / "exercise-story.yaml", tmp_path / "aleppo.hudna")
    done("backup", tmp_path / "aleppo.hudna", tmp_path / "plain.backup")
    assert (tmp_path / "plain.backup").read_bytes().startswith(b"SQLite format 3")
    done("restore", tmp_path / "plain.backup", tmp_path / "again.hudna")
    assert not (tmp_path / "again.hudna.desk").exists()


def test_a_desk_that_is_there_is_never_written_over(worked: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    folder, _ = worked
    (tmp_path / "new.hudna.desk").mkdir()
    (tmp_path / "new.hudna.desk" / "something").touch()
    hudna("restore", folder / "at-rest.tar", tmp_path / "new.hudna").refused("desk-exists")
    assert not (tmp_path / "new.hudna").exists()
    hudna("restore", folder / "at-rest.tar", folder / "aleppo.hudna").refused("desk-exists")
    hudna("backup", folder / "aleppo.hudna", folder / "at-rest.tar").refused("desk-unwritable")


def _other(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    tar.addfile(member, BytesIO(data))


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    at = data.rindex(b"ARROW1") - 400
    data[at] ^= 1
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def lead_out(path: Path) -> None:
    with tarfile.open(path, "a") as tar:
        _other(tar, "../outside", b"x")


def add(path: Path) -> None:
    with tarfile.open(path, "a") as tar:
        _other(tar, "bulk/added", b"x")


@pytest.mark.parametrize("damage", [flip, cut, lead_out, add])
def test_a_damaged_backup_makes_nothing(
    worked: tuple[Path, dict[str, Any]], tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    copy = tmp_path / "copy.tar"
    copy.write_bytes((worked[0] / "at-rest.tar").read_bytes())
    damage(copy)
    hudna("restore", copy, tmp_path / "new.hudna").refused("backup-damaged")
    assert [one.name for one in tmp_path.iterdir()] == ["copy.tar"]
    assert not (tmp_path.parent / "outside").exists()
