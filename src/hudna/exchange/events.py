"""What can be decided in an exchange, from the first commitment to a list to the last certificate.

People are numbers (``p-000001``) of one exchange, and never names. What must be told to nobody who need not know (that
a person refuses, and the findings of a medical check) stands on a slip: ``on_slip`` is its reference.

``blind``: 16 random bytes in hex, in every event whose words could be guessed. A side sees the hash of entries that it
may not read (its own proof leads over them); without the blind it could try all nine statuses and find the one.
It makes no difference between two decisions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal

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
    blinding,
)

Kind = Literal["wanted", "held"]


@dataclass(frozen=True, slots=True)
class ExchangeOpened:
    """An exchange begins: which two sides release people, and which office stands between them."""

    KIND: ClassVar[str] = "exchange.exchange-opened"
    exchange: str
    sides: tuple[str, ...]
    neutral: str

    @property
    def about(self) -> str:
        return f"exchange/{self.exchange}"


@dataclass(frozen=True, slots=True)
class ListCommitted:
    """A side commits itself to a list without showing it.

    ``commitment``: SHA-256 over a salt of 32 bytes and the SHA-256 of the file, in hex; so the record alone shows
    whether the list that is handed over is the one, and the file stays on its slip. It takes the place of an earlier
    one that was not opened, which can then never be.
    """

    KIND: ClassVar[str] = "exchange.list-committed"
    exchange: str
    side: str
    kind: Kind
    version: int
    commitment: str

    @property
    def about(self) -> str:
        return f"exchange/{self.exchange}/list/{self.side}/{self.kind}/{self.version}/commitment"


@dataclass(frozen=True, slots=True)
class ListHandedOver:
    """A side hands over the list it committed itself to. ``salt`` opens the commitment; the file lies on a slip.

    ``document``: SHA-256 of the file. ``rows``: people read from it, ``rejected``: rows that could not be read.
    ``root``: Merkle root over the marks of its rows, in their order.
    """

    KIND: ClassVar[str] = "exchange.list-handed-over"
    exchange: str
    side: str
    kind: Kind
    version: int
    document: str
    salt: str
    rows: int
    rejected: int
    root: str
    on_slip: str
    through: str

    @property
    def about(self) -> str:
        return f"exchange/{self.exchange}/list/{self.side}/{self.kind}/{self.version}"


@dataclass(frozen=True, slots=True)
class ListsReconciled:
    """The lists as they stood were matched, and every row of them became a person or an open question.

    ``lists``: the hashes of the files. ``result``: SHA-256 of the register of persons and rows, which lies on a slip.
    ``held``: side → whom it holds or is said to hold, ``asked``: side → whom it asks for, as numbers in ranges
    (``1-8576,8580``). Every person is held by one side; no number is ever left out of a later register.
    ``listed``: side → whom its own list of those it holds names. Whom it is only said to hold, it is not told of.
    """

    KIND: ClassVar[str] = "exchange.lists-reconciled"
    exchange: str
    lists: tuple[str, ...]
    result: str
    persons: int
    rows: int
    questions: int
    on_slip: str
    held: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)
    listed: Mapping[str, str] = field(default_factory=dict)

    @property
    def about(self) -> str:
        return f"exchange/{self.exchange}/reconciled"


@dataclass(frozen=True, slots=True)
class StatusStated:
    """Somebody says what is with a person: a side, or the neutral body (empty). ``evidence``: what it rests on."""

    KIND: ClassVar[str] = "exchange.status-stated"
    exchange: str
    person: str
    status: str
    by_side: str
    evidence: str
    words: str
    blind: str = blinding()

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class AnswersPassedOn:
    """The neutral body passes on to a side what was said by then of persons it asks for, and answers it waits for.

    ``persons``: numbers in ranges. Until then, what one side says is seen by no other.
    """

    KIND: ClassVar[str] = "exchange.answers-passed-on"
    exchange: str
    to: str
    persons: str
    questions: tuple[str, ...] = ()
    blind: str = blinding()

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """A question to a side about a person or a row of its list, with the instant by which it is to be answered.

    ``asker``: the side that wants to know; empty: the neutral body does.
    """

    KIND: ClassVar[str] = "exchange.question-asked"
    exchange: str
    question: str
    person: str
    to: str
    words: str
    due: datetime | None
    asker: str = ""
    blind: str = blinding()

    @property
    def about(self) -> str:
        return f"exchange/{self.exchange}/question/{self.question}"


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    """The answer to a question; a later answer goes on beside an earlier one."""

    KIND: ClassVar[str] = "exchange.question-answered"
    exchange: str
    question: str
    side: str
    words: str
    blind: str = blinding()

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class SeedCommitted:
    """A side commits itself to its half of the seed of the lot: SHA-256 of 32 bytes, in hex."""

    KIND: ClassVar[str] = "exchange.seed-committed"
    exchange: str
    side: str
    commitment: str

    @property
    def about(self) -> str:
        return f"exchange/{self.exchange}/seed/{self.side}/commitment"


@dataclass(frozen=True, slots=True)
class SeedRevealed:
    """A side opens its half of the seed (32 bytes in hex), after both have committed themselves."""

    KIND: ClassVar[str] = "exchange.seed-revealed"
    exchange: str
    side: str
    half: str

    @property
    def about(self) -> str:
        return f"exchange/{self.exchange}/seed/{self.side}"


@dataclass(frozen=True, slots=True)
class PlanMade:
    """A schedule was made. ``document``: SHA-256 of its JSON, kept beside the entries; ``agreement``: of the terms.

    It holds numbers of persons and no names. ``replaces``: the document of the plan before it, or empty.
    """

    KIND: ClassVar[str] = "exchange.plan-made"
    exchange: str
    document: str
    agreement: str
    replaces: str
    hand_overs: int
    releases: int

    @property
    def about(self) -> str:
        return f"exchange/{self.exchange}/plan/{self.replaces[:16] or 'first'}"


@dataclass(frozen=True, slots=True)
class PlanAgreed:
    """A side agrees to a plan, or takes its word back."""

    KIND: ClassVar[str] = "exchange.plan-agreed"
    exchange: str
    document: str
    side: str
    agreed: bool
    blind: str = blinding()

    @property
    def about(self) -> str:
        return f"exchange/{self.exchange}/plan/{self.document[:16]}/{self.side}"


OfExchange = (
    ExchangeOpened
    | ListCommitted
    | ListHandedOver
    | ListsReconciled
    | StatusStated
    | AnswersPassedOn
    | QuestionAsked
    | QuestionAnswered
    | SeedCommitted
    | SeedRevealed
    | PlanMade
    | PlanAgreed
    | InterviewHeld
    | MedicalChecked
    | PersonTicked
    | TickWithdrawn
    | TicksSettled
    | HandOverOpened
    | HandOverClosed
    | RemainsExamined
    | CertificateIssued
    | NameConsented
    | NamePublished
)
EXCHANGE_EVENTS: tuple[type, ...] = (
    ExchangeOpened,
    ListCommitted,
    ListHandedOver,
    ListsReconciled,
    StatusStated,
    AnswersPassedOn,
    QuestionAsked,
    QuestionAnswered,
    SeedCommitted,
    SeedRevealed,
    PlanMade,
    PlanAgreed,
    InterviewHeld,
    MedicalChecked,
    PersonTicked,
    TickWithdrawn,
    TicksSettled,
    HandOverOpened,
    HandOverClosed,
    RemainsExamined,
    CertificateIssued,
    NameConsented,
    NamePublished,
)
"""Every event of the room."""
