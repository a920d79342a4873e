"""Which judgements stand, from the entries of the journal alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from hudna.matching.events import JudgementWithdrawn, PairJudged, Verdict

Marks = tuple[str, str]


class JudgingEntry(Protocol):
    """What is read of an entry of the journal."""

    @property
    def event(self) -> object: ...
    @property
    def by(self) -> str: ...
    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair that was decided: each verdict that stands, by who gave it and when; the latest one counts."""

    said: tuple[tuple[str, datetime, Verdict, str], ...]

    @property
    def verdict(self) -> Verdict:
        """What was decided last."""
        return self.said[-1][2]

    def is_settled(self, needed: int = 1) -> bool:
        """Do so many people agree, and none of those who stand say otherwise? (The rule of two people needs 2.)"""
        verdicts = {verdict for _, _, verdict, _ in self.said}
        return len(verdicts) == 1 and len({by for by, _, _, _ in self.said}) >= needed


@dataclass(slots=True)
class Judgements:
    """The judgements that stand, by the marks of both rows."""

    pairs: dict[Marks, Judged] = field(default_factory=dict)

    def settled(self, needed: int = 1) -> Mapping[Marks, Verdict]:
        """What counts where so many people must agree."""
        return {marks: judged.verdict for marks, judged in self.pairs.items() if judged.is_settled(needed)}


def fold_judgements(entries: Iterable[JudgingEntry]) -> Judgements:
    """The judgements after these entries, in their order. A person's later word replaces the earlier one."""
    found = Judgements()
    for entry in entries:
        event = entry.event
        if isinstance(event, PairJudged):
            marks = (event.one, event.other)
            before = found.pairs[marks].said if marks in found.pairs else ()
            kept = tuple(one for one in before if one[0] != entry.by)
            found.pairs[marks] = Judged((*kept, (entry.by, entry.at, event.verdict, event.why)))
        elif isinstance(event, JudgementWithdrawn):
            _take_back(found, (event.one, event.other), entry.by)
    return found


def _take_back(found: Judgements, marks: Marks, by: str) -> None:
    """Drop what an office said of a pair; what others said of it stands."""
    if marks in found.pairs:
        kept = tuple(one for one in found.pairs[marks].said if one[0] != by)
        if kept:
            found.pairs[marks] = Judged(kept)
        else:
            del found.pairs[marks]
