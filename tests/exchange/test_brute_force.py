"""Planner and check agree with every schedule there is, on all small cases, the impossible ones included."""

from collections import Counter

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from hudna.exchange import (
    Actuals,
    Effort,
    HandOver,
    Impossible,
    Person,
    Plan,
    Release,
    Terms,
    check_plan,
    plan_exchange,
)
from hudna.exchange.assign import assign_places
from hudna.exchange.change import alterations, shown
from hudna.exchange.dates import coming
from hudna.exchange.situation import situation
from hudna.exchange.stowage import lacks_seats
from hudna.exchange.vulnerable import weight_of
from hudna.exchange.without import refs_of, without
from tests.exchange.brute_force import Schedule, Truth, kept, schedules
from tests.exchange.cases import peoples, stops, termses
from tests.exchange.test_plan import TERMS

SMALL = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
EXACT = Effort(gap=0.0)
FEW = 4_000
"""More schedules than this are too many to look at one by one."""


def many(truth: Truth) -> int:
    total = 1
    for p in truth.free:
        total *= len(truth.numbers) + (p.id not in truth.must)
    return total


def cost(people: list[Person], schedule: Schedule, before: int) -> int:
    return sum(weight_of(p) * (schedule[p.id] - before) for p in people if schedule.get(p.id))


@SMALL
@given(st.data())
def test_a_plan_keeps_every_term_and_no_plan_means_that_no_schedule_does(data: st.DataObject) -> None:
    people, terms = data.draw(peoples()), data.draw(termses())
    actuals = data.draw(stops(people))
    truth = Truth(terms, people, actuals)
    assume(many(truth) <= FEW)
    possible = kept(truth)
    made = plan_exchange(terms, people, actuals=actuals, seed="seed", effort=EXACT)
    event(type(made).__name__)
    if isinstance(made, Impossible):
        assert possible == []
        _the_conflict_is_smallest(terms, people, actuals, made)
        _the_changes_are_least(terms, people, actuals, made)
        return
    schedule = {p.id: 0 for p in truth.free} | {r.person: r.hand_over for r in made.releases}
    assert schedule in possible
    if len(truth.must) == len(truth.free) and not _has_to_come_back(truth):
        before = max((h.number for h in actuals.hand_overs), default=0)
        assert made.proof.cost == min(cost(people, each, before) for each in possible)
        assert made.proof.gap == 0


def _has_to_come_back(truth: Truth) -> bool:
    """Whether a balance stands too far out: then to be back soon goes before all else."""
    return any(abs(value) >= truth.most(key[1]) + 1 for key, value in truth.balances(truth.gone).items())


def _the_conflict_is_smallest(terms: Terms, people: list[Person], actuals: Actuals, made: Impossible) -> None:
    refs = refs_of(terms, people)

    def alone(some: tuple[str, ...]) -> Truth:
        return Truth(without(terms, people, [ref for ref in refs if ref not in some]), people, actuals)

    sets = [made.conflict, *(tuple(r for r in made.conflict if r != ref) for ref in made.conflict)]
    assume(all(many(alone(some)) <= 10 * FEW for some in sets))
    assert kept(alone(made.conflict)) == []
    for fewer in sets[1:]:
        assert kept(alone(fewer)), f"still impossible: {fewer} of {made.conflict}"


def _the_changes_are_least(terms: Terms, people: list[Person], actuals: Actuals, made: Impossible) -> None:
    """What is said to do does, the value before it does not; where nothing is said, nothing of that kind does."""
    told = {(change.term, change.field): change.to for change in made.changes}
    for number in alterations(situation(terms, people, actuals), made.conflict, EXACT):
        values = list(number.values)
        to = told.pop((number.term, number.field), None)
        at = next((n for n, value in enumerate(values) if shown(value) == to), None)
        tries = values if at is None else values[: at + 1]
        tries = tries[-2:] if number.easier else tries[-4:]
        for n, value in enumerate(tries):
            truth = Truth(number.terms(value), people, actuals)
            if many(truth) <= FEW:
                assert bool(kept(truth)) == (at is not None and n == len(tries) - 1), (number.term, number.field, value)
    assert told == {}


@SMALL
@given(st.data())
def test_the_check_finds_a_breach_exactly_where_a_term_is_broken(data: st.DataObject) -> None:
    people, terms = data.draw(peoples()), data.draw(termses())
    actuals = data.draw(stops(people))
    truth = Truth(terms, people, actuals)
    assume(truth.numbers and many(truth) <= FEW)
    every = list(schedules(truth))
    case = situation(terms, people, actuals)
    held = {h.number: h for _, h in zip(range(9), coming(terms, actuals), strict=False)}
    for schedule in data.draw(st.lists(st.sampled_from(every), min_size=1, max_size=20)):
        last = max(schedule.values(), default=0)
        hand_overs = [h for n, h in held.items() if n <= last]
        leaving = {h.number: [(p,) for p, n in schedule.items() if n == h.number] for h in hand_overs}
        counts = [[case.concern[p] for (p,) in units] for units in leaving.values()]
        if any(lacks_seats(case, Counter(each)) for each in counts):
            assert not truth.keeps_every_term(schedule)
            continue
        releases = assign_places(case, leaving)  # type: ignore[arg-type]
        found = check_plan(terms, people, hand_overs, releases, actuals=actuals)
        assert (not found) == truth.keeps_every_term(schedule), (schedule, found)


def test_nobody_at_all_is_a_plan() -> None:
    made = plan_exchange(TERMS, [])
    assert isinstance(made, Plan)
    assert (made.hand_overs, made.releases) == ((), ())
    assert check_plan(TERMS, [], [], []) == ()
    assert [
        b.guarantee for b in check_plan(TERMS, [], [HandOver(1, TERMS.batches.first)], [Release("p-9", 1, "")])
    ] == ["unknown-person"]
