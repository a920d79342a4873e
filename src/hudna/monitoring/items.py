"""What ledgers are reconciled from: the cases of a docket as items, and a side's items with what is filed on them."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from hudna.incidents import INCIDENTS
from hudna.monitoring.docket import CaseFile, Docket
from hudna.monitoring.events import ComplaintReceived, Span
from hudna.monitoring.faults import MONITORING
from hudna.monitoring.filings import LedgerFiled
from hudna.monitoring.ledgers import Ledgers
from hudna.monitoring.reconcile import SideItems


def case_items(docket: Docket) -> pa.Table:
    """The complaints that say when it happened, one row per event, in the schema INCIDENTS; the id is the case's.

    A case that another carries is left out, since it is the same event; so is a finding that was taken up, whose
    incident stands in the feed itself. What the complainant says stays theirs: no author is named.
    """
    rows = [_row(number, file) for number, file in enumerate(docket) if _is_item(file)]
    return pa.Table.from_pylist(rows, schema=INCIDENTS)


def _is_item(file: CaseFile) -> bool:
    return isinstance(file.matter, ComplaintReceived) and file.matter.span is not None and not file.joined_to


def _row(number: int, file: CaseFile) -> dict[str, Any]:
    complaint = file.matter
    assert isinstance(complaint, ComplaintReceived)
    assert complaint.span is not None
    spot = complaint.spot
    pointed = spot is not None and bool(spot.lon)
    return dict.fromkeys(INCIDENTS.names) | {
        "incident_id": file.case,
        "source": "docket",
        "earliest": complaint.span.earliest,
        "latest": complaint.span.latest,
        "zone": complaint.span.zone,
        "when_class": "between",
        "lon": float(spot.lon) if spot and pointed else None,
        "lat": float(spot.lat) if spot and pointed else None,
        "radius_km": spot.radius_m / 1000 if spot and pointed else None,
        "area": (spot.area or None) if spot else None,
        "where_class": "complaint (point)" if pointed else "complaint (area)",
        "act": complaint.act or None,
        "directed": False,
        "reported_by": complaint.complainant,
        "file": file.opened.log,
        "line": file.opened.seq,
    }


def side_items(ledgers: Ledgers, filed: LedgerFiled, items: pa.Table, other: str) -> SideItems:
    """A ledger as it was filed: its items, read from the file, what ``other`` answered to them, the number stated.

    Raises ledger-unfit where the file does not hold as many items as were filed.
    """
    if items.num_rows != filed.items:
        what = f"The ledger of “{filed.side}” was filed with {filed.items} items; {items.num_rows} were read."
        raise MONITORING.fault("ledger-unfit", what, remedy="read the very file that was filed; its hash is on record.")
    return SideItems(filed.side, items, ledgers.answers_of(other, filed.side, filed.window), filed.count)


def within(items: pa.Table, window: Span) -> pa.Table:
    """The items that may have happened in a window: those whose time touches it. Others belong to another ledger."""
    begins = pc.less(items["earliest"], pa.scalar(window.latest, items.schema.field("earliest").type))
    ends = pc.greater(items["latest"], pa.scalar(window.earliest, items.schema.field("latest").type))
    return items.filter(pc.and_(begins, ends))
