"""The journal beside its bare parts, in one run: what encoding, chain, tree, signature and store leave of their speed.

The bare parts do the same work on the same texts: SHA-256 over each text and the hash before, the canonical JSON of
the same values, one ``executemany`` into a plain table, one commit per row at synchronous=FULL. Rates are the better
of the rounds, taken in turn, because a shared disk is not steady.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar

from benchmarks.machine import machine
from benchmarks.make import FOLDER
from hudna.journal import EVENTS as OWN
from hudna.journal import Codec, Decision, Journal, Row, Signer, canonical, fingerprint, open_store, settle

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
        from hudna.journal import CaseOpened

        key = self.journal._signer.key.hex()  # type: ignore[union-attr]
        event = CaseOpened(self.name, "A benchmark", "desk", key, "", "UTC")
        self.journal.append([Decision(event, NOON)], by="desk", now=NOW)


clock: Callable[[], float] = time.perf_counter


def rate(work: Callable[[], Any], count: int) -> float:
    """How many a second."""
    begun = clock()
    work()
    return count / (clock() - begun)


def _chain(texts: Sequence[bytes]) -> None:
    last = bytes(32)
    for text in texts:
        last = sha256(last + text).digest()


def _json(plains: Sequence[Any]) -> None:
    for plain in plains:
        canonical(plain)


def _table(path: Path) -> sqlite3.Connection:
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL").fetchall()
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE kept (log TEXT, seq INTEGER, hash BLOB, text BLOB, PRIMARY KEY (log, seq))")
    return connection


def _insert(connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    values = [(row.log, row.seq, row.hash, row.text) for row in rows]
    connection.executemany("INSERT INTO kept VALUES (?, ?, ?, ?)", values)
    connection.execute("COMMIT")


def _commit_each(connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
    for row in rows:
        _insert(connection, [row])


def _append(case: Case, batches: Sequence[Sequence[Decision]]) -> None:
    for batch in batches:
        case.journal.append(batch, by="desk", now=NOW)


def parts_and_whole(folder: Path, options: argparse.Namespace) -> list[Line]:
    """The bare parts and the journal in turn, over some rounds; the better of each."""
    count, single = options.entries, options.single
    given = decisions(count)
    batches = [given[start : start + options.batch] for start in range(0, count, options.batch)]
    best: dict[str, float] = {}

    def keep(name: str, found: float) -> None:
        best[name] = max(best.get(name, 0.0), found)

    for turn in range(options.rounds):
        case = Case(_address(options.store, folder, f"batches-{turn}"))
        keep("batches", rate(partial(_append, case, batches), count))
        rows = list(case.store.rows("a"))
        texts = [row.text for row in rows]
        plains = [json.loads(text) for text in texts]
        keep("chain", rate(partial(_chain, texts), count))
        keep("json", rate(partial(_json, plains), count))
        bare = _table(folder / "bare")
        keep("executemany", rate(partial(_insert, bare, rows), count))
        bare.close()
        bare = _table(folder / "bare")
        keep("commit", rate(partial(_commit_each, bare, rows[:single]), single))
        bare.close()
        case.store.close()
        case = Case(_address(options.store, folder, f"single-{turn}"))
        keep("single", rate(partial(_append, case, [[one] for one in given[:single]]), single))
        case.store.close()
    size = sum(map(len, texts)) / count
    return [
        Line(f"SHA-256 chain alone ({size:.0f} bytes an entry)", best["chain"], "/s"),
        Line("canonical JSON alone", best["json"], "/s"),
        Line("sqlite3 executemany alone", best["executemany"], "/s"),
        Line(
            f"entries persisted, {options.batch:,} a batch",
            best["batches"],
            "/s",
            f"{best['batches'] / best['executemany']:.2f} of executemany, {best['batches'] / best['json']:.2f} of JSON",
            "≥ 30,000/s",
        ),
        Line("commit alone (synchronous=FULL)", best["commit"], "/s"),
        Line(
            "one durable entry at a time",
            best["single"],
            "/s",
            f"{best['single'] / best['commit']:.2f} of a bare commit",
            "≥ 0.5 of it",
        ),
    ]


def verify_and_prove(folder: Path, options: argparse.Namespace) -> list[Line]:
    """Verify a large case, prove one entry of it, check the proof, and rebuild state."""
    from hudna.journal import check_proof, prove_entry, verify_store

    case = Case(_address(options.store, folder, "large"))
    case.open()
    for start in range(1, options.large, options.batch):
        _append(case, [decisions(min(options.batch, options.large - start), start)])
    case.store.close()
    case = Case(case.where, create=False)
    begun = clock()
    report = verify_store(case.store, now=NOW)
    taken = clock() - begun
    assert report.is_sound, report.findings[:3]
    begun = clock()
    proof = prove_entry(case.store, f"a/{options.large // 3}")
    made = clock() - begun
    checks = [1000 / rate(partial(check_proof, proof), 1) for _ in range(20)]
    assert check_proof(proof).is_sound
    case.store.close()
    return [
        Line(f"verified, of {options.large:,}", options.large / taken, "/s", aim="≥ 100,000/s"),
        Line(f"size of a proof among {options.large:,}", len(proof), "bytes", aim="< 2,048 bytes"),
        Line("a proof is made", made * 1000, "ms"),
        Line("a proof is checked", sorted(checks)[len(checks) // 2], "ms", aim="< 10 ms"),
    ]


def rebuild(folder: Path, options: argparse.Namespace) -> list[Line]:
    """Read, order, settle and fold entries, and put the outcome as a read model."""
    case = Case(_address(options.store, folder, "state"))
    case.open()
    for start in range(1, options.state, options.batch):
        _append(case, [decisions(min(options.batch, options.state - start), start)])
    begun = clock()
    entries = case.journal.entries()
    read = clock() - begun
    state = {entry.about or entry.ref: entry.ref for entry in settle(entries).entries}
    with case.store.writing():
        case.store.put_view("last", ((about, json.dumps(ref)) for about, ref in state.items()))
    taken = clock() - begun
    case.store.close()
    return [
        Line(f"state rebuilt from {options.state:,}", taken, "s", f"{read:.2f} s of it reading", "< 10 s"),
    ]


def _address(store: str, folder: Path, name: str) -> str:
    """A fresh address for a case: a file, or a schema of the database given."""
    if not store:
        return str(folder / f"{name}.hudna")
    return f"{store}{'&' if '?' in store else '?'}schema=bench_{name.replace('-', '_')}_{time.time_ns():x}"


def show(lines: Sequence[Line], markdown: bool) -> str:
    """A table."""
    head = ("what", "", "beside the bare part", "aim")
    found = [(line.what, _figure(line), line.beside, line.aim) for line in lines]
    if markdown:
        return "\n".join("| " + " | ".join(row) + " |" for row in (head, ("---", "--:", "---", "---"), *found))
    width = [max(len(row[column]) for row in (head, *found)) for column in range(4)]
    return "\n".join(
        f"{row[0]:<{width[0]}}  {row[1]:>{width[1]}}  {row[2]:<{width[2]}}  {row[3]}" for row in (head, *found)
    )


def _figure(line: Line) -> str:
    decimals = 0 if line.value >= 100 else 1 if line.value >= 10 else 2
    return f"{line.value:,.{decimals}f}{'' if line.unit.startswith('/') else ' '}{line.unit}"


def main(arguments: Sequence[str]) -> int:
    """Command line of `python -m benchmarks journal`."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks journal", description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000, metavar="N", help="persisted in batches")
    parser.add_argument("--batch", type=int, default=1000, metavar="N")
    parser.add_argument("--single", type=int, default=2000, metavar="N", help="persisted one by one")
    parser.add_argument("--large", type=int, default=1_000_000, metavar="N", help="verified and proved among")
    parser.add_argument("--state", type=int, default=100_000, metavar="N", help="state is rebuilt from")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    parser.add_argument("--store", default="", metavar="URL", help="a PostgreSQL database instead of files")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--markdown", action="store_true", help="a table for the documentation")
    parser.add_argument(
        "--cpu", action="store_true", help="seconds of this process alone: where others use the machine, too"
    )
    options = parser.parse_args(arguments)
    if options.cpu:
        global clock
        clock = time.process_time
    folder: Path = options.folder / "journal"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    print("\n".join(machine()), flush=True)
    lines = parts_and_whole(folder, options)
    lines += verify_and_prove(folder, options)
    lines += rebuild(folder, options)
    print(f"\n{show(lines, options.markdown)}")
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
