"""One durable entry after another beside one bare commit after another."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.journal_case import NOW, Case, Line, address_in, append_each, bare_table, decisions, insert, rate
from hudna.journal import Decision, Row

TURN = 200
"""Single entries and bare commits that take turns."""


def singles(folder: Path, options: argparse.Namespace) -> list[Line]:
    """One durable entry after another beside one commit after another, in turns short enough to share the weather."""
    given = decisions(options.single)
    ratios, ours, bares = [], [], []
    for turn in range(options.rounds):
        whole = Case(address_in(options.store, folder, f"single-{turn}"))
        rows = _rows_of(given, whole)
        bare = _bare(options.store, folder)
        taken: list[tuple[float, float]] = []
        for start in range(0, len(given), TURN):
            some = slice(start, start + TURN)
            ours_s = TURN / rate(partial(append_each, whole, [[one] for one in given[some]]), TURN)
            taken.append((ours_s, TURN / rate(partial(bare.commit_each, rows[some]), TURN)))
        whole.store.close()
        bare.close()
        mine, theirs = (median(part) / TURN for part in zip(*taken, strict=True))
        ratios.append(theirs / mine)
        ours.append(1 / mine)
        bares.append(1 / theirs)
    beside = f"{median(ratios):.2f} of a bare commit ({min(ratios):.2f} to {max(ratios):.2f})"
    return [
        Line(f"commit alone ({bare.named})", median(bares), "/s"),
        Line("one durable entry at a time", median(ours), "/s", beside, "≥ 0.5 of it"),
    ]


def _rows_of(given: Sequence[Decision], like: Case) -> list[Row]:
    """What the journal will write for them, but for the hashes that it will find."""
    pen = like.codec.pen("a", {}, "desk")
    return [pen.write(one, seq, "0" * 64, NOW) for seq, one in enumerate(given)]


class _BareFile:
    """A plain table in SQLite, in which every row is committed by itself."""

    named = "SQLite, synchronous=FULL"

    def __init__(self, path: Path) -> None:
        self._connection = bare_table(path)

    def commit_each(self, rows: Sequence[Row]) -> None:
        for row in rows:
            insert(self._connection, [row])

    def close(self) -> None:
        self._connection.close()


class _BareServer:
    """A plain table in PostgreSQL, in which every row is committed by itself."""

    named = "PostgreSQL, synchronous_commit=on"

    def __init__(self, url: str) -> None:
        import psycopg

        self._connection = psycopg.connect(url, autocommit=True)
        self._connection.execute("DROP TABLE IF EXISTS bench_kept")
        self._connection.execute(
            "CREATE TABLE bench_kept (log text, seq bigint, hash bytea, text bytea, PRIMARY KEY (log, seq))"
        )

    def commit_each(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self._connection.execute("BEGIN")
            self._connection.execute("INSERT INTO bench_kept VALUES (%s, %s, %s, %s)", row)
            self._connection.execute("COMMIT")

    def close(self) -> None:
        self._connection.execute("DROP TABLE bench_kept")
        self._connection.close()


def _bare(store: str, folder: Path) -> _BareFile | _BareServer:
    return _BareServer(store) if store else _BareFile(folder / "bare")
