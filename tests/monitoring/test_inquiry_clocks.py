"""The clocks of the docket: on every stage, set for all cases or for one, in days of the case's own zone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from hudna.journal import CaseOpened
from hudna.monitoring import Docket, default_clocks, due, inquire, overdue, running, set_clocks
from tests.monitoring.docketed import BY, DAY, HOUR, START, Record, complaint, received, refusal


def test_a_clock_runs_on_each_stage() -> None:
    record = received("d-1", "d-2")
    record.do(inquire(record.docket, case="d-2", office="team-2", by="chair", at=START + HOUR))
    first, second = running(record.docket)
    assert (first.case, first.due, first.whose) == ("d-1", START + 2 * DAY, "")
    assert (second.stage, second.due) == ("inquiry", START + HOUR + 7 * DAY)
    assert overdue(record.docket, START + 2 * DAY) == []
    assert [one.case for one in overdue(record.docket, START + 2 * DAY + timedelta(microseconds=1))] == ["d-1"]


def test_clocks_are_set_for_all_cases_or_for_one() -> None:
    record = received("d-1", "d-2")
    record.do(set_clocks(record.docket, clocks={"received": "PT6H"}, **BY))
    record.do(set_clocks(record.docket, clocks={"received": "PT1H"}, case="d-2", **BY))
    assert [(one.case, one.due - START, one.whose) for one in running(record.docket)] == [
        ("d-2", HOUR, "case"),
        ("d-1", 6 * HOUR, "mission"),
    ]


@pytest.mark.parametrize("clocks", [{}, {"closed": "P1D"}, {"told": "soon"}, {"told": "-P1D"}, {"told": "P11Y"}])
def test_a_clock_that_cannot_run_is_refused(clocks: dict[str, str]) -> None:
    assert refusal("clock-unfit", set_clocks, Docket(), clocks=clocks)


def test_every_stage_that_can_end_has_a_clock_and_a_day_is_a_day_of_the_zone() -> None:
    assert list(default_clocks()) == ["received", "inquiry", "evidence", "ruled", "told", "replied"]
    record = Record()
    record.put(CaseOpened("c", "t", "d", "k", "r", "Asia/Damascus"))
    night = datetime.fromisoformat("2016-03-24T20:00+00:00")  # clocks went forward in between
    record.put(complaint(), night)
    clock = due(record.docket, record.docket["d-1"])
    assert clock is not None
    assert clock.due - night == timedelta(hours=47)
