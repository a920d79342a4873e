"""What can be done with a case: (docket, command, by whom, at what instant) → decisions to be recorded, or a fault.

``by``: the office that acts, ``at``: when it was true. Nothing is changed here: the decisions are appended to the
journal, and the docket is folded anew. Free text holds no person's name; the caller has put slips in their place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from hudna.journal import Decision
from hudna.monitoring.docket import Docket
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
from hudna.monitoring.faults import MONITORING
from hudna.monitoring.procedure import obstacle


def complain(docket: Docket, *, complaint: ComplaintReceived, by: str, at: datetime) -> tuple[Decision, ...]:
    """Receive a complaint. Raises case-taken, complaint-unfit, words-name."""
    behalf = complaint.complainant if complaint.standing == "party" else ""
    return _decided(docket, complaint, by, at, behalf)


def take_up(docket: Docket, *, finding: FindingTakenUp, by: str, at: datetime) -> tuple[Decision, ...]:
    """Make a finding of an assessment a case. Raises case-taken, complaint-unfit."""
    return _decided(docket, finding, by, at)


def inquire(docket: Docket, *, case: str, office: str, by: str, at: datetime) -> tuple[Decision, ...]:
    """Give a case to an office to inquire, or to another office. Raises case-unknown, case-stage, case-order."""
    return _decided(docket, InquiryOpened(case, office), by, at)


def add_evidence(docket: Docket, *, evidence: EvidenceAdded, by: str, at: datetime) -> tuple[Decision, ...]:
    """Add something that bears on a case, at any stage. Raises case-unknown, complaint-unfit, words-name."""
    return _decided(docket, evidence, by, at)


def deny_access(
    docket: Docket, *, case: str, party: str, place: str, words: str, by: str, at: datetime
) -> tuple[Decision, ...]:
    """Put on record that those who inquired were kept out, by whom (empty: not established) and where."""
    return _decided(docket, AccessDenied(case, party, place, words), by, at)


def deny(
    docket: Docket, *, case: str, party: str, words: str, of: str = "", by: str, at: datetime
) -> tuple[Decision, ...]:
    """Put a party's denial beside the allegation, or beside one entry on the case (its hash).

    Raises case-unknown, complaint-unfit, words-name, and case-stage where the case has no such entry.
    """
    if of and case in docket and all(entry.hash != of for file in docket.whole(case) for entry in file.history):
        raise MONITORING.fault("case-stage", f"Case {case} has no entry {of[:12]} that could be denied.")
    return _decided(docket, DenialReceived(case, party, words, of), by, at, party)


def rule(docket: Docket, *, ruling: Ruled, by: str, at: datetime) -> tuple[Decision, ...]:
    """Rule on a case.

    Raises case-unknown, case-stage (no inquiry, ruled already, joined), case-order, ruling-unfounded, ruling-author and
    ruling-own-case.
    """
    return _decided(docket, ruling, by, at)


def tell(docket: Docket, *, case: str, party: str, through: str, by: str, at: datetime) -> tuple[Decision, ...]:
    """Put on record that a party was told of the ruling. Raises case-unknown, case-stage, case-order."""
    return _decided(docket, PartyTold(case, party, through), by, at)


def reply(docket: Docket, *, case: str, party: str, words: str, by: str, at: datetime) -> tuple[Decision, ...]:
    """Take a party's reply to the ruling. It counts towards closing once every party concerned has been told.

    Raises case-unknown, case-stage, case-order, and party-untold for one that has not been told itself.
    """
    return _decided(docket, ReplyReceived(case, party, words), by, at, party)


def reopen(docket: Docket, *, case: str, why: str, by: str, at: datetime) -> tuple[Decision, ...]:
    """Let a ruling stand no longer, or part a joined case from the one that carries it. Raises case-stage."""
    return _decided(docket, CaseReopened(case, why), by, at)


def join_cases(docket: Docket, *, case: str, into: str, why: str, by: str, at: datetime) -> tuple[Decision, ...]:
    """Let one case be carried by another, since both are about one event. Raises case-unknown, case-stage."""
    return _decided(docket, CasesJoined(case, into, why), by, at)


def set_clocks(
    docket: Docket, *, clocks: Mapping[str, str], case: str = "", by: str, at: datetime
) -> tuple[Decision, ...]:
    """Say how long a case may stay in a stage: for one case, or for all. Raises case-unknown, clock-unfit."""
    return _decided(docket, ClocksSet(dict(clocks), case), by, at)


def _decided(docket: Docket, event: OfCase, by: str, at: datetime, behalf: str = "") -> tuple[Decision, ...]:
    in_the_way = obstacle(docket, event, by=by, at=at)
    if in_the_way:
        raise MONITORING.fault(in_the_way.code, in_the_way.what)
    refuse_name_marks(event)
    return (Decision(event, at, behalf),)


def refuse_name_marks(event: Any) -> None:
    """Raise words-name where a name in [[double brackets]] was not put on a slip."""
    for field in fields(event):
        value = getattr(event, field.name)
        texts = value if isinstance(value, tuple) else (value,)
        if any(isinstance(text, str) and "[[" in text.replace("[[slip:", "") for text in texts):
            raise MONITORING.fault("words-name", f"The {field.name} still hold a name in [[double brackets]].")
