"""Dockets, rulings and ledgers as plain values: for pages, for read models, and for whoever pipes them on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from hudna.journal import Entry, instant_text
from hudna.monitoring.clocks import Due, due, overdue
from hudna.monitoring.docket import CaseFile, Docket
from hudna.monitoring.joint import JointCount
from hudna.monitoring.reconcile import Reconciliation
from hudna.monitoring.rulings import LedgerOfRulings, RulingsOn, Tally

Plain = dict[str, Any]


def plain(value: Any) -> Any:
    """A value of events and states as JSON can hold it; instants as entries hold them."""
    if isinstance(value, datetime):
        return instant_text(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, tuple | list) else value


def _entry(entry: Entry) -> Plain:
    told = {"entry": entry.hash, "ref": entry.ref, "at": entry.at, "recorded": entry.recorded, "by": entry.by}
    told |= {"kind": type(entry.event).KIND, "said": entry.event}
    return {key: plain(value) for key, value in told.items()}


def _due(one: Due | None) -> Plain | None:
    return {**plain(one), "whose": one.whose or "default"} if one else None


def case_as_json(docket: Docket, file: CaseFile) -> Plain:
    """One case: its stage and clock, and all that was put on its file, denials beside what they deny."""

    def with_denials(entry: Entry) -> Plain:
        return {**_entry(entry), "denials": [_entry(denial) for denial in file.denials_of(entry.hash)]}

    beside = {entry.hash for entry in (file.opened, *file.evidence, *file.refusals, *file.rulings)}
    return {
        "case": file.case,
        "stage": file.stage,
        "since": plain(file.since),
        "due": _due(due(docket, file)),
        "office": file.office,
        "concerned": sorted(docket.concerned(file.case)),
        "opened": with_denials(file.opened),
        "denials": [_entry(denial) for denial in file.denials if denial.event.of not in beside],  # type: ignore[attr-defined]
        "evidence": [with_denials(entry) for entry in (*file.evidence, *file.refusals)],
        "rulings": [{**with_denials(entry), "stands": entry is file.ruling} for entry in file.rulings],
        "told": {party: plain(entry.at) for party, entry in sorted(file.told.items())},
        "replied": {party: _entry(entry) for party, entry in sorted(file.replied.items())},
        "joined_to": file.joined_to,
        "carries": list(file.carries),
        "history": [entry.ref for entry in file.history],
    }


def docket_as_json(docket: Docket, at: datetime) -> Plain:
    """The whole docket, which cases are overdue at an instant, and what had no effect."""
    return {
        "received": len(docket),
        "stages": dict(docket.by_stage()),
        "overdue": [_due(one) for one in overdue(docket, at)],
        "cases": [case_as_json(docket, file) for file in docket],
        "void": [{"ref": void.entry.ref, "reason": void.reason} for void in docket.void],
    }


def rulings_as_json(ledger: LedgerOfRulings) -> Plain:
    """The ledger of rulings; what is a count of complaints and what of rulings stands apart."""
    return {
        "window": {"start": plain(ledger.window.start), "end": plain(ledger.window.end), "zone": ledger.window.zone},
        "lines": [_line(line) for line in ledger.lines],
        "violations_ruled_by_author": {party: tally.value for party, tally in ledger.violations.items()},
    }


def _line(line: RulingsOn) -> Plain:
    complaints = {"received": line.complaints, "open": line.open, "joined": line.joined}
    rulings: dict[str, Tally] = {"violation of another": line.of_another}
    rulings.update((str(ruling), tally) for ruling, tally in line.rulings.items())
    return {
        "against": line.party,
        "complaints": {name: tally.value for name, tally in complaints.items()},
        "rulings": {name: tally.value for name, tally in rulings.items()},
    }


def joint_as_json(joint: JointCount) -> Plain:
    """Two sides' numbers for a window, and the interval in which the number of different events lies."""
    return {key: plain(getattr(joint, key)) for key in JointCount.__slots__}


def reconciliation_as_json(done: Reconciliation, *, rows: bool = True) -> Plain:
    """Two ledgers and the neutral one; with ``rows`` every event."""
    told = {
        "ours": plain(done.ours),
        "theirs": plain(done.theirs),
        "neutral": done.neutral,
        "events": done.events,
        "matched": done.matched,
        "only_neutral": done.only_neutral,
        "tolerance": {
            "minutes": done.tolerance.apart.total_seconds() / 60,
            "km": done.tolerance.km,
            "levels": done.tolerance.levels,
        },
    }
    return told | ({"rows": plain(done.rows.to_pylist())} if rows else {})
