"""What can be decided about a plan, from its offer to its entry into force and its end.

A *plan* has *versions*, each one text with its SHA-256. Two desks that recorded different answers of one party to one
version are in conflict: answers share one ``about``. Parties are ids of the register; texts hold no person's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal


@dataclass(frozen=True, slots=True)
class PlanOffered:
    """A version of a plan was offered. ``offered_by`` empty: the mediator's own proposal.

    ``document``: SHA-256 of its pack. ``to``: who was given it. ``invited``: whose answer is asked for, beside those
    that the text invites. ``expires``: the last instant for an answer, where the offer sets one of its own.
    ``may_serve``: other areas for which it was said to serve, as ids or words.
    """

    KIND: ClassVar[str] = "agreements.plan-offered"
    plan: str
    version: str
    document: str
    offered_by: str
    to: str
    invited: tuple[str, ...]
    expires: datetime | None
    may_serve: tuple[str, ...]

    @property
    def about(self) -> str:
        return f"{_thing(self)}/offer"


@dataclass(frozen=True, slots=True)
class PlanHandedOver:
    """The plan was handed to a mediator, with what it was asked to do: secure an answer, name the zero hour."""

    KIND: ClassVar[str] = "agreements.plan-handed-over"
    plan: str
    version: str
    mediator: str
    asks: tuple[str, ...]

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class PlanTransmitted:
    """The version was sent to a party through a channel."""

    KIND: ClassVar[str] = "agreements.plan-transmitted"
    plan: str
    version: str
    party: str
    through: str

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class PlanReceived:
    """The party confirmed, or somebody attests, that it has the version."""

    KIND: ClassVar[str] = "agreements.plan-received"
    plan: str
    version: str
    party: str
    through: str

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class PlanCountered:
    """The party answered with a version of its own, which is an offer in its turn (recorded beside this)."""

    KIND: ClassVar[str] = "agreements.plan-countered"
    plan: str
    version: str
    party: str
    through: str
    with_version: str
    document: str

    @property
    def about(self) -> str:
        return f"{_thing(self)}/{self.party}/answer"


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be met or waived before an acceptance counts."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class PlanAccepted:
    """The party accepted the version, as it stands or on conditions."""

    KIND: ClassVar[str] = "agreements.plan-accepted"
    plan: str
    version: str
    party: str
    through: str
    conditions: tuple[Condition, ...] = ()

    @property
    def about(self) -> str:
        return f"{_thing(self)}/{self.party}/answer"


@dataclass(frozen=True, slots=True)
class PlanRefused:
    """The party refused the version."""

    KIND: ClassVar[str] = "agreements.plan-refused"
    plan: str
    version: str
    party: str
    through: str
    why: str = ""

    @property
    def about(self) -> str:
        return f"{_thing(self)}/{self.party}/answer"


@dataclass(frozen=True, slots=True)
class ConditionSettled:
    """A condition of an acceptance was met, waived by the party that attached it, or refused by the others."""

    KIND: ClassVar[str] = "agreements.condition-settled"
    plan: str
    version: str
    party: str
    condition: str
    how: Literal["met", "waived", "refused"]

    @property
    def about(self) -> str:
        return f"{_thing(self)}/{self.party}/condition/{self.condition}"


@dataclass(frozen=True, slots=True)
class OfferWithdrawn:
    """Who offered the version took it back."""

    KIND: ClassVar[str] = "agreements.offer-withdrawn"
    plan: str
    version: str
    why: str

    @property
    def about(self) -> str:
        return f"{_thing(self)}/withdrawal"


@dataclass(frozen=True, slots=True)
class AcceptanceWithdrawn:
    """The party gave notice that it is bound no more. ``notice``: an ISO 8601 duration, PT0S for none."""

    KIND: ClassVar[str] = "agreements.acceptance-withdrawn"
    plan: str
    version: str
    party: str
    notice: str
    why: str

    @property
    def about(self) -> str:
        return f"{_thing(self)}/{self.party}/withdrawal"


@dataclass(frozen=True, slots=True)
class MomentFixed:
    """An instant that the text left open was fixed, on a named clock: entry-into-force, signature or an event."""

    KIND: ClassVar[str] = "agreements.moment-fixed"
    plan: str
    version: str
    moment: str
    instant: datetime
    zone: str

    @property
    def about(self) -> str:
        return f"{_thing(self)}/moment/{self.moment}"


@dataclass(frozen=True, slots=True)
class RenewalAgreed:
    """A later end was agreed."""

    KIND: ClassVar[str] = "agreements.renewal-agreed"
    plan: str
    version: str
    until: datetime
    zone: str

    @property
    def about(self) -> str:
        return f"{_thing(self)}/renewal"


Answer = PlanAccepted | PlanRefused | PlanCountered
Consenting = (
    PlanOffered
    | PlanHandedOver
    | PlanTransmitted
    | PlanReceived
    | PlanCountered
    | PlanAccepted
    | PlanRefused
    | ConditionSettled
    | OfferWithdrawn
    | AcceptanceWithdrawn
    | MomentFixed
    | RenewalAgreed
)
CONSENT_EVENTS: tuple[type, ...] = (
    PlanOffered,
    PlanHandedOver,
    PlanTransmitted,
    PlanReceived,
    PlanCountered,
    PlanAccepted,
    PlanRefused,
    ConditionSettled,
    OfferWithdrawn,
    AcceptanceWithdrawn,
    MomentFixed,
    RenewalAgreed,
)


def _thing(event: Consenting) -> str:
    return f"plan/{event.plan}/{event.version}"
