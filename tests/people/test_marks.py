"""The mark of a row says nothing of it, stays with the person, and brings a verdict back to its rows."""

from hudna.people.judgements import JudgedPair
from hudna.people.marks import placed, row_marks, secret_of
from hudna.people.model import list_of

SECRET = secret_of("AGE-SECRET-KEY-1")
ROWS = [{"name": "وليد المعلم", "key": "7", "birth_text": "1941"}, {"name": "علي عمر", "key": "8"}]


def test_a_row_keeps_its_mark_wherever_it_stands_in_a_new_edition() -> None:
    old, new = list_of(ROWS, "held"), list_of([{"name": "Sami Zaid"}, *reversed(ROWS)], "held", digest="other")
    assert row_marks(new, SECRET)[1:] == row_marks(old, SECRET)[::-1]


def test_a_row_that_was_changed_another_list_and_another_case_have_other_marks() -> None:
    marks = row_marks(list_of(ROWS, "held"), SECRET)
    changed = [{**ROWS[0], "birth_text": "1942"}, ROWS[1]]
    assert row_marks(list_of(changed, "held"), SECRET)[0] != marks[0]
    assert row_marks(list_of(changed, "held"), SECRET)[1] == marks[1]
    assert set(row_marks(list_of(ROWS, "missing"), SECRET)).isdisjoint(marks)
    assert set(row_marks(list_of(ROWS, "held"), secret_of("AGE-SECRET-KEY-2"))).isdisjoint(marks)


def test_a_verdict_comes_back_to_its_rows_and_to_no_other() -> None:
    a, b = ["m1", "m2", "m3"], ["n1", "n2"]
    verdicts = {("m2", "n1"): "same", ("n2", "m3"): "different", ("m1", "gone"): "same"}
    assert placed(verdicts, a, b) == [JudgedPair(1, 0, "same"), JudgedPair(2, 1, "different")]  # type: ignore[arg-type]


def test_two_rows_that_say_the_same_are_judged_together() -> None:
    assert [(pair.a, pair.b) for pair in placed({("m", "n"): "same"}, ["m", "m"], ["n"])] == [(0, 0), (1, 0)]
