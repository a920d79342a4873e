"""An invented assessment of any size, built against the nouns of monitoring without its engine."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa

from hudna.agreements import Resolved, load_agreement, resolve
from hudna.monitoring import FINDINGS, Assessment, Count, FeedSummary, Window

ZONE = "Asia/Damascus"
GRAVEST = ("breach", "unattributed", "unverifiable", "excepted")
Row = dict[str, Any]


@cache
def valley() -> Resolved:
    return resolve(load_agreement(Path(__file__).parent / "valley" / "agreement.yaml"))


def finding(**changes: Any) -> Row:
    """One finding of breach, with what differs."""
    start = datetime(2031, 3, 4, 21, tzinfo=UTC)  # 5 March, 00:00 in Damascus
    row: Row = dict.fromkeys(FINDINGS.names)
    row |= {
        "incident_id": "K-1", "clause": "1", "verdict": "breach", "p": 1.0, "p_low": 1.0, "p_high": 1.0,
        "p_what": 1.0, "p_where": 1.0, "p_when": 1.0, "p_who": 1.0, "author": "north", "authors": "north 1.0",
        "reasons": "What: fire is among the acts of clause 1.", "earliest": start,
        "latest": start + timedelta(days=1), "zone": ZONE, "when_class": "day", "lon": 36.5, "lat": 34.5,
        "radius_km": 2.0, "where_class": "ucdp 1 (exact place)", "act": "force.fire.sniper", "side_a": "north",
        "side_b": "civilians", "directed": True, "deaths_low": 0, "deaths_best": 1, "deaths_high": 3,
        "source": "exercise", "reported_by": "Joint team", "note": "Two shots from the ridge.",
        "file": "reports/karsh.csv", "line": 2,
    }  # fmt: skip
    return row | changes


def many(number: int, seed: int = 1, places: int = 60) -> list[Row]:
    """Findings of every verdict, spread over the valley and its sixty days."""
    draw = Random(seed)
    spots = [(draw.uniform(36.05, 37.1), draw.uniform(34.05, 34.95)) for _ in range(places)]
    rows = []
    for line in range(2, number + 2):
        verdict = draw.choices(GRAVEST, (1, 5, 2, 2))[0]
        question = {"unattributed": "who", "unverifiable": draw.choice(("where", "when", "what"))}.get(verdict)
        shares = {f"p_{q}": 1.0 for q in ("what", "where", "when", "who")}
        if question:
            shares[f"p_{question}"] = round(draw.uniform(0.1, 0.9), 2)
        start = datetime(2031, 2, 28, 21, tzinfo=UTC) + timedelta(days=draw.randrange(58))
        lon, lat = draw.choice(spots)
        p = 0.0 if verdict == "excepted" else shares[f"p_{question}"] if question else 1.0
        rows.append(
            finding(
                incident_id=f"K-{line}",
                clause=draw.choice(("1", "2")),
                verdict=verdict,
                undecided=question,
                p=p,
                p_low=0.0 if question else p,
                p_high=1.0 if question else p,
                **shares,
                author=None if question else "north",
                authors="north 0.5; river 0.5",
                excepted_by="exclusion" if verdict == "excepted" else None,
                earliest=start,
                latest=start + timedelta(days=draw.choice((1, 1, 1, 7))),
                lon=lon,
                lat=lat,
                radius_km=draw.choice((0.0, 2.0, 25.0)),
                side_b=draw.choice(("river", "north;locals", "?unknown men", None)),
                directed=verdict == "breach",
                line=line,
            )
        )
    return sorted(rows, key=lambda row: (row["earliest"], row["incident_id"]))


def counted(rows: Iterable[Row], window: Window) -> Count:
    p = [row["p"] for row in rows]
    value = sum(p)
    return Count("incident", window, value, int(value * 0.8), int(value * 1.2) + 1, sum(q >= 0.95 for q in p), len(p))


def assessment(rows: list[Row] | None = None, **changes: Any) -> Assessment:
    """An assessment of some findings; every count is made from them."""
    rows = [finding()] if rows is None else rows
    start = datetime(2031, 2, 28, 21, tzinfo=UTC)
    window = Window(start, start + timedelta(days=59), ZONE)
    before = Window(start - timedelta(days=59), start, ZONE)
    gravest: dict[int, str] = {}
    for row in rows:
        gravest[row["line"]] = min(row["verdict"], gravest.get(row["line"], "excepted"), key=GRAVEST.index)
    made = Assessment(
        resolved=valley(),
        feeds=(FeedSummary("reports/karsh.csv", "hudna", len(gravest) + 3, 2, {"The <i>others</i>": 4}, {}),),
        findings=pa.Table.from_pylist(rows, schema=FINDINGS),
        incidents=len(gravest) + 3,
        touched=len(gravest),
        window=window,
        by_verdict=dict(Counter(row["verdict"] for row in rows)),
        incidents_by_verdict=dict(Counter(gravest.values())),
        by_clause={c: dict(Counter(r["verdict"] for r in rows if r["clause"] == c)) for c in ("1", "2")},
        expected=counted(rows, window),
        expected_by_clause={c: counted([r for r in rows if r["clause"] == c], window) for c in ("1", "2")},
        expected_by_party={"north": counted(rows, window)},
        expected_by_area={"town": counted(rows, window)},
        by_day=_days(rows, window),
        baseline=counted(rows, before),
        matched=counted(rows, window),
        baseline_by_day=_days([], before),
        open_questions=dict(Counter(row["undecided"] for row in rows if row["undecided"])),
    )
    return replace(made, **changes)


def _days(rows: list[Row], window: Window) -> Mapping[str, Count]:
    found = {}
    for k in range((window.end - window.start).days):
        start = window.start + timedelta(days=k)
        day = Window(start, start + timedelta(days=1), ZONE)
        held = [row for row in rows if start <= row["earliest"] < day.end]
        found[(start + timedelta(hours=12)).date().isoformat()] = counted(held, day)
    return found
