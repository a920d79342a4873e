"""Compartments: who may see which entry. A function of the entries alone, asked before anything is folded.

``mission`` is what the mission keeps to itself, ``common`` what everybody on the case may see, and each party has a
compartment of its own. What a party said or was told lies in its compartment; what was released lies where it was
released to. An observer sees ``mission`` and ``common`` and no party's own compartment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from hudna.agreements import (
    CONSENT_EVENTS,
    MomentFixed,
    OfferWithdrawn,
    PlanHandedOver,
    PlanOffered,
    PlanReceived,
    PlanTransmitted,
    RenewalAgreed,
)
from hudna.bulletin import fold_releases
from hudna.journal import CaseOpened, ConflictResolved, Entry, EntryStruck, KeyAdmitted, KeyWithdrawn, LogBegun
from hudna.monitoring import (
    FILINGS,
    ComplaintReceived,
    DenialReceived,
    FindingTakenUp,
    PartyTold,
    ReplyReceived,
    Ruled,
)

MISSION = "mission"
COMMON = "common"
OF_THE_RECORD = (CaseOpened, LogBegun, KeyAdmitted, KeyWithdrawn)
"""What everybody needs to verify the record, and tells of nobody."""
OF_A_VERSION = (PlanOffered, OfferWithdrawn, MomentFixed, RenewalAgreed)
"""What goes to everybody before whom a version was put."""


def audiences(entries: Sequence[Entry]) -> list[frozenset[str]]:
    """For each entry the compartments in which it lies, as known from all the entries given.

    An offer comes into a party's compartment when it is sent to that party; a ruling, and what it is about, when the
    party is told of it. What is not foreseen here lies in ``mission`` alone.
    """
    found = [{MISSION} | _own(entry.event) for entry in entries]
    _put_before(entries, found)
    _told(entries, found)
    released = fold_releases(entries).to()
    for where, entry in zip(found, entries, strict=True):
        where |= released.get(entry.hash, frozenset())
    _corrections(entries, found)
    return [frozenset(where) for where in found]


def visible(entries: Sequence[Entry], compartments: frozenset[str] | None) -> list[Entry]:
    """The entries that lie in any of these compartments; all of them where there is no limit (None)."""
    if compartments is None:
        return list(entries)
    return [entry for entry, where in zip(entries, audiences(entries), strict=True) if where & compartments]


def _own(event: Any) -> set[str]:
    """In whose compartment an event lies by itself: that of the party that speaks, or is spoken to."""
    if isinstance(event, OF_THE_RECORD):
        return {COMMON}
    if isinstance(event, ComplaintReceived):
        return {event.complainant} if event.standing == "party" else set()
    if isinstance(event, PlanOffered):
        return {event.offered_by} - {""}
    if isinstance(event, (DenialReceived, ReplyReceived, PartyTold, *CONSENT_EVENTS)):
        return {getattr(event, "party", "")} - {""}
    if isinstance(event, FILINGS):
        return {getattr(event, "side", "")} - {""}
    return set()


def _put_before(entries: Sequence[Entry], found: list[set[str]]) -> None:
    """A text, and the instants fixed for it, go to whom it was sent; its hand-over to who offered it."""
    before: dict[tuple[str, str], set[str]] = defaultdict(set)
    offered: dict[tuple[str, str], str] = {}
    for entry in entries:
        event: Any = entry.event
        if isinstance(event, PlanOffered):
            offered[event.plan, event.version] = event.offered_by
            before[event.plan, event.version] |= {event.offered_by} - {""}
        elif isinstance(event, PlanTransmitted | PlanReceived):
            before[event.plan, event.version].add(event.party)
    for where, entry in zip(found, entries, strict=True):
        event = entry.event
        if isinstance(event, OF_A_VERSION):
            where |= before[event.plan, event.version]
        elif isinstance(event, PlanHandedOver):
            where |= {offered.get((event.plan, event.version), "")} - {""}


def _told(entries: Sequence[Entry], found: list[set[str]]) -> None:
    """A ruling, and the complaint or finding that it is about, go to each party that was told."""
    opened: dict[str, int] = {}
    ruled: dict[str, int] = {}
    for number, entry in enumerate(entries):
        event = entry.event
        if isinstance(event, ComplaintReceived | FindingTakenUp):
            opened.setdefault(event.case, number)
        elif isinstance(event, Ruled):
            ruled[event.case] = number
        elif isinstance(event, PartyTold):
            for of in (opened.get(event.case), ruled.get(event.case)):
                if of is not None:
                    found[of].add(event.party)


def _corrections(entries: Sequence[Entry], found: list[set[str]]) -> None:
    """What strikes an entry, or chooses between entries, lies wherever these lie."""
    by_hash = {entry.hash: number for number, entry in enumerate(entries)}
    of_thing: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(entries):
        if entry.about:
            of_thing[entry.about].append(number)
    for where, entry in zip(found, entries, strict=True):
        event = entry.event
        if isinstance(event, EntryStruck) and event.entry in by_hash:
            where |= found[by_hash[event.entry]]
        elif isinstance(event, ConflictResolved):
            where |= set().union(*(found[number] for number in of_thing[event.thing]))
