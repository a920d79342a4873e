"""Check: what every act on a plan makes sure of before it decides anything."""

from __future__ import annotations

from datetime import datetime

from hudna.agreements.binding import Texts, text_of
from hudna.agreements.dated import date_text
from hudna.agreements.effect import Effect, is_invited, read_effect
from hudna.agreements.events import Consenting, OfferWithdrawn
from hudna.agreements.faults import AGREEMENTS
from hudna.agreements.moments import stamp
from hudna.agreements.parse import Loaded
from hudna.agreements.state import Consents, Version
from hudna.ground import GROUND
from hudna.journal import JOURNAL, Decision


def decide(consents: Consents, event: Consenting, at: datetime, behalf: str = "") -> tuple[Decision, ...]:
    """The decision to record; raises in-conflict while desks disagree about the thing."""
    if event.about in consents.in_conflict:
        raise JOURNAL.fault("in-conflict", f"Two desks recorded different things about {event.about}.")
    return (Decision(event, at, behalf),)


def offered_version(consents: Consents, plan: str, version: str, at: datetime) -> Version:
    """The version, which had been offered by then; raises plan-unknown, version-unknown, offer-early."""
    found = consents.version(plan, version)
    if at < found.offered.at:
        what = f"Version {version} was offered on {stamp(found.offered.at)}, and this is told of {stamp(at)}."
        raise AGREEMENTS.fault("offer-early", what)
    return found


def read_version(consents: Consents, texts: Texts, plan: str, version: str, at: datetime) -> Effect:
    """The version beside its text; raises text-missing too."""
    found = offered_version(consents, plan, version, at)
    return read_effect(found, date_text(found, text_of(found, texts)).loaded)


def open_offer(consents: Consents, plan: str, version: str, at: datetime) -> Version:
    """The version, unless its offer had been withdrawn; raises offer-closed."""
    found = offered_version(consents, plan, version, at)
    for said in found.told(OfferWithdrawn):
        if said.at <= at:
            what = f"Version {version} of {plan} was withdrawn on {stamp(said.at)}."
            raise AGREEMENTS.fault("offer-closed", what)
    return found


def answerable(consents: Consents, texts: Texts, plan: str, version: str, party: str, at: datetime) -> Effect:
    """The version as one that the party may answer; raises party-unknown, offer-own, not-invited."""
    effect = read_version(consents, texts, plan, version, at)
    loaded = effect.loaded
    check_party(loaded, party)
    if party == effect.version.offer.offered_by:
        what = f"{party} offered version {version} itself: it consents by that, once another party accepts."
        raise AGREEMENTS.fault("offer-own", what)
    if not effect.allows_accession(party) and not is_invited(effect.version, loaded, party, at):
        what = f"{party} was not asked about version {version}, and later accession is not allowed."
        raise AGREEMENTS.fault("not-invited", what)
    return effect


def check_free(effect: Effect, party: str, at: datetime) -> None:
    """Raise answered-already while an acceptance of the party counts."""
    reply = effect.of(party, at)
    if reply is not None and reply.counts is not None and reply.counts <= at < reply.ends:
        what = f"{party} accepted this version on {stamp(reply.said.at)}."
        raise AGREEMENTS.fault("answered-already", what)


def check_closed(effect: Effect, at: datetime) -> None:
    """Raise offer-closed if the version had been withdrawn or countered before."""
    if effect.closed is not None and effect.closed.at < at:
        how = "withdrawn" if isinstance(effect.closed.event, OfferWithdrawn) else "countered"
        offered = effect.version.offer
        what = f"Version {offered.version} of {offered.plan} was {how} on {stamp(effect.closed.at)}."
        raise AGREEMENTS.fault("offer-closed", what)


def others(effect: Effect, party: str) -> tuple[str, ...]:
    """Who was asked about a version, and who offered it, without the party."""
    asked = [*effect.version.offer.invited, effect.version.offer.offered_by]
    return tuple(dict.fromkeys(one for one in asked if one and one != party))


def check_party(loaded: Loaded, party: str) -> None:
    """Raise party-unknown for a party that the registers do not have."""
    if party not in loaded.parties:
        raise GROUND.fault("party-unknown", f"The registers of this plan have no party “{party}”.")
