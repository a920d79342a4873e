"""Reads the ledgers that the sides filed, and sets every two of one window and one unit side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hudna.ground import Fault, load_acts, load_areas, load_parties
from hudna.house.case import Case
from hudna.house.state import State
from hudna.journal import Entry
from hudna.monitoring import MONITORING, LedgerFiled, Reconciliation, Span, case_items, reconcile, side_items, within

if TYPE_CHECKING:
    import pyarrow as pa

    from hudna.incidents import Feed


@dataclass(frozen=True)
class SideBySide:
    """Two ledgers of one window; ``fault`` says why they cannot be set side by side, where they cannot."""

    ours: LedgerFiled
    theirs: LedgerFiled
    done: Reconciliation | None = None
    fault: Fault | None = None


def read_items(path: Path, case: Case, state: State, zone: str, at: datetime | None = None) -> tuple[pa.Table, Feed]:
    """The items of a ledger or feed, and the feed for what it did not map. Raises ledger-unfit for a row unread.

    Read under the registers of the plan that was offered last, by ``at`` if that is given: what was filed under them
    is read under them later, too.
    """
    import pyarrow as pa

    from hudna.incidents import INCIDENTS, open_feed

    offers = [version.offered for plan in state.consents.plans.values() for version in plan.values()]
    known = [said for said in offers if at is None or said.at <= at]
    last = max(known, key=lambda said: said.at, default=None)
    loaded = case.texts.get(last.event.document) if last else None  # type: ignore[union-attr]
    registers = (
        (loaded.parties, loaded.acts, loaded.areas) if loaded else (load_parties(()), load_acts(()), load_areas(()))
    )
    feed = open_feed(path, *registers, zone=zone)
    batches = list(feed.batches())
    if feed.count_rejected:
        first = next(iter(feed.rejects))
        rows = "1 row" if feed.count_rejected == 1 else f"{feed.count_rejected} rows"
        what = f"{rows} cannot be read; the first, on line {first.line}: {first.words.rstrip('.')}."
        raise MONITORING.fault("ledger-unfit", what, where=str(path))
    return pa.Table.from_batches(batches, schema=INCIDENTS), feed


def kept_items(case: Case, state: State, entry: Entry) -> pa.Table:
    """The items of a ledger as they were filed, on the clock on which they were. Raises ledger-missing."""
    filed = entry.event
    assert isinstance(filed, LedgerFiled)
    data = case.store.blob(filed.sha256)
    if data is None:
        what = f"The file of “{filed.side}” is not in this copy of the case."
        raise MONITORING.fault("ledger-missing", what, remedy="merge with the desk that filed it, or file it again.")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger"
        path.write_bytes(data)
        return read_items(path, case, state, filed.window.zone, entry.at)[0]


def alike(state: State) -> list[tuple[Entry, Entry]]:
    """Every two ledgers that were filed for one window in one unit, in the order of time and of the sides' names."""
    found: dict[tuple[Span, str], list[Entry]] = {}
    for entry in state.ledgers.filed.values():
        if isinstance(entry.event, LedgerFiled):
            found.setdefault((entry.event.window, entry.event.unit), []).append(entry)
    ordered = sorted(found.items(), key=lambda one: (one[0][0].earliest, one[0][0].latest, one[0][1]))
    by_side = (sorted(filed, key=lambda one: one.event.side) for _, filed in ordered)  # type: ignore[attr-defined]
    return [two for filed in by_side for two in combinations(filed, 2)]


def reconciled(case: Case, state: State, neutral: Path | None, zone: str) -> Iterator[SideBySide]:
    """Every two ledgers that were filed for one window in one unit, with the neutral one of that window."""
    beside = read_items(neutral, case, state, zone)[0] if neutral else case_items(state.docket)
    for two in alike(state):
        yield side_by_side(case, state, two, beside)


def side_by_side(case: Case, state: State, two: tuple[Entry, Entry], neutral: pa.Table) -> SideBySide:
    """Two ledgers of one window and unit, reconciled, with what the neutral one has of that window."""
    ours, theirs = two[0].event, two[1].event
    assert isinstance(ours, LedgerFiled)
    assert isinstance(theirs, LedgerFiled)
    try:
        items = [kept_items(case, state, entry) for entry in two]
        done = reconcile(
            side_items(state.ledgers, ours, items[0], theirs.side),
            side_items(state.ledgers, theirs, items[1], ours.side),
            within(neutral, ours.window),
        )
    except Fault as fault:
        return SideBySide(ours, theirs, fault=fault)
    return SideBySide(ours, theirs, done)


def check_window(items: pa.Table, window: Span, where: str = "") -> None:
    """Raise ledger-unfit for an item that cannot have happened in the window: it would count in another one, too."""
    inside = set(within(items, window)["incident_id"].to_pylist())
    outside = [item for item in items["incident_id"].to_pylist() if item not in inside]
    if outside:
        what = f"Of {items.num_rows} items {len(outside)} did not happen in that window; the first is “{outside[0]}”."
        raise MONITORING.fault("ledger-unfit", what, where=where, remedy="mend --from and --until, or the file.")


def windows_of(case: Case, state: State, side: str, item: str) -> tuple[list[Span], bool]:
    """The windows in whose ledger of a side the item stands; and whether all its ledgers could be read here."""
    import pyarrow.compute as pc

    found, whole = [], True
    for (whose, window), entry in state.ledgers.filed.items():
        if whose != side:
            continue
        try:
            ids = kept_items(case, state, entry)["incident_id"]
        except Fault:
            whole = False
            continue
        if pc.any(pc.equal(ids, item)).as_py():
            found.append(window)
    return found, whole
