"""Each guarantee that a schedule breaks is named, with the term, the hand-over and the people."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hudna.exchange import (
    GUARANTEES,
    Actuals,
    AllForAll,
    Apart,
    Balance,
    BatchSize,
    Category,
    Done,
    Families,
    HandOver,
    Order,
    Pace,
    Person,
    Place,
    Release,
    Terms,
    Waits,
    Who,
    check_plan,
)
from tests.exchange.test_plan import FIRST, TERMS

DAY = timedelta(days=1)
PEOPLE = [
    Person("p-000001", "north", civil="civilian", family="1", site="hill"),
    Person("p-000002", "north", civil="fighter", family="1", site="hill"),
    Person("p-000003", "south", civil="civilian", health=frozenset({"sick"})),
    Person("p-000004", "south", civil="fighter"),
    Person("p-000005", "south", remains=True, identified=True),
    Person("p-000006", "south", status="refuses"),
    Person("p-000007", "north", remains=True, identified=True),
]
PLAIN = replace(
    TERMS,
    categories={
        "civilians": Category("civilians", (Who(civil="civilian"),)),
        "fighters": Category("fighters", (Who(civil="fighter"),)),
    },
    ratios=(),
    all_for_all=AllForAll("all"),
    places=(),
    balance=(Balance("balance/1", 9),),
)
GOOD = {1: 1, 2: 1, 3: 1, 4: 1, 5: 2, 7: 2}


def told(terms: Terms, schedule: dict[int, int], *, place: str = "", **more: object) -> list[tuple[str, str, int]]:
    releases = [Release(f"p-{n:06d}", when, place) for n, when in schedule.items()]
    hand_overs = [HandOver(n, FIRST + (n - 1) * DAY) for n in range(1, max(schedule.values()) + 1)]
    found = check_plan(terms, PEOPLE, hand_overs, releases, **more)  # type: ignore[arg-type]
    return [(breach.guarantee, breach.term, breach.hand_over) for breach in found]


def test_a_schedule_that_keeps_all_terms_has_no_breach() -> None:
    assert told(PLAIN, GOOD) == []


TABLE = {
    "the dead before the living": (PLAIN, {**GOOD, 4: 2, 5: 1}, ("remains", "remains", 1)),
    "a refusal": (PLAIN, {**GOOD, 6: 2}, ("not-eligible", "", 2)),
    "nobody of this number": (PLAIN, {**GOOD, 9: 2}, ("unknown-person", "", 2)),
    "somebody left out": (PLAIN, {n: w for n, w in GOOD.items() if n != 4}, ("ratio", "all", 2)),
    "one side alone": (replace(PLAIN, balance=()), {**GOOD, 3: 2, 4: 2}, ("balance", "all", 1)),
    "fighters first": (
        replace(PLAIN, orders=(Order("orders/1", (("civilians",), ("fighters",))),)),
        {**GOOD, 3: 2, 5: 2},
        ("order", "orders/1", 1),
    ),
    "in the same hand-over where they are to be apart": (
        replace(PLAIN, orders=(Order("orders/1", (("civilians",), ("fighters",)), apart=True),)),
        GOOD,
        ("order", "orders/1", 1),
    ),
    "a family in parts": (replace(PLAIN, families=Families("families")), {**GOOD, 2: 2}, ("families", "families", 2)),
    "too many": (replace(PLAIN, sizes=(BatchSize("sizes/1", "", None, 1),)), GOOD, ("batch-size", "sizes/1", 1)),
    "too few": (replace(PLAIN, sizes=(BatchSize("sizes/1", "", 3, None),)), GOOD, ("batch-size", "sizes/1", 1)),
    "too slow": (
        replace(PLAIN, paces=(Pace("paces/1", "fighters", 2, DAY),)),
        {**GOOD, 2: 2},
        ("pace", "paces/1", 1),
    ),
    "two who must be apart": (replace(PLAIN, apart=(Apart("apart/1", "fighters"),)), GOOD, ("apart", "apart/1", 1)),
    "too late": (replace(PLAIN, done=(Done("done/1", FIRST + DAY),)), GOOD, ("deadline", "done/1", 2)),
    "before what it waits for": (
        replace(PLAIN, waits=(Waits("waits/1", 2, "road", None),)),
        GOOD,
        ("waits", "waits/1", 2),
    ),
    "more hand-overs than agreed": (
        replace(PLAIN, batches=replace(PLAIN.batches, at_most=1)),
        GOOD,
        ("batches", "batches", 2),
    ),
    "closer than agreed": (
        replace(PLAIN, batches=replace(PLAIN.batches, every=7 * DAY)),
        GOOD,
        ("batches", "batches", 2),
    ),
}


@pytest.mark.parametrize("what", TABLE)
def test_what_is_broken_is_named(what: str) -> None:
    terms, schedule, breach = TABLE[what]
    assert breach in told(terms, schedule)


BRIDGE = Place("places/1", "bridge", 2)
PLACES = {
    "no such place": (BRIDGE, "ford", ("places", "", 1)),
    "a place that serves others": (replace(BRIDGE, sites=frozenset({"valley"})), "bridge", ("places", "places/1", 1)),
    "a place of the other side": (replace(BRIDGE, of=frozenset({"south"})), "bridge", ("places", "places/1", 1)),
    "too few seats": (replace(BRIDGE, seats=1), "bridge", ("capacity", "places/1", 1)),
    "too little care": (replace(BRIDGE, care=0), "bridge", ("care", "places/1", 1)),
}


@pytest.mark.parametrize("what", PLACES)
def test_what_of_a_place_is_broken_is_named(what: str) -> None:
    place, where, breach = PLACES[what]
    assert breach in told(replace(PLAIN, places=(place,)), GOOD, place=where)


def test_a_hand_over_that_is_not_in_the_schedule_is_named() -> None:
    found = check_plan(PLAIN, PEOPLE, [HandOver(1, FIRST)], [Release("p-000001", 3, "")])
    assert "unknown-hand-over" in [breach.guarantee for breach in found]


def test_every_guarantee_has_a_case_that_breaks_it() -> None:
    broken = {breach[0] for _, _, breach in (*TABLE.values(), *PLACES.values())}
    assert broken | {"twice", "unknown-hand-over"} == set(GUARANTEES)


def test_nobody_leaves_twice() -> None:
    releases = [Release("p-000001", 1, ""), Release("p-000001", 2, "")]
    hand_overs = [HandOver(1, FIRST), HandOver(2, FIRST + DAY)]
    found = check_plan(PLAIN, PEOPLE, hand_overs, releases, complete=False)
    assert [(b.guarantee, b.hand_over, b.people) for b in found] == [("twice", 2, ("p-000001",))]
    again = check_plan(
        PLAIN, PEOPLE, hand_overs[1:], releases[1:], actuals=Actuals({"p-000001": 1}, (hand_overs[0],)), complete=False
    )
    assert [b.guarantee for b in again] == ["twice"]


def test_what_was_done_so_far_is_not_blamed_for_what_is_still_to_come() -> None:
    assert told(PLAIN, {1: 1, 3: 1}, complete=False) == []
    assert ("ratio", "all", 1) in told(PLAIN, {1: 1, 3: 1})
