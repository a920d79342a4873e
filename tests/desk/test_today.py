"""Today, as each role sees it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override

from hudna.agreements import standing
from hudna.desk.bulk import Day, Query, shelf_for
from hudna.desk.names import Names
from hudna.desk.pages.today_week import _bar
from hudna.desk.standing_words import say_in
from hudna.ground import when
from hudna.house import open_case
from tests.desk.conftest import As, bring_in

ZONE = "Asia/Damascus"
THEN = {"at": "2014-02-05T00:00"}


def test_the_mediator_sees_who_is_bound(as_: As) -> None:
    answer = as_("mediator").get("/today/", THEN)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Government of the Syrian Arab Republic" in text
    assert "Opposition forces in Aleppo" in text
    assert 'class="yes"' in text


def test_nobody_is_bound_before_anybody_knew(as_: As) -> None:
    answer = as_("mediator").get("/today/", THEN | {"known_at": "2014-01-30T18:00"})
    assert 'class="yes"' not in answer.content.decode()


def test_a_liaison_does_not_see_what_the_other_party_answered(as_: As) -> None:
    """The condition that the government attached to its acceptance lies in its own compartment."""
    assert b"Exercise" in as_("other").get("/today/", THEN).content
    assert "on conditions settled" in as_("liaison").get("/today/", THEN).content.decode()
    assert "on conditions settled" not in as_("other").get("/today/", THEN).content.decode()


def test_an_administrator_sees_no_content(as_: As) -> None:
    assert as_("administrator").get("/today/").status_code == 403


@pytest.mark.parametrize("query", [{"at": "yesterday"}, {"known_at": "<script>"}])
def test_a_time_that_cannot_be_read_is_refused_in_words(as_: As, query: dict[str, str]) -> None:
    answer = as_("mediator").get("/today/", query)
    assert answer.status_code == 422
    assert b"time-unreadable" in answer.content
    assert b"<script>" not in answer.content


def text_of(client: Client, query: dict[str, str]) -> str:
    answer = client.get("/today/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_parties_versions_and_clocks_are_called_by_their_names(as_: As) -> None:
    text = text_of(as_("mediator"), THEN)
    assert "Opposition forces in Aleppo" in text
    assert "Plan for a ceasefire in the city of Aleppo" in text
    assert "End of the agreement" in text
    assert "bound through" in text.lower()
    assert "renewal</span>" not in text


def test_parties_are_called_in_the_readers_language(as_: As) -> None:
    client = as_("mediator")
    client.post("/language/", {"language": "ar", "next": "/today/"})
    text = text_of(client, THEN)
    assert "قوات المعارضة في حلب" in text
    assert 'dir="rtl"' in text


def test_what_a_party_answered_is_not_guessed_for_those_who_do_not_see_it(as_: As) -> None:
    text = text_of(as_("other"), THEN)
    assert "What it answered is not released to you." in text
    assert "accepted on" not in text
    assert "What it answered is not released to you." not in text_of(as_("mediator"), THEN)


def test_without_a_feed_the_week_says_what_to_do(as_: As) -> None:
    assert "Import a feed" in text_of(as_("mediator"), THEN)
    text = text_of(as_("observer"), THEN)
    assert "No feed was brought in yet" in text
    assert "Import a feed" not in text


def test_the_last_day_and_week_are_counted_by_verdict_up_to_the_instant_asked_for(as_: As) -> None:
    bring_in()
    client = as_("monitor")
    text = text_of(client, {"at": "2014-02-05T10:00"})
    shelf = shelf_for(None)
    week = Query(since=when.instant("2014-01-30", ZONE), until=when.instant("2014-02-05T10:00", ZONE))
    day = replace(week, since=when.instant("2014-02-04T10:00", ZONE))
    for query in (day, week):
        assert f"<b>{shelf.count(query)}</b> incident" in text
        for verdict, n in shelf.by_verdict(query).items():
            assert f'<span class="v {verdict}">{n} ' in text
    assert re.findall(r'<text class="day"[^>]*>([\d-]+)<', text) == [
        *("01-30", "01-31", "02-01", "02-02", "02-03", "02-04", "02-05")
    ]
    assert text.count('class="piece breach" x=') == 4  # three days, and the legend
    assert "EX-AL-012" not in text_of(client, {"at": "2014-02-03T10:00"})
    assert 'data-map="/incidents/map.json?from=2014-01-30&amp;at=2014-02-05T10%3A00"' in text


def test_bars_are_as_high_as_days_are_full() -> None:
    bar = _bar(1, Day("2014-02-02", 8, {"breach": 2, "none": 6}), 8, "", Names((), "en"))
    assert [(one.verdict, one.y, one.height) for one in bar.pieces] == [
        ("breach", "75.0", "25.0"),
        ("none", "0.0", "75.0"),
    ]
    assert _bar(0, Day("2014-02-01", 0, {}), 8, "", Names((), "ar", arabic=True)).label == "٠٢-٠١"


def test_a_feed_of_another_compartment_is_in_no_count(as_: As) -> None:
    bring_in(compartment="syrian-government")
    assert "incidents as reported" in text_of(as_("liaison"), THEN)
    assert "No feed was brought in yet" in text_of(as_("other"), THEN)


@pytest.mark.parametrize(
    "at", ["2014-01-17T12:00", "2014-01-19T00:00", "2014-01-25T00:00", "2014-02-05T00:00", "2014-06-01"]
)
@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_who_is_bound_is_said_in_the_readers_language(desk: Path, at: str, language: str) -> None:
    with open_case(str(desk), read_only=True) as case, override(language):
        consents, names = case.state().consents, Names((), language)
        told = standing(consents, "aleppo-2014", case.texts, when.instant(at, ZONE), say=say_in(names))
        plain = standing(consents, "aleppo-2014", case.texts, when.instant(at, ZONE))
    words, english = ([one.words for one in (*found.offers, *found.parties)] for found in (told, plain))
    assert words
    for one, other in zip(words, english, strict=True):
        if language == "en":
            assert re.sub("[\u2068\u2069]", "", one) == other
        else:
            assert one != other
        if language == "ar":
            own = re.sub("\u2068[^\u2068\u2069]*\u2069", "", one)
            assert not re.search("[A-Za-z]", own), one
