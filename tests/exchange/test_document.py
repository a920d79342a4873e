"""The plan as a document: it reads back as it was, the same plan gives the same bytes, and what is none is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudna.exchange import (
    LEFT,
    Account,
    AgreementNode,
    Change,
    HandOver,
    Impossible,
    Plan,
    PlanDocument,
    Proof,
    Release,
    plan_parts,
    read_plan,
)
from hudna.ground import Fault

FIRST = datetime(2014, 2, 10, 7, tzinfo=UTC)
NUMBERS = st.integers(1, 400).map(lambda number: f"p-{number:06d}")
WORDS = st.text(st.characters(codec="utf-8"), max_size=12)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Any plan: who leaves, who is left, and accounts with fractions above and below nothing."""
    people = draw(st.lists(NUMBERS, unique=True, max_size=20))
    batches = tuple(HandOver(k, FIRST + timedelta(days=k)) for k in range(1, draw(st.integers(1, 5)) + 1))
    goes = draw(st.lists(st.integers(0, len(batches)), min_size=len(people), max_size=len(people)))
    places = st.sampled_from(["", "north"])
    releases = [Release(one, number, draw(places)) for one, number in zip(people, goes, strict=True) if number]
    releases.sort(key=lambda one: (one.hand_over, one.place, one.person))
    left = {one: draw(st.sampled_from(LEFT)) for one, number in zip(people, goes, strict=True) if not number}
    owed = st.fractions(max_denominator=9, min_value=-50, max_value=500)
    accounts = {
        batch.number: (Account("a/ratios/1", draw(WORDS), "one", "other", draw(owed), draw(st.integers(0, 99))),)
        for batch in batches
    }
    drawn = {one.person: place for place, one in enumerate(releases)}
    proof = Proof(draw(st.integers(0, 10**9)), draw(st.floats(0, 1e9)), "HiGHS")
    return Plan(batches, tuple(releases), left, accounts, {"corridor": 1}, drawn, draw(WORDS), proof)


def document(plan: Plan | Impossible) -> PlanDocument:
    return PlanDocument(
        agreement=AgreementNode(id="truce"),
        sides=("one", "other"),
        zone="Asia/Damascus",
        ages_on="2014-02-01",
        people=3,
        **plan_parts(plan, "Asia/Damascus"),
    )


@given(plans())
def test_a_plan_reads_back_as_it_was(plan: Plan) -> None:
    written = document(plan).as_json()
    assert read_plan(written).as_plan() == plan
    assert read_plan(written).as_json() == written


@given(plans())
def test_a_document_keeps_to_the_schema_that_is_printed(plan: Plan) -> None:
    jsonschema.validate(json.loads(document(plan).as_json()), PlanDocument.model_json_schema())


def test_what_is_impossible_reads_back_with_its_changes() -> None:
    refused = Impossible(("a/places/1", "a/done/1"), (Change("a/places/1", "seats", "0", "4"),))
    assert read_plan(document(refused).as_json()).as_plan() == refused


def test_an_amount_is_told_exactly() -> None:
    ninth = Account("a/ratios/1", "sick", "one", "other", Fraction(110, 9), 12)
    plan = Plan((HandOver(1, FIRST),), (), {}, {1: (ninth,)}, {}, {}, "", Proof(0, 0, "HiGHS"))
    told = json.loads(document(plan).as_json())["hand_overs"][0]
    assert (told["accounts"][0]["owed"], told["accounts"][0]["balance"]) == ("110/9", "2/9")
    assert told["at"] == "2014-02-10T09:00:00+02:00"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "It is no plan"),
        ("[]", "It is no plan"),
        ('{"hudna": "plan/2"}', "hudna"),
        (json.dumps({"hudna": "plan/1", "people": 1}), "agreement"),
    ],
)
def test_what_is_no_plan_is_refused_in_one_line(text: str, told: str) -> None:
    with pytest.raises(Fault) as refused:
        read_plan(text, "plan.json")
    assert refused.value.code == "plan-unreadable"
    assert told in refused.value.what
    assert "\n" not in str(refused.value)
