"""Fuse made-up feeds with known truth: how long it takes and how well, beside simpler rules."""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hudna.cli.memory import kept_memory
from hudna.incidents import EventSet, MelttRule, fuse, integrate
from hudna.incidents.rehearse import PLAIN, STRONG, Rehearsed, rehearse_reports

DAY = 86_400_000_000
Codes = NDArray[np.int64]
Found = Callable[[], Codes]
"""Gives the incident of each report as a number, to score by: the clock has stopped by then."""


def b_cubed(truth: Codes, found: Codes) -> tuple[float, float, float]:
    """F1 of pairs, and precision and recall of B³ (Bagga & Baldwin 1998)."""
    t, f = (np.unique(codes, return_inverse=True)[1].astype(np.int64) for codes in (truth, found))
    _, of, both = np.unique(t * (f.max() + 1) + f, return_inverse=True, return_counts=True)
    in_truth, in_found = np.bincount(t), np.bincount(f)
    hit, true, said = (int((n * (n - 1) // 2).sum()) for n in (both, in_truth, in_found))
    f1 = 2 * hit / max(true + said, 1)
    return f1, float((both[of] / in_found[f]).mean()), float((both[of] / in_truth[t]).mean())


def cpu() -> float:
    """CPU-seconds of this process so far, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def hudna(feeds: list[Rehearsed]) -> Found:
    """Hudna's own rule, tables of links and incidents included."""
    table = pa.concat_tables([feed.table for feed in feeds])
    number = np.concatenate([np.full(len(feed.truth), n, np.int32) for n, feed in enumerate(feeds)])
    done = fuse(table, number, [feed.name for feed in feeds])
    assert done.links.num_rows == table.num_rows

    def codes() -> Codes:
        ids = done.links["incident_id"].combine_chunks().dictionary_encode()
        return np.asarray(ids.indices.to_numpy(), np.int64)

    return codes


def same_place_same_day(feeds: list[Rehearsed]) -> Found:
    """One incident per cell of 0.05 degrees and day, grouped by pyarrow."""
    table = pa.concat_tables([feed.table for feed in feeds])
    place = np.round(table["lon"].to_numpy() * 20).astype(np.int64) * 8192 + np.round(table["lat"].to_numpy() * 20)
    day = table["earliest"].cast(pa.int64()).to_numpy() // DAY
    key = pa.array(place.astype(np.int64) * 65_536 + day)
    found = np.asarray(key.dictionary_encode().indices.to_numpy(), np.int64)
    return lambda: found


def meltt(feeds: list[Rehearsed]) -> Found:
    """The rule of MELTT by Hudna's kernel: 3 km, one day, the act and the act above it."""
    words = [feed.table["act"].combine_chunks() for feed in feeds]
    names = sorted({name for column in words for name in column.dictionary.to_pylist()})
    uppers = sorted({name.rpartition(".")[0] for name in names})
    sets = []
    for feed, column in zip(feeds, words, strict=True):
        at = np.array([names.index(name) for name in column.dictionary.to_pylist()])
        fine = at[column.indices.to_numpy()]
        broad = np.array([uppers.index(name.rpartition(".")[0]) for name in names])[fine]
        day = feed.table["earliest"].cast(pa.int64()).to_numpy() // DAY
        place = (feed.table["lat"].to_numpy(), feed.table["lon"].to_numpy())
        sets.append(EventSet(feed.name, day, day, *place, np.column_stack((fine, broad)).astype(np.int32)))
    done = integrate(sets, MelttRule(1, 3, (2,)))
    first = np.cumsum([0, *(len(one) for one in sets)])
    found = np.arange(first[-1])
    for group in (*done.events, *done.episodes):
        for number, row in group[1:]:
            found[first[number - 1] + row - 1] = first[group[0][0] - 1] + group[0][1] - 1
    return lambda: found


RULES: dict[str, Callable[[list[Rehearsed]], Found]] = {
    "hudna": hudna,
    "same place, same day": same_place_same_day,
    "meltt, by Hudna": meltt,
}


def main(arguments: list[str]) -> int:
    """Make the feeds, run every rule, print the table; returns 0."""
    parser = argparse.ArgumentParser(prog="fuse", description=__doc__)
    parser.add_argument("--reports", type=int, default=100_000, help="about so many reports per source")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--strong", action="store_true", help="strong noise instead of plain")
    parser.add_argument("--only", nargs="*", choices=list(RULES), help="which rules to run")
    asked = parser.parse_args(arguments)
    for rule in RULES.values():  # compiled before the clock starts
        rule(rehearse_reports(2_000, 1))
    noise = STRONG if asked.strong else PLAIN
    feeds = rehearse_reports(round(asked.reports / 0.6), asked.seed, noise=noise)
    truth = np.concatenate([feed.truth for feed in feeds])
    print(f"{len(truth):,} reports of {len(feeds)} sources, seed {asked.seed}")
    print(f"{'rule':24}{'CPU-s':>8}{'wall s':>8}{'F1':>8}{'B3':>8}{'peak MB':>9}")
    with kept_memory():  # as `hudna fuse` does
        for name, rule in RULES.items():
            if asked.only and name not in asked.only:
                continue
            before, started = cpu(), time.perf_counter()
            found = rule(feeds)
            took, wall = cpu() - before, time.perf_counter() - started
            f1, p, r = b_cubed(truth, found())
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(f"{name:24}{took:8.2f}{wall:8.2f}{f1:8.4f}{2 * p * r / (p + r):8.4f}{peak:9,}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
