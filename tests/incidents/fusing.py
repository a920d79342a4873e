"""Reports made by hand for the tests of fusing, and measures of how well groups are found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from hudna.incidents import INCIDENTS, Fused, fuse

DAY = datetime(2016, 3, 1, tzinfo=UTC)


def report(number: str, *, source: str = "wire", day: float = 0, days: float = 1, **said: Any) -> dict[str, Any]:
    """A row of INCIDENTS: a mortar attack by party-a on party-b in a village, unless ``said`` otherwise."""
    row = {
        "incident_id": number,
        "source": source,
        "earliest": DAY + timedelta(days=day),
        "latest": DAY + timedelta(days=day + days),
        "zone": "UTC",
        "when_class": "day",
        "lon": 37.1,
        "lat": 36.2,
        "radius_km": 2.0,
        "area": None,
        "where_class": "point",
        "act": "force.explosive.indirect.mortar",
        "weapon": None,
        "side_a": "party-a",
        "side_b": "party-b",
        "directed": False,
        "deaths_low": None,
        "deaths_best": 5,
        "deaths_high": None,
        "reported_by": f"{source} desk",
        "note": None,
        "file": f"{source}.csv",
        "line": int("".join(filter(str.isdigit, number)) or 1),
    }
    return {**row, **said}


def table(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    return pa.table({f.name: pa.array([row[f.name] for row in rows], f.type) for f in INCIDENTS}, schema=INCIDENTS)


def fused(rows: Sequence[Mapping[str, Any]], **options: Any) -> Fused:
    """Fuse rows; each source is a feed."""
    sources = list(dict.fromkeys(row["source"] for row in rows)) or ["wire"]
    feed = np.array([sources.index(row["source"]) for row in rows], np.int32)
    return fuse(table(rows), feed, sources, **options)


def groups(done: Fused) -> set[frozenset[str]]:
    """The reports of each incident, by id; round-ups belong to none."""
    found: dict[str, set[str]] = {}
    for row in done.links.to_pylist():
        if row["kind"] != "round-up":
            found.setdefault(row["incident_id"], set()).add(row["report_id"])
    return {frozenset(group) for group in found.values()}


def together(done: Fused, *numbers: str) -> bool:
    return any(set(numbers) <= group for group in groups(done))


def codes(names: Sequence[Any]) -> np.ndarray:
    return np.unique(np.asarray(names), return_inverse=True)[1]


def measures(truth: Sequence[Any], found: Sequence[Any]) -> dict[str, float]:
    """Precision, recall and F1 of pairs, and B³ (Bagga & Baldwin 1998)."""
    t, f = codes(truth), codes(found)
    _, of, both = np.unique(t.astype(np.int64) * (f.max() + 1) + f, return_inverse=True, return_counts=True)
    in_truth, in_found = np.bincount(t), np.bincount(f)
    pairs = [int((n * (n - 1) // 2).sum()) for n in (both, in_truth, in_found)]
    precision, recall = pairs[0] / max(pairs[2], 1), pairs[0] / max(pairs[1], 1)
    b_precision, b_recall = (both[of] / in_found[f]).mean(), (both[of] / in_truth[t]).mean()
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / max(precision + recall, 1e-9),
        "b3": float(2 * b_precision * b_recall / (b_precision + b_recall)),
    }


def incident_of(done: Fused, ids: Sequence[str]) -> list[str]:
    """The incident of each report (round-ups: the first they cover)."""
    place = {}
    for number, incident in zip(
        done.links["report_id"].to_pylist(), done.links["incident_id"].to_pylist(), strict=True
    ):
        place.setdefault(number, incident)
    return [place[number] for number in ids]
