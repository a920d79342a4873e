"""What can be done in an exchange, but for the day itself: (exchanges, command, by, at) → decisions, or a fault.

``by``: the office that acts, ``at``: when it was true. Nothing is changed here: the decisions are appended to the
journal, and the exchanges are folded anew. ``blind``: 16 random bytes in hex, new for every entry. Words hold no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from hudna.exchange.events import (
    AnswersPassedOn,
    ExchangeOpened,
    Kind,
    ListCommitted,
    ListHandedOver,
    ListsReconciled,
    OfExchange,
    PlanAgreed,
    PlanMade,
    QuestionAnswered,
    QuestionAsked,
    SeedCommitted,
    SeedRevealed,
    StatusStated,
)
from hudna.exchange.events_day import (
    CertificateIssued,
    InterviewHeld,
    MedicalChecked,
    NameConsented,
    NamePublished,
    RemainsExamined,
)
from hudna.exchange.faults import EXCHANGE
from hudna.exchange.outcome import release_of
from hudna.exchange.procedure import obstacle
from hudna.exchange.ranges import as_ranges
from hudna.exchange.running import Exchanges
from hudna.journal import Decision

_BLIND = re.compile(r"[0-9a-f]{32}\Z")
Decisions = tuple[Decision, ...]


def open_exchange(
    exchanges: Exchanges, *, exchange: str, sides: tuple[str, str], neutral: str, by: str, at: datetime
) -> Decisions:
    """Begin an exchange. Raises exchange-taken, exchange-unfit."""
    return decided(exchanges, ExchangeOpened(exchange, tuple(sides), neutral), by, at)


def commit_list(
    exchanges: Exchanges, *, exchange: str, side: str, kind: Kind, commitment: str, by: str, at: datetime
) -> Decisions:
    """Commit a side to the next version of a list (``commitment_of_list``). Raises commitment-unfit."""
    version = len(exchanges[exchange].lists.get((side, kind), ())) + 1
    return decided(exchanges, ListCommitted(exchange, side, kind, version, commitment), by, at, side)


def hand_over_list(exchanges: Exchanges, *, handed: ListHandedOver, by: str, at: datetime) -> Decisions:
    """Hand over the list that a side committed itself to. Raises list-uncommitted, list-early, list-other, list-unfit.

    It opens the commitment, and neither side's is opened before both have committed themselves.
    """
    return decided(exchanges, handed, by, at, handed.side)


def reconcile_lists(
    exchanges: Exchanges,
    *,
    exchange: str,
    lists: Iterable[str],
    result: str,
    rows: int,
    questions: int,
    on_slip: str,
    held: Mapping[str, Iterable[str]],
    asked: Mapping[str, Iterable[str]],
    listed: Mapping[str, Iterable[str]],
    by: str,
    at: datetime,
) -> Decisions:
    """Record a register: by side whom it holds or is said to hold, whom it asks for, whom its own list names.

    Raises register-unfit, list-unknown, and person-dropped where somebody of the register before is not in it.
    """
    ranges: list[dict[str, str]] = []
    for by_side in (held, asked, listed):
        try:
            ranges.append({side: as_ranges(people) for side, people in by_side.items()})
        except ValueError as error:
            raise EXCHANGE.fault("register-unfit", f"{error}.") from None
    persons = len({person for people in held.values() for person in people})
    event = ListsReconciled(exchange, tuple(lists), result, persons, rows, questions, on_slip, *ranges)
    return decided(exchanges, event, by, at)


def state_status(exchanges: Exchanges, *, stated: StatusStated, by: str, at: datetime) -> Decisions:
    """Say what is with a person. Raises status-unfit, status-refusal, evidence-missing, person-unknown."""
    return decided(exchanges, stated, by, at, stated.by_side)


def pass_on(
    exchanges: Exchanges,
    *,
    exchange: str,
    to: str,
    persons: Iterable[str] = (),
    questions: Iterable[str] = (),
    blind: str,
    by: str,
    at: datetime,
) -> Decisions:
    """Pass on to a side what was said by now of persons it asks for, and answers to its questions.

    Raises answer-unasked for anybody it does not ask for.
    """
    try:
        ranges = as_ranges(persons)
    except ValueError as error:
        raise EXCHANGE.fault("register-unfit", f"{error}.") from None
    return decided(exchanges, AnswersPassedOn(exchange, to, ranges, tuple(questions), blind), by, at)


def ask(exchanges: Exchanges, *, question: QuestionAsked, by: str, at: datetime) -> Decisions:
    """Put a question to a side. Raises question-unfit, person-unknown, answer-unasked."""
    return decided(exchanges, question, by, at, question.asker)


def answer(exchanges: Exchanges, *, answered: QuestionAnswered, by: str, at: datetime) -> Decisions:
    """Answer a question; a later answer stands beside an earlier one. Raises question-unknown, question-unfit."""
    return decided(exchanges, answered, by, at, answered.side)


def commit_seed(exchanges: Exchanges, *, exchange: str, side: str, commitment: str, by: str, at: datetime) -> Decisions:
    """Commit a side to its half of the seed (``commitment_of_half``). Raises commitment-unfit, seed-order."""
    return decided(exchanges, SeedCommitted(exchange, side, commitment), by, at, side)


def reveal_seed(exchanges: Exchanges, *, exchange: str, side: str, half: str, by: str, at: datetime) -> Decisions:
    """Open a side's half of the seed: both are committed, the lists reconciled. Raises seed-order, seed-other."""
    return decided(exchanges, SeedRevealed(exchange, side, half), by, at, side)


