"""How the ledgers of the sides, and that of complaints and rulings, are told in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from hudna.cli.drafting import print_table
from hudna.cli.shown import shown
from hudna.cli.telling import stamp
from hudna.house import SideBySide
from hudna.monitoring import (
    DayCounted,
    JointCount,
    LedgerFiled,
    Reconciliation,
    Span,
    reconciliation_as_json,
)

MOST_ROWS = 40


def window_words(window: Span, zone: str) -> str:
    """A window on the clock of a zone: a day by its date, anything else from when until when."""
    begins, ends = stamp(window.earliest, zone), stamp(window.latest, zone)
    last = stamp(window.latest - timedelta(microseconds=1), zone)
    if begins.endswith("00:00") and ends.endswith("00:00"):
        return begins[:10] if begins[:10] == last[:10] else f"{begins[:10]} to {last[:10]}"
    return f"{begins} to {ends}"


def pair_json(pair: SideBySide) -> dict[str, Any]:
    """Two ledgers side by side for machines, or why they cannot be."""
    window = {"earliest": pair.ours.window.earliest.isoformat(), "latest": pair.ours.window.latest.isoformat()}
    told = {"window": window, "unit": pair.ours.unit}
    if pair.done is None:
        return told | {"sides": [pair.ours.side, pair.theirs.side], "fault": str(pair.fault)}
    return told | reconciliation_as_json(pair.done)


def print_rulings(told: dict[str, Any]) -> None:
    """The complaints against each party and what was ruled on them."""
    lines = told["lines"]
    if not lines:
        return
    counts = [line["complaints"] | line["rulings"] for line in lines]
    names = {
        "received": "complaints received",
        "open": "  without a ruling",
        "joined": "  carried by another complaint",
        "violation": "  ruled: violation",
        "violation of another": "  ruled: violation of another party",
    }
    order = ["received", "violation", *(what for what in counts[0] if what not in ("received", "violation", "open"))]
    rows = [[names.get(what, f"  ruled: {what}"), *(str(one[what]) for one in counts)] for what in [*order, "open"]]
    parties = [line["against"] or "nobody named" for line in lines]
    print_table("Complaints against each party, and what was ruled on them", ["", *parties], rows)
    print("A ruling is what was decided, not what happened; what has no ruling is open.\n")


def print_counts(joint: Iterable[JointCount], done: Iterable[SideBySide], zone: str) -> None:
    """The numbers of two sides for each window, save where their items say it better."""
    listed: dict[tuple[Span, str, str, str], int] = {
        (p.ours.window, p.ours.unit, p.ours.side, p.theirs.side): p.ours.count + p.theirs.count for p in done if p.done
    }
    for one in joint:
        key = (one.window, one.first.unit, one.first.side, one.second.side)
        if listed.get(key) == one.high and one.first.confirmed is None and one.second.confirmed is None:
            continue
        rows = [
            [s.side, str(s.count), "not said" if s.confirmed is None else str(s.confirmed), _parts(s.of_which)]
            for s in (one.first, one.second)
        ]
        title = f"Counted for {window_words(one.window, zone)} ({one.first.unit}s)"
        print_table(title, ["side", "count", "of them confirmed by the other, it says", "of which"], rows)
        print(one.words + "\n")


def _parts(of_which: Iterable[Any]) -> str:
    return ", ".join(f"{part.whose} {part.count}" for part in of_which)


def print_pair(pair: SideBySide, zone: str) -> None:
    """Two ledgers side by side, item by item."""
    title = f"Filed for {window_words(pair.ours.window, zone)} ({pair.ours.unit}s), side by side"
    if pair.done is None:
        print(f"{title}: {pair.ours.side} and {pair.theirs.side} cannot be set side by side.\n  {pair.fault}\n")
        return
    done = pair.done
    lines = (done.ours, done.theirs)
    measures: Sequence[tuple[str, Sequence[object]]] = (
        ("states", [line.stated for line in lines]),
        ("lists", [line.items for line in lines]),
        ("  in the other's ledger, too", [line.matched for line in lines]),
        ("  in this one alone", [line.only for line in lines]),
        ("  in the neutral ledger", [line.in_neutral for line in lines]),
        ("  confirmed by the other", [line.confirmed for line in lines]),
        ("  denied by the other", [line.denied for line in lines]),
        ("  not answered", [line.unanswered for line in lines]),
    )
    rows = [[name, *map(str, numbers)] for name, numbers in measures]
    print_table(title, ["", *(line.side for line in lines)], rows)
    alone = f"; {done.only_neutral} of them in the neutral ledger alone" if done.only_neutral else ""
    events = "1 event" if done.events == 1 else f"{done.events} events"
    print(f"{events} together, each counted once{alone}.")
    for line in lines:
        if line.astray:
            print(f"Answered, but not in the ledger of {line.side}: {', '.join(line.astray)}")
    _print_rows(done, zone)
    print()


def _print_rows(done: Reconciliation, zone: str) -> None:
    rows = done.rows.slice(0, MOST_ROWS).to_pylist()
    for row in rows:
        parts = []
        for name, line in (("ours", done.ours), ("theirs", done.theirs)):
            if row[name] is not None:
                parts.append(f"{line.side} {row[name]} ({row[f'{name}_answer']})")
        if row["neutral"] is not None:
            parts.append(f"neutral {row['neutral']}")
        print(shown(f"  {stamp(row['earliest'], zone)}  {' = '.join(parts)}: {row['reason']}"))
    if done.rows.num_rows > len(rows):
        print(f"  and {done.rows.num_rows - len(rows)} more (--format json lists all)")


def print_alone(alone: Sequence[DayCounted | LedgerFiled], zone: str) -> None:
    """What one side gave and no other side did for that window in that unit."""
    for one in alone:
        how = "filed" if isinstance(one, LedgerFiled) else "counted"
        words = f"{one.side} {how} {one.count} {one.unit}s for {window_words(one.window, zone)}"
        print(shown(f"Alone: {words}; no other side gave any for that window in that unit."))
