"""An exchange as it runs: lists, questions, the seed, plans and hand-overs, and the file of every person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from hudna.exchange.dossier import Outcome, PersonFile, Tick
from hudna.exchange.events import (
    ExchangeOpened,
    Kind,
    ListCommitted,
    ListHandedOver,
    ListsReconciled,
    PlanAgreed,
    PlanMade,
    QuestionAsked,
    SeedRevealed,
)
from hudna.exchange.events_day import HandOverClosed
from hudna.exchange.faults import EXCHANGE
from hudna.journal import Entry


@dataclass(frozen=True, slots=True)
class Void:
    """An entry that changes nothing, and why. It stays in the journal and in this list."""

    entry: Entry
    reason: str


@dataclass(slots=True)
class ListVersion:
    """One version of a side's list. ``after_other``: committed after the other side's list of that kind was opened.

    ``replaced``: another commitment took its place before it was opened, so that it can never be.
    """

    side: str
    kind: Kind
    number: int
    committed: Entry
    after_other: bool = False
    handed_over: Entry | None = None
    replaced: bool = False

    @property
    def commitment(self) -> str:
        """What the side committed itself to, in hex."""
        event = self.committed.event
        assert isinstance(event, ListCommitted)
        return event.commitment

    @property
    def opened(self) -> ListHandedOver | None:
        """The list as it was handed over."""
        event = self.handed_over.event if self.handed_over else None
        assert event is None or isinstance(event, ListHandedOver)
        return event


@dataclass(slots=True)
class Question:
    """A question and its answers; a later answer stands beside an earlier one. ``passed_on``: to whom, and which."""

    asked: Entry
    answers: list[Entry] = field(default_factory=list)
    passed_on: dict[str, list[Entry]] = field(default_factory=dict)

    @property
    def event(self) -> QuestionAsked:
        """What was asked."""
        event = self.asked.event
        assert isinstance(event, QuestionAsked)
        return event

    def is_overdue(self, at: datetime) -> bool:
        """Has its clock run out with no answer?"""
        return not self.answers and self.event.due is not None and self.event.due < at


@dataclass(slots=True)
class Seed:
    """One side's half of the seed of the lot."""

    committed: Entry
    revealed: Entry | None = None

    @property
    def half(self) -> str:
        """The half in hex; empty until it is opened."""
        event = self.revealed.event if self.revealed else None
        assert event is None or isinstance(event, SeedRevealed)
        return event.half if event else ""


@dataclass(slots=True)
class PlanFile:
    """A plan that was put before the sides, and who agrees to it now."""

    made: Entry
    answers: dict[str, Entry] = field(default_factory=dict)

    @property
    def event(self) -> PlanMade:
        """What was made."""
        event = self.made.event
        assert isinstance(event, PlanMade)
        return event

    @property
    def agreed_by(self) -> frozenset[str]:
        """The sides that agree, by their last word."""
        return frozenset(side for side, one in self.answers.items() if _agrees(one))


def _agrees(entry: Entry) -> bool:
    assert isinstance(entry.event, PlanAgreed)
    return entry.event.agreed


@dataclass(slots=True)
class HandOverFile:
    """One hand-over. ``people``: everybody of whom anything was ticked or settled in it; ``plan``: the document of
    the plan that both sides agreed to when it was opened. Ticks can come in before the entry that opens it, and
    after the one that closes it: a telephone was out of reach.
    """

    number: int
    opened: Entry | None = None
    closed: Entry | None = None
    plan: str = ""
    people: dict[str, None] = field(default_factory=dict)
    first: datetime | None = None

    @property
    def began(self) -> datetime | None:
        """When it began: as opened, else by the first tick."""
        return self.opened.at if self.opened else self.first

    @property
    def closing(self) -> HandOverClosed | None:
        """How it ended."""
        event = self.closed.event if self.closed else None
        assert event is None or isinstance(event, HandOverClosed)
        return event


