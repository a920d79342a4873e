"""A plan keeps every term after every hand-over, and says why somebody is in none."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from hudna.exchange import (
    Actuals,
    AllForAll,
    Batches,
    Category,
    HandOver,
    Impossible,
    Person,
    Place,
    Plan,
    Ratio,
    Terms,
    Who,
    accounts_of,
    check_plan,
    plan_exchange,
)

FIRST = datetime(2026, 1, 1, 8, tzinfo=UTC)
SOLDIERS = [Person(f"p-{n:06d}", "north") for n in range(1, 7)]
DETAINED = [Person(f"p-{n:06d}", "south", sex="f" if n % 3 else "m") for n in range(101, 131)]
EVERYBODY = SOLDIERS + DETAINED
TERMS = Terms(
    ("north", "south"),
    "Asia/Aden",
    date(2026, 1, 1),
    Batches("batches", FIRST),
    categories={
        "soldiers": Category("soldiers", (Who(held_by="north"),)),
        "detained": Category("detained", (Who(held_by="south"),)),
    },
    ratios=(Ratio("ratios/1", 1, "soldiers", {"detained": 4}),),
    places=(Place("places/1", "bridge", 9),),
)


def plan_of(terms: Terms, people: list[Person], **more: object) -> Plan:
    made = plan_exchange(terms, people, **more)  # type: ignore[arg-type]
    assert isinstance(made, Plan)
    assert check_plan(terms, people, made.hand_overs, made.releases, actuals=more.get("actuals", Actuals())) == ()  # type: ignore[arg-type]
    return made


def test_the_ratio_holds_after_every_hand_over() -> None:
    made = plan_of(TERMS, EVERYBODY)
    assert [[(a.owed, a.paid) for a in accounts] for accounts in made.accounts.values()] == [
        [(Fraction(8), 8)],
        [(Fraction(16), 16)],
        [(Fraction(24), 24)],
    ]
    assert accounts_of(TERMS, EVERYBODY, {r.person for r in made.releases}) == made.accounts[3]


def test_everybody_is_released_or_left_with_a_reason() -> None:
    made = plan_of(TERMS, [*EVERYBODY, Person("p-000200", "south", status="denied")])
    assert made.left["p-000200"] == "denied"
    assert sorted(made.left.values()) == ["denied"] + ["not-owed"] * 6
    assert len(made.releases) + len(made.left) == 37


@pytest.mark.parametrize("seats", [0, 3])
def test_too_few_seats_are_named(seats: int) -> None:
    made = plan_exchange(replace(TERMS, places=(Place("places/1", "bridge", seats),)), EVERYBODY)
    assert isinstance(made, Impossible)
    assert "places/1" in made.conflict


def test_all_for_all_goes_in_step() -> None:
    made = plan_of(replace(TERMS, ratios=(), all_for_all=AllForAll("all")), EVERYBODY)
    assert len(made.releases) == 36
    assert all(abs(account.balance) < 1 for accounts in made.accounts.values() for account in accounts)


def test_after_a_stop_the_plan_goes_on_from_what_happened() -> None:
    actuals = Actuals({person.id: 1 for person in SOLDIERS[:2]}, (HandOver(1, FIRST),))
    made = plan_of(TERMS, EVERYBODY, actuals=actuals)
    assert next(held.number for held in made.hand_overs) == 2
    assert made.accounts[2][0].balance == 0
