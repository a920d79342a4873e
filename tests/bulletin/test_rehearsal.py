"""The page of a rehearsal: the worked draft over its invented feed, through the real engine."""

from pathlib import Path

import pytest

from hudna.agreements import load_agreement
from hudna.bulletin import LANGUAGES, compose_rehearsal, render
from hudna.incidents import open_feed
from hudna.monitoring import Rehearsal, rehearse

DRAFT = Path(__file__).parents[2] / "examples" / "aleppo-2014"


@pytest.fixture(scope="module")
def rehearsal() -> Rehearsal:
    loaded = load_agreement(DRAFT / "rehearsal.yaml")
    feed = open_feed(DRAFT / "exercise.csv", loaded.parties, loaded.acts, loaded.areas)
    return rehearse(loaded, [feed])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rehearsal_says_what_stands_in_the_way_and_what_the_answer_hangs_on(
    rehearsal: Rehearsal, language: str
) -> None:
    page = compose_rehearsal(rehearsal, language=language)
    assert page.comparison is None
    assert [section.id for section in page.sections][:2] == ["blame", "hangs"]
    assert [part.number for part in page.contents] == [str(k + 1) for k in range(len(page.contents))]
    blame, hangs = page.sections[:2]
    assert blame.tables[0].rows
    assert len(hangs.charts) == len(hangs.tables) > 0
    assert page.exercise
    assert f'<html lang="{language}"' in render(page)
