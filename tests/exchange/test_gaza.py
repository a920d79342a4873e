"""The terms of Gaza 2025, from the shipped example: three civilians, four soldiers, nine ill, a body of another."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from hudna.agreements import lint, load_agreement
from hudna.exchange import (
    Actuals,
    HandOver,
    Person,
    Plan,
    Release,
    accounts_of,
    check_plan,
    owed_range,
    plan_exchange,
    terms_of,
)

EXAMPLE = Path(__file__).parents[2] / "examples" / "gaza-2025" / "agreement.yaml"
TERMS = terms_of(load_agreement(EXAMPLE))


def hostages(count: int, first: int = 1, **facts: object) -> list[Person]:
    return [Person(f"p-{n:06d}", "hamas", **{"key": str(n), **facts}) for n in range(first, first + count)]  # type: ignore[arg-type]


def prisoners(count: int, first: int, **facts: object) -> list[Person]:
    return [Person(f"p-{n:06d}", "israel", **facts) for n in range(first, first + count)]  # type: ignore[arg-type]


def owed(people: list[Person], uncounted: frozenset[str] = frozenset()) -> dict[str, Fraction]:
    """What Israel owes once all of these are out, by category."""
    found: dict[str, Fraction] = {}
    for one in accounts_of(TERMS, people, {p.id for p in people}, uncounted):
        if one.debtor == "israel" and one.owed:
            found[one.category] = found.get(one.category, Fraction(0)) + one.owed
    return found


def test_the_example_is_sound() -> None:
    assert [one.code for one in lint(load_agreement(EXAMPLE)) if one.severity == "error"] == []
    assert all(clause.cites is not None for clause in load_agreement(EXAMPLE).agreement.clauses)


def test_three_civilians_are_ninety() -> None:
    women = hostages(2, sex="f", civil="civilian")
    child = hostages(1, 3, sex="m", civil="civilian", age=(12, 12))
    assert owed([*women, *child]) == {"others": 90}


def test_four_women_soldiers_are_two_hundred() -> None:
    assert owed(hostages(4, sex="f", civil="fighter")) == {"life": 120, "others": 80}


def test_nine_ill_are_a_hundred_and_ten_and_one_is_a_fraction() -> None:
    ill = [replace(one, key=f"ill-{n}") for n, one in enumerate(hostages(9), start=1)]
    assert owed(ill) == {"life": 110}
    assert owed(ill[:1]) == {"life": Fraction(110, 9)}


def test_men_over_fifty_and_the_two_named() -> None:
    assert owed(hostages(1, sex="m", civil="civilian", age=(54, 54))) == {"life": 3, "others": 27}
    assert owed([replace(one, key=f"named-{n}") for n, one in enumerate(hostages(2), start=1)]) == {
        "rearrested": 47,
        "others": 60,
    }


def test_for_thirty_three_of_whom_nothing_is_known_between_990_and_1650() -> None:
    whole = [one for one in owed_range(TERMS, hostages(33)) if not one.term and one.debtor == "israel"]
    assert [(one.least, one.most) for one in whole] == [(990, 1650)]


def scene() -> list[Person]:
    return [
        *hostages(3, sex="f", civil="civilian"),
        *hostages(4, 4, sex="f", civil="fighter"),
        *prisoners(130, 1001, sentence="life"),
        *prisoners(180, 2001, sentence="years"),
    ]


def test_a_plan_keeps_ratio_and_order_at_every_hand_over() -> None:
    people = scene()
    plan = plan_exchange(TERMS, people)
    assert isinstance(plan, Plan)
    assert check_plan(TERMS, people, plan.hand_overs, plan.releases) == ()
    out = {release.person for release in plan.releases}
    assert len(out) == 7 + 290
    assert sum(reason == "not-owed" for reason in plan.left.values()) == 20
    for accounts in plan.accounts.values():
        assert all(abs(one.balance) < 1 for one in accounts)


def test_a_soldier_before_a_civilian_is_a_named_breach_of_order() -> None:
    people = scene()
    plan = plan_exchange(TERMS, people)
    assert isinstance(plan, Plan)
    first, second = (
        plan.hand_overs[0],
        replace(plan.hand_overs[0], number=2, at=plan.hand_overs[0].at + TERMS.batches.every),
    )
    civilians = {f"p-{n:06d}" for n in (1, 2, 3)}
    others = sorted(r.person for r in plan.releases if r.person >= "p-002001")[:90]
    late = civilians | set(others)
    swapped = [Release(r.person, 2 if r.person in late else 1, r.place) for r in plan.releases]
    breaches = check_plan(TERMS, people, (first, second), swapped)
    assert {one.guarantee for one in breaches} == {"order"}
    assert {one.term for one in breaches} == {"order/orders/1"}


def test_a_body_that_proves_to_be_anothers_is_uncounted_and_the_balance_restated() -> None:
    body = replace(hostages(1)[0], remains=True, identified=True, sex="f", civil="fighter")
    assert owed([body]) == {"others": 30}, "fifty are for the living"
    assert owed([body], frozenset({body.id})) == {}
    people = [body, *prisoners(30, 1001, sentence="none")]
    out = {one.id for one in people}
    (before,) = [a for a in accounts_of(TERMS, people, out) if a.term == "anybody/ratios/1"]
    assert (before.owed, before.paid) == (30, 30)
    after = [a for a in accounts_of(TERMS, people, out, frozenset({body.id})) if a.category == "others"]
    assert sum((a.owed for a in after), Fraction(0)) == 0
    assert sum(a.paid for a in after) == 30, "thirty stand out for nobody now"


def test_the_coast_road_opens_after_the_second_hand_over() -> None:
    assert [(one.event, one.after_batch) for one in TERMS.opens] == [("coast-road", 2)]


@pytest.mark.parametrize("count", [1, 4])
def test_after_a_stop_the_rest_is_planned_from_what_truly_happened(count: int) -> None:
    people = scene()
    done = {f"p-{n:06d}": 1 for n in range(1, count + 1)}
    held = (HandOver(1, TERMS.batches.first),)
    plan = plan_exchange(TERMS, people, actuals=Actuals(done, held))
    assert isinstance(plan, Plan)
    assert not {release.person for release in plan.releases} & set(done)
    assert check_plan(TERMS, people, plan.hand_overs, plan.releases, actuals=Actuals(done, held)) == ()
