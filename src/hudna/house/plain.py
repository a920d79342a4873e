"""Entries and the state of a case as plain values, for whoever writes JSON: the command line and the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from hudna.agreements import Texts, read_plan, running_clocks, standing
from hudna.house.state import State
from hudna.journal import CaseOpened, Entry, Report, instant_text
from hudna.monitoring import Docket, running


def plain(value: Any) -> Any:
    """A value of the rooms as JSON has it: instants as text, dataclasses and mappings as objects."""
    if isinstance(value, datetime):
        return instant_text(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    return value


def entry_as_json(entry: Entry, aside: str = "") -> dict[str, Any]:
    """An entry; ``aside``: why it has no effect, if so."""
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


def status_as_json(
    opened: CaseOpened, state: State, texts: Texts, docket: Docket, at: datetime, known_at: datetime | None
) -> dict[str, Any]:
    """Where a case stands at an instant; ``docket``: as it was then, as far as the reader sees it."""
    plans = []
    for plan in state.consents.plans:
        found = standing(state.consents, plan, texts, at, opened.zone)
        plans.append(
            {
                "plan": plan,
                "versions": [plain(one) for one in found.offers],
                "parties": [plain(one) for one in found.parties],
                "bound": found.bound(),
                "clocks": [plain(one) for one in running_clocks(state.consents, plan, texts, at)],
            }
        )
    return {
        "case": opened.case,
        "title": opened.title,
        "exercise": opened.exercise,
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
        "without_effect": [{"entry": ref, "why": why} for ref, why in without_effect(state, texts).items()],
        "entries": dict(state.position),
    }


def without_effect(state: State, texts: Texts) -> dict[str, str]:
    """What was recorded and has no effect, by the number of its entry, and why: by the order of things or by a text."""
    found = {one.said.ref: one.why for one in state.consents.void}
    for plan in state.consents.plans:
        found |= {one.said.ref: one.why for one in read_plan(state.consents, plan, texts).void}
    found |= {one.entry.ref: one.reason for one in (*state.docket.void, *state.ledgers.void)}
    found |= {one.entry.ref: one.reason for one in state.exchanges.void}
    return found | {entry.ref: why for entry, why in state.releases.void}


def report_as_json(report: Report) -> dict[str, Any]:
    """What a verification found."""
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
