"""Integrate data sets by MELTT's rule, and say what that package says."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hudna.cli.assessing import make_folder, writing
from hudna.incidents import Integrated, MelttRule, MelttSets, read_meltt
from hudna.incidents import integrate as integrated


def integrate(
    sets: Sequence[Path], taxonomies: Sequence[Path], days: float, km: float, out: Path, *, json_wanted: bool
) -> int:
    """Integrate, write matches.csv, unique.csv and flagged.csv, and print the figures; 1 if anything is flagged."""
    read = read_meltt(sets, taxonomies)
    done = integrated(read.sets, MelttRule(days, km, read.depths))
    make_folder(out)
    with writing(out):
        written = _write(read, done, out)
    told = _as_json(read, done)
    if json_wanted:
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _print(told, written)
    return int(bool(done.flagged or done.forgotten))


def _as_json(read: MelttSets, done: Integrated) -> dict[str, Any]:
    names = [one.name for one in read.sets]
    groups = [group for group in (*done.events, *done.episodes) if len(group) > 1]
    overlap = Counter(tuple(number for number, _ in group) for group in groups)
    first = Counter(number for number, _ in {group[0] for group in (*groups, *done.forgotten)})
    alone = Counter(number for number, _ in done.unique)
    shared = [{"data_sets": [names[n - 1] for n in key], "events": count} for key, count in sorted(overlap.items())]
    single = [{"data_sets": [name], "events": alone[n] - first[n]} for n, name in enumerate(names, 1)]
    return {
        "rule": "meltt 0.4.3",
        "observations": sum(map(len, read.sets)),
        "unique": len(done.unique),
        "matches": {"events": len(done.events), "episodes": len(done.episodes)},
        "duplicates_removed": done.removed,
        "flagged": len(done.flagged),
        "forgotten": len(done.forgotten),
        "overlap": [*single, *shared],
    }


def _write(read: MelttSets, done: Integrated, out: Path) -> list[Path]:
    """Rows are told by their number in their data set, from 1, as that package does."""
    names = [one.name for one in read.sets]
    matches = [("event", group) for group in done.events] + [("episode", group) for group in done.episodes]
    by_set = [dict(group) for _, group in matches]
    tables: dict[str, list[list[Any]]] = {
        "matches": [["kind", *names]]
        + [
            [kind, *(found.get(n, "") for n in range(1, len(names) + 1))]
            for (kind, _), found in zip(matches, by_set, strict=True)
        ],
        "unique": [["data_set", "event"], *([names[n - 1], row] for n, row in done.unique)],
        "flagged": [["data_set", "event", "near_data_set", "near_episode"]]
        + [[names[n - 1], row, names[m - 1], other] for (n, row), near in done.flagged.items() for m, other in near],
    }
    for name, rows in tables.items():
        with (out / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)
    return [out / f"{name}.csv" for name in tables]


def _print(told: dict[str, Any], written: Sequence[Path]) -> None:
    events, episodes = told["matches"]["events"], told["matches"]["episodes"]
    print(f"{told['observations']:,} rows are {told['unique']:,}: {told['duplicates_removed']:,} were doubles.")
    print(f"{events + episodes:,} matches: {events:,} of events, {episodes:,} of episodes.")
    for line in told["overlap"]:
        print(f"{line['events']:>8,}  {', '.join(line['data_sets'])}")
    if told["flagged"]:
        print(f"{told['flagged']:,} events lie near an episode and were not joined to it: see flagged.csv.")
    if told["forgotten"]:
        print(
            f"{told['forgotten']:,} matches are lost from that release's own tables, though it removes their doubles."
        )
    print("Written: " + ", ".join(str(path) for path in written))
