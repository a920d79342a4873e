"""Rehearsal: a draft over the past, one thing changed at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from hudna.agreements import Loaded, load_agreement
from hudna.ground import Fault, Shape
from hudna.monitoring import Rehearsal, rehearse
from tests.monitoring.feeds import GOOD, Fed, at, table

START = at("2020-03-01T00:00")
SHOT: dict[str, Any] = {"side_a": "north", "side_b": "civilians", "directed": True}


def draft() -> Loaded:
    return load_agreement(GOOD / "basic.yaml")


def rows(n: int = 200) -> list[dict[str, Any]]:
    rng = np.random.default_rng(8)
    sides = [("north", "civilians", True), ("south", "north", False), ("latecomer", "civilians", True)]
    sides += [("armed-men", "south", True), ("north", "raiders", True), (None, "civilians", True)]
    found = []
    for k in range(n):
        a, b, directed = sides[k % len(sides)]
        km = float(rng.choice([0.0, 5.0, 25.0]))
        found.append(
            {
                "lon": float(rng.uniform(35.5, 38)),
                "lat": float(rng.uniform(32.8, 34)),
                "radius_km": km,
                "where_class": f"{km:g} km",
                "when_class": "day" if k % 2 else "instant",
                "earliest": START + timedelta(days=float(rng.uniform(0, 60))),
                "act": str(rng.choice(["force.clash", "force.fire", "peaceful.protest"])),
                "side_a": a,
                "side_b": b,
                "directed": directed,
            }
        )
    return found


@pytest.fixture(scope="module")
def done() -> Rehearsal:
    return rehearse(draft(), [Fed(table(rows()))])


def test_everyone_invited_counts_as_having_accepted(done: Rehearsal) -> None:
    """The Latecomer is too late for the text as it stands; a rehearsal takes what was offered as accepted."""
    assert "latecomer" in done.assessment.expected_by_party


def test_it_is_in_force_from_the_first_day_of_the_feed(done: Rehearsal) -> None:
    assert done.assessment.baseline is None
    assert done.assessment.findings["p_when"].to_pylist() == [1.0] * done.assessment.findings.num_rows


def test_what_is_caught_and_what_is_undecided_make_up_what_is_concerned(done: Rehearsal) -> None:
    assert done.caught + done.undecided == done.concerned
    assert 0 < done.caught < done.concerned
    assert sum(blame.findings for blame in done.blame) == sum(done.assessment.open_questions.values())
    assert sum(blame.share for blame in done.blame) == pytest.approx(1.0)
    assert [blame.findings for blame in done.blame] == sorted((b.findings for b in done.blame), reverse=True)


def test_wider_zones_never_catch_less(done: Rehearsal) -> None:
    values = [one.expected.value for one in done.zones]
    assert len(values) == 6
    middle = len(values) // 2
    values.insert(middle, done.assessment.expected.value)
    assert values == sorted(values)
    assert values[0] < values[-1]


def test_each_precision_class_is_left_out_in_turn(done: Rehearsal) -> None:
    assert {one.name for one in done.precisions} == {"0 km", "5 km", "25 km", "day", "instant"}
    for one in done.precisions:
        assert one.expected.value < done.assessment.expected.value
        assert one.expected.window == done.assessment.expected.window
    for names in (("0 km", "5 km", "25 km"), ("day", "instant")):
        left = [one.expected.value for one in done.precisions if one.name in names]
        whole = done.assessment.expected.value
        assert sum(whole - value for value in left) == pytest.approx(whole)


def test_a_zone_shrunk_to_nothing_is_told() -> None:
    loaded = draft()
    scope = next(clause for clause in loaded.agreement.clauses if clause.kind == "scope")
    small = scope.model_copy(update={"zone": Shape.model_validate({"circle": {"at": [37.2, 33.5], "km": 7.0}})})
    clauses = [small if clause is scope else clause for clause in loaded.agreement.clauses]
    changed = replace(loaded, agreement=loaded.agreement.model_copy(update={"clauses": clauses}))
    done = rehearse(changed, [Fed(table(rows()))])
    by_name = {one.name: one for one in done.zones}
    assert set(by_name["-20 km"].lost) == {"attacks", "civilians", "pursuit"}
    assert by_name["-20 km"].expected.value == 0.0
    assert by_name["-5 km"].lost == ()


@pytest.mark.parametrize("feeds", [[], [Fed(table([]))]])
def test_nothing_to_rehearse_with_is_a_fault(feeds: list[Fed]) -> None:
    with pytest.raises(Fault) as refused:
        rehearse(draft(), feeds)
    assert refused.value.code == "feed-empty"


def test_an_end_before_the_start_is_a_fault() -> None:
    with pytest.raises(Fault) as refused:
        rehearse(draft(), [Fed(table([SHOT]))], start=START, end=START)
    assert refused.value.code == "span-empty"


def test_a_feed_within_one_instant() -> None:
    done = rehearse(draft(), [Fed(table([SHOT]))])
    assert done.caught == 1
