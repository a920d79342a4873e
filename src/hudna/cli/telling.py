"""How entries, the state of a case and its ledgers are told in a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from hudna.cli.shown import shown
from hudna.ground import when
from hudna.journal import Entry, Report
from hudna.monitoring import Span, Spot

MOST_FINDINGS = 20


def as_json(value: Any) -> str:
    """JSON for machines."""
    return json.dumps(value, ensure_ascii=False, indent=1)


def stamp(moment: datetime, zone: str) -> str:
    """An instant to the minute on the wall clock of a zone."""
    return moment.astimezone(when.zone(zone)).strftime("%Y-%m-%d %H:%M")


def describe(entry: Entry, zone: str, *, without: Sequence[str] = ()) -> str:
    """An entry in one line: when it was true, who decided, on whose behalf, what (``without`` some of its fields)."""
    said = "; ".join(
        f"{name.replace('_', ' ')} {text}"
        for name, text in _told(entry.event, zone)
        if text not in ("", "[]", "{}") and name not in without
    )
    kind = entry.event.KIND.partition(".")[2].replace("-", " ")
    behalf = f" for {entry.behalf}" if entry.behalf else ""
    late = "" if abs((entry.recorded - entry.at).total_seconds()) < 60 else f" (recorded {stamp(entry.recorded, zone)})"
    return shown(f"{stamp(entry.at, zone)}{late}  {entry.by}{behalf}: {kind}" + (f" — {said}" if said else ""))


def _told(event: Any, zone: str) -> Iterable[tuple[str, str]]:
    for field in fields(event):
        value = getattr(event, field.name)
        if isinstance(value, datetime):
            yield field.name, stamp(value, zone)
        elif isinstance(value, Span):
            there = "" if value.zone == zone else f" (told in {value.zone})"
            yield field.name, f"{stamp(value.earliest, zone)} to {stamp(value.latest, zone)}{there}"
        elif isinstance(value, Spot):
            point = f"{value.lon},{value.lat} within {value.radius_m} m" if value.lon else ""
            yield field.name, " in ".join(text for text in (point, value.area) if text)
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


def print_entries(entries: Sequence[Entry], aside: Mapping[str, str], zone: str) -> None:
    """Entries in one line each."""
    for entry in entries:
        note = f"  [without effect: {aside[entry.hash]}]" if entry.hash in aside else ""
        print(f"{entry.ref}  {describe(entry, zone)}{note}")


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