def make_plan(
    exchanges: Exchanges,
    *,
    exchange: str,
    document: str,
    agreement: str,
    hand_overs: int,
    releases: int,
    by: str,
    at: datetime,
) -> Decisions:
    """Put a plan before both sides, in place of the last one. ``document``: the plan as both may see it.

    That is :func:`for_both`: it says of nobody why they are in no hand-over. Raises plan-order.
    """
    last = exchanges[exchange].plan
    event = PlanMade(exchange, document, agreement, last.event.document if last else "", hand_overs, releases)
    return decided(exchanges, event, by, at)


def agree_to_plan(exchanges: Exchanges, *, agreed: PlanAgreed, by: str, at: datetime) -> Decisions:
    """A side agrees to the last plan, or takes its word back. Raises plan-order."""
    return decided(exchanges, agreed, by, at, agreed.side)


def interview(exchanges: Exchanges, *, exchange: str, person: str, on_slip: str, by: str, at: datetime) -> Decisions:
    """Record that the neutral body spoke with a person alone; what they want stands on the slip. Raises slip-unfit."""
    return decided(exchanges, InterviewHeld(exchange, person, on_slip), by, at)


def examine_person(
    exchanges: Exchanges, *, exchange: str, person: str, on_slip: str, by: str, at: datetime
) -> Decisions:
    """Record that a doctor saw a person; what was found stands on the slip. Raises slip-unfit."""
    return decided(exchanges, MedicalChecked(exchange, person, on_slip), by, at)


def examine_remains(exchanges: Exchanges, *, examined: RemainsExamined, by: str, at: datetime) -> Decisions:
    """Record whose the remains are that were released. Raises released-not, evidence-missing."""
    _released(exchanges, examined.exchange, examined.person)
    return decided(exchanges, examined, by, at)


def certify(exchanges: Exchanges, *, certificate: CertificateIssued, by: str, at: datetime) -> Decisions:
    """Certify a release. Raises released-not, certificate-unfit."""
    _released(exchanges, certificate.exchange, certificate.person)
    return decided(exchanges, certificate, by, at)


def consent(exchanges: Exchanges, *, consented: NameConsented, by: str, at: datetime) -> Decisions:
    """Record that a person or the family consents to publication, or takes it back. Raises evidence-missing."""
    return decided(exchanges, consented, by, at)


def publish(exchanges: Exchanges, *, published: NamePublished, by: str, at: datetime) -> Decisions:
    """Agree, as one of two offices, that a name is published. Raises consent-missing, publication-own."""
    return decided(exchanges, published, by, at)


def _released(exchanges: Exchanges, exchange: str, person: str) -> None:
    file = exchanges[exchange]
    if release_of(file, file.person(person))[0] is None:
        raise EXCHANGE.fault("released-not", f"No release of {person} is confirmed.")


def decided(exchanges: Exchanges, event: OfExchange, by: str, at: datetime, behalf: str = "") -> Decisions:
    """The decision, if nothing stands in its way. Raises what :func:`obstacle` finds, words-name and blind-missing."""
    in_the_way = obstacle(exchanges, event, by=by, at=at, behalf=behalf)
    if in_the_way:
        raise EXCHANGE.fault(in_the_way.code, in_the_way.what)
    _check_words(event)
    return (Decision(event, at, behalf),)


def _check_words(event: Any) -> None:
    """Raise words-name where a name in [[double brackets]] is on no slip, blind-missing where it could be guessed."""
    for field in fields(event):
        value = getattr(event, field.name)
        if isinstance(value, str) and "[[" in value.replace("[[slip:", ""):
            raise EXCHANGE.fault("words-name", f"The {field.name} still hold a name in [[double brackets]].")
        if field.name == "blind" and not _BLIND.match(value):
            raise EXCHANGE.fault("blind-missing", "The entry could be guessed from its hash by who may not read it.")
