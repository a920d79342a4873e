"""What a side may know of an exchange: what it gave, what was passed on to it, and what became of whom it knows.

It is cut from the whole, and not folded from the entries that the side sees: whether three confirmed a release follows
from ticks of which it sees its own alone. What it is told is one of few words, none of which says why: somebody who
refused, somebody whose name is in question and somebody whom a doctor held back are to a side the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from hudna.exchange.dossier import Course, Outcome, PersonFile, Tick
from hudna.exchange.outcome import of_person
from hudna.exchange.running import ExchangeFile, Exchanges, HandOverFile, ListVersion, PlanFile, Question, Seed, Void
from hudna.journal import Entry

K = TypeVar("K")
T = TypeVar("T")
NOT_SEEN = "for a reason outside of what you see"
TOLD: Mapping[Course, Course] = {"died": "unconfirmed", "contradicted": "unconfirmed", "on-the-way": "waiting"}
"""What a side is told in place of what it must be told by somebody, or of what others ticked."""


def sight_of_exchanges(exchanges: Exchanges, seen: frozenset[str], sides: frozenset[str]) -> Exchanges:
    """The exchanges as those see them who see these entries (by hash) and stand on these sides (none: no side's)."""
    files = {
        name: _cut(file, seen, sides & frozenset(file.sides))
        for name, file in exchanges.files.items()
        if file.opened.hash in seen
    }
    return Exchanges(files, [Void(one.entry, NOT_SEEN) for one in exchanges.void if one.entry.hash in seen])


def known_people(file: ExchangeFile, sides: frozenset[str]) -> frozenset[str]:
    """Whom these sides know of: by their lists, words and ticks, what was passed on, and questions put to them."""
    asked = {one.event.person for one in file.questions.values() if one.event.to in sides}
    return frozenset(
        name
        for name, person in file.people.items()
        if name in asked
        or sides & person.known_to
        or any(tick.event.as_side in sides for ticks in person.ticks.values() for tick in ticks)
    )


def _cut(file: ExchangeFile, seen: frozenset[str], sides: frozenset[str]) -> ExchangeFile:
    if sides:
        known = known_people(file, sides)
    else:
        known = frozenset(name for name, one in file.people.items() if any(e.hash in seen for e in one.history))
    people = {name: _cut_person(one, seen, sides) for name, one in file.people.items() if name in known}
    told = {name: _told(file, file.people[name], person) for name, person in people.items()}
    return ExchangeFile(
        file.exchange,
        file.opened,
        _filled(file.lists, lambda versions: _cut_lists(versions, seen)),
        _only(file.registers, seen),
        people,
        {name: _cut_question(one, seen, sides) for name, one in file.questions.items() if one.asked.hash in seen},
        {
            side: Seed(one.committed, _one(one.revealed, seen))
            for side, one in file.seeds.items()
            if one.committed.hash in seen
        },
        [_cut_plan(one, seen) for one in file.plans if one.made.hash in seen],
        {
            n: _cut_hand_over(one, seen, people)
            for n, one in file.hand_overs.items()
            if one.opened and one.opened.hash in seen
        },
        _filled(file.devices, lambda ticks: _cut_ticks(ticks, seen)),
        _filled(file.withdrawals, lambda entries: _only(entries, seen)),
        {},
        told,
        _only(file.history, seen),
    )


def _only(entries: list[Entry], seen: frozenset[str]) -> list[Entry]:
    return [entry for entry in entries if entry.hash in seen]


def _one(entry: Entry | None, seen: frozenset[str]) -> Entry | None:
    return entry if entry is not None and entry.hash in seen else None


def _filled(table: dict[K, list[T]], cut: Callable[[list[T]], list[T]]) -> dict[K, list[T]]:
    """The table with its lists cut, and without those of which nothing is left."""
    return {key: kept for key, whole in table.items() if (kept := cut(whole))}


def _cut_lists(versions: list[ListVersion], seen: frozenset[str]) -> list[ListVersion]:
    """That a version was committed to, and whether it came after the other's was opened, both sides are told."""
    return [replace(one, handed_over=_one(one.handed_over, seen)) for one in versions if one.committed.hash in seen]


def _cut_ticks(ticks: list[Tick], seen: frozenset[str]) -> list[Tick]:
    return [
        Tick(one.entry, _only(one.repeats, seen), _one(one.withdrawn, seen)) for one in ticks if one.entry.hash in seen
    ]


def _cut_question(question: Question, seen: frozenset[str], sides: frozenset[str]) -> Question:
    passed = {side: list(answers) for side, answers in question.passed_on.items() if side in sides}
    return Question(question.asked, _only(question.answers, seen), passed)


def _cut_plan(plan: PlanFile, seen: frozenset[str]) -> PlanFile:
    return PlanFile(plan.made, {side: one for side, one in plan.answers.items() if one.hash in seen})


def _cut_hand_over(one: HandOverFile, seen: frozenset[str], people: dict[str, PersonFile]) -> HandOverFile:
    there = {person: None for person in one.people if person in people}
    return HandOverFile(one.number, one.opened, _one(one.closed, seen), one.plan, there, None)


def _cut_person(person: PersonFile, seen: frozenset[str], sides: frozenset[str]) -> PersonFile:
    said = [
        one
        for one in person.statements
        if one.entry.hash in seen or any(one in person.passed_on.get(side, ()) for side in sides)
    ]
    return PersonFile(
        person.id,
        person.held_by,
        person.asked_by & sides,
        person.listed_by & sides,
        said,
        {side: list(kept) for side, kept in person.passed_on.items() if side in sides},
        _only(person.interviews, seen),
        _only(person.medicals, seen),
        _filled(person.ticks, lambda ticks: _cut_ticks(ticks, seen)),
        {number: entry for number, entry in person.settled.items() if entry.hash in seen},
        _only(person.examined, seen),
        _only(person.certificates, seen),
        _only(person.consents, seen),
        _filled(person.publishing, lambda entries: _only(entries, seen)),
        _only(person.history, seen),
    )


def _told(file: ExchangeFile, whole: PersonFile, person: PersonFile) -> dict[int, Outcome]:
    """By hand-over what became of a person, in the words for those who see this file."""
    return {one.hand_over: _in_their_words(one, person) for one in of_person(file, whole)}


def _in_their_words(outcome: Outcome, person: PersonFile) -> Outcome:
    """What they ticked themselves, and what came of it."""
    own: dict[str, list[str]] = {}
    for tick in person.ticks.get(outcome.hand_over, ()):
        if tick.withdrawn is None and tick.event.what not in own.setdefault(tick.event.as_side, []):
            own[tick.event.as_side].append(tick.event.what)
    said = {speaker: tuple(sorted(words)) for speaker, words in own.items()}
    course = TOLD.get(outcome.course, outcome.course)
    if course == "waiting" and any("boarded" in words for words in said.values()):
        course = "on-the-way"
    return replace(outcome, course=course, said=said, settled=False, late=False)
