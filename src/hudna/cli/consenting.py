"""The verbs on a plan: offer it, carry it, answer it, and fix what it left open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from hudna.agreements import (
    Condition,
    accept,
    counter,
    fix_moment,
    hand_over,
    offer,
    pack,
    receive,
    refuse,
    renew,
    settle_condition,
    transmit,
    unpack,
    withdraw_acceptance,
    withdraw_offer,
)
from hudna.cli.deeds import deed, named_office
from hudna.house import Case, Said, State
from hudna.journal import Decision

PANEL = "A plan and the answers to it"
File = Annotated[Path, typer.Argument(help="The agreement (YAML, see hudna schema agreement).", metavar="AGREEMENT")]
Plan = Annotated[str, typer.Option("--plan", help="Which plan; left out: the only one.")]
Version = Annotated[str, typer.Option("--version", help="Which version; left out: the only one.")]
Party = Annotated[str, typer.Option("--party", help="Which party, by its id in the register.")]
Through = Annotated[str, typer.Option("--through", help="Through which channel or office.")]
Expires = Annotated[str, typer.Option("--expires", metavar="TIME", help="Last instant for an answer.")]
Invite = Annotated[list[str] | None, typer.Option("--invite", help="A party whose answer is asked for.")]
To = Annotated[str, typer.Option("--to", help="To whom: a mediator, or a party.")]
Why = Annotated[str, typer.Option("--why", help="For what reason.")]


@deed(PANEL, "offer")
def offer_plan(
    case: Case,
    state: State,
    said: Said,
    agreement: File,
    from_: Annotated[str, typer.Option("--from", help="The party that offers; left out: the mediator's own.")] = "",
    to: To = "",
    invite: Invite = None,
    expires: Expires = "",
    serves: Annotated[list[str] | None, typer.Option(help="Another place that it is said to serve, too.")] = None,
    plan: Annotated[str, typer.Option("--plan", help="Its name; left out: the agreement's id.")] = "",
    version: Annotated[str, typer.Option("--version", help="Its version; left out: the next number.")] = "",
) -> Sequence[Decision]:
    """Offer a version of a plan. The text and every file that it uses go into the case, under their hash.

    Example: hudna offer aleppo.hudna examples/aleppo-2014/agreement.yaml --from syrian-government --to mediator-1
    """
    packed = case.keep(pack(agreement))
    plan = plan or unpack(packed).agreement.id
    return offer(
        state.consents,
        plan=plan,
        version=version or state.next_version(plan),
        packed=packed,
        at=said.at,
        by_party=from_,
        to=named_office(to) if to else "",
        invited=invite or (),
        expires=said.instant(expires) if expires else None,
        may_serve=serves or (),
    )


@deed(PANEL, "handover")
def handover(
    case: Case,
    state: State,
    said: Said,
    to: Annotated[str, typer.Option("--to", help="To which mediator: an office or a party.")],
    ask: Annotated[list[str] | None, typer.Option(help="What it is asked to do, in words.")] = None,
    plan: Plan = "",
    version: Version = "",
) -> Sequence[Decision]:
    """Put on record that a plan was handed to a mediator, and what it was asked to do.

    Example: hudna handover aleppo.hudna --to russia --ask "Secure the other side's word" --by mediator-1
    """
    plan, version = state.which(plan, version)
    return hand_over(state.consents, plan=plan, version=version, mediator=named_office(to), at=said.at, asks=ask or ())


@deed(PANEL, "transmit")
def transmit_plan(
    case: Case, state: State, said: Said, party: Party, through: Through, plan: Plan = "", version: Version = ""
) -> Sequence[Decision]:
    """Put on record that a version was sent to a party through a channel.

    Example: hudna transmit aleppo.hudna --party aleppo-opposition-forces --through "liaison office"
    """
    plan, version = state.which(plan, version)
    return transmit(state.consents, case.texts, plan=plan, version=version, party=party, through=through, at=said.at)


@deed(PANEL, "receive")
def receive_plan(
    case: Case, state: State, said: Said, party: Party, through: Through = "", plan: Plan = "", version: Version = ""
) -> Sequence[Decision]:
    """Put on record that a party has a version, by its own word or that of who brought it.

    Example: hudna receive aleppo.hudna --party aleppo-opposition-forces --through "signed receipt"
    """
    plan, version = state.which(plan, version)
    return receive(state.consents, case.texts, plan=plan, version=version, party=party, through=through, at=said.at)


@deed(PANEL, "accept")
def accept_plan(
    case: Case,
    state: State,
    said: Said,
    party: Party,
    through: Through = "",
    condition: Annotated[
        list[str] | None, typer.Option(metavar="ID=WORDS", help="A condition that it attaches.")
    ] = None,
    plan: Plan = "",
    version: Version = "",
) -> Sequence[Decision]:
    """Record that a party accepts a version, as it stands or on conditions. Whether it binds follows from the text.

    Example: hudna accept aleppo.hudna --party aleppo-opposition-forces --at 2014-01-25T18:00 --by mediator-1
    """
    plan, version = state.which(plan, version)
    attached = [Condition(name, words) for name, _, words in (text.partition("=") for text in condition or ())]
    return accept(
        state.consents,
        case.texts,
        plan=plan,
        version=version,
        party=party,
        at=said.at,
        through=through,
        conditions=attached,
    )


@deed(PANEL, "refuse")
def refuse_plan(
    case: Case,
    state: State,
    said: Said,
    party: Party,
    through: Through = "",
    why: Why = "",
    plan: Plan = "",
    version: Version = "",
) -> Sequence[Decision]:
    """Record that a party refuses a version.

    Example: hudna refuse aleppo.hudna --party aleppo-opposition-forces --why "No word on detainees"
    """
    plan, version = state.which(plan, version)
    return refuse(
        state.consents, case.texts, plan=plan, version=version, party=party, at=said.at, through=through, why=why
    )


@deed(PANEL, "counter")
def counter_plan(
    case: Case,
    state: State,
    said: Said,
    agreement: File,
    party: Party,
    through: Through = "",
    to: To = "",
    invite: Invite = None,
    expires: Expires = "",
    plan: Plan = "",
    version: Version = "",
    with_version: Annotated[str, typer.Option(help="Name of the new version; left out: the next number.")] = "",
) -> Sequence[Decision]:
    """Record that a party answers a version with one of its own, which closes the first for everybody.

    Example: hudna counter aleppo.hudna counter.yaml --party aleppo-opposition-forces --to mediator-1
    """
    plan, version = state.which(plan, version)
    return counter(
        state.consents,
        case.texts,
        plan=plan,
        version=version,
        party=party,
        with_version=with_version or state.next_version(plan),
        packed=case.keep(pack(agreement)),
        at=said.at,
        through=through,
        to=named_office(to) if to else "",
        invited=invite or (),
        expires=said.instant(expires) if expires else None,
    )


@deed(PANEL, "settle")
def settle_one(
    case: Case,
    state: State,
    said: Said,
    condition: Annotated[str, typer.Argument(help="The condition, by its id.", metavar="CONDITION")],
    how: Annotated[Literal["met", "waived", "refused"], typer.Argument(help="met, waived or refused.", metavar="HOW")],
    party: Party,
    plan: Plan = "",
    version: Version = "",
) -> Sequence[Decision]:
    """Say what became of a condition that a party attached: met, waived by it, or refused by the others.

    Example: hudna settle aleppo.hudna detainees met --party aleppo-opposition-forces --by mediator-1
    """
    plan, version = state.which(plan, version)
    return settle_condition(
        state.consents,
        case.texts,
        plan=plan,
        version=version,
        party=party,
        condition=condition,
        how=how,
        at=said.at,
    )


@deed(PANEL, "withdraw")
def withdraw(
    case: Case,
    state: State,
    said: Said,
    party: Annotated[
        str, typer.Option(help="The party whose acceptance ends; left out: the offer is taken back.")
    ] = "",
    notice: Annotated[
        str, typer.Option(metavar="DURATION", help="Notice it gives, as P3D; the text may ask more.")
    ] = "PT0S",
    why: Why = "",
    plan: Plan = "",
    version: Version = "",
) -> Sequence[Decision]:
    """Record that a party withdraws its acceptance, with notice; or, without --party, that an offer is taken back.

    Example: hudna withdraw aleppo.hudna --party aleppo-opposition-forces --notice P3D --why "Fighting in the north"
    """
    plan, version = state.which(plan, version)
    if not party:
        return withdraw_offer(state.consents, case.texts, plan=plan, version=version, at=said.at, why=why)
    return withdraw_acceptance(
        state.consents, case.texts, plan=plan, version=version, party=party, at=said.at, notice=notice, why=why
    )


@deed(PANEL, "fix")
def fix(
    case: Case,
    state: State,
    said: Said,
    moment: Annotated[
        str, typer.Argument(help="entry-into-force, signature, or an event of the text.", metavar="MOMENT")
    ],
    time: Annotated[str, typer.Argument(help="When, on the clock of --zone.", metavar="TIME")],
    plan: Plan = "",
    version: Version = "",
) -> Sequence[Decision]:
    """Fix an instant that the text left open, as the zero hour. It may lie in the future.

    Example: hudna fix aleppo.hudna entry-into-force 2014-02-01T00:00 --zone Asia/Damascus --by mediator-1
    """
    plan, version = state.which(plan, version)
    return fix_moment(
        state.consents,
        case.texts,
        plan=plan,
        version=version,
        moment=moment,
        instant=said.instant(time),
        zone=said.zone,
        at=said.at,
    )


@deed(PANEL, "renew")
def renew_plan(
    case: Case,
    state: State,
    said: Said,
    time: Annotated[str, typer.Argument(help="Its new end, on the clock of --zone.", metavar="TIME")],
    plan: Plan = "",
    version: Version = "",
) -> Sequence[Decision]:
    """Record that a later end was agreed.

    Example: hudna renew aleppo.hudna 2014-05-01T00:00 --zone Asia/Damascus --by mediator-1
    """
    plan, version = state.which(plan, version)
    return renew(
        state.consents, case.texts, plan=plan, version=version, until=said.instant(time), zone=said.zone, at=said.at
    )
