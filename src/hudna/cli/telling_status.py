"""Where a case stands, for machines and for people: who is bound, which clocks run, what is in conflict."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hudna.agreements import PlanStanding, RunningClock, running_clocks, standing
from hudna.cli.shown import shown
from hudna.cli.telling import describe, stamp
from hudna.cli.telling_cases import clock_lines
from hudna.house import Case, State, status_as_json, without_effect


def status_json(case: Case, state: State, at: datetime, known_at: datetime | None) -> dict[str, Any]:
    """Where a case stands, for machines."""
    return status_as_json(case.opened, state, case.texts, state.docket_at(at), at, known_at)


def print_status(case: Case, state: State, at: datetime, known_at: datetime | None) -> None:
    """Where a case stands, for people."""
    zone = case.opened.zone
    exercise = "  EXERCISE: dated by hand, no record of anything real" if case.opened.exercise else ""
    print(shown(f"{case.opened.title} ({case.name}){exercise}"))
    known = f", as known on {stamp(known_at, zone)}" if known_at else ""
    print(f"On {stamp(at, zone)}{known} ({zone})")
    for plan in state.consents.plans:
        _print_plan(case, state, plan, at)
    if not state.consents.plans:
        print("\nNo plan was offered. hudna offer records an offer.")
    docket = state.docket_at(at)
    stages = [f"{count} {stage}" for stage, count in docket.by_stage().items() if count]
    if stages:
        print(f"\nComplaints and findings: {len(docket)} = {' + '.join(stages)}")
    for line in clock_lines(docket, at, zone):
        print(f"  {line}")
    for conflict in state.settled.conflicts:
        sides = "; ".join(f"{side[-1].ref}: {describe(side[-1], zone)}" for side in conflict.sides.values())
        print(shown(f"IN CONFLICT, neither has effect: {conflict.thing}"))
        print(f"  {sides}\n  hudna resolve settles it.")
    for ref, why in without_effect(state, case.texts).items():
        print(shown(f"Without effect: {ref}: {why}"))


def _print_plan(case: Case, state: State, plan: str, at: datetime) -> None:
    zone = case.opened.zone
    found = standing(state.consents, plan, case.texts, at, case.opened.zone)
    print(f"\nPlan {plan}: {bound_words(found)}")
    for offer in found.offers:
        print(f"  Version {offer.version}: {offer.words}; its text {offer.document[:12]}…")
    wide = max((len(one.party) for one in found.parties), default=0)
    for one in found.parties:
        print(f"    {one.party:{wide}}  version {one.version}  {one.words}")
    for clock in running_clocks(state.consents, plan, case.texts, at):
        print(f"  {clock_words(clock, zone)}")


def bound_words(found: PlanStanding) -> str:
    """Who is bound, before anything else: by their own consent, and how many through them."""
    own = [f"{one.party} (version {one.version})" for one in found.parties if one.bound and not one.above]
    through = sum(one.bound and bool(one.above) for one in found.parties)
    return (
        f"bound are {', '.join(own)}{f', and {through} through them' if through else ''}" if own else "nobody is bound"
    )


VERBS = {
    "acceptance": "hudna accept, refuse or counter records an answer",
    "entry-into-force": "hudna fix records it",
    "renewal": "hudna renew records a later end",
}
"""What records that for which a clock waits."""


def clock_words(clock: RunningClock, zone: str) -> str:
    """A running clock in one line."""
    names = {
        "acceptance": "deadline for acceptance",
        "offer": "the offer expires",
        "notice": "the notice of withdrawal ends",
        "entry-into-force": "entry into force",
        "renewal": "last day to say whether it goes on",
        "end": "the agreement ends",
    }
    there = zone if clock.zone == "UTC" else clock.zone
    due = f"{stamp(clock.due, there)} {there}" if clock.due else "not fixed yet"
    who = f" ({', '.join(clock.who)})" if clock.who else ""
    late = ", OVERDUE" if clock.overdue else ""
    verb = "" if clock.kind == "entry-into-force" and clock.due else VERBS.get(clock.kind, "")
    return f"Clock: {names[clock.kind]}, version {clock.version}: {due}{who}{late}{f' – {verb}' if verb else ''}"
