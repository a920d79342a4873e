"""Cases of every kind to run the program on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run import ALEPPO, done
from tests.journal.conftest import postgres_server, postgres_url, where

__all__ = ["postgres_server", "postgres_url", "where"]


@pytest.fixture(autouse=True)
def _own_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys of cases in PostgreSQL lie in the user's data folder: here in a folder of the test's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HUDNA_BY", "mediator-1")
    for name in ("HUDNA_PASSPHRASE", "HUDNA_KEYS", "HUDNA_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def case(tmp_path: Path) -> str:
    """An open case without anything in it."""
    path = str(tmp_path / "aleppo.hudna")
    done("open", path, "--title", "Aleppo", "--zone", "Asia/Damascus")
    return path


@pytest.fixture
def exercise(tmp_path: Path) -> str:
    """The exercise that goes on from the offer of Aleppo 2014."""
    path = str(tmp_path / "exercise.hudna")
    done("replay", ALEPPO / "exercise-story.yaml", path)
    return path
