"""How entries, the state of a case and its ledgers are told in a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from hudna.agreements import RunningClock, running_clocks, standing
from hudna.ground import when
from hudna.house import Case, State
from hudna.journal import Entry, Report, instant_text
from hudna.monitoring import running

MOST_FINDINGS = 20


def plain(value: Any) -> Any:
    """A value of the rooms as JSON has it."""
    if isinstance(value, datetime):
        return instant_text(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    return value


def as_json(value: Any) -> str:
    """JSON for machines."""
    return json.dumps(value, ensure_ascii=False, indent=1)


def entry_json(entry: Entry, aside: str = "") -> dict[str, Any]:
    """An entry for machines."""
    return {
        "entry": entry.ref,
        "hash": entry.hash,
        "kind": entry.event.KIND,
        "at": instant_text(entry.at),
        "recorded": instant_text(entry.recorded),
        "by": entry.by,
        "behalf": entry.behalf,
        "event": plain(entry.event),
        "set_aside": aside,
    }


def stamp(moment: datetime, zone: str) -> str:
    """An instant to the minute on the wall clock of a zone."""
    return moment.astimezone(when.zone(zone)).strftime("%Y-%m-%d %H:%M")


def describe(entry: Entry, zone: str) -> str:
    """An entry in one line: when it was true, who decided, on whose behalf, what."""
    said = "; ".join(
        f"{name.replace('_', ' ')} {text}" for name, text in _told(entry.event, zone) if text not in ("", "[]", "{}")
    )
    kind = entry.event.KIND.partition(".")[2].replace("-", " ")
    behalf = f" for {entry.behalf}" if entry.behalf else ""
    late = "" if abs((entry.recorded - entry.at).total_seconds()) < 60 else f" (recorded {stamp(entry.recorded, zone)})"
    return f"{stamp(entry.at, zone)}{late}  {entry.by}{behalf}: {kind}" + (f" — {said}" if said else "")


def _told(event: Any, zone: str) -> Iterable[tuple[str, str]]:
    for field in fields(event):
        value = getattr(event, field.name)
        if isinstance(value, datetime):
            yield field.name, stamp(value, zone)
        elif isinstance(value, str):
            yield field.name, value[:12] + "…" if len(value) == 64 and " " not in value else value
        elif value is None or value is False or value == () or value == {}:
            continue
        elif is_dataclass(value):
            yield field.name, ", ".join(text for _, text in _told(value, zone) if text)
        elif isinstance(value, tuple):
            parts = [", ".join(t for _, t in _told(one, zone) if t) if is_dataclass(one) else str(one) for one in value]
            yield field.name, ", ".join(parts)
        elif isinstance(value, Mapping):
            yield field.name, ", ".join(f"{key} {one}" for key, one in value.items())
        else:
            yield field.name, str(value)


def status_json(case: Case, state: State, at: datetime, known_at: datetime | None) -> dict[str, Any]:
    """Where a case stands, for machines."""
    plans = []
    for plan in state.consents.plans:
        found = standing(state.consents, plan, case.texts, at)
        clocks = running_clocks(state.consents, plan, case.texts, at)
        plans.append(
            {
                "plan": plan,
                "versions": [plain(one) for one in found.offers],
                "parties": [plain(one) for one in found.parties],
                "bound": found.bound(),
                "clocks": [plain(one) for one in clocks],
            }
        )
    void = [*((v.said.ref, v.why) for v in state.consents.void), *_void(state)]
    docket = state.docket_at(at)
    return {
        "case": case.name,
        "title": case.opened.title,
        "exercise": case.opened.exercise,
        "at": instant_text(at),
        "known_at": instant_text(known_at) if known_at else None,
        "plans": plans,
        "docket": {
            "received": len(docket),
            "by_stage": dict(docket.by_stage()),
            "clocks": [plain(one) | {"overdue": one.due < at} for one in running(docket)],
        },
        "conflicts": [
            {"thing": c.thing, "sides": {log: [e.ref for e in side] for log, side in c.sides.items()}}
            for c in state.settled.conflicts
        ],
        "set_aside": dict(state.settled.set_aside),
        "without_effect": [{"entry": ref, "why": why} for ref, why in void],
        "entries": dict(state.position),
    }


def _void(state: State) -> list[tuple[str, str]]:
    return [(one.entry.ref, one.reason) for one in (*state.docket.void, *state.ledgers.void)]


def print_status(case: Case, state: State, at: datetime, known_at: datetime | None) -> None:
    """Where a case stands, for people."""
    zone = case.opened.zone
    exercise = "  EXERCISE: dated by hand, no record of anything real" if case.opened.exercise else ""
    print(f"{case.opened.title} ({case.name}){exercise}")
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
    late = [one for one in running(docket) if one.due < at]
    for one in late:
        print(f"  overdue: {one.case} in “{one.stage}” since {stamp(one.since, zone)}, due {stamp(one.due, zone)}")
    for conflict in state.settled.conflicts:
        sides = "; ".join(f"{side[-1].ref}: {describe(side[-1], zone)}" for side in conflict.sides.values())
        print(f"\nIN CONFLICT, neither has effect: {conflict.thing}\n  {sides}\n  hudna resolve settles it.")
    for ref, why in [*((v.said.ref, v.why) for v in state.consents.void), *_void(state)]:
        print(f"Without effect: {ref}: {why}")


def _print_plan(case: Case, state: State, plan: str, at: datetime) -> None:
    zone = case.opened.zone
    found = standing(state.consents, plan, case.texts, at)
    print(f"\nPlan {plan}")
    for offer in found.offers:
        print(f"  Version {offer.version}: {offer.words}; its text {offer.document[:12]}…")
    wide = max((len(one.party) for one in found.parties), default=0)
    for one in found.parties:
        print(f"    {one.party:{wide}}  version {one.version}  {one.words}")
    for clock in running_clocks(state.consents, plan, case.texts, at):
        print(f"  {clock_words(clock, zone)}")


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
    due = f"{stamp(clock.due, clock.zone)} {clock.zone}" if clock.due else "not fixed yet"
    who = f" ({', '.join(clock.who)})" if clock.who else ""
    return f"Clock: {names[clock.kind]}, version {clock.version}: {due}{who}{', OVERDUE' if clock.overdue else ''}"


def print_entries(entries: Sequence[Entry], aside: Mapping[str, str], zone: str) -> None:
    """Entries in one line each."""
    for entry in entries:
        note = f"  [without effect: {aside[entry.hash]}]" if entry.hash in aside else ""
        print(f"{entry.ref}  {describe(entry, zone)}{note}")


def report_json(report: Report) -> dict[str, Any]:
    """What a verification found, for machines."""
    logs = [
        {
            "log": log.log,
            "entries": log.size,
            "signed": log.signed,
            "root": log.root.hex(),
            "key": log.fingerprint,
            "admitted": log.is_admitted,
        }
        for log in report.logs
    ]
    return {
        "case": report.case,
        "sound": report.is_sound,
        "first_bad": report.first_bad,
        "logs": logs,
        "findings": [plain(finding) | {"remedy": finding.remedy} for finding in report.findings],
        "proved": list(report.proved),
        "not_proved": list(report.not_proved),
    }


def report_text(report: Report) -> str:
    """What a verification found, for people."""
    lines = [f"Case {report.case}" if report.case else "No case can be recognised."]
    for log in report.logs:
        admitted = "" if log.is_admitted else ", which nobody admitted"
        lines.append(
            f"  {log.log}: {log.size} entries, {log.signed} of them signed for by key {log.fingerprint}{admitted}"
        )
    if report.first_bad:
        lines.append(f"The first bad entry is {report.first_bad}.")
    for finding in report.findings[:MOST_FINDINGS]:
        where = f"{finding.entry}: " if finding.entry else ""
        lines.append(f"  {where}{finding.what} [{finding.code}] To do: {finding.remedy}")
    if len(report.findings) > MOST_FINDINGS:
        lines.append(f"  and {len(report.findings) - MOST_FINDINGS} more (--format json lists all).")
    lines.append("SOUND." if report.is_sound else "NOT SOUND.")
    for title, words in (("Proved:", report.proved), ("Not proved:", report.not_proved)):
        if words:
            lines += [title, *(f"  - {one}" for one in words)]
    return "\n".join(lines)
