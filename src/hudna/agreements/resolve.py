"""Resolve: an agreement looked up as a whole, ready to be assessed.

A clause that cannot be resolved is left out with its fault, and the others go on; only an agreement whose
entry into force or end cannot be told is refused as a whole.
"""

from __future__ import annotations

from datetime import datetime

from hudna.agreements.bound import call_roll
from hudna.agreements.faults import AGREEMENTS
from hudna.agreements.lookup import Lookup
from hudna.agreements.model import (
    AnyClause,
    Deadline,
    Declaration,
    Dispute,
    Exchange,
    Monitoring,
    PrisonerLists,
    Quantity,
    Redeployment,
    Scope,
    SelfDefence,
)
from hudna.agreements.moments import Assumption, Clock
from hudna.agreements.parse import Loaded
from hudna.agreements.places import Ground
from hudna.agreements.schedule import due_of
from hudna.agreements.term import Resolved, ScheduleEntry, SelfDefenceNote, Term
from hudna.agreements.terms import Frame, note_of, terms_of
from hudna.ground import NO_END, Duration, Fault, when

DAYLIGHT_YEARS = 20


def resolve(loaded: Loaded, *, assume: Assumption | None = None, horizon: datetime | None = None) -> Resolved:
    """The terms of an agreement, with everything looked up: who is bound, where, from when until when.

    ``assume``: what a rehearsal takes as given. ``horizon``: the instant up to which hours of the day are
    laid out while a clause has no end (default: 20 years after the entry into force). Other periods without
    an end run to ``hudna.ground.NO_END``.

    Raises start-missing, kind-twice, end-before-start, and the faults of the moments that these count from.
    """
    clock = Clock(loaded, assume)
    roll = call_roll(loaded, clock=clock)
    start = clock.start.instant
    frame = Frame(
        clock=clock,
        roll=roll,
        ground=Ground(clock),
        lookup=Lookup(clock),
        start=start,
        end=clock.end or NO_END,
        horizon=horizon or when.shift(start, Duration(months=12 * DAYLIGHT_YEARS), "UTC"),
    )
    terms: list[Term] = []
    notes: list[SelfDefenceNote] = []
    due: list[ScheduleEntry] = []
    left_out: dict[str, Fault] = dict(roll.faults)
    for clause in loaded.agreement.clauses:
        entries, fault = due_of(frame, clause)
        due += entries
        try:
            terms += terms_of(frame, clause)
            if isinstance(clause, SelfDefence):
                notes.append(note_of(frame, clause))
            if isinstance(clause, Scope):
                frame.ground.check_scope()
        except Fault as standing_in_the_way:
            fault = standing_in_the_way
        fault = fault or _not_assessed(loaded, clause)
        if fault is not None:
            left_out.setdefault(clause.id, fault)
    return Resolved(
        agreement=loaded.agreement,
        file=loaded.file,
        parties=loaded.parties,
        areas=loaded.areas,
        acts=loaded.acts,
        start=start,
        end=clock.end,
        zone_name=clock.start.zone,
        terms=tuple(terms),
        self_defence=tuple(notes),
        left_out=left_out,
        marks={clause.id: loaded.mark(clause.id) for clause in loaded.agreement.clauses},
        due=tuple(due),
    )


def _not_assessed(loaded: Loaded, clause: AnyClause) -> Fault | None:
    """Why a clause that is in order gives no term, or None for one that does or that serves the others."""
    if isinstance(clause, Redeployment | Quantity | Deadline | PrisonerLists | Exchange):
        what = "It is parsed, resolved and linted; deeds are not yet checked against it."
        return AGREEMENTS.fault("not-assessed", what, where=loaded.mark(clause.id))
    if isinstance(clause, Monitoring | Dispute | Declaration):
        what = "It forbids nothing that an incident could breach."
        return AGREEMENTS.fault("no-terms", what, where=loaded.mark(clause.id))
    return None
