"""What stands in the way of a decision on a case, as the case stands.

The acts refuse what is named here with a fault; the fold keeps an entry that nevertheless came to be among those
without effect, with the same words. So what is refused and what counts are never two different things.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from hudna.ground import Fault, when
from hudna.monitoring.clocks import RUNNING
from hudna.monitoring.docket import CaseFile, Docket
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
    Span,
    Spot,
)

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_GRADE = re.compile(r"[A-F][1-6]\Z")
_LONGEST_DAYS = 3660
_DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,12})?\Z")


class Obstacle(NamedTuple):
    """Why a decision cannot be: the code of a fault, and what is the matter."""

    code: str
    what: str


Rule = Callable[[Docket, Any, str, datetime], Obstacle | None]


def obstacle(docket: Docket, event: OfCase, *, by: str, at: datetime) -> Obstacle | None:
    """What stands in the way of this decision by this office at this instant; None if nothing does."""
    opening = isinstance(event, ComplaintReceived | FindingTakenUp)
    if not opening and event.case not in docket and not (isinstance(event, ClocksSet) and not event.case):
        return Obstacle("case-unknown", f"No case “{event.case}” was received.")
    rule = _RULES.get(type(event))
    return rule(docket, event, by, at) if rule else None


def _opening(docket: Docket, event: ComplaintReceived | FindingTakenUp, by: str, at: datetime) -> Obstacle | None:
    if not _NAME.match(event.case):
        return Obstacle("complaint-unfit", f"“{event.case}” is no name for a case: letters, digits, - . and _ only.")
    if event.case in docket:
        return Obstacle("case-taken", f"There is a case “{event.case}” already.")
    by_party = isinstance(event, ComplaintReceived) and event.standing == "party"
    if not (event.against or any(event.parties) or by_party):
        return Obstacle("complaint-unfit", "No party is named that must be told of the ruling.")
    if isinstance(event, FindingTakenUp):
        return None
    if not event.words.strip() or not event.complainant:
        return Obstacle("complaint-unfit", "A complaint says who complains, and of what.")
    if event.standing == "party" and event.complainant == event.against:
        return Obstacle("complaint-unfit", f"“{event.against}” cannot complain against itself.")
    if event.span is not None and event.span.earliest > at:
        return Obstacle("complaint-unfit", "It is said to have happened after it was complained of.")
    return _unfit_span(event.span) or _unfit_spot(event.spot)


def _unfit_span(span: Span | None) -> Obstacle | None:
    if span is None:
        return None
    if span.latest <= span.earliest:
        return Obstacle("complaint-unfit", "It would have ended before it began.")
    try:
        when.zone(span.zone)
    except Fault as fault:
        return Obstacle("complaint-unfit", fault.what)
    return None


def _unfit_spot(spot: Spot | None) -> Obstacle | None:
    if spot is None:
        return None
    if not (spot.lon or spot.lat):
        return None if spot.area else Obstacle("complaint-unfit", "The place has neither a position nor an area.")
    for text, most in ((spot.lon, 180), (spot.lat, 90)):
        if not _DEGREES.match(text) or abs(float(text)) > most:
            return Obstacle("complaint-unfit", f"“{text}” is not a longitude or latitude in degrees.")
    if spot.radius_m < 0:
        return Obstacle("complaint-unfit", "The radius is negative.")
    return None


def _too_early(at: datetime, floor: datetime, what: str) -> Obstacle | None:
    if at >= floor:
        return None
    return Obstacle("case-order", f"{at:%Y-%m-%d %H:%M} UTC is before {what} ({floor:%Y-%m-%d %H:%M} UTC).")


def _is_joined(file: CaseFile) -> Obstacle | None:
    if not file.joined_to:
        return None
    return Obstacle("case-stage", f"Case {file.case} was joined to {file.joined_to}, which carries it.")


def _inquiry(docket: Docket, event: InquiryOpened, by: str, at: datetime) -> Obstacle | None:
    file = docket[event.case]
    if found := _is_joined(file):
        return found
    if file.ruling:
        return Obstacle("case-stage", f"Case {file.case} is ruled on; an inquiry needs it reopened.")
    if not event.office or event.office == file.office:
        return Obstacle("case-stage", f"Case {file.case} is with “{event.office}” already, or no office was named.")
    return _too_early(at, file.opened.at, "the case was received")


def _ruling(docket: Docket, event: Ruled, by: str, at: datetime) -> Obstacle | None:
    file = docket[event.case]
    if found := _is_joined(file):
        return found
    if file.inquiry is None:
        return Obstacle("case-stage", f"Case {file.case} has had no inquiry.")
    if file.ruling:
        return Obstacle("case-stage", f"Case {file.case} is ruled on ({file.ruling.ref}).")
    if by in docket.concerned(event.case) | {event.against} - {""}:
        return Obstacle("ruling-own-case", f"“{by}” is a party to case {file.case}.")
    started = max(entry.at for entry in (file.inquiry, file.reopened) if entry)
    return _unfounded(docket, event) or _too_early(at, started, "the inquiry was opened")


def _unfounded(docket: Docket, event: Ruled) -> Obstacle | None:
    """What a ruling lacks of what its kind must rest on."""
    if not event.reasons.strip():
        return Obstacle("ruling-unfounded", "A ruling without reasons is none.")
    if event.ruling == "violation":
        if not event.against:
            return Obstacle("ruling-author", "A violation names its author; without one it is another ruling.")
        if not event.clause:
            return Obstacle("ruling-unfounded", "A violation is one of a clause.")
    elif event.against:
        return Obstacle("ruling-author", f"“{event.ruling}” names no author.")
    rests = event.ruling in ("violation", "not attributable")
    if rests and not any(file.evidence for file in docket.whole(event.case)):
        return Obstacle("ruling-unfounded", f"Nothing is on record that “{event.ruling}” could rest on.")
    if event.ruling == "insufficient access" and not docket.lacks_access(event.case):
        return Obstacle("ruling-unfounded", "No denial or lack of access is on record.")
    for grade in (event.occurrence, event.attribution):
        if grade and not _GRADE.match(grade):
            return Obstacle("ruling-unfounded", f"“{grade}” is no grade: a letter A–F and a digit 1–6.")
    return None


def _told(docket: Docket, event: PartyTold, by: str, at: datetime) -> Obstacle | None:
    file = docket[event.case]
    if found := _is_joined(file):
        return found
    if file.ruling is None:
        return Obstacle("case-stage", f"Case {file.case} has no ruling of which “{event.party}” could be told.")
    if event.party not in docket.concerned(event.case):
        return Obstacle("case-stage", f"“{event.party}” is not a party to case {file.case}.")
    if not event.through.strip():
        return Obstacle("words-missing", f"Through whom or what “{event.party}” was told is not said.")
    return _too_early(at, file.ruling.at, "the ruling")


def _reply(docket: Docket, event: ReplyReceived, by: str, at: datetime) -> Obstacle | None:
    file = docket[event.case]
    if found := _is_joined(file):
        return found
    told = file.told.get(event.party)
    if told is None:
        return Obstacle("party-untold", f"“{event.party}” has not been told of a ruling on case {file.case}.")
    if not event.words.strip():
        return Obstacle("words-missing", f"What “{event.party}” replied is not told.")
    return _too_early(at, told.at, "the party was told")


def _reopening(docket: Docket, event: CaseReopened, by: str, at: datetime) -> Obstacle | None:
    file = docket[event.case]
    closed_by = file.joined or file.ruling
    if closed_by is None:
        return Obstacle("case-stage", f"Case {file.case} is open.")
    if not event.why.strip():
        return Obstacle("words-missing", f"Why case {file.case} is reopened is not said.")
    return _too_early(at, closed_by.at, "what it would reopen")


def _joining(docket: Docket, event: CasesJoined, by: str, at: datetime) -> Obstacle | None:
    file = docket[event.case]
    if found := _is_joined(file):
        return found
    if file.ruling:
        return Obstacle("case-stage", f"Case {file.case} is ruled on; its ruling would vanish.")
    if event.into not in docket:
        return Obstacle("case-unknown", f"No case “{event.into}” was received.")
    if docket.carrier(event.into) is file:
        return Obstacle("case-stage", f"Case {event.case} would be joined to itself.")
    if not event.why.strip():
        return Obstacle("words-missing", f"Why cases {event.case} and {event.into} are about one event is not said.")
    return _too_early(at, max(file.opened.at, docket[event.into].opened.at), "both cases were received")


def _clocks(docket: Docket, event: ClocksSet, by: str, at: datetime) -> Obstacle | None:
    for stage, text in event.clocks.items():
        if stage not in RUNNING:
            return Obstacle("clock-unfit", f"No clock runs in a stage “{stage}”: there are {', '.join(RUNNING)}.")
        try:
            length = when.duration(text)
        except Fault as fault:
            return Obstacle("clock-unfit", fault.what)
        if min(length.months, length.days, length.seconds) < 0:
            return Obstacle("clock-unfit", f"“{text}” runs backwards.")
        if max(length.months * 30, length.days, length.seconds // 86_400) > _LONGEST_DAYS:
            return Obstacle("clock-unfit", f"“{text}” is longer than anybody waits.")
    return None if event.clocks else Obstacle("clock-unfit", "No clock is named.")


def _words(
    docket: Docket, event: EvidenceAdded | AccessDenied | DenialReceived, by: str, at: datetime
) -> Obstacle | None:
    if not event.words.strip():
        return Obstacle("words-missing", "What was said or seen is not told.")
    if isinstance(event, DenialReceived) and not event.party:
        return Obstacle("words-missing", "Which party denies is not said.")
    if isinstance(event, AccessDenied) and not event.place.strip():
        return Obstacle("words-missing", "Where they were kept out is not said.")
    return None


_RULES: dict[type, Rule] = {
    ComplaintReceived: _opening,
    FindingTakenUp: _opening,
    InquiryOpened: _inquiry,
    EvidenceAdded: _words,
    AccessDenied: _words,
    DenialReceived: _words,
    Ruled: _ruling,
    PartyTold: _told,
    ReplyReceived: _reply,
    CaseReopened: _reopening,
    CasesJoined: _joining,
    ClocksSet: _clocks,
}
