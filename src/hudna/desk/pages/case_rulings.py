"""Deeds around a ruling: what is denied, what is ruled, who is told, what they reply, and why it is opened again."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hudna.desk.codes import ruling_words
from hudna.desk.deeds import Decide, Field, Form, Typed, at_field, is_liaison
from hudna.desk.pages.case_ground import Deed, Ground, party_field, words_field
from hudna.monitoring import RULINGS, Ruled, deny, reopen, reply, rule, tell

GRADES = tuple(f"{letter}{digit}" for letter in "ABCDEF" for digit in "123456")


def _deny_form(ground: Ground) -> Form:
    fields = (
        *party_field(ground),
        Field("of", _("What is denied"), "choice", choices=ground.entries(), hint=_("empty: the allegation itself")),
        words_field(_("What the party says")),
        at_field(),
    )
    means = _("The denial is shown beside what it denies, to everybody who sees that.")
    return Form("deny", _("Put a denial beside it"), means, _("Record the denial"), fields)


def _deny(case: str, typed: Typed) -> Decide:
    words, said = typed.hidden("words"), typed.said
    told = {"party": typed.party, "words": words, "of": typed["of"]}
    return lambda state: deny(state.docket, case=case, **told, by=said.by, at=said.at)


def _rule_form(ground: Ground) -> Form:
    grades = tuple((grade, grade) for grade in GRADES)
    hint = _("Admiralty scale: the source A to F, what it says 1 to 6")
    fields = (
        Field("ruling", _("Ruling"), "choice", required=True, choices=tuple((r, ruling_words(r)) for r in RULINGS)),
        words_field(_("Reasons"), "reasons"),
        Field("against", _("Author, of a violation only"), "choice", choices=ground.parties()),
        Field("clause", _("Clause, of a violation"), choices=ground.clauses()),
        Field("occurrence", _("Grade that it happened"), "choice", choices=grades, hint=hint),
        Field("attribution", _("Grade that this party did it"), "choice", choices=grades, hint=hint),
        at_field(),
    )
    means = _("A ruling is what was decided, not what happened. No party rules on its own case.")
    return Form("rule", _("Rule on it"), means, _("Record the ruling"), fields)


def _rule(case: str, typed: Typed) -> Decide:
    names = ("against", "clause", "occurrence", "attribution")
    event = Ruled(case, typed["ruling"], typed.hidden("reasons"), *(typed[name] for name in names))  # type: ignore[arg-type]
    return lambda state: rule(state.docket, ruling=event, by=typed.said.by, at=typed.said.at)


def _tell_form(ground: Ground) -> Form:
    untold = sorted(ground.docket.concerned(ground.file.case) - ground.file.told.keys())
    fields = (
        Field("party", _("Which party was told"), "choice", required=True, choices=ground.parties(untold)),
        Field("through", _("Through whom or what"), required=True),
        at_field(),
    )
    means = _("From then on that party sees the ruling and what it is about on the desk.")
    return Form("tell", _("Record that a party was told"), means, _("Record that it was told"), fields)


def _tell(case: str, typed: Typed) -> Decide:
    told = {"party": typed["party"], "through": typed["through"]}
    return lambda state: tell(state.docket, case=case, **told, by=typed.said.by, at=typed.said.at)


def _reply_form(ground: Ground) -> Form:
    fields = (*party_field(ground, sorted(ground.file.told)), words_field(_("What the party replies")), at_field())
    means = _("The reply stands beside the ruling; when every party concerned has replied, the case is closed.")
    return Form("reply", _("Take a reply to the ruling"), means, _("Record the reply"), fields)


def _reply(case: str, typed: Typed) -> Decide:
    words, said = typed.hidden("words"), typed.said
    return lambda state: reply(state.docket, case=case, party=typed.party, words=words, by=said.by, at=said.at)


def _reopen_form(ground: Ground) -> Form:
    means = _("The ruling stands no longer and stays in the record; a carried case stands on its own again.")
    return Form("reopen", _("Open it again"), means, _("Open it again"), (words_field(_("Why"), "why"), at_field()))


def _reopen(case: str, typed: Typed) -> Decide:
    why = typed.hidden("why")
    return lambda state: reopen(state.docket, case=case, why=why, by=typed.said.by, at=typed.said.at)


def _is_settled(ground: Ground) -> bool:
    return ground.file.ruling is not None or ground.file.stage == "joined"


def _may_reply(ground: Ground) -> bool:
    told = set(ground.file.told)
    return bool(told & {ground.door.visit.party} if is_liaison(ground.door) else told)


RULING = (
    Deed("deny", "deny", "record a denial", lambda g: True, _deny_form, _deny),
    Deed("rule", "rule", "rule on a case", lambda g: g.is_open and g.file.inquiry is not None, _rule_form, _rule),
    Deed("tell", "rule", "record that a party was told", lambda g: g.file.ruling is not None, _tell_form, _tell),
    Deed("reply", "deny", "record a reply to a ruling", _may_reply, _reply_form, _reply),
    Deed("reopen", "rule", "open a case again", _is_settled, _reopen_form, _reopen),
)
"""The deeds around a ruling."""
