"""Whose voice a report is, and what so many independent ones are worth."""

from __future__ import annotations

import numpy as np
import pytest

from hudna.incidents.merge import ACT, DEATHS
from hudna.incidents.voices import occurrence, quoted_in, voices_of
from tests.incidents.fusing import fused, report


@pytest.mark.parametrize(
    ("cell", "voices"),
    [
        ("SOHR", ("sohr",)),
        ("Syrian Observatory for Human Rights", ("sohr",)),
        ("SOHR; AFP; SOHR", ("sohr", "afp")),
        ("Reuters, quoting Syrian Observatory for Human Rights", ("sohr",)),
        ("", ()),
    ],
)
def test_the_voices_of_a_cell(cell: str, voices: tuple[str, ...]) -> None:
    assert voices_of(cell) == voices


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("Five killed in Aleppo, according to the Syrian Observatory for Human Rights", "sohr"),
        ("SOHR said five were killed", "sohr"),
        ("Cinq morts selon France Info", "france info"),
        ("Citing Field Team, the paper tells of five dead", "field team"),
        ("Residents said the shelling went on", ""),
        ("According to activists five were killed", ""),
        ("Five killed near Aleppo", ""),
    ],
)
def test_whom_a_text_quotes_by_name(text: str, voice: str) -> None:
    assert quoted_in(text) == voice


def test_the_grade_follows_from_the_voices_and_falls_where_they_contradict_each_other() -> None:
    voices = np.array([0, 1, 2, 3, 7, 3, 2, 3], np.int32)
    disagree = np.array([0, 0, 0, 0, 0, ACT, ACT, DEATHS], np.uint8)
    assert occurrence(voices, disagree).tolist() == [6, 3, 2, 1, 1, 2, 3, 1]


def test_an_outlet_that_quotes_one_that_is_there_already_adds_nothing() -> None:
    rows = [
        report("w1", reported_by="Wire A", note="Five dead in the market"),
        report("m1", source="monitor", reported_by="Field team", note="Craters and five bodies seen"),
        report("p1", source="paper", reported_by="Paper", note="Market shelled, Wire A said"),
    ]
    (row,) = fused(rows).incidents.to_pylist()
    assert (row["reports"], row["voices"], row["occurrence"]) == (3, 2, 2)


def test_a_report_that_names_no_outlet_speaks_with_the_voice_of_its_feed() -> None:
    rows = [
        report("w1", reported_by=None),
        report("w2", reported_by=None),
        report("m1", source="monitor", reported_by=None),
    ]
    done = fused(rows)
    assert sum(done.incidents["voices"].to_pylist()) == done.incidents.num_rows + (done.incidents.num_rows == 1)
