"""Compartments of an exchange: a side sees what it gave, and what was passed on to it; the neutral body sees both.

Both sides see that the other committed itself (a hash that hides), the seed once it is open, the plans put before them,
when a hand-over begins and ends, and whose remains were found to be another's. What a person said and what a doctor
found, certificates, consents, and what the neutral body settled and why, stay with the mission.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from hudna.exchange import (
    AnswersPassedOn,
    ExchangeOpened,
    Exchanges,
    HandOverClosed,
    HandOverOpened,
    ListCommitted,
    ListHandedOver,
    PersonTicked,
    PlanAgreed,
    PlanMade,
    QuestionAnswered,
    QuestionAsked,
    RemainsExamined,
    SeedCommitted,
    SeedRevealed,
    StatusStated,
    TickWithdrawn,
)
from hudna.journal import Entry

BOTH = (
    ExchangeOpened,
    ListCommitted,
    SeedCommitted,
    SeedRevealed,
    PlanMade,
    HandOverOpened,
    HandOverClosed,
    RemainsExamined,
)
"""What both sides of the exchange see, where it has effect."""


def own_of_exchange(event: Any) -> set[str]:
    """In whose compartments an event of an exchange lies by itself."""
    if isinstance(event, ListCommitted | ListHandedOver | QuestionAnswered | SeedCommitted | SeedRevealed | PlanAgreed):
        return {event.side}
    if isinstance(event, StatusStated):
        return {event.by_side}
    if isinstance(event, PersonTicked):
        return {event.as_side}
    if isinstance(event, QuestionAsked):
        return {event.to, event.asker}
    return {event.to} if isinstance(event, AnswersPassedOn) else set()


def of_exchanges(
    entries: Sequence[Entry], found: list[set[str]], effective: Callable[[Entry], bool], exchanges: Exchanges
) -> None:
    """Put what both sides see before both, what was passed on where it went, and a withdrawal beside its tick."""
    if not len(exchanges):
        return
    passed = _passed_on(exchanges)
    for where, entry in zip(found, entries, strict=True):
        event: Any = entry.event
        where |= passed.get(entry.hash, frozenset())
        if not effective(entry) or getattr(event, "exchange", None) not in exchanges:
            continue
        file = exchanges[event.exchange]
        if isinstance(event, BOTH):
            where |= set(file.sides)
        elif isinstance(event, TickWithdrawn):
            ticks = file.devices.get((event.device, event.tick), ())
            where |= {tick.event.as_side for tick in ticks if tick.entry.by == entry.by} - {""}


def _passed_on(exchanges: Exchanges) -> dict[str, frozenset[str]]:
    """Hash of an entry → the sides to which it was passed on."""
    passed: dict[str, set[str]] = defaultdict(set)
    for file in exchanges:
        for person in file.people.values():
            for side, statements in person.passed_on.items():
                for statement in statements:
                    passed[statement.entry.hash].add(side)
        for question in file.questions.values():
            for side, answers in question.passed_on.items():
                for answer in answers:
                    passed[answer.hash].add(side)
    return {name: frozenset(sides) for name, sides in passed.items()}
