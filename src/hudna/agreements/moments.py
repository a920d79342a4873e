"""Moments: the instant that each moment of an agreement stands for, and when it begins and ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import NamedTuple, TypeVar

from hudna.agreements.faults import AGREEMENTS
from hudna.agreements.model import (
    AnyClause,
    Clause,
    DurationClause,
    EntryIntoForce,
    Moment,
    Phase,
    Redeployment,
)
from hudna.agreements.names import FIXED, SIGNATURE, START, Path_, moment_of
from hudna.agreements.parse import Loaded
from hudna.ground import Fault, Mark, when

C = TypeVar("C", bound=Clause)


class Reading(NamedTuple):
    """An instant in UTC and the named zone on whose clock it was given."""

    instant: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Assumption:
    """What a rehearsal of a draft takes as given, in place of what the text says or leaves open.

    ``start``: the entry into force. ``end``: the end; None: what the duration gives, counted from ``start``.
    ``accepted``: the parties that count as having accepted besides those that did; None: everyone invited
    (or, where nobody is, everyone named as an author or with a line) who has not refused.
    """

    start: datetime
    end: datetime | None = None
    accepted: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or (self.end is not None and self.end.tzinfo is None):
            raise ValueError("an assumed time needs its zone")


class Clock:
    """Reads the moments of one agreement; keeps those that have a name."""

    def __init__(self, loaded: Loaded, assume: Assumption | None = None) -> None:
        self.loaded = loaded
        self.assume = assume
        self.agreement = loaded.agreement
        self._known: dict[str, Reading] = {}
        self._way: list[str] = []

    def read(self, moment: Moment, path: Path_) -> Reading:
        """The instant of a moment, which stands at ``path`` of the document.

        Raises timezone-missing, event-unknown, event-undated, clause-circle, and the ground's faults of time.
        """
        where = self.place(path)
        zone = moment.zone or self.agreement.timezone
        if moment.at is not None:
            if zone is None:
                what = f"{moment.at} is on no named clock."
                raise AGREEMENTS.fault("timezone-missing", what, where=where)
            return Reading(_placed(moment.at, zone, where), zone)
        assert moment.event is not None
        base = self.named(moment.event, where)
        zone = zone or base.zone
        offset = when.duration(moment.offset or "PT0S", where=where)
        try:
            when.zone(zone)
            return Reading(when.shift(base.instant, offset, zone), zone)
        except Fault as fault:
            raise _at(fault, where) from None

    def place(self, path: Path_) -> Mark:
        """The line of a path of the document, with the clause that it is in."""
        if path[:1] == ("clauses",) and len(path) > 1:
            clause = self.agreement.clauses[int(path[1])].id
            return self.loaded.mark(clause, *path[2:])
        return self.loaded.mark("", *path)

    def named(self, name: str, where: Mark) -> Reading:
        """The instant that a name stands for; ``where``: who counts from it."""
        if name not in self._known:
            if name in self._way:
                what = f"They wait for each other: {' → '.join([*self._way, name])}."
                raise AGREEMENTS.fault("clause-circle", what, where=where)
            self._way.append(name)
            try:
                self._known[name] = self._find(name, where)
            finally:
                self._way.pop()
        return self._known[name]

    def _find(self, name: str, where: Mark) -> Reading:
        if name == START:
            return self.start
        if name == SIGNATURE:
            return self._dated(self.agreement.signed, ("signed",), "The signature", where)
        if name in self.agreement.events:
            return self._dated(self.agreement.events[name], ("events", name), f"The event “{name}”", where)
        item, path = self.item(name, where)
        if isinstance(item, EntryIntoForce):
            return self.start
        if isinstance(item, Redeployment):
            return max(self.named(phase.id, where) for phase in item.phases)
        if isinstance(item, DurationClause) and self.end is not None:
            return Reading(self.end, self.start.zone)
        field, moment = moment_of(item)
        return self._dated(moment, (*path, field), f"“{name}”", where)

    def item(self, name: str, where: Mark | str = "") -> tuple[AnyClause | Phase, Path_]:
        """The clause or phase of that name, and its path in the document. Raises event-unknown."""
        if name not in self._items:
            what = f"There is no event, clause or phase “{name}”."
            raise AGREEMENTS.fault("event-unknown", what, where=where)
        return self._items[name]

    def check_name(self, name: str, path: Path_) -> None:
        """Raise event-unknown unless something can count from, or come after, that name."""
        if name not in FIXED and name not in self.agreement.events:
            self.item(name, self.place(path))

    def _dated(self, moment: Moment | None, path: Path_, words: str, where: Mark) -> Reading:
        if moment is None:
            raise AGREEMENTS.fault("event-undated", f"{words} has no time to count from.", where=where)
        return self.read(moment, path)

    @cached_property
    def _items(self) -> dict[str, tuple[AnyClause | Phase, Path_]]:
        found: dict[str, tuple[AnyClause | Phase, Path_]] = {}
        for number, clause in enumerate(self.agreement.clauses):
            found[clause.id] = clause, ("clauses", number)
            if isinstance(clause, Redeployment):
                for place, phase in enumerate(clause.phases):
                    found[phase.id] = phase, ("clauses", number, "phases", place)
        return found

    def only(self, kind: type[C]) -> tuple[int, C] | None:
        """The number and the clause of a kind that an agreement has once; raises kind-twice."""
        found = [(n, clause) for n, clause in enumerate(self.agreement.clauses) if isinstance(clause, kind)]
        if len(found) > 1:
            (_, first), (_, second) = found[:2]
            what = f"Clauses {first.id} and {second.id} both say it."
            raise AGREEMENTS.fault("kind-twice", what, where=self.loaded.mark(second.id))
        return found[0] if found else None

    @cached_property
    def start(self) -> Reading:
        """Entry into force: what is assumed, else what the clause says. Raises start-missing, kind-twice."""
        found = self.only(EntryIntoForce)
        if self.assume is not None:
            moment = found[1].at if found else None
            zone = (moment and moment.zone) or self.agreement.timezone or "UTC"
            return Reading(self.assume.start.astimezone(UTC), zone)
        if found is None:
            where = self.loaded.mark("", "clauses")
            raise AGREEMENTS.fault("start-missing", "No clause says when it enters into force.", where=where)
        number, clause = found
        if clause.at is None:
            what = f"Clause {clause.id} does not say when the agreement enters into force."
            raise AGREEMENTS.fault("start-missing", what, where=self.loaded.mark(clause.id))
        return self.read(clause.at, ("clauses", number, "at"))

    @cached_property
    def end(self) -> datetime | None:
        """The first instant at which it binds no longer; None while it is open-ended.

        A stated end goes before a length. Of the ends that were agreed later (renewed), the last in time
        holds if it extends; a renewal that nobody recorded extends nothing, not even an automatic one.
        Raises end-before-start.
        """
        if self.assume is not None and self.assume.end is not None:
            end: datetime | None = self.assume.end.astimezone(UTC)
            where = self.loaded.mark("", "clauses")
        else:
            found = self.only(DurationClause)
            if found is None:
                return None
            number, clause = found
            where = self.loaded.mark(clause.id)
            end = self._stated_end(clause, ("clauses", number))
        if end is not None and end <= self.start.instant:
            what = f"It would end ({stamp(end)}) no later than it begins ({stamp(self.start.instant)})."
            raise AGREEMENTS.fault("end-before-start", what, where=where)
        return end

    def _stated_end(self, clause: DurationClause, here: Path_) -> datetime | None:
        if clause.until is not None:
            end = self.read(clause.until, (*here, "until")).instant
        elif clause.length is not None:
            length = when.duration(clause.length, where=self.place((*here, "length")))
            end = when.shift(self.start.instant, length, self.start.zone)
        else:
            return None
        renewed = clause.renewal.renewed if clause.renewal else []
        path = (*here, "renewal", "renewed")
        return max([end, *(self.read(moment, (*path, n)).instant for n, moment in enumerate(renewed))])


def _placed(text: str, zone: str, where: Mark) -> datetime:
    try:
        return when.instant(text, zone, where=where)
    except Fault as fault:
        raise _at(fault, where) from None


def _at(fault: Fault, where: Mark) -> Fault:
    """The same fault, at a place if it has none yet."""
    if str(fault.where):
        return fault
    return Fault(fault.code, fault.what, where=where, remedy=fault.remedy)


def stamp(instant: datetime, zone: str = "UTC") -> str:
    """An instant as people read it: 2016-02-27 00:00 Asia/Damascus."""
    local = instant.astimezone(when.zone(zone))
    seconds = f":{local:%S}" if local.second else ""
    return f"{local:%Y-%m-%d %H:%M}{seconds} {zone}"
