"""Terms that tie too many into one hand-over are impossible, and seen to be so at once."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hudna.exchange import (
    AllForAll,
    Balance,
    Batches,
    Category,
    Families,
    Impossible,
    Order,
    Person,
    Place,
    Plan,
    Terms,
    Who,
    plan_exchange,
)

WOMEN = Category("women", (Who(sex="f"),))
MEN = Category("men", (Who(sex="m"),))
TERMS = Terms(
    ("north", "south"),
    "Asia/Aden",
    date(2026, 1, 1),
    Batches("batches", datetime(2026, 1, 1, 8, tzinfo=UTC)),
    categories={"women": WOMEN, "men": MEN},
    all_for_all=AllForAll("all"),
    orders=(Order("orders/1", (("women",), ("men",))),),
    places=(Place("places/1", "bridge", 10),),
    balance=(Balance("balance/1", 3),),
)
DEAD = {"remains": True, "identified": True, "status": "proved-dead"}


def many(women: int, men: int, dead_women: int) -> list[Person]:
    facts = [{"sex": "f"}] * women + [{"sex": "m"}] * men + [{"sex": "f", **DEAD}] * dead_women
    sides = [(side, fact) for side in ("north", "south") for fact in facts]
    return [Person(f"p-{n:06d}", side, **fact) for n, (side, fact) in enumerate(sides, start=1)]  # type: ignore[arg-type]


def test_women_first_is_said_of_the_living() -> None:
    people = many(15, 60, 3)
    made = plan_exchange(TERMS, people)
    assert isinstance(made, Plan)
    last = len(made.hand_overs)
    dead = {person.id for person in people if person.remains}
    assert {release.hand_over for release in made.releases if release.person in dead} == {last}


def test_the_dead_before_some_of_the_living_and_after_all_of_them_is_seen_to_be_impossible() -> None:
    women = Category("women", (*WOMEN.who, Who(sex="f", remains=True)))
    terms = replace(TERMS, categories={"women": women, "men": MEN})
    made = plan_exchange(terms, many(15, 60, 3))
    assert isinstance(made, Impossible)
    assert set(made.conflict) == {"all", "orders/1", "remains", "places/1"}


def test_the_same_is_possible_where_one_hand_over_has_room_for_them() -> None:
    women = Category("women", (*WOMEN.who, Who(sex="f", remains=True)))
    terms = replace(TERMS, categories={"women": women, "men": MEN}, places=(Place("places/1", "bridge", 63),))
    assert isinstance(plan_exchange(terms, many(15, 60, 3)), Plan)


def test_a_family_leaves_with_the_first_of_them() -> None:
    people = many(15, 40, 0)
    for n in (0, 55):
        people[n] = replace(people[n], family="1")
        people[n + 20] = replace(people[n + 20], family="1")
    order = Order("orders/1", (("women",), ("men",)), apart=True)
    terms = replace(TERMS, orders=(order,), families=Families("families"))
    made = plan_exchange(terms, people)
    assert isinstance(made, Plan)
    at = {release.person: release.hand_over for release in made.releases}
    sex = {person.id: person.sex for person in people}
    kin = {person.id for person in people if person.family}
    last_woman = max(number for person, number in at.items() if sex[person] == "f")
    assert all(number > last_woman for person, number in at.items() if sex[person] == "m" and person not in kin)
    assert all(at[person] <= last_woman for person in kin)
