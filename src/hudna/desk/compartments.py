"""Compartments: who may see which entry. A function of the entries alone.

``mission`` is what the mission keeps to itself, ``common`` what everybody on the case may see, and each party has a
compartment of its own. What a party said or was told lies in its compartment and in no other; what was released lies
where it was released to. An observer sees ``mission`` and ``common`` and no party's own compartment.

Only what has effect opens a compartment: a release or a transmission that was struck, or that a stranger's log holds,
shows nothing to anybody. What was seen while it had effect was seen; the record of then is the answer to that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from hudna.agreements import (
    CONSENT_EVENTS,
    Consents,
    MomentFixed,
    OfferWithdrawn,
    PlanHandedOver,
    PlanOffered,
    PlanReceived,
    PlanTransmitted,
    RenewalAgreed,
)
from hudna.desk.compartments_of_exchange import of_exchanges, own_of_exchange
from hudna.exchange import EXCHANGE_EVENTS
from hudna.house import State, fold
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
OF_NO_PARTY = frozenset({"", MISSION, COMMON})
"""What no party is called: an entry that names one of these as a party lies in no compartment by that."""
OF_THE_RECORD = (CaseOpened, LogBegun, KeyAdmitted, KeyWithdrawn)
"""What everybody needs to verify the record, and tells of nobody."""
OF_A_VERSION = (PlanOffered, OfferWithdrawn, MomentFixed, RenewalAgreed)
"""What goes to everybody before whom a version was put."""
Effective = Callable[[Entry], bool]


def audiences(entries: Sequence[Entry], whole: State | None = None) -> list[frozenset[str]]:
    """For each entry the compartments in which it lies, as known from all the entries given.

    An offer comes into a party's compartment when it is sent to that party; a ruling, and what it is about, when the
    party is told of it. What is not foreseen here lies in ``mission`` alone. ``whole``: their state, if it is at hand.
    """
    whole = whole or fold(entries)
    void = [one.entry.hash for one in whole.docket.void] + [one.entry.hash for one in whole.exchanges.void]
    aside = {*whole.settled.set_aside, *void}

    def effective(entry: Entry) -> bool:
        return entry.hash not in aside

    found = [_own(entry.event) or {MISSION} for entry in entries]
    _put_before(entries, found, effective, whole.consents)
    _told(entries, found, effective)
    of_exchanges(entries, found, effective, whole.exchanges)
    released = whole.releases.to()
    for where, entry in zip(found, entries, strict=True):
        where |= released.get(entry.hash, frozenset()) - {"", MISSION}
    _corrections(entries, found)
    return [frozenset(where) for where in found]


def visible(entries: Sequence[Entry], compartments: frozenset[str] | None, whole: State | None = None) -> list[Entry]:
    """The entries that lie in any of these compartments; all of them where there is no limit (None)."""
    if compartments is None:
        return list(entries)
    places = audiences(entries, whole)
    return [entry for entry, where in zip(entries, places, strict=True) if where & compartments]


def _own(event: Any) -> set[str]:
    """In whose compartment an event lies by itself: that of the party that speaks, or is spoken to."""
    if isinstance(event, OF_THE_RECORD):
        return {COMMON}
    whose = ""
    if isinstance(event, ComplaintReceived):
        whose = event.complainant if event.standing == "party" else ""
    elif isinstance(event, PlanOffered):
        whose = event.offered_by
    elif isinstance(event, (DenialReceived, ReplyReceived, PartyTold, *CONSENT_EVENTS)):
        whose = getattr(event, "party", "")
    elif isinstance(event, FILINGS):
        whose = getattr(event, "side", "")
    elif isinstance(event, EXCHANGE_EVENTS):
        return own_of_exchange(event) - OF_NO_PARTY
    return {whose} - OF_NO_PARTY


def _put_before(entries: Sequence[Entry], found: list[set[str]], effective: Effective, consents: Consents) -> None:
    """A text, and the instants fixed for it, go to whom it was sent; its hand-over to who offered it.

    What was sent is the offer that stands. Another one under the same number is void, and goes to nobody by that.
    """
    sent: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in filter(effective, entries):
        if isinstance(entry.event, PlanTransmitted | PlanReceived):
            sent[entry.event.plan, entry.event.version] |= {entry.event.party} - OF_NO_PARTY
    for where, entry in zip(found, entries, strict=True):
        event: Any = entry.event
        if not isinstance(event, (*OF_A_VERSION, PlanHandedOver)):
            continue
        version = consents.plans.get(event.plan, {}).get(event.version)
        if version is None or (isinstance(event, PlanOffered) and version.offered.ref != entry.ref):
            continue
        if isinstance(event, OF_A_VERSION):
            where |= sent[event.plan, event.version]
        where |= {version.offer.offered_by} - OF_NO_PARTY


def _told(entries: Sequence[Entry], found: list[set[str]], effective: Effective) -> None:
    """A ruling, and the complaint or finding that it is about, go to each party that was told."""
    opened: dict[str, int] = {}
    ruled: dict[str, int] = {}
    for number, entry in enumerate(entries):
        event = entry.event
        if not effective(entry):
            continue
        if isinstance(event, ComplaintReceived | FindingTakenUp):
            opened.setdefault(event.case, number)
        elif isinstance(event, Ruled):
            ruled[event.case] = number
        elif isinstance(event, PartyTold) and event.case in ruled:
            for of in (opened.get(event.case), ruled[event.case]):
                if of is not None:
                    found[of] |= {event.party} - OF_NO_PARTY


def _corrections(entries: Sequence[Entry], found: list[set[str]]) -> None:
    """What strikes an entry lies where that entry lies; a choice between entries, where all of them lie."""
    by_hash = {entry.hash: number for number, entry in enumerate(entries)}
    of_thing: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(entries):
        if entry.about:
            of_thing[entry.about].append(number)
    for where, entry in zip(found, entries, strict=True):
        event = entry.event
        if isinstance(event, EntryStruck) and event.entry in by_hash:
            where -= {MISSION}
            where |= found[by_hash[event.entry]]
        elif isinstance(event, ConflictResolved) and of_thing[event.thing]:
            where -= {MISSION}
            where |= set.intersection(*(found[number] for number in of_thing[event.thing])) or {MISSION}
