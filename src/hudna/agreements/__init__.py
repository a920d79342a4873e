"""Agreements: what was agreed, who is bound, where, and from when?

Answers a mediator with a draft, a monitor with a signed text, and the rooms that assess incidents. Refuses
an agreement whose clauses name themselves or wait for each other, a name that stands for two things, a time
without a named zone, a ban without acts or ground: never guesses what the text leaves open.
"""

from hudna.agreements.bound import Roll, Standing, call_roll
from hudna.agreements.diff import diff, render
from hudna.agreements.faults import AGREEMENTS
from hudna.agreements.lint import lint
from hudna.agreements.lint_rules import RULES, Lint, Rule, explain
from hudna.agreements.model import Agreement, AnyClause, Clause
from hudna.agreements.moments import Assumption, stamp
from hudna.agreements.parse import Loaded, load_agreement, parse_agreement
from hudna.agreements.print import print_agreement
from hudna.agreements.resolve import resolve
from hudna.agreements.schedule import schedule
from hudna.agreements.schema import schema
from hudna.agreements.sides import Change
from hudna.agreements.term import Period, Resolved, ScheduleEntry, SelfDefenceNote, Term

__all__ = [
    "AGREEMENTS",
    "RULES",
    "Agreement",
    "AnyClause",
    "Assumption",
    "Change",
    "Clause",
    "Lint",
    "Loaded",
    "Period",
    "Resolved",
    "Roll",
    "Rule",
    "ScheduleEntry",
    "SelfDefenceNote",
    "Standing",
    "Term",
    "call_roll",
    "diff",
    "explain",
    "lint",
    "load_agreement",
    "parse_agreement",
    "print_agreement",
    "render",
    "resolve",
    "schedule",
    "schema",
    "stamp",
]
