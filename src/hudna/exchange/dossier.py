"""The file of one person: who said what of them, what was done before departure, what happened at hand-overs.

It holds numbers and references to slips; never a name, and never what a person said in the interview.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from hudna.exchange.events_day import NameConsented, PersonTicked, RemainsExamined, TicksSettled
from hudna.exchange.model import Status
from hudna.journal import Entry


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that was said of a person: by whom (a side; empty: the neutral body), when, and on what it rests."""

    status: Status
    by_side: str
    evidence: str
    words: str
    at: datetime
    entry: Entry


@dataclass(slots=True)
class Tick:
    """One tick of a device, however often it was sent. ``withdrawn``: by whoever made it."""

    entry: Entry
    repeats: list[Entry] = field(default_factory=list)
    withdrawn: Entry | None = None

    @property
    def event(self) -> PersonTicked:
        """What was ticked."""
        event = self.entry.event
        assert isinstance(event, PersonTicked)
        return event

    def is_sent_again(self, event: PersonTicked) -> bool:
        """Is it the same tick once more? The words make no other: a name in them gets a new slip each time."""
        return said_by(self.event) == said_by(event)


def said_by(event: PersonTicked) -> tuple[str, int, str, str, str, str, str]:
    """What makes a tick that tick: its device and number, and what it says of whom in which hand-over."""
    return event.exchange, event.hand_over, event.person, event.as_side, event.what, event.device, event.tick


Course = Literal["waiting", "on-the-way", "unconfirmed", "contradicted", "released", "stayed", "died"]
"""Where a person stands in a hand-over. ``stayed``: it truly failed for them, so that they can be put into another."""
UNRESOLVED: frozenset[Course] = frozenset({"on-the-way", "unconfirmed", "contradicted"})
"""Nobody knows yet: such a person counts for nothing and can be put into no other hand-over."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a person in one hand-over.

    ``said``: speaker (a side; empty: the neutral body) → what their ticks that stand say. ``at``: when the third of
    three agreed, or the neutral body settled it. ``settled``: the neutral body's word decides. ``late``: ticks or
    withdrawals came in afterwards that say otherwise; they change nothing until the neutral body settles it again.
    """

    person: str
    hand_over: int
    course: Course
    said: Mapping[str, tuple[str, ...]]
    at: datetime | None = None
    settled: bool = False
    late: bool = False

    @property
    def is_unresolved(self) -> bool:
        """Must somebody look at it?"""
        return self.course in UNRESOLVED or self.late


@dataclass(slots=True)
class PersonFile:
    """One person of an exchange. Only ``fold_exchanges`` writes in it.

    ``asked_by``: the sides that ask for them. ``listed_by``: those whose own list of whom they hold names them.
    ``statements``: in the order in which they were true. ``passed_on``:
    side → statements that were passed on to it. ``ticks`` and ``settled``: by hand-over.
    """

    id: str
    held_by: str
    asked_by: frozenset[str] = frozenset()
    listed_by: frozenset[str] = frozenset()
    statements: list[Statement] = field(default_factory=list)
    passed_on: dict[str, list[Statement]] = field(default_factory=dict)
    interviews: list[Entry] = field(default_factory=list)
    medicals: list[Entry] = field(default_factory=list)
    ticks: dict[int, list[Tick]] = field(default_factory=dict)
    settled: dict[int, Entry] = field(default_factory=dict)
    examined: list[Entry] = field(default_factory=list)
    certificates: list[Entry] = field(default_factory=list)
    consents: list[Entry] = field(default_factory=list)
    publishing: dict[str, list[Entry]] = field(default_factory=dict)
    history: list[Entry] = field(default_factory=list)

    @property
    def known_to(self) -> frozenset[str]:
        """The sides that know of the person by what they gave: their own lists, and what they said."""
        return self.asked_by | self.listed_by | {one.by_side for one in self.statements if one.by_side}

    @property
    def said(self) -> list[Statement]:
        """All that was said of them, in the order in which it was true; also that they died on the way."""
        died = [
            Statement(
                "said-dead", tick.event.as_side, f"hand-over {number}", tick.event.words, tick.entry.at, tick.entry
            )
            for number, ticks in self.ticks.items()
            for tick in ticks
            if tick.event.what == "died" and tick.withdrawn is None
        ]
        return sorted([*self.statements, *died], key=lambda one: one.at) if died else self.statements

    @property
    def voices(self) -> Mapping[str, Statement]:
        """Speaker → the last thing that they said; two that cannot both be true are two voices."""
        return {one.by_side: one for one in self.said}

    @property
    def statement(self) -> Statement | None:
        """What counts of all that was said (see :func:`weigh`)."""
        return weigh(self.said, self.held_by)

    @property
    def is_interviewed(self) -> bool:
        """Did the neutral body speak with them alone? What they said is nobody's here."""
        return bool(self.interviews)

    @property
    def is_examined(self) -> bool:
        """Were they seen by a doctor before departure?"""
        return bool(self.medicals)

    def settlement(self, hand_over: int) -> TicksSettled | None:
        """What the neutral body said holds in a hand-over."""
        entry = self.settled.get(hand_over)
        event = entry.event if entry else None
        assert event is None or isinstance(event, TicksSettled)
        return event

    @property
    def consents_to_publication(self) -> bool:
        """May the name be published? The person's own last word; where they never spoke, the family's."""
        own: dict[str, bool] = {}
        for entry in self.consents:
            assert isinstance(entry.event, NameConsented)
            own[entry.event.who] = entry.event.consents
        return own.get("person", own.get("family", False))

    @property
    def published(self) -> Mapping[str, tuple[Entry, ...]]:
        """Where the name may be published: two offices agreed and the consent stands."""
        if not self.consents_to_publication:
            return {}
        return {where: tuple(said) for where, said in self.publishing.items() if len(said) > 1}

    def is_somebody_else(self, since: datetime, until: datetime | None = None) -> bool:
        """Does the last examination of these remains from an instant on say that they are another's?"""
        last = False
        for entry in sorted(self.examined, key=lambda entry: entry.at):
            assert isinstance(entry.event, RemainsExamined)
            if entry.at >= since and (until is None or entry.at < until):
                last = not entry.event.is_person
        return last


def weigh(said: list[Statement], held_by: str) -> Statement | None:
    """The statement that counts, of those in the order in which they were true.

    The neutral body's last word counts before a side's, the holder's before that of who asks. One thing goes against
    the neutral body's word: where it saw a person alive and their holder later says that they died, they are said to
    be dead, since nobody may be put into a hand-over who perhaps no longer lives. All else stays beside it as a voice.
    """
    counts: Statement | None = None
    for one in said:
        if counts is None or not one.by_side:
            counts = one
        elif not counts.by_side:
            if counts.status == "located" and one.by_side == held_by and one.status == "said-dead":
                counts = one
        elif one.by_side == held_by or counts.by_side != held_by:
            counts = one
    return counts
