"""Two parties' ledgers side by side with the neutral one: what is matched, and what stands in one of them only.

Each item stands in one line, and each line is one event, so that nothing is counted twice. The words are the same for
both sides; what one sees as *ours* the other sees as *theirs*, and nothing else changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hudna.ground import covers
from hudna.monitoring.faults import MONITORING
from hudna.monitoring.ledgers import Answer
from hudna.monitoring.nearness import Columns, Ints, Near, Tolerance, columns_of, kinship, near, pair_off, words_in

_WORD = pa.dictionary(pa.int32(), pa.string())
RECONCILED = pa.schema(
    [
        pa.field("status", _WORD, nullable=False),  # matched, only ours, only theirs, only neutral
        pa.field("ours", pa.string()),  # id of the item in each ledger, null where it does not stand there
        pa.field("theirs", pa.string()),
        pa.field("neutral", pa.string()),
        pa.field("ours_answer", _WORD),  # what they say of our item: confirmed, denied, no answer
        pa.field("theirs_answer", _WORD),  # what we say of theirs
        pa.field("likeness", pa.float64()),  # of the two items, above 0 to 1
        pa.field("reason", pa.string(), nullable=False),
        pa.field("neutral_reason", pa.string(), nullable=False),
        pa.field("earliest", pa.timestamp("us", tz="UTC"), nullable=False),  # of all items of the line together
        pa.field("latest", pa.timestamp("us", tz="UTC"), nullable=False),
    ]
)
_SWAPPED = {"ours": "theirs", "theirs": "ours", "ours_answer": "theirs_answer", "theirs_answer": "ours_answer"}


@dataclass(frozen=True, slots=True)
class SideItems:
    """One side's ledger: its items (schema INCIDENTS), what the other side answered to each of them (by id), and the
    number that the side itself states, if it states one."""

    side: str
    items: pa.Table
    answers: Mapping[str, Answer] = field(default_factory=dict)
    stated: int | None = None


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """What became of one side's items: ``items`` = matched + only = confirmed + denied + unanswered.

    ``matched``: those that the other side's ledger holds too; ``in_neutral``: those that the neutral one holds.
    ``stated``: the number that the side gave, which may differ from the items that it listed. ``astray``: items that
    the other side answered to, and that do not stand in this ledger.
    """

    side: str
    items: int
    stated: int | None
    matched: int
    only: int
    in_neutral: int
    confirmed: int
    denied: int
    unanswered: int
    astray: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Two ledgers and the neutral one, reconciled. ``rows``: one per event, in the schema RECONCILED.

    ``events`` = matched + only ours + only theirs + only neutral: each event once.
    """

    ours: LedgerLine
    theirs: LedgerLine
    neutral: int
    matched: int
    only_neutral: int
    rows: pa.Table
    tolerance: Tolerance

    @property
    def events(self) -> int:
        """How many different events the ledgers speak of together."""
        return int(self.rows.num_rows)

    def mirrored(self) -> Reconciliation:
        """The same as the other side sees it."""
        names = {"only ours": "only theirs", "only theirs": "only ours"}
        columns = {_SWAPPED.get(name, name): self.rows[name] for name in RECONCILED.names}
        status = [names.get(word, word) for word in self.rows["status"].to_pylist()]
        columns["status"] = pa.array(status, pa.string()).cast(_WORD)
        rows = pa.table([columns[name] for name in RECONCILED.names], schema=RECONCILED)
        return replace(self, ours=self.theirs, theirs=self.ours, rows=rows)


