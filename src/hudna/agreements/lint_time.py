"""Time as it is written: zones, clocks, calendars, lengths, and what a moment counts from.

Each moment is looked at where it stands, not where it is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from zoneinfo import available_timezones

from hudna.agreements.lint_draft import Draft, Part, like
from hudna.agreements.lint_rules import Lint
from hudna.agreements.model import (
    Acceptance,
    Deadline,
    DurationClause,
    Moment,
    Phase,
    Renewal,
    Span,
)
from hudna.agreements.model_exchange import Batches, Pace, Waits
from hudna.agreements.names import SIGNATURE, START, Path_, entries
from hudna.ground import Fault, when

_OFFSET = re.compile(r"(utc|gmt|z)?\s*[+-]\s*\d{1,2}(:?\d{2})?|z|etc/gmt.*|local( time)?|[a-z]{2,5}", re.IGNORECASE)
_TAIL = re.compile(
    r"(?P<local>\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?)?)\s*"
    r"(?P<zone>[+-]\d{2}:?\d{2}|local time|[a-z]{1,5})",
    re.IGNORECASE,
)
SIGNED = frozenset({"signed", "in-force", "ended"})


def is_unnamed(zone: str) -> bool:
    """Is this an offset or an abbreviation instead of the name of a place's clock?"""
    return zone != "UTC" and bool(_OFFSET.fullmatch(zone.strip()))


def zones(draft: Draft) -> Iterator[Lint]:
    """timezone-unnamed, zone-unknown: of the agreement, of each moment and of hours of the day."""
    stated: list[tuple[str, Path_, str | None]] = [("", ("timezone",), draft.agreement.timezone)]
    for part, node in _clocks(draft):
        stated.append((part.clause, (*part.path, "zone"), node.zone))
    for clause, path, zone in stated:
        if zone is None:
            continue
        if is_unnamed(zone):
            yield draft.lint("timezone-unnamed", clause, path, f"“{zone}” does not name a place's clock.")
        elif not _is_zone(zone):
            hint = like(zone, available_timezones())
            yield draft.lint("zone-unknown", clause, path, f"There is no time zone “{zone}”.{hint}")


def _clocks(draft: Draft) -> Iterator[tuple[Part, Moment | Span]]:
    """Everything that stands on a clock."""
    yield from draft.nodes(Moment)
    yield from draft.nodes(Span)


def _is_zone(zone: str) -> bool:
    try:
        when.zone(zone)
    except Fault:
        return False
    return True


def zone_missing(draft: Draft) -> Iterator[Lint]:
    """timezone-missing: one per clause, at the first time that has no zone."""
    if draft.agreement.timezone is not None:
        return
    seen: dict[str, tuple[Part, int]] = {}
    for part, node in _clocks(draft):
        if node.zone is None and not (
            isinstance(node, Moment) and (node.at is None or _TAIL.fullmatch(node.at.strip()))
        ):
            first, number = seen.get(part.clause, (part, 0))
            seen[part.clause] = first, number + 1
    for part, number in seen.values():
        text = part.node.at if isinstance(part.node, Moment) else "The hours of the day"
        more = f" (and {number - 1} more here)" if number > 1 else ""
        yield draft.lint("timezone-missing", part.clause, part.path, f"{text}: on which clock is not said{more}.")


def times(draft: Draft) -> Iterator[Lint]:
    """time-unreadable, calendar-impossible, time-skipped, time-ambiguous: moments on a wall clock."""
    for part, moment in draft.nodes(Moment):
        if moment.at is not None:
            yield from _wall_time(draft, part, moment.at, moment.zone or draft.agreement.timezone)


def _wall_time(draft: Draft, part: Part, text: str, zone: str | None) -> Iterator[Lint]:
    path = (*part.path, "at")
    tail = _TAIL.fullmatch(text.strip())
    if tail:
        what = f"“{text}” ends in “{tail['zone']}”, which does not name a place's clock."
        yield draft.lint("timezone-unnamed", part.clause, path, what)
        text = tail["local"]
    try:
        wall = when.local_time(text)
        if zone is not None and _is_zone(zone):
            when.at_zone(wall, zone)
            if when.is_ambiguous(wall, zone):
                what = f"Clocks in {zone} showed {text} twice; the first is taken."
                yield draft.lint("time-ambiguous", part.clause, path, what)
    except Fault as fault:
        yield draft.lint(fault.code, part.clause, path, fault.what)


def durations(draft: Draft) -> Iterator[Lint]:
    """duration-unreadable: offsets, lengths and notices."""
    found: list[tuple[Part, str, str | None]] = []
    found += [(part, "offset", moment.offset) for part, moment in draft.nodes(Moment)]
    found += [(part, "length", clause.length) for part, clause in draft.nodes(DurationClause)]
    found += [(part, "notice", clause.notice) for part, clause in draft.nodes(Acceptance)]
    for part, renewal in draft.nodes(Renewal):
        found += [(part, "length", renewal.length), (part, "notice", renewal.notice)]
    found += [(part, "every", batches.every) for part, batches in draft.nodes(Batches)]
    found += [(part, "per", pace.per) for part, pace in draft.nodes(Pace)]
    for part, field, text in found:
        try:
            when.duration(text or "P0D")
        except Fault as fault:
            yield draft.lint(fault.code, part.clause, (*part.path, field), fault.what)


def origins(draft: Draft) -> Iterator[Lint]:
    """event-unknown, event-undated: what moments, deadlines and phases count from or come after."""
    names = {SIGNATURE, START, *(name for name, _ in entries(draft.agreement))}
    events: dict[str, Moment | None] = {**draft.agreement.events, SIGNATURE: draft.agreement.signed}
    counted = [(part, "event", moment.event) for part, moment in draft.nodes(Moment)]
    counted += [(part, "after", node.after) for part, node in draft.nodes(Deadline)]
    counted += [(part, "after", node.after) for part, node in draft.nodes(Phase)]
    counted += [(part, "until", node.until) for part, node in draft.nodes(Waits)]
    waiting: dict[str, list[tuple[Part, str]]] = {}
    for part, field, name in counted:
        if name is None:
            continue
        if name not in names:
            what = f"There is no event, clause or phase “{name}”.{like(name, names)}"
            yield draft.lint("event-unknown", part.clause, (*part.path, field), what)
        elif name in events and events[name] is None and draft.agreement.status in SIGNED:
            waiting.setdefault(name, []).append((part, field))
    for name, parts in waiting.items():
        part, field = parts[0]
        what = (
            f"“{name}” has no date yet; {len(parts)} terms wait for it."
            if len(parts) > 1
            else (f"“{name}”, from which this counts, has no date yet.")
        )
        others = [p.clause for p, _ in parts if p.clause]
        yield draft.lint("event-undated", part.clause, (*part.path, field), what, others=others)


CHECKS = (zones, zone_missing, times, durations, origins)
