"""Sentences on an exchange: lists, questions, seeds, plans, ticks, hand-overs. People are numbers here, too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from hudna.desk.codes import closed_words, list_words, status_words, ticked_words
from hudna.desk.telling import Telling, apart
from hudna.exchange import (
    AnswersPassedOn,
    CertificateIssued,
    ExchangeOpened,
    HandOverClosed,
    HandOverOpened,
    InterviewHeld,
    ListCommitted,
    ListHandedOver,
    ListsReconciled,
    MedicalChecked,
    NameConsented,
    NamePublished,
    PersonTicked,
    PlanAgreed,
    PlanMade,
    QuestionAnswered,
    QuestionAsked,
    RemainsExamined,
    SeedCommitted,
    SeedRevealed,
    StatusStated,
    TicksSettled,
    TickWithdrawn,
)

Tell = Callable[[Any, Telling], str]


def _in(event: Any, told: str) -> str:
    """A sentence on an exchange, begun with its name."""
    return _("Exchange %(exchange)s: %(sentence)s") % {"exchange": apart(event.exchange), "sentence": told}


def _because(sentence: str, words: str) -> str:
    return f"{sentence}: “{apart(words)}”" if words else sentence


def _begun(event: ExchangeOpened, telling: Telling) -> str:
    told = {"sides": telling.parties(event.sides), "neutral": apart(event.neutral)}
    return _in(event, _("it begins, between %(sides)s; the neutral body is %(neutral)s") % told)


def _list_committed(event: ListCommitted, telling: Telling) -> str:
    told = {"side": telling.party(event.side), "of": list_words(event.kind), "version": apart(str(event.version))}
    told["seal"] = apart(event.commitment[:12])
    return _in(event, _("%(side)s sealed version %(version)s of its list, %(of)s (commitment %(seal)s)") % told)


def _list_handed_over(event: ListHandedOver, telling: Telling) -> str:
    told = {"side": telling.party(event.side), "of": list_words(event.kind), "version": apart(str(event.version))}
    told |= {
        "rows": apart(f"{event.rows:,}"),
        "rejected": apart(f"{event.rejected:,}"),
        "file": apart(event.document[:12]),
    }
    told |= {"root": apart(event.root[:12]), "through": apart(event.through), "slip": apart(event.on_slip)}
    words = _(
        "%(side)s handed over version %(version)s of its list, %(of)s, through %(through)s: %(rows)s people, "
        "%(rejected)s rows not read (file %(file)s, root of its rows %(root)s, slip %(slip)s)"
    )
    return _in(event, words % told)


def _reconciled(event: ListsReconciled, telling: Telling) -> str:
    told = {name: apart(f"{getattr(event, name):,}") for name in ("persons", "rows", "questions")}
    told |= {"result": apart(event.result[:12]), "lists": ", ".join(apart(one) for one in event.lists)}
    told["slip"] = apart(event.on_slip)
    words = _(
        "the lists were reconciled: %(rows)s rows are %(persons)s persons, with %(questions)s open questions "
        "(files %(lists)s, result %(result)s, slip %(slip)s)"
    )
    sentence = words % told
    for template, by_side in (
        (_("held by %(side)s: %(persons)s"), event.held),
        (_("asked for by %(side)s: %(persons)s"), event.asked),
    ):
        for side, persons in sorted(by_side.items()):
            sentence += f"; {template % {'side': telling.party(side), 'persons': apart(persons or '–')}}"
    return _in(event, sentence)


def _status(event: StatusStated, telling: Telling) -> str:
    told = {"person": apart(event.person), "status": status_words(event.status)}
    told |= {"who": telling.party(event.by_side) if event.by_side else _("the neutral body")}
    sentence = _("%(who)s says of %(person)s: %(status)s") % told
    if event.evidence:
        told_of = {"sentence": sentence, "evidence": apart(event.evidence)}
        sentence = _("%(sentence)s (it rests on: %(evidence)s)") % told_of
    return _in(event, _because(sentence, event.words))


def _passed_on(event: AnswersPassedOn, telling: Telling) -> str:
    told = {"side": telling.party(event.to), "persons": apart(event.persons or "–")}
    sentence = _("%(side)s is told what was said of persons %(persons)s") % told
    if event.questions:
        told_of = {"sentence": sentence, "questions": ", ".join(map(apart, event.questions))}
        sentence = _("%(sentence)s, and the answers to %(questions)s") % told_of
    return _in(event, sentence)


def _asked(event: QuestionAsked, telling: Telling) -> str:
    told = {"question": apart(event.question), "to": telling.party(event.to), "person": apart(event.person)}
    if event.person:
        sentence = _("question %(question)s to %(to)s on %(person)s") % told
    else:
        sentence = _("question %(question)s to %(to)s") % told
    if event.asker:
        told_of = {"sentence": sentence, "asker": telling.party(event.asker)}
        sentence = _("%(sentence)s, asked by %(asker)s") % told_of
    if event.due:
        told_of = {"sentence": sentence, "moment": telling.moment(event.due)}
        sentence = _("%(sentence)s, to be answered by %(moment)s") % told_of
    return _in(event, _because(sentence, event.words))


def _answered(event: QuestionAnswered, telling: Telling) -> str:
    told = {"question": apart(event.question), "side": telling.party(event.side)}
    return _in(event, _because(_("%(side)s answers question %(question)s") % told, event.words))


def _seed_committed(event: SeedCommitted, telling: Telling) -> str:
    told = {"side": telling.party(event.side), "seal": apart(event.commitment[:12])}
    return _in(event, _("%(side)s sealed its half of the seed of the lot (commitment %(seal)s)") % told)


def _seed_revealed(event: SeedRevealed, telling: Telling) -> str:
    told = {"side": telling.party(event.side), "half": apart(event.half)}
    return _in(event, _("%(side)s opened its half of the seed of the lot: %(half)s") % told)


def _plan_made(event: PlanMade, telling: Telling) -> str:
    told = {"plan": apart(event.document[:12]), "hand_overs": apart(f"{event.hand_overs:,}")}
    told |= {"releases": apart(f"{event.releases:,}"), "agreement": apart(event.agreement[:12])}
    sentence = (
        _("plan %(plan)s was made: %(releases)s people in %(hand_overs)s hand-overs (by the text %(agreement)s)") % told
    )
    if event.replaces:
        told_of = {"sentence": sentence, "before": apart(event.replaces)}
        sentence = _("%(sentence)s, in place of plan %(before)s") % told_of
    return _in(event, sentence)


def _plan_agreed(event: PlanAgreed, telling: Telling) -> str:
    told = {"side": telling.party(event.side), "plan": apart(event.document[:12])}
    words = _("%(side)s agrees to plan %(plan)s") if event.agreed else _("%(side)s no longer agrees to plan %(plan)s")
    return _in(event, words % told)


def _interview(event: InterviewHeld, telling: Telling) -> str:
    told = {"person": apart(event.person), "slip": apart(event.on_slip)}
    return _in(event, _("the neutral body spoke with %(person)s alone (slip %(slip)s)") % told)


def _medical(event: MedicalChecked, telling: Telling) -> str:
    told = {"person": apart(event.person), "slip": apart(event.on_slip)}
    return _in(event, _("%(person)s was examined before departure (slip %(slip)s)") % told)


def _ticked(event: PersonTicked, telling: Telling) -> str:
    told = {"person": apart(event.person), "number": apart(str(event.hand_over)), "what": ticked_words(event.what)}
    told |= {"who": telling.party(event.as_side) if event.as_side else _("the neutral body")}
    told |= {"device": apart(event.device), "tick": apart(event.tick)}
    words = _("hand-over %(number)s, %(who)s on %(person)s: %(what)s (device %(device)s, tick %(tick)s)")
    return _in(event, _because(words % told, event.words))


def _tick_withdrawn(event: TickWithdrawn, telling: Telling) -> str:
    told = {"device": apart(event.device), "tick": apart(event.tick)}
    return _in(event, _because(_("tick %(tick)s of device %(device)s was taken back") % told, event.why))


def _settled(event: TicksSettled, telling: Telling) -> str:
    told = {"person": apart(event.person), "number": apart(str(event.hand_over))}
    words = (
        _("the neutral body settles that %(person)s was released in hand-over %(number)s")
        if event.released
        else _("the neutral body settles that %(person)s was not released in hand-over %(number)s")
    )
    return _in(event, _because(words % told, event.why))


def _opened(event: HandOverOpened, telling: Telling) -> str:
    return _in(event, _("hand-over %(number)s begins") % {"number": apart(str(event.hand_over))})


def _closed(event: HandOverClosed, telling: Telling) -> str:
    told = {"number": apart(str(event.hand_over)), "how": closed_words(event.how)}
    return _in(event, _because(_("hand-over %(number)s ended: %(how)s") % told, event.why))


def _examined(event: RemainsExamined, telling: Telling) -> str:
    told = {"person": apart(event.person), "body": apart(event.by_body)}
    words = (
        _("%(body)s examined remains: they are of %(person)s")
        if event.is_person
        else _("%(body)s examined remains: they are not of %(person)s, whose release does not count")
    )
    return _in(event, _because(words % told, event.evidence))


def _certificate(event: CertificateIssued, telling: Telling) -> str:
    told = {"person": apart(event.person), "number": apart(event.number)}
    return _in(event, _("%(person)s was given certificate %(number)s of release") % told)


def _consented(event: NameConsented, telling: Telling) -> str:
    told = {"person": apart(event.person), "who": _("the family") if event.who == "family" else _("the person")}
    words = (
        _("%(who)s consents that the name of %(person)s is published")
        if event.consents
        else _("%(who)s does not consent that the name of %(person)s is published")
    )
    return _in(event, _because(words % told, event.evidence))


def _published(event: NamePublished, telling: Telling) -> str:
    told = {"person": apart(event.person), "where": apart(event.where)}
    return _in(
        event, _("one of the two who must agree says that the name of %(person)s may be published: %(where)s") % told
    )


EXCHANGE: Mapping[type, Tell] = {
    ExchangeOpened: _begun,
    ListCommitted: _list_committed,
    ListHandedOver: _list_handed_over,
    ListsReconciled: _reconciled,
    StatusStated: _status,
    AnswersPassedOn: _passed_on,
    QuestionAsked: _asked,
    QuestionAnswered: _answered,
    SeedCommitted: _seed_committed,
    SeedRevealed: _seed_revealed,
    PlanMade: _plan_made,
    PlanAgreed: _plan_agreed,
    InterviewHeld: _interview,
    MedicalChecked: _medical,
    PersonTicked: _ticked,
    TickWithdrawn: _tick_withdrawn,
    TicksSettled: _settled,
    HandOverOpened: _opened,
    HandOverClosed: _closed,
    RemainsExamined: _examined,
    CertificateIssued: _certificate,
    NameConsented: _consented,
    NamePublished: _published,
}
"""The sentence of every event of an exchange."""
