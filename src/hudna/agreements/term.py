"""The term: what is left of a clause once it is resolved, and what the assessment works on.

One clause resolves to one or more terms, each with one zone, one set of periods and one state of who is
bound, so that a change of any of these in time (a party joins, a designation ends, each side has its own
line) is simply another term of the same clause.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shapely.geometry.base import BaseGeometry

from hudna.agreements.model import Agreement
from hudna.ground import Acts, Areas, Fault, Mark, Parties, Words

Period = tuple[datetime, datetime]
Due = Literal[
    "entry-into-force", "end", "acceptance", "withdrawal", "phase", "quantity", "deadline", "lists", "exchange"
]


@dataclass(frozen=True, slots=True)
class Term:
    """A ban or a permission with everything looked up.

    ``periods``: disjoint half-open UTC intervals in order. ``acts``: paths of the taxonomy (each covers all
    below). ``weapons``: ids of weapons, or None for any. ``bound``: every party that counts as a bound author
    (those below a bound party included); ``doubtful``: labels that may or may not be bound (umbrellas).
    ``excluded``: parties not protected and not bound. ``targets``: parties (with those below) that must be
    hit, or None for any.
    """

    clause: str
    kind: Literal["ban", "permission"]
    zone: BaseGeometry
    zone_name: str
    periods: tuple[Period, ...]
    acts: frozenset[str]
    weapons: frozenset[str] | None
    bound: frozenset[str]
    doubtful: frozenset[str]
    excluded: frozenset[str]
    targets: frozenset[str] | None = None
    excepts: frozenset[str] | None = None
    conditions: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class SelfDefenceNote:
    """What a claim of self-defence would have to show."""

    clause: str
    by: frozenset[str] | None
    steps: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class ScheduleEntry:
    """Something due, once or again and again: by whom, from when, until when (UTC; ``zone``: whose clock).

    ``step``: the phase of a redeployment, else empty. ``begins`` and ``due`` are None where the text does not
    say, or where they count from something that has not happened; ``after`` is what it waits for.
    """

    clause: str
    kind: Due
    what: Words
    zone: str
    who: tuple[str, ...] = ()
    begins: datetime | None = None
    due: datetime | None = None
    after: str | None = None
    step: str = ""


@dataclass(frozen=True, slots=True)
class Resolved:
    """An agreement ready to be assessed.

    ``start``: entry into force; ``end``: its end or None while open-ended; ``terms`` in clause order;
    ``left_out``: clause id → why it gives no term (not yet assessed, or a fault that stands in the way).
    ``due``: what the schedule holds, in clause order (see :func:`hudna.agreements.schedule`).
    """

    agreement: Agreement
    file: str
    parties: Parties
    areas: Areas
    acts: Acts
    start: datetime
    end: datetime | None
    zone_name: str
    terms: tuple[Term, ...]
    self_defence: tuple[SelfDefenceNote, ...]
    left_out: Mapping[str, Fault]
    marks: Mapping[str, Mark]
    due: tuple[ScheduleEntry, ...] = ()
