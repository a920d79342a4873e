"""Two lists matched: known cases, and that every row ends in exactly one state whatever the lists are."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from hudna.matching import Costs
from hudna.people import (
    ListOfPeople,
    Rehearsal,
    access_list,
    counts_of,
    list_of,
    match_lists,
    pairing,
    read_people,
    rehearse_lists,
    write_rehearsed,
)
from hudna.people.judgements import JudgedPair
from hudna.people.rehearse import Rehearsed
from hudna.people.why import BY_THIRD

BORN = dt.date(1984, 5, 3)


def person(name: str, born: dt.date | None = BORN, **more: object) -> dict[str, object]:
    return {"name": name, "birth_from": born, "birth_to": born, **more}


def outcomes(a: ListOfPeople, b: ListOfPeople, **asked: object) -> dict[tuple[int, int], int]:
    pairs = match_lists(a, b, **asked).pairs  # type: ignore[arg-type]
    return {(i, j): k for i, j, k in zip(pairs.a.tolist(), pairs.b.tolist(), pairs.outcome.tolist(), strict=True)}


ARABIC = list_of(
    [
        person("وليد محمد خالد المعلم", sex="m", place="دمشق"),
        person("سعاد ياسين حسن الحلبي", dt.date(1990, 1, 9), sex="f"),
        person("أحمد علي محمود النجار", dt.date(1971, 11, 30), sex="m"),
        person("خالد يوسف", None),
    ],
    "A",
)
LATIN = list_of(
    [
        person("Ahmad Ali Mahmoud al-Najjar", dt.date(1971, 11, 30), sex="m"),
        person("Walid Mohamad Khaled al-Moualem", sex="m", place="Damascus"),
        person("Halabi Souad Yassin", dt.date(1990, 1, 9), sex="f"),
        person("Omar Bakr Hamdan", dt.date(1955, 2, 2)),
    ],
    "B",
)


def test_the_same_people_meet_across_scripts_and_orders() -> None:
    found = outcomes(ARABIC, LATIN)
    assert {pair for pair, outcome in found.items() if outcome == 2} == {(0, 1), (1, 2), (2, 0)}


def test_every_row_ends_in_one_state_and_has_its_nearest() -> None:
    matched = match_lists(ARABIC, LATIN)
    for side, nearest in (("a", matched.nearest_a), ("b", matched.nearest_b)):
        counts = counts_of(matched, side, 0)  # type: ignore[arg-type]
        assert counts["rows"] == 4 == counts["matched"] + counts["review"] + counts["only"]
        assert len(nearest.row) == 4
    assert matched.nearest_a.row[0] == 1
    assert matched.nearest_a.p[0] > 0.99


def test_reasons_are_told_for_each_pair_and_for_pairs_that_were_rejected() -> None:
    matched = match_lists(ARABIC, LATIN)
    told = matched.reasons(matched.pairs)
    assert len(told) == len(matched.pairs)
    assert all("family name" in words for words, _ in told)
    explained = matched.explain(3, 3)
    assert explained.outcome == "different"
    assert "given name: another" in explained.text()


def test_of_two_namesakes_born_apart_neither_is_taken_for_the_other() -> None:
    a = list_of([person("محمد أحمد علي حسن", dt.date(1980, 1, 1))])
    b = list_of([person("Mohammed Ahmed Ali Hassan", dt.date(2003, 6, 6))])
    assert outcomes(a, b).get((0, 0), 0) < 2


def test_two_rows_that_fit_equally_well_go_to_a_person() -> None:
    a = list_of([person("وليد محمد خالد المعلم")])
    b = list_of([person("Walid Mohamad Khaled al-Moualem"), person("Waleed Muhammad Khalid Al Moallem")])
    assert outcomes(a, b, no_doubles=("b",)) == {(0, 0): 1, (0, 1): 1}


def test_doubles_in_a_list_are_found_and_both_are_matched() -> None:
    twice = list_of([*LATIN.table.to_pylist()[1:2], *LATIN.table.to_pylist()[1:2]])
    matched = match_lists(ARABIC, twice)
    assert matched.doubles_b.outcome.tolist() == [2]
    assert {(int(i), int(j)) for i, j in zip(matched.pairs.a, matched.pairs.b, strict=True)} == {(0, 0), (0, 1)}


def test_a_list_against_itself_finds_each_row() -> None:
    found = outcomes(LATIN, LATIN)
    assert {pair for pair, outcome in found.items() if outcome == 2} == {(k, k) for k in range(4)}


@pytest.mark.parametrize(("n", "m"), [(0, 0), (0, 3), (3, 0), (1, 1)])
def test_empty_lists_and_single_rows_have_right_answers(n: int, m: int) -> None:
    rows = LATIN.table.to_pylist()
    matched = match_lists(list_of(rows[:n]), list_of(rows[:m]))
    assert counts_of(matched, "a", 0)["rows"] == n
    assert counts_of(matched, "b", 0)["rows"] == m
    assert counts_of(matched, "a", 0)["matched"] == min(n, m, 1) * (n == m)


def test_a_list_of_one_name_alone_matches_nobody_and_ends() -> None:
    many = list_of([{"name": "محمد أحمد"}] * 3000)
    matched = match_lists(many, list_of([{"name": "Mohammed Ahmed"}] * 3000))
    assert len(matched.pairs) == 0
    assert counts_of(matched, "a", 0)["only"] == 3000
    assert any("too many rows share" in remark for remark in matched.told.remarks)


def test_rows_without_any_name_stay_in_their_list() -> None:
    matched = match_lists(list_of([{"sex": "m"}, {"name": "؟؟؟"}]), LATIN)
    assert counts_of(matched, "a", 0) == {"rows": 2, "matched": 0, "review": 0, "only": 2, "rejected": 0}


# Judgements


def test_a_judgement_decides_its_pair_whatever_the_score_and_taking_it_back_restores() -> None:
    before = outcomes(ARABIC, LATIN)
    judged = outcomes(ARABIC, LATIN, judgements=[JudgedPair(3, 3, "same"), JudgedPair(0, 1, "different")])
    assert judged[3, 3] == 2
    assert judged[0, 1] == 0
    assert {pair: k for pair, k in judged.items() if pair not in {(3, 3), (0, 1)}} == {
        pair: k for pair, k in before.items() if pair != (0, 1)
    }
    assert outcomes(ARABIC, LATIN) == before


def test_judgements_keep_clusters_apart() -> None:
    """Both rows of B are doubles; one was judged to be somebody else, so a person must look at the other's claim."""
    a = list_of([person("وليد محمد خالد المعلم")])
    b = list_of([person("Walid Mohamad Khaled al-Moualem"), person("Walid Mohamad Khaled al-Moualem")])
    matched = match_lists(a, b, judgements=[JudgedPair(0, 0, "different")])
    assert matched.pairs.judged.tolist() == [True, False]
    assert matched.pairs.outcome[0] == 0
    assert matched.pairs.outcome[1] + matched.doubles_b.outcome[0] < 4


