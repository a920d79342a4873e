"""Bound: a table of who is bound, excluded or doubtful, at which instants."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hudna.agreements import Standing, call_roll, resolve
from tests.agreements.drafts import BAN, accepted, draft

START = "2016-02-26T22:00"


def asked(*answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": "yes", "kind": "acceptance", "deadline": "2016-02-26T12:00", "answers": list(answers), **more}


def at(folder: Path, instant: str, *clauses: dict[str, Any], **head: Any) -> Standing:
    moment = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    roll = call_roll(draft(folder, *clauses, **head))
    return next(standing for (since, until), standing in roll.standings() if since <= moment < until)


@pytest.mark.parametrize(
    ("answer", "accession", "instant", "bound"),
    [
        ({"at": "2016-02-26T12:00"}, None, START, True),
        ({"at": "2016-02-26T12:01"}, None, START, False),
        ({"at": "2016-02-26T12:00:01"}, None, START, False),
        ({"at": "2016-02-26T12:01"}, "closed", "2017-01-01", False),
        ({"at": "2016-02-26T12:01"}, "allowed", START, True),
        ({"at": "2016-03-05T12:00"}, "allowed", "2016-03-05T09:59", False),
        ({"at": "2016-03-05T12:00"}, "allowed", "2016-03-05T10:00", True),
        ({"at": "2016-03-05T12:00"}, "closed", "2016-03-05T10:00", False),
        ({"at": "2016-02-20", "accession": True}, "allowed", START, True),
        ({"at": "2016-02-20", "accession": True}, None, START, False),
        ({"at": "2016-02-25", "withdrawn": "2016-03-05T12:00"}, None, "2016-03-05T09:59", True),
        ({"at": "2016-02-25", "withdrawn": "2016-03-05T12:00"}, None, "2016-03-05T10:00", False),
        ({"at": "2016-02-25", "withdrawn": "2016-02-26"}, None, START, False),
        ({"answer": "refused", "at": "2016-02-25"}, None, START, False),
        ({}, None, START, True),
    ],
)
def test_a_party_is_bound_by_its_own_answer(
    tmp_path: Path, answer: dict[str, Any], accession: str | None, instant: str, bound: bool
) -> None:
    clause = asked({"party": "north", **answer}, {"party": "doves", "at": "2016-02-24"}, accession=accession)
    standing = at(tmp_path, instant, clause)
    assert ("north" in standing.bound) is bound
    assert ("north-guard" in standing.bound) is bound
    assert "doves" in standing.bound


@pytest.mark.parametrize(
    ("status", "bound"),
    [("draft", False), ("offered", False), ("signed", True), ("in-force", True), ("ended", True)],
)
def test_an_undated_acceptance_binds_once_the_agreement_is_signed(tmp_path: Path, status: str, bound: bool) -> None:
    assert ("north" in at(tmp_path, START, accepted("north"), status=status).bound) is bound
    dated = asked({"party": "north", "at": "2016-02-25"})
    assert "north" in at(tmp_path, START, dated, status=status).bound


def test_without_an_answer_nobody_is_bound(tmp_path: Path) -> None:
    loaded = draft(tmp_path, {**BAN, "by": ["north"]}, status="in-force")
    assert call_roll(loaded).standings()[0][1] == Standing(frozenset(), frozenset(), frozenset())
    resolved = resolve(loaded)
    assert resolved.terms == ()
    assert resolved.left_out["ban"].code == "nobody-bound"


@pytest.mark.parametrize(
    ("instant", "bound"),
    [("2016-03-09T21:59", False), ("2016-03-09T22:00", True), ("2016-04-09T20:59", True), ("2016-04-09T21:00", False)],
)
def test_a_proxy_is_bound_while_a_bound_party_commands_it(tmp_path: Path, instant: str, bound: bool) -> None:
    standing = at(tmp_path, instant, asked({"party": "south", "at": "2016-02-24"}))
    assert ("proxy" in standing.bound) is bound
    assert "south" in standing.bound


def test_each_change_of_who_is_bound_is_a_term_of_its_own(tmp_path: Path) -> None:
    resolved = resolve(draft(tmp_path, BAN, asked({"party": "south", "at": "2016-02-24"})))
    told = [(sorted(term.bound), len(term.periods)) for term in resolved.terms]
    assert told == [(["south", "southern-rebels"], 2), (["proxy", "south", "southern-rebels"], 1)]
    ends = sorted(instant for term in resolved.terms for period in term.periods for instant in period)
    assert ends[0] == resolved.start
    assert ends[1::2][:-1] == ends[2::2]


def test_command_binds_a_party_that_refused_and_membership_does_not(tmp_path: Path) -> None:
    league = {"party": "league", "at": "2016-02-24"}
    guard = {"party": "north-guard", "answer": "refused"}
    hawks = {"party": "hawks", "answer": "refused", "at": "2016-03-01"}
    clause = asked(league, {"party": "north", "at": "2016-02-24"}, guard, hawks)
    before, after = (at(tmp_path, day, clause).bound for day in ("2016-02-28", "2016-03-02"))
    assert {"north-guard", "hawks", "hawks-wing", "doves"} <= before
    assert before - after == {"hawks", "hawks-wing"}


def test_a_member_that_withdraws_leaves_with_those_it_commands(tmp_path: Path) -> None:
    clause = asked(
        {"party": "league", "at": "2016-02-24"},
        {"party": "hawks", "at": "2016-02-24", "withdrawn": "2016-03-05"},
    )
    assert {"hawks", "hawks-wing", "doves", "league"} == at(tmp_path, "2016-03-01", clause).bound
    assert {"doves", "league"} == at(tmp_path, "2016-03-05", clause).bound


def test_exclusion_goes_before_acceptance_and_below(tmp_path: Path) -> None:
    listed = {"id": "list", "kind": "exclusion", "parties": ["black"]}
    standing = at(tmp_path, START, asked({"party": "black", "at": "2016-02-24"}), listed)
    assert standing.excluded == {"black", "black-cell"}
    assert not standing.bound
    assert not standing.doubtful


@pytest.mark.parametrize(
    ("instant", "excluded"),
    [("2016-03-31T20:59", False), ("2016-03-31T21:00", True), ("2016-04-30T20:59", True), ("2016-04-30T21:00", False)],
)
def test_a_designation_excludes_between_its_dates(tmp_path: Path, instant: str, excluded: bool) -> None:
    entry = {"party": "south", "since": "2016-04-01", "until": "2016-05-01"}
    listed = {"id": "list", "kind": "exclusion", "designations": [entry]}
    standing = at(tmp_path, instant, accepted("south", "north"), listed)
    assert ("south" in standing.excluded) is excluded
    assert ("southern-rebels" in standing.excluded) is excluded
    assert ("south" in standing.bound) is not excluded


def test_people_are_never_bound(tmp_path: Path) -> None:
    assert at(tmp_path, START, accepted("north", "civilians")).bound == {"north", "north-guard"}


def test_a_label_is_doubtful_unless_it_is_bound_or_excluded(tmp_path: Path) -> None:
    listed = {"id": "list", "kind": "exclusion", "parties": ["fronts"]}
    standing = at(tmp_path, START, accepted("south"), listed)
    assert standing.bound == {"south", "southern-rebels"}
    assert standing.doubtful == {"rebels"}
    assert standing.excluded == {"fronts", "front-one"}
    assert at(tmp_path, START, accepted("north")).doubtful == {"rebels", "southern-rebels", "fronts"}


@pytest.mark.parametrize(
    ("by", "against", "bound", "doubtful"),
    [
        (None, None, {"north", "north-guard", "front-one"}, {"rebels", "southern-rebels", "fronts"}),
        (["north"], None, {"north", "north-guard"}, {"rebels"}),
        (["north"], ["rebels"], {"north", "north-guard"}, set()),
        (["front-one"], None, {"front-one"}, {"fronts", "rebels"}),
        (["fronts"], None, {"front-one"}, {"fronts", "rebels"}),
        (["southern-rebels"], None, set(), {"southern-rebels"}),
        (["south"], None, None, None),
        (["civilians"], None, None, None),
    ],
)
def test_a_clause_binds_those_of_its_authors_that_are_bound(
    tmp_path: Path, by: Any, against: Any, bound: set[str] | None, doubtful: set[str] | None
) -> None:
    ban = {**BAN, "by": by, "against": against}
    terms = resolve(draft(tmp_path, ban, accepted("north", "front-one"))).terms
    if bound is None:
        assert terms == ()
    else:
        assert [(term.bound, term.doubtful) for term in terms] == [(bound, doubtful)]


def test_targets_are_those_named_and_all_below_them_while_they_are(tmp_path: Path) -> None:
    resolved = resolve(draft(tmp_path, {**BAN, "against": ["south"]}, accepted("north")))
    assert {term.targets for term in resolved.terms} == {
        frozenset({"south", "southern-rebels"}),
        frozenset({"south", "southern-rebels", "proxy"}),
    }
