"""Moments: tables of instants, in UTC, that agreements name on their own clocks."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hudna.agreements import Assumption, resolve, schedule
from hudna.ground import NO_END, Fault
from tests.agreements.drafts import BAN, accepted, draft

SIGNED = "2023-05-20T21:45"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "zone", "expected"),
    [
        ("2016-02-27T00:00", "Asia/Damascus", "2016-02-26T22:00"),
        ("2016-02-27", "Asia/Damascus", "2016-02-26T22:00"),
        ("2024-11-27T04:00", "Asia/Beirut", "2024-11-27T02:00"),
        ("2015-02-15T00:00", "Europe/Kyiv", "2015-02-14T22:00"),
        ("2020-07-27T00:01", "Europe/Kyiv", "2020-07-26T21:01"),
        ("2025-01-19T11:15", "Asia/Gaza", "2025-01-19T09:15"),
        ("2016-02-26T24:00", "Asia/Damascus", "2016-02-26T22:00"),
        ({"at": "2016-02-27T00:00", "zone": "UTC"}, "Asia/Damascus", "2016-02-27T00:00"),
        ({"event": "signature", "offset": "PT48H"}, "Africa/Khartoum", "2023-05-22T19:45"),
        ({"event": "signature", "offset": "P2D"}, "Africa/Khartoum", "2023-05-22T19:45"),
        ({"event": "oath", "offset": "-PT30M"}, "Africa/Khartoum", "2023-05-21T21:30"),
        ({"event": "second-oath"}, "Africa/Khartoum", "2023-06-21T22:00"),
        ({"event": "answers-due", "offset": "PT12H"}, "Africa/Khartoum", "2023-05-22T10:00"),
    ],
)
def test_an_agreement_begins_at_the_instant_that_its_text_names(
    tmp_path: Path, moment: Any, zone: str, expected: str
) -> None:
    loaded = draft(
        tmp_path,
        {"id": "answers-due", "kind": "acceptance", "deadline": "2023-05-22"},
        start={"id": "start", "kind": "entry-into-force", "at": moment},
        timezone=zone,
        signed=SIGNED,
        events={"oath": "2023-05-22", "second-oath": {"event": "oath", "offset": "P1M"}},
    )
    assert resolve(loaded).start == utc(expected)


def test_days_are_counted_on_the_wall_clock_and_hours_as_they_pass(tmp_path: Path) -> None:
    """Clocks in Kyiv go forward on 29 March 2015: a calendar day of 23 hours."""
    due = [
        {"id": name, "kind": "deadline", "duty": {"en": "x"}, "due": {"event": "start", "offset": offset}}
        for name, offset in (("days", "P2D"), ("hours", "PT48H"))
    ]
    start = {"id": "start", "kind": "entry-into-force", "at": "2015-03-28T00:00"}
    resolved = resolve(draft(tmp_path, *due, start=start, timezone="Europe/Kyiv"))
    when = {entry.clause: entry.due for entry in resolved.due}
    assert when["days"] == utc("2015-03-29T21:00")
    assert when["hours"] == utc("2015-03-29T22:00")


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        ({}, None),
        ({"open_ended": True}, None),
        ({"length": "P14D"}, "2016-03-11T22:00"),
        ({"length": "P1M"}, "2016-03-26T21:00"),
        ({"length": "PT336H"}, "2016-03-11T22:00"),
        ({"until": "2016-03-12"}, "2016-03-11T22:00"),
        ({"length": "P14D", "renewal": {"how": "automatic"}}, "2016-03-11T22:00"),
        ({"length": "P14D", "renewal": {"renewed": ["2016-03-20", "2016-03-16"]}}, "2016-03-19T22:00"),
        ({"length": "P14D", "renewal": {"renewed": ["2016-03-01"]}}, "2016-03-11T22:00"),
    ],
)
def test_an_agreement_ends_when_its_duration_says(
    tmp_path: Path, duration: dict[str, Any], expected: str | None
) -> None:
    loaded = draft(tmp_path, {"id": "end", "kind": "duration", **duration}, BAN, accepted("north"))
    resolved = resolve(loaded)
    assert resolved.end == (utc(expected) if expected else None)
    assert resolved.terms[0].periods == ((utc("2016-02-26T22:00"), resolved.end or NO_END),)


def test_a_rehearsal_assumes_the_start_and_counts_the_rest_from_it(tmp_path: Path) -> None:
    begins = datetime(2014, 1, 1, tzinfo=UTC)
    loaded = draft(
        tmp_path,
        {"id": "end", "kind": "duration", "length": "P14D"},
        {**BAN, "since": {"event": "entry-into-force", "offset": "PT24H"}},
        {"id": "yes", "kind": "acceptance", "invited": ["north", "south", "doves"],
         "answers": [{"party": "doves", "answer": "refused"}]},
        start={"id": "start", "kind": "entry-into-force"},
        status="offered",
    )  # fmt: skip
    with pytest.raises(Fault, match="start-missing"):
        resolve(loaded)
    resolved = resolve(loaded, assume=Assumption(begins))
    assert (resolved.start, resolved.end) == (begins, begins + timedelta(days=14))
    assert resolved.terms[0].periods == ((begins + timedelta(days=1), begins + timedelta(days=14)),)
    assert {"north", "south"} <= resolved.terms[0].bound
    assert "doves" not in resolved.terms[0].bound
    one = resolve(loaded, assume=Assumption(begins, begins + timedelta(days=3), frozenset({"south"})))
    assert one.end == begins + timedelta(days=3)
    assert {term.bound for term in one.terms} == {frozenset({"south", "southern-rebels"})}


def test_an_assumed_time_needs_its_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        Assumption(datetime(2014, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("22:00–06:00", "24T20:00–25T03:00 25T19:00–26T03:00"),
        ("06:00–24:00", "24T10:00–24T22:00 25T03:00–25T21:00 26T03:00–26T09:00"),
        ("00:00–24:00", "24T10:00–26T09:00"),
        ("08:00–10:00 09:00–12:00", "25T05:00–25T09:00 26T05:00–26T09:00"),
        ("08:00–10:00 10:00–12:00", "25T05:00–25T09:00 26T05:00–26T09:00"),
    ],
)
def test_hours_of_the_day_follow_the_clock_on_the_wall(tmp_path: Path, hours: str, expected: str) -> None:
    """In Damascus clocks went forward at 00:00 on 25 March 2016: the night before it is an hour shorter."""
    spans = [dict(zip(("opens", "closes"), span.split("–"), strict=True)) for span in hours.split()]
    ban = {**BAN, "hours": spans, "since": "2016-03-24T12:00", "until": "2016-03-26T12:00"}
    (term,) = resolve(draft(tmp_path, ban, accepted("north"))).terms
    assert " ".join(f"{a:%dT%H:%M}–{b:%dT%H:%M}" for a, b in term.periods) == expected


def test_hours_of_an_open_ended_clause_are_laid_out_up_to_the_horizon(tmp_path: Path) -> None:
    ban = {**BAN, "hours": [{"opens": "08:00", "closes": "10:00"}]}
    loaded = draft(tmp_path, ban, accepted("north"))
    (near,) = resolve(loaded, horizon=datetime(2016, 3, 1, tzinfo=UTC)).terms
    assert len(near.periods) == 3
    (far,) = resolve(loaded).terms
    assert far.periods[-1][1].year == 2036


def test_what_waits_for_an_event_stays_in_the_schedule_without_a_time(tmp_path: Path) -> None:
    vote = {"event": "elections", "offset": "P10D"}
    loaded = draft(
        tmp_path,
        {"id": "hand-over", "kind": "deadline", "duty": {"en": "Hand over"}, "by": ["north"], "due": vote},
        {"id": "lists", "kind": "deadline", "duty": {"en": "Lists"}, "due": "2016-03-01"},
        {"id": "lorries", "kind": "quantity", "item": {"en": "lorries", "ar": "شاحنات"}, "count": 600, "per": "day",
         "subquotas": [{"item": {"en": "fuel"}, "count": 50}]},
        events={"elections": None},
    )  # fmt: skip
    resolved = resolve(loaded)
    assert resolved.left_out["hand-over"].code == "event-undated"
    entries = schedule(resolved)
    assert [entry.clause for entry in entries] == ["start", "lists", "hand-over", "lorries"]
    waiting = entries[2]
    assert (waiting.due, waiting.after, waiting.who) == (None, "elections", ("north",))
    assert entries[3].what == {
        "en": "600 × lorries per day; 50 × fuel",
        "ar": "600 × شاحنات في اليوم; 50 × fuel",
    }
