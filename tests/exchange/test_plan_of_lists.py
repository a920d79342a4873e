"""From lists to a plan: what is reconciled can be planned, by the terms of an agreement, and the plan is right."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

from hudna.agreements import load_agreement
from hudna.exchange import (
    Person,
    Plan,
    RehearsedSizes,
    Terms,
    accounted,
    check_plan,
    given_list,
    plan_exchange,
    reconcile,
    rehearse_exchange,
    terms_of,
)
from hudna.people import access_list, read_people

ALEPPO = Path(__file__).parents[2] / "examples" / "aleppo-2014"
TERMS = terms_of(load_agreement(ALEPPO / "exchange.yaml"))
GOVERNMENT, OPPOSITION = TERMS.sides


def wide(terms: Terms) -> Terms:
    return replace(terms, places=tuple(replace(place, seats=60, care=20) for place in terms.places))


def test_the_shipped_lists_and_terms_give_a_plan() -> None:
    lists = []
    for side, name in ((GOVERNMENT, "government"), (OPPOSITION, "opposition")):
        for kind in ("wanted", "held"):
            path = ALEPPO / "lists" / f"{kind}-by-{name}.csv"
            at = dt.datetime(2014, 2, 8, tzinfo=dt.UTC)
            opened, _ = access_list(path, actor="neutral-1", purpose="test", at=at)
            lists.append(given_list(side, kind, read_people(opened, name=path.stem, latest=at.date())))  # type: ignore[arg-type]
    register = reconcile(TERMS.sides, lists, ages_on=TERMS.ages_on).register
    account = accounted(register)
    assert [one.rows for one in account.lists] == [48, 36, 40, 44]
    assert {"claimed-held", "acknowledged", "said-dead"} == set(account.said)
    plan = plan_exchange(TERMS, register.people)
    assert isinstance(plan, Plan)
    assert check_plan(TERMS, register.people, plan.hand_overs, plan.releases) == ()
    assert len(plan.releases) + len(plan.left) == account.persons


def test_a_rehearsed_exchange_is_planned_and_everybody_leaves_or_has_a_reason() -> None:
    made = rehearse_exchange(RehearsedSizes((60, 50), TERMS.sides), seed=3)
    lists = [one.given(at=TERMS.ages_on) for one in made.lists]
    register = reconcile(TERMS.sides, lists, ages_on=TERMS.ages_on).register
    plan = plan_exchange(wide(TERMS), register.people)
    assert isinstance(plan, Plan)
    assert check_plan(wide(TERMS), register.people, plan.hand_overs, plan.releases) == ()
    assert set(plan.left) | {one.person for one in plan.releases} == {one.id for one in register.people}


def test_a_family_of_which_one_is_wounded_leaves_together() -> None:
    whole = Person("p-000001", GOVERNMENT, sex="m", age=(62, 62), family="f-1")
    people = [whole, replace(whole, id="p-000002", health=frozenset({"wounded"}))]
    plan = plan_exchange(TERMS, people)
    assert isinstance(plan, Plan)
    assert {one.hand_over for one in plan.releases} == {1}
