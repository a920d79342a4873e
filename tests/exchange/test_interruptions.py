"""The same guarantees hold in a plan, in every re-plan, and whatever happened in between."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import get_args

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from hudna.exchange import (
    LEFT,
    Actuals,
    AllForAll,
    Apart,
    Balance,
    Batches,
    BatchSize,
    Families,
    Impossible,
    Order,
    Pace,
    Person,
    Place,
    Plan,
    Ratio,
    Remains,
    Terms,
    accounts_of,
    check_plan,
    explain_place,
    plan_exchange,
)
from hudna.exchange.model import Status
from tests.exchange.brute_force import Truth
from tests.exchange.cases import CATEGORIES, FIRST, SIDES, persons

LAWS = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
FEWER = settings(LAWS, max_examples=8)
DATE = FIRST.date()


@st.composite
def generous(draw: st.DrawFn) -> Terms:
    """Terms that a good part of all lists can keep, with one place so that seats are easy to count."""
    one_for = Ratio("ratios/1", draw(st.integers(1, 2)), "northern", {"southern": draw(st.integers(1, 2))})
    some = draw(st.sampled_from(["all", "ratio", "both"]))
    young_first = (("young-or-ill", "women"), ("fighters",))
    return Terms(
        SIDES,
        "Asia/Aden",
        DATE,
        Batches("batches", FIRST),
        CATEGORIES,
        ratios=() if some == "all" else (one_for,) if some == "ratio" else (replace(one_for, of="named"),),
        all_for_all=None if some == "ratio" else AllForAll("all"),
        orders=draw(st.sampled_from([(), (Order("orders/1", young_first),)])),
        sizes=draw(st.sampled_from([(), (BatchSize("sizes/1", "", 2, None),)])),
        paces=draw(st.sampled_from([(), (), (Pace("paces/1", "southern", 2, timedelta(days=2)),)])),
        apart=draw(st.sampled_from([(), (), (Apart("apart/1", "fighters", 3),)])),
        places=(Place("places/1", "bridge", draw(st.integers(3, 9)), care=draw(st.sampled_from([None, 3]))),),
        families=draw(st.sampled_from([None, Families("families")])),
        balance=(Balance("balance/1", draw(st.integers(0, 4))),),
        remains=Remains("remains", counts=draw(st.sampled_from(["when-identified", "never"]))),
    )


@st.composite
def many(draw: st.DrawFn) -> list[Person]:
    """Few of the north and many of the south, in small families."""
    people = [draw(persons(number)) for number in range(1, draw(st.integers(6, 16)) + 1)]
    north = draw(st.integers(1, 4))
    return [
        replace(person, held_by=SIDES[number >= north], family=f"{number // 2}" if person.family else "")
        for number, person in enumerate(people)
    ]


@dataclass
class Course:
    """What has happened so far."""

    people: list[Person]
    actuals: Actuals = field(default_factory=Actuals)

    def go_on(self, draw: st.DrawFn, made: Plan) -> None:
        """Some hand-overs are held whole, the next in part; somebody refuses or dies; a body is the wrong one."""
        whole = draw(st.integers(0, min(2, len(made.hand_overs) - 1)))
        held = made.hand_overs[: whole + 1]
        stopped = held[-1].number
        released = dict(self.actuals.released)
        for release in made.releases:
            if release.hand_over < stopped or (release.hand_over == stopped and draw(st.booleans())):
                released[release.person] = release.hand_over
        for number, person in enumerate(self.people):
            if person.id not in released and draw(st.integers(0, 9)) == 0:
                self.people[number] = replace(person, status=draw(st.sampled_from(["refuses", "said-dead"])))
        wrong = {p.id for p in self.people if p.remains and p.id in released and draw(st.integers(0, 2)) == 0}
        late = draw(st.sampled_from([None, held[-1].at + timedelta(days=3)]))
        self.actuals = Actuals(released, (*self.actuals.hand_overs, *held), late, frozenset(wrong))


def holds(terms: Terms, course: Course, made: Plan, answered_to: set[str]) -> None:
    """All of the guarantees, by a reading of the terms that is not the planner's."""
    truth = Truth(terms, course.people, course.actuals)
    schedule = {p.id: 0 for p in truth.free} | {r.person: r.hand_over for r in made.releases}
    assert set(schedule) == {p.id for p in truth.free}, "somebody leaves who may not"
    assert truth.keeps_every_term(schedule)
    assert check_plan(terms, course.people, made.hand_overs, made.releases, actuals=course.actuals) == ()
    leaving = [release.person for release in made.releases]
    assert sorted([*leaving, *made.left]) == sorted(answered_to), "everybody is accounted for, once"
    assert set(made.left.values()) <= set(LEFT)
    gone, wrong = set(course.actuals.released), set(course.actuals.uncounted)
    for held in made.hand_overs:
        now = {r.person for r in made.releases if r.hand_over == held.number}
        gone, wrong = gone | now, wrong - now
        assert accounts_of(terms, course.people, gone, wrong) == made.accounts[held.number]


@LAWS
@given(st.data())
def test_every_guarantee_holds_in_plan_and_re_plan_after_every_stop(data: st.DataObject) -> None:
    terms, course = data.draw(generous()), Course(data.draw(many()))
    everybody = {person.id for person in course.people}
    for _ in range(3):
        made = plan_exchange(terms, course.people, actuals=course.actuals, seed="seed")
        event(f"{type(made).__name__}, {'first' if not course.actuals.hand_overs else 'after a stop'}")
        if isinstance(made, Impossible):
            assert made.conflict
            return
        holds(terms, course, made, everybody)
        if not made.hand_overs:
            return
        course.go_on(data.draw, made)


@FEWER
@given(st.data())
def test_the_order_of_the_lists_changes_nothing(data: st.DataObject) -> None:
    terms, people = data.draw(generous()), data.draw(many())
    shuffled = data.draw(st.permutations(people))
    assert plan_exchange(terms, people, seed="a") == plan_exchange(terms, shuffled, seed="a")


@FEWER
@given(st.data())
def test_another_seed_changes_who_and_not_how_many(data: st.DataObject) -> None:
    terms, people = data.draw(generous()), data.draw(many())
    one, other = (plan_exchange(terms, people, seed=seed) for seed in ("a", "b"))
    if isinstance(one, Impossible):
        assert one == other
        return
    assert isinstance(other, Plan)
    assert (one.accounts, one.proof, one.hand_overs) == (other.accounts, other.proof, other.hand_overs)


@FEWER
@given(st.data())
def test_of_every_other_hand_over_it_is_said_why_not(data: st.DataObject) -> None:
    terms, people = data.draw(generous()), data.draw(many())
    made = plan_exchange(terms, people, seed="a")
    if isinstance(made, Impossible) or not made.releases:
        return
    person = data.draw(st.sampled_from(people)).id
    told = explain_place(terms, people, made, person)
    numbers = {held.number for held in made.hand_overs}
    assert {n for reason in told.earlier for n in reason.hand_overs} == {n for n in numbers if 0 < n < told.hand_over}
    if not told.hand_over:
        assert told.left == made.left[person]
        assert told.at_all


def test_every_status_is_one_of_those_that_stay_or_leave() -> None:
    assert set(get_args(Status)) - set(LEFT) == {"acknowledged", "located"}
