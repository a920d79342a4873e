"""The waterfall adds up, in text, JSON and picture; and the fact that is named would really change the answer."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pytest

from hudna.matching import OUTCOMES, Costs, decide, explain_pair, probability, score
from tests.matching.worlds import COMPARISONS, START

COSTS = Costs(20, 1, 0.05)


def explained(levels: tuple[int, ...], prior: float, rare: float = 0.0):  # type: ignore[no-untyped-def]
    row = np.array([levels], np.uint8)
    bits = score(START, COMPARISONS, row, np.array([rare], np.float32)) + prior
    p = float(probability(bits)[0])
    outcome = int(decide(np.array([p]), COSTS)[0])
    told = explain_pair(COMPARISONS, levels, START, prior=prior, rare=rare, p=p, outcome=outcome, costs=COSTS)
    return told, p, outcome


@pytest.mark.parametrize("levels", [(1, 1, 1), (1, 2, 0), (2, 3, 2), (0, 0, 0)])
def test_the_steps_add_up_to_the_probability(levels: tuple[int, ...]) -> None:
    told, p, _ = explained(levels, -8.0, 1.5)
    total = sum(step.bits for step in told.steps)
    assert float(probability(np.array([total]))[0]) == pytest.approx(p, abs=1e-6)
    assert told.as_json()["bits"] == round(total, 2)
    assert told.text().splitlines()[-2 if told.hinge else -1].startswith(f"probability {p:.4f}")


def test_what_rivals_take_is_a_step_of_its_own() -> None:
    told = explain_pair(COMPARISONS, (1, 1, 1), START, prior=-8.0, rare=0.0, p=0.5, outcome=1, costs=COSTS)
    assert told.steps[-1].name == "rivals"
    assert float(probability(np.array([sum(step.bits for step in told.steps)]))[0]) == pytest.approx(0.5, abs=1e-6)


@pytest.mark.parametrize("levels", [(1, 1, 1), (1, 2, 0), (1, 3, 1), (2, 1, 1)])
@pytest.mark.parametrize("prior", [-6.0, -9.0, -12.0])
def test_the_fact_that_is_named_changes_the_answer(levels: tuple[int, ...], prior: float) -> None:
    told, _, outcome = explained(levels, prior)
    others = [
        (place, level)
        for place, one in enumerate(COMPARISONS)
        for level in range(1, len(one))
        if f"If {one.name} were “{one.levels[level]}”" in told.hinge
    ]
    if not told.hinge:
        for place, one in enumerate(COMPARISONS):
            for level in range(1, len(one)):
                assert explained((*levels[:place], level, *levels[place + 1 :]), prior)[2] == outcome
        return
    ((place, level),) = others
    then = explained((*levels[:place], level, *levels[place + 1 :]), prior)[2]
    assert then != outcome
    assert {"same": "the same", "review": "for review", "different": "different"}[OUTCOMES[then]] in told.hinge


def test_the_picture_is_sound_xml_with_a_bar_for_each_fact() -> None:
    told, _, _ = explained((1, 2, 1), -8.0)
    root = ET.fromstring(told.svg())
    bars = [one for one in root.iter() if one.tag.endswith("rect")]
    assert len(bars) == len(told.steps)
    assert root.attrib["role"] == "img"


def test_a_judged_pair_says_so() -> None:
    told = explain_pair(
        COMPARISONS, (1, 1, 1), START, prior=-8.0, rare=0.0, p=0.5, outcome=2, costs=COSTS, judged="judged by a person"
    )
    assert "same (judged by a person)" in told.text()
    assert told.hinge == ""
