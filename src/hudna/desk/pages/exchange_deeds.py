"""Deeds on an exchange as a whole: open it, seal and open halves of the seed, agree to a plan."""

from __future__ import annotations

from secrets import token_hex

from django.utils.translation import gettext as _

from hudna.desk.deeds import Decide, Field, Form, Typed, at_field
from hudna.desk.doorway import Door
from hudna.desk.faults import DESK
from hudna.desk.names import names_of
from hudna.desk.pages.exchange_batches import everything
from hudna.desk.pages.exchange_ground import Deed, Stand, side_field
from hudna.exchange import PlanAgreed, agree_to_plan, commit_seed, open_exchange, reveal_seed


def open_form(door: Door) -> Form | None:
    """The form to open an exchange."""
    if not door.may("keep-exchange") or door.known_at is not None:
        return None
    parties = tuple(names_of(door).all_parties())
    fields = (
        Field("exchange", _("What it is called"), required=True, hint=_("a short word in letters, digits, - . and _")),
        Field("first", _("One side"), "choice", required=True, choices=parties),
        Field("second", _("The other side"), "choice", required=True, choices=parties),
        Field("neutral", _("The office between them"), required=True, value=door.visit.actor),
        at_field(),
    )
    means = _("From now on both sides can seal their lists. Their order is that of the terms.")
    return Form("open", _("Open an exchange"), means, _("Open it"), fields)


def opened(typed: Typed) -> Decide:
    """Open an exchange."""
    sides = typed["first"], typed["second"]
    return lambda state: open_exchange(
        state.exchanges,
        exchange=typed["exchange"],
        sides=sides,
        neutral=typed["neutral"],
        by=typed.said.by,
        at=typed.said.at,
    )


def party_of(stand: Stand, typed: Typed) -> str:
    """The side for which it is said. Raises choice-unfit for none."""
    if typed.party not in stand.file.sides:
        raise DESK.fault("choice-unfit", _("Choose one of the two sides."))
    return typed.party


def _own_seed(stand: Stand) -> bool:
    """May a half of the seed be sealed yet, by somebody?"""
    return not any(seed.revealed for seed in stand.file.seeds.values())


def _may_reveal(stand: Stand) -> bool:
    file = stand.file
    whose = (stand.side,) if stand.side else file.sides
    return bool(everything(stand).registers) and any(side in file.seeds and not file.seeds[side].half for side in whose)


def _seal_form(stand: Stand) -> Form:
    field = Field(
        "commitment",
        _("Commitment"),
        required=True,
        hint=_("SHA-256 of 32 random bytes, in hex. Keep the bytes: they are opened later, and nobody else has them."),
    )
    means = _(
        "The lot decides where several people fit one place. Neither side can steer it once both halves are sealed."
    )
    return Form("seal-seed", _("Seal half of the seed"), means, _("Seal it"), (*side_field(stand), field, at_field()))


def _seal(stand: Stand, typed: Typed) -> Decide:
    side, commitment = party_of(stand, typed), typed["commitment"].strip().lower()
    return lambda state: commit_seed(
        state.exchanges, exchange=stand.name, side=side, commitment=commitment, by=typed.said.by, at=typed.said.at
    )


def _reveal_form(stand: Stand) -> Form:
    field = Field("half", _("The 32 bytes, in hex"), required=True, hint=_("as they were drawn when it was sealed"))
    means = _("Everybody can then draw the lot themselves and check the plan against it.")
    fields = (*side_field(stand), field, at_field())
    return Form("open-seed", _("Open half of the seed"), means, _("Open it"), fields)


def _reveal(stand: Stand, typed: Typed) -> Decide:
    side, half = party_of(stand, typed), typed["half"].strip().lower()
    return lambda state: reveal_seed(
        state.exchanges, exchange=stand.name, side=side, half=half, by=typed.said.by, at=typed.said.at
    )


def _agree_form(stand: Stand) -> Form:
    assert stand.file.plan is not None
    choices = (("yes", _("it agrees")), ("no", _("it does not agree, or no longer")))
    document = stand.file.plan.event.document
    plan = Field("plan", "", "hidden", value=document, choices=((document, ""),))
    fields = (*side_field(stand), Field("agreed", _("What it says"), "choice", required=True, choices=choices), plan)
    means = _("Hand-overs begin when both sides agree to the same plan. Word can be taken back until then.")
    return Form("agree", _("Answer the plan"), means, _("Record the answer"), (*fields, at_field()))


def _agree(stand: Stand, typed: Typed) -> Decide:
    event = PlanAgreed(stand.name, typed["plan"], party_of(stand, typed), typed["agreed"] == "yes", token_hex(16))
    return lambda state: agree_to_plan(state.exchanges, agreed=event, by=typed.said.by, at=typed.said.at)


DEEDS: tuple[Deed, ...] = (
    Deed("seal-seed", "agree-plan", "seal half of the seed of the lot", _own_seed, _seal_form, _seal),
    Deed("open-seed", "agree-plan", "open half of the seed of the lot", _may_reveal, _reveal_form, _reveal),
    Deed(
        "agree", "agree-plan", "answer the plan of an exchange", lambda s: s.file.plan is not None, _agree_form, _agree
    ),
)
