"""What comes in from outside a plan: tables as people keep them, JSON, and what cannot be read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hudna.exchange import HandOver, Release, read_actuals, read_schedule
from hudna.ground import Fault

FIRST = datetime(2014, 2, 10, 7, tzinfo=UTC)
PEOPLE = dict.fromkeys(("p-000001", "p-000002", "p-000003"))


def calendar(number: int) -> datetime:
    return FIRST + timedelta(days=number - 1)


def actuals(text: str):  # type: ignore[no-untyped-def]
    return read_actuals(text, "actuals.csv", people=PEOPLE, calendar=calendar, zone="Asia/Damascus")


def schedule(text: str):  # type: ignore[no-untyped-def]
    return read_schedule(text, "schedule.csv", calendar=calendar, zone="Asia/Damascus")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_table_is_read_as_spreadsheets_write_it(delimiter: str, mark: str) -> None:
    rows = (["Person", "Hand-over", "Name"], ["p-000001", "1", "x"], ["", "", ""], ["p-000003", "2", "y"])
    found = actuals(mark + "\r\n".join(delimiter.join(row) for row in rows))
    assert found.released == {"p-000001": 1, "p-000003": 2}
    assert found.hand_overs == (HandOver(1, FIRST), HandOver(2, FIRST + timedelta(days=1)))


def test_a_time_without_a_zone_is_on_the_clock_of_the_exchange() -> None:
    found = actuals("person,hand_over,at,uncounted\np-000001,1,2014-02-10T11:00,yes\np-000002,1,,no\n")
    assert found.hand_overs == (HandOver(1, datetime(2014, 2, 10, 9, tzinfo=UTC)),)
    assert found.uncounted == {"p-000001"}


def test_a_hand_over_in_which_nobody_left_was_held_all_the_same() -> None:
    found = actuals('{"released": {"p-000001": 3}, "not_before": "2014-02-20T00:00:00Z"}')
    assert [one.number for one in found.hand_overs] == [1, 2, 3]
    assert found.not_before == datetime(2014, 2, 20, tzinfo=UTC)


def test_nothing_has_happened() -> None:
    assert actuals("person,hand_over\n").hand_overs == ()
    assert actuals("{}").released == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,hand_over\nx,1\n", "There is no column person."),
        ("", "There is no column person and no column hand_over."),
        ("person,hand_over\nKhalid,1\n", "named by number"),
        ("person,hand_over\np-000001,0\n", "named by its number"),
        ("person,hand_over\np-000001,Khalid\n", "named by its number"),
        ("person,hand_over,at\np-000001,1,Khalid\n", "holds a time"),
        ("person,hand_over,uncounted\np-000001,1,Khalid\n", "says yes or nothing"),
        ('{"released": {"Khalid": 1}}', "1 of its people not."),
        ('{"released": {"Khalid": "x"}}', "released"),
        ('{"Khalid": 1}', "Extra inputs"),
        ("person,hand_over\np-000009,1\n", "as p-000009"),
        ("person,hand_over\np-000001,1\np-000001,2\n", "leaves a second time"),
        ("person,hand_over,at\np-000001,1,tomorrow\n", "holds a time"),
        ("person,hand_over,uncounted\np-000001,1,perhaps\n", "says yes or nothing"),
        ("{", "cannot be read"),
        ('{"released": {"p-000001": 0}}', "counted from 1"),
        ('{"released": {"p-000001": "x"}}', "released"),
        ('{"hand_overs": [{"number": 1, "at": "2014-02-10T09:00"}]}', "hand_overs"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line_without_a_name(text: str, told: str) -> None:
    with pytest.raises(Fault) as refused:
        actuals(text)
    assert refused.value.code == "actuals-unreadable"
    assert told in str(refused.value)
    assert "Khalid" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_schedule_keeps_what_is_wrong_in_it_for_the_check_to_find() -> None:
    found = schedule("person,hand_over,place\np-000001,2,north\np-000001,1,\np-000777,2,bridge\n")
    assert found.releases == (
        Release("p-000001", 2, "north"),
        Release("p-000001", 1, ""),
        Release("p-000777", 2, "bridge"),
    )
    assert [one.number for one in found.hand_overs] == [1, 2]


def test_a_schedule_of_nobody_is_refused() -> None:
    with pytest.raises(Fault, match="releases nobody"):
        schedule("person,hand_over\n")
