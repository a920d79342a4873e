"""Lists, the seed and plans: each side makes up its mind before it sees the other's, and nobody leaves the register."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hudna.exchange import (
    AnswersPassedOn,
    PlanAgreed,
    QuestionAnswered,
    QuestionAsked,
    SeedRevealed,
    StatusStated,
    agree_to_plan,
    answer,
    as_ranges,
    ask,
    commit_list,
    commit_seed,
    commitment_of_half,
    hand_over_list,
    make_plan,
    of_ranges,
    open_exchange,
    pass_on,
    people_now,
    reconcile_lists,
    reveal_seed,
    state_status,
)
from hudna.exchange.model import Person
from hudna.ground import Fault
from tests.exchange.ran import (
    BLIND,
    HOUR,
    NEUTRAL,
    NORTH,
    NORTHERN,
    ONLY_HELD,
    SOUTH,
    UNLISTED,
    Run,
    X,
    begun,
    digest,
    listed,
    planned,
    reconciled,
    register,
)


def refused(code: str, run: Run, act: Any, **said: Any) -> str:
    before = len(run.entries)
    with pytest.raises(Fault) as fault:
        run.do(act, **said)
    assert fault.value.code == code, fault.value
    assert len(run.entries) == before
    return fault.value.what


def an_exchange() -> Run:
    run = Run()
    run.do(open_exchange, exchange=X, sides=(NORTH, SOUTH), neutral=NEUTRAL)
    return run


@pytest.mark.parametrize(
    ("sides", "neutral"),
    [((NORTH, NORTH), NEUTRAL), ((NORTH, SOUTH), NORTH), ((NORTH, SOUTH), ""), ((NORTH,), NEUTRAL), (("", SOUTH), "x")],
)
def test_an_exchange_is_between_two_sides_with_somebody_between_them(sides: Any, neutral: str) -> None:
    refused("exchange-unfit", Run(), open_exchange, exchange=X, sides=sides, neutral=neutral)


def test_what_no_exchange_was_opened_for_has_no_effect_and_is_kept_with_its_reason() -> None:
    run = Run()
    run.put(QuestionAsked(X, "q-1", "", NORTH, "Who?", None))
    assert [void.reason for void in run.exchanges.void] == [f"No exchange “{X}” was opened."]


# Commitments


@pytest.mark.parametrize("kind", ["wanted", "held"])
def test_neither_list_is_opened_before_both_sides_are_committed(kind: Any) -> None:
    run = an_exchange()
    run.do(commit_list, exchange=X, side=NORTH, kind=kind, commitment=listed(NORTH, kind)[0])
    assert SOUTH in refused("list-early", run, hand_over_list, handed=listed(NORTH, kind)[1])
    refused("list-uncommitted", run, hand_over_list, handed=listed(SOUTH, kind)[1])
    run.do(commit_list, exchange=X, side=SOUTH, kind=kind, commitment=listed(SOUTH, kind)[0])
    run.do(hand_over_list, handed=listed(NORTH, kind)[1])
    run.do(hand_over_list, handed=listed(SOUTH, kind)[1])


def test_another_list_than_the_one_committed_to_is_refused_and_counts_for_nothing() -> None:
    run = an_exchange()
    for side in (NORTH, SOUTH):
        run.do(commit_list, exchange=X, side=side, kind="wanted", commitment=listed(side, "wanted")[0])
    right = listed(NORTH, "wanted")[1]
    for wrong in (
        replace(right, document=digest("other")),
        replace(right, salt=digest("other")),
        replace(right, salt=""),
    ):
        refused("list-other", run, hand_over_list, handed=wrong)
        run.put(wrong, by=NORTH)
    assert len(run.exchanges.void) == 3
    assert run.file.list_now(NORTH, "wanted").opened is None  # type: ignore[union-attr]


def test_of_two_commitments_the_second_alone_can_be_opened() -> None:
    """Else a side commits itself to two lists, and opens whichever suits it once it has seen the other's."""
    run = an_exchange()
    for version in (1, 2):
        run.do(commit_list, exchange=X, side=NORTH, kind="wanted", commitment=listed(NORTH, "wanted", version)[0])
    run.do(commit_list, exchange=X, side=SOUTH, kind="wanted", commitment=listed(SOUTH, "wanted")[0])
    run.do(hand_over_list, handed=listed(SOUTH, "wanted")[1])
    refused("list-uncommitted", run, hand_over_list, handed=listed(NORTH, "wanted", 1)[1])
    run.do(hand_over_list, handed=listed(NORTH, "wanted", 2)[1])
    assert [one.replaced for one in run.file.lists[NORTH, "wanted"]] == [True, False]


def test_a_version_made_after_the_others_was_opened_is_told_as_that() -> None:
    run = begun()
    run.do(commit_list, exchange=X, side=NORTH, kind="held", commitment=listed(NORTH, "held", 2)[0])
    assert [one.after_other for one in run.file.lists[NORTH, "held"]] == [False, True]


