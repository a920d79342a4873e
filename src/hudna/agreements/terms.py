"""Terms: one clause looked up, into the terms that incidents are held against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hudna.agreements.bound import Roll
from hudna.agreements.faults import AGREEMENTS
from hudna.agreements.hours import common, open_hours
from hudna.agreements.lookup import Lookup
from hudna.agreements.model import AnyClause, Ban, Freeze, Moment, Permission, SelfDefence, Span, Withdrawal
from hudna.agreements.moments import Clock, stamp
from hudna.agreements.names import Path_
from hudna.agreements.places import Ground, Place
from hudna.agreements.term import Period, SelfDefenceNote, Term
from hudna.ground import Words


@dataclass(frozen=True, slots=True)
class Frame:
    """What the clauses of one agreement share while they are resolved.

    ``horizon``: the instant up to which the hours of the day of an open-ended clause are laid out.
    """

    clock: Clock
    roll: Roll
    ground: Ground
    lookup: Lookup
    start: datetime
    end: datetime
    horizon: datetime

    def period(self, since: Moment | None, until: Moment | None, path: Path_, first: str = "since") -> Period:
        """From when until when a clause holds, no longer than the agreement does. Raises period-empty."""
        begins = self.clock.read(since, (*path, first)).instant if since else self.start
        ends = self.clock.read(until, (*path, "until")).instant if until else self.end
        low, high = max(begins, self.start), min(ends, self.end)
        if low < high:
            return low, high
        if until and begins >= ends:
            what = f"It would end ({stamp(ends)}) no later than it begins ({stamp(begins)})."
        else:
            what = f"From {stamp(begins)} on the agreement is not in force any more."
            if ends <= self.start:
                what = f"It ends ({stamp(ends)}) before the agreement enters into force."
        raise AGREEMENTS.fault("period-empty", what, where=self.clock.place(path))

    def windows(self, period: Period, hours: Sequence[Span] | None, path: Path_) -> list[Period]:
        """The period, or the hours of the day within it. Raises timezone-missing, period-empty."""
        if hours is None:
            return [period]
        spans: list[tuple[Span, str]] = []
        for number, span in enumerate(hours):
            zone = span.zone or self.clock.agreement.timezone
            if zone is None:
                where = self.clock.place((*path, "hours", number))
                what = f"{span.opens}–{span.closes} is on no named clock."
                raise AGREEMENTS.fault("timezone-missing", what, where=where)
            spans.append((span, zone))
        found = open_hours(spans, period[0], min(period[1], max(self.horizon, period[0])))
        if not found:
            what = "None of its hours of the day fall into the time that it holds."
            raise AGREEMENTS.fault("period-empty", what, where=self.clock.place((*path, "hours")))
        return found


@dataclass(frozen=True, slots=True)
class _Draft:
    """A term before it is known who is bound by it, and when."""

    clause: str
    kind: Literal["ban", "permission"]
    place: Place
    windows: list[Period]
    acts: frozenset[str]
    weapons: frozenset[str] | None
    excepts: frozenset[str] | None = None
    conditions: tuple[Words, ...] = ()

    def terms(self, roll: Roll, by: Iterable[str] | None, against: Iterable[str] | None) -> Iterator[Term]:
        """One term for every standing of the parties that the clause speaks of."""
        for standing, periods in roll.select(by, against):
            held = common(self.windows, periods)
            if held:
                yield Term(
                    clause=self.clause,
                    kind=self.kind,
                    zone=self.place.geometry,
                    zone_name=self.place.name,
                    periods=tuple(held),
                    acts=self.acts,
                    weapons=self.weapons,
                    bound=standing.bound,
                    doubtful=standing.doubtful,
                    excluded=standing.excluded,
                    targets=standing.targets,
                    excepts=self.excepts,
                    conditions=self.conditions,
                )


def terms_of(frame: Frame, clause: AnyClause) -> list[Term]:
    """The terms of a ban, permission, freeze or withdrawal; of any other clause none.

    Raises the fault that stands in the way: a moment, an act, a weapon, a party or a zone that cannot be
    found, or nobody-bound.
    """
    path: Path_ = ("clauses", frame.clock.loaded.numbers[clause.id])
    if isinstance(clause, Ban | Permission):
        found = _selected(frame, clause, path)
    elif isinstance(clause, Freeze):
        found = _frozen(frame, clause, path)
    elif isinstance(clause, Withdrawal):
        found = _withdrawn(frame, clause, path)
    else:
        return []
    if not found:
        what = "No party that it speaks of is bound while it holds."
        raise AGREEMENTS.fault("nobody-bound", what, where=frame.clock.place(path))
    return found


def _selected(frame: Frame, clause: Ban | Permission, path: Path_) -> list[Term]:
    lookup = frame.lookup
    lookup.parties(clause.by, (*path, "by"))
    lookup.parties(clause.against, (*path, "against"))
    if isinstance(clause, Permission):
        acts, excepts = lookup.permitted(clause, path), clause.of
    else:
        acts, excepts = lookup.acts(clause.acts, (*path, "acts")), None
    draft = _Draft(
        clause=clause.id,
        kind=clause.kind,
        place=frame.ground.zone(clause.zone, path),
        windows=frame.windows(frame.period(clause.since, clause.until, path), clause.hours, path),
        acts=acts,
        weapons=lookup.weapons(clause.weapons, (*path, "weapons")),
        excepts=frozenset(excepts) if excepts is not None else None,
        conditions=tuple(clause.conditions) if isinstance(clause, Permission) else (),
    )
    return list(draft.terms(frame.roll, clause.by, clause.against))


def _frozen(frame: Frame, clause: Freeze, path: Path_) -> list[Term]:
    frame.lookup.parties(clause.by, (*path, "by"))
    first = "since" if clause.since else "baseline"
    period = frame.period(clause.since or clause.baseline, clause.until, path, first)
    acts = frame.lookup.acts(clause.acts, (*path, "acts"))
    draft = _Draft(clause.id, "ban", frame.ground.zone(clause.zone, path), [period], acts, None)
    return list(draft.terms(frame.roll, clause.by, None))


def _withdrawn(frame: Frame, clause: Withdrawal, path: Path_) -> list[Term]:
    """A ban on being seen within the distance of a party's own line, from the day it is to be done by.

    If one line or class cannot be looked up, the whole clause is left out: to hold only one side to it would
    not be even-handed.
    """
    if clause.done_by is None:
        what = "It does not say by when the weapons must be gone."
        raise AGREEMENTS.fault("done-missing", what, where=frame.clock.place(path))
    if clause.begins is not None:
        begins, due = (
            frame.clock.read(moment, (*path, field)).instant
            for moment, field in ((clause.begins, "begins"), (clause.done_by, "done_by"))
        )
        check_order(frame.clock, begins, due, path)
    period = frame.period(clause.done_by, clause.until, path, "done_by")
    acts = frame.lookup.acts(clause.acts, (*path, "acts"))
    lines = frame.ground.lines(clause.lines, path)
    for party, (_, where) in lines.items():
        _check_line_party(frame, party, where)
    found: list[Term] = []
    for number, pullback in enumerate(clause.pullbacks):
        weapons = frame.lookup.weapons(pullback.weapons, (*path, "pullbacks", number, "weapons"))
        for party, (shape, where) in lines.items():
            place = frame.ground.band(shape, where, pullback.km)
            draft = _Draft(clause.id, "ban", place, [period], acts, weapons)
            found += draft.terms(frame.roll, (party,), None)
    return found


def check_order(clock: Clock, begins: datetime, due: datetime, path: Path_) -> None:
    """Raise due-before-begin if something would be due before it begins."""
    if due < begins:
        what = f"It is due ({stamp(due)}) before it begins ({stamp(begins)})."
        raise AGREEMENTS.fault("due-before-begin", what, where=clock.place(path))


def _check_line_party(frame: Frame, party: str, path: Path_) -> None:
    if party not in frame.clock.loaded.parties:
        frame.lookup.parties([party], path)
    if frame.clock.loaded.parties[party].kind == "people":
        what = f"“{party}” are people who can be hit, not a party with a line."
        raise AGREEMENTS.fault("line-party", what, where=frame.clock.place(path))


def note_of(frame: Frame, clause: SelfDefence) -> SelfDefenceNote:
    """What a claim of self-defence would have to show; its parties are those named and all below them."""
    path: Path_ = ("clauses", frame.clock.loaded.numbers[clause.id])
    frame.lookup.parties(clause.by, (*path, "by"))
    by = None if clause.by is None else frame.roll.below(clause.by)
    return SelfDefenceNote(clause.id, by, tuple(clause.steps))
