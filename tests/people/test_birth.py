"""Dates as lists write them: a table of cases, and what a column's own evidence decides."""

import datetime as dt
import itertools

import pytest

from hudna.people.birth import Dated, Habit, habit_of, read_age, read_date
from hudna.people.calendars import from_hijri, from_solar, hijri_span

LATEST = dt.date(2026, 11, 29)
OPEN = Habit(LATEST)


def span(text: str, habit: Habit = OPEN) -> str:
    read = read_date(text, habit)
    if read.first is None or read.last is None:
        return read.code or read.kind
    return str(read.first) if read.first == read.last else f"{read.first}/{read.last}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1980-05-03", "1980-05-03"),
        ("1980/5/3", "1980-05-03"),
        ("1980-05-03 00:00:00", "1980-05-03"),
        ("25/4/1980", "1980-04-25"),
        ("4/25/1980", "1980-04-25"),
        ("3/4/1980", "1980-03-04/1980-04-03"),
        ("٣/٤/١٩٨٠", "1980-03-04/1980-04-03"),
        ("4/4/1980", "1980-04-04"),
        ("19800503", "1980-05-03"),
        ("1980", "1980-01-01/1980-12-31"),
        ("1980.0", "1980-01-01/1980-12-31"),
        ("1980م", "1980-01-01/1980-12-31"),
        ("مواليد 1980", "1980-01-01/1980-12-31"),
        ("1980 г.р.", "1980-01-01/1980-12-31"),
        ("né en 1980", "1980-01-01/1980-12-31"),
        ("03/1980", "1980-03-01/1980-03-31"),
        ("March 1980", "1980-03-01/1980-03-31"),
        ("12-MAR-1980", "1980-03-12"),
        ("Mar 12, 1980", "1980-03-12"),
        ("5 آذار 1980", "1980-03-05"),
        ("15 تشرين الثاني 1980", "1980-11-15"),
        ("كانون الثاني 1975", "1975-01-01/1975-01-31"),
        ("1/يناير/1980", "1980-01-01"),
        ("15 марта 1980 г.", "1980-03-15"),
        ("1er août 1980", "1980-08-01"),
        ("1 août 1980", "1980-08-01"),
        ("1978-1980", "1978-01-01/1980-12-31"),
        ("1978/79", "1978-01-01/1979-12-31"),
        ("بين 1978 و 1980", "1978-01-01/1980-12-31"),
        ("от 1978 до 1980", "1978-01-01/1980-12-31"),
        ("حوالي 1980", "1978-01-01/1982-12-31"),
        ("~1980", "1978-01-01/1982-12-31"),
        ("00/00/1980", "1980-01-01/1980-12-31"),
        ("1980-05-00", "1980-05-01/1980-05-31"),
        ("15/09/1400 هـ", "1980-07-26/1980-07-28"),
        ("15 رمضان 1400", "1980-07-26/1980-07-28"),
        ("1400هـ", "1979-11-19/1980-11-09"),
        ("unknown", "blank"),
        ("مجهول", "blank"),
        ("неизвестно", "blank"),
        ("--", "blank"),
        ("31/02/1980", "date-impossible"),
        ("31/31/1980", "date-impossible"),
        ("2050", "date-implausible"),
        ("1700-01-01", "date-implausible"),
        ("soon", "date-unreadable"),
        ("12/80", "date-unreadable"),
    ],
)
def test_a_date_is_read_as_the_span_that_it_leaves_open(text: str, expected: str) -> None:
    assert span(text) == expected


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("35", (35, 35)),
        ("٣٥ سنة", (35, 35)),
        ("30-35", (30, 35)),
        ("8 months", (0, 0)),
        ("35 лет", (35, 35)),
        ("old", None),
    ],
)
def test_an_age_is_read_with_its_unit(text: str, ages: tuple[int, int] | None) -> None:
    assert read_age(text) == ages


def test_an_age_in_place_of_a_date_stays_an_age() -> None:
    assert read_date("35 سنة", OPEN) == Dated("age", age=(35, 35))


def test_the_days_over_twelve_of_a_column_decide_for_all_its_dates() -> None:
    day_first = habit_of({"25/4/1980": 1, "3/4/1980": 9}, (), LATEST)
    assert span("3/4/1980", day_first) == "1980-04-03"
    assert span("4/25/1980", day_first) == "1980-04-25", "a date that the order cannot be right for is read by itself"
    month_first = habit_of({"4/25/1980": 1}, (), LATEST)
    assert span("3/4/1980", month_first) == "1980-03-04"


def test_a_column_that_shows_both_orders_decides_nothing() -> None:
    mixed = habit_of({"25/4/1980": 3, "4/25/1980": 2}, (), LATEST)
    assert span("3/4/1980", mixed) == "1980-03-04/1980-04-03"


def test_what_is_stated_goes_before_the_evidence() -> None:
    assert span("3/4/1980", habit_of({"25/4/1980": 5}, ["month-first"], LATEST)) == "1980-03-04"


def test_points_between_the_numbers_are_day_first() -> None:
    assert span("03.04.1980", habit_of({"03.04.1980": 1}, (), LATEST)) == "1980-04-03"


def test_a_first_of_january_that_comes_too_often_is_a_year() -> None:
    texts = {f"1980-03-{day:02d}": 1 for day in range(1, 29)} | {"1975-01-01": 5}
    assert span("1975-01-01", habit_of(texts, (), LATEST)) == "1975-01-01/1975-12-31"
    assert span("1975-01-01", habit_of({"1975-01-01": 1, "1980-05-03": 3}, (), LATEST)) == "1975-01-01"


def test_a_year_of_two_digits_is_the_last_that_is_not_to_come() -> None:
    habit = habit_of({"25/4/80": 1}, (), LATEST)
    assert (span("3/4/80", habit), span("3/4/05", habit)) == ("1980-04-03", "2005-04-03")


def test_persian_digits_show_the_calendar_of_iran() -> None:
    habit = habit_of({"۱۳۶۵/۰۴/۱۱": 3}, (), LATEST)
    assert span("۱۳۶۵/۰۴/۱۱", habit) == "1986-07-02"
    assert span("1365/04/11", habit_of({"1365/04/11": 1}, ["hijri"], LATEST)) == "1946-03-13/1946-03-15"


def test_day_numbers_of_a_spreadsheet_are_read_where_a_column_has_them() -> None:
    assert span("29344", habit_of({"29344": 4}, (), LATEST)) == "1980-05-03"
    assert span("29344") == "date-unreadable"


def test_known_days_of_other_calendars() -> None:
    assert from_hijri(1400, 1, 1) == dt.date(1979, 11, 20)
    assert from_hijri(1445, 9, 1) == dt.date(2024, 3, 11)
    assert abs((from_hijri(1342, 12, 29) - dt.date(1924, 7, 31)).days) <= 2, "before the tables"
    assert [from_solar(year, 1, 1).day for year in (1358, 1399, 1400, 1403)] == [21, 20, 21, 20]
    assert from_solar(1403, 12, 30) == dt.date(2025, 3, 20)
    assert hijri_span(1500)[1] > hijri_span(1500)[0]
    with pytest.raises(ValueError):
        from_hijri(1400, 13, 1)


def test_every_day_of_the_tabled_years_follows_the_one_before() -> None:
    days = [from_hijri(year, month, 1) for year in range(1340, 1500) for month in range(1, 13)]
    gaps = {(after - before).days for before, after in itertools.pairwise(days)}
    assert gaps <= {28, 29, 30, 31}
    assert [gap for gap in gaps if gap in (29, 30)]
