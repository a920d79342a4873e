"""The daily bulletin: what it counts leads to what is counted, in every language and for every edition."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from hudna.agreements import load_agreement, resolve
from hudna.bulletin import LANGUAGES, Daily, compose_daily, render, render_pdf
from hudna.ground import when
from hudna.incidents import open_feed
from hudna.monitoring import FINDINGS, Docket, Verdict, assess
from tests.cli.run import SYRIA

MADE = datetime(2016, 3, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def daily() -> Daily:
    loaded = load_agreement(SYRIA / "agreement.yaml")
    feed = open_feed(SYRIA / "exercise.csv", loaded.parties, loaded.acts, loaded.areas, zone="Asia/Damascus")
    day = when.day("2016-03-01", "Asia/Damascus", days=7)
    found = assess(resolve(loaded), [feed]).findings
    of_it = pc.and_(pc.less(found["earliest"], day.latest), pc.greater(found["latest"], day.earliest))
    bound = (("syria-2016", "syrian-government", "1"), ("syria-2016", "islamic-state", ""))
    return Daily("Syria", True, day, "mission", MADE, loaded, bound, (), found.filter(of_it), 30, 1, Docket(), ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_leads_to_as_many_incidents_as_it_counts(daily: Daily, language: str) -> None:
    page = compose_daily(daily, language=language)
    sections = {section.id: section for section in page.sections}
    led = [figure for figure in page.figures if figure.href]
    assert any(figure.mark for figure in led)
    for figure in led:
        section = sections[figure.href.removeprefix("#")]
        if figure.mark:
            ids = {row[0].text for table in section.tables for row in table.rows}
            assert str(len(ids)) == figure.value
        assert f'id="{section.id}"' in render(page)
        assert f'href="#{section.id}"' in render(page)


def test_an_incident_is_counted_once_by_its_gravest_finding(daily: Daily) -> None:
    page = compose_daily(daily)
    counted = sum(int(figure.value) for figure in page.figures if figure.mark)
    assert counted == len(set(daily.findings["incident_id"].to_pylist()))


def test_all_languages_have_the_same_parts(daily: Daily) -> None:
    shapes = {
        language: [
            (section.id, [(len(table.columns), len(table.rows)) for table in section.tables])
            for section in compose_daily(daily, language=language).sections
        ]
        for language in LANGUAGES
    }
    assert shapes["en"] == shapes["ar"] == shapes["fr"]


def test_only_the_mission_is_told_that_it_has_the_whole(daily: Daily) -> None:
    part = "not the whole record"
    assert part not in render(compose_daily(daily))
    for edition in ("common", "syrian-government"):
        assert part in render(compose_daily(replace(daily, edition=edition)))


def test_a_day_of_which_nothing_is_known_says_what_that_means(daily: Daily) -> None:
    nothing = FINDINGS.empty_table()
    page = compose_daily(replace(daily, text=None, bound=(), findings=nothing, incidents=0, feeds=0))
    text = render(page)
    assert "That no incident is counted says nothing." in text
    assert not [figure for figure in page.figures if figure.mark and figure.href]
    assert not [section for section in page.sections if section.id.startswith("findings-")]


def test_markup_in_a_feed_stays_text(daily: Daily) -> None:
    bad = '<script>alert(1)</script>#link("x")[y]'
    rows = daily.findings.slice(0, 1).to_pylist()
    rows[0] |= {"incident_id": bad, "act": bad, "side_a": f"?{bad}", "area": None, "verdict": Verdict.BREACH.value}
    page = compose_daily(replace(daily, findings=pa.Table.from_pylist(rows, FINDINGS)))
    assert "<script>alert" not in render(page)
    assert render_pdf(page, made=MADE).startswith(b"%PDF-")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_page_gives_the_same_pdf(daily: Daily, language: str) -> None:
    page = compose_daily(daily, language=language, arabic_digits=language == "ar")
    first, second = (render_pdf(page, made=MADE) for _ in range(2))
    assert first == second
    assert first.startswith(b"%PDF-")
    assert b"FiraGO" in first
