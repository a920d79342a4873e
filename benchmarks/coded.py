"""Fuse reports that human coders linked to events, as they are and made worse step by step; how well, beside a rule.

Needs a folder in the layout of UCDP: ``ged*.csv`` with the events, ``articles*.csv`` (article_id, source_office,
source_date, headline) and ``event_article*.csv`` (event_id, article_id). A report is an article with one event's place,
time, sides and deaths, and bears no id. Two reports that the coders linked to different events may still tell of one:
what is counted as wrong here is not always wrong.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.fuse import b_cubed
from hudna.ground import load_acts, load_areas, load_parties
from hudna.incidents import fuse_feeds, open_feed

GUIDE = Path("docs/how-to/fuse-reports.md")
COLUMNS = (
    *("date_start", "date_end", "latitude", "longitude", "where_prec", "type_of_violence", "side_a", "side_b"),
    *("low", "best", "high", "source_office", "headline"),
)
DAY = np.timedelta64(1, "D")
Table = dict[str, NDArray[np.str_]]
STEPS = (
    "as coded",
    "dates moved by up to two days, row by row",
    "and points moved by some 700 m, a fifth known only to the district",
    "and three numbers of deaths in ten changed",
)


def _only(folder: Path, name: str) -> list[dict[str, str]]:
    found = sorted(folder.glob(f"{name}*.csv"))
    if not found:
        raise SystemExit(f"{folder}: there is no {name}*.csv")
    with found[0].open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def reports(folder: Path) -> tuple[Table, NDArray[np.int64]]:
    """One row for each article and event, and the event of each."""
    events = {row["id"]: row for row in _only(folder, "ged")}
    articles = {row["article_id"]: row for row in _only(folder, "articles")}
    links = [row for row in _only(folder, "event_article") if row["event_id"] in events]
    rows = [events[link["event_id"]] | articles[link["article_id"]] for link in links]
    truth = np.unique([link["event_id"] for link in links], return_inverse=True)[1].astype(np.int64)
    return {name: np.array([row[name] for row in rows]) for name in COLUMNS}, truth


def worse(table: Table, step: int, seed: int) -> Table:
    """The same reports, made worse by all steps up to this one."""
    chance, count = np.random.default_rng(seed), len(table["best"])
    made = dict(table)
    moved = chance.choice([-2, -1, 0, 1, 2], count, p=[0.1, 0.2, 0.4, 0.2, 0.1]) * DAY
    off, vague = chance.normal(0, 0.7 / 111.2, (2, count)), chance.random(count) < 0.2
    other, factor = chance.random(count) < 0.3, chance.choice([0.5, 0.7, 1.5, 2.0], count)
    if step >= 1:
        for name in ("date_start", "date_end"):
            made[name] = np.datetime_as_string(table[name].astype("U10").astype("datetime64[D]") + moved)
    if step >= 2:
        made["latitude"] = (table["latitude"].astype(float) + off[0]).astype(str)
        made["longitude"] = (table["longitude"].astype(float) + off[1] / 0.82).astype(str)
        made["where_prec"] = np.where(vague, "3", table["where_prec"])
    if step >= 3:
        for name in ("low", "best", "high"):
            told = table[name].astype(int)
            made[name] = (
                np.where(other & (told > 0), np.maximum(1, np.round(told * factor)), told).astype(int).astype(str)
            )
    return made


def hudna(table: Table, folder: Path) -> NDArray[np.int64]:
    """The incident of each report, by way of a CSV file and the mapping that the guide gives."""
    text = GUIDE.read_text(encoding="utf-8")
    mapping, feed = folder / "articles.yaml", folder / "articles.csv"
    mapping.write_text(re.findall(r"```yaml articles\.yaml\n(.*?)```", text, re.DOTALL)[0], encoding="utf-8")
    with feed.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(table)
        out.writerows(zip(*table.values(), strict=True))
    parties = load_parties()
    opened = open_feed(feed, parties, load_acts(), load_areas(), mapping=mapping)
    links = fuse_feeds([opened], parties=parties).links
    own = links.filter(np.asarray(links["kind"].cast("string").to_numpy(zero_copy_only=False) != "round-up"))
    lines = dict(zip(own["line"].to_pylist(), own["incident_id"].to_pylist(), strict=True))
    alone = [lines.get(line, f"round-up {line}") for line in range(2, len(table["best"]) + 2)]
    return np.unique(alone, return_inverse=True)[1].astype(np.int64)


def same_point_same_day(table: Table) -> NDArray[np.int64]:
    """The same point and the same first day."""
    keys = ["|".join(row) for row in zip(*(table[n] for n in ("latitude", "longitude", "date_start")), strict=True)]
    return np.unique(keys, return_inverse=True)[1].astype(np.int64)


def main(arguments: Sequence[str]) -> int:
    """Print F1 of pairs and B³ for each step; returns 0."""
    parser = argparse.ArgumentParser(prog="fuse-coded", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/ucdp_syria_2016"), help="the folder")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args(arguments)
    table, truth = reports(asked.data)
    print(f"{len(truth):,} reports of {len(np.unique(truth)):,} events, seed {asked.seed}")
    print(f"{'':68}{'hudna F1':>9}{'B3':>7}{'same F1':>9}{'B3':>7}{'CPU-s':>7}")
    for number, step in enumerate(STEPS):
        made = worse(table, number, asked.seed)
        with tempfile.TemporaryDirectory() as folder:
            before = time.process_time()
            found = hudna(made, Path(folder))
            took = time.process_time() - before
        row = ""
        for groups in (found, same_point_same_day(made)):
            f1, p, r = b_cubed(truth, groups)
            row += f"{f1:9.3f}{2 * p * r / (p + r):7.3f}"
        print(f"{step:68}{row}{took:7.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
