"""A fresh case to measure, the entries for it, and how a rate is taken."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from hudna.journal import EVENTS as OWN
from hudna.journal import CaseOpened, Codec, Decision, Journal, Row, Signer, fingerprint, open_store

NOON = datetime(2014, 1, 17, 12, tzinfo=UTC)
NOW = datetime(2014, 1, 20, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class AnswerReceived:
    """An event of middling size, as consent has them."""

    KIND: ClassVar[str] = "benchmark.answer-received"
    offer: str
    version: int
    party: str
    channel: str
    heard: datetime
    conditions: tuple[str, ...]
    statement: str | None

    @property
    def about(self) -> str:
        return f"offer/{self.offer}/{self.version}/{self.party}"


@dataclass(frozen=True)
class Line:
    """One line of the outcome: a rate, or a figure with its unit; the bare part it stands beside; the aim."""

    what: str
    value: float
    unit: str
    beside: str = ""
    aim: str = ""


def decisions(count: int, start: int = 0) -> list[Decision]:
    """Answers, each of another party."""
    return [
        Decision(
            AnswerReceived(
                f"offer-{number % 7}",
                number % 5 + 1,
                f"party-{number}",
                "satellite telephone",
                NOON + timedelta(seconds=number % 86_400),
                ("release of the detained", "open road") if number % 3 == 0 else (),
                "[[slip:4f1a9c]] سنلتزم به" if number % 2 else None,
            ),
            NOON + timedelta(seconds=number % 86_400),
            behalf=f"party-{number % 40}",
        )
        for number in range(start, start + count)
    ]


class Case:
    """A fresh case of one log, on disk."""

    def __init__(self, where: str, *, create: bool = True) -> None:
        self.where = where
        self.store = open_store(where, create=create)
        signer = Signer.make()
        self.codec = Codec([*OWN, AnswerReceived])
        self.name = f"benchmark-{fingerprint(signer.key)}"
        self.journal = Journal(self.store, self.codec, case=self.name, log="a", signer=signer)
        self.rows: list[Row] = []

    def open(self) -> None:
        """The first entry: which case it is."""
        key = self.journal._signer.key.hex()  # type: ignore[union-attr]
        event = CaseOpened(self.name, "A benchmark", "desk", key, "", "UTC")
        self.journal.append([Decision(event, NOON)], by="desk", now=datetime.now(UTC))


class Clock:
    """By which clock it is measured: the wall's, or the seconds of this process alone."""

    now: ClassVar[Callable[[], float]] = staticmethod(time.perf_counter)


def rate(work: Callable[[], Any], count: int) -> float:
    """How many a second."""
    begun = Clock.now()
    work()
    return count / (Clock.now() - begun)


def address_in(store: str, folder: Path, name: str) -> str:
    """A fresh address for a case: a file, or a schema of the database given."""
    if not store:
        return str(folder / f"{name}.hudna")
    return f"{store}{'&' if '?' in store else '?'}schema=bench_{name.replace('-', '_')}_{time.time_ns():x}"


def append_each(case: Case, batches: Sequence[Sequence[Decision]]) -> None:
    for batch in batches:
        case.journal.append(batch, by="desk", now=datetime.now(UTC))


def bare_table(path: Path) -> sqlite3.Connection:
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL").fetchall()
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE kept (log TEXT, seq INTEGER, hash BLOB, text BLOB, PRIMARY KEY (log, seq))")
    return connection


def insert(connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    values = [(row.log, row.seq, row.hash, row.text) for row in rows]
    connection.executemany("INSERT INTO kept VALUES (?, ?, ?, ?)", values)
    connection.execute("COMMIT")
