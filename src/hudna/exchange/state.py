"""The exchanges as the entries of the journal make them."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, get_args

from hudna.exchange.dossier import PersonFile, Statement, Tick
from hudna.exchange.events import (
    AnswersPassedOn,
    ExchangeOpened,
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
    HandOverClosed,
    HandOverOpened,
    InterviewHeld,
    MedicalChecked,
    NameConsented,
    NamePublished,
    PersonTicked,
    RemainsExamined,
    TicksSettled,
    TickWithdrawn,
)
from hudna.exchange.procedure import obstacle
from hudna.exchange.ranges import of_ranges
from hudna.exchange.running import ExchangeFile, Exchanges, HandOverFile, ListVersion, PlanFile, Question, Seed, Void
from hudna.journal import Entry

_OF_EXCHANGES = frozenset(get_args(OfExchange))


def fold_exchanges(entries: Iterable[Entry], *, until: datetime | None = None) -> Exchanges:
    """The exchanges after these entries, in their order; what can have no effect is kept in ``void`` with its reason.

    ``entries``: those of all rooms that have effect (``settle``); the others' are passed over. ``until``: only what
    was true by then. Never raises.
    """
    exchanges = Exchanges()
    for entry in entries:
        if type(entry.event) in _OF_EXCHANGES and (until is None or entry.at <= until):
            record_in(exchanges, entry)
    return exchanges


def record_in(exchanges: Exchanges, entry: Entry) -> None:
    """Write one more entry of the room into the exchanges."""
    event: Any = entry.event
    in_the_way = obstacle(exchanges, event, by=entry.by, at=entry.at, behalf=entry.behalf)
    if in_the_way:
        exchanges.void.append(Void(entry, in_the_way.what))
    elif isinstance(event, ExchangeOpened):
        exchanges.files[event.exchange] = ExchangeFile(event.exchange, entry, history=[entry])
    else:
        file = exchanges.files[event.exchange]
        file.history.append(entry)
        person = file.people.get(getattr(event, "person", ""))
        if person is not None:
            person.history.append(entry)
        _WRITE[type(event)](file, entry, event)


def _committed(file: ExchangeFile, entry: Entry, event: ListCommitted) -> None:
    other = file.lists.get((file.other(event.side), event.kind), ())
    before = file.list_now(event.side, event.kind)
    if before is not None and before.handed_over is None:
        before.replaced = True
    version = ListVersion(event.side, event.kind, event.version, entry, any(one.handed_over for one in other))
    file.lists.setdefault((event.side, event.kind), []).append(version)


def _handed_over(file: ExchangeFile, entry: Entry, event: ListHandedOver) -> None:
    version = file.list_now(event.side, event.kind)
    assert version is not None
    version.handed_over = entry


def _reconciled(file: ExchangeFile, entry: Entry, event: ListsReconciled) -> None:
    file.registers.append(entry)
    for side, text in event.held.items():
        for person in of_ranges(text):
            known = file.people.get(person)
            if known is None:
                known = file.people[person] = PersonFile(person, side)
            known.held_by, known.asked_by, known.listed_by = side, frozenset(), frozenset()
    for side, text in event.asked.items():
        for person in of_ranges(text):
            file.people[person].asked_by |= {side}
    for side, text in event.listed.items():
        for person in of_ranges(text):
            file.people[person].listed_by |= {side}


def _stated(file: ExchangeFile, entry: Entry, event: StatusStated) -> None:
    said = Statement(event.status, event.by_side, event.evidence, event.words, entry.at, entry)  # type: ignore[arg-type]
    insort(file.people[event.person].statements, said, key=lambda one: one.at)


def _passed_on(file: ExchangeFile, entry: Entry, event: AnswersPassedOn) -> None:
    for person in of_ranges(event.persons):
        known = file.people[person]
        known.passed_on[event.to] = list(known.statements)
    for question in event.questions:
        found = file.questions[question]
        found.passed_on[event.to] = list(found.answers)


def _asked(file: ExchangeFile, entry: Entry, event: QuestionAsked) -> None:
    file.questions[event.question] = Question(entry)


def _answered(file: ExchangeFile, entry: Entry, event: QuestionAnswered) -> None:
    file.questions[event.question].answers.append(entry)


def _seed(file: ExchangeFile, entry: Entry, event: SeedCommitted) -> None:
    file.seeds[event.side] = Seed(entry)


def _revealed(file: ExchangeFile, entry: Entry, event: SeedRevealed) -> None:
    file.seeds[event.side].revealed = entry


def _plan(file: ExchangeFile, entry: Entry, event: PlanMade) -> None:
    file.plans.append(PlanFile(entry))


def _agreed(file: ExchangeFile, entry: Entry, event: PlanAgreed) -> None:
    assert file.plan is not None
    file.plan.answers[event.side] = entry


def _interview(file: ExchangeFile, entry: Entry, event: InterviewHeld) -> None:
    file.people[event.person].interviews.append(entry)


def _medical(file: ExchangeFile, entry: Entry, event: MedicalChecked) -> None:
    file.people[event.person].medicals.append(entry)


def _hand_over(file: ExchangeFile, number: int) -> HandOverFile:
    return file.hand_overs.setdefault(number, HandOverFile(number))


def _ticked(file: ExchangeFile, entry: Entry, event: PersonTicked) -> None:
    key = event.device, event.tick
    same = next((tick for tick in file.devices.get(key, ()) if tick.is_sent_again(event)), None)
    if same is not None:
        same.repeats.append(entry)
        return
    tick = Tick(entry)
    file.devices.setdefault(key, []).append(tick)
    file.people[event.person].ticks.setdefault(event.hand_over, []).append(tick)
    hand_over = _hand_over(file, event.hand_over)
    hand_over.people.setdefault(event.person)
    hand_over.first = min(entry.at, hand_over.first or entry.at)
    for withdrawal in file.withdrawals.get(key, ()):
        _take_back(tick, withdrawal)


def _withdrawn(file: ExchangeFile, entry: Entry, event: TickWithdrawn) -> None:
    key = event.device, event.tick
    file.withdrawals.setdefault(key, []).append(entry)
    for tick in file.devices.get(key, ()):
        _take_back(tick, entry)


def _take_back(tick: Tick, withdrawal: Entry) -> None:
    """A tick is taken back by the office that made it, and by the first word of it."""
    if tick.withdrawn is None and withdrawal.by == tick.entry.by:
        tick.withdrawn = withdrawal


def _settled(file: ExchangeFile, entry: Entry, event: TicksSettled) -> None:
    file.people[event.person].settled[event.hand_over] = entry
    _hand_over(file, event.hand_over).people.setdefault(event.person)


def _opened(file: ExchangeFile, entry: Entry, event: HandOverOpened) -> None:
    hand_over = _hand_over(file, event.hand_over)
    hand_over.opened = entry
    hand_over.plan = file.plan.event.document if file.plan else ""


def _closed(file: ExchangeFile, entry: Entry, event: HandOverClosed) -> None:
    _hand_over(file, event.hand_over).closed = entry


def _examined(file: ExchangeFile, entry: Entry, event: RemainsExamined) -> None:
    file.people[event.person].examined.append(entry)


def _certified(file: ExchangeFile, entry: Entry, event: CertificateIssued) -> None:
    file.people[event.person].certificates.append(entry)
    file.numbers[event.number] = event.person


def _consented(file: ExchangeFile, entry: Entry, event: NameConsented) -> None:
    person = file.people[event.person]
    person.consents.append(entry)
    if not person.consents_to_publication:
        person.publishing.clear()


def _published(file: ExchangeFile, entry: Entry, event: NamePublished) -> None:
    file.people[event.person].publishing.setdefault(event.where, []).append(entry)


_WRITE: dict[type, Callable[[ExchangeFile, Entry, Any], None]] = {
    ListCommitted: _committed,
    ListHandedOver: _handed_over,
    ListsReconciled: _reconciled,
    StatusStated: _stated,
    AnswersPassedOn: _passed_on,
    QuestionAsked: _asked,
    QuestionAnswered: _answered,
    SeedCommitted: _seed,
    SeedRevealed: _revealed,
    PlanMade: _plan,
    PlanAgreed: _agreed,
    InterviewHeld: _interview,
    MedicalChecked: _medical,
    PersonTicked: _ticked,
    TickWithdrawn: _withdrawn,
    TicksSettled: _settled,
    HandOverOpened: _opened,
    HandOverClosed: _closed,
    RemainsExamined: _examined,
    CertificateIssued: _certified,
    NameConsented: _consented,
    NamePublished: _published,
}
