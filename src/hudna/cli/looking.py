"""The verbs that look at a case and record nothing: status, log, docket, ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from hudna.cli.app import AsFormat, Format, app
from hudna.cli.deeds import CaseAt, KeysIn, ZoneOf
from hudna.cli.telling import (
    as_json,
    describe,
    print_entries,
)
from hudna.cli.telling_cases import print_case, print_docket
from hudna.cli.telling_status import print_status, status_json
from hudna.ground import when
from hudna.house import Said, State, entry_as_json, open_case, plain, reconciled
from hudna.journal import JOURNAL
from hudna.monitoring import (
    MONITORING,
    Window,
    beside,
    case_as_json,
    docket_as_json,
    fold_ledgers,
    joint_as_json,
    ledger_of_rulings,
    overdue,
    rulings_as_json,
    unpaired,
)

PANEL = "Where a case stands"
At = Annotated[str | None, typer.Option("--at", metavar="TIME", help="As it was at that time; default: now.")]
KnownAt = Annotated[
    str | None, typer.Option("--known-at", metavar="TIME", help="As it was known then; default: all that is recorded.")
]


def _instant(text: str | None, zone: str) -> datetime | None:
    return when.instant(text, zone) if text else None


@app.command(rich_help_panel=PANEL)
def status(
    where: CaseAt,
    at: At = None,
    known_at: KnownAt = None,
    zone: ZoneOf = None,
    keys: KeysIn = None,
    format: AsFormat = Format.TEXT,
) -> None:
    """Say who is bound to what, which clocks run, what is in conflict: at any time, as known at any other.

    Exit status 1 if there is a conflict or a clock has run out. Example: hudna status aleppo.hudna --at
    2014-01-20T12:00 --known-at 2014-01-17T18:00
    """
    with open_case(where, keys=keys, read_only=True) as case:
        zone = zone or case.opened.zone
        known, true_at = _instant(known_at, zone), _instant(at, zone) or datetime.now(UTC)
        state = case.state(known)
        told = status_json(case, state, true_at, known)
        if format == Format.JSON:
            print(as_json(told))
        else:
            print_status(case, state, true_at, known)
        late = any(one["overdue"] for one in told["docket"]["clocks"])
        late = late or any(one["overdue"] for plan in told["plans"] for one in plan["clocks"])
        raise typer.Exit(int(late or bool(told["conflicts"])))


@app.command(rich_help_panel=PANEL)
def log(
    where: CaseAt,
    known_at: KnownAt = None,
    last: Annotated[int, typer.Option(min=0, help="Only the last so many; 0: all.")] = 0,
    grep: Annotated[str, typer.Option(help="Only entries that hold this text.")] = "",
    zone: ZoneOf = None,
    keys: KeysIn = None,
    format: AsFormat = Format.TEXT,
) -> None:
    """List the entries of a case in their order: what was decided, by whom, when, and what has no effect.

    Example: hudna log aleppo.hudna --last 20
    """
    with open_case(where, keys=keys, read_only=True) as case:
        zone = zone or case.opened.zone
        known = _instant(known_at, zone)
        entries, aside = case.entries(known), case.state(known).settled.set_aside
        if grep:
            entries = [entry for entry in entries if grep in describe(entry, zone) or grep in entry.ref]
        entries = entries[-last:] if last else entries
        if format == Format.JSON:
            print(as_json([entry_as_json(entry, aside.get(entry.hash, "")) for entry in entries]))
        else:
            print_entries(entries, aside, zone)


@app.command(rich_help_panel=PANEL)
def docket(
    where: CaseAt,
    number: Annotated[
        str, typer.Argument(help="One complaint or finding, with all that bears on it.", metavar="[NUMBER]")
    ] = "",
    at: At = None,
    known_at: KnownAt = None,
    zone: ZoneOf = None,
    keys: KeysIn = None,
    format: AsFormat = Format.TEXT,
) -> None:
    """List complaints and findings: where each stands, what it waits for and until when, and what was ruled.

    Their states sum to all that were received. Exit status 1 if a clock has run out or two desks are in conflict.

    Example: hudna docket aleppo.hudna hq-3f2a91-1
    """
    with open_case(where, keys=keys, read_only=True) as case:
        zone = zone or case.opened.zone
        true_at = _instant(at, zone) or datetime.now(UTC)
        state = case.state(_instant(known_at, zone))
        found, torn = state.docket_at(true_at), [one.thing for one in state.settled.conflicts]
        torn = [thing for thing in torn if f"{thing}/".startswith(f"case/{number}/" if number else "case/")]
        if number not in found and f"case/{number}" in torn:
            raise JOURNAL.fault("in-conflict", f"Two desks gave the number {number} to different complaints.")
        late = [one for one in overdue(found, true_at) if number in ("", one.case)]
        if format == Format.JSON:
            print(as_json(case_as_json(found, found[number]) if number else docket_as_json(found, true_at)))
        elif number:
            print_case(found, number, true_at, zone)
        else:
            print_docket(found, true_at, zone)
        for thing in torn if format == Format.TEXT else ():
            print(f"IN CONFLICT, neither side has effect: {thing}; hudna status tells both, hudna resolve settles it.")
        raise typer.Exit(int(bool(late or torn)))


@app.command(rich_help_panel=PANEL)
def ledger(
    where: CaseAt,
    neutral: Annotated[
        Path | None, typer.Option(help="Incidents of the neutral side (a feed); default: the docket.")
    ] = None,
    from_: Annotated[str, typer.Option("--from", metavar="TIME", help="Complaints received from then on.")] = "",
    until: Annotated[str, typer.Option(metavar="TIME", help="… and until then; a day is included.")] = "",
    at: At = None,
    known_at: KnownAt = None,
    zone: ZoneOf = None,
    keys: KeysIn = None,
    format: AsFormat = Format.TEXT,
) -> None:
    """Show the three ledgers side by side: each party's own, and the neutral one. Each event is counted once.

    Also how many complaints there were of each party and what was ruled on them. Complaints, rulings and incidents
    are different units and are never added up. Only ledgers of one window and one unit are set side by side, with what
    the neutral one has of that window; what a side gave alone is told at the end.

    Example: hudna ledger aleppo.hudna --format json
    """
    from hudna.cli.telling_ledgers import pair_json, print_alone, print_counts, print_pair, print_rulings

    with open_case(where, keys=keys, read_only=True) as case:
        zone = zone or case.opened.zone
        true_at = _instant(at, zone) or datetime.now(UTC)
        state = case.state(_instant(known_at, zone))
        ledgers = fold_ledgers(state.settled.entries, until=true_at)
        state = replace(state, docket=state.docket_at(true_at), ledgers=ledgers)
        window = _window(state, from_, until, zone)
        rulings = ledger_of_rulings(state.docket, window)
        joint = list(beside(state.ledgers))
        pairs = list(reconciled(case, state, neutral, zone))
        alone = list(unpaired(state.ledgers))
        if format == Format.JSON:
            told = {
                "rulings": rulings_as_json(rulings),
                "counts": [joint_as_json(one) for one in joint],
                "ledgers": [pair_json(pair) for pair in pairs],
                "alone": [plain(one) for one in alone],
            }
            print(as_json(told))
            return
        print_rulings(rulings_as_json(rulings))
        print_counts(joint, pairs, zone)
        for pair in pairs:
            print_pair(pair, zone)
        print_alone(alone, zone)
        if not joint and not alone:
            print("No side filed a ledger. hudna file files one, hudna count takes a number.")


def _window(state: State, first: str, until: str, zone: str) -> Window:
    """The complaints received from the first to the last day named; all of them if none is. Raises span-empty."""
    opened = [file.opened.at for file in state.docket] or [datetime.now(UTC)]
    said = Said("", opened[0], opened[0], zone)
    start = said.instant(first) if first else min(opened)
    ends = said.span(until).latest if until else max(max(opened), start) + when.MICROSECOND
    if ends <= start:
        raise MONITORING.fault("span-empty", "The time asked about ends before it begins.")
    return Window(start, ends, zone)
