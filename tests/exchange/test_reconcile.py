"""Reconcile: every row of every list is a person or an open question; numbers stay; nobody is dropped."""

from itertools import permutations

import pytest

from hudna.exchange import RowsJudged, account_rows, accounted, moved, register_from, version_changes
from hudna.ground import Fault
from tests.exchange.handed_in import HEAD, ROWS, asked, handed, reconciled, register

ARABIC = ("الرقم", "الاسم الرباعي", "تاريخ الميلاد", "الجنس", "الحالة")
HELD = (
    ("a", "أحمد خالد يوسف منصور", "1980-04-13", "ذكر", "محتجز"),
    ("b", "فاطمة حسن علي الجابري", "1990-03-27", "أنثى", "متوفى"),
    ("c", "عمر سعيد نبيل القدسي", "1971-12-02", "ذكر", "غير محتجز"),
    ("d", "سمير جورج الياس حداد", "1965-05-05", "ذكر", "محتجز"),
)


def answer() -> tuple:  # type: ignore[type-arg]
    return handed("north", "wanted"), handed("south", "held", HELD, head=ARABIC)


def test_whom_one_asks_for_is_found_in_what_the_other_says_in_another_script() -> None:
    found = register(*answer())
    told = [(one.person.key, one.person.status, one.person.held_by, one.asked_by) for one in found.persons]
    assert told == [
        ("1", "acknowledged", "south", ("north",)),
        ("2", "said-dead", "south", ("north",)),
        ("3", "denied", "south", ("north",)),
        ("4", "claimed-held", "south", ("north",)),
        ("", "acknowledged", "south", ()),
    ]
    assert asked(found, "not-in-answer") == [("p-000004",)]
    assert asked(found, "said-dead") == [("p-000002",)]


def test_without_an_answer_everybody_is_claimed_and_nobody_is_asked_about() -> None:
    found = register(handed("north", "wanted"))
    assert {one.person.status for one in found.persons} == {"claimed-held"}
    assert found.questions == ()
    assert found.answered == frozenset()


def test_a_row_that_stands_twice_is_one_person_and_both_rows_are_accounted_for() -> None:
    found = register(
        handed("north", "wanted", (*ROWS, ("9", "Ahmed Khaled Youssef Mansur", "1980-04-13", "m", "held")))
    )
    assert len(found.persons) == 4
    assert [row.double for row in account_rows(found)] == [False, False, False, False, True]
    (line,) = accounted(found).lists
    assert (line.rows, line.persons, line.doubles) == (5, 4, 1)


def test_who_may_be_one_person_is_asked_and_waits() -> None:
    near = (("x", "Ahmad Khalid Mansour", "", "m", "held"), ("y", "Ahmad Mansour", "", "m", "held"))
    found = register(handed("north", "wanted", ROWS), handed("south", "held", near))
    questions = [one for one in found.questions if one.kind in ("same-person", "double")]
    people = {one.person.id for one in found.persons}
    joined = len(ROWS) + len(near) - len(people)
    assert questions or joined, "two that come near are one person or asked about"
    for one in questions:
        assert any(found.by_number[person].person.pending for person in one.people)


def test_both_sides_ask_for_one_person_and_neither_is_released_before_it_is_answered() -> None:
    found = register(
        handed("north", "wanted"),
        handed("south", "wanted", (ROWS[0], ("9", "Nour Faris Adel Sabbagh", "1988-08-08", "f", "held"))),
    )
    assert asked(found, "both-ask") == [("p-000001", "p-000005")]
    assert {one.person.id for one in found.persons if one.person.pending} == {"p-000001", "p-000005"}
    assert [found.by_number[one].person.held_by for one in ("p-000001", "p-000005")] == ["south", "north"]


def test_both_sides_say_that_they_hold_one_person() -> None:
    found = register(handed("north", "held"), handed("south", "held", HELD[:1], head=ARABIC))
    assert asked(found, "both-hold") == [("p-000001", "p-000005")]
    assert {one.person.id for one in found.persons if one.person.pending} == {"p-000001", "p-000005"}


def test_a_side_that_asks_for_whom_it_holds_itself_is_asked() -> None:
    found = register(handed("north", "wanted"), handed("north", "held", HELD[:1], head=ARABIC))
    assert asked(found, "asks-for-own") == [("p-000001", "p-000005")]


def test_facts_that_the_lists_tell_differently_are_not_known_and_asked() -> None:
    other = (("a", "Ahmad Khalid Yusuf Mansour", "1980-04-13", "f", "held"),)
    found = register(handed("north", "wanted"), handed("south", "held", other))
    assert found.by_number["p-000001"].person.sex == ""
    (question,) = (one for one in found.questions if one.kind == "facts-differ")
    assert (question.people, question.detail) == (("p-000001",), "sex")


