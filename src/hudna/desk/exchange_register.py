"""The register of an exchange as the desk keeps it, so that it can count: rows, numbers and facts, and no name.

The record holds it on a slip and says its hash. The copy in the desk's own folder is made when the lists are reconciled
here; it can be thrown away, and is made anew from the slip.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from hudna.desk.place import Place
from hudna.desk.record import open_record
from hudna.exchange import ExchangeFile, ListsReconciled, Register, register_from
from hudna.ground import Fault
from hudna.house import Said


def path_of(place: Place, result: str) -> Path:
    """Where a register lies."""
    return place.exchanges / f"{result}.json"


def keep_register(place: Place, register: Register) -> None:
    """Keep a register, readable by its owner alone."""
    place.make()
    file = path_of(place, register.digest)
    part = file.with_suffix(f".{os.getpid()}")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(register.as_json())
    part.replace(file)


def last_of(file: ExchangeFile) -> ListsReconciled | None:
    """The entry on the last register of an exchange."""
    event = file.registers[-1].event if file.registers else None
    assert event is None or isinstance(event, ListsReconciled)
    return event


def register_of(place: Place, file: ExchangeFile) -> Register | None:
    """The last register of an exchange; None where there is none, or none was opened at this desk."""
    event = last_of(file)
    if event is None:
        return None
    path = path_of(place, event.result)
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (FileNotFoundError, Fault):
        return None


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> Register:
    return register_from(path.read_text(encoding="utf-8"), path.name)


def opened_register(place: Place, file: ExchangeFile, by: str, purpose: str) -> Register:
    """The last register, from its slip where this desk has no copy. Raises register-unreadable and faults of slips."""
    found = register_of(place, file)
    event = last_of(file)
    if found is not None or event is None:
        assert found is not None
        return found
    now = datetime.now(UTC)
    with open_record(writing=True) as case:
        slip = event.on_slip.removeprefix("[[slip:").removesuffix("]]")
        content = case.reveal([slip], purpose, Said(by, now, now, case.opened.zone))[slip]
    register = register_from(content)
    keep_register(place, register)
    return register


def keep_marks(place: Place, digest: str, marks: Mapping[int, str]) -> None:
    """Keep by which marks the journal knows the rows of a list; they say nothing of the rows."""
    place.make()
    file = place.exchanges / f"{digest}.marks"
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as out:
        json.dump({str(row): mark for row, mark in marks.items()}, out)


def mark_of(place: Place, digest: str, row: int) -> str:
    """The mark of a row; empty where its list was not opened at this desk."""
    file = place.exchanges / f"{digest}.marks"
    try:
        return str(_marks(file, file.stat().st_mtime_ns).get(str(row), ""))
    except FileNotFoundError:
        return ""


@lru_cache(maxsize=16)
def _marks(file: Path, _changed: int) -> Mapping[str, str]:
    found: dict[str, str] = json.loads(file.read_text(encoding="ascii"))
    return found
