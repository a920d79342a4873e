"""Names: what a moment or a deadline may count from, and the time that each name stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hudna.agreements.model import (
    Acceptance,
    Agreement,
    AnyClause,
    Ban,
    Deadline,
    DurationClause,
    EntryIntoForce,
    Exchange,
    Freeze,
    Moment,
    Permission,
    Phase,
    PrisonerLists,
    Quantity,
    Redeployment,
    Withdrawal,
)

SIGNATURE = "signature"
START = "entry-into-force"
FIXED = frozenset({SIGNATURE, START})

Path_ = tuple[str | int, ...]
Origin = tuple[str, Path_]


def entries(agreement: Agreement) -> Iterator[Origin]:
    """Every name that can be counted from, except the two fixed ones, and where it is given."""
    for name in agreement.events:
        yield name, ("events", name)
    for number, clause in enumerate(agreement.clauses):
        yield clause.id, ("clauses", number, "id")
        if isinstance(clause, Redeployment):
            for place, phase in enumerate(clause.phases):
                yield phase.id, ("clauses", number, "phases", place, "id")


def moment_of(item: AnyClause | Phase) -> tuple[str, Moment | None]:
    """The field and the moment that a clause or phase stands for when another counts from it.

    What has to be done stands for the instant by which it must be done; what holds, for its beginning;
    the duration, for its end; an exchange, for its first hand-over; lists, for when they are final, else answered.
    """
    if isinstance(item, Exchange):
        return "batches", item.batches.first if item.batches else None
    if isinstance(item, PrisonerLists):
        named = next((name for name in ("final_by", "answered_by") if getattr(item, name) is not None), "due")
        return named, getattr(item, named)
    field = ""
    if isinstance(item, EntryIntoForce):
        field = "at"
    elif isinstance(item, Acceptance):
        field = "deadline"
    elif isinstance(item, Withdrawal | Phase):
        field = "done_by"
    elif isinstance(item, Deadline):
        field = "due"
    elif isinstance(item, DurationClause):
        field = "until"
    elif isinstance(item, Freeze):
        field = "since" if item.since else "baseline"
    elif isinstance(item, Ban | Permission | Quantity):
        field = "since"
    return field, getattr(item, field) if field else None


def origins(agreement: Agreement) -> Mapping[str, list[Origin]]:
    """For every name: the names that it counts from or comes after, and where that is said."""
    graph: dict[str, list[Origin]] = {SIGNATURE: [], START: []}
    if agreement.signed is not None:
        graph[SIGNATURE] += _counts_from(agreement.signed, ("signed",))
    for name, moment in agreement.events.items():
        graph[name] = _counts_from(moment, ("events", name))
    for number, clause in enumerate(agreement.clauses):
        here: Path_ = ("clauses", number)
        field, moment = moment_of(clause)
        graph[clause.id] = _counts_from(moment, (*here, field))
        if isinstance(clause, EntryIntoForce) and clause.id != START:
            graph[START].append((clause.id, here))
        if isinstance(clause, Deadline) and clause.after:
            graph[clause.id].append((clause.after, (*here, "after")))
        if isinstance(clause, Exchange):
            first = [(one.until, (*here, "waits", n, "until")) for n, one in enumerate(clause.waits) if one.batch == 1]
            graph[clause.id] = [*graph[clause.id], *first]
        if isinstance(clause, Redeployment):
            graph[clause.id] = [(phase.id, (*here, "phases")) for phase in clause.phases]
            for place, phase in enumerate(clause.phases):
                graph[phase.id] = _phase_origins(phase, (*here, "phases", place))
    return graph


def _phase_origins(phase: Phase, here: Path_) -> list[Origin]:
    found = _counts_from(phase.done_by, (*here, "done_by"))
    return [*found, (phase.after, (*here, "after"))] if phase.after else found


def _counts_from(moment: Moment | None, path: Path_) -> list[Origin]:
    return [(moment.event, path)] if moment is not None and moment.event is not None else []
