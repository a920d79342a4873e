"""A plan keeps every term after every hand-over, and says why somebody is in none."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from benchmarks import releases
from hudna.exchange import (
    Actuals,
    AllForAll,
    Batches,
    Category,
    Change,
    HandOver,
    Impossible,
    Person,
    Place,
    Plan,
    Ratio,
    Terms,
    Waits,
    Who,
    accounts_of,
    check_plan,
    draw,
    plan_exchange,
    seed_of,
)
from hudna.ground import Fault

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


def test_hand_overs_that_wait_for_what_has_not_happened_are_in_the_way() -> None:
    made = plan_exchange(replace(TERMS, waits=(Waits("waits/1", 2, "road", None),)), EVERYBODY)
    assert isinstance(made, Impossible)
    assert made.conflict == ("ratios/1", "waits/1", "places/1")
    assert made.changes == (
        Change("ratios/1", "brings/detained", "4", "1"),
        Change("places/1", "seats", "9", "24"),
    )


def test_no_hand_over_left_after_a_stop_is_told_with_how_many_more_would_do() -> None:
    actuals = Actuals({person.id: 1 for person in SOLDIERS[:2]}, (HandOver(1, FIRST),))
    made = plan_exchange(replace(TERMS, batches=replace(TERMS.batches, at_most=1)), EVERYBODY, actuals=actuals)
    assert isinstance(made, Impossible)
    assert made.conflict == ("ratios/1", "batches")
    assert made.changes == (Change("batches", "at_most", "1", "4"),)


def test_a_side_that_stands_out_is_paid_first() -> None:
    """Two have left for nothing: eight are owed, and come before all else."""
    actuals = Actuals({person.id: 1 for person in SOLDIERS[:2]}, (HandOver(1, FIRST),))
    made = plan_of(replace(TERMS, places=(Place("places/1", "bridge", 5),)), EVERYBODY, actuals=actuals)
    assert [accounts[0].balance for accounts in made.accounts.values()][:2] == [3, 0]


def test_the_lot_can_be_worked_out_again() -> None:
    halves = ("0" * 63 + "1", "f" * 64)
    seed = seed_of(*halves)
    assert seed != seed_of(*reversed(halves))
    made = plan_of(TERMS, EVERYBODY, seed=seed)
    order = draw(seed, [person.id for person in SOLDIERS])
    leaves = {release.person: release.hand_over for release in made.releases}
    assert [leaves[person] for person in order] == sorted(leaves[person] for person in order)
    with pytest.raises(Fault, match="seed-other"):
        seed_of("short", halves[1])


def test_many_thousands_are_proved_near_the_best() -> None:
    """A tenth of Yemen's lists, with every kind of term, and a stop."""
    everybody, agreed = releases.people(858, 749), releases.terms(full=True)
    made = plan_of(agreed, everybody, seed="seed")
    assert made.proof.gap <= 0.001
    assert len(made.releases) + len(made.left) == len(everybody)
    stopped = {r.person: r.hand_over for r in made.releases if r.hand_over == 1 and r.person > "p-000200"}
    again = plan_of(agreed, everybody, actuals=Actuals(stopped, made.hand_overs[:1]), seed="seed")
    assert again.proof.gap <= 0.001
