"""A blinded comparison played through by both sides: how long, how large the files, whom it finds, and whom wrongly.

Lists are invented (``rehearse_lists``) unless two are given. Time is of all rounds of both sides one after the other in
one process; between two machines each side waits for about half of it. What is found is told by row of each list: a
row is *found* if it is in shared.csv, and *rightly* if its person is on the other list.
"""

from __future__ import annotations

import argparse
import csv
import os
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.machine import machine
from hudna.people import (
    ListOfPeople,
    Rehearsal,
    Secret,
    Tier,
    access_list,
    answer_offer,
    make_offer,
    read_answer,
    read_people,
    rehearse_lists,
    write_rehearsed,
    write_shared,
)


@dataclass(frozen=True)
class Side:
    """A list, and who its rows really are."""

    people: ListOfPeople
    person: Sequence[int]

    @property
    def persons(self) -> frozenset[int]:
        return frozenset(self.person)


def read_list(path: Path, name: str) -> ListOfPeople:
    """A list as the program reads it."""
    opened, _ = access_list(path, actor="benchmark", purpose="time it", at=datetime.now(UTC))
    return read_people(opened, name=name, latest=datetime.now(UTC).date()).people


def invented(rows: int, shape: str, seed: int, folder: Path) -> tuple[Side, Side]:
    """Two invented lists with their truth."""
    made = rehearse_lists(Rehearsal(people=rows, shape="parts" if shape == "parts" else "whole"), seed=seed)
    write_rehearsed(made, folder)
    return (
        Side(read_list(folder / "a.csv", "A"), made.person_a.tolist()),
        Side(read_list(folder / "b.csv", "B"), made.person_b.tolist()),
    )


def given(paths: Sequence[Path], column: str, keep: int, folder: Path) -> tuple[Side, Side]:
    """Two lists (Parquet) whose ``column`` holds the person; of their people ``keep`` in ten."""
    sides = []
    for name, path in zip("AB", paths, strict=True):
        table = pq.read_table(path)
        table = table.take([at for at, person in enumerate(table[column].to_pylist()) if person % 10 < keep])
        person = table[column].to_pylist()
        pq.write_table(table.drop_columns([column]), folder / f"{name}.parquet")
        sides.append(Side(read_list(folder / f"{name}.parquet", name), person))
    return sides[0], sides[1]


def play(a: Side, b: Side, tier: Tier, folder: Path) -> None:
    """Play all rounds, and print what it took and what came of it."""
    clock, cpu = time.perf_counter(), sum(os.times()[:4])
    (mine, offer), (yours, other) = (make_offer(side.people, tier, entropy=secrets.token_bytes) for side in (a, b))
    mine, answer = answer_offer(a.people, mine, other)
    yours, reply = answer_offer(b.people, yours, offer)
    ends: list[tuple[Side, Side, Secret, bytes]] = [(a, b, mine, reply), (b, a, yours, answer)]
    for at, (side, _, secret, got) in enumerate(ends):
        write_shared(folder / str(at), side.people, read_answer(side.people, secret, got))
    took = f"{time.perf_counter() - clock:.1f} s, {sum(os.times()[:4]) - cpu:.1f} CPU-s"
    print(f"{tier}: {took}; offer {len(offer) / 1e6:.1f} MB, answer {len(answer) / 1e6:.1f} MB")
    for at, (side, there, *_) in enumerate(ends):
        print("  " + found_in(folder / str(at) / "shared.csv", side, there))


def found_in(path: Path, side: Side, there: Side) -> str:
    """What one side's shared.csv says, against the truth."""
    people, both = there.persons, Counter[tuple[str, bool]]()
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            both[row["answer"], side.person[int(row["row"]) - 1] in people] += 1
    on_both = sum(person in people for person in side.person)
    same, wrong = both["same", True], both["same", False]
    every, astray = same + both["review", True], wrong + both["review", False]
    return (
        f"{side.people.name}: {len(side.people):,} rows, {on_both:,} on both; same {same + wrong:,} "
        f"(right {share(same, same + wrong)}, of those on both {share(same, on_both)}); with review {every + astray:,} "
        f"(right {share(every, every + astray)}, of those on both {share(every, on_both)})"
    )


def share(part: int, whole: int) -> str:
    """A share in per cent."""
    return f"{100 * part / whole:.1f} %" if whole else "none"


def main(arguments: list[str]) -> int:
    """Play both tiers over one pair of lists."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks blind", description=__doc__)
    parser.add_argument("--rows", type=int, default=15_000, help="rows of each invented list")
    parser.add_argument("--shape", choices=("whole", "parts"), default="whole", help="of invented names")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lists", type=Path, nargs=2, help="two lists in Parquet, in place of invented ones")
    parser.add_argument("--person", default="person_id", help="the column of those that says who a row is")
    parser.add_argument("--keep", type=int, default=10, help="people of those lists to keep, of ten")
    asked = parser.parse_args(arguments)
    print("; ".join(machine()))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if asked.lists:
            a, b = given(asked.lists, asked.person, asked.keep, folder)
        else:
            a, b = invented(asked.rows, asked.shape, asked.seed, folder)
        tiers: tuple[Tier, ...] = ("strict", "tolerant")
        for tier in tiers:
            play(a, b, tier, folder / tier)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