def test_the_last_of_two_judgements_counts() -> None:
    found = outcomes(ARABIC, LATIN, judgements=[JudgedPair(0, 1, "different"), JudgedPair(0, 1, "same")])
    assert found[0, 1] == 2


# What was given is used


def test_weights_that_are_given_are_used_as_they_are() -> None:
    learnt = match_lists(ARABIC, LATIN)
    again = match_lists(ARABIC, LATIN, weights=learnt.weights)
    assert again.weights is learnt.weights
    assert (again.pairs.p == learnt.pairs.p).all()


def test_a_dearer_look_shortens_the_queue_and_leaves_the_matched_alone() -> None:
    near = list_of([person("Wael Mohamad al-Moualem", dt.date(1985, 7, 1)), *LATIN.table.to_pylist()[:1]])
    cheap, dear = (match_lists(ARABIC, near, costs=Costs(60, 1, look)).pairs for look in (0.00001, 0.9))
    for pairs in (cheap, dear):
        assert np.unique(pairs.outcome).tolist() in ([2], [1, 2])
    same = [set(zip(p.a[p.outcome == 2].tolist(), p.b[p.outcome == 2].tolist(), strict=True)) for p in (cheap, dear)]
    assert same[0] == same[1]
    assert (cheap.outcome == 1).sum() > (dear.outcome == 1).sum()


