"""Reasons: every finding has them, in each language, and no number in them says more than is known."""

from __future__ import annotations

import re
import string
from importlib.resources import files
from typing import Any

import pytest

from hudna.ground import parse_document
from hudna.monitoring import assessor
from hudna.monitoring.reasons import per_cent
from tests.monitoring.feeds import agreement, at, found, table
from tests.monitoring.worlds import world

SHOT: dict[str, Any] = {"side_a": "north", "side_b": "civilians", "directed": True}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_language_says_every_sentence_with_the_same_blanks() -> None:
    path = files("hudna.monitoring") / "data" / "reasons.yaml"
    languages: dict[str, Any] = parse_document(path.read_text(encoding="utf-8"), "reasons.yaml").data
    english = languages["en"]
    for language, words in languages.items():
        if language != "source":
            assert words.keys() == english.keys(), language
            assert {key: fields(text) for key, text in words.items()} == {k: fields(t) for k, t in english.items()}


@pytest.mark.parametrize("share", [1e-12, 0.001, 0.004999, 0.5, 0.994, 0.995, 0.9999, 1 - 1e-12])
def test_an_open_question_is_never_rounded_to_a_closed_one(share: float) -> None:
    assert per_cent(share) not in ("0%", "100%")


def test_a_closed_question_is_told_as_closed() -> None:
    assert (per_cent(0.0), per_cent(1.0)) == ("0%", "100%")


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_no_blank_is_left_open(language: str) -> None:
    for seed in range(10):
        small = world(seed)
        for text in assessor(small.resolved, language)(table(small.rows))["reasons"].to_pylist():
            assert text
            assert not re.search(r"[{}]|None|nan|  ", text), text


def test_each_question_is_told_in_its_own_sentence() -> None:
    for row in found(agreement("basic"), SHOT, SHOT | {"lon": 36.0, "radius_km": 25.0}, SHOT | {"act": None}):
        whole = row["reasons"]
        places = [whole.index(f"{word}: ") for word in ("What", "Where", "When", "Who")]
        assert places == sorted(places)
        assert f"clause {row['clause']}" in whole


def test_shares_in_words_are_those_in_numbers() -> None:
    row = found(agreement("basic"), SHOT | {"lon": 36.1, "radius_km": 25.0})[0]
    assert f"{round(row['p_where'] * 100)}%" in row["reasons"]
    assert "25 km" in row["reasons"]


def test_a_share_next_to_nothing_is_not_told_as_nothing() -> None:
    row = found(agreement("basic"), SHOT | {"lon": 34.9037, "radius_km": 100.0})[0]
    assert 0 < row["p_where"] < 5e-5
    assert "<1%" in row["reasons"]
    assert not re.search(r"(?<!\d)0%", row["reasons"])


def test_a_share_has_one_form_in_each_language() -> None:
    told = [[per_cent(share, language) for share in (0.5, 0.001, 0.999)] for language in ("en", "ar", "fr")]
    assert told == [
        ["50%", "<1%", ">99%"],
        ["50%", "أقل من 1%", "أكثر من 99%"],
        ["50\u202f%", "< 1\u202f%", "> 99\u202f%"],
    ]


def test_one_that_was_hit_is_told_by_how_it_is_protected_not_by_whether_it_is_bound() -> None:
    """“Not bound by this clause” beside a victim reads as if it had no shelter."""
    feed = table([SHOT | {"side_b": "civilians;south;raiders;?somebody"}])
    text = assessor(agreement("basic"))(feed)["reasons"].to_pylist()[0]
    who = text[text.index("Who: ") :]
    author, _, hit = who.partition(" acted, ")
    assert "(bound)" in author
    assert "bound" not in hit.partition(" hit.")[0]
    assert "excluded)" in hit
    assert "“somebody” (in no register)" in hit


def test_arabic_names_the_zone_and_joins_names_in_arabic() -> None:
    resolved = agreement("syria-2016")
    feed = table([{"act": "force.persons.killing", "side_a": "syrian-government", "directed": True,
                   "side_b": "civilians-syria;?others", "earliest": at("2016-03-15T10:00")}])  # fmt: skip
    told = assessor(resolved, "ar")(feed)["reasons"].to_pylist()
    assert told
    for text in told:
        assert "Syria" not in text
        assert "سوريا" in text
        assert ", " not in text
        assert "المصاب" not in text
