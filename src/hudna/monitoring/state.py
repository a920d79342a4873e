"""The docket as the entries of the journal make it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, get_args

from hudna.journal import CaseOpened, Entry
from hudna.monitoring.docket import CaseFile, Docket, Stage, Void
from hudna.monitoring.events import (
    AccessDenied,
    CaseReopened,
    CasesJoined,
    ClocksSet,
    ComplaintReceived,
    DenialReceived,
    EvidenceAdded,
    FindingTakenUp,
    InquiryOpened,
    OfCase,
    PartyTold,
    ReplyReceived,
    Ruled,
)
from hudna.monitoring.procedure import obstacle

_OF_CASES = frozenset(get_args(OfCase))


def fold_cases(entries: Iterable[Entry], *, until: datetime | None = None) -> Docket:
    """The docket after these entries, in their order; what can have no effect is kept in ``void`` with its reason.

    ``entries``: those of all rooms that have effect (``settle``); the others' are passed over. ``until``: only what
    was true by then. Never raises.
    """
    docket = Docket()
    for entry in entries:
        event = entry.event
        if isinstance(event, CaseOpened):
            docket.zone = event.zone or "UTC"
        if type(event) not in _OF_CASES or (until is not None and entry.at > until):
            continue
        in_the_way = obstacle(docket, event, by=entry.by, at=entry.at)  # type: ignore[arg-type]
        if in_the_way:
            docket.void.append(Void(entry, in_the_way.what))
        else:
            _apply(docket, entry, event)
    return docket


def _apply(docket: Docket, entry: Entry, event: Any) -> None:
    if isinstance(event, ComplaintReceived | FindingTakenUp):
        docket.files[event.case] = CaseFile(event.case, entry, entry.at, history=[entry])
    elif isinstance(event, ClocksSet) and not event.case:
        docket.clocks |= event.clocks
    else:
        file = docket[event.case]
        before = docket.carrier(file.case)
        file.history.append(entry)
        _WRITE[type(event)](docket, file, entry, event)
        after = docket.carrier(file.case)
        for one in {one.case: one for one in (file, before, after)}.values():
            stage = _stage(docket, one)
            if stage != one.stage:
                one.stage, one.since = stage, max(one.since, entry.at)


def _stage(docket: Docket, file: CaseFile) -> Stage:
    """Where a case stands, by what is on file."""
    if file.joined_to:
        return "joined"
    if file.ruling is None:
        if file.inquiry is None:
            return "received"
        return "evidence" if docket.has_evidence(file.case) else "inquiry"
    concerned = docket.concerned(file.case)
    if not concerned <= file.told.keys():
        return "ruled"
    if concerned <= file.replied.keys():
        return "closed"
    return "replied" if file.replied else "told"


def _inquiry(docket: Docket, file: CaseFile, entry: Entry, event: InquiryOpened) -> None:
    file.inquiry = entry


def _evidence(docket: Docket, file: CaseFile, entry: Entry, event: EvidenceAdded) -> None:
    file.evidence.append(entry)


def _refusal(docket: Docket, file: CaseFile, entry: Entry, event: AccessDenied) -> None:
    file.refusals.append(entry)


def _denial(docket: Docket, file: CaseFile, entry: Entry, event: DenialReceived) -> None:
    file.denials.append(entry)


def _ruling(docket: Docket, file: CaseFile, entry: Entry, event: Ruled) -> None:
    file.rulings.append(entry)
    file.ruling = entry
    file.told.clear()
    file.replied.clear()


def _told(docket: Docket, file: CaseFile, entry: Entry, event: PartyTold) -> None:
    file.told.setdefault(event.party, entry)


def _reply(docket: Docket, file: CaseFile, entry: Entry, event: ReplyReceived) -> None:
    file.replied.setdefault(event.party, entry)


def _reopening(docket: Docket, file: CaseFile, entry: Entry, event: CaseReopened) -> None:
    file.reopened = entry
    if file.joined_to:
        docket[file.joined_to].carries.remove(file.case)
        file.joined, file.joined_to = None, ""
        return
    file.ruling = None
    file.told.clear()
    file.replied.clear()


def _joining(docket: Docket, file: CaseFile, entry: Entry, event: CasesJoined) -> None:
    file.joined, file.joined_to = entry, event.into
    docket[event.into].carries.append(file.case)


def _clocks(docket: Docket, file: CaseFile, entry: Entry, event: ClocksSet) -> None:
    file.clocks |= event.clocks


_WRITE: dict[type, Callable[[Docket, CaseFile, Entry, Any], None]] = {
    InquiryOpened: _inquiry,
    EvidenceAdded: _evidence,
    AccessDenied: _refusal,
    DenialReceived: _denial,
    Ruled: _ruling,
    PartyTold: _told,
    ReplyReceived: _reply,
    CaseReopened: _reopening,
    CasesJoined: _joining,
    ClocksSet: _clocks,
}