def test_what_a_third_row_adds_is_a_reason_and_a_step() -> None:
    example = Path(__file__).parents[2] / "examples" / "lists"
    at = dt.datetime(2026, 11, 29, tzinfo=dt.UTC)
    look = {"actor": "tracing-2", "purpose": "test", "at": at}
    opened = [access_list(example / f"{name}.csv", **look)[0] for name in "ab"]
    a, b = (read_people(one, name=name, latest=at.date()).people for one, name in zip(opened, "ab", strict=True))
    found = match_lists(a, b)
    reasons = found.reasons(found.pairs)
    through = [k for k, (words, _) in enumerate(reasons) if BY_THIRD in words]
    assert through
    for k in through:
        told = found.explain(int(found.pairs.a[k]), int(found.pairs.b[k]))
        assert [step.words for step in told.steps][-1] == BY_THIRD
        total = sum(step.bits for step in told.steps)
        assert 1 / (1 + 2**-total) == pytest.approx(float(found.pairs.p[k]), abs=1e-4)


def rehearsed(wanted: Rehearsal, folder: Path) -> tuple[list[ListOfPeople], Rehearsed]:
    """Two invented lists, read as a user's files would be, and the truth."""
    made = rehearse_lists(wanted, seed=5)
    a, b, _ = write_rehearsed(made, folder)
    at = dt.datetime(2026, 11, 29, tzinfo=dt.UTC)
    lists = []
    for path in (a, b):
        opened, _ = access_list(path, actor="tests", purpose="testing", at=at)
        lists.append(read_people(opened, name=path.stem, latest=at.date()).people)
    return lists, made


@pytest.mark.parametrize("shape", ["parts", "whole"])
def test_brothers_and_fathers_taken_on_one_day_are_not_merged(shape: Literal["parts", "whole"], tmp_path: Path) -> None:
    """Most of these people are listed with others of their family: one father, one family name, one home, one day."""
    lists, made = rehearsed(Rehearsal(1500, shape=shape, related=0.7), tmp_path)
    pairs = match_lists(*lists).pairs
    same = pairs.outcome == 2
    true = made.person_a[pairs.a] == made.person_b[pairs.b]
    assert true[same].mean() >= 0.985
    assert (true & same).sum() >= 0.88 * len(made.truth)
    assert (true & (pairs.outcome > 0)).sum() >= 0.96 * len(made.truth)


def test_how_many_threads_compare_changes_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lists, _ = rehearsed(Rehearsal(700, related=0.5), tmp_path)
    alone = match_lists(*lists)
    monkeypatch.setattr(pairing, "FEW", 10)
    monkeypatch.setattr(pairing, "THREADS", 3)
    shared = match_lists(*lists)
    for name in ("pairs", "doubles_a", "doubles_b"):
        one, other = getattr(alone, name), getattr(shared, name)
        for column in ("a", "b", "outcome", "p"):
            np.testing.assert_array_equal(getattr(one, column), getattr(other, column))
    for one, other in ((alone.nearest_a, shared.nearest_a), (alone.nearest_b, shared.nearest_b)):
        np.testing.assert_array_equal(one.row, other.row)


def test_what_clusters_leave_open_is_within_the_time_for_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lists, _ = rehearsed(Rehearsal(1500, related=0.7), tmp_path)
    monkeypatch.setattr(import_module("hudna.matching.decide"), "ALWAYS_TIME", 0)
    pairs = match_lists(*lists, costs=Costs(queue=0.02)).pairs
    looked_at = pairs.outcome == 1
    rows = len(set(pairs.a[looked_at].tolist())) + len(set(pairs.b[looked_at].tolist()))
    assert 0.01 < rows / sum(map(len, lists)) <= 0.02
