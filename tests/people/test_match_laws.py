"""Laws of matching lists: mirrored, whatever the order of rows, unmoved by an unrelated row or by what a look costs."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hudna.matching import Costs
from hudna.people import ListOfPeople, counts_of, list_of, match_lists
from hudna.people.judgements import JudgedPair

LAW = settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
GIVEN = ("محمد", "Mohammed", "أحمد", "Ahmad", "وليد", "Walid", "Валид", "سعاد", "Suad", "Abu Khalid")
FAMILY = ("المعلم", "al-Moualem", "Муаллем", "النجار", "Najjar", "أبو يوسف", "Abu Youssef", "Haddad")
DAYS = st.one_of(st.none(), st.dates(dt.date(1980, 1, 1), dt.date(1982, 12, 31)))


@st.composite
def people(draw: st.DrawFn) -> dict[str, Any]:
    """One row: names in parts or in one cell, a birth day or a year or nothing."""
    parts = [draw(st.sampled_from(GIVEN)), draw(st.sampled_from(GIVEN)), draw(st.sampled_from(FAMILY))]
    row: dict[str, Any] = {"name": " ".join(parts), "sex": draw(st.sampled_from(("m", "f", None)))}
    if draw(st.booleans()):
        row |= {"given": parts[0], "father": parts[1], "family": parts[2]}
    day = draw(DAYS)
    if day is not None:
        year_only = draw(st.booleans())
        row["birth_from"] = dt.date(day.year, 1, 1) if year_only else day
        row["birth_to"] = dt.date(day.year, 12, 31) if year_only else day
    return row


LISTS = st.lists(people(), min_size=1, max_size=7)
STRANGER = {"name": "Zbigniew Kowalczyk-Szymanski", "birth_from": dt.date(1931, 1, 1), "birth_to": dt.date(1931, 1, 1)}


def told(a: ListOfPeople, b: ListOfPeople, **asked: Any) -> dict[tuple[int, int], tuple[int, float]]:
    pairs = match_lists(a, b, **asked).pairs
    columns = (pairs.a.tolist(), pairs.b.tolist(), pairs.outcome.tolist(), pairs.p.round(4).tolist())
    return {(i, j): (outcome, p) for i, j, outcome, p in zip(*columns, strict=True)}


@LAW
@given(LISTS, LISTS)
def test_naming_the_lists_the_other_way_round_mirrors_the_answer(a: list[Any], b: list[Any]) -> None:
    there, back = told(list_of(a), list_of(b)), told(list_of(b), list_of(a))
    assert {(j, i): outcome for (i, j), (outcome, _) in there.items()} == {
        pair: outcome for pair, (outcome, _) in back.items()
    }
    assert all(back[j, i][1] == pytest.approx(p, abs=1e-5) for (i, j), (_, p) in there.items())


@LAW
@given(LISTS, LISTS, st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(a: list[Any], b: list[Any], seed: int) -> None:
    order = list(range(len(a)))
    random.Random(seed).shuffle(order)
    before, after = told(list_of(a), list_of(b)), told(list_of([a[k] for k in order]), list_of(b))
    as_content = [[str(sorted(row.items(), key=str)) for row in side] for side in (a, b)]
    assert sorted((as_content[0][i], as_content[1][j], said) for (i, j), said in before.items()) == sorted(
        (as_content[0][order[i]], as_content[1][j], said) for (i, j), said in after.items()
    )


@LAW
@given(LISTS, LISTS)
def test_an_unrelated_row_changes_no_answer(a: list[Any], b: list[Any]) -> None:
    before, after = told(list_of(a), list_of(b)), told(list_of([*a, STRANGER]), list_of(b))
    assert {pair: outcome for pair, (outcome, _) in before.items()} == {
        pair: outcome for pair, (outcome, _) in after.items()
    }


@LAW
@given(LISTS, LISTS, st.floats(0.001, 0.9), st.floats(1.0, 20.0))
def test_a_dearer_look_never_changes_what_is_called_the_same(
    a: list[Any], b: list[Any], look: float, up: float
) -> None:
    cheap, dear = (
        {pair for pair, (outcome, _) in told(list_of(a), list_of(b), costs=Costs(60, 1, cost)).items() if outcome == 2}
        for cost in (look, look * up)
    )
    assert cheap == dear


@LAW
@given(LISTS, LISTS)
def test_every_row_is_in_exactly_one_state(a: list[Any], b: list[Any]) -> None:
    matched = match_lists(list_of(a), list_of(b))
    for side, rows in (("a", a), ("b", b)):
        counts = counts_of(matched, side, 0)  # type: ignore[arg-type]
        assert counts["matched"] + counts["review"] + counts["only"] == len(rows)
    assert len(matched.nearest_a.row) == len(a)
    assert len(matched.nearest_b.row) == len(b)


@LAW
@given(LISTS, LISTS, st.data())
def test_a_judgement_changes_its_own_pair_and_others_only_through_clusters(
    a: list[Any], b: list[Any], data: st.DataObject
) -> None:
    one = JudgedPair(
        data.draw(st.integers(0, len(a) - 1)),
        data.draw(st.integers(0, len(b) - 1)),
        data.draw(st.sampled_from(("same", "different"))),
    )
    before, after = told(list_of(a), list_of(b)), told(list_of(a), list_of(b), judgements=[one])
    assert after[one.a, one.b][0] == (2 if one.verdict == "same" else 0)
    reached = _reach(before, one) | _reach(after, one)
    for pair in (before.keys() | after.keys()) - {(one.a, one.b)}:
        if ("a", pair[0]) not in reached and ("b", pair[1]) not in reached:
            assert before.get(pair) == after.get(pair)


def _reach(found: dict[tuple[int, int], tuple[int, float]], one: JudgedPair) -> set[tuple[str, int]]:
    """Rows that hang together with the judged pair by pairs that are called the same."""
    reached = {("a", one.a), ("b", one.b)}
    grown = True
    while grown:
        more = {
            row
            for (i, j), (outcome, _) in found.items()
            if outcome == 2 and (("a", i) in reached or ("b", j) in reached)
            for row in (("a", i), ("b", j))
        }
        grown = not more <= reached
        reached |= more
    return reached
