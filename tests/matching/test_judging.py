"""Judgements: who said what stands, a later word replaces an earlier one, and what is taken back is gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

from hudna.ground import Fault
from hudna.matching import JudgementWithdrawn, PairJudged, fold_judgements, judge, mark_row, withdraw

START = datetime(2026, 1, 1, tzinfo=UTC)


class Entry(NamedTuple):
    event: object
    by: str
    at: datetime


def entries(*told: tuple[str, PairJudged | JudgementWithdrawn]) -> list[Entry]:
    return [Entry(event, by, START + timedelta(hours=k)) for k, (by, event) in enumerate(told)]


def test_the_last_word_of_a_person_counts() -> None:
    found = fold_judgements(
        entries(("tracing-1", judge("a", "b", "same", why="x")), ("tracing-1", judge("b", "a", "different", why="y")))
    )
    assert dict(found.settled()) == {("a", "b"): "different"}


def test_two_people_must_agree_where_two_are_asked_for() -> None:
    one = ("tracing-1", judge("a", "b", "same", why="x"))
    same = ("tracing-2", judge("a", "b", "same", why="z"))
    other = ("tracing-2", judge("a", "b", "different", why="z"))
    assert not fold_judgements(entries(one)).settled(2)
    assert dict(fold_judgements(entries(one, same)).settled(2)) == {("a", "b"): "same"}
    assert not fold_judgements(entries(one, other)).settled(1)


def test_a_judgement_taken_back_leaves_nothing() -> None:
    said = ("tracing-1", judge("a", "b", "same", why="x"))
    back = ("tracing-1", withdraw(fold_judgements(entries(said)), "b", "a", why="a slip"))
    assert not fold_judgements(entries(said, back)).pairs


def test_what_cannot_be_judged_is_refused() -> None:
    with pytest.raises(Fault, match="judgement-unfit"):
        judge("a", "a", "same", why="x")
    with pytest.raises(Fault, match="judgement-unfit"):
        judge("a", "b", "same", why=" ")
    with pytest.raises(Fault, match="judgement-missing"):
        withdraw(fold_judgements([]), "a", "b", why="x")


def test_a_mark_hangs_on_list_row_and_secret_and_on_nothing_else() -> None:
    marks = {
        mark_row(digest, row, secret) for digest in ("l1", "l2") for row in (b"r1", b"r2") for secret in (b"s1", b"s2")
    }
    assert len(marks) == 8
    assert mark_row("l1", b"r1", b"s1") in marks


def test_both_orders_of_a_pair_are_about_one_thing() -> None:
    assert judge("a", "b", "same", why="x").about == judge("b", "a", "different", why="y").about