def reconcile(
    ours: SideItems, theirs: SideItems, neutral: pa.Table | None = None, *, tolerance: Tolerance | None = None
) -> Reconciliation:
    """Match the items of two ledgers one to one, and the events so found with the neutral ledger.

    ``neutral``: incidents or findings; of several findings on one incident the first stands for all. The order of
    rows plays no part. Raises ledger-own for one side twice, ledger-twice where two items of a ledger have one id.
    """
    tolerance = tolerance or Tolerance()
    if ours.side == theirs.side:
        raise MONITORING.fault("ledger-own", f"Both ledgers are of “{ours.side}”.")
    if ours.side > theirs.side:  # one order within, so that a tie falls the same way whoever asks
        return reconcile(theirs, ours, neutral, tolerance=tolerance).mirrored()
    tables = [_ordered(_unique(ours)), _ordered(_unique(theirs)), _ordered(_first_of_each(neutral))]
    areas, acts = words_in(tables, "area"), words_in(tables, "act")
    columns = [columns_of(table, areas, acts) for table in tables]
    kin = kinship(acts, tolerance.levels)
    pairs = near(columns[0], columns[1], kin, tolerance)
    kept = pair_off(pairs, len(columns[0].earliest), len(columns[1].earliest))
    lines = _Lines(columns, pairs, kept)
    seen = _near_neutral(lines, columns, kin, tolerance)
    joined = pair_off(seen, len(lines.ours), len(columns[2].earliest))
    lines.add_neutral(seen, joined, len(columns[2].earliest))
    rows = _rows(lines, tables, (ours, theirs), acts)
    status = Counter(rows["status"].to_pylist())
    first, second = (_line(side, rows, name) for side, name in ((ours, "ours"), (theirs, "theirs")))
    return Reconciliation(first, second, tables[2].num_rows, status["matched"], status["only neutral"], rows, tolerance)


def _unique(side: SideItems) -> pa.Table:
    twice = [name for name, times in Counter(side.items["incident_id"].to_pylist()).items() if times > 1]
    if twice:
        what = f"The ledger of “{side.side}” has the item “{min(twice)}” more than once."
        raise MONITORING.fault("ledger-twice", what)
    return side.items


def _first_of_each(table: pa.Table | None) -> pa.Table:
    if table is None:
        from hudna.incidents import INCIDENTS

        return INCIDENTS.empty_table()
    _, first = np.unique(table["incident_id"].to_numpy(zero_copy_only=False).astype(str), return_index=True)
    return table.take(np.sort(first))


def _ordered(table: pa.Table) -> pa.Table:
    """By time and id, so that the order of the file plays no part."""
    keys = [("earliest", "ascending"), ("latest", "ascending"), ("incident_id", "ascending")]
    return table.take(pc.sort_indices(table.select([name for name, _ in keys]), sort_keys=keys))


class _Lines:
    """The events: for each the row of either ledger and of the neutral one (-1: not there), and the pair behind it."""

    def __init__(self, columns: list[Columns], pairs: Near, kept: Ints) -> None:
        mine, other = (np.full(len(c.earliest), -1) for c in columns[:2])
        mine[pairs.first[kept]], other[pairs.second[kept]] = pairs.second[kept], pairs.first[kept]
        alone = np.flatnonzero(other < 0)
        self.ours = np.concatenate([np.arange(len(mine)), np.full(len(alone), -1)])
        self.theirs = np.concatenate([mine, alone])
        self.neutral = np.full(len(self.ours), -1)
        self.pairs, self.seen = pairs, pairs
        self.pair = np.full(len(self.ours), -1)
        self.pair[pairs.first[kept]] = kept
        self.sight = np.full(len(self.ours), -1)
        self.rivals = [set(pairs.first.tolist()), set(pairs.second.tolist())]

    def add_neutral(self, seen: Near, kept: Ints, neutral: int) -> None:
        """Put the neutral items to the events that they are matched with, and the others below."""
        self.seen = seen
        self.neutral[seen.first[kept]] = seen.second[kept]
        self.sight[seen.first[kept]] = kept
        alone = np.setdiff1d(np.arange(neutral), seen.second[kept])
        nobody = np.full(len(alone), -1)
        self.ours, self.theirs, self.pair, self.sight = (
            np.concatenate([part, nobody]) for part in (self.ours, self.theirs, self.pair, self.sight)
        )
        self.neutral = np.concatenate([self.neutral, alone])


def _near_neutral(lines: _Lines, columns: list[Columns], kin: Any, tolerance: Tolerance) -> Near:
    """Pairs of an event and a neutral item: an event is as near as the nearer of its two items."""
    parts = []
    for rows, side in ((lines.ours, columns[0]), (lines.theirs, columns[1])):
        event = np.full(len(side.earliest), -1)
        event[rows[rows >= 0]] = np.flatnonzero(rows >= 0)
        found = near(side, columns[2], kin, tolerance)
        parts.append(replace(found, first=event[found.first]))
    both = Near(*(np.concatenate([getattr(part, name) for part in parts]) for name in Near.__slots__))
    order = np.lexsort((-both.likeness, both.second, both.first))
    key = np.column_stack([both.first[order], both.second[order]])
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (key[1:] != key[:-1]).any(axis=1)
    return Near(*(getattr(both, name)[order[fresh]] for name in Near.__slots__))


