"""The page of an exchange: the same in every language, whole for the neutral body, and silent where it must be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import get_args

import pytest

from hudna.bulletin import LANGUAGES, PlanSheet, compose_plan, exchange_words, render, render_pdf
from hudna.bulletin.page import Page, Section
from hudna.exchange import LEFT, Change, Impossible, Plan
from hudna.exchange.register import QuestionKind
from tests.bulletin.exchange_scene import A, B, plan, sheet

MADE = datetime(2014, 2, 1, tzinfo=UTC)


def part(page: Page, section: str) -> Section:
    return next(one for one in page.sections if one.id == section)


def cells(page: Page, section: str) -> list[str]:
    return [cell.text for table in part(page, section).tables for row in table.rows for cell in row]


def shape(page: Page) -> list[object]:
    """What a page has, whatever its language."""
    return [
        (one.id, [(len(t.columns), len(t.rows)) for t in one.tables], [len(p.strips) for p in one.plots])
        for one in page.sections
    ]


@pytest.mark.parametrize("reader", ["", A, B])
def test_all_languages_have_the_same_parts(reader: str) -> None:
    shapes = [shape(compose_plan(sheet(reader), language=language)) for language in LANGUAGES]
    assert shapes[0] == shapes[1] == shapes[2]


def test_everybody_stands_in_one_hand_over_or_among_those_left_and_once() -> None:
    scene = sheet()
    page = compose_plan(scene)
    there = [one for one in (*cells(page, "leave"), *cells(page, "left")) if one.startswith("p-")]
    assert sorted(there) == sorted(scene.people)


def test_a_name_that_the_sheet_does_not_give_stands_nowhere_on_the_page() -> None:
    scene = sheet(A)
    secret = {one: f"Secret{one}" for one, person in scene.people.items() if person.held_by == B}
    page = compose_plan(scene)
    assert set(scene.names) & set(secret) == set()
    told = render(page)
    assert not [name for name in secret.values() if name in told]
    assert not [one for one in secret if one in told], "not even a number of theirs"
    assert "on no list of yours" in told
    whole = render(compose_plan(replace(scene, names={**scene.names, **secret})))
    assert [name for name in secret.values() if name in whole], "the page would show a name that it is given"


def test_a_side_is_not_told_that_somebody_refuses() -> None:
    for language in LANGUAGES:
        neutral, side = (render(compose_plan(sheet(reader), language=language)) for reader in ("", A))
        refuses = {"en": "does not want", "ar": "لا يريد", "fr": "ne veut pas"}[language]
        assert refuses in neutral
        assert refuses not in side


def test_the_drawing_shows_as_many_people_as_leave() -> None:
    scene = sheet()
    assert isinstance(scene.plan, Plan)
    (drawn,) = part(compose_plan(scene), "when").plots
    numbers = [int(box.text) for strip in drawn.strips for box in strip.boxes if box.text]
    assert sum(numbers) == len(scene.plan.releases)
    assert all(box.x >= 0 and box.x + box.width <= 100 for strip in drawn.strips for box in strip.boxes)


def test_arabic_runs_from_the_right() -> None:
    one, other = (part(compose_plan(sheet(), language=language), "when").plots[0] for language in ("en", "ar"))
    pairs = [
        (left, right)
        for strip, mirrored in zip(one.strips, other.strips, strict=True)
        for left, right in zip(strip.boxes, mirrored.boxes, strict=True)
    ]
    assert pairs
    assert all(abs(left.x + left.width + right.x - 100) < 0.01 for left, right in pairs)


def test_the_course_of_an_account_ends_where_the_table_does() -> None:
    page = compose_plan(sheet())
    balance = part(page, "balance")
    (strip,) = balance.plots[0].strips
    assert balance.tables[0].rows[-1][-1].text.strip("\u2068\u2069") == "+1"
    assert strip.text.endswith("in the end 1")
    band = strip.boxes[0]
    lines = [stroke for stroke in strip.strokes if stroke.kind == "line"]
    assert all(band.y <= stroke.y2 <= band.y + band.height for stroke in lines), "nothing stands out beyond the bound"


def test_an_account_above_its_bound_is_drawn_outside_the_band() -> None:
    scene = sheet()
    assert isinstance(scene.plan, Plan)
    over = {
        number: tuple(replace(one, owed=one.owed + Fraction(40)) for one in accounts)
        for number, accounts in scene.plan.accounts.items()
    }
    (strip,) = part(compose_plan(replace(scene, plan=replace(scene.plan, accounts=over))), "balance").plots[0].strips
    band = strip.boxes[0]
    assert any(stroke.y2 < band.y for stroke in strip.strokes)


def test_many_hand_overs_are_folded_and_still_all_there() -> None:
    page = compose_plan(sheet(hand_overs=40))
    told = render(page)
    assert len([one for one in cells(page, "leave") if one.startswith("p-")]) == 40
    assert told.count("<details") == told.count("</details>")
    assert all(len(plot.dates) <= 10 for one in page.sections for plot in one.plots)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_and_every_question_has_its_words(language: str) -> None:
    reasons, asks = exchange_words(language)
    assert set(reasons) == {*LEFT, "not-told"}
    assert set(asks) == set(get_args(QuestionKind))


def test_an_empty_plan_says_that_nobody_may_leave() -> None:
    nobody = replace(plan(), hand_overs=(), releases=(), accounts={}, opens={}, drawn={})
    page = compose_plan(replace(sheet(), plan=nobody, reasons=dict.fromkeys(sheet().people, "denied")))
    assert "Nobody on these lists may leave" in page.answer
    assert not [one for one in page.sections if one.id in ("when", "leave", "balance")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_planned_names_the_terms_and_the_least_changes(language: str) -> None:
    refused = Impossible(("exchange/places/1", "exchange/done/1"), (Change("exchange/places/1", "seats", "0", "4"),))
    page = compose_plan(replace(sheet(), plan=refused, names={}, reasons={}), language=language)
    told = render(page)
    assert [row[0].text for row in part(page, "conflict").tables[0].rows] == list(refused.conflict)
    assert [row[2].text.strip("\u2068\u2069") for row in part(page, "changes").tables[0].rows] == ["4"]
    assert "exchange/done/1" in told
    assert render_pdf(page, made=MADE).startswith(b"%PDF-")


@pytest.mark.parametrize("reader", ["", A])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_sheet_gives_the_same_pdf(language: str, reader: str) -> None:
    page = compose_plan(sheet(reader), language=language)
    first, second = (render_pdf(page, made=MADE) for _ in range(2))
    assert first == second


def test_markup_in_a_name_stays_text() -> None:
    bad = '<script>alert(1)</script>#link("x")[y]'
    scene: PlanSheet = replace(sheet(), names=dict.fromkeys(sheet().people, bad))
    page = compose_plan(scene)
    assert "<script>alert" not in render(page)
    assert render_pdf(page, made=MADE).startswith(b"%PDF-")
