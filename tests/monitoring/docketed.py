"""A record of decisions without a journal: entries made from what a test wants to say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hudna.ground import Fault
from hudna.journal import CaseOpened, Decision, Entry, Event, LogBegun, Seen, fingerprint
from hudna.monitoring import (
    ComplaintReceived,
    Docket,
    EvidenceAdded,
    Ruled,
    add_evidence,
    complain,
    fold_cases,
    inquire,
    rule,
)

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
START = datetime(2016, 3, 1, 9, tzinfo=UTC)
BY: dict[str, Any] = {"by": "office", "at": START + DAY}


class Record:
    """One desk's log: entries with what ``settle`` and the folds look at, and no chain."""

    def __init__(self, log: str = "a", *, after: Record | None = None) -> None:
        self.log = log
        self.entries: list[Entry] = []
        self.before = list(after.entries) if after else []
        self.seen = {after.log: Seen(len(self.before), self.before[-1].hash)} if after else {}

    def put(self, event: Event, at: datetime = START, *, by: str = "office") -> Entry:
        """Record an event as it is, whatever any act would say of it."""
        seq = len(self.entries)
        recorded = max(at, self.entries[-1].recorded + timedelta(microseconds=1)) if self.entries else at
        entry = Entry(self.log, seq, "", self.seen, recorded, at, by, "", event, f"{self.log}{seq:063d}"[:64])
        self.entries.append(entry)
        return entry

    def do(self, decisions: Iterable[Decision], *, by: str = "office") -> Docket:
        """Record what an act decided; the docket after it."""
        for decision in decisions:
            self.put(decision.event, decision.at, by=by)
        return self.docket

    @property
    def docket(self) -> Docket:
        return fold_cases([*self.before, *self.entries])


def complaint(case: str = "d-1", **said: object) -> ComplaintReceived:
    """North complains that South shelled."""
    plain: dict[str, object] = {"complainant": "north", "against": "south", "words": "Three rounds fell on the road."}
    return ComplaintReceived(case, **(plain | said))  # type: ignore[arg-type]


def evidence(case: str = "d-1", **said: object) -> EvidenceAdded:
    """A crater that was looked at."""
    plain: dict[str, object] = {"evidence": "crater", "words": "One crater, 82 mm.", "bearing": "supports"}
    return EvidenceAdded(case, **(plain | said))  # type: ignore[arg-type]


def ruling(case: str = "d-1", kind: str = "violation", **said: object) -> Ruled:
    """A ruling; a violation is South's."""
    plain: dict[str, object] = {"reasons": "The crater shows the direction.", "clause": "attacks"}
    if kind == "violation":
        plain["against"] = "south"
    return Ruled(case, kind, **(plain | said))  # type: ignore[arg-type]


def keyed(*records: Record) -> list[Entry]:
    """The entries of several logs under one trusted key, the case's own; none had seen any other."""
    key = "ab" * 32
    case = f"truce-{fingerprint(bytes.fromhex(key))}"
    entries: list[Entry] = []
    for number, record in enumerate(records):
        whole = Record(record.log)
        if number:
            whole.put(LogBegun(case, "d", key, "joined"))
        else:
            whole.put(CaseOpened(case, "T", "d", key, "r", "UTC"))
        for entry in record.entries:
            whole.put(entry.event, entry.at, by=entry.by)
        entries += whole.entries
    return entries


def received(*cases: str) -> Record:
    """Complaints, and nothing done about them."""
    record = Record()
    for case in cases or ("d-1",):
        record.do(complain(record.docket, complaint=complaint(case), by="desk", at=START))
    return record


def inquired(case: str = "d-1") -> Record:
    """A complaint with an inquiry and a piece of evidence."""
    record = received(case)
    record.do(inquire(record.docket, case=case, office="team-2", by="chair", at=START + HOUR))
    record.do(add_evidence(record.docket, evidence=evidence(case), by="team-2", at=START + 2 * HOUR))
    return record


def ruled(**said: Any) -> Record:
    """A complaint that was ruled on."""
    record = inquired()
    record.do(rule(record.docket, ruling=ruling(**said), **BY))
    return record


def refusal(code: str, act: Callable[..., object], docket: Docket, **said: Any) -> str:
    """What is the matter with an act that is refused with this code, and changes nothing."""
    before = repr(docket)
    with pytest.raises(Fault) as refused:
        act(docket, **(BY | said))
    assert refused.value.code == code, refused.value
    assert repr(docket) == before
    return refused.value.what
