"""Standing: who is bound to which version of a plan at an instant, who is not and why, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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
    """How one party stands to one version at an instant.

    ``above``: through whom it is bound, if not by itself; ``waits``: it was asked and has not answered.
    """

    party: str
    version: str
    bound: bool
    words: str
    above: tuple[str, ...] = ()
    waits: bool = False


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


Say = Callable[..., str]
"""Fills a sentence in, and may first put it in another language: ``say("accepted on {when}", when=…)``.

``who`` and ``party`` are ids of parties, or a tuple of them; ``when``, ``first``, ``since``, ``ends`` instants as text.
"""


def in_english(words: str, /, **parts: object) -> str:
    """The sentence as it stands here, filled in; several parties or conditions in a row."""
    return words.format(**{name: listed(part) if isinstance(part, tuple) else part for name, part in parts.items()})


def standing(
    consents: Consents, plan: str, texts: Texts, at: datetime, zone: str = "", say: Say = in_english
) -> PlanStanding:
    """How the parties stand to a plan at an instant. Raises plan-unknown and text-missing.

    ``zone``: on whose clock the words tell the times of a text that has no zone of its own (empty: UTC).
    ``say``: in which language.
    """
    read = read_plan(consents, plan, texts)
    bound = read.bound_at(at)
    offers: list[OfferStanding] = []
    parties: list[PartyStanding] = []
    for name, effect in read.effects.items():
        if effect.version.offered.at > at:
            continue
        offers.append(_offer(effect, at, zone, say))
        asked = [*sorted(invited_to(effect.version, effect.loaded)), effect.version.offer.offered_by]
        answered = [reply.party for reply in effect.replies if reply.said.at <= at]
        held = [party for party, version in bound.items() if version == name]
        for party in dict.fromkeys([*asked, *answered, *sorted(held)]):
            if party:
                torn = f"plan/{plan}/{name}/{party}/answer" in consents.in_conflict
                parties.append(
                    _torn(name, party, say)
                    if torn and party not in bound
                    else _Told(read, name, zone, say).party(party, at, bound)
                )
    return PlanStanding(plan, at, tuple(offers), tuple(parties))


def _clock(effect: Effect, zone: str) -> str:
    """On whose clock times are told: the text's, if it has one."""
    return zone_of(effect.loaded) if effect.loaded.agreement.timezone or not zone else zone


def _offer(effect: Effect, at: datetime, zone: str, say: Say) -> OfferStanding:
    offer, zone = effect.version.offer, _clock(effect, zone)
    closed = effect.closed if effect.closed is not None and effect.closed.at <= at else None
    offered = stamp(effect.version.offered.at, zone)
    words = [
        say("offered on {when} by {who}", when=offered, who=offer.offered_by)
        if offer.offered_by
        else say("offered on {when}", when=offered)
    ]
    if closed is not None and isinstance(closed.event, OfferWithdrawn):
        words.append(say("withdrawn on {when}", when=stamp(closed.at, zone)))
    elif closed is not None:
        who = closed.event.party  # type: ignore[union-attr]
        words.append(say("countered by {who} on {when}", who=who, when=stamp(closed.at, zone)))
    lapsed = None if closed is not None else _lapse(effect)
    if lapsed is not None and at > lapsed:
        words.append(say("lapsed on {when}", when=stamp(lapsed, zone)))
    is_open = closed is None and (lapsed is None or at <= lapsed)
    return OfferStanding(offer.version, offer.document, offer.offered_by, is_open, say(", ").join(words))


def _lapse(effect: Effect) -> datetime | None:
    """The last instant at which anybody's answer is in time; None where there is none, or one may join later."""
    asked = invited_to(effect.version, effect.loaded) or {""}
    ends = [None if effect.allows_accession(party) else effect.last_instant(party) for party in asked]
    return None if None in ends else max(end for end in ends if end is not None)


def _torn(name: str, party: str, say: Say) -> PartyStanding:
    words = say("not bound: two desks recorded different answers, and neither counts until that is settled")
    return PartyStanding(party, name, False, words)


