"""A person's place is explained by terms, by who waits less well, or by the lot."""

from hudna.exchange import Person, explain_place
from tests.exchange.test_plan import DETAINED, EVERYBODY, SOLDIERS, TERMS, plan_of


def kinds(reasons: tuple[object, ...]) -> set[str]:
    return {reason.kind for reason in reasons}  # type: ignore[attr-defined]


def test_not_earlier_because_of_a_term_and_the_lot() -> None:
    made = plan_of(TERMS, EVERYBODY)
    last = next(r.person for r in made.releases if r.hand_over == 3 and r.person in {p.id for p in SOLDIERS})
    told = explain_place(TERMS, EVERYBODY, made, last)
    assert (told.hand_over, told.drawn_among) == (3, 6)
    assert kinds(told.earlier) == {"term", "lot"}
    assert {(r.guarantee, r.term, r.hand_overs) for r in told.earlier if r.term} == {("balance", "ratios/1", (1, 2))}


def test_left_behind_because_only_so_many_are_owed_and_others_wait_less_well() -> None:
    made = plan_of(TERMS, EVERYBODY)
    man = next(p for p, why in made.left.items() if why == "not-owed")
    told = explain_place(TERMS, EVERYBODY, made, man)
    assert (told.hand_over, told.left) == (0, "not-owed")
    assert {"stays", "more-vulnerable"} <= kinds(told.at_all)
    assert all(p.sex == "m" for p in DETAINED if p.id in made.left)


def test_of_a_refusal_nothing_is_told() -> None:
    people = [*EVERYBODY, Person("p-000300", "south", status="refuses")]
    told = explain_place(TERMS, people, plan_of(TERMS, people), "p-000300")
    assert [reason.what for reason in told.at_all] == ["The person is in no hand-over."]


def test_a_full_bridge_is_named() -> None:
    made = plan_of(TERMS, EVERYBODY)
    told = explain_place(TERMS, EVERYBODY, made, next(r.person for r in made.releases if r.hand_over == 3))
    assert told.place == "bridge"
    assert told.later == ()
