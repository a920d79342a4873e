"""Standing: who is bound to which version of a plan at an instant, who is not and why, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from hudna.agreements.binding import PlanEffect, Texts, read_plan
from hudna.agreements.effect import Effect, Reply, invited_to, zone_of
from hudna.agreements.events import OfferWithdrawn, PlanReceived, PlanTransmitted
from hudna.agreements.measure import listed
from hudna.agreements.moments import Clock, stamp
from hudna.agreements.state import Consents
from hudna.ground import Fault
from hudna.journal import Decision


@dataclass(frozen=True, slots=True)
class PartyStanding:
    """How one party stands to one version at an instant. ``above``: through whom it is bound, if not by itself."""

    party: str
    version: str
    bound: bool
    words: str
    above: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OfferStanding:
    """Where one version of a plan is: open, or closed by whom; on which text."""

    version: str
    document: str
    offered_by: str
    is_open: bool
    words: str


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """A plan at an instant: its versions, and how every party that was asked, answered or is bound stands to each."""

    plan: str
    at: datetime
    offers: tuple[OfferStanding, ...]
    parties: tuple[PartyStanding, ...]

    def bound(self) -> dict[str, str]:
        """Every party bound, and to which version."""
        return {one.party: one.version for one in self.parties if one.bound}


def standing(consents: Consents, plan: str, texts: Texts, at: datetime, zone: str = "") -> PlanStanding:
    """How the parties stand to a plan at an instant. Raises plan-unknown and text-missing.

    ``zone``: on whose clock the words tell the times of a text that has no zone of its own (empty: UTC).
    """
    read = read_plan(consents, plan, texts)
    bound = read.bound_at(at)
    offers: list[OfferStanding] = []
    parties: list[PartyStanding] = []
    for name, effect in read.effects.items():
        if effect.version.offered.at > at:
            continue
        offers.append(_offer(effect, at, zone))
        asked = [*sorted(invited_to(effect.version, effect.loaded)), effect.version.offer.offered_by]
        answered = [reply.party for reply in effect.replies if reply.said.at <= at]
        held = [party for party, version in bound.items() if version == name]
        for party in dict.fromkeys([*asked, *answered, *sorted(held)]):
            if party:
                torn = f"plan/{plan}/{name}/{party}/answer" in consents.in_conflict
                parties.append(
                    _torn(name, party) if torn and party not in bound else _party(read, name, party, at, bound, zone)
                )
    return PlanStanding(plan, at, tuple(offers), tuple(parties))


def _clock(effect: Effect, zone: str) -> str:
    """On whose clock times are told: the text's, if it has one."""
    return zone_of(effect.loaded) if effect.loaded.agreement.timezone or not zone else zone


def _offer(effect: Effect, at: datetime, zone: str) -> OfferStanding:
    offer, zone = effect.version.offer, _clock(effect, zone)
    closed = effect.closed if effect.closed is not None and effect.closed.at <= at else None
    words = f"offered on {stamp(effect.version.offered.at, zone)}"
    if offer.offered_by:
        words += f" by {offer.offered_by}"
    if closed is not None:
        how = "withdrawn" if isinstance(closed.event, OfferWithdrawn) else f"countered by {closed.event.party}"  # type: ignore[union-attr]
        words += f", {how} on {stamp(closed.at, zone)}"
    lapsed = None if closed is not None else _lapse(effect)
    if lapsed is not None and at > lapsed:
        words += f", lapsed on {stamp(lapsed, zone)}"
    is_open = closed is None and (lapsed is None or at <= lapsed)
    return OfferStanding(offer.version, offer.document, offer.offered_by, is_open, words)


def _lapse(effect: Effect) -> datetime | None:
    """The last instant at which anybody's answer is in time; None where there is none, or one may join later."""
    asked = invited_to(effect.version, effect.loaded) or {""}
    ends = [None if effect.allows_accession(party) else effect.last_instant(party) for party in asked]
    return None if None in ends else max(end for end in ends if end is not None)


def _torn(name: str, party: str) -> PartyStanding:
    words = "not bound: two desks recorded different answers, and neither counts until that is settled"
    return PartyStanding(party, name, False, words)


def _party(read: PlanEffect, name: str, party: str, at: datetime, bound: Mapping[str, str], zone: str) -> PartyStanding:
    effect = read.effects[name]
    own = effect.of(party, at)
    if bound.get(party) == name:
        periods = read.given[name].accepted.get(party, ())
        if any(since <= at < until for since, until in periods) and own is not None:
            return PartyStanding(party, name, True, f"bound: {answer_words(effect, own, at, zone)}")
        above = effect.loaded.parties.above(party, at)
        uppers = tuple(sorted(above & {one for one, ps in read.given[name].accepted.items() if _holds(ps, at)}))
        words = f"bound through {listed(uppers)}" if uppers else "bound"
        return PartyStanding(party, name, True, words, uppers)
    words = answer_words(effect, own, at, zone) if own is not None else _waiting(effect, party, at, zone)
    if own is not None and own.counts is not None and own.counts <= at < own.ends:
        words += f"; {_not_yet(read, name, party, at)}"
    return PartyStanding(party, name, False, f"not bound: {words}")


