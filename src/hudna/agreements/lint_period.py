"""Periods: when it all begins and ends, by when each thing is due, and in what order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from hudna.agreements.lint_draft import Draft, Part
from hudna.agreements.lint_rules import Lint
from hudna.agreements.model import (
    Ban,
    Deadline,
    DurationClause,
    EntryIntoForce,
    Freeze,
    Moment,
    Permission,
    Phase,
    Quantity,
    Redeployment,
    Withdrawal,
)
from hudna.agreements.names import SIGNATURE, START
from hudna.ground import Fault, when


def start(draft: Draft) -> Iterator[Lint]:
    """start-missing."""
    clauses = draft.of(EntryIntoForce)
    if not clauses:
        yield draft.absent("start-missing", "No clause says when the agreement enters into force.")
    for clause in clauses:
        if clause.at is None:
            what = f"Clause {clause.id} does not say when the agreement enters into force."
            yield draft.lint("start-missing", clause.id, (), what)


def duration(draft: Draft) -> Iterator[Lint]:
    """expiry-missing, duration-unclear, end-before-start, renewal-without-notice."""
    clauses = draft.of(DurationClause)
    if not clauses:
        yield draft.absent("expiry-missing", "No clause says how long the agreement holds.")
    for clause in clauses:
        given = [name for name in ("length", "until") if getattr(clause, name) is not None]
        if not given and not clause.open_ended:
            what = f"Clause {clause.id} gives no length, no end, and does not say that it is open-ended."
            yield draft.lint("expiry-missing", clause.id, (), what)
        if given and clause.open_ended:
            what = f"It is open-ended and has an end (“{given[0]}”)."
            yield draft.lint("duration-unclear", clause.id, ("open_ended",), what)
        yield from _ends(draft, clause)
        if clause.renewal is not None and clause.renewal.notice is None:
            what = f"It may be renewed ({clause.renewal.how}), but it is not said how long before its end."
            yield draft.lint("renewal-without-notice", clause.id, ("renewal",), what)


def _ends(draft: Draft, clause: DurationClause) -> Iterator[Lint]:
    if draft.start is None:
        return
    until = draft.instant(clause.until, clause.id, "until")
    length = None
    if clause.length is not None:
        try:
            span = when.duration(clause.length)
            length = when.shift(draft.start, span, draft.clock.start.zone)
        except Fault as fault:
            if fault.code == "calendar-impossible":
                yield draft.lint(fault.code, clause.id, ("length",), fault.what)
    if until is not None and length is not None and until != length:
        what = f"The length ends on {draft.stamp(length)}, the end given is {draft.stamp(until)}."
        yield draft.lint("duration-unclear", clause.id, ("until",), what)
    for field, end in (("until", until), ("length", length)):
        if end is not None and end <= draft.start:
            what = f"It would end ({draft.stamp(end)}) no later than it begins ({draft.stamp(draft.start)})."
            yield draft.lint("end-before-start", clause.id, (field,), what)
            return


def deadlines(draft: Draft) -> Iterator[Lint]:
    """deadline-before-start, due-missing, withdrawal-dates-missing: of deadlines, withdrawals and phases."""
    for part, node in draft.nodes(Deadline):
        yield from _due(draft, part, node.begins, node.due, "due", "due-missing")
    for part, withdrawal in draft.nodes(Withdrawal):
        yield from _due(draft, part, withdrawal.begins, withdrawal.done_by, "done_by", "withdrawal-dates-missing")
    for part, phase in draft.nodes(Phase):
        yield from _due(draft, part, phase.begins, phase.done_by, "done_by", "due-missing")


def _due(
    draft: Draft, part: Part, begins: Moment | None, due: Moment | None, field: str, missing: str
) -> Iterator[Lint]:
    path = (*part.path, field)
    name = f"Phase {part.node.id}" if isinstance(part.node, Phase) else f"Clause {part.clause}"
    if due is None:
        yield draft.lint(missing, part.clause, part.path, f"{name} does not say by when it is done.")
        return
    end = draft.instant(due, part.clause, *path)
    begin = draft.instant(begins, part.clause, *part.path, "begins")
    if end is None:
        return
    if begin is not None and end <= begin:
        what = f"{name} is due ({draft.stamp(end)}) no later than it begins ({draft.stamp(begin)})."
        yield draft.lint("deadline-before-start", part.clause, path, what)
    elif draft.start is not None and end < draft.start:
        what = f"{name} is due ({draft.stamp(end)}) before the entry into force ({draft.stamp(draft.start)})."
        yield draft.lint("deadline-before-start", part.clause, path, what, severity="warning")
    elif draft.end is not None and end > draft.end:
        what = f"{name} is due ({draft.stamp(end)}) after the agreement ends ({draft.stamp(draft.end)})."
        yield draft.lint("clause-outside-period", part.clause, path, what)


def periods(draft: Draft) -> Iterator[Lint]:
    """period-empty, clause-outside-period: since and until of what is forbidden, permitted or counted."""
    start, end = draft.start, draft.end
    for clause in draft.agreement.clauses:
        if not isinstance(clause, Ban | Permission | Freeze | Quantity | Withdrawal):
            continue
        first = "done_by" if isinstance(clause, Withdrawal) else "since"
        since = draft.instant(getattr(clause, first), clause.id, first)
        until = draft.instant(clause.until, clause.id, "until")
        if since is not None and until is not None and until <= since:
            what = f"Clause {clause.id} ends ({draft.stamp(until)}) no later than it begins ({draft.stamp(since)})."
            yield draft.lint("period-empty", clause.id, ("until",), what)
        elif start is not None and until is not None and until <= start:
            what = f"Clause {clause.id} ends ({draft.stamp(until)}) before the entry into force ({draft.stamp(start)})."
            yield draft.lint("clause-outside-period", clause.id, ("until",), what)
        elif first == "since" and since is not None and end is not None and since >= end:
            what = f"Clause {clause.id} begins ({draft.stamp(since)}) after the agreement ends ({draft.stamp(end)})."
            yield draft.lint("clause-outside-period", clause.id, ("since",), what)


def order(draft: Draft) -> Iterator[Lint]:
    """unreachable, phase-order: what comes after something else."""
    phases = {phase.id: (part, phase) for part, phase in draft.nodes(Phase)}
    for part, phase in phases.values():
        if phase.after is None:
            continue
        if phase.after in phases:
            yield from _phase_order(draft, (part, phase), phases[phase.after])
        else:
            yield from _reachable(draft, part, phase.after, phase.done_by, "done_by")
    for part, deadline in draft.nodes(Deadline):
        if deadline.after is not None:
            yield from _reachable(draft, part, deadline.after, deadline.due, "due")


def _phase_order(draft: Draft, later: tuple[Part, Phase], first: tuple[Part, Phase]) -> Iterator[Lint]:
    part, phase = later
    before, other = first
    for field, word in (("done_by", "done"), ("begins", "begun")):
        here = draft.instant(getattr(phase, field), part.clause, *part.path, field)
        there = draft.instant(getattr(other, field), before.clause, *before.path, field)
        if here is not None and there is not None and here < there:
            what = (
                f"Phase {phase.id} comes after {other.id}, but is to be {word} ({draft.stamp(here)}) "
                f"before it ({draft.stamp(there)})."
            )
            yield draft.lint("phase-order", part.clause, (*part.path, field), what, others=[before.clause])
            return
    due = draft.instant(phase.done_by, part.clause, *part.path, "done_by")
    begins = draft.instant(other.begins, before.clause, *before.path, "begins")
    if due is not None and begins is not None and due <= begins:
        yield _too_late(draft, part, other.id, "done_by", due, begins)


def _reachable(draft: Draft, part: Part, name: str, due: Moment | None, field: str) -> Iterator[Lint]:
    """An event that is dated, or a clause that cannot begin to be met, after what has to follow it is due."""
    end = draft.instant(due, part.clause, *part.path, field)
    if end is None:
        return
    first = None
    if name == START:
        first = draft.start
    elif name == SIGNATURE:
        first = draft.instant(draft.agreement.signed, "", "signed")
    elif name in draft.agreement.events:
        first = draft.instant(draft.agreement.events[name], "", "events", name)
    elif name in draft.loaded.clauses:
        clause = draft.loaded.clauses[name]
        begins = getattr(clause, "begins", None) or getattr(clause, "since", None)
        first = draft.instant(begins, name, "begins")
        if isinstance(clause, Redeployment):
            first = _first_begin(draft, clause)
    if first is not None and end < first:
        yield _too_late(draft, part, name, field, end, first)


def _first_begin(draft: Draft, clause: Redeployment) -> datetime | None:
    """When the last of the phases begins: before that the whole cannot be done."""
    begins = [draft.instant(p.begins, clause.id, "phases", n, "begins") for n, p in enumerate(clause.phases)]
    return max((b for b in begins if b is not None), default=None)


def _too_late(draft: Draft, part: Part, name: str, field: str, due: datetime, first: datetime) -> Lint:
    what = f"It is due ({draft.stamp(due)}) before “{name}”, which it has to come after, can be ({draft.stamp(first)})."
    others = [name] if name in draft.loaded.clauses else []
    return draft.lint("unreachable", part.clause, (*part.path, field), what, others=others)


CHECKS = (start, duration, deadlines, periods, order)