def test_a_judgement_joins_and_parts() -> None:
    wanted, held = answer()
    parted = RowsJudged((wanted.people.digest, 1), (held.people.digest, 1), same=False)
    found = register(wanted, held, judged=[parted])
    assert found.person_of(wanted.people.digest, 1) != found.person_of(held.people.digest, 1)
    joined = RowsJudged((wanted.people.digest, 4), (held.people.digest, 4), same=True)
    found = register(wanted, held, judged=[joined])
    assert found.person_of(wanted.people.digest, 4) == found.person_of(held.people.digest, 4)


# Versions and earlier registers


def test_numbers_stay_from_register_to_register_whatever_is_added() -> None:
    wanted, held = answer()
    before = register(wanted)
    after = register(wanted, held, previous=before)
    assert [one.person.id for one in before.persons] == [one.person.id for one in after.persons][:4]
    assert all(after.person_of(wanted.people.digest, row) == f"p-{row:06d}" for row in range(1, 5))
    assert register(wanted, held, previous=after) == after


def test_a_later_version_keeps_numbers_and_says_what_it_changed() -> None:
    first = handed("north", "wanted")
    later = (
        ROWS[3],
        ("1", "Ahmad Khalid Yousef Mansour", "1980-04-13", "m", "held"),
        ROWS[2],
        ("5", "Nour Faris Adel Sabbagh", "1988-08-08", "f", "held"),
    )
    second = handed("north", "wanted", later, version=2)
    found = register(first, second)
    (change,) = version_changes(found)
    assert change.kept == ("p-000003", "p-000004")
    assert change.changed == ("p-000001",)
    assert change.added == ("p-000005",)
    assert change.struck == ("p-000002",)
    assert asked(found, "struck") == [("p-000002",)]
    assert found.by_number["p-000002"].person.pending
    assert register(first, second, previous=register(first)) == found


def test_who_is_struck_from_a_version_and_comes_back_is_the_same_person() -> None:
    lists = [
        handed("north", "wanted", rows, version=n)
        for n, rows in enumerate(
            (ROWS, ROWS[1:], (*ROWS, ("5", "Nour Faris Adel Sabbagh", "1988-08-08", "f", "held"))), start=1
        )
    ]
    found = register(*lists)
    assert len(found.persons) == 5
    assert asked(found, "struck") == []


def test_who_is_struck_but_held_stays_and_is_matched_with_the_answer() -> None:
    found = register(
        handed("north", "wanted"),
        handed("north", "wanted", ROWS[1:], version=2),
        handed("south", "held", HELD[:1], head=ARABIC),
    )
    one = found.by_number["p-000001"]
    assert (one.person.status, one.person.pending) == ("acknowledged", False)
    assert asked(found, "struck") == [("p-000001",)]


def test_a_version_that_contradicts_the_one_before_is_asked_about() -> None:
    dead = handed("south", "held", (("2", "Fatima Hasan Ali Jabri", "1990-03-27", "f", "died"),))
    alive = handed("south", "held", (("2", "Fatima Hasan Ali Jabri", "1985-03-27", "f", "held"),), version=2)
    found = register(dead, alive)
    (question,) = (one for one in found.questions if one.kind == "contradicts")
    assert (question.to, question.people, question.detail) == ("south", ("p-000001",), "age, status")


def test_an_earlier_list_that_is_not_given_again_is_kept_from_the_register() -> None:
    wanted, held = answer()
    before = register(wanted, held)
    after = register(handed("north", "wanted", ROWS[:3], version=2), previous=before)
    assert {one.person.id for one in before.persons} <= {one.person.id for one in after.persons}
    assert [one.ref for one in after.lists] == ["north/wanted/1", "south/held/1", "north/wanted/2"]
    assert accounted(after).persons == 5


def test_people_found_to_be_one_keep_the_lower_number_and_the_other_still_leads_to_them() -> None:
    wanted, held = answer()
    parted = RowsJudged((wanted.people.digest, 1), (held.people.digest, 1), same=False)
    before = register(wanted, held, judged=[parted])
    gone = before.person_of(held.people.digest, 1)
    after = register(wanted, held, previous=before)
    assert after.by_number[gone].joined == "p-000001"
    assert after.alive(gone) == "p-000001"
    assert gone not in {one.id for one in after.people}
    assert {one.person.id for one in before.persons} == {one.person.id for one in after.persons}
    assert register_from(after.as_json()) == after


def test_a_person_who_turns_out_to_be_two_is_asked_about_and_the_number_stays_with_the_first_row() -> None:
    wanted, held = answer()
    before = register(wanted, held)
    parted = RowsJudged((wanted.people.digest, 1), (held.people.digest, 1), same=False)
    after = register(wanted, held, previous=before, judged=[parted])
    assert after.person_of(wanted.people.digest, 1) == "p-000001"
    assert after.person_of(held.people.digest, 1) == "p-000006"
    assert asked(after, "split") == [("p-000001", "p-000006")]


# The register


