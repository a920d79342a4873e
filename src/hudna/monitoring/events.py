"""What people decide in monitoring: complaints, inquiries, rulings. What the sides file is in ``filings``.

A decision on the stage of a case is about that case, so that two desks which decided it differently are in conflict.
Evidence, denials, replies and refusals of access are a heap: more of them is never a conflict.
Words hold no person's name: a name stands on a slip, and the words hold the slip's reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal

Standing = Literal["party", "office", "public"]
Ruling = Literal["violation", "no violation", "not attributable", "insufficient access", "not verifiable"]
EvidenceKind = Literal["witness", "visit", "image", "document", "crater", "video", "sensor", "other"]
Bearing = Literal["supports", "contradicts", "neutral"]
Access = Literal["granted", "denied", "none"]


@dataclass(frozen=True, slots=True)
class Span:
    """When it is said to have happened: [earliest, latest) and the named zone it was told in.

    Two are the same if their instants are, on whosever clock they were told.
    """

    earliest: datetime
    latest: datetime
    zone: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where: degrees as text and metres of uncertainty around them, or the id of a named area, or both."""

    lon: str = ""
    lat: str = ""
    radius_m: int = 0
    area: str = ""


@dataclass(frozen=True, slots=True)
class ComplaintReceived:
    """Somebody alleges that a clause was violated. ``against`` empty: by whom is not said.

    ``standing``: a party complains, an office (the monitors themselves, an organisation), or somebody of the public.
    ``parties``: who else must be told of the ruling, beside a complaining party and the one complained against.
    """

    KIND: ClassVar[str] = "monitoring.complaint-received"
    case: str
    complainant: str
    words: str
    standing: Standing = "party"
    against: str = ""
    parties: tuple[str, ...] = ()
    clause: str = ""
    plan: str = ""
    version: str = ""
    span: Span | None = None
    spot: Spot | None = None
    act: str = ""
    sources: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        return f"case/{self.case}"


@dataclass(frozen=True, slots=True)
class FindingTakenUp:
    """A finding of an assessment became a case. ``findings``: SHA-256 of the file of findings; ``p`` as text.

    ``against``: the author, where the finding establishes one. ``parties``: who else must be told of the ruling.
    """

    KIND: ClassVar[str] = "monitoring.finding-taken-up"
    case: str
    incident_id: str
    clause: str
    verdict: str
    p: str
    findings: str
    against: str = ""
    parties: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        return f"case/{self.case}"


@dataclass(frozen=True, slots=True)
class InquiryOpened:
    """An office was given the case to inquire; a second one takes it over from the first."""

    KIND: ClassVar[str] = "monitoring.inquiry-opened"
    case: str
    office: str

    @property
    def about(self) -> str:
        return f"case/{self.case}/inquiry"


@dataclass(frozen=True, slots=True)
class EvidenceAdded:
    """Something that bears on a case. ``held``: the SHA-256 of a blob or a slip's reference, where it is kept."""

    KIND: ClassVar[str] = "monitoring.evidence-added"
    case: str
    evidence: EvidenceKind
    words: str
    bearing: Bearing = "neutral"
    access: Access = "granted"
    held: str = ""

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class AccessDenied:
    """Those who inquired were kept from a place or a person. ``party`` empty: who stopped them is not established."""

    KIND: ClassVar[str] = "monitoring.access-denied"
    case: str
    party: str
    place: str
    words: str

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class DenialReceived:
    """A party denies. ``of``: hash of the entry that it denies (evidence, a ruling); empty: the allegation itself."""

    KIND: ClassVar[str] = "monitoring.denial-received"
    case: str
    party: str
    words: str
    of: str = ""

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Ruled:
    """A case was ruled on. ``against``: the author, named by a violation only.

    ``occurrence`` and ``attribution``: two grades on the Admiralty scale (source A–F, information 1–6), as ``B2``:
    that it happened, and that this party did it, are graded apart.
    """

    KIND: ClassVar[str] = "monitoring.ruled"
    case: str
    ruling: Ruling
    reasons: str
    against: str = ""
    clause: str = ""
    occurrence: str = ""
    attribution: str = ""

    @property
    def about(self) -> str:
        return f"case/{self.case}/ruling"


@dataclass(frozen=True, slots=True)
class PartyTold:
    """A party was told of the ruling. ``through``: by which channel or office."""

    KIND: ClassVar[str] = "monitoring.party-told"
    case: str
    party: str
    through: str

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class ReplyReceived:
    """A party answered to the ruling."""

    KIND: ClassVar[str] = "monitoring.reply-received"
    case: str
    party: str
    words: str

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class CaseReopened:
    """The ruling of a case no longer stands, or a joined case stands on its own again. The old ruling is kept."""

    KIND: ClassVar[str] = "monitoring.case-reopened"
    case: str
    why: str

    @property
    def about(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class CasesJoined:
    """Two cases are about one event: from now on ``into`` carries ``case``, and one ruling settles both."""

    KIND: ClassVar[str] = "monitoring.cases-joined"
    case: str
    into: str
    why: str

    @property
    def about(self) -> str:
        return f"case/{self.case}/ruling"


@dataclass(frozen=True, slots=True)
class ClocksSet:
    """How long a case may stay in a stage: stage → ISO 8601 duration. ``case`` empty: for every case."""

    KIND: ClassVar[str] = "monitoring.clocks-set"
    clocks: Mapping[str, str]
    case: str = ""

    @property
    def about(self) -> str:
        return f"case/{self.case}/clocks" if self.case else "clocks"


OfCase = (
    ComplaintReceived
    | FindingTakenUp
    | InquiryOpened
    | EvidenceAdded
    | AccessDenied
    | DenialReceived
    | Ruled
    | PartyTold
    | ReplyReceived
    | CaseReopened
    | CasesJoined
    | ClocksSet
)
CASE_EVENTS: tuple[type, ...] = (
    ComplaintReceived,
    FindingTakenUp,
    InquiryOpened,
    EvidenceAdded,
    AccessDenied,
    DenialReceived,
    Ruled,
    PartyTold,
    ReplyReceived,
    CaseReopened,
    CasesJoined,
    ClocksSet,
)
