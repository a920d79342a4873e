"""The terms of an exchange as the planner takes them: exchange clauses with their instants read.

Every term has a ``ref``: the clause, and, where the clause has several, the field and the number counted from 1, as
``article-4/ratios/2``. What plans, conflicts and breaches name is this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal


@dataclass(frozen=True, slots=True)
class Who:
    """A description of people; every fact that is given must hold (see the clause of the same name)."""

    held_by: str = ""
    sex: str = ""
    age_from: int | None = None
    age_below: int | None = None
    civil: str = ""
    health: frozenset[str] = frozenset()
    sentence: frozenset[str] = frozenset()
    group: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    remains: bool | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """People whom any of the descriptions fits."""

    id: str
    who: tuple[Who, ...]
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ratio:
    """For ``each`` of ``of`` the other side releases so many of each category of ``brings``."""

    ref: str
    each: int
    of: str
    brings: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class AllForAll:
    """Both sides release everybody of these categories (none: of any), in step with each other."""

    ref: str
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """Steps of categories; ``apart``: the next step only in a later hand-over; ``across``: over both sides."""

    ref: str
    steps: tuple[tuple[str, ...], ...]
    apart: bool = False
    across: bool = False


@dataclass(frozen=True, slots=True)
class Batches:
    """When hand-overs are, and how many at most (None: as many as it takes)."""

    ref: str
    first: datetime
    every: timedelta = timedelta(days=1)
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class BatchSize:
    """How many of a category (empty: of each side) leave in one hand-over."""

    ref: str
    of: str = ""
    smallest: int | None = None
    largest: int | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """At least so many of a category per period, from the first hand-over on, until all of them are out."""

    ref: str
    of: str
    at_least: int
    per: timedelta = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Place:
    """A place of hand-over: who releases there (none: all), which sites it serves (none: all), seats and care per
    hand-over and releasing side."""

    ref: str
    id: str
    seats: int
    of: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    care: int | None = None
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Families:
    """Who share a family leave in one hand-over."""

    ref: str


@dataclass(frozen=True, slots=True)
class Apart:
    """At most so many of a category in one hand-over."""

    ref: str
    of: str
    at_most: int = 1


@dataclass(frozen=True, slots=True)
class Balance:
    """How many people either side may ever stand out, beside less than one that a fraction leaves over."""

    ref: str
    most: int
    of: str = ""


@dataclass(frozen=True, slots=True)
class Remains:
    """When the dead leave and when they count."""

    ref: str
    leave: Literal["after-the-living", "at-any-time"] = "after-the-living"
    counts: Literal["when-identified", "when-handed-over", "never"] = "when-identified"


@dataclass(frozen=True, slots=True)
class Done:
    """Everybody of a category (empty: everybody) has left before this instant."""

    ref: str
    by: datetime
    of: str = ""


@dataclass(frozen=True, slots=True)
class Waits:
    """This hand-over and all after it are no earlier than ``until``; None: it has not happened, so they cannot be."""

    ref: str
    batch: int
    event: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Opens:
    """Something that opens after a hand-over (``after_batch``), or when all of a category have left."""

    ref: str
    event: str
    after_batch: int | None = None
    after_all_of: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """All terms of an exchange between two sides. ``ages_on``: the day at which ages count; ``zone``: its clock."""

    sides: tuple[str, str]
    zone: str
    ages_on: date
    batches: Batches
    categories: Mapping[str, Category] = field(default_factory=dict)
    ratios: tuple[Ratio, ...] = ()
    all_for_all: AllForAll | None = None
    orders: tuple[Order, ...] = ()
    sizes: tuple[BatchSize, ...] = ()
    paces: tuple[Pace, ...] = ()
    places: tuple[Place, ...] = ()
    families: Families | None = None
    apart: tuple[Apart, ...] = ()
    balance: tuple[Balance, ...] = ()
    remains: Remains = Remains("remains")
    done: tuple[Done, ...] = ()
    waits: tuple[Waits, ...] = ()
    opens: tuple[Opens, ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The words signed, by clause and language."""
    remarks: tuple[str, ...] = ()
    """What the text leaves open and was taken as, in words."""