def test_a_list_is_opened_once_and_a_commitment_made_once() -> None:
    run = begun()
    refused("list-uncommitted", run, hand_over_list, handed=listed(NORTH, "held")[1])
    refused(
        "commitment-unfit", run, commit_list, exchange=X, side=NORTH, kind="held", commitment=listed(NORTH, "held")[0]
    )
    refused("commitment-unfit", run, commit_list, exchange=X, side=NORTH, kind="held", commitment="short")
    refused("side-unknown", run, commit_list, exchange=X, side="west", kind="held", commitment=digest("w"))


# The register


def test_nobody_leaves_the_register() -> None:
    run = reconciled()
    fewer = {NORTH: [one for one in NORTHERN if one != UNLISTED]}
    told = register(held={**register()["held"], **fewer}, asked={}, result=digest("second"))
    assert UNLISTED in refused("person-dropped", run, reconcile_lists, **told)
    more = register(held={**register()["held"], NORTH: [*NORTHERN, "p-000011"]}, result=digest("second"))
    run.do(reconcile_lists, **more)
    assert len(run.file.people) == 11
    assert run.file.person(NORTHERN[0]).statement.status == "acknowledged"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("register-unfit", {"held": {NORTH: NORTHERN, SOUTH: NORTHERN}}),
        ("register-unfit", {"held": {"west": NORTHERN}}),
        ("register-unfit", {"held": {NORTH: NORTHERN}}),
        ("register-unfit", {"held": {NORTH: ["Ahmad"]}}),
        ("register-unfit", {"result": ""}),
        ("list-unknown", {"lists": [digest("no list")]}),
        ("list-unknown", {"lists": []}),
    ],
)
def test_a_register_gives_everybody_one_holder_and_rests_on_lists_that_were_handed_over(code: str, said: Any) -> None:
    refused(code, begun(), reconcile_lists, **register(**said))


# What is said of people


@pytest.mark.parametrize(
    ("code", "status", "side", "evidence"),
    [
        ("status-refusal", "refuses", NORTH, "He said so."),
        ("status-refusal", "refuses", "", "He said so."),
        ("status-unfit", "acknowledged", SOUTH, ""),
        ("status-unfit", "denied", "", ""),
        ("status-unfit", "located", NORTH, "Seen."),
        ("status-unfit", "proved-dead", NORTH, "A grave."),
        ("status-unfit", "claimed-held", NORTH, ""),
        ("status-unfit", "gone", NORTH, ""),
        ("evidence-missing", "located", "", " "),
        ("evidence-missing", "released", NORTH, ""),
    ],
)
def test_a_status_is_said_by_who_can_know_it(code: str, status: str, side: str, evidence: str) -> None:
    run = reconciled()
    event = StatusStated(X, NORTHERN[0], status, side, evidence, "", BLIND)
    refused(code, run, state_status, stated=event)
    run.put(event)
    assert len(run.exchanges.void) == 1


def said_of(*said: tuple[str, str]) -> str:
    run = reconciled()
    for status, side in said:
        run.do(state_status, stated=StatusStated(X, NORTHERN[0], status, side, "A visit.", "", BLIND))
    return people_now([Person(NORTHERN[0], NORTH)], run.file)[0].status


def test_of_several_words_the_one_counts_that_is_nearest_to_the_person() -> None:
    assert said_of(("claimed-held", SOUTH)) == "acknowledged"
    assert said_of(("denied", NORTH), ("claimed-held", SOUTH)) == "denied"
    assert said_of(("denied", NORTH), ("located", "")) == "located"
    assert said_of(("located", ""), ("denied", NORTH)) == "located"
    assert said_of(("located", ""), ("said-dead", NORTH)) == "said-dead"
    assert said_of(("located", ""), ("said-dead", SOUTH)) == "located"
    assert said_of(("proved-dead", ""), ("acknowledged", NORTH)) == "proved-dead"
    assert said_of(("located", ""), ("said-dead", NORTH), ("located", "")) == "located"


def test_what_was_true_earlier_and_recorded_later_stands_at_its_own_place() -> None:
    run = reconciled()
    person = NORTHERN[0]
    first = run.clock
    run.do(state_status, stated=StatusStated(X, person, "denied", NORTH, "", "", BLIND), at=first + 2 * HOUR)
    run.do(state_status, stated=StatusStated(X, person, "said-dead", NORTH, "", "", BLIND), at=first + HOUR)
    assert [one.status for one in run.file.person(person).statements] == ["acknowledged", "said-dead", "denied"]
    assert run.file.person(person).statement.status == "denied"  # type: ignore[union-attr]


def test_a_side_is_told_of_nobody_whom_it_did_not_ask_for() -> None:
    run = reconciled()
    refused("answer-unasked", run, pass_on, exchange=X, to=SOUTH, persons=[NORTHERN[0], ONLY_HELD], blind=BLIND)
    refused("answer-unasked", run, pass_on, exchange=X, to=SOUTH, blind=BLIND)
    run.put(AnswersPassedOn(X, SOUTH, as_ranges([ONLY_HELD])))
    assert len(run.exchanges.void) == 1
    run.do(pass_on, exchange=X, to=SOUTH, persons=[NORTHERN[0]], blind=BLIND)
    assert list(run.file.person(NORTHERN[0]).passed_on) == [SOUTH]


