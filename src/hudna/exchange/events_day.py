"""What can be decided about people before, on and after the day of a hand-over (see ``events``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal


def blinding() -> str:
    """The field of the random bytes without which an entry cannot be guessed from its hash."""
    return field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class InterviewHeld:
    """The neutral body spoke with a person alone before departure. What they want stands on a slip.

    The entry is the same whichever way it went; so is the length of the slip (``on_slip.py``).
    """

    KIND: ClassVar[str] = "exchange.interview-held"
    exchange: str
    person: str
    on_slip: str

    @property
    def about(self) -> str:
        return f"exchange/{self.exchange}/person/{self.person}/interview"


@dataclass(frozen=True, slots=True)
class MedicalChecked:
    """A person was examined before departure. Fit to travel or not, and what they need, stand on a slip.

    Here too the entry and the length of the slip are always the same.
    """

    KIND: ClassVar[str] = "exchange.medical-checked"
    exchange: str
    person: str
    on_slip: str

    @property
    def about(self) -> str:
        return f"exchange/{self.exchange}/person/{self.person}/medical"


Ticked = Literal["boarded", "handed-over", "received", "seen", "absent", "turned-back", "wrong-person", "died"]


@dataclass(frozen=True, slots=True)
class PersonTicked:
    """Somebody at a hand-over says what happened with a person, from a device that was perhaps offline.

    ``as_side``: for which side, or for the neutral body (empty). ``tick``: the device's own number of it, so that what
    is sent twice counts once. A hand-over is confirmed when the giving side says ``handed-over``, the receiving side
    ``received`` and the neutral body ``seen``.
    """

    KIND: ClassVar[str] = "exchange.person-ticked"
    exchange: str
    hand_over: int
    person: str
    as_side: str
    what: Ticked
    device: str
    tick: str
    words: str
    blind: str = blinding()

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class TickWithdrawn:
    """A tick was a slip of the thumb: whoever made it takes it back; both stay on record."""

    KIND: ClassVar[str] = "exchange.tick-withdrawn"
    exchange: str
    device: str
    tick: str
    why: str
    blind: str = blinding()

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class TicksSettled:
    """Ticks on one person in one hand-over contradicted each other; the neutral body says what holds, and why."""

    KIND: ClassVar[str] = "exchange.ticks-settled"
    exchange: str
    hand_over: int
    person: str
    released: bool
    why: str
    blind: str = blinding()

    @property
    def about(self) -> str:
        return f"exchange/{self.exchange}/hand-over/{self.hand_over}/{self.person}"


@dataclass(frozen=True, slots=True)
class HandOverOpened:
    """A hand-over begins."""

    KIND: ClassVar[str] = "exchange.hand-over-opened"
    exchange: str
    hand_over: int

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class HandOverClosed:
    """A hand-over ends: complete, in part, or stopped; with the reason where it is not complete."""

    KIND: ClassVar[str] = "exchange.hand-over-closed"
    exchange: str
    hand_over: int
    how: Literal["complete", "in-part", "stopped"]
    why: str

    @property
    def about(self) -> str:
        return f"exchange/{self.exchange}/hand-over/{self.hand_over}/closed"


@dataclass(frozen=True, slots=True)
class RemainsExamined:
    """Remains were examined: they are of this person, or of somebody else, so that the release is un-counted."""

    KIND: ClassVar[str] = "exchange.remains-examined"
    exchange: str
    person: str
    is_person: bool
    by_body: str
    evidence: str

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class CertificateIssued:
    """The neutral body certifies a release; ``number`` is on the paper that the person carries."""

    KIND: ClassVar[str] = "exchange.certificate-issued"
    exchange: str
    person: str
    number: str
    blind: str = blinding()

    @property
    def about(self) -> str:
        return f"exchange/{self.exchange}/person/{self.person}/certificate"


@dataclass(frozen=True, slots=True)
class NameConsented:
    """A person, or their family, consents that the name is published, or takes that back; how is on record."""

    KIND: ClassVar[str] = "exchange.name-consented"
    exchange: str
    person: str
    who: Literal["person", "family"]
    consents: bool
    evidence: str
    blind: str = blinding()

    @property
    def about(self) -> str:
        return f"exchange/{self.exchange}/person/{self.person}/publication"


@dataclass(frozen=True, slots=True)
class NamePublished:
    """One of the two who must agree says that a person's name may be published."""

    KIND: ClassVar[str] = "exchange.name-published"
    exchange: str
    person: str
    where: str
    blind: str = blinding()

    @property
    def about(self) -> str:
        return ""
