"""The docket: every case that was received, where it stands, what bears on it and who was told.

No case leaves it. A case that was joined to another stays in it, in a stage of its own that points to the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from hudna.journal import Entry
from hudna.monitoring.events import AccessDenied, ComplaintReceived, EvidenceAdded, FindingTakenUp, Ruled
from hudna.monitoring.faults import MONITORING

Stage = Literal["received", "inquiry", "evidence", "ruled", "told", "replied", "closed", "joined"]
STAGES: tuple[Stage, ...] = get_args(Stage)


@dataclass(slots=True)
class CaseFile:
    """One case. Only ``fold_cases`` writes in it.

    ``ruling``: the one that stands, ``rulings``: all that were ever made; ``told`` and ``replied``: by party, since
    the ruling that stands; ``since``: when it came into its stage; ``history``: every entry on it, in order.
    """

    case: str
    opened: Entry
    since: datetime
    stage: Stage = "received"
    history: list[Entry] = field(default_factory=list)
    inquiry: Entry | None = None
    reopened: Entry | None = None
    evidence: list[Entry] = field(default_factory=list)
    refusals: list[Entry] = field(default_factory=list)
    denials: list[Entry] = field(default_factory=list)
    rulings: list[Entry] = field(default_factory=list)
    ruling: Entry | None = None
    told: dict[str, Entry] = field(default_factory=dict)
    replied: dict[str, Entry] = field(default_factory=dict)
    joined: Entry | None = None
    joined_to: str = ""
    carries: list[str] = field(default_factory=list)
    clocks: dict[str, str] = field(default_factory=dict)

    @property
    def matter(self) -> ComplaintReceived | FindingTakenUp:
        """The complaint, or the finding, that made it a case."""
        event = self.opened.event
        assert isinstance(event, ComplaintReceived | FindingTakenUp)
        return event

    @property
    def office(self) -> str:
        """Who inquires; empty where nobody does yet."""
        return self.inquiry.event.office if self.inquiry else ""  # type: ignore[attr-defined]

    @property
    def ruled(self) -> Ruled | None:
        """The ruling that stands."""
        event = self.ruling.event if self.ruling else None
        assert event is None or isinstance(event, Ruled)
        return event

    @property
    def own_parties(self) -> frozenset[str]:
        """Who must be told, by what the case itself says: who complains, against whom, and whom it concerns."""
        matter = self.matter
        named = {matter.against, *matter.parties}
        if isinstance(matter, ComplaintReceived) and matter.standing == "party":
            named.add(matter.complainant)
        if self.ruled:
            named.add(self.ruled.against)
        return frozenset(named - {""})

    def denials_of(self, entry: str = "") -> list[Entry]:
        """The denials that stand beside an entry (its hash), or beside the allegation itself."""
        return [denial for denial in self.denials if denial.event.of == entry]  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Void:
    """An entry that has no effect on the state, and why. It stays in the journal and in this list."""

    entry: Entry
    reason: str


@dataclass(slots=True)
class Docket:
    """All cases by name, in the order in which they were received; what had no effect; the clocks that were set.

    ``zone``: the named zone of the case file's days, in which clocks that count in days run.
    """

    files: dict[str, CaseFile] = field(default_factory=dict)
    void: list[Void] = field(default_factory=list)
    clocks: dict[str, str] = field(default_factory=dict)
    zone: str = "UTC"

    def __getitem__(self, case: str) -> CaseFile:
        try:
            return self.files[case]
        except KeyError:
            raise MONITORING.fault("case-unknown", f"No case “{case}” was received.") from None

    def __contains__(self, case: object) -> bool:
        return case in self.files

    def __iter__(self) -> Iterator[CaseFile]:
        return iter(self.files.values())

    def __len__(self) -> int:
        return len(self.files)

    def by_stage(self) -> Mapping[Stage, int]:
        """How many cases stand in each stage; they sum to the cases received."""
        count = dict.fromkeys(STAGES, 0)
        for file in self:
            count[file.stage] += 1
        return count

    def carrier(self, case: str) -> CaseFile:
        """The case that carries it: itself unless it was joined, else the last of those that it was joined to."""
        file = self[case]
        while file.joined_to:
            file = self[file.joined_to]
        return file

    def whole(self, case: str) -> Iterator[CaseFile]:
        """A case and all that it carries, at any remove."""
        todo = [case]
        while todo:
            file = self[todo.pop()]
            yield file
            todo += reversed(file.carries)

    def concerned(self, case: str) -> frozenset[str]:
        """Every party that must be told of the ruling, those of the cases it carries included."""
        return frozenset().union(*(file.own_parties for file in self.whole(case)))

    def evidence(self, case: str) -> list[Entry]:
        """All evidence and refusals of access on a case and on those it carries."""
        return [entry for file in self.whole(case) for entry in (*file.evidence, *file.refusals)]

    def has_evidence(self, case: str) -> bool:
        """Is there any evidence, or a refusal of access, on a case or on those it carries?"""
        return any(file.evidence or file.refusals for file in self.whole(case))

    def lacks_access(self, case: str) -> bool:
        """Is it on record that those who inquired were denied access, or had none?"""
        events = (entry.event for entry in self.evidence(case))
        return any(
            isinstance(e, AccessDenied) or (isinstance(e, EvidenceAdded) and e.access != "granted") for e in events
        )


def next_case(docket: Docket, prefix: str) -> str:
    """The next name of a case for a desk: ``prefix-1``, ``prefix-2`` …

    ``prefix`` is the desk's own, as the first letters of its log's name, so that two desks that are cut off from each
    other do not give one name to two cases.
    """
    head = f"{prefix}-"
    tails = (case.removeprefix(head) for case in docket.files if case.startswith(head))
    taken = (int(tail) for tail in tails if tail.isascii() and tail.isdecimal() and len(tail) < 16)
    return f"{head}{max(taken, default=0) + 1}"
