"""Tokens are coded once and compared in any two scripts."""

from __future__ import annotations

import numpy as np
import pytest

from hudna.people import Spelling, keys, likeness
from hudna.people.likeness import GRADES

MINISTER = ["وليد المعلم", "Walid al-Moualem", "Waleed Muallem", "Oualid Mouallem", "Валид Муаллем", "Walid Al Muallim"]


def bits(one: str, other: str) -> float:
    spelling = Spelling.of([one, other])
    return float(likeness(spelling, spelling.ids[:1, 0], spelling.ids[1:, 0])[0])


@pytest.mark.parametrize("one", MINISTER)
@pytest.mark.parametrize("other", MINISTER)
def test_six_spellings_of_a_minister_meet_by_every_part(one: str, other: str) -> None:
    spelling = Spelling.of([one, other])
    by_token = keys(spelling)
    for part in (0, 1):
        a, b = spelling.ids[0, part], spelling.ids[1, part]
        assert (set(by_token[a].tolist()) & set(by_token[b].tolist())) - {0}
        assert likeness(spelling, spelling.ids[:1, part], spelling.ids[1:, part])[0] >= GRADES[1]


def test_muslim_is_another_name() -> None:
    spelling = Spelling.of(["Muallem", "Muslim", "المعلم", "مسلم"])
    by_token = [set(row.tolist()) - {0} for row in keys(spelling)]
    assert by_token[0] & by_token[2]
    assert not by_token[0] & by_token[1]
    assert not by_token[2] & by_token[3]
    assert bits("Muallem", "المعلم") > bits("Muallem", "Muslim") + 2


def test_rows_keep_their_order_and_share_tokens() -> None:
    spelling = Spelling.of(["Ahmad Khalil", None, "Khalil AHMAD", ""])
    assert spelling.ids.tolist() == [[0, 1], [-1, -1], [1, 0], [-1, -1]]
    assert spelling.count.tolist() == [2, 2]
    assert likeness(spelling, np.array([0, -1], np.int32), np.array([0, 1], np.int32)).tolist() == [
        spelling.own[0],
        0.0,
    ]
