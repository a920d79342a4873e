"""The nodes of an exchange clause: categories of people, ratios, order, batches, places, balance.

An exchange releases people in *hand-overs* (batches), both sides at once. A person is released by the party that holds
them. Numbers are whole people unless a field says otherwise.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from hudna.agreements.parts import ClauseId, Flag, Moment
from hudna.ground import Id, Plain, Words

People = Annotated[int, Field(strict=True, ge=1)]
People0 = Annotated[int, Field(strict=True, ge=0)]
Years = Annotated[int, Field(strict=True, ge=0, le=150)]


class Who(Plain):
    """People by their facts: every fact that is given must hold. A fact that is not known of somebody does not hold."""

    held_by: Id | None = Field(default=None, description="The party that holds them and would release them")
    sex: Literal["f", "m"] | None = None
    age_from: Years | None = Field(default=None, description="At least so many whole years old")
    age_below: Years | None = Field(default=None, description="Younger than so many whole years")
    civil: Literal["civilian", "fighter"] | None = None
    health: list[Literal["wounded", "sick"]] = Field(default=[], description="Any of these")
    sentence: list[str] = Field(default=[], description="life, death, long, years, none, or as lists say it")
    group: list[str] = Field(default=[], description="As a column of the lists says it; any of these")
    keys: list[str] = Field(default=[], description="Numbers of rows in the lists: persons with terms of their own")
    remains: Flag | None = Field(default=None, description="true: the dead; false: the living; left out: both")


class Category(Plain):
    """A category of people: those whom any of its descriptions fits."""

    id: Id
    words: Words | None = None
    who: list[Who] = Field(min_length=1)


class Ratio(Plain):
    """For ``each`` people of the category ``of``, the other side releases so many of each category of ``brings``.

    A person counts towards the first ratio whose category fits, and pays towards the first category brought that fits.
    """

    each: People = 1
    of: Id
    brings: dict[Id, People] = Field(min_length=1)


class AllForAll(Plain):
    """Both sides release everybody who is on the lists, in step with each other."""

    of: list[Id] = Field(default=[], description="Only these categories; left out: everybody")


class Order(Plain):
    """Who leaves before whom. A person belongs to the first step of which a category fits.

    Nobody of a later step leaves in an earlier hand-over than somebody of an earlier step; with ``apart`` not in the
    same one either. Only people of the same holder are ordered, unless ``across`` says otherwise. Steps are of the
    living; a dead person belongs to one only by a description with ``remains: true``. Where families leave together, a
    family belongs to the earliest step of its members.
    """

    steps: list[list[Id]] = Field(min_length=2)
    apart: Flag = False
    across: Flag = False


class Batches(Plain):
    """When hand-overs are: the first, how long between two, and how many at most."""

    first: Moment | None = None
    every: str | None = Field(default=None, description="ISO 8601: P1D, P7D; left out: a day")
    at_most: People | None = None


class BatchSize(Plain):
    """How many leave in one hand-over: of a category, or of each side."""

    of: Id | None = None
    smallest: People0 | None = Field(default=None, description="Unless fewer are left")
    largest: People0 | None = None


class Pace(Plain):
    """At least so many of a category per period until all of them are out; periods count from the first hand-over."""

    of: Id
    at_least: People
    per: str = Field(default="P7D", description="ISO 8601 duration in days")


class Place(Plain):
    """A place of hand-over and its means: seats and carers per hand-over and direction."""

    id: Id
    words: Words | None = None
    of: list[Id] = Field(default=[], description="Parties that release here; left out: all")
    sites: list[str] = Field(default=[], description="Places of detention that it serves; left out: all")
    seats: People0
    care: People0 | None = Field(default=None, description="How many wounded or sick it can take; left out: all")


class Apart(Plain):
    """At most so many people of a category in one hand-over."""

    of: Id
    at_most: People = 1


class Balance(Plain):
    """How many people either side may ever have released without return; left out everywhere: none."""

    most: People0
    of: Id | None = Field(default=None, description="A category that ratios bring; left out: each of them")


class Remains(Plain):
    """The dead: after the living or at any time; counted when identified, when handed over, or never."""

    leave: Literal["after-the-living", "at-any-time"] = "after-the-living"
    counts: Literal["when-identified", "when-handed-over", "never"] = "when-identified"


class Done(Plain):
    """By when everybody of a category, or everybody, must have left."""

    of: Id | None = None
    by: Moment


class Waits(Plain):
    """A hand-over, and all after it, wait for something: entry into force, an event, a clause."""

    batch: People
    until: ClauseId


class Opens(Plain):
    """Something that opens after a hand-over, or once everybody of a category has left: a corridor, a crossing."""

    event: ClauseId
    after_batch: People | None = None
    after_all_of: Id | None = None
