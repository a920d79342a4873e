"""Times computed as columns are those that are found one by one."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hudna.ground import Fault
from hudna.incidents.clocks import SKIPPED, moment, moments

ZONES = ["UTC", "Asia/Damascus", "Asia/Beirut", "Pacific/Apia", "Africa/Casablanca", "Australia/Lord_Howe"]
CLOCK = st.datetimes(datetime.fromisoformat("1950-01-01"), datetime.fromisoformat("2037-12-31"))
FORMS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%MZ", "%Y-%m-%dT%H:%M:%S.5+0330"]
TEXT = st.builds(lambda time, form: time.strftime(form), CLOCK, st.sampled_from(FORMS))
ODD = st.from_regex(r"[012][0-9]{3}-[0-3][0-9]-[0-4][0-9](T[0-3][0-9]:[0-7][0-9](:[0-7][0-9])?Z?)?", fullmatch=True)


@settings(max_examples=300, deadline=None)
@given(texts=st.lists(TEXT | ODD | st.text(max_size=12), max_size=20), zone=st.sampled_from(ZONES))
def test_many_at_once_are_as_one_by_one(texts: list[str], zone: str) -> None:
    found = moments(tuple(texts), zone)
    for number, text in enumerate(texts):
        try:
            alone = moment(text, zone)
        except (Fault, ValueError, OverflowError):
            assert found.flaw[number]
            continue
        assert not found.flaw[number]
        assert (found.begin[number], found.end[number], found.is_day[number]) == alone


@pytest.mark.parametrize("zone", ZONES)
def test_every_hour_round_a_change_of_clocks_is_right(zone: str) -> None:
    begin = datetime.fromisoformat("2011-12-28")
    clocks = [begin + timedelta(hours=n) for n in range(24 * 400)]
    found = moments(tuple(f"{clock:%Y-%m-%dT%H:%M}" for clock in clocks), zone)
    there = ZoneInfo(zone)
    for clock, microseconds, skipped in zip(clocks, found.begin.tolist(), found.flaw.tolist(), strict=True):
        aware = clock.replace(tzinfo=there)
        back = datetime.fromtimestamp(aware.timestamp(), there).replace(tzinfo=None)
        assert skipped == (SKIPPED if back != clock else 0)
        assert skipped or microseconds == round(aware.timestamp()) * 1_000_000
