"""Reads the ledgers that the sides filed, and reconciles every two of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from hudna.ground import load_acts, load_areas, load_parties
from hudna.house import Case, State
from hudna.incidents import INCIDENTS, open_feed
from hudna.monitoring import MONITORING, LedgerFiled, Reconciliation, case_items, reconcile, side_items


def read_items(path: Path, case: Case, state: State, zone: str) -> pa.Table:
    """The items of a ledger, read under the registers of the plan that was offered last."""
    documents = [version.offer.document for plan in state.consents.plans.values() for version in plan.values()]
    loaded = case.texts.get(documents[-1]) if documents else None
    registers = (
        (loaded.parties, loaded.acts, loaded.areas) if loaded else (load_parties(()), load_acts(()), load_areas(()))
    )
    feed = open_feed(path, *registers, zone=zone)
    batches = list(feed.batches())
    if feed.count_rejected:
        what = f"{feed.count_rejected} of its rows cannot be read."
        raise MONITORING.fault("ledger-unfit", what, where=str(path), remedy="hudna assess writes them to rejects.csv.")
    return pa.Table.from_batches(batches, schema=INCIDENTS)


def reconciled(case: Case, state: State, neutral: Path | None, zone: str) -> Iterator[Reconciliation]:
    """Every two ledgers that were filed for one window, with the neutral one."""
    beside = read_items(neutral, case, state, zone) if neutral else case_items(state.docket)
    by_window: dict[object, list[LedgerFiled]] = {}
    for entry in state.ledgers.filed.values():
        if isinstance(entry.event, LedgerFiled):
            by_window.setdefault(entry.event.window, []).append(entry.event)
    for filed in by_window.values():
        for ours, theirs in combinations(sorted(filed, key=lambda one: one.side), 2):
            items = [_kept(case, state, one, zone) for one in (ours, theirs)]
            yield reconcile(
                side_items(state.ledgers, ours, items[0], theirs.side),
                side_items(state.ledgers, theirs, items[1], ours.side),
                beside,
            )


def _kept(case: Case, state: State, filed: LedgerFiled, zone: str) -> pa.Table:
    data = case.store.blob(filed.sha256)
    if data is None:
        raise MONITORING.fault("ledger-missing", f"The file of “{filed.side}” is not in this copy of the case.")
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{filed.side}.csv"
        path.write_bytes(data)
        return read_items(path, case, state, zone)
