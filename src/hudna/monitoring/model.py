"""The nouns of monitoring: findings, verdicts, counts with their unit, window and exposure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

import pyarrow as pa

from hudna.agreements import Resolved

_WORD = pa.dictionary(pa.int32(), pa.string())
CERTAIN = 0.95
"""From this share on a question counts as decided (what, where, when, who)."""


class Verdict(StrEnum):
    """What an assessment says of one incident under one clause; ``outside`` is never stored."""

    BREACH = "breach"
    EXCEPTED = "excepted"
    UNATTRIBUTED = "unattributed"
    UNVERIFIABLE = "unverifiable"


FINDINGS = pa.schema(
    [
        pa.field("incident_id", pa.string(), nullable=False),
        pa.field("clause", _WORD, nullable=False),
        pa.field("verdict", _WORD, nullable=False),
        pa.field("p", pa.float64(), nullable=False),
        pa.field("p_low", pa.float64(), nullable=False),
        pa.field("p_high", pa.float64(), nullable=False),
        pa.field("p_what", pa.float64(), nullable=False),
        pa.field("p_where", pa.float64(), nullable=False),
        pa.field("p_when", pa.float64(), nullable=False),
        pa.field("p_who", pa.float64(), nullable=False),
        pa.field("undecided", _WORD),  # what, where, when or who: the question that stands in the way
        pa.field("author", _WORD),  # id of the party, only where it is established
        pa.field("authors", _WORD),  # everyone who may have done it, with shares: "a 0.5; b 0.5"
        pa.field("answerable", _WORD),  # of these, who would be in breach, with their parts of p_who
        pa.field("excepted_by", _WORD),  # clause of the permission, or "exclusion"
        pa.field("reasons", _WORD, nullable=False),
        pa.field("earliest", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("latest", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("zone", _WORD, nullable=False),
        pa.field("when_class", _WORD, nullable=False),
        pa.field("lon", pa.float64()),
        pa.field("lat", pa.float64()),
        pa.field("radius_km", pa.float64()),
        pa.field("area", _WORD),
        pa.field("where_class", _WORD, nullable=False),
        pa.field("act", _WORD),
        pa.field("weapon", _WORD),
        pa.field("side_a", _WORD),
        pa.field("side_b", _WORD),
        pa.field("directed", pa.bool_(), nullable=False),
        pa.field("deaths_low", pa.int32()),
        pa.field("deaths_best", pa.int32()),
        pa.field("deaths_high", pa.int32()),
        pa.field("source", _WORD, nullable=False),
        pa.field("reported_by", pa.string()),
        pa.field("note", _WORD),
        pa.field("file", _WORD, nullable=False),
        pa.field("line", pa.int64(), nullable=False),
    ]
)
"""One row per incident × clause. ``p`` = p_what · p_where · p_when · p_who, less what a permission covers;
``p_low`` and ``p_high`` let every question that the source leaves open fall either way."""

Unit = Literal["observed item", "incident", "complaint", "ruling"]


@dataclass(frozen=True, slots=True)
class Window:
    """A half-open span [start, end) in UTC, told in a named zone."""

    start: datetime
    end: datetime
    zone: str

    @property
    def length(self) -> timedelta:
        """How long it is, as elapsed time."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Exposure:
    """How much was watched: hours of watching, and hours for which access was asked and denied."""

    hours_watched: float
    hours_denied: float = 0.0


@dataclass(frozen=True, slots=True)
class Count:
    """How many, with what is needed to defend it.

    ``value``: expected number (sum of probabilities); ``low``, ``high``: the central 95 % of the
    Poisson–binomial distribution, where every open question may fall either way; ``decided``: how many
    are findings of breach; ``cases``: how many incidents entered.
    """

    unit: Unit
    window: Window
    value: float
    low: int
    high: int
    decided: int
    cases: int
    exposure: Exposure | None = None


@dataclass(frozen=True, slots=True)
class FeedSummary:
    """What became of one feed: every row was read or rejected."""

    file: str
    reader: str
    read: int
    rejected: int
    unmapped_actors: Mapping[str, int]
    unmapped_acts: Mapping[str, int]
    unmapped_weapons: Mapping[str, int] = field(default_factory=dict)
    unmapped_areas: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assessment:
    """All that one assessment found.

    ``findings``: table in the FINDINGS schema, ordered by time, incident and clause. ``incidents``: rows read;
    ``touched``: incidents that have at least one finding. ``by_verdict`` and ``by_clause`` count findings,
    ``incidents_by_verdict`` counts each incident once, by its gravest verdict (breach before unattributed before
    unverifiable before excepted). ``by_day`` is keyed by local date (ISO) and covers the window; ``baseline``
    and ``baseline_by_day`` count the same clauses over a window of the same length before entry into force,
    as if they had been in force (None where the feed does not reach back); ``matched`` is the count after entry into
    force over just that length, the one to set beside it. ``open_questions``: question
    (what, where, when, who) → findings that it leaves undecided. ``in_window``: incidents that may have
    happened within the window at all, wherever and whatever they were.
    """

    resolved: Resolved
    feeds: tuple[FeedSummary, ...]
    findings: pa.Table
    incidents: int
    touched: int
    window: Window
    by_verdict: Mapping[str, int]
    incidents_by_verdict: Mapping[str, int]
    by_clause: Mapping[str, Mapping[str, int]]
    expected: Count
    expected_by_clause: Mapping[str, Count]
    expected_by_party: Mapping[str, Count]
    expected_by_area: Mapping[str, Count]
    by_day: Mapping[str, Count]
    baseline: Count | None
    matched: Count | None
    baseline_by_day: Mapping[str, Count]
    open_questions: Mapping[str, int]
    exercise: bool = False
    in_window: int = 0

    @property
    def rejected(self) -> int:
        """Rows that could not be read, over all feeds."""
        return sum(feed.rejected for feed in self.feeds)