def _rows(lines: _Lines, tables: list[pa.Table], sides: tuple[SideItems, SideItems], acts: list[str]) -> pa.Table:
    ids = [table["incident_id"].to_pylist() for table in tables]
    spans = [[table[name].to_pylist() for name in ("earliest", "latest")] for table in tables]
    kinds = [table["act"].cast(pa.string()).to_pylist() for table in tables]
    found = []
    for line, at in enumerate(zip(lines.ours.tolist(), lines.theirs.tolist(), lines.neutral.tolist(), strict=True)):
        there = [table for table in range(3) if at[table] >= 0]
        names = [ids[table][at[table]] if table in there else None for table in range(3)]
        pair, sight = int(lines.pair[line]), int(lines.sight[line])
        answers = [sides[n].answers.get(str(names[n]), "no answer") if at[n] >= 0 else None for n in (0, 1)]
        said = [kinds[table][at[table]] for table in there]
        found.append(
            {
                "status": _status(there),
                "ours": names[0],
                "theirs": names[1],
                "neutral": names[2],
                "ours_answer": answers[0],
                "theirs_answer": answers[1],
                "likeness": float(lines.pairs.likeness[pair]) if pair >= 0 else None,
                "reason": _reason(lines.pairs, pair, said[:2]) if pair >= 0 else _alone(lines, at, there),
                "neutral_reason": _reason(lines.seen, sight, said) if sight >= 0 else "",
                "earliest": min(spans[table][0][at[table]] for table in there),
                "latest": max(spans[table][1][at[table]] for table in there),
            }
        )
    found.sort(key=lambda row: (row["earliest"], row["latest"], *(row[n] or "" for n in ("ours", "theirs", "neutral"))))
    return pa.Table.from_pylist(found, schema=RECONCILED)


def _status(there: list[int]) -> str:
    if there[:2] == [0, 1]:
        return "matched"
    return ("only ours", "only theirs", "only neutral")[there[0]]


def _reason(pairs: Near, pair: int, acts: Iterable[str | None]) -> str:
    """Why two items, or an event and a neutral item, are taken for one event."""
    gap, km = int(pairs.gap[pair]), float(pairs.km[pair])
    when = "The times meet" if not gap else f"The times are {_length(timedelta(microseconds=gap))} apart"
    where = "both are placed in the same area" if np.isnan(km) else f"the places are {km:.1f} km apart"
    return f"{when}, {where}, {_acts(sorted({act or '' for act in acts}))}."


def _length(gap: timedelta) -> str:
    minutes = -(-gap // timedelta(minutes=1))
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"


def _acts(acts: list[str]) -> str:
    if "" in acts:
        return "the act is not said by all"
    if len(acts) == 1:
        return f"the act is {acts[0]}"
    if len(acts) == 2 and covers(acts[0], acts[1]):
        return f"{acts[1]} is a kind of {acts[0]}"
    return f"the acts are related ({', '.join(acts)})"


def _alone(lines: _Lines, at: tuple[int, ...], there: list[int]) -> str:
    if there[0] == 2:
        return "Neither side's ledger has an item near enough in time, place and act."
    if at[there[0]] in lines.rivals[there[0]]:
        return "What is near enough in the other side's ledger is more like another item."
    return "The other side's ledger has no item near enough in time, place and act."


def _line(side: SideItems, rows: pa.Table, name: str) -> LedgerLine:
    mine = rows.filter(pc.is_valid(rows[name]))
    status, said = Counter(mine["status"].to_pylist()), Counter(mine[f"{name}_answer"].to_pylist())
    return LedgerLine(
        side.side,
        mine.num_rows,
        side.stated,
        status["matched"],
        status[f"only {name}"],
        mine.num_rows - mine["neutral"].null_count,
        said["confirmed"],
        said["denied"],
        said["no answer"],
        tuple(sorted(set(side.answers) - set(mine[name].to_pylist()))),
    )
