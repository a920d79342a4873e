"""The verbs that look at a case and record nothing: status, log, docket, ledger."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from hudna.cli.app import AsFormat, Format, app
from hudna.cli.deeds import CaseAt, KeysIn, ZoneOf
from hudna.cli.drafting import print_table
from hudna.cli.telling import (
    as_json,
    describe,
    entry_json,
    print_entries,
    print_status,
    stamp,
    status_json,
)
from hudna.ground import when
from hudna.house import Case, State, open_case
from hudna.monitoring import (
    Docket,
    Reconciliation,
    Window,
    beside,
    case_as_json,
    docket_as_json,
    joint_as_json,
    ledger_of_rulings,
    reconciliation_as_json,
    rulings_as_json,
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
            print(as_json([entry_json(entry, aside.get(entry.hash, "")) for entry in entries]))
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
    """List complaints and findings: where each stands, until when, and what was ruled.

    Their states sum to all that were received. Exit status 1 if a clock has run out.

    Example: hudna docket aleppo.hudna hq-3f2a91-1
    """
    with open_case(where, keys=keys, read_only=True) as case:
        zone = zone or case.opened.zone
        true_at = _instant(at, zone) or datetime.now(UTC)
        found = case.state(_instant(known_at, zone)).docket_at(true_at)
        told: Any = case_as_json(found, found[number]) if number else docket_as_json(found, true_at)
        if format == Format.JSON:
            print(as_json(told))
        elif number:
            _print_case(found, number, zone)
        else:
            _print_docket(found, true_at, zone)
        raise typer.Exit(int(bool(told.get("overdue"))))


def _print_docket(docket: Docket, at: datetime, zone: str) -> None:
    rows = []
    for file in docket:
        ruled = file.ruled.ruling if file.ruled else ""
        rows.append([file.case, file.matter.against or "nobody named", file.stage, stamp(file.since, zone), ruled])
    if not rows:
        print("Nothing was received. hudna complain records a complaint, hudna take takes up a finding.")
        return
    print_table("", ["number", "against", "stage", "since", "ruling"], rows)
    stages = " + ".join(f"{n} {stage}" for stage, n in docket.by_stage().items() if n)
    print(f"\n{len(rows)} received = {stages}")
    for one in docket_as_json(docket, at)["overdue"]:
        print(f"Overdue: {one['case']} in “{one['stage']}”")


def _print_case(docket: Docket, number: str, zone: str) -> None:
    file = docket[number]
    print(f"{file.case}: {file.stage} since {stamp(file.since, zone)}")
    for entry in file.history:
        print(f"  {entry.ref}  {describe(entry, zone)}")
        for denial in file.denials_of(entry.hash):
            print(f"      denied by {denial.behalf}: {denial.event.words}")  # type: ignore[attr-defined]
    ruled = file.ruled
    print(f"Ruling: {ruled.ruling}. A ruling is what was decided, not what happened." if ruled else "No ruling stands.")


@app.command(rich_help_panel=PANEL)
def ledger(
    where: CaseAt,
    neutral: Annotated[
        Path | None, typer.Option(help="Incidents of the neutral side (a feed); default: the docket.")
    ] = None,
    from_: Annotated[str, typer.Option("--from", metavar="TIME", help="Complaints received from then on.")] = "",
    until: Annotated[str, typer.Option(metavar="TIME", help="… and until then.")] = "",
    known_at: KnownAt = None,
    zone: ZoneOf = None,
    keys: KeysIn = None,
    format: AsFormat = Format.TEXT,
) -> None:
    """Show the three ledgers side by side: each party's own, and the neutral one. Each event is counted once.

    Also how many complaints there were of each party and what was ruled on them. Complaints, rulings and incidents
    are different units and are never added up. Example: hudna ledger aleppo.hudna --format json
    """
    with open_case(where, keys=keys, read_only=True) as case:
        zone = zone or case.opened.zone
        state = case.state(_instant(known_at, zone))
        window = _window(case, state, from_, until, zone)
        rulings = ledger_of_rulings(state.docket, window)
        joint = list(beside(state.ledgers))
        done = list(_reconciled(case, state, neutral, zone))
        if format == Format.JSON:
            told = {
                "rulings": rulings_as_json(rulings),
                "counts": [joint_as_json(one) for one in joint],
                "ledgers": [reconciliation_as_json(one) for one in done],
            }
            print(as_json(told))
            return
        _print_rulings(rulings_as_json(rulings))
        for one in joint:
            day = f"{stamp(one.window.earliest, zone)} to {stamp(one.window.latest, zone)}"
            rows = [
                [s.side, str(s.count), "not said" if s.confirmed is None else str(s.confirmed)]
                for s in (one.first, one.second)
            ]
            print_table(f"\nCounted for {day}", ["side", "count", "confirmed by the other, as it says"], rows)
            print(one.words)
        for two in done:
            _print_reconciled(two)
        if not joint and not done:
            print("\nNo two sides filed a ledger. hudna file files one, hudna count takes a number.")


def _window(case: Case, state: State, first: str, until: str, zone: str) -> Window:
    opened = [file.opened.at for file in state.docket] or [datetime.now(UTC)]
    start = when.instant(first, zone) if first else min(opened)
    tick = when.MICROSECOND
    return Window(start, when.instant(until, zone) if until else max(max(opened), start) + tick, zone)


def _reconciled(case: Case, state: State, neutral: Path | None, zone: str) -> Any:
    from hudna.cli.ledgers import reconciled

    return reconciled(case, state, neutral, zone)


def _print_rulings(told: dict[str, Any]) -> None:
    if not told["lines"]:
        return
    lines = told["lines"]
    counts = [line["complaints"] | line["rulings"] for line in lines]
    names = {"joined": "carried by another complaint"}
    rows = [[names.get(what, what), *(str(one[what]) for one in counts)] for what in counts[0]]
    parties = [line["against"] or "nobody named" for line in lines]
    print_table("Complaints against each party, and what was ruled on them", ["", *parties], rows)


def _print_reconciled(done: Reconciliation) -> None:
    rows = [
        [
            line.side,
            *map(
                str,
                (line.items, line.matched, line.only, line.in_neutral, line.confirmed, line.denied, line.unanswered),
            ),
        ]
        for line in (done.ours, done.theirs)
    ]
    names = ["items", "in both", "in this alone", "in the neutral one", "confirmed", "denied", "not answered"]
    print_table("\nThe ledgers, item by item", ["side", *names], rows)
    print(f"{done.events} events together, each counted once; {done.only_neutral} stand in the neutral ledger alone.")