@dataclass(frozen=True)
class _Told:
    """How a party stands to one version of a plan, in words."""

    read: PlanEffect
    name: str
    zone: str
    say: Say

    def party(self, party: str, at: datetime, bound: Mapping[str, str]) -> PartyStanding:
        say, accepted = self.say, self.read.given[self.name].accepted
        effect = self.read.effects[self.name]
        own = effect.of(party, at)
        if bound.get(party) == self.name:
            if _holds(accepted.get(party, ()), at) and own is not None:
                words = say("bound: {why}", why=answer_words(effect, own, at, self.zone, say))
                return PartyStanding(party, self.name, True, words)
            above = effect.loaded.parties.above(party, at)
            uppers = tuple(sorted(above & {one for one, ps in accepted.items() if _holds(ps, at)}))
            words = say("bound through {who}", who=uppers) if uppers else say("bound")
            return PartyStanding(party, self.name, True, words, uppers)
        words = answer_words(effect, own, at, self.zone, say) if own is not None else self._waiting(effect, party, at)
        if own is not None and own.counts is not None and own.counts <= at < own.ends:
            words += say("; ") + self._not_yet(party, at)
        waits = own is None and party != effect.version.offer.offered_by
        return PartyStanding(party, self.name, False, say("not bound: {why}", why=words), waits=waits)

    def _not_yet(self, party: str, at: datetime) -> str:
        """Why consent that counts does not bind at that instant."""
        say, read = self.say, self.read
        if self.name in read.faults:
            why = read.faults[self.name].what
            return say("when the agreement enters into force is not settled ({why})", why=why)
        other = read.bound_at(at).get(party)
        if other is not None:
            return say("version {other} binds it instead", other=other)
        if not _holds(read.given[self.name].accepted.get(party, ()), at):
            return say("its consent went over to another version")
        clock = Clock(read.effects[self.name].loaded)
        if at < clock.start.instant:
            return say("the agreement enters into force on {when}", when=stamp(clock.start.instant, clock.start.zone))
        if clock.end is not None and at >= clock.end:
            return say("the agreement ended on {when}", when=stamp(clock.end, clock.start.zone))
        return say("it is excluded")

    def _waiting(self, effect: Effect, party: str, at: datetime) -> str:
        """What became of the offer on its way to a party that has not answered."""
        say, zone = self.say, _clock(effect, self.zone)
        if party == effect.version.offer.offered_by:
            return say("it offered, and nobody has accepted")

        def first(kind: type) -> str:
            told = [said for said in effect.version.told(kind) if said.event.party == party and said.at <= at]  # type: ignore[union-attr]
            return stamp(told[0].at, zone) if told else ""

        if received := first(PlanReceived):
            return say("received it on {when} and has not answered", when=received)
        if sent := first(PlanTransmitted):
            return say("was sent it on {when} and has not answered", when=sent)
        return say("has not answered; nobody has recorded that the offer reached it")


def _holds(periods: Iterable[tuple[datetime, datetime]], at: datetime) -> bool:
    return any(since <= at < until for since, until in periods)


def answer_words(effect: Effect, reply: Reply, at: datetime, zone: str = "", say: Say = in_english) -> str:
    """What a party answered and what it is worth: “accepted on 2016-02-26 12:01 Asia/Damascus, 1 minute after …”."""
    zone = _clock(effect, zone)
    when_given = stamp(reply.said.at, zone)
    if reply.how != "accepted":
        return _other_answer(reply, when_given, say)
    if reply.implied:
        assert reply.counts is not None
        if reply.counts > at:
            return say("offered on {when}, and nobody has accepted", when=when_given)
        first = stamp(reply.counts, zone)
        words = [say("offered on {when}, first accepted by another on {first}", when=when_given, first=first)]
    else:
        words = [say("accepted on {when}", when=when_given)]
    if reply.counts is None:
        words.append(_on_conditions(reply, say))
    elif reply.counts > reply.said.at and not reply.implied:
        words.append(say("on conditions settled on {when}", when=stamp(reply.counts, zone)))
    if reply.accession:
        words.append(say("late, as accession"))
    told = say(", ").join(words)
    if reply.notice is not None and reply.notice.at <= at:
        gone, ends = stamp(reply.notice.at, zone), stamp(reply.ends, zone)
        told += say("; ") + say("withdrawn on {when}, with effect from {ends}", when=gone, ends=ends)
    return told


def _other_answer(reply: Reply, when_given: str, say: Say) -> str:
    """An answer that is no acceptance."""
    if reply.how == "refused":
        return say("refused on {when}", when=when_given)
    if reply.how == "countered":
        return say("countered on {when}", when=when_given)
    return f"{reply.how} on {when_given}"


def _on_conditions(reply: Reply, say: Say) -> str:
    if not reply.open:
        return reply.why
    return say("on conditions that are open ({conditions})", conditions=tuple(reply.open))


def consequence(consents: Consents, texts: Texts, decision: Decision, zone: str = "", say: Say = in_english) -> str:
    """What recording this answer means for the party, in one sentence; empty for what is no answer of a party.

    ``zone``, ``say``: as in :func:`standing`.
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
            return say("Recorded; it changes nothing: {why}.", why=void.why)
    reply = effect.of(party, decision.at) if effect else None
    if effect is None or reply is None:
        return ""
    told = {"party": party, "answer": answer_words(effect, reply, decision.at, zone, say)}
    if reply.how != "accepted" or reply.notice is not None:
        return say("Recorded: {party} {answer}.", **told)
    if reply.counts is None and reply.open:
        return say(
            "Recorded: {party} {answer}; it does not bind before the last of them is met or waived, in time.", **told
        )
    if reply.counts is None:
        return say("Recorded: {party} {answer}; it does not bind.", **told)
    try:
        start = Clock(effect.loaded).start
    except Fault as fault:
        told["why"] = fault.what
        return say("Recorded: {party} {answer}; it binds once the agreement enters into force ({why}).", **told)
    told["since"] = stamp(max(start.instant, reply.counts), start.zone)
    return say("Recorded: {party} {answer}; it binds from {since}.", **told)
