"""The ledger of complaints and rulings, against the only one that a mission has published.

Sri Lanka Monitoring Mission, to the end of 2005 (Sunday Times, 26 February 2006, and a compilation of December 2006).
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import pytest

from hudna.ground import Fault
from hudna.journal import Entry
from hudna.monitoring import (
    RULINGS,
    CasesJoined,
    Docket,
    InquiryOpened,
    LedgerOfRulings,
    PartyTold,
    Window,
    add_tallies,
    fold_cases,
    ledger_of_rulings,
)
from tests.monitoring.docketed import DAY, HOUR, START, Record, complaint, evidence, ruling

WINDOW = Window(START - DAY, START + 1400 * DAY, "Asia/Colombo")
CHILDREN = "persons.recruitment-of-children"
RECRUITED = (754, 679, 456, 219)

# Complaints, ruled a violation ("over 2,500" is taken as 2,501), ruled no violation; the source tells no more by party.
SLMM = {"ltte": (6751, 2501, 1609), "government": (1313, 165, 748)}
PENDING = 946


def put_case(record: Record, number: int, against: str, kind: str, act: str = "") -> None:
    """One complaint, and its ruling if it has one."""
    case, at = f"slmm-{number}", START + number * timedelta(minutes=1)
    other = "government" if against == "ltte" else "ltte"
    record.put(complaint(case, complainant=other, against=against, act=act), at)
    if kind:
        record.put(InquiryOpened(case, "district-office"), at + HOUR)
        record.put(evidence(case), at + 2 * HOUR)
        record.put(ruling(case, kind, against=against if kind == "violation" else ""), at + 3 * HOUR)


@cache
def mission() -> tuple[Entry, ...]:
    record, number = Record(), 0
    for party, (complaints, violations, none) in SLMM.items():
        kinds = ["violation"] * violations + ["no violation"] * none
        for kind in kinds + [""] * (complaints - len(kinds)):
            number += 1
            put_case(record, number, party, kind)
    return tuple(record.entries)


@cache
def docket() -> Docket:
    return fold_cases(mission())


@cache
def ledger() -> LedgerOfRulings:
    return ledger_of_rulings(docket(), WINDOW)


@pytest.mark.parametrize("party", SLMM)
def test_complaints_and_rulings_are_those_of_the_mission(party: str) -> None:
    complaints, violations, none = SLMM[party]
    line = ledger().on(party)
    assert docket().void == []
    assert (line.complaints.unit, line.complaints.value) == ("complaint", complaints)
    assert {ruling: tally.value for ruling, tally in line.rulings.items() if tally.value} == {
        "violation": violations,
        "no violation": none,
    }
    assert all(tally.unit == "ruling" for tally in (*line.rulings.values(), line.of_another, line.ruled))
    assert ledger().violations[party].value == violations


def test_what_the_source_leaves_open_stays_open() -> None:
    """946 were pending; of the other 2,095 without a published ruling nothing is told, and nothing is made up."""
    remainder = sum(complaints - violations - none for complaints, violations, none in SLMM.values())
    left = sum(line.open.value for line in ledger().lines)
    assert left == remainder == 3041 == PENDING + 2095
    assert all(line.rulings[kind].value == 0 for line in ledger().lines for kind in RULINGS[2:])
    assert all(line.joined.value == line.of_another.value == 0 for line in ledger().lines)


def test_the_states_of_the_mission_sum_to_what_it_received() -> None:
    stages = docket().by_stage()
    assert sum(stages.values()) == len(docket()) == 6751 + 1313
    assert (stages["received"], stages["ruled"]) == (3041, 2501 + 1609 + 165 + 748)


def test_children_recruited_are_a_part_by_act() -> None:
    """Of 2,108 complaints 1,794 were ruled violations; what became of the other 314 the source does not say."""
    record = Record()
    kinds = ["violation"] * 1794 + [""] * (sum(RECRUITED) - 1794)
    for number, kind in enumerate(kinds):
        put_case(record, number, "ltte", kind, CHILDREN)
    put_case(record, 9999, "ltte", "no violation", "force.fire")
    line = ledger_of_rulings(record.docket, WINDOW, act="persons").on("ltte")
    assert (line.complaints.value, line.rulings["violation"].value, line.open.value) == (2108, 1794, 314)


def test_complaints_and_rulings_do_not_add_up_and_neither_do_windows() -> None:
    one, other = ledger().on("ltte"), ledger().on("government")
    assert add_tallies(one.complaints, other.complaints).value == 8064
    with pytest.raises(Fault, match="different units") as refused:
        add_tallies(one.complaints, one.ruled)
    assert refused.value.code == "count-mismatch"
    short = ledger_of_rulings(docket(), Window(START - DAY, START + DAY, "Asia/Colombo")).on("ltte")
    assert short.complaints.value == 1439
    with pytest.raises(Fault, match="different windows"):
        add_tallies(one.complaints, short.complaints)


def test_a_ruling_stands_with_the_party_complained_against_and_the_violation_with_its_author() -> None:
    record = Record()
    for case, author in (("d-1", "south"), ("d-2", "west")):
        record.put(complaint(case))
        record.put(InquiryOpened(case, "team-2"))
        record.put(evidence(case))
        record.put(ruling(case, against=author))
    line = ledger_of_rulings(record.docket, WINDOW).on("south")
    assert (line.complaints.value, line.rulings["violation"].value, line.of_another.value) == (2, 1, 1)
    assert {a: t.value for a, t in ledger_of_rulings(record.docket, WINDOW).violations.items()} == {
        "south": 1,
        "west": 1,
    }


def test_two_complaints_of_one_event_make_one_ruling() -> None:
    record = Record()
    for case in ("d-1", "d-2"):
        record.put(complaint(case))
    record.put(CasesJoined("d-2", "d-1", "One salvo."))
    record.put(InquiryOpened("d-1", "team-2"))
    record.put(evidence("d-1"))
    record.put(ruling("d-1"))
    record.put(PartyTold("d-1", "south", "liaison"))
    line = ledger_of_rulings(record.docket, WINDOW).on("south")
    assert (line.complaints.value, line.ruled.value, line.open.value, line.joined.value) == (2, 1, 0, 1)


def test_nothing_in_the_words_of_the_ledger_says_that_a_ruled_violation_was_committed() -> None:
    assert "commit" not in repr(ledger()).lower()
