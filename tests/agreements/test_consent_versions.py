"""Two versions of one plan in flight, moments fixed on the way, clocks that run; and laws over random histories."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hudna.agreements import (
    AcceptanceWithdrawn,
    Condition,
    ConditionSettled,
    MomentFixed,
    OfferWithdrawn,
    PlanAccepted,
    PlanCountered,
    PlanRefused,
    RenewalAgreed,
    accept,
    fix_moment,
    fold_consent,
    from_consent,
    load_agreement,
    pack,
    read_plan,
    refuse,
    resolve,
    running_clocks,
    settle_condition,
    standing,
    unpack,
    withdraw_acceptance,
    withdraw_offer,
)
from hudna.ground import Fault, when
from tests.agreements.plans import PLAN, Case, instant, text

ASK: dict[str, Any] = {"id": "yes", "kind": "acceptance", "invited": ["south", "league"], "accession": "allowed"}
EXAMPLES = Path(__file__).parents[2] / "examples"


def accepted(party: str, version: str) -> PlanAccepted:
    return PlanAccepted(PLAN, version, party, "")


def two(folder: Path, first: str = "2016-02-27T00:00", second: str = "2016-03-05T00:00", **more: Any) -> Case:
    """Version 1 and version 2, which begin on days of their own."""
    case = Case()
    for version, start in (("1", first), ("2", second)):
        clause = {"id": "start", "kind": "entry-into-force", "at": start}
        case.offered(text(folder, ASK, start=clause, **more), version, at=f"2016-02-2{version}")
    return case


def test_a_later_acceptance_of_another_version_ends_the_first_when_it_binds(tmp_path: Path) -> None:
    case = two(tmp_path)
    case.say(accepted("south", "1"), "2016-02-22")
    case.say(accepted("south", "2"), "2016-02-23")
    assert case.bound("2016-02-26T21:59") == {}
    assert case.bound("2016-02-26T22:00")["south"] == "1"
    assert case.bound("2016-03-04T21:59")["south"] == "1"
    assert case.bound("2016-03-04T22:00")["south"] == "2"
    assert "version 2 binds it instead" in case.words("south", "2016-03-06")


def test_the_version_accepted_last_counts_though_it_begins_first(tmp_path: Path) -> None:
    case = two(tmp_path, first="2016-03-05T00:00", second="2016-02-27T00:00")
    case.say(accepted("south", "1"), "2016-02-22")
    case.say(accepted("south", "2"), "2016-02-23")
    assert case.bound("2016-03-01")["south"] == "2"
    assert case.bound("2016-03-06")["south"] == "2"


def test_a_version_that_was_left_does_not_come_back_when_the_later_one_ends(tmp_path: Path) -> None:
    case = two(tmp_path)
    case.say(accepted("south", "1"), "2016-02-22")
    case.say(accepted("south", "2"), "2016-02-23")
    case.say(AcceptanceWithdrawn(PLAN, "2", "south", "PT0S", ""), "2016-03-10")
    assert "south" not in case.bound("2016-03-11")


def test_who_is_led_by_two_that_accepted_different_versions_is_bound_by_the_later_alone(tmp_path: Path) -> None:
    case = two(tmp_path)
    case.say(accepted("hawks", "2"), "2016-02-22")
    case.say(accepted("league", "1"), "2016-02-23")
    early, late = case.bound("2016-03-01"), case.bound("2016-03-06")
    assert (early["hawks"], early["doves"]) == ("1", "1")
    assert (late["hawks"], late["hawks-wing"], late["doves"], late["league"]) == ("2", "2", "1", "1")


def test_a_counter_offer_closes_the_version_and_is_open_itself(tmp_path: Path) -> None:
    case = two(tmp_path)
    case.say(PlanCountered(PLAN, "1", "south", "", "2", "0" * 64), "2016-02-22")
    case.say(accepted("league", "1"), "2016-02-23")
    case.say(accepted("league", "2"), "2016-02-23")
    assert set(case.bound("2016-03-06").values()) == {"2"}
    first, second = case.standing("2016-02-24").offers
    assert (first.is_open, second.is_open) == (False, True)
    assert "countered by south" in first.words


def test_a_zero_hour_can_be_moved_until_it_comes(tmp_path: Path) -> None:
    case = Case()
    case.offered(text(tmp_path, ASK, start={"id": "zero", "kind": "entry-into-force"}))
    case.say(accepted("south", "1"), "2016-02-21")
    assert "south" not in case.bound("2016-03-02")
    assert "when the agreement enters into force is not settled" in case.words("south", "2016-02-22")
    for hour, at in (("2016-03-01", "2016-02-22"), ("2016-03-02", "2016-02-29"), ("2016-03-09", "2016-03-03")):
        case.say(MomentFixed(PLAN, "1", "zero", instant(hour), "Asia/Damascus"), at)
    assert "south" not in case.bound("2016-03-01T23:59")
    assert "south" in case.bound("2016-03-02")
    (void,) = read_plan(case.consents(), PLAN, case.texts).void
    assert void.why == "entry-into-force had come, on 2016-03-02 02:00 Asia/Damascus"


def test_a_renewal_agreed_before_the_end_carries_it_on_and_one_after_it_does_not(tmp_path: Path) -> None:
    lasts = {"id": "lasts", "kind": "duration", "length": "P14D"}
    case = Case()
    case.offered(text(tmp_path, ASK, lasts))
    case.say(accepted("south", "1"), "2016-02-21")
    case.say(RenewalAgreed(PLAN, "1", instant("2016-03-20"), "Asia/Damascus"), "2016-03-11")
    case.say(RenewalAgreed(PLAN, "1", instant("2016-04-20"), "Asia/Damascus"), "2016-03-21")
    assert "south" in case.bound("2016-03-19T23:59")
    assert case.bound("2016-03-20") == {}
    assert from_consent(case.consents(), PLAN, "1", case.texts).agreement.by_id["lasts"].renewal is not None  # type: ignore[union-attr]


def test_the_clocks_that_run_and_whom_they_concern(tmp_path: Path) -> None:
    ask = {**ASK, "deadline": "2016-02-26T12:00", "notice": "P2D"}
    lasts = {"id": "lasts", "kind": "duration", "length": "P14D", "renewal": {"notice": "P3D"}}
    case = Case()
    case.offered(text(tmp_path, ask, lasts), expires=instant("2016-02-25"))
    case.say(accepted("south", "1"), "2016-02-21T12:00")
    case.say(AcceptanceWithdrawn(PLAN, "1", "south", "PT0S", ""), "2016-03-01")

    def run(at: str) -> list[tuple[str, str, tuple[str, ...], bool]]:
        clocks = running_clocks(case.consents(), PLAN, case.texts, instant(at))
        return [(c.kind, f"{c.due:%m-%d %H:%M}" if c.due else "", c.who, c.overdue) for c in clocks]

    assert run("2016-02-19") == []
    assert run("2016-02-21")[:2] == [
        ("offer", "02-25 00:00", ("league", "south"), False),
        ("acceptance", "02-26 10:00", ("league", "south"), False),
    ]
    both = ("north", "south")
    assert run("2016-02-25T12:00") == [
        ("offer", "02-25 00:00", ("league",), True),
        ("acceptance", "02-26 10:00", ("league",), False),
        ("entry-into-force", "02-26 22:00", both, False),
        ("renewal", "03-08 22:00", both, False),
        ("end", "03-11 22:00", both, False),
    ]
    assert ("notice", "03-03 00:00", ("south",), False) in run("2016-03-02")
    assert not any(kind == "notice" for kind, *_ in run("2016-03-04"))
    assert run("2016-03-12") == [
        ("offer", "02-25 00:00", ("league",), True),
        ("acceptance", "02-26 10:00", ("league",), True),
    ]


def test_an_answer_without_a_deadline_and_a_zero_hour_that_nobody_fixed_run_without_an_instant(tmp_path: Path) -> None:
    case = Case()
    case.offered(text(tmp_path, ASK, start={"id": "zero", "kind": "entry-into-force"}))
    clocks = running_clocks(case.consents(), PLAN, case.texts, instant("2016-02-21"))
    assert [(c.kind, c.due, c.who) for c in clocks] == [
        ("acceptance", None, ("league", "south")),
        ("entry-into-force", None, ()),
    ]


def test_the_cessation_of_2016_an_hour_and_a_minute_around_noon() -> None:
    packed = pack(EXAMPLES / "syria-2016" / "agreement.yaml")
    case = Case()
    case.offered(packed, at="2016-02-22", by="", invited=())
    case.say(accepted("syrian-government", "1"), "2016-02-23")
    case.say(accepted("hnc", "1"), when.instant("2016-02-26T12:00", "Asia/Damascus"))
    case.say(accepted("ypg", "1"), when.instant("2016-02-26T12:01", "Asia/Damascus"))
    held = case.bound("2016-02-27")
    assert {"syrian-government", "syrian-air-force", "hnc"} <= set(held)
    assert not {"ypg", "russia", "nusra"} & set(held)
    assert "accepted on 2016-02-26 12:01 Asia/Damascus, 1 minute after the deadline" in case.words("ypg", "2016-02-27")


@pytest.mark.parametrize("example", ["aleppo-2014", "syria-2016", "minsk-2015"])
def test_an_agreement_comes_out_of_its_pack_as_it_went_in(example: str) -> None:
    path = EXAMPLES / example / "agreement.yaml"
    loaded, again = load_agreement(path), unpack(pack(path))
    assert again.agreement == loaded.agreement
    assert set(again.parties) == set(loaded.parties)
    for area, known in loaded.areas.by_id.items():
        if known.shape is not None:
            assert again.areas.geometry(area).equals(loaded.areas.geometry(area))
    assert pack(path) == pack(Path(f"{path.parent}/../{example}/agreement.yaml"))
    assert again.mark(again.agreement.clauses[0].id).file == "agreement.yaml"


# Laws

PARTIES = ("south", "league", "hawks", "doves", "proxy", "north-guard", "black")
DAYS = st.integers(0, 20).map(lambda day: instant("2016-02-21") + timedelta(days=day))


def events() -> st.SearchStrategy[Any]:
    version, party = st.sampled_from("12"), st.sampled_from(PARTIES)
    one = st.just(Condition("c", "…")).map(lambda condition: (condition,))
    return st.one_of(
        st.builds(PlanAccepted, st.just(PLAN), version, party, st.just(""), st.just(()) | one),
        st.builds(PlanRefused, st.just(PLAN), version, party, st.just("")),
        st.builds(PlanCountered, st.just(PLAN), version, party, st.just(""), st.just("2"), st.just("")),
        st.builds(ConditionSettled, st.just(PLAN), version, party, st.just("c"), st.sampled_from(["met", "refused"])),
        st.builds(AcceptanceWithdrawn, st.just(PLAN), version, party, st.sampled_from(["PT0S", "P2D"]), st.just("")),
        st.builds(OfferWithdrawn, st.just(PLAN), version, st.just("")),
        st.builds(MomentFixed, st.just(PLAN), version, st.just("zero"), DAYS, st.just("Asia/Damascus")),
    )


HISTORIES = st.lists(st.tuples(DAYS, events()), max_size=14, unique_by=lambda pair: (pair[0], pair[1].about))
lawful = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
INSTANTS = [instant("2016-02-21") + timedelta(days=day, hours=1) for day in range(-1, 24, 3)]


@pytest.fixture(scope="module")
def offers(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("plans")
    case = Case()
    case.offered(text(folder, {**ASK, "deadline": "2016-03-01"}), "1", at="2016-02-20")
    case.offered(text(folder, ASK, start={"id": "zero", "kind": "entry-into-force"}), "2", at="2016-02-20", by="south")
    return case


def played(offers: Case, history: list[tuple[Any, Any]]) -> Case:
    case = Case(dict(offers.texts), list(offers.entries))
    for at, event in history:
        case.say(event, at)
    return case


@lawful
@given(HISTORIES, st.randoms())
def test_the_order_of_recording_changes_nothing(offers: Case, history: list[Any], random: Any) -> None:
    shuffled = random.sample(history, len(history))
    one, other = played(offers, history), played(offers, shuffled)
    for at in INSTANTS:
        assert standing(one.consents(), PLAN, one.texts, at) == standing(other.consents(), PLAN, other.texts, at)


@lawful
@given(HISTORIES)
def test_nobody_is_bound_by_two_versions_or_without_an_answer_of_its_own_or_from_above(
    offers: Case, history: list[Any]
) -> None:
    case = played(offers, history)
    read = read_plan(case.consents(), PLAN, case.texts)
    said = {event.party for _, event in history if isinstance(event, PlanAccepted)} | {"north", "south"}
    parties = next(iter(case.texts.values())).parties
    for at in INSTANTS:
        held = [one for one in standing(case.consents(), PLAN, case.texts, at).parties if one.bound]
        assert len({one.party for one in held}) == len(held)
        for roll in read.rolls.values():
            for (since, until), found in roll.standings():
                assert not since <= at < until or found.bound <= {p.party for p in held}
        for one in held:
            assert one.party in said or parties.above(one.party, at) & said
            assert len([v for v, r in read.rolls.items() if one.party in _at(r, at)]) == 1


def _at(roll: Any, at: Any) -> frozenset[str]:
    return frozenset().union(*(s.bound for (since, until), s in roll.standings() if since <= at < until))


@lawful
@given(HISTORIES)
def test_what_became_true_later_does_not_change_who_was_bound_before(offers: Case, history: list[Any]) -> None:
    history = [(at, e) for at, e in history if not isinstance(e, MomentFixed) or e.instant > at]
    case = played(offers, history)
    for at in INSTANTS:
        by_then = played(offers, [(true, event) for true, event in history if true <= at])
        whole, cut = (standing(one.consents(), PLAN, one.texts, at).bound() for one in (case, by_then))
        assert whole == cut


@lawful
@given(HISTORIES)
def test_the_fold_of_a_prefix_is_the_state_recorded_then(offers: Case, history: list[Any]) -> None:
    case = played(offers, history)
    states = []
    growing = Case(dict(offers.texts), list(offers.entries))
    for at, event in history:
        growing.say(event, at)
        states.append(growing.consents())
    first = len(offers.entries)
    assert [fold_consent(case.entries[: first + n + 1]) for n in range(len(history))] == states


@lawful
@given(HISTORIES)
def test_what_an_act_decides_has_effect_when_it_is_recorded(offers: Case, history: list[Any]) -> None:
    case = played(offers, [])
    for at, event in sorted(history, key=lambda pair: pair[0]):
        try:
            decisions = _act(case, event, at)
        except Fault:
            continue
        case.record(decisions)
        void = read_plan(case.consents(), PLAN, case.texts).void
        assert not any(one.said.event is decision.event for one in void for decision in decisions)


def _act(case: Case, event: Any, at: Any) -> Any:
    """The act that records such an event."""
    told = case.consents(), case.texts
    given: dict[str, Any] = {"plan": PLAN, "version": event.version, "at": at}
    if isinstance(event, MomentFixed):
        return fix_moment(*told, **given, moment=event.moment, instant=event.instant, zone=event.zone)
    if isinstance(event, OfferWithdrawn):
        return withdraw_offer(*told, **given)
    given["party"] = event.party
    if isinstance(event, PlanAccepted):
        return accept(*told, **given, conditions=event.conditions)
    if isinstance(event, ConditionSettled):
        return settle_condition(*told, **given, condition=event.condition, how=event.how)
    if isinstance(event, AcceptanceWithdrawn):
        return withdraw_acceptance(*told, **given, notice=event.notice)
    return refuse(*told, **given)


@lawful
@given(HISTORIES)
def test_what_binds_is_what_is_resolved(offers: Case, history: list[Any]) -> None:
    case = played(offers, history)
    read = read_plan(case.consents(), PLAN, case.texts)
    for version in read.rolls:
        for term in resolve(from_consent(case.consents(), PLAN, version, case.texts)).terms:
            for since, _ in term.periods:
                assert term.bound <= _at(read.rolls[version], since)
