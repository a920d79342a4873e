"""What people decide about pairs: that they are the same, or different; and that such a judgement is withdrawn.

A row is named by a mark that says nothing of its content to whoever lacks the list and its secret (see ``acts``). Who
judged and when is told by the entry that holds the event.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

Verdict = Literal["same", "different"]


@dataclass(frozen=True, slots=True)
class PairJudged:
    """Somebody looked at two rows and decided. ``one``, ``other``: marks of the rows, the smaller first."""

    KIND: ClassVar[str] = "matching.pair-judged"
    one: str
    other: str
    verdict: Verdict
    why: str

    @property
    def about(self) -> str:
        return f"pair/{self.one}/{self.other}"


@dataclass(frozen=True, slots=True)
class JudgementWithdrawn:
    """Whoever judged a pair takes it back: without another judgement, it is again what its weights say."""

    KIND: ClassVar[str] = "matching.judgement-withdrawn"
    one: str
    other: str
    why: str

    @property
    def about(self) -> str:
        return f"pair/{self.one}/{self.other}"


Judging = PairJudged | JudgementWithdrawn
JUDGING_EVENTS: tuple[type, ...] = (PairJudged, JudgementWithdrawn)
