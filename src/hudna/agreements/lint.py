"""Lint: what a draft leaves open or gets wrong, each with its clause and line and what to do about it.

Every check looks for one thing and knows nothing of the others, so that one gap does not hide the next. The
last one is the assessment itself: if no rule found an error, whatever it would still refuse is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from hudna.agreements import (
    lint_exchange,
    lint_pairs,
    lint_period,
    lint_time,
    lint_what,
    lint_where,
    lint_who,
    lint_words,
)
from hudna.agreements.lint_draft import Draft
from hudna.agreements.lint_rules import RULES, Lint, Rule, Severity, explain
from hudna.agreements.model import Freeze, Permission
from hudna.agreements.parse import Loaded
from hudna.agreements.resolve import resolve
from hudna.ground import NO_END, Fault

ROOMS = (lint_time, lint_period, lint_who, lint_what, lint_where, lint_exchange, lint_words, lint_pairs)

# What the assessment leaves out on purpose, or until something has happened.
NO_GAP = frozenset({"not-assessed", "no-terms", "event-undated"})
WEEK = timedelta(days=7)
# Faults of the assessment that are rules under another name.
RULE_OF = {"done-missing": "withdrawal-dates-missing", "nobody-bound": "ban-nobody-bound"}


def lint(loaded: Loaded) -> list[Lint]:
    """All lints of an agreement, by line. Raises nothing for an agreement that could be loaded."""
    draft = Draft(loaded)
    found = [lint for room in ROOMS for check in room.CHECKS for lint in check(draft)]
    if not any(lint.severity == "error" for lint in found):
        found += _refused(draft, found)
    return sorted(set(found), key=lambda lint: (lint.line, lint.column, lint.code, lint.message))


def _horizon(draft: Draft) -> datetime | None:
    """Hours of the day need no laying out for decades: a week after the last clause that has them begins."""
    if draft.start is None:
        return None
    hourly = [c for c in draft.zoned if not isinstance(c, Freeze) and c.hours is not None]
    begins = [draft.instant(clause.since, clause.id, "since") or draft.start for clause in hourly]
    return min(max([draft.start, *begins]), NO_END - WEEK) + WEEK


def _refused(draft: Draft, found: list[Lint]) -> Iterator[Lint]:
    """What the assessment would refuse and no check has said: under its own code if a rule has it."""
    said = {(lint.code, clause) for lint in found for clause in lint.clauses}
    nobody = any(lint.code == "ban-nobody-bound" for lint in found)
    try:
        left_out = dict(resolve(draft.loaded, horizon=_horizon(draft)).left_out)
    except Fault as fault:
        left_out = {fault.where.clause: fault}
    except RecursionError:
        yield draft.absent("unresolvable", "Moments count from each other in too long a row.")
        return
    for clause, reason in left_out.items():
        if reason.code in NO_GAP or (reason.code == "nobody-bound" and nobody):
            continue
        code = RULE_OF.get(reason.code, reason.code)
        if code == "ban-nobody-bound" and isinstance(draft.loaded.clauses.get(clause), Permission):
            code = "permission-needless"
        if (code == "period-empty" and ("clause-outside-period", clause) in said) or (code, clause) in said:
            continue
        where = clause if clause in draft.loaded.clauses else ""
        path = () if where else ("clauses",)
        known = code in RULES and code != "unresolvable"
        what = reason.what if known else f"{reason.what} [{reason.code}] {reason.remedy}"
        yield draft.lint(code if known else "unresolvable", where, path, what)


__all__ = ["RULES", "Lint", "Rule", "Severity", "explain", "lint"]
