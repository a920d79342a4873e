"""What a side is told of a plan: every reason that is anybody's to know, and none by which a refusal shows."""

from __future__ import annotations

from hudna.exchange import LEFT, Category, Person, Plan, Proof, Ratio, Terms, Who, category_of, reasons_told
from tests.bulletin.exchange_scene import A, B, terms

EVERYBODY = {f"p-{number:06d}": reason for number, reason in enumerate(LEFT, start=1)}


def plan() -> Plan:
    return Plan((), (), EVERYBODY, {}, {}, {}, "", Proof(0, 0, "HiGHS"))


def test_the_neutral_body_is_told_every_reason_as_it_is() -> None:
    assert reasons_told(plan()) == EVERYBODY


def test_to_a_side_somebody_who_refuses_is_one_of_several_without_a_reason() -> None:
    told = reasons_told(plan(), A)
    assert set(told) == set(EVERYBODY)
    without = {reason for person, reason in EVERYBODY.items() if told[person] == "not-told"}
    assert {"refuses", "pending"} <= without
    assert all(told[person] == reason for person, reason in EVERYBODY.items() if reason not in without)


def test_somebody_is_of_the_category_by_which_they_count_before_that_by_which_they_pay() -> None:
    assert category_of(terms(), Person("p-000001", B, civil="civilian")) == "civilian"
    assert category_of(terms(), Person("p-000002", A, civil="civilian")) == "prisoner"
    assert category_of(terms(), Person("p-000003", B, civil="fighter")) == ""


def test_of_several_ratios_the_first_that_fits_is_meant() -> None:
    both: Terms = terms()
    women = Category("women", (Who(held_by=B, sex="f"),))
    known = {**both.categories, "women": women}
    ordered = (Ratio("exchange/ratios/1", 1, "women", {"prisoner": 5}), *both.ratios)
    two = Terms(both.sides, both.zone, both.ages_on, both.batches, known, ordered)
    assert category_of(two, Person("p-000001", B, sex="f", civil="civilian")) == "women"
    assert category_of(two, Person("p-000002", B, sex="m", civil="civilian")) == "civilian"
