"""Parties: a dated tree of command and membership, and names by source."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudna.ground import Fault, Parties, fold, load_parties

PLAIN = """\
hudna: parties/1
timezone: Asia/Damascus
parties:
  - id: north
    kind: coalition
    name: {en: Northern Alliance}
    aliases: {ucdp: [NA], any: [الشمال]}
  - id: riders
    name: {en: Riders}
    aliases: {acled: ["NA"]}
    under: [{party: north, how: member, since: 2015-01-01, until: 2016-02-27}]
  - id: scouts
    name: {en: Scouts}
    under: [{party: riders}]
"""


@pytest.fixture
def load(tmp_path: Path) -> Any:
    def write_and_load(*texts: str) -> Parties:
        paths = [tmp_path / f"{number}.yaml" for number in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, encoding="utf-8")
        return load_parties(paths)

    return write_and_load


def entry(name: str, **more: Any) -> str:
    rest = "".join(f"    {key}: {value}\n" for key, value in more.items())
    return f"hudna: parties/1\nparties:\n  - id: {name}\n    name: {{en: Party {name}}}\n{rest}"


@pytest.mark.parametrize(
    ("source", "name", "party"),
    [
        ("ucdp", "NA", "north"),
        ("acled", "NA", "riders"),
        ("osce", "NA", None),
        ("osce", "الشمال", "north"),
        ("osce", "  northern   ALLIANCE ", "north"),
        ("osce", "riders", "riders"),
        ("osce", "Civilians", "civilians"),
        ("osce", "المدنيون", "civilians"),
        ("osce", "", None),
    ],
)
def test_names_are_those_of_the_source_then_of_any(load: Any, source: str, name: str, party: str | None) -> None:
    assert load(PLAIN).by_alias(source, name) == party


@pytest.mark.parametrize(
    ("at", "above"),
    [
        (datetime(2014, 12, 31, 21, 59, tzinfo=UTC), {"riders"}),
        (datetime(2014, 12, 31, 22, 0, tzinfo=UTC), {"riders", "north"}),
        (datetime(2016, 2, 26, 21, 59, tzinfo=UTC), {"riders", "north"}),
        (datetime(2016, 2, 26, 22, 0, tzinfo=UTC), {"riders"}),
    ],
)
def test_links_hold_from_their_first_day_to_the_day_before_the_last(load: Any, at: datetime, above: set[str]) -> None:
    parties = load(PLAIN)
    assert parties.above("scouts", at) == above
    assert ("scouts" in parties.below("north", at)) == ("north" in above)


def test_kinds_of_link_can_be_told_apart(load: Any) -> None:
    at = datetime(2015, 6, 1, tzinfo=UTC)
    assert load(PLAIN).above("scouts", at, ["command"]) == {"riders"}


def test_the_instants_at_which_links_change_are_known(load: Any) -> None:
    assert load(PLAIN).changes() == [
        datetime(2014, 12, 31, 22, tzinfo=UTC),
        datetime(2016, 2, 26, 22, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ((entry("a"), entry("a")), "party-twice"),
        ((entry("civilians"),), "party-twice"),
        ((entry("a", under="[{party: nobody}]"),), "party-unknown"),
        ((entry("a", under="[{party: a}]"),), "party-circle"),
        (
            (entry("a", under="[{party: b}]"), entry("b", under="[{party: c}]"), entry("c", under="[{party: a}]")),
            "party-circle",
        ),
        (
            (
                entry("a", under="[{party: b, since: 2014-01-01}]"),
                entry("b", under="[{party: a, since: 2016-01-01}]"),
            ),
            "party-circle",
        ),
        ((entry("a", aliases="{ucdp: [X]}"), entry("b", aliases="{ucdp: [x]}")), "alias-twice"),
        ((entry("a", aliases="{any: [X]}"), entry("b", aliases="{any: [x]}")), "alias-twice"),
        ((entry("a", under="[{party: civilians, since: 2015-02-30}]"),), "calendar-impossible"),
        ((entry("A b"),), "document-shape"),
        (("hudna: areas/1\nareas: []",), "document-kind"),
    ],
)
def test_a_register_that_contradicts_itself_is_refused(load: Any, texts: tuple[str, ...], code: str) -> None:
    with pytest.raises(Fault) as refused:
        load(*texts)
    assert refused.value.code == code
    assert refused.value.where.file


def test_two_may_stand_under_each_other_one_after_the_other(load: Any) -> None:
    parties = load(
        entry("a", under="[{party: b, until: 2016-01-01}]"), entry("b", under="[{party: a, since: 2016-01-01}]")
    )
    assert parties.above("a", datetime(2015, 1, 1, tzinfo=UTC)) == {"b"}
    assert parties.above("b", datetime(2017, 1, 1, tzinfo=UTC)) == {"a"}


def test_an_unknown_party_is_a_fault(load: Any) -> None:
    with pytest.raises(Fault, match="party-unknown"):
        load()["nobody"]


@given(name=st.text())
def test_folding_twice_is_folding_once(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Jaysh al-Asha’er", "jaysh al-asha'er"), ("ＮＤＦ", "ndf"), ("Straße", "STRASSE"), ("a\u00a0b", "a b")],
)
def test_spellings_that_differ_only_in_type_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)
