"""Who: a table of sides and what an assessment may say of them, and no more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from tests.monitoring.feeds import agreement, at, found, one


class Case(NamedTuple):
    """``said`` of an incident; per clause (verdict, p, author) or None for outside."""

    name: str
    said: dict[str, Any]
    attacks: tuple[str, float, str | None] | None
    civilians: tuple[str, float, str | None] | None = None


def did(author: str | None, target: str | None, **more: Any) -> dict[str, Any]:
    return {"side_a": author, "side_b": target, "directed": True, **more}


def met(one_side: str | None, other: str | None, **more: Any) -> dict[str, Any]:
    return {"side_a": one_side, "side_b": other, "directed": False, **more}


APRIL = at("2020-04-02T12:00")
MARCH_5 = at("2020-03-05T12:00")

CASES = [
    Case("bound on bound", did("north", "south"), ("breach", 1.0, "north")),
    Case("one that accepted at 12:00, the deadline", did("north-army", "league"), ("breach", 1.0, "north-army")),
    Case("one that accepted at 12:01", did("latecomer", "south"), None),
    Case("bound on one that never accepted", did("south", "outsiders"), ("breach", 1.0, "south")),
    Case("one that never accepted", did("outsiders", "civilians"), None),
    Case("bound on civilians", did("south-east", "civilians"), *[("breach", 1.0, "south-east")] * 2),
    Case("bound on medical personnel, who are civilians", did("lily", "medical"), *[("breach", 1.0, "lily")] * 2),
    Case("member before it joined", did("rose", "civilians", earliest=MARCH_5), None),
    Case("member once it joined", did("rose", "civilians"), *[("breach", 1.0, "rose")] * 2),
    Case("clash of two bound parties", met("north", "south"), ("unattributed", 1.0, None)),
    Case("clash of bound and not bound", met("north", "outsiders"), ("unattributed", 0.5, None)),
    Case("clash with civilians", met("north", "civilians"), ("unattributed", 0.5, None), ("unattributed", 0.5, None)),
    Case("excluded on civilians", did("raiders", "civilians"), *[("excepted", 0.0, None)] * 2),
    Case("one under the excluded", did("raiders-wing", "north"), ("excepted", 0.0, None)),
    Case("bound on excluded", did("north", "raiders"), ("excepted", 0.0, "north")),
    Case("clash of bound and excluded", met("raiders", "south"), ("excepted", 0.0, None)),
    Case("clash of not bound and excluded", met("raiders", "outsiders"), ("excepted", 0.0, None)),
    Case("bound on excluded and an accepting group", did("north", "raiders;lily"), ("unverifiable", 0.5, "north")),
    Case("clash with excluded and an accepting group", met("north", "raiders;lily"), ("unattributed", 0.5, None)),
    Case("bound on excluded and civilians", did("north", "raiders;civilians"), *[("unverifiable", 0.5, "north")] * 2),
    Case("bound on designated", did("south", "listed"), ("excepted", 0.0, "south")),
    Case("bound on one no longer designated", did("south", "listed", earliest=APRIL), ("breach", 1.0, "south")),
    Case("designated", did("listed", "civilians"), *[("excepted", 0.0, None)] * 2),
    Case("no longer designated, and not bound", did("listed", "civilians", earliest=APRIL), None),
    Case("a label on civilians", did("armed-men", "civilians"), *[("unattributed", 0.5, None)] * 2),
    Case("a label for groups that are not bound", did("southerners", "south"), ("unattributed", 0.5, None)),
    Case("bound on a label", did("north", "armed-men"), ("unverifiable", 0.5, "north")),
    Case("clash of bound and label", met("north", "armed-men"), ("unattributed", 0.5, None)),
    Case("someone unheard of", did("?The Unheard", "civilians"), *[("unattributed", 0.5, None)] * 2),
    Case("bound on someone unheard of", did("north", "?The Unheard"), *[("unverifiable", 0.5, "north")] * 2),
    Case("nobody named as author", did(None, "civilians"), *[("unattributed", 0.5, None)] * 2),
    Case("nobody named as target", did("south", None), *[("unverifiable", 0.5, "south")] * 2),
    Case("nobody named at all", met(None, None), *[("unattributed", 0.25, None)] * 2),
    Case("two bound authors", did("north;south", "civilians"), *[("unattributed", 1.0, None)] * 2),
    Case("a bound author and one not bound", did("north;outsiders", "civilians"), *[("unattributed", 0.5, None)] * 2),
    Case("a bound author and an excluded one", did("north;raiders", "civilians"), *[("unattributed", 0.5, None)] * 2),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_said_of_the_sides(case: Case) -> None:
    rows = {row["clause"]: row for row in found(agreement("basic"), case.said)}
    said = {clause: (row["verdict"], row["p"], row["author"]) for clause, row in rows.items()}
    truth = {"attacks": case.attacks, "civilians": case.civilians}
    assert said == {clause: outcome for clause, outcome in truth.items() if outcome}


def test_a_clash_of_two_bound_parties_is_one_finding_per_clause_in_either_order() -> None:
    for sides in (("north", "south"), ("south", "north")):
        rows = found(agreement("basic"), met(*sides))
        assert [(row["clause"], row["verdict"]) for row in rows] == [("attacks", "unattributed")]
        assert sorted(rows[0]["answerable"].split("; ")) == ["north 0.5", "south 0.5"]


def test_a_party_is_never_named_as_author_where_the_source_does_not_name_it() -> None:
    for case in CASES:
        for row in found(agreement("basic"), case.said):
            if row["author"]:
                assert case.said["directed"]
                assert case.said["side_a"] == row["author"]
            if row["verdict"] == "breach":
                assert row["author"]


def test_one_exclusion_does_not_hide_who_else_was_hit() -> None:
    row = one(agreement("basic"), "attacks", **did("north", "raiders;lily"))
    assert row is not None
    assert row["excepted_by"] is None
    assert (row["p_low"], row["p_high"]) == (0.0, 1.0)
    assert row["undecided"] == "who"


def test_the_excepted_name_the_clause_that_excludes() -> None:
    row = one(agreement("basic"), "attacks", **did("north", "raiders"))
    assert row is not None
    assert row["excepted_by"] == "excluded"


def test_a_label_that_a_clause_names_as_its_target_is_that_target() -> None:
    """A report in the words of the clause leaves nothing open."""
    basic = agreement("basic")
    term = replace(next(t for t in basic.terms if t.clause == "civilians"), targets=frozenset({"armed-men"}))
    row = one(replace(basic, terms=(term,)), **did("north", "armed-men", earliest=MARCH_5))
    assert row is not None
    assert (row["verdict"], row["p"]) == ("breach", 1.0)


def test_a_label_that_accepts_later_is_a_label_until_then() -> None:
    basic = agreement("basic")
    before, after, *_ = (t for t in basic.terms if t.clause == "attacks")
    after = replace(after, bound=after.bound | {"armed-men"}, doubtful=after.doubtful - {"armed-men"})
    resolved = replace(basic, terms=(before, after))
    early = one(resolved, **did("north", "armed-men", earliest=MARCH_5))
    late = one(resolved, **did("north", "armed-men"))
    assert early is not None
    assert late is not None
    assert (early["verdict"], early["p"]) == ("unverifiable", 0.5)
    assert (late["verdict"], late["p"]) == ("breach", 1.0)
