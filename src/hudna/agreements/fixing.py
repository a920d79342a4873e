"""Fixing: name the instants that a text leaves open (a zero hour, the signature, an event), and agree a later end."""

from __future__ import annotations

from datetime import datetime

from hudna.agreements.binding import Texts, text_of
from hudna.agreements.check import decide, offered_version
from hudna.agreements.dated import date_text, moment_name, open_moments, why_not_fixed, why_not_renewed
from hudna.agreements.events import MomentFixed, RenewalAgreed
from hudna.agreements.faults import AGREEMENTS
from hudna.agreements.names import SIGNATURE, START
from hudna.agreements.state import Consents
from hudna.ground import when
from hudna.journal import Decision


def fix_moment(
    consents: Consents,
    texts: Texts,
    *,
    plan: str,
    version: str,
    moment: str,
    instant: datetime,
    zone: str,
    at: datetime,
    behalf: str = "",
) -> tuple[Decision, ...]:
    """Fix an instant that the text leaves open. It may be moved until it comes, not afterwards.

    Raises moment-unknown, moment-fixed, zone-unknown, in-conflict. Fractions of a second are dropped.
    """
    when.zone(zone)
    found = offered_version(consents, plan, version, at)
    agreement = text_of(found, texts).agreement
    name = moment_name(agreement, moment)
    if name not in {SIGNATURE, START, *agreement.events}:
        raise AGREEMENTS.fault("moment-unknown", f"The text of version {version} knows no moment “{moment}”.")
    if name not in open_moments(agreement):
        raise AGREEMENTS.fault("moment-fixed", f"The text of version {version} says itself when {name} is, or never.")
    fixed: dict[str, MomentFixed] = {}
    for said in found.told(MomentFixed):
        event = said.event
        if not isinstance(event, MomentFixed) or event.moment != name or said.at > at:
            continue
        if not why_not_fixed(agreement, name, fixed, said.at):
            fixed[name] = event
    why = why_not_fixed(agreement, name, fixed, at)
    if why:
        raise AGREEMENTS.fault("moment-fixed", f"{why[:1].upper()}{why[1:]}.")
    return decide(consents, MomentFixed(plan, version, name, instant.replace(microsecond=0), zone), at, behalf)


def renew(
    consents: Consents, texts: Texts, *, plan: str, version: str, until: datetime, zone: str, at: datetime
) -> tuple[Decision, ...]:
    """Carry the agreement on to a later end. Raises renewal-unfit, zone-unknown, in-conflict."""
    when.zone(zone)
    found = offered_version(consents, plan, version, at)
    why = why_not_renewed(date_text(found, text_of(found, texts)).loaded, until, at)
    if why:
        raise AGREEMENTS.fault("renewal-unfit", f"It cannot be renewed: {why}.")
    return decide(consents, RenewalAgreed(plan, version, until.replace(microsecond=0), zone), at)
