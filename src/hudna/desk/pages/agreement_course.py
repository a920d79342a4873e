"""The course of a version: every entry about it in the order in which it was true, each in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from hudna.agreements import (
    CONSENT_EVENTS,
    AcceptanceWithdrawn,
    ConditionSettled,
    MomentFixed,
    OfferWithdrawn,
    PlanAccepted,
    PlanCountered,
    PlanHandedOver,
    PlanOffered,
    PlanReceived,
    PlanRefused,
    PlanTransmitted,
    RenewalAgreed,
    read_plan,
)
from hudna.agreements import stamp as stamp_of
from hudna.desk.pages.agreement_terms import Terms
from hudna.desk.pages.agreement_texts import Seen
from hudna.journal import Entry, EntryStruck

FRESH = timedelta(hours=24)
"""For how long the desk offers to undo one's own entry beside it; afterwards it is struck from the journal's page."""
_SLIP = re.compile(r"\[\[slip:[^\]]*\]\]")


@dataclass(frozen=True)
class Step:
    """One entry. ``void``: why it changes nothing; ``struck``: why it was undone; ``may_undo``: by the visitor, now."""

    hash: str
    ref: str
    at: datetime
    recorded: datetime
    late: bool
    by: str
    words: str
    detail: str
    void: str
    struck: str
    may_undo: bool
    strike: str
    """The entry that struck it, where the visitor may take that back."""


def course(seen: Seen) -> tuple[Step, ...]:
    """What was recorded about a version, as far as the visitor sees, until the instant asked for."""
    door, aside = seen.door, seen.door.state.settled.set_aside
    void = {one.said.ref: one.why for one in read_plan(door.state.consents, seen.plan, door.case.texts).void}
    strikes = {
        entry.event.entry: (entry, entry.event.why)
        for entry in door.sight.entries
        if isinstance(entry.event, EntryStruck) and entry.hash not in aside
    }
    terms, found = Terms(seen.text), []
    for entry in entries(seen):
        strike, why = strikes.get(entry.hash, (None, ""))
        mine = entry.hash not in aside and is_fresh(seen, entry)
        found.append(
            Step(
                hash=entry.hash,
                ref=entry.ref,
                at=entry.at,
                recorded=entry.recorded,
                late=entry.recorded - entry.at > timedelta(minutes=1),
                by=entry.by,
                words=sentence(entry.event, terms),
                detail=_detail(entry.event),
                void=void.get(entry.ref, ""),
                struck=_told(why) or aside.get(entry.hash, ""),
                may_undo=mine,
                strike=strike.hash if strike is not None and is_fresh(seen, strike) else "",
            )
        )
    return tuple(found)


def entries(seen: Seen) -> Iterator[Entry]:
    """The entries about a version, in the order in which they were true."""
    of_version = [
        entry
        for entry in seen.door.sight.entries
        if isinstance(entry.event, CONSENT_EVENTS)
        and about(entry) == (seen.plan, seen.name)
        and entry.at <= seen.door.at
    ]
    yield from sorted(of_version, key=lambda entry: entry.at)


def about(entry: Entry) -> tuple[str, str]:
    """The plan and the version that an entry is about; empty for what is about none."""
    return getattr(entry.event, "plan", ""), getattr(entry.event, "version", "")


def told(seen: Seen, party: str) -> bool:
    """Does the visitor see how a party stands: because it is its own, or something of that party's was released?"""
    visit = seen.door.visit
    if visit.compartments is None or party == visit.party or party == seen.version.offer.offered_by:
        return True
    return any(getattr(entry.event, "party", "") == party for entry in entries(seen))


def is_fresh(seen: Seen, entry: Entry) -> bool:
    """May the visitor undo it beside the entry: it is their own, and of the last day?"""
    door = seen.door
    own = entry.by == door.visit.actor and door.may("carry-offers") and door.known_at is None
    return own and datetime.now(UTC) - entry.recorded < FRESH


def sentence(event: Any, terms: Terms) -> str:
    """What an entry says, in one sentence."""
    party = terms.party(event.party) if hasattr(event, "party") else ""
    told: dict[type, str] = {
        PlanTransmitted: _("Sent to %(party)s"),
        PlanReceived: _("Received by %(party)s"),
        PlanAccepted: _("%(party)s accepts"),
        PlanRefused: _("%(party)s refuses"),
        AcceptanceWithdrawn: _("%(party)s withdraws its acceptance"),
    }
    if type(event) in told:
        if isinstance(event, PlanAccepted) and event.conditions:
            return _("%(party)s accepts on conditions") % {"party": party}
        return told[type(event)] % {"party": party}
    if isinstance(event, PlanOffered):
        who = terms.party(event.offered_by)
        return _("Offered by %(party)s") % {"party": who} if who else _("Offered by the mediation itself")
    if isinstance(event, PlanHandedOver):
        return _("Handed over to %(mediator)s") % {"mediator": terms.party(event.mediator)}
    if isinstance(event, PlanCountered):
        return _("%(party)s counters with version %(version)s") % {"party": party, "version": event.with_version}
    if isinstance(event, ConditionSettled):
        how = {"met": _("met"), "waived": _("waived"), "refused": _("refused")}[event.how]
        return _("The condition “%(id)s” of %(party)s is %(how)s") % {"id": event.condition, "party": party, "how": how}
    if isinstance(event, OfferWithdrawn):
        return _("The offer is taken back")
    if isinstance(event, MomentFixed):
        when = stamp_of(event.instant, event.zone)
        return _("%(moment)s is fixed for %(when)s") % {"moment": event.moment, "when": when}
    assert isinstance(event, RenewalAgreed)
    return _("Renewed until %(when)s") % {"when": stamp_of(event.until, event.zone)}


def _detail(event: Any) -> str:
    """What else the entry holds: channel, reason, conditions, what was asked."""
    parts = [_told(getattr(event, name, "")) for name in ("through", "why")]
    parts += [_told(one) for one in getattr(event, "asks", ())]
    parts += [f"{one.id}: {_told(one.words)}" for one in getattr(event, "conditions", ())]
    if isinstance(event, AcceptanceWithdrawn):
        parts.append(_("notice %(length)s") % {"length": event.notice})
    if isinstance(event, PlanOffered):
        parts += [_("to %(whom)s") % {"whom": event.to}] if event.to else []
        parts += [_("asked: %(parties)s") % {"parties": ", ".join(event.invited)}] if event.invited else []
    return " · ".join(part for part in parts if part)


def _told(text: str) -> str:
    """Free text; a name that lies on a slip is told to be there."""
    return _SLIP.sub(_("[a name, on a slip]"), text)
