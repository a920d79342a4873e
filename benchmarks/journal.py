"""The journal beside its bare parts, in one run: what encoding, chain, tree, signature and store leave of their speed.

The bare parts do the same work on the same texts: SHA-256 over each text and the hash before, the canonical JSON of
the same values, one ``executemany`` into a plain table, one commit per row at synchronous=FULL. Rates are the better
of the rounds, taken in turn, because a shared disk is not steady. For the same reason single entries and bare commits
take turns every 200, and are told as the median of all turns; beside it the least and the greatest of the rounds.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.journal_case import Case, Clock, Line, address_in, append_each, bare_table, decisions, insert, rate
from benchmarks.journal_commits import singles
from benchmarks.machine import machine
from benchmarks.make import FOLDER
from hudna.journal import canonical, settle


def _chain(texts: Sequence[bytes]) -> None:
    last = bytes(32)
    for text in texts:
        last = sha256(last + text).digest()


def _json(plains: Sequence[Any]) -> None:
    for plain in plains:
        canonical(plain)


def parts_and_whole(folder: Path, options: argparse.Namespace) -> list[Line]:
    """The bare parts and the journal in turn, over some rounds; the better of each."""
    count = options.entries
    given = decisions(count)
    batches = [given[start : start + options.batch] for start in range(0, count, options.batch)]
    best: dict[str, float] = {}

    def keep(name: str, found: float) -> None:
        best[name] = max(best.get(name, 0.0), found)

    for turn in range(options.rounds):
        case = Case(address_in(options.store, folder, f"batches-{turn}"))
        keep("batches", rate(partial(append_each, case, batches), count))
        rows = list(case.store.rows("a"))
        texts = [row.text for row in rows]
        plains = [json.loads(text) for text in texts]
        keep("chain", rate(partial(_chain, texts), count))
        keep("json", rate(partial(_json, plains), count))
        bare = bare_table(folder / "bare")
        keep("executemany", rate(partial(insert, bare, rows), count))
        bare.close()
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
    ]


def verify_and_prove(folder: Path, options: argparse.Namespace) -> list[Line]:
    """Verify a large case, prove one entry of it, check the proof, and rebuild state."""
    from hudna.journal import check_proof, prove_entry, verify_store

    case = Case(address_in(options.store, folder, "large"))
    case.open()
    for start in range(1, options.large, options.batch):
        append_each(case, [decisions(min(options.batch, options.large - start), start)])
    case.store.close()
    case = Case(case.where, create=False)
    begun = Clock.now()
    report = verify_store(case.store, now=datetime.now(UTC))
    taken = Clock.now() - begun
    assert report.is_sound, report.findings[:3]
    begun = Clock.now()
    proof = prove_entry(case.store, f"a/{options.large // 3}")
    made = Clock.now() - begun
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
    case = Case(address_in(options.store, folder, "state"))
    case.open()
    for start in range(1, options.state, options.batch):
        append_each(case, [decisions(min(options.batch, options.state - start), start)])
    begun = Clock.now()
    entries = case.journal.entries()
    read = Clock.now() - begun
    state = {entry.about or entry.ref: entry.ref for entry in settle(entries).entries}
    with case.store.writing():
        case.store.put_view("last", ((about, json.dumps(ref)) for about, ref in state.items()))
    taken = Clock.now() - begun
    case.store.close()
    return [
        Line(f"state rebuilt from {options.state:,}", taken, "s", f"{read:.2f} s of it reading", "< 10 s"),
    ]


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
    parser.add_argument("--single", type=int, default=4000, metavar="N", help="persisted one by one")
    parser.add_argument("--large", type=int, default=1_000_000, metavar="N", help="verified and proved among")
    parser.add_argument("--state", type=int, default=100_000, metavar="N", help="state is rebuilt from")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    parser.add_argument("--store", default="", metavar="URL", help="a PostgreSQL database; schemas stay in it")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--markdown", action="store_true", help="a table for the documentation")
    parser.add_argument(
        "--cpu", action="store_true", help="seconds of this process alone: where others use the machine, too"
    )
    options = parser.parse_args(arguments)
    if options.cpu:
        Clock.now = staticmethod(time.process_time)
    folder: Path = options.folder / "journal"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    print("\n".join(machine()), flush=True)
    lines = parts_and_whole(folder, options) + singles(folder, options)
    lines += verify_and_prove(folder, options)
    lines += rebuild(folder, options)
    print(f"\n{show(lines, options.markdown)}")
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
