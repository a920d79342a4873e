"""Where a desk keeps what is its own: accounts and sessions, bulk tables, uploads. The record stays in the case."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

SECRET_BYTES = 50


@dataclass(frozen=True)
class Place:
    """The folder of a desk, beside its case: ``CASE.desk``."""

    case: str
    """Path or address of the case."""
    folder: Path

    @property
    def database(self) -> Path:
        """Accounts, sessions, tokens, jobs and what was uploaded: Django's own tables, in SQLite."""
        return self.folder / "desk.sqlite3"

    @property
    def bulk(self) -> Path:
        """Imported tables, a folder each."""
        return self.folder / "bulk"

    @property
    def matches(self) -> Path:
        """What came of matching lists, a folder each: numbers of rows and reasons, no names."""
        return self.folder / "matches"

    @property
    def exchanges(self) -> Path:
        """Facts of the people of exchanges, by number and without names."""
        return self.folder / "exchanges"

    @property
    def uploads(self) -> Path:
        """Files on their way in."""
        return self.folder / "uploads"

    def make(self) -> None:
        """Make the folders, readable by their owner alone."""
        for folder in (self.folder, self.bulk, self.matches, self.exchanges, self.uploads):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def secret(self) -> str:
        """The key that signs sessions; drawn once, kept in the folder, readable by its owner alone."""
        file = self.folder / "secret"
        try:
            return file.read_text(encoding="ascii")
        except FileNotFoundError:
            self.make()
            fresh = file.with_suffix(f".{os.getpid()}")
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(SECRET_BYTES), encoding="ascii")
            try:
                os.link(fresh, file)  # whoever comes first keeps it
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
            return file.read_text(encoding="ascii")


def place_of(case: str, folder: Path | None = None) -> Place:
    """The place of a case's desk: as named, or beside the file, or (PostgreSQL) in the user's own data folder."""
    if folder is not None:
        return Place(case, folder)
    if case.startswith(("postgresql://", "postgres://")):
        home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
        name = case.rpartition("/")[2].partition("?")[0] + "-" + case.rpartition("schema=")[2].partition("&")[0]
        return Place(case, Path(home) / "hudna" / f"{name}.desk")
    return Place(case, Path(f"{case}.desk"))