@dataclass(slots=True)
class ExchangeFile:
    """One exchange. Only ``fold_exchanges`` writes in it. ``history``: every entry that has effect, in order.

    ``devices``: device and number of a tick → the tick, or several where one number was given to different things.
    ``withdrawals``: by the same, whether or not the tick has come in yet. ``told``: in what a side sees of it, what
    became of people, by person and hand-over, as the whole record has it.
    """

    exchange: str
    opened: Entry
    lists: dict[tuple[str, Kind], list[ListVersion]] = field(default_factory=dict)
    registers: list[Entry] = field(default_factory=list)
    people: dict[str, PersonFile] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    seeds: dict[str, Seed] = field(default_factory=dict)
    plans: list[PlanFile] = field(default_factory=list)
    hand_overs: dict[int, HandOverFile] = field(default_factory=dict)
    devices: dict[tuple[str, str], list[Tick]] = field(default_factory=dict)
    withdrawals: dict[tuple[str, str], list[Entry]] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    told: dict[str, dict[int, Outcome]] | None = None
    history: list[Entry] = field(default_factory=list)

    @property
    def sides(self) -> tuple[str, str]:
        """The two sides, in the order of the terms."""
        assert isinstance(self.opened.event, ExchangeOpened)
        first, second = self.opened.event.sides
        return first, second

    @property
    def neutral(self) -> str:
        """The office between them."""
        assert isinstance(self.opened.event, ExchangeOpened)
        return self.opened.event.neutral

    def other(self, side: str) -> str:
        """The side that is not this one."""
        first, second = self.sides
        return second if side == first else first

    def person(self, person: str) -> PersonFile:
        """A person's file. Raises person-unknown."""
        try:
            return self.people[person]
        except KeyError:
            raise EXCHANGE.fault("person-unknown", f"The register of {self.exchange} has no {person}.") from None

    def list_now(self, side: str, kind: Kind) -> ListVersion | None:
        """The last version that was committed to and not replaced."""
        versions = self.lists.get((side, kind), ())
        return versions[-1] if versions else None

    def are_committed(self, kind: Kind) -> bool:
        """Have both sides committed themselves to a list of this kind? Before that neither is opened."""
        return all(self.lists.get((side, kind)) for side in self.sides)

    @property
    def register(self) -> ListsReconciled | None:
        """The last register of persons."""
        event = self.registers[-1].event if self.registers else None
        assert event is None or isinstance(event, ListsReconciled)
        return event

    @property
    def plan(self) -> PlanFile | None:
        """The last plan."""
        return self.plans[-1] if self.plans else None

    @property
    def is_agreed(self) -> bool:
        """Do both sides agree to the last plan?"""
        return self.plan is not None and self.plan.agreed_by.issuperset(self.sides)

    @property
    def halves(self) -> tuple[str, str] | None:
        """Both halves of the seed in the order of the sides, once both are open."""
        first, second = (self.seeds[side].half if side in self.seeds else "" for side in self.sides)
        return (first, second) if first and second else None

    @property
    def running(self) -> HandOverFile | None:
        """The hand-over that was opened and is not closed."""
        return next((one for one in self.hand_overs.values() if one.opened and not one.closed), None)

    def overdue(self, at: datetime) -> tuple[Question, ...]:
        """The questions whose clock has run out, the oldest clock first."""
        late = [one for one in self.questions.values() if one.is_overdue(at)]
        return tuple(sorted(late, key=lambda one: (one.event.due, one.event.question)))


@dataclass(slots=True)
class Exchanges:
    """All exchanges by name; what had no effect, and why."""

    files: dict[str, ExchangeFile] = field(default_factory=dict)
    void: list[Void] = field(default_factory=list)

    def __getitem__(self, exchange: str) -> ExchangeFile:
        try:
            return self.files[exchange]
        except KeyError:
            raise EXCHANGE.fault("exchange-unknown", f"No exchange “{exchange}” was opened.") from None

    def __contains__(self, exchange: object) -> bool:
        return exchange in self.files

    def __iter__(self) -> Iterator[ExchangeFile]:
        return iter(self.files.values())

    def __len__(self) -> int:
        return len(self.files)
