"""What stands in the way of what is said of people and asked about them, and of publishing a name."""

from __future__ import annotations

import re

from hudna.exchange.events import AnswersPassedOn, QuestionAnswered, QuestionAsked, StatusStated
from hudna.exchange.events_day import (
    CertificateIssued,
    InterviewHeld,
    MedicalChecked,
    NameConsented,
    NamePublished,
    RemainsExamined,
)
from hudna.exchange.model import STATUSES
from hudna.exchange.obstacle import Deed, Obstacle, Rule
from hudna.exchange.ranges import of_ranges
from hudna.exchange.running import ExchangeFile

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")


def _statement(file: ExchangeFile, event: StatusStated, deed: Deed) -> Obstacle | None:
    holder = file.people[event.person].held_by
    if event.status not in STATUSES:
        return Obstacle("status-unfit", f"“{event.status}” is no status: there are {', '.join(STATUSES)}.")
    if event.status == "refuses":
        what = "That a person refuses is the person's own; it stands on the slip of the interview and nowhere else."
        return Obstacle("status-refusal", what)
    if event.status in ("acknowledged", "denied") and event.by_side != holder:
        return Obstacle("status-unfit", f"Only {holder}, who is said to hold {event.person}, can say “{event.status}”.")
    if event.status in ("located", "proved-dead") and event.by_side:
        return Obstacle("status-unfit", f"Only the neutral body says “{event.status}”; a side says what it claims.")
    if event.status == "claimed-held" and event.by_side not in file.people[event.person].asked_by:
        return Obstacle("status-unfit", f"“claimed-held” is said by a side that asks for {event.person}.")
    if event.status in ("located", "proved-dead", "released") and not event.evidence.strip():
        return Obstacle("evidence-missing", f"“{event.status}” rests on something; it is not said on what.")
    return None


def _passing_on(file: ExchangeFile, event: AnswersPassedOn, deed: Deed) -> Obstacle | None:
    try:
        people = of_ranges(event.persons)
    except ValueError as error:
        return Obstacle("register-unfit", f"{error}.")
    for person in people:
        if person not in file.people or event.to not in file.people[person].asked_by:
            return Obstacle("answer-unasked", f"{event.to} has not asked for {person}; of others it is told nothing.")
    for question in event.questions:
        if question not in file.questions or file.questions[question].event.asker != event.to:
            return Obstacle("answer-unasked", f"{event.to} has not asked the question “{question}”.")
    if not people and not event.questions:
        return Obstacle("answer-unasked", "Nothing is passed on.")
    return None


def _question(file: ExchangeFile, event: QuestionAsked, deed: Deed) -> Obstacle | None:
    if not NAME.match(event.question) or event.question in file.questions:
        return Obstacle("question-unfit", f"“{event.question}” is taken, or no name for a question.")
    if not event.words.strip():
        return Obstacle("question-unfit", "What is asked is not said.")
    if event.asker == event.to:
        return Obstacle("question-unfit", "Nobody asks themselves.")
    if event.due is not None and event.due < deed.at:
        return Obstacle("question-unfit", "It would have to be answered before it was asked.")
    known = file.people[event.person].known_to if event.person else frozenset({event.asker})
    if event.asker and event.asker not in known:
        return Obstacle("answer-unasked", f"{event.asker} does not know of {event.person}.")
    return None


def _answer(file: ExchangeFile, event: QuestionAnswered, deed: Deed) -> Obstacle | None:
    question = file.questions.get(event.question)
    if question is None:
        return Obstacle("question-unknown", f"Nobody asked a question “{event.question}”.")
    if question.event.to != event.side:
        return Obstacle("question-unknown", f"The question “{event.question}” was not put to {event.side}.")
    return None if event.words.strip() else Obstacle("question-unfit", "What is answered is not said.")


def _slip(file: ExchangeFile, event: InterviewHeld | MedicalChecked, deed: Deed) -> Obstacle | None:
    if not re.match(r"\[\[slip:[0-9a-f]+\]\]\Z", event.on_slip):
        return Obstacle("slip-unfit", "What was said and found stands on a slip, and on nothing else.")
    return None


def _examination(file: ExchangeFile, event: RemainsExamined, deed: Deed) -> Obstacle | None:
    if not event.by_body.strip() or not event.evidence.strip():
        return Obstacle("evidence-missing", "An examination says who examined, and on what it rests.")
    return None


def _certificate(file: ExchangeFile, event: CertificateIssued, deed: Deed) -> Obstacle | None:
    if not event.number.strip():
        return Obstacle("certificate-unfit", "A certificate has a number.")
    if file.numbers.get(event.number, event.person) != event.person:
        return Obstacle("certificate-unfit", f"The number {event.number} is on another certificate.")
    return None


def _consent(file: ExchangeFile, event: NameConsented, deed: Deed) -> Obstacle | None:
    return None if event.evidence.strip() else Obstacle("evidence-missing", "How they consented is not on record.")


def _publication(file: ExchangeFile, event: NamePublished, deed: Deed) -> Obstacle | None:
    person = file.people[event.person]
    if not person.consents_to_publication:
        what = f"Neither {event.person} nor the family consents to publication, by what is on record."
        return Obstacle("consent-missing", what)
    if not event.where.strip():
        return Obstacle("words-missing", "Where the name is published is not said.")
    if any(entry.by == deed.by for entry in person.publishing.get(event.where, ())):
        return Obstacle("publication-own", f"“{deed.by}” has agreed already; it takes another office.")
    return None


RULES: dict[type, Rule] = {
    StatusStated: _statement,
    AnswersPassedOn: _passing_on,
    QuestionAsked: _question,
    QuestionAnswered: _answer,
    InterviewHeld: _slip,
    MedicalChecked: _slip,
    RemainsExamined: _examination,
    CertificateIssued: _certificate,
    NameConsented: _consent,
    NamePublished: _publication,
}
