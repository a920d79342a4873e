"""Deeds on lists: seal them, hand them over, reconcile them, ask, answer, pass answers on, judge who is who."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Literal, cast

from django.conf import settings
from django.utils.translation import gettext as _

from hudna.desk import work
from hudna.desk.codes import list_words
from hudna.desk.deeds import Decide, Field, Form, Typed, at_field, names_hint
from hudna.desk.exchange_reconciling import KIND
from hudna.desk.exchange_register import mark_of, register_of
from hudna.desk.faults import DESK
from hudna.desk.listed import check_purpose
from hudna.desk.pages.exchange_deeds import party_of
from hudna.desk.pages.exchange_ground import Deed, Stand, side_field
from hudna.exchange import (
    ListHandedOver,
    OpenQuestion,
    QuestionAnswered,
    QuestionAsked,
    answer,
    ask,
    commit_list,
    hand_over_list,
    pass_on,
)
from hudna.ground import when
from hudna.journal import Decision, merkle_leaf, merkle_root
from hudna.matching import judge
from hudna.people import access_content, read_people, row_marks, secret_of

SAME = "same-person"
MOST_PAIRS = 200
Kind = Literal["wanted", "held"]


def _kind_field() -> Field:
    choices = tuple((kind, list_words(kind)) for kind in ("wanted", "held"))
    return Field("kind", _("Which list"), "choice", required=True, choices=choices)


# seal and hand over


def _seal_form(stand: Stand) -> Form:
    field = Field(
        "commitment",
        _("Commitment"),
        required=True,
        hint=_(
            "SHA-256 over 32 random bytes and the SHA-256 of the file, in hex. Keep the bytes and the file as it is."
        ),
    )
    means = _("The side cannot change its list after it has seen the other’s: what it hands over must fit this seal.")
    fields = (*side_field(stand), _kind_field(), field, at_field())
    return Form("seal-list", _("Seal a list"), means, _("Seal it"), fields)


def _seal(stand: Stand, typed: Typed) -> Decide:
    side, kind, commitment = party_of(stand, typed), cast(Kind, typed["kind"]), typed["commitment"].strip().lower()
    return lambda state: commit_list(
        state.exchanges,
        exchange=stand.name,
        side=side,
        kind=kind,
        commitment=commitment,
        by=typed.said.by,
        at=typed.said.at,
    )


def _may_hand(stand: Stand) -> bool:
    return any(one.handed_over is None for some in stand.file.lists.values() for one in some if not one.replaced)


def _hand_form(stand: Stand) -> Form:
    fields = (
        *side_field(stand),
        _kind_field(),
        Field("file", _("The list"), "file", required=True, hint=_("the very file that was sealed")),
        Field("salt", _("The 32 bytes, in hex"), required=True, hint=_("as they were drawn when it was sealed")),
        Field("through", _("Through whom"), value=stand.file.neutral),
        at_field(),
    )
    means = _(
        "The file goes on a slip: its names stand nowhere else. Neither side’s list is opened before both are sealed."
    )
    return Form("hand-list", _("Hand a list over"), means, _("Hand it over"), fields)


def _hand(stand: Stand, typed: Typed) -> Decide:
    side, kind = party_of(stand, typed), cast(Kind, typed["kind"])
    version = stand.file.list_now(side, kind)
    data = typed.files["file"].read_bytes()
    said, case = typed.said, typed.door.case
    purpose = "count the rows of a list that is handed over"
    grid, _look = access_content(data, Path(f"{side}-{kind}"), actor=said.by, purpose=purpose, at=said.now)
    read = read_people(grid, name=f"{side}-{kind}", latest=datetime.now(UTC).date())
    secret = secret_of(case.keyring.identity(passphrase=case.passphrase))
    root = merkle_root([merkle_leaf(bytes.fromhex(mark)) for mark in row_marks(read.people, secret)])
    handed = ListHandedOver(
        exchange=stand.name,
        side=side,
        kind=kind,
        version=version.number if version else 0,
        document=sha256(data).hexdigest(),
        salt=typed["salt"].strip().lower(),
        rows=len(read.people),
        rejected=len(read.rejects),
        root=root.hex(),
        on_slip=case.hide_whole(data),
        through=typed.hidden("through"),
    )
    return lambda state: hand_over_list(state.exchanges, handed=handed, by=said.by, at=said.at)


# reconcile


def _is_open(stand: Stand) -> bool:
    return any(one.handed_over for some in stand.file.lists.values() for one in some)


def _reconcile_form(stand: Stand) -> Form:
    fields = (Field("purpose", _("What for"), required=True, hint=_("in a few words, without the name of anybody")),)
    means = _("The lists are opened, for what you say, and matched in the background; nobody on them is dropped.")
    return Form("reconcile", _("Reconcile the lists"), means, _("Reconcile"), fields)


def _reconcile(stand: Stand, typed: Typed) -> Decide:
    check_purpose(typed["purpose"])
    work.queue(KIND, stand.name, typed.said.by, typed["purpose"])
    return lambda state: ()


def pairs_asked(stand: Stand) -> Sequence[OpenQuestion]:
    """The questions whether two rows are one person, the likeliest first."""
    register = register_of(settings.PLACE, stand.file) if stand.is_neutral else None
    asked = [one for one in register.questions if one.kind == SAME and len(one.rows) > 1] if register else []
    return sorted(asked, key=lambda one: (-(one.p or 0.0), one.id))[:MOST_PAIRS]


def _judge_form(stand: Stand) -> Form:
    choices = tuple(
        (one.id, f"{' · '.join(one.people)} ({round(100 * (one.p or 0.0))}%)") for one in pairs_asked(stand)
    )
    verdicts = (("same", _("one person")), ("different", _("two people")))
    fields = (
        Field("question", _("Which two"), "choice", required=True, choices=choices),
        Field("verdict", _("They are"), "choice", required=True, choices=verdicts),
        Field("why", _("Why"), "words", required=True, hint=names_hint()),
    )
    means = _("Until it is judged, neither of the two can be put into a hand-over. Reconcile again afterwards.")
    return Form("judge", _("Judge whether two are one person"), means, _("Judge"), fields)


def _judge(stand: Stand, typed: Typed) -> Decide:
    asked = next(one for one in pairs_asked(stand) if one.id == typed["question"])
    register = register_of(settings.PLACE, stand.file)
    assert register is not None
    known = {one.ref: one.digest for one in register.lists}
    marks = [mark_of(settings.PLACE, known.get(ref, ""), row) for ref, row in asked.rows[:2]]
    if not all(marks):
        raise DESK.fault("register-closed", _("The lists of this register were not opened at this desk."))
    event = judge(marks[0], marks[1], "same" if typed["verdict"] == "same" else "different", why=typed.hidden("why"))
    return lambda state: [Decision(event, typed.said.at)]


# ask, answer, pass on


def _ask_form(stand: Stand) -> Form:
    fields = (
        Field("to", _("To whom"), "choice", required=True, choices=_others(stand)),
        Field("about", _("About whom"), hint=_("the number of a person, as p-000012; empty: a list as such")),
        Field("words", _("What is asked"), "words", required=True, hint=names_hint()),
        Field(
            "due",
            _("To be answered by"),
            "time",
            hint=_("as 2014-02-03T09:00, on the clock of the case; empty: no clock"),
        ),
        at_field(),
    )
    means = _(
        "A question has a clock and stays open until it is answered. The answer is passed on by the neutral body."
    )
    return Form("ask", _("Ask a side"), means, _("Ask"), fields)


def _others(stand: Stand) -> tuple[tuple[str, str], ...]:
    return tuple((side, stand.party(side)) for side in stand.file.sides if side != stand.side)


def _ask(stand: Stand, typed: Typed) -> Decide:
    due = when.instant(typed["due"], typed.door.zone) if typed["due"] else None
    question = QuestionAsked(
        exchange=stand.name,
        question=f"q-{token_hex(4)}",
        person=typed["about"],
        to=typed["to"],
        words=typed.hidden("words"),
        due=due,
        asker=stand.side,
        blind=token_hex(16),
    )
    return lambda state: ask(state.exchanges, question=question, by=typed.said.by, at=typed.said.at)


def _answerable(stand: Stand) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, f"{name} – {one.event.words[:80]}")
        for name, one in stand.file.questions.items()
        if not stand.side or one.event.to == stand.side
    )


def _answer_form(stand: Stand) -> Form:
    fields = (
        Field("question", _("Which question"), "choice", required=True, choices=_answerable(stand)),
        Field("words", _("The answer"), "words", required=True, hint=names_hint()),
        at_field(),
    )
    means = _("A later answer stands beside an earlier one; both stay on record.")
    return Form("answer-question", _("Answer a question"), means, _("Answer"), fields)


def _answer(stand: Stand, typed: Typed) -> Decide:
    question = stand.file.questions[typed["question"]]
    told = stand.name, question.event.question, question.event.to, typed.hidden("words"), token_hex(16)
    event = QuestionAnswered(*told)
    return lambda state: answer(state.exchanges, answered=event, by=typed.said.by, at=typed.said.at)


def _to_pass_on(stand: Stand, side: str) -> tuple[list[str], list[str]]:
    """Persons and questions of whom something was said that this side was not told yet."""
    file = stand.file
    people = [
        one.id
        for one in file.people.values()
        if side in one.asked_by
        and len(one.statements) > len(one.passed_on.get(side, ()))
        and any(said.by_side != side for said in one.statements[len(one.passed_on.get(side, ())) :])
    ]
    questions = [
        name
        for name, one in file.questions.items()
        if one.event.asker == side and one.answers and side not in one.passed_on
    ]
    return people, questions


def _pass_form(stand: Stand) -> Form:
    choices = tuple(
        (side, _("%(side)s (%(people)s persons, %(questions)s answers)")
         % {"side": stand.party(side), "people": len(told[0]), "questions": len(told[1])})
        for side in stand.file.sides
        if any(told := _to_pass_on(stand, side))
    )  # fmt: skip
    fields = (Field("to", _("To whom"), "choice", required=True, choices=choices), at_field())
    means = _("The side is told what was said until now of those it asks for, and what its questions were answered.")
    return Form("pass-on", _("Pass answers on"), means, _("Pass them on"), fields)


def _pass(stand: Stand, typed: Typed) -> Decide:
    people, questions = _to_pass_on(stand, typed["to"])
    return lambda state: pass_on(
        state.exchanges,
        exchange=stand.name,
        to=typed["to"],
        persons=people,
        questions=questions,
        blind=token_hex(16),
        by=typed.said.by,
        at=typed.said.at,
    )


def _has_news(stand: Stand) -> bool:
    return any(any(_to_pass_on(stand, side)) for side in stand.file.sides)


DEEDS: tuple[Deed, ...] = (
    Deed("seal-list", "hand-lists", "seal a list", lambda s: True, _seal_form, _seal),
    Deed("hand-list", "hand-lists", "hand a list over", _may_hand, _hand_form, _hand),
    Deed("reconcile", "keep-exchange", "reconcile the lists", _is_open, _reconcile_form, _reconcile),
    Deed(
        "judge", "match-lists", "judge whether two are one person", lambda s: bool(pairs_asked(s)), _judge_form, _judge
    ),
    Deed("ask", "hand-lists", "ask a side", lambda s: True, _ask_form, _ask),
    Deed("answer-question", "hand-lists", "answer a question", lambda s: bool(_answerable(s)), _answer_form, _answer),
    Deed("pass-on", "keep-exchange", "pass answers on to a side", _has_news, _pass_form, _pass),
)
