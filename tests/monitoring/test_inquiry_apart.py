"""Two desks that were cut off from each other: their copies, merged, lose no case and hide no decision."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from hudna.ground import Fault
from hudna.journal import CaseOpened, Entry, LogBegun, fingerprint, settle
from hudna.monitoring import CasesJoined, ComplaintReceived, FindingTakenUp, InquiryOpened, fold_cases
from tests.monitoring.docketed import HOUR, START, Record, complaint, evidence, ruling
from tests.monitoring.test_inquiry_laws import HISTORY, attempt

KEY = "ab" * 32
CASE = f"truce-{fingerprint(bytes.fromhex(KEY))}"


def carried_on(record: Record, history: list[dict[str, Any]], prefix: str) -> Record:
    """A desk that goes on alone; the cases that it opens bear its own prefix."""
    clock = START + 1000 * HOUR
    for step in history:
        clock = max(START, clock + step["hours"] * HOUR)
        try:
            decisions = attempt(record.docket, step, clock, prefix)
        except Fault:
            continue
        record.do(decisions, by=step["by"])
    return record


def merged(*records: Record) -> list[Entry]:
    """All entries in the journal's order: what was common first, then by the instant of recording and by log."""
    first, *others = records
    return [*first.entries, *sorted((e for r in others for e in r.entries), key=lambda e: (e.recorded, e.log, e.seq))]


@given(HISTORY, HISTORY, HISTORY)
@settings(max_examples=40, deadline=None)
def test_merging_loses_no_case_and_no_decision(common: Any, one: Any, other: Any) -> None:
    base = Record("a")
    base.put(CaseOpened(CASE, "T", "d", KEY, "r", "UTC"))
    carried_on(base, common[:30], "a")
    desks = []
    for log, history in (("b", one), ("c", other)):
        desk = Record(log, after=base)
        desk.put(LogBegun(CASE, "d", KEY, "joined"))
        desks.append(carried_on(desk, history[:30], log))
    entries = merged(base, *desks)
    assert entries == merged(base, *reversed(desks))
    settled = settle(entries)
    docket = fold_cases(settled.entries)
    opened = [e for e in entries if isinstance(e.event, ComplaintReceived | FindingTakenUp)]
    assert len(docket) == len(opened) == sum(docket.by_stage().values())
    shown = {e.hash for file in docket for e in file.history} | {void.entry.hash for void in docket.void}
    of_all = {e.hash for e in settled.entries if e.event.KIND.startswith("monitoring.clocks")}
    decided = {e.hash for e in entries if e.event.KIND.startswith("monitoring.")}
    assert decided - shown - of_all == settled.set_aside.keys()
    in_conflict = {e.hash for c in settled.conflicts for side in c.sides.values() for e in side}
    assert all("conflict" in why or "repeats" in why for why in settled.set_aside.values())
    assert in_conflict <= settled.set_aside.keys()
    assert all(void.reason for void in docket.void)


def test_two_desks_that_join_cases_crosswise_do_not_go_round_in_circles() -> None:
    base = Record("a")
    for case in ("d-1", "d-2"):
        base.put(complaint(case))
    one, other = Record("b", after=base), Record("c", after=base)
    one.put(CasesJoined("d-1", "d-2", "One salvo."))
    other.put(CasesJoined("d-2", "d-1", "One salvo."))
    docket = fold_cases(merged(base, one, other))
    assert {file.case: file.stage for file in docket} == {"d-1": "joined", "d-2": "received"}
    assert [void.reason for void in docket.void] == ["Case d-2 would be joined to itself."]


def test_evidence_of_a_cut_off_desk_reaches_a_case_that_was_ruled_meanwhile() -> None:
    base = Record("a")
    for event in (complaint(), InquiryOpened("d-1", "team-2"), evidence()):
        base.put(event)
    one, other = Record("b", after=base), Record("c", after=base)
    one.put(ruling())
    other.put(evidence(words="A second crater.", bearing="contradicts"), START + HOUR)
    file = fold_cases(merged(base, one, other))["d-1"]
    assert (file.stage, len(file.evidence)) == ("ruled", 2)
