"""Deeds on one person of an exchange: what is said, the interview, the doctor, remains, certificate, publication."""

from __future__ import annotations

from secrets import token_hex
from typing import Literal, cast

from django.utils.translation import gettext as _

from hudna.desk.codes import status_words
from hudna.desk.deeds import Decide, Field, Form, Typed, at_field, is_liaison, names_hint
from hudna.desk.pages.exchange_ground import Deed, Stand, side_field
from hudna.exchange import (
    CertificateIssued,
    Interview,
    MedicalFinding,
    NameConsented,
    NamePublished,
    RemainsExamined,
    StatusStated,
    certify,
    consent,
    examine_person,
    examine_remains,
    interview,
    publish,
    release_of,
    state_status,
    written,
)

OF_THE_NEUTRAL = ("located", "said-dead", "proved-dead", "released", "unknown")
OF_THE_HOLDER = ("acknowledged", "denied", "said-dead", "unknown")
OF_WHO_ASKS = ("claimed-held", "said-dead", "unknown")


def _statuses(stand: Stand) -> tuple[str, ...]:
    """What the visitor can say of this person."""
    one = stand.file.people[stand.person]
    if not is_liaison(stand.door):
        return tuple(dict.fromkeys((*OF_THE_NEUTRAL, *OF_THE_HOLDER, *OF_WHO_ASKS)))
    return OF_THE_HOLDER if one.held_by == stand.side else OF_WHO_ASKS


def _status_form(stand: Stand) -> Form:
    choices = tuple((one, status_words(one)) for one in _statuses(stand))
    fields = (
        *side_field(stand, _("Who says so (empty: the neutral body)"), required=False),
        Field("status", _("What is with the person"), "choice", required=True, choices=choices),
        Field("evidence", _("What it rests on"), hint=_("a visit, a document, an examination")),
        Field("words", _("In words"), "words", hint=names_hint()),
        at_field(),
    )
    means = _(
        "It is said by whom it is said, and stands beside what others say. The other side is told when it is passed on."
    )
    return Form("state", _("Say what is with them"), means, _("Put it on record"), fields)


def _status(stand: Stand, typed: Typed) -> Decide:
    told = typed["status"], typed.party, typed.hidden("evidence"), typed.hidden("words"), token_hex(16)
    event = StatusStated(stand.name, stand.person, *told)
    return lambda state: state_status(state.exchanges, stated=event, by=typed.said.by, at=typed.said.at)


def _interview_form(stand: Stand) -> Form:
    wants = {"leave": _("wants to leave"), "refuse": _("wants to stay"), "elsewhere": _("wants to go elsewhere")}
    fields = (
        Field("wants", _("What the person wants"), "choice", required=True, choices=tuple(wants.items())),
        Field("where", _("Where to"), hint=_("only where they want to go elsewhere")),
        Field("words", _("In words"), "words"),
        at_field(),
    )
    means = _(
        "What is typed here goes on a slip, alike in length whatever it says. On record stands only that you spoke."
    )
    return Form("interview", _("Record the interview"), means, _("Put it on a slip"), fields)


def _interview(stand: Stand, typed: Typed) -> Decide:
    said = Interview(cast(Literal["leave", "refuse", "elsewhere"], typed["wants"]), typed["where"], typed["words"])
    slip = typed.door.case.hide_whole(written(said))
    return lambda state: interview(
        state.exchanges, exchange=stand.name, person=stand.person, on_slip=slip, by=typed.said.by, at=typed.said.at
    )


def _medical_form(stand: Stand) -> Form:
    choices = (("yes", _("fit to travel")), ("no", _("not fit to travel")))
    fields = (
        Field("fit", _("Fit to travel"), "choice", required=True, choices=choices),
        Field("needs", _("What is needed on the way")),
        Field("words", _("In words"), "words"),
        at_field(),
    )
    means = _(
        "What was found goes on a slip, alike in length whatever it says. On record stands only that they were seen."
    )
    return Form("examine", _("Record the medical check"), means, _("Put it on a slip"), fields)


def _medical(stand: Stand, typed: Typed) -> Decide:
    found = MedicalFinding(typed["fit"] == "yes", typed["needs"], typed["words"])
    slip = typed.door.case.hide_whole(written(found))
    return lambda state: examine_person(
        state.exchanges, exchange=stand.name, person=stand.person, on_slip=slip, by=typed.said.by, at=typed.said.at
    )


