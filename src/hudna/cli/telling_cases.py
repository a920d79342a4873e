"""How the docket and one complaint or finding in it are told in a terminal: where it stands, and what it waits for."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from hudna.cli.drafting import print_table
from hudna.cli.shown import shown
from hudna.cli.telling import describe, stamp
from hudna.monitoring import CaseFile, ComplaintReceived, Docket, due, running

MOST_CLOCKS = 20


def waits_for(docket: Docket, file: CaseFile) -> str:
    """What a complaint or a finding waits for in its stage, and the verb that records it."""
    concerned = docket.concerned(file.case)
    untold, silent = sorted(concerned - file.told.keys()), sorted(concerned - file.replied.keys())
    match file.stage:
        case "received":
            return "somebody who inquires (hudna inquire)"
        case "inquiry":
            return f"evidence, or word that access was denied, from {file.office} (hudna evidence, hudna noaccess)"
        case "evidence":
            return "a ruling (hudna rule)"
        case "ruled":
            return f"word of the ruling to {', '.join(untold)} (hudna tell)"
        case "told" | "replied":
            return f"a reply from {', '.join(silent)} (hudna reply)"
        case "joined":
            return f"{docket.carrier(file.case).case}, which carries it"
    return ""


def clock_lines(docket: Docket, at: datetime, zone: str) -> list[str]:
    """What is waited for and until when, the most urgent first."""
    lines = []
    for one in islice(running(docket), MOST_CLOCKS):
        late = "OVERDUE since" if one.due < at else "due"
        lines.append(f"{one.case}: {late} {stamp(one.due, zone)}, waits for {waits_for(docket, docket[one.case])}")
    more = sum(1 for _ in running(docket)) - len(lines)
    return [shown(line) for line in lines] + ([f"and {more} more (hudna docket --format json)"] if more else [])


def print_docket(docket: Docket, at: datetime, zone: str) -> None:
    """All complaints and findings, their sum by stage, and what they wait for."""
    if not len(docket):
        print("Nothing was received. hudna complain records a complaint, hudna take takes up a finding.")
        return
    rows = []
    for file in docket:
        clock = due(docket, file)
        until = stamp(clock.due, zone) if clock else "–"
        late = " !" if clock and clock.due < at else ""
        ruled = file.ruled.ruling if file.ruled else "none stands"
        rows.append([file.case, file.matter.against or "nobody named", file.stage, until + late, ruled])
    print_table("", ["number", "against", "stage", "due", "ruling"], rows)
    stages = " + ".join(f"{n} {stage}" for stage, n in docket.by_stage().items() if n)
    print(f"\n{len(rows)} received = {stages}")
    for line in clock_lines(docket, at, zone):
        print(line)


def print_case(docket: Docket, number: str, at: datetime, zone: str) -> None:
    """One complaint or finding with all that bears on it, denials beside what they deny."""
    file = docket[number]
    matter = file.matter
    complained = isinstance(matter, ComplaintReceived)
    who = f"complaint of {matter.complainant}" if complained else f"finding on {matter.incident_id}"  # type: ignore[union-attr]
    print(shown(f"{file.case}: {who} against {matter.against or 'nobody named'}"))
    clock = due(docket, file)
    print(f"Stage: {file.stage} since {stamp(file.since, zone)}")
    if waits := waits_for(docket, file):
        late = ", OVERDUE" if clock and clock.due < at else ""
        until = f", due {stamp(clock.due, zone)}{late}" if clock else ""
        print(shown(f"Waits for: {waits}{until}"))
    for entry in file.history:
        print(f"  {entry.ref}  {describe(entry, zone, without=('case',))}")
        for denial in file.denials_of(entry.hash):
            print(shown(f"      denied by {denial.behalf}: {denial.event.words}"))  # type: ignore[attr-defined]
    for other in file.carries:
        print(f"Carries {other}: hudna docket tells it with its own number.")
    ruled = file.ruled
    print(f"Ruling: {ruled.ruling}. A ruling is what was decided, not what happened." if ruled else "No ruling stands.")
