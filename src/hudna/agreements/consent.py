"""Consent: what each party answered, and who is listed or designated as excluded, with the instants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from hudna.agreements.model import Acceptance, Answer, Ban, Exclusion, Freeze, Moment, Scope, Withdrawal
from hudna.agreements.moments import Clock
from hudna.agreements.names import Path_
from hudna.agreements.parse import Given
from hudna.agreements.term import Period
from hudna.ground import GROUND, NO_END, NO_START, Fault

SIGNED = frozenset({"signed", "in-force", "ended"})


@dataclass(frozen=True, slots=True)
class Consent:
    """From when until when each party's own acceptance, refusal or exclusion holds, and what was not read."""

    accepted: dict[str, list[Period]] = field(default_factory=dict)
    refused: dict[str, list[Period]] = field(default_factory=dict)
    excluded: dict[str, list[Period]] = field(default_factory=dict)
    elsewhere: dict[str, list[Period]] = field(default_factory=dict)
    faults: dict[str, Fault] = field(default_factory=dict)

    def has_accepted(self, party: str, at: datetime) -> bool:
        """Does an acceptance of its own bind the party at that instant?"""
        return _holds(self.accepted, party, at)

    def has_opted_out(self, party: str, at: datetime) -> bool:
        """Had the party itself refused, or withdrawn, by that instant?"""
        return _holds(self.refused, party, at)

    def is_excluded(self, party: str, at: datetime) -> bool:
        """Is the party itself listed or designated at that instant?"""
        return _holds(self.excluded, party, at)

    def is_bound_elsewhere(self, party: str, at: datetime) -> bool:
        """Does another version of the same plan bind the party at that instant?"""
        return _holds(self.elsewhere, party, at)

    def instants(self) -> Iterator[datetime]:
        """Every instant at which one of them begins or ends."""
        for kind in (self.accepted, self.refused, self.excluded, self.elsewhere):
            for periods in kind.values():
                for period in periods:
                    yield from period


def _holds(kind: dict[str, list[Period]], party: str, at: datetime) -> bool:
    return any(since <= at < until for since, until in kind.get(party, ()))


def read_consent(clock: Clock, start: datetime) -> Consent:
    """All answers and designations of an agreement that enters into force at ``start``."""
    consent = Consent()
    given = clock.loaded.given
    if given is not None:
        _take(given, start, consent)
    for number, clause in enumerate(clock.agreement.clauses):
        here: Path_ = ("clauses", number)
        if isinstance(clause, Acceptance):
            for place, answer in enumerate(clause.answers if given is None else ()):
                path = (*here, "answers", place)
                try:
                    _check_party(clock, answer.party, (*path, "party"))
                    _read_answer(clock, start, clause, answer, (*here, "deadline"), path, consent)
                except Fault as fault:
                    consent.faults.setdefault(clause.id, fault)
        elif isinstance(clause, Exclusion):
            _read_exclusion(clock, clause, here, consent)
    if clock.assume is not None:
        for party in _assumed(clock, consent):
            consent.accepted.setdefault(party, []).append((start, NO_END))
    return consent


def _take(given: Given, start: datetime, consent: Consent) -> None:
    """What a journal has, in place of the answers that the text tells of."""
    for party, periods in given.accepted.items():
        kept = [(max(start, since), until) for since, until in periods if max(start, since) < until]
        consent.accepted[party] = kept
    for mine, theirs in ((consent.refused, given.refused), (consent.elsewhere, given.elsewhere)):
        mine.update((party, list(periods)) for party, periods in theirs.items())


def _check_party(clock: Clock, party: str, path: Path_) -> None:
    if party not in clock.loaded.parties:
        raise GROUND.fault("party-unknown", f"There is no party “{party}”.", where=clock.place(path))


def _read_answer(
    clock: Clock,
    start: datetime,
    clause: Acceptance,
    answer: Answer,
    due: Path_,
    path: Path_,
    consent: Consent,
) -> None:
    given = clock.read(answer.at, (*path, "at")).instant if answer.at else None
    if answer.answer == "refused":
        consent.refused.setdefault(answer.party, []).append((given or NO_START, NO_END))
        return
    ends = clock.read(answer.withdrawn, (*path, "withdrawn")).instant if answer.withdrawn else NO_END
    if ends < NO_END:
        consent.refused.setdefault(answer.party, []).append((ends, NO_END))
    deadline = clock.read(clause.deadline, due).instant if clause.deadline else None
    late = answer.accession or (given is not None and deadline is not None and given > deadline)
    if late and (clause.accession != "allowed" or given is None):
        return
    if given is None and clock.assume is None and clock.agreement.status not in SIGNED:
        return
    begins = max(start, given) if given else start
    if begins < ends:
        consent.accepted.setdefault(answer.party, []).append((begins, ends))


def _read_exclusion(clock: Clock, clause: Exclusion, here: Path_, consent: Consent) -> None:
    listed = [(party, None, None, (*here, "parties", n)) for n, party in enumerate(clause.parties)]
    designated = [
        (entry.party, entry.since, entry.until, (*here, "designations", n))
        for n, entry in enumerate(clause.designations)
    ]
    for party, since, until, path in (*listed, *designated):
        try:
            _check_party(clock, party, path)
            begins = _read(clock, since, (*path, "since"), NO_START)
            ends = _read(clock, until, (*path, "until"), NO_END)
            consent.excluded.setdefault(party, []).append((begins, ends))
        except Fault as fault:
            consent.faults.setdefault(clause.id, fault)


def _read(clock: Clock, moment: Moment | None, path: Path_, default: datetime) -> datetime:
    return default if moment is None else clock.read(moment, path).instant


def _assumed(clock: Clock, consent: Consent) -> Iterator[str]:
    """The parties that a rehearsal takes as having accepted."""
    assert clock.assume is not None
    if clock.assume.accepted is not None:
        yield from clock.assume.accepted
        return
    invited: set[str] = set()
    named: set[str] = set()
    for clause in clock.agreement.clauses:
        if isinstance(clause, Acceptance):
            invited |= {*clause.invited, *(a.party for a in clause.answers if a.answer == "accepted")}
        elif isinstance(clause, Ban | Freeze):
            named |= {*(clause.by or ())}
        elif isinstance(clause, Scope | Withdrawal):
            named |= {*(clause.lines or ())}
    yield from sorted((invited or named) - consent.refused.keys())