def _is_released(stand: Stand) -> bool:
    return release_of(stand.file, stand.file.people[stand.person])[0] is not None


def _remains_form(stand: Stand) -> Form:
    choices = (("yes", _("they are this person’s")), ("no", _("they are somebody else’s")))
    fields = (
        Field("is", _("Whose the remains are"), "choice", required=True, choices=choices),
        Field("by", _("Who examined them"), required=True),
        Field("evidence", _("What it rests on"), "words", required=True, hint=names_hint()),
        at_field(),
    )
    means = _("If they are somebody else’s, the release counts for nothing and both sides are told the balance anew.")
    return Form("remains", _("Say whose remains were handed over"), means, _("Put it on record"), fields)


def _remains(stand: Stand, typed: Typed) -> Decide:
    told = typed["is"] == "yes", typed.hidden("by"), typed.hidden("evidence")
    event = RemainsExamined(stand.name, stand.person, *told)
    return lambda state: examine_remains(state.exchanges, examined=event, by=typed.said.by, at=typed.said.at)


def _certificate_form(stand: Stand) -> Form:
    fields = (Field("number", _("Number on the certificate"), required=True), at_field())
    means = _("It is the paper that the person carries: released, when, by whom.")
    return Form("certify", _("Certify the release"), means, _("Put it on record"), fields)


def _certificate(stand: Stand, typed: Typed) -> Decide:
    event = CertificateIssued(stand.name, stand.person, typed.hidden("number"), token_hex(16))
    return lambda state: certify(state.exchanges, certificate=event, by=typed.said.by, at=typed.said.at)


Whose = Literal["person", "family"]


def _consent_form(stand: Stand) -> Form:
    whose = {"person": _("the person"), "family": _("the family")}
    choices = (("yes", _("consents")), ("no", _("does not, or no longer")))
    fields = (
        Field("who", _("Who"), "choice", required=True, choices=tuple(whose.items())),
        Field("consents", _("To the publication of the name"), "choice", required=True, choices=choices),
        Field("evidence", _("How it was said"), required=True, hint=_("in writing, on which day, before whom")),
        at_field(),
    )
    means = _("A person’s own word counts before that of the family. Without consent no name is published.")
    return Form("consent", _("Record consent to publication"), means, _("Put it on record"), fields)


def _consent(stand: Stand, typed: Typed) -> Decide:
    who = cast(Whose, typed["who"])
    told = typed["consents"] == "yes", typed.hidden("evidence"), token_hex(16)
    event = NameConsented(stand.name, stand.person, who, *told)
    return lambda state: consent(state.exchanges, consented=event, by=typed.said.by, at=typed.said.at)


def _publish_form(stand: Stand) -> Form:
    fields = (
        Field("where", _("Where it is published"), required=True, hint=_("both offices name the same")),
        at_field(),
    )
    means = _("Two offices must agree; yours is one of them. Nothing is published by this desk itself.")
    return Form("publish", _("Agree that the name is published"), means, _("Agree"), fields)


def _publish(stand: Stand, typed: Typed) -> Decide:
    event = NamePublished(stand.name, stand.person, typed.hidden("where"), token_hex(16))
    return lambda state: publish(state.exchanges, published=event, by=typed.said.by, at=typed.said.at)


def _may_publish(stand: Stand) -> bool:
    return stand.file.people[stand.person].consents_to_publication


DEEDS: tuple[Deed, ...] = (
    Deed("state", "state-status", "say what is with a person", lambda s: True, _status_form, _status),
    Deed("interview", "keep-exchange", "record an interview", lambda s: True, _interview_form, _interview),
    Deed("examine", "keep-exchange", "record a medical check", lambda s: True, _medical_form, _medical),
    Deed("certify", "keep-exchange", "certify a release", _is_released, _certificate_form, _certificate),
    Deed("remains", "keep-exchange", "say whose remains were handed over", _is_released, _remains_form, _remains),
    Deed("consent", "publish-name", "record consent to a publication", lambda s: True, _consent_form, _consent),
    Deed("publish", "publish-name", "agree to the publication of a name", _may_publish, _publish_form, _publish),
)
