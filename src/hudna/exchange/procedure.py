"""What stands in the way of a decision in an exchange, as the exchange stands.

The acts refuse what is named here with a fault; the fold keeps an entry that nevertheless came to be among those
without effect, with the same words. What was seen at a hand-over is never void because of the order in which it came
in: ticks, closings and withdrawals come from telephones that had no network.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, get_args

from hudna.exchange.events import (
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
    OfExchange,
    PersonTicked,
    PlanAgreed,
    PlanMade,
    QuestionAnswered,
    QuestionAsked,
    RemainsExamined,
    SeedCommitted,
    SeedRevealed,
    StatusStated,
    Ticked,
    TicksSettled,
    TickWithdrawn,
)
from hudna.exchange.model import STATUSES
from hudna.exchange.outcome import is_uncounted, release_of
from hudna.exchange.ranges import of_ranges
from hudna.exchange.running import ExchangeFile, Exchanges
from hudna.exchange.sealed import commitment_of_half, commitment_of_list

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_HASH = re.compile(r"[0-9a-f]{64}\Z")
_DEVICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}\Z")
_MOST_HAND_OVERS = 10_000
OF_A_SIDE = frozenset({"handed-over", "received"})
OF_THE_NEUTRAL = frozenset({"seen"})


class Obstacle(NamedTuple):
    """Why a decision cannot be: the code of a fault, and what is the matter."""

    code: str
    what: str


@dataclass(frozen=True, slots=True)
class Deed:
    """Who decides, when, and on whose behalf (a side, or nobody's)."""

    by: str
    at: datetime
    behalf: str = ""


Rule = Callable[[ExchangeFile, Any, Deed], Obstacle | None]


def obstacle(exchanges: Exchanges, event: OfExchange, *, by: str, at: datetime, behalf: str = "") -> Obstacle | None:
    """What stands in the way of this decision by this office at this instant; None if nothing does."""
    if isinstance(event, ExchangeOpened):
        return _opening(exchanges, event)
    if event.exchange not in exchanges:
        return Obstacle("exchange-unknown", f"No exchange “{event.exchange}” was opened.")
    file = exchanges.files[event.exchange]
    return _nobody(file, event) or _RULES[type(event)](file, event, Deed(by, at, behalf))


def _opening(exchanges: Exchanges, event: ExchangeOpened) -> Obstacle | None:
    if not _NAME.match(event.exchange):
        return Obstacle("exchange-unfit", f"“{event.exchange}” is no name for an exchange.")
    if event.exchange in exchanges:
        return Obstacle("exchange-taken", f"There is an exchange “{event.exchange}” already.")
    if len(set(event.sides)) != 2 or len(event.sides) != 2 or not all(map(_NAME.match, event.sides)):
        return Obstacle("exchange-unfit", "An exchange is between two sides, each by its own name.")
    if not event.neutral or event.neutral in event.sides:
        return Obstacle("exchange-unfit", "An exchange needs a neutral body, which is neither of the sides.")
    return None


def _nobody(file: ExchangeFile, event: Any) -> Obstacle | None:
    """A side or a person that the exchange does not have."""
    for name in ("side", "by_side", "to", "as_side", "asker"):
        side = getattr(event, name, None)
        optional = name in ("by_side", "as_side", "asker") or (name == "to" and isinstance(event, QuestionAsked))
        if side is not None and side not in file.sides and not (optional and side == ""):
            return Obstacle("side-unknown", f"“{side}” is no side of {file.exchange}: {' and '.join(file.sides)} are.")
    person = getattr(event, "person", None)
    if person is not None and person not in file.people and not (isinstance(event, QuestionAsked) and person == ""):
        return Obstacle("person-unknown", f"The register of {file.exchange} has no {person or 'such person'}.")
    return None


# Lists


def _commitment(file: ExchangeFile, event: ListCommitted, deed: Deed) -> Obstacle | None:
    if not _HASH.match(event.commitment):
        return Obstacle("commitment-unfit", "A commitment is a SHA-256 in hex: 64 digits.")
    due = len(file.lists.get((event.side, event.kind), ())) + 1
    if event.version != due:
        what = f"The next version of what {event.side} says is {event.kind} is {due}, not {event.version}."
        return Obstacle("commitment-unfit", what)
    if any(one.commitment == event.commitment for versions in file.lists.values() for one in versions):
        return Obstacle("commitment-unfit", "This commitment was made before; a new version has a new salt.")
    return None


def _handing_over(file: ExchangeFile, event: ListHandedOver, deed: Deed) -> Obstacle | None:
    version = file.list_now(event.side, event.kind)
    if version is None or version.number != event.version:
        return Obstacle("list-uncommitted", f"{event.side} has not committed itself to version {event.version}.")
    if version.handed_over is not None:
        return Obstacle("list-uncommitted", f"Version {event.version} of {event.side} was handed over before.")
    if not file.are_committed(event.kind):
        missing = next(side for side in file.sides if not file.lists.get((side, event.kind)))
        return Obstacle("list-early", f"{missing} has not committed itself to a list yet; neither is opened before.")
    if not _HASH.match(event.document) or not _HASH.match(event.root) or min(event.rows, event.rejected) < 0:
        return Obstacle("list-unfit", "The file's hash, the root over its rows or their number is none.")
    if commitment_of_list(event.salt, event.document) != version.commitment:
        return Obstacle("list-other", f"This is not the list to which {event.side} committed itself.")
    return None


def _reconciling(file: ExchangeFile, event: ListsReconciled, deed: Deed) -> Obstacle | None:
    handed = {one.opened.document for versions in file.lists.values() for one in versions if one.opened}
    strange = [one for one in event.lists if one not in handed]
    if strange or not event.lists:
        return Obstacle("list-unknown", f"No list {strange[0][:12] if strange else ''} was handed over.")
    people = _numbers(event.held)
    asked = _numbers(event.asked)
    if isinstance(people, Obstacle) or isinstance(asked, Obstacle):
        return people if isinstance(people, Obstacle) else asked  # type: ignore[return-value]
    if not {*event.held, *event.asked} <= set(file.sides):
        return Obstacle("register-unfit", f"Somebody is held or asked for by neither {' nor '.join(file.sides)}.")
    everybody = [person for persons in people.values() for person in persons]
    if len(set(everybody)) != len(everybody):
        return Obstacle("register-unfit", "Somebody is held by both sides; that is a question, and not a holder.")
    if not set(everybody).issuperset(person for persons in asked.values() for person in persons):
        return Obstacle("register-unfit", "Somebody is asked for who is no person of the register.")
    if len(everybody) != event.persons or not _HASH.match(event.result):
        return Obstacle("register-unfit", f"{event.persons} persons are told of, and {len(everybody)} are named.")
    gone = file.people.keys() - set(everybody)
    if gone:
        return Obstacle("person-dropped", f"{len(gone)} persons of the register before are not in it: {min(gone)} …")
    return None


def _numbers(by_side: Mapping[str, str]) -> dict[str, tuple[str, ...]] | Obstacle:
    try:
        return {side: of_ranges(text) for side, text in by_side.items()}
    except ValueError as error:
        return Obstacle("register-unfit", f"{error}.")


# What is said


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
    if not _NAME.match(event.question) or event.question in file.questions:
        return Obstacle("question-unfit", f"“{event.question}” is taken, or no name for a question.")
    if not event.words.strip():
        return Obstacle("question-unfit", "What is asked is not said.")
    if event.asker == event.to:
        return Obstacle("question-unfit", "Nobody asks themselves.")
    if event.due is not None and event.due < deed.at:
        return Obstacle("question-unfit", "It would have to be answered before it was asked.")
    if event.asker and event.person and event.asker not in file.people[event.person].concerns:
        return Obstacle("answer-unasked", f"{event.asker} does not know of {event.person}.")
    return None


def _answer(file: ExchangeFile, event: QuestionAnswered, deed: Deed) -> Obstacle | None:
    question = file.questions.get(event.question)
    if question is None:
        return Obstacle("question-unknown", f"Nobody asked a question “{event.question}”.")
    if question.event.to != event.side:
        return Obstacle("question-unknown", f"The question “{event.question}” was not put to {event.side}.")
    return None if event.words.strip() else Obstacle("question-unfit", "What is answered is not said.")


# The seed and the plan


def _seed(file: ExchangeFile, event: SeedCommitted, deed: Deed) -> Obstacle | None:
    if not _HASH.match(event.commitment):
        return Obstacle("commitment-unfit", "A commitment is a SHA-256 in hex: 64 digits.")
    if any(seed.revealed for seed in file.seeds.values()):
        return Obstacle("seed-order", "A half of the seed is open; nobody commits themselves to another one now.")
    if any(seed.committed.event.commitment == event.commitment for seed in file.seeds.values()):  # type: ignore[attr-defined]
        return Obstacle("commitment-unfit", "This commitment was made before: each side draws a half of its own.")
    return None


def _revealing(file: ExchangeFile, event: SeedRevealed, deed: Deed) -> Obstacle | None:
    if not all(side in file.seeds for side in file.sides):
        return Obstacle("seed-order", "Both sides commit themselves to their halves before either opens its own.")
    if not file.registers:
        return Obstacle(
            "seed-order", "The lists are reconciled before the seed is known; else it could be played with."
        )
    seed = file.seeds[event.side]
    if seed.revealed is not None:
        return Obstacle("seed-order", f"The half of {event.side} is open already.")
    if commitment_of_half(event.half) != seed.committed.event.commitment:  # type: ignore[attr-defined]
        return Obstacle("seed-other", f"This is not the half to which {event.side} committed itself.")
    return None


def _plan(file: ExchangeFile, event: PlanMade, deed: Deed) -> Obstacle | None:
    if not file.registers:
        return Obstacle("plan-order", "There is no register of persons that a plan could be of.")
    last = file.plan.event.document if file.plan else ""
    if event.replaces != last:
        return Obstacle(
            "plan-order", f"The plan that it replaces is not the last one ({last[:12] or 'there is none'})."
        )
    if not _HASH.match(event.document) or any(one.event.document == event.document for one in file.plans):
        return Obstacle("plan-order", "The document of the plan has no hash, or was put before the sides already.")
    return None


def _agreeing(file: ExchangeFile, event: PlanAgreed, deed: Deed) -> Obstacle | None:
    if file.plan is None or file.plan.event.document != event.document:
        return Obstacle("plan-order", "The last plan is another one; what is agreed to is the last.")
    if event.agreed == (event.side in file.plan.agreed_by):
        return Obstacle("plan-order", f"{event.side} has said that already.")
    return None


# Hand-overs


def _slip(file: ExchangeFile, event: InterviewHeld | MedicalChecked, deed: Deed) -> Obstacle | None:
    if not re.match(r"\[\[slip:[0-9a-f]+\]\]\Z", event.on_slip):
        return Obstacle("slip-unfit", "What was said and found stands on a slip, and on nothing else.")
    return None


def _begin(file: ExchangeFile, event: HandOverOpened, deed: Deed) -> Obstacle | None:
    if not file.is_agreed:
        return Obstacle("hand-over-order", "No hand-over begins before both sides agree to the last plan.")
    last = max((one.number for one in file.hand_overs.values() if one.opened), default=0)
    if event.hand_over != last + 1:
        return Obstacle("hand-over-order", f"The next hand-over is number {last + 1}.")
    if file.running is not None:
        return Obstacle("hand-over-order", f"Hand-over {file.running.number} is not closed yet.")
    return None


def _end(file: ExchangeFile, event: HandOverClosed, deed: Deed) -> Obstacle | None:
    hand_over = file.hand_overs.get(event.hand_over)
    if hand_over is None or hand_over.opened is None:
        return Obstacle("hand-over-order", f"Hand-over {event.hand_over} was not opened.")
    if hand_over.closed is not None:
        return Obstacle("hand-over-order", f"Hand-over {event.hand_over} is closed.")
    if event.how != "complete" and not event.why.strip():
        return Obstacle("words-missing", "Why it is not complete is not said.")
    return None


def _tick(file: ExchangeFile, event: PersonTicked, deed: Deed) -> Obstacle | None:
    if not 1 <= event.hand_over <= _MOST_HAND_OVERS:
        return Obstacle("tick-unfit", f"There is no hand-over {event.hand_over}.")
    if not _DEVICE.match(event.device) or not _DEVICE.match(event.tick):
        return Obstacle("tick-unfit", "A tick has its device and a number of its own there.")
    wrong = OF_THE_NEUTRAL if event.as_side else OF_A_SIDE
    if event.what in wrong or event.what not in get_args(Ticked):
        who = event.as_side or "the neutral body"
        return Obstacle("tick-unfit", f"“{event.what}” is nothing that {who} can say.")
    return None


def _taking_back(file: ExchangeFile, event: TickWithdrawn, deed: Deed) -> Obstacle | None:
    for tick in file.devices.get((event.device, event.tick), ()):
        if tick.entry.by != deed.by:
            return Obstacle("tick-unknown", "Only the office that made a tick takes it back.")
    return None if event.why.strip() else Obstacle("words-missing", "Why it is taken back is not said.")


def _settling(file: ExchangeFile, event: TicksSettled, deed: Deed) -> Obstacle | None:
    if deed.behalf in file.sides:
        return Obstacle("settled-by-side", "What holds is settled by the neutral body, and by no side.")
    if not 1 <= event.hand_over <= _MOST_HAND_OVERS:
        return Obstacle("tick-unfit", f"There is no hand-over {event.hand_over}.")
    if not event.why.strip():
        return Obstacle("words-missing", "What it rests on is not said.")
    person = file.people[event.person]
    holds, _ = release_of(file, person)
    if not event.released or holds is None or holds.hand_over == event.hand_over:
        return None
    if not is_uncounted(person, holds):
        return Obstacle("released-twice", f"{event.person} was released in hand-over {holds.hand_over}.")
    return None


# Afterwards


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


_RULES: dict[type, Rule] = {
    ListCommitted: _commitment,
    ListHandedOver: _handing_over,
    ListsReconciled: _reconciling,
    StatusStated: _statement,
    AnswersPassedOn: _passing_on,
    QuestionAsked: _question,
    QuestionAnswered: _answer,
    SeedCommitted: _seed,
    SeedRevealed: _revealing,
    PlanMade: _plan,
    PlanAgreed: _agreeing,
    InterviewHeld: _slip,
    MedicalChecked: _slip,
    PersonTicked: _tick,
    TickWithdrawn: _taking_back,
    TicksSettled: _settling,
    HandOverOpened: _begin,
    HandOverClosed: _end,
    RemainsExamined: _examination,
    CertificateIssued: _certificate,
    NameConsented: _consent,
    NamePublished: _publication,
}
