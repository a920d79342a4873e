"""Back up a desk with its case, while people work at it, and restore both: one file, a tar that any tool can open.

In it lie the case as ``hudna backup`` writes it, the tables of the desk and the imported files. The tables are copied
first, then the files they name, then the case: so whatever the tables name is there. Left out is what belongs to this
machine alone: sessions, the key that signs them, what waits to be uploaded. Nothing here needs Django.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp
from typing import Any

from hudna.desk.faults import DESK
from hudna.desk.place import Place

FORMAT = "desk-backup/1"
LIST, CASE, TABLES, BULK = "hudna-desk.json", "case.backup", "desk.sqlite3", "bulk"
OF_THIS_MACHINE = ("django_session", "desk_cache")
"""Tables whose rows stay here."""
TRIES = 5
PIECE = 1 << 20


@dataclass(frozen=True)
class Kept:
    """What a backup of a desk holds: accounts, imports, and bytes of the whole file."""

    accounts: int
    imports: int
    size: int


def has_desk(place: Place) -> bool:
    """Has this case a desk of its own?"""
    return place.database.is_file()


def is_desk_backup(source: Path) -> bool:
    """Is it a backup of a case with its desk, and not of a case alone?"""
    return source.is_file() and tarfile.is_tarfile(source)


def back_up(place: Place, out: Path, case_to: Callable[[Path], Any]) -> tuple[Kept, Any]:
    """Write the desk and its case to one new file; gives what it holds, and what ``case_to`` gave.

    ``case_to`` writes the backup of the case to a path. Raises desk-unwritable; nothing is left where it fails.
    """
    with _staging(place.folder) as staging, _writing(out):
        accounts, imports = _copy_consistently(place, staging)
        report = case_to(staging / CASE)
        names = sorted(one.relative_to(staging).as_posix() for one in staging.rglob("*") if one.is_file())
        told = {"hudna": FORMAT, "files": {name: _hash(staging / name) for name in names}}
        (staging / LIST).write_text(json.dumps(told, indent=1), encoding="utf-8")
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                    for name in (LIST, *names):
                        tar.add(staging / name, arcname=name, filter=_plain)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            out.unlink()
            raise
    return Kept(accounts, imports, out.stat().st_size), report


def restore(source: Path, place: Place, case_from: Callable[[Path], Any]) -> tuple[Kept, Any]:
    """Make the desk and its case from a backup; gives what it held, and what ``case_from`` gave.

    ``case_from`` makes the case from a backup of it. Raises desk-exists, backup-damaged, desk-unwritable; where it
    fails there is no desk.
    """
    if place.folder.exists() and any(place.folder.iterdir()):
        raise DESK.fault("desk-exists", "There is a desk already.", where=str(place.folder))
    place.folder.parent.mkdir(parents=True, exist_ok=True)
    with _staging(place.folder.parent) as staging, _writing(place.folder):
        _unpack(source, staging)
        report = case_from(staging / CASE)
        for one in (staging / LIST, *staging.glob(f"{CASE}*")):
            one.unlink()
        accounts, imports = _count(staging / TABLES)
        if place.folder.exists():
            place.folder.rmdir()
        staging.rename(place.folder)
        place.make()
    return Kept(accounts, imports, source.stat().st_size), report


@contextmanager
def _staging(beside: Path) -> Iterator[Path]:
    """A folder to put things together in, which is gone afterwards unless it was given another name."""
    try:
        staging = Path(mkdtemp(prefix="backup-", dir=beside))
    except OSError as error:
        raise DESK.fault("desk-unwritable", f"{error.strerror}.", where=str(beside)) from None
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


@contextmanager
def _writing(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DESK.fault("desk-unwritable", f"{error.strerror or error}.", where=str(error.filename or out)) from None


def _copy_consistently(place: Place, staging: Path) -> tuple[int, int]:
    """Copy the tables, then every file that they name; again where one was replaced in between."""
    for tries in range(TRIES):
        (staging / TABLES).unlink(missing_ok=True)
        shutil.rmtree(staging / BULK, ignore_errors=True)
        _copy_tables(place.database, staging / TABLES)
        try:
            _link_files(place, staging)
        except FileNotFoundError:
            if tries == TRIES - 1:
                raise
            continue
        return _count(staging / TABLES)
    raise AssertionError("unreachable")


def _copy_tables(source: Path, target: Path) -> None:
    """The tables as they are at one instant (SQLite's online backup), without what belongs to this machine alone."""
    target.touch(mode=0o600)
    with closing(sqlite3.connect(source, timeout=30)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        there = {name for (name,) in new.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in OF_THIS_MACHINE:
            if table in there:
                new.execute(f"DELETE FROM {table}")
        new.commit()
        new.execute("PRAGMA journal_mode=DELETE")
        new.execute("VACUUM")  # what was deleted is otherwise still to be read in the file


def _link_files(place: Place, staging: Path) -> None:
    """The files of every import: what was handed in, and the reading and the assessment that count."""
    with closing(sqlite3.connect(staging / TABLES)) as tables:
        columns = "id, sha256, reading, assessment, ready, withdrawn IS NOT NULL"
        rows = tables.execute(f"SELECT {columns} FROM desk_import").fetchall()
    for number, digest, reading, assessment, ready, withdrawn in rows:
        home = _home(place, number)
        to = staging / BULK / home.name
        to.mkdir(parents=True, mode=0o700)
        for one in _wanted(home, digest, (reading, assessment) if ready else ()):
            if withdrawn and not one.exists():
                continue  # what was withdrawn may be gone
            target = to / one.relative_to(home)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _link(one, target)


def _wanted(home: Path, digest: str, folders: tuple[str, ...]) -> list[Path]:
    """The file that was handed in, and those of the folders that count; a folder is asked for by its name."""
    found = [home / digest]
    for folder in filter(None, folders):
        files = [one for one in (home / folder).glob("*") if one.is_file()]
        found += files or [home / folder / "missing"]
    return found


def _home(place: Place, number: str) -> Path:
    """The folder of an import: Django keeps a UUID in SQLite as 32 hex digits."""
    plain = number.replace("-", "")
    return place.bulk / "-".join((plain[:8], plain[8:12], plain[12:16], plain[16:20], plain[20:]))


def _link(source: Path, target: Path) -> None:
    """A second name for a file that nobody changes; a copy where the file system has no second names."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(source, target)


def _take(tar: tarfile.TarFile, member: tarfile.TarInfo, staging: Path) -> None:
    """One plain file out of an archive; Python before 3.11.4, as in Debian 12, has no filter of its own."""
    if member.isdir():
        return
    inner = PurePosixPath(member.name)
    content = tar.extractfile(member) if member.isfile() else None
    if content is None or inner.is_absolute() or ".." in inner.parts:
        raise ValueError("it holds what is no plain file of its own")
    target = staging.joinpath(*inner.parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    with content, target.open("wb") as file:
        shutil.copyfileobj(content, file)


def _unpack(source: Path, staging: Path) -> None:
    """Unpack and check every file against the list; nothing leads out of the folder. Raises backup-damaged."""
    try:
        with tarfile.open(source, "r:") as tar:
            for member in tar:
                _take(tar, member, staging)
        told = json.loads((staging / LIST).read_text(encoding="utf-8"))
        if told["hudna"] != FORMAT:
            raise ValueError(f"it is {told['hudna']}")
        found = {one.relative_to(staging).as_posix() for one in staging.rglob("*") if one.is_file()} - {LIST}
        if found != set(told["files"]) or not {CASE, TABLES} <= found:
            raise ValueError("files are missing or were added")
        for name, digest in told["files"].items():
            if _hash(staging / name) != digest:
                raise ValueError(f"{name} is not what was backed up")
        with closing(sqlite3.connect(staging / TABLES)) as tables:
            (sound,) = tables.execute("PRAGMA integrity_check").fetchone()
        if sound != "ok":
            raise ValueError(f"the tables of the desk are damaged: {sound}")
    except (tarfile.TarError, ValueError, KeyError, TypeError, sqlite3.Error, FileNotFoundError) as error:
        raise DESK.fault("backup-damaged", f"It cannot be restored: {error}.", where=str(source)) from None


def _count(tables: Path) -> tuple[int, int]:
    with closing(sqlite3.connect(tables)) as open_tables:
        (accounts,) = open_tables.execute("SELECT count(*) FROM desk_account").fetchone()
        (imports,) = open_tables.execute("SELECT count(*) FROM desk_import").fetchone()
    return accounts, imports


def _plain(one: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without the names and numbers of whoever runs this machine."""
    one.uid = one.gid = 0
    one.uname = one.gname = ""
    one.mode = 0o600
    return one


def _hash(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