def test_a_register_comes_back_from_its_json_and_holds_no_name() -> None:
    found = register(*answer())
    text = found.as_json()
    assert register_from(text) == found
    assert register_from(text.encode()).as_json() == text
    for name in ("Ahmad", "Mansour", "أحمد", "منصور", "Fatima"):
        assert name not in text
        assert name not in repr(found)


@pytest.mark.parametrize(
    "text", ["", "{}", '{"hudna": "exchange-register/2"}', "[1]", '{"hudna":"exchange-register/1","sides":1}']
)
def test_what_is_no_register_is_refused(text: str) -> None:
    with pytest.raises(Fault, match="register-unreadable"):
        register_from(text)


def test_the_order_of_lists_and_of_rows_changes_no_answer() -> None:
    wanted, held = answer()
    one, other = register(wanted, held), register(held, wanted)
    assert one.persons == other.persons
    assert one.questions == other.questions
    turned = register(handed("north", "wanted", ROWS[::-1]), held)
    assert sorted(p.status for p in turned.people) == sorted(p.status for p in one.people)


def test_totals_of_two_dates_reconcile_line_by_line() -> None:
    wanted, held = answer()
    before = register(wanted)
    after = register(wanted, held, previous=before)
    lines = moved(before, after)
    assert [(one.was, one.now, one.count) for one in lines] == [
        ("", "acknowledged", 1),
        ("claimed-held", "claimed-held", 1),
        ("claimed-held", "acknowledged", 1),
        ("claimed-held", "denied", 1),
        ("claimed-held", "said-dead", 1),
    ]
    for status in ("claimed-held", "acknowledged", "denied", "said-dead"):
        came = sum(one.count for one in lines if one.now == status)
        assert came == accounted(after).said.get(status, 0)
        assert sum(one.count for one in lines if one.was == status) == accounted(before).said.get(status, 0)


def test_the_runs_of_the_matcher_are_there_for_whoever_must_explain_a_pair() -> None:
    found = reconciled(*answer())
    (run,) = (run for run in found.runs if run.sort == "answer")
    assert (run.a, run.b) == ("north/wanted", "south/held")
    assert len(run.nodes_a) == len(run.matched.a) == 4


def test_families_of_several_lists_are_one() -> None:
    head = (*HEAD, "Family number")
    wanted = handed(
        "north", "wanted", [(*row, fam) for row, fam in zip(ROWS, ("F1", "F1", "", "F2"), strict=True)], head=head
    )
    held = handed("south", "held", [(*ROWS[1], "7"), (*ROWS[2], "7")], head=head)
    families = {one.key: one.family for one in register(wanted, held).people}
    assert families["1"] == families["2"] == families["3"] != ""
    assert families["4"] == "", "a family of one needs no keeping together"


def test_rows_judged_to_be_one_are_joined_though_nothing_about_them_is_alike() -> None:
    wanted, held = answer()
    digest = wanted.people.digest
    found = register(wanted, held, judged=[RowsJudged((digest, 3), (digest, 4), same=True)])
    assert found.person_of(digest, 3) == found.person_of(digest, 4)
    assert [row.double for row in account_rows(found)][:4] == [False, False, False, True]


def test_nobody_judged_to_be_different_is_joined_by_a_third_row() -> None:
    twice = handed("south", "held", (*HELD, ("e", "احمد خالد يوسف منصور", "1980-04-13", "ذكر", "محتجز")), head=ARABIC)
    wanted = handed("north", "wanted")
    one, other = (twice.people.digest, 1), (twice.people.digest, 5)
    whole = register(wanted, twice)
    assert whole.person_of(*one) == whole.person_of(*other) == "p-000001"
    apart = register(wanted, twice, judged=[RowsJudged((wanted.people.digest, 1), other, same=False)])
    assert apart.person_of(wanted.people.digest, 1) == "p-000001"
    assert apart.person_of(*other) != "p-000001"
    parted = register(wanted, twice, judged=[RowsJudged(one, other, same=False)])
    assert parted.person_of(*one) != parted.person_of(*other)


def test_a_total_at_the_bottom_is_counted_and_nobody_is_asked_about_it() -> None:
    found = register(handed("north", "wanted", (*ROWS, ("Total", "4", "", "", ""))))
    assert [one.unread for one in accounted(found).lists] == [1]
    assert found.questions == ()


def test_a_question_about_two_versions_is_one_question_in_whatever_order_they_are_given() -> None:
    """Each version strikes a row of the one before, and the rows struck may be one person."""
    lists = [
        handed(
            "north",
            "wanted",
            (ROWS[0], (f"v{n}", f"Person{'abc'[n - 1] * 3} Other Whole Name", "", "", "held")),
            version=n,
        )
        for n in (1, 2, 3)
    ]
    asked_of = [register(*order).questions for order in permutations(lists)]
    assert any(one.kind == "double" for one in asked_of[0])
    assert all(questions == asked_of[0] for questions in asked_of)
