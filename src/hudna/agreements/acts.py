"""Acts: offer a plan, carry it, and answer it. Each gives the decisions to record, or a fault that says what to do.

A late answer is a fact and is recorded; what it is worth ``consequence`` tells. Refused is only what cannot be: an
answer to what nobody offered, to an offer that is closed, or against an answer that already counts. Every act takes
``at``, when it was true, and is judged as of that instant, however late it is recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from hudna.agreements.binding import Texts, text_of
from hudna.agreements.check import (
    answerable,
    check_closed,
    check_free,
    check_party,
    decide,
    offered_version,
    open_offer,
    others,
    read_version,
)
from hudna.agreements.events import (
    AcceptanceWithdrawn,
    Condition,
    ConditionSettled,
    OfferWithdrawn,
    PlanAccepted,
    PlanCountered,
    PlanHandedOver,
    PlanOffered,
    PlanReceived,
    PlanRefused,
    PlanTransmitted,
)
from hudna.agreements.faults import AGREEMENTS
from hudna.agreements.moments import stamp
from hudna.agreements.pack import digest, unpack
from hudna.agreements.state import Consents
from hudna.ground import GROUND, when
from hudna.journal import Decision

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*\Z")


def offer(
    consents: Consents,
    *,
    plan: str,
    version: str,
    packed: bytes,
    at: datetime,
    by_party: str = "",
    to: str = "",
    invited: Iterable[str] = (),
    expires: datetime | None = None,
    may_serve: Iterable[str] = (),
) -> tuple[Decision, ...]:
    """Offer a version. ``packed``: what :func:`pack` made of its file; ``by_party`` empty: the mediator's own.

    Raises name-unfit, version-taken, offer-expired, in-conflict, party-unknown, and what :func:`unpack` raises.
    """
    invited = tuple(invited)
    for name in (plan, version):
        if not _NAME.match(name):
            raise AGREEMENTS.fault("name-unfit", f"“{name}” cannot name a plan or a version.")
    loaded = unpack(packed)
    for party in (by_party, *invited):
        if party:
            check_party(loaded, party)
    if version in consents.plans.get(plan, {}):
        raise AGREEMENTS.fault("version-taken", f"Version {version} of {plan} was offered already.")
    if expires is not None and expires <= at:
        raise AGREEMENTS.fault("offer-expired", f"It would expire on {stamp(expires)}, before it is made.")
    event = PlanOffered(plan, version, digest(packed), by_party, to, invited, expires, tuple(may_serve))
    return decide(consents, event, at, by_party)


def hand_over(
    consents: Consents, *, plan: str, version: str, mediator: str, at: datetime, asks: Iterable[str] = ()
) -> tuple[Decision, ...]:
    """Hand the version to a mediator, and say what it is asked to do."""
    found = open_offer(consents, plan, version, at)
    return decide(consents, PlanHandedOver(plan, version, mediator, tuple(asks)), at, found.offer.offered_by)


def transmit(
    consents: Consents, texts: Texts, *, plan: str, version: str, party: str, through: str, at: datetime
) -> tuple[Decision, ...]:
    """Send the version to a party through a channel."""
    check_party(text_of(open_offer(consents, plan, version, at), texts), party)
    return decide(consents, PlanTransmitted(plan, version, party, through), at)


def receive(
    consents: Consents, texts: Texts, *, plan: str, version: str, party: str, through: str, at: datetime
) -> tuple[Decision, ...]:
    """The party has it: it says so, or who brought it attests it. True even of an offer that was closed since."""
    check_party(text_of(offered_version(consents, plan, version, at), texts), party)
    return decide(consents, PlanReceived(plan, version, party, through), at, party)


def accept(
    consents: Consents,
    texts: Texts,
    *,
    plan: str,
    version: str,
    party: str,
    at: datetime,
    through: str = "",
    conditions: Iterable[Condition] = (),
) -> tuple[Decision, ...]:
    """Accept the version, as it stands or on conditions; a late acceptance is recorded too.

    Raises offer-own, offer-closed, not-invited, answered-already, condition-unfit, condition-twice, in-conflict.
    """
    conditions = tuple(conditions)
    effect = answerable(consents, texts, plan, version, party, at)
    reply = effect.of(party, at)
    if reply is not None and reply.counts is not None and reply.counts <= at < reply.ends:
        if reply.notice is None or reply.notice.at > at or conditions:
            what = f"{party} accepted version {version} on {stamp(reply.said.at)}."
            raise AGREEMENTS.fault("answered-already", what)
    else:
        check_closed(effect, at)
    _check_conditions(conditions)
    return decide(consents, PlanAccepted(plan, version, party, through, conditions), at, party)


def _check_conditions(conditions: tuple[Condition, ...]) -> None:
    ids = [condition.id for condition in conditions]
    for condition in conditions:
        if not _NAME.match(condition.id):
            raise AGREEMENTS.fault("condition-unfit", f"“{condition.id}” cannot name a condition.")
        if not condition.words.strip():
            raise AGREEMENTS.fault("condition-unfit", f"What the condition “{condition.id}” asks for is not said.")
        if ids.count(condition.id) > 1:
            raise AGREEMENTS.fault("condition-twice", f"Two conditions are called “{condition.id}”.")


def refuse(
    consents: Consents,
    texts: Texts,
    *,
    plan: str,
    version: str,
    party: str,
    at: datetime,
    through: str = "",
    why: str = "",
) -> tuple[Decision, ...]:
    """Refuse the version. Raises offer-own, not-invited, answered-already (an acceptance counts), in-conflict."""
    check_free(answerable(consents, texts, plan, version, party, at), party, at)
    return decide(consents, PlanRefused(plan, version, party, through, why), at, party)


def counter(
    consents: Consents,
    texts: Texts,
    *,
    plan: str,
    version: str,
    party: str,
    with_version: str,
    packed: bytes,
    at: datetime,
    through: str = "",
    to: str = "",
    invited: Iterable[str] = (),
    expires: datetime | None = None,
) -> tuple[Decision, ...]:
    """Answer with a version of the party's own: two decisions, the counter and the new offer.

    ``invited`` empty: whoever was asked about the version that it answers, and who had offered that. Raises what
    :func:`refuse`, :func:`offer` and :func:`accept` raise.
    """
    effect = answerable(consents, texts, plan, version, party, at)
    check_free(effect, party, at)
    check_closed(effect, at)
    asked = tuple(invited) or others(effect, party)
    (new,) = offer(
        consents, plan=plan, version=with_version, packed=packed, at=at, by_party=party, to=to, invited=asked,
        expires=expires,
    )  # fmt: skip
    event = PlanCountered(plan, version, party, through, with_version, digest(packed))
    return (*decide(consents, event, at, party), new)


def settle_condition(
    consents: Consents,
    texts: Texts,
    *,
    plan: str,
    version: str,
    party: str,
    condition: str,
    how: Literal["met", "waived", "refused"],
    at: datetime,
    behalf: str = "",
) -> tuple[Decision, ...]:
    """Say that a condition was met, waived by the party, or refused. Raises condition-unknown, in-conflict."""
    effect = read_version(consents, texts, plan, version, at)
    reply = effect.of(party, at)
    if reply is None or condition not in reply.open:
        raise AGREEMENTS.fault("condition-unknown", f"No acceptance of {party} waits for “{condition}”.")
    event = ConditionSettled(plan, version, party, condition, how)
    return decide(consents, event, at, behalf or (party if how == "waived" else ""))


def withdraw_offer(
    consents: Consents, texts: Texts, *, plan: str, version: str, at: datetime, why: str = ""
) -> tuple[Decision, ...]:
    """Take the offer back; acceptances given before stand. Raises withdrawal-empty where it is closed already."""
    effect = read_version(consents, texts, plan, version, at)
    if effect.closed is not None and effect.closed.at <= at:
        what = f"Version {version} of {plan} was closed on {stamp(effect.closed.at)}."
        raise AGREEMENTS.fault("withdrawal-empty", what)
    return decide(consents, OfferWithdrawn(plan, version, why), at, effect.version.offer.offered_by)


def withdraw_acceptance(
    consents: Consents,
    texts: Texts,
    *,
    plan: str,
    version: str,
    party: str,
    at: datetime,
    notice: str = "PT0S",
    why: str = "",
) -> tuple[Decision, ...]:
    """Give notice that the party is bound no more.

    Raises withdrawal-empty, duration-unreadable, calendar-impossible (a notice that would never end), in-conflict.
    """
    length = when.duration(notice)
    if min(length.months, length.days, length.seconds) < 0:
        raise GROUND.fault("duration-unreadable", f"A notice of {notice} would lie before it is given.")
    when.shift(at, length, "UTC")
    reply = read_version(consents, texts, plan, version, at).of(party, at)
    if reply is None or not reply.stands(at) or (reply.notice is not None and reply.notice.at <= at):
        what = f"No acceptance of version {version} by {party} stands on {stamp(at)}, or notice was given already."
        raise AGREEMENTS.fault("withdrawal-empty", what)
    return decide(consents, AcceptanceWithdrawn(plan, version, party, notice, why), at, party)