def test_questions_are_put_answered_and_run_out() -> None:
    run = reconciled()
    due = run.clock + HOUR
    run.do(ask, question=QuestionAsked(X, "q-1", UNLISTED, NORTH, "Do you hold them?", due, SOUTH, BLIND))
    refused("question-unfit", run, ask, question=QuestionAsked(X, "q-1", "", NORTH, "Again?", None, "", BLIND))
    refused("question-unfit", run, ask, question=QuestionAsked(X, "q-2", "", NORTH, "?", run.clock - HOUR, "", BLIND))
    refused("answer-unasked", run, ask, question=QuestionAsked(X, "q-2", ONLY_HELD, NORTH, "?", None, SOUTH, BLIND))
    refused("question-unknown", run, answer, answered=QuestionAnswered(X, "q-1", SOUTH, "No.", BLIND))
    assert [one.event.question for one in run.file.overdue(due + HOUR)] == ["q-1"]
    assert run.file.overdue(due) == ()
    run.do(answer, answered=QuestionAnswered(X, "q-1", NORTH, "No.", BLIND))
    assert run.file.overdue(due + HOUR) == ()


# The seed and the plan


def test_no_half_of_the_seed_is_open_before_both_are_committed_and_the_lists_reconciled() -> None:
    run = begun()
    run.do(commit_seed, exchange=X, side=NORTH, commitment=commitment_of_half(digest(NORTH)))
    half = {"exchange": X, "side": NORTH, "half": digest(NORTH)}
    refused("seed-order", run, reveal_seed, **half)
    run.do(commit_seed, exchange=X, side=SOUTH, commitment=commitment_of_half(digest(SOUTH)))
    refused("seed-order", run, reveal_seed, **half)
    run.do(reconcile_lists, **register())
    refused("seed-other", run, reveal_seed, **{**half, "half": digest("other")})
    run.put(SeedRevealed(X, NORTH, "zz"))
    assert run.file.halves is None
    run.do(reveal_seed, **half)
    refused("seed-order", run, commit_seed, exchange=X, side=SOUTH, commitment=digest("another"))
    run.do(reveal_seed, exchange=X, side=SOUTH, half=digest(SOUTH))
    assert run.file.halves == (digest(NORTH), digest(SOUTH))


def test_nobody_takes_the_others_commitment_for_their_own() -> None:
    run = begun()
    run.do(commit_seed, exchange=X, side=NORTH, commitment=digest("c"))
    refused("commitment-unfit", run, commit_seed, exchange=X, side=SOUTH, commitment=digest("c"))
    refused(
        "commitment-unfit", run, commit_list, exchange=X, side=SOUTH, kind="held", commitment=listed(NORTH, "held")[0]
    )


def test_a_plan_replaces_the_last_and_the_last_alone_is_agreed_to() -> None:
    run = planned()
    assert run.file.is_agreed
    plan = {"exchange": X, "agreement": digest("terms"), "hand_overs": 1, "releases": 1}
    refused("plan-order", run, make_plan, document=digest("plan-1"), **plan)
    run.do(make_plan, document=digest("plan-2"), **plan)
    assert not run.file.is_agreed
    refused("plan-order", run, agree_to_plan, agreed=PlanAgreed(X, digest("plan-1"), NORTH, True, BLIND))
    refused("plan-order", run, agree_to_plan, agreed=PlanAgreed(X, digest("plan-2"), NORTH, False, BLIND))
    for side in (NORTH, SOUTH):
        run.do(agree_to_plan, agreed=PlanAgreed(X, digest("plan-2"), side, True, BLIND))
    run.do(agree_to_plan, agreed=PlanAgreed(X, digest("plan-2"), SOUTH, False, BLIND))
    assert not run.file.is_agreed


def test_an_entry_that_could_be_guessed_is_refused_and_so_is_a_name() -> None:
    run = reconciled()
    bare = StatusStated(X, NORTHERN[0], "denied", NORTH, "", "")
    refused("blind-missing", run, state_status, stated=bare)
    refused("words-name", run, state_status, stated=replace(bare, words="[[Somebody]] is gone.", blind=BLIND))


# Ranges


def test_ranges_read_back_and_nothing_else_is_read() -> None:
    assert of_ranges(as_ranges(NORTHERN)) == tuple(NORTHERN)
    assert of_ranges("") == ()
    for text in ("0", "3-1", "1,1", "2,1", "1-", "a", "1, 2", "1-1000001", "1,", "١"):
        with pytest.raises(ValueError, match=r"numbers|runs"):
            of_ranges(text)
    for person in ("p-1", "p-000000", "p-0000001", "x", "p-00000١"):
        with pytest.raises(ValueError, match="no number"):
            as_ranges([person])