def _not_yet(read: PlanEffect, name: str, party: str, at: datetime) -> str:
    """Why consent that counts does not bind at that instant."""
    if name in read.faults:
        return f"when the agreement enters into force is not settled ({read.faults[name].what})"
    other = read.bound_at(at).get(party)
    if other is not None or not _holds(read.given[name].accepted.get(party, ()), at):
        return f"version {other} binds it instead" if other else "its consent went over to another version"
    clock = Clock(read.effects[name].loaded)
    if at < clock.start.instant:
        return f"the agreement enters into force on {stamp(clock.start.instant, clock.start.zone)}"
    if clock.end is not None and at >= clock.end:
        return f"the agreement ended on {stamp(clock.end, clock.start.zone)}"
    return "it is excluded"


def _holds(periods: Iterable[tuple[datetime, datetime]], at: datetime) -> bool:
    return any(since <= at < until for since, until in periods)


def _waiting(effect: Effect, party: str, at: datetime, zone: str) -> str:
    """What became of the offer on its way to a party that has not answered."""
    zone = _clock(effect, zone)
    if party == effect.version.offer.offered_by:
        return "it offered, and nobody has accepted"
    for kind, word in ((PlanReceived, "received it"), (PlanTransmitted, "was sent it")):
        told = [said for said in effect.version.told(kind) if said.event.party == party and said.at <= at]  # type: ignore[union-attr]
        if told:
            return f"{word} on {stamp(told[0].at, zone)} and has not answered"
    return "has not answered; nobody has recorded that the offer reached it"


def answer_words(effect: Effect, reply: Reply, at: datetime, zone: str = "") -> str:
    """What a party answered and what it is worth: “accepted on 2016-02-26 12:01 Asia/Damascus, 1 minute after …”."""
    zone = _clock(effect, zone)
    when_given = stamp(reply.said.at, zone)
    if reply.how != "accepted":
        return f"{reply.how} on {when_given}"
    if reply.implied:
        assert reply.counts is not None
        if reply.counts > at:
            return f"offered on {when_given}, and nobody has accepted"
        words = f"offered on {when_given}, first accepted by another on {stamp(reply.counts, zone)}"
    else:
        words = f"accepted on {when_given}"
    if reply.counts is None:
        words += f", {_on_conditions(reply)}"
    elif reply.counts > reply.said.at and not reply.implied:
        words += f", on conditions settled on {stamp(reply.counts, zone)}"
    if reply.accession:
        words += ", late, as accession"
    if reply.notice is not None and reply.notice.at <= at:
        words += f"; withdrawn on {stamp(reply.notice.at, zone)}, with effect from {stamp(reply.ends, zone)}"
    return words


def _on_conditions(reply: Reply) -> str:
    return f"on conditions that are open ({listed(reply.open)})" if reply.open else reply.why


def consequence(consents: Consents, texts: Texts, decision: Decision, zone: str = "") -> str:
    """What recording this answer means for the party, in one sentence; empty for what is no answer of a party.

    ``zone``: as in :func:`standing`.
    """
    event = decision.event
    plan, party = getattr(event, "plan", ""), getattr(event, "party", "")
    after = consents.also([decision])
    if not plan or not party or plan not in after.plans:
        return ""
    read = read_plan(after, plan, texts)
    effect = read.effects.get(event.version)  # type: ignore[attr-defined]
    for void in read.void:
        if void.said.event is event:
            return f"Recorded; it changes nothing: {void.why}."
    reply = effect.of(party, decision.at) if effect else None
    if effect is None or reply is None:
        return ""
    words = answer_words(effect, reply, decision.at, zone)
    if reply.how != "accepted":
        return f"Recorded: {party} {words}."
    if reply.counts is None and reply.open:
        return f"Recorded: {party} {words}; it does not bind before the last of them is met or waived, in time."
    if reply.counts is None:
        return f"Recorded: {party} {words}; it does not bind."
    try:
        start = Clock(effect.loaded).start
        binds = f"it binds from {stamp(max(start.instant, reply.counts), start.zone)}"
    except Fault as fault:
        binds = f"it binds once the agreement enters into force ({fault.what})"
    return f"Recorded: {party} {words}; {binds}." if reply.notice is None else f"Recorded: {party} {words}."
