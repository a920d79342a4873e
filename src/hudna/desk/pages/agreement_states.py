"""The state of each clause at an instant: in force, not yet, ended, or why it cannot be assessed; and whom it binds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _

from hudna.agreements import AnyClause, Period, Resolved, Term
from hudna.desk.pages.agreement_terms import Terms
from hudna.desk.pages.agreement_texts import Seen
from hudna.ground import NO_END, Fault

How = Literal["in-force", "not-yet", "ended", "cannot", "watched", "serves", "words"]
MOST_NAMED = 6
WATCHED, NO_TERMS = "not-assessed", "no-terms"


@dataclass(frozen=True)
class ClauseState:
    """How a clause stands. ``why`` and ``remedy``: what is in the way; ``since`` and ``until`` of the stretch told."""

    how: How
    words: str
    since: datetime | None = None
    until: datetime | None = None
    binds: tuple[str, ...] = ()
    more: int = 0
    """How many more it binds, who stand under these."""
    why: str = ""
    code: str = ""
    remedy: str = ""


def states(seen: Seen, at: datetime) -> dict[str, ClauseState]:
    """Clause id → its state."""
    resolved = seen.resolved
    return {
        clause.id: _blocked(seen, clause, resolved)
        if isinstance(resolved, Fault)
        else _state(seen, clause, resolved, at)
        for clause in seen.dated.agreement.clauses
    }


def _blocked(seen: Seen, clause: AnyClause, fault: Fault) -> ClauseState:
    """The whole text cannot be assessed: only what would never be is told apart."""
    if clause.kind in ("declaration", "monitoring", "dispute"):
        return ClauseState("words", _("Words only: nothing in it that an incident could breach"))
    if fault.where.clause not in ("", clause.id):
        return ClauseState("cannot", _("Cannot be assessed"), why=_("The agreement as a whole cannot be, see above."))
    return _cannot(fault)


def _state(seen: Seen, clause: AnyClause, resolved: Resolved, at: datetime) -> ClauseState:
    terms = [term for term in resolved.terms if term.clause == clause.id]
    fault = resolved.left_out.get(clause.id)
    if terms:
        return _of_terms(seen, clause, terms, at)
    if fault is not None and fault.code == NO_TERMS:
        return ClauseState("words", _("Words only: nothing in it that an incident could breach"))
    if fault is not None and fault.code == WATCHED:
        return ClauseState("watched", _("In the schedule: a monitor has to watch it"))
    if fault is not None and fault.code == "nobody-bound" and seen.door.visit.compartments is not None:
        why = _("Whom it binds follows from answers that were not released to you.")
        return ClauseState("cannot", _("Not told to you"), why=why)
    if fault is not None:
        return _cannot(fault)
    return _of_period(resolved, at)


def _cannot(fault: Fault) -> ClauseState:
    return ClauseState("cannot", _("Cannot be assessed"), why=fault.what, code=fault.code, remedy=fault.remedy)


def _of_period(resolved: Resolved, at: datetime) -> ClauseState:
    """A clause that serves the others stands as the agreement as a whole does."""
    if at < resolved.start:
        return ClauseState("not-yet", _("Not yet in force"), since=resolved.start, until=resolved.end)
    if resolved.end is not None and at >= resolved.end:
        return ClauseState("ended", _("Ended"), since=resolved.start, until=resolved.end)
    return ClauseState("serves", _("In force, for the other clauses"), since=resolved.start, until=resolved.end)


def _of_terms(seen: Seen, clause: AnyClause, terms: list[Term], at: datetime) -> ClauseState:
    periods = _joined(period for term in terms for period in term.periods)
    if not periods:
        return ClauseState("ended", _("At no time"))
    now = [term for term in terms if any(since <= at < until for since, until in term.periods)]
    if now:
        since, until = next(one for one in periods if one[0] <= at < one[1])
        named, more = _bound(seen, clause, now)
        return ClauseState("in-force", _("In force"), since, _known(until), named, more)
    if at < periods[0][0]:
        named, more = _bound(seen, clause, terms)
        return ClauseState("not-yet", _("Not yet in force"), periods[0][0], _known(periods[-1][1]), named, more)
    to_come = [one for one in periods if one[0] > at]
    if to_come:
        named, more = _bound(seen, clause, terms)
        return ClauseState("not-yet", _("Between two of its times"), to_come[0][0], _known(to_come[0][1]), named, more)
    return ClauseState("ended", _("Ended"), periods[0][0], _known(periods[-1][1]))


def _joined(periods: Iterable[Period]) -> list[Period]:
    """The same times in order, those that touch or overlap as one: a term ends where who is bound changes, too."""
    found: list[Period] = []
    for since, until in sorted(set(periods)):
        if found and since <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], until)
        else:
            found.append((since, until))
    return found


def _bound(seen: Seen, clause: AnyClause, terms: Iterable[Term]) -> tuple[tuple[str, ...], int]:
    """Whom it binds: those that the clause or the acceptances name first, and how many stand under them."""
    bound = frozenset().union(*(term.bound for term in terms))
    given = seen.dated.given
    named = [*(getattr(clause, "by", None) or ()), *(given.accepted if given else ())]
    first = [party for party in dict.fromkeys(named) if party in bound] or sorted(bound)
    shown = first[:MOST_NAMED]
    return Terms(seen.text).parties(shown), len(bound) - len(shown)


def _known(until: datetime) -> datetime | None:
    return until if until < NO_END else None
