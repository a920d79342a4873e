"""Clocks: what runs out on a plan, when, on whose clock, and whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hudna.agreements.binding import PlanEffect, Texts, read_plan
from hudna.agreements.effect import Effect, invited_to, zone_of
from hudna.agreements.model import DurationClause
from hudna.agreements.moments import Clock
from hudna.agreements.state import Consents
from hudna.ground import NO_END, Duration, Fault, when

Runs = Literal["acceptance", "offer", "notice", "entry-into-force", "renewal", "end"]


@dataclass(frozen=True, slots=True)
class RunningClock:
    """Something that runs out at ``due`` (None: nobody has fixed it yet), on the clock of ``zone``.

    ``who``: whom it concerns. ``overdue``: it ran out, and what it waited for has not come.
    """

    kind: Runs
    plan: str
    version: str
    due: datetime | None
    zone: str
    who: tuple[str, ...]
    overdue: bool


def running_clocks(consents: Consents, plan: str, texts: Texts, at: datetime) -> tuple[RunningClock, ...]:
    """Every clock that runs on a plan at an instant, the earliest first; what is not fixed yet comes last.

    A clock stops when what it waits for has come: all have answered, the notice is over, the agreement is in force.
    """
    read = read_plan(consents, plan, texts)
    found = [
        clock
        for name, effect in read.effects.items()
        if effect.version.offered.at <= at
        for clock in _of_version(read, name, effect, at)
    ]
    return tuple(sorted(found, key=lambda clock: (clock.due or NO_END, clock.version, clock.kind, clock.who)))


def _of_version(read: PlanEffect, name: str, effect: Effect, at: datetime) -> Iterator[RunningClock]:
    def clock(kind: Runs, due: datetime | None, who: tuple[str, ...], zone: str = "") -> RunningClock:
        overdue = due is not None and due < at
        return RunningClock(kind, read.plan, name, due, zone or zone_of(effect.loaded), who, overdue)

    is_open = effect.closed is None or effect.closed.at > at
    waiting = _waiting(effect, at) if is_open else ()
    due: dict[datetime, list[str]] = {}
    for party in waiting:
        deadline = effect.deadlines.get(party, effect.deadlines.get(""))
        if deadline is not None:
            due.setdefault(deadline, []).append(party)
    for deadline, parties in due.items():
        yield clock("acceptance", deadline, tuple(parties))
    unset = tuple(party for party in waiting if effect.last_instant(party) is None)
    if unset:
        yield clock("acceptance", None, unset)
    if waiting and effect.version.offer.expires is not None:
        yield clock("offer", effect.version.offer.expires, waiting)
    for reply in effect.replies:
        if reply.notice is not None and reply.notice.at <= at < reply.ends:
            yield clock("notice", reply.ends, (reply.party,))
    consenting = tuple(
        sorted(p for p, periods in read.given[name].accepted.items() if any(s <= at < u for s, u in periods))
    )
    if not is_open and not consenting:
        return
    if name in read.faults:
        yield clock("entry-into-force", None, consenting)
        return
    text = Clock(effect.loaded)
    start, end = text.start, text.end
    if at < start.instant:
        yield clock("entry-into-force", start.instant, consenting, start.zone)
    if end is not None and at < end:
        yield clock("end", end, consenting, start.zone)
        notice = _renewal_notice(effect, end, start.zone)
        if notice is not None:
            yield clock("renewal", notice, consenting, start.zone)


def _waiting(effect: Effect, at: datetime) -> tuple[str, ...]:
    """Who was asked and has given no answer by then, or one that still waits for its conditions."""
    offeror = effect.version.offer.offered_by
    waiting = []
    for party in sorted(invited_to(effect.version, effect.loaded) - {offeror}):
        reply = effect.of(party, at)
        if reply is None or (reply.counts is None and reply.open) or (reply.counts is not None and reply.counts > at):
            waiting.append(party)
    return tuple(waiting)


def _renewal_notice(effect: Effect, end: datetime, zone: str) -> datetime | None:
    """The last instant to say whether it goes on, where the text asks for a notice."""
    for clause in effect.loaded.agreement.clauses:
        if isinstance(clause, DurationClause) and clause.renewal is not None and clause.renewal.notice is not None:
            try:
                length = when.duration(clause.renewal.notice)
                return when.shift(end, Duration(-length.months, -length.days, -length.seconds), zone)
            except Fault:
                return None
    return None
