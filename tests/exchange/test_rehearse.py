"""A rehearsed exchange: shares as asked for, the same for a seed, and reconciled with nobody dropped."""

import datetime as dt
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from hudna.exchange import RehearsedSizes, accounted, reconcile, rehearse_exchange, write_exchange

ON = dt.date(2018, 12, 18)
SIZES = RehearsedSizes((700, 600))


def test_the_lists_are_as_asked_for_and_the_same_for_a_seed() -> None:
    made, again = rehearse_exchange(SIZES, seed=5), rehearse_exchange(SIZES, seed=5)
    assert [one.as_csv() for one in made.lists] == [one.as_csv() for one in again.lists]
    assert rehearse_exchange(SIZES, seed=6).lists[0].as_csv() != made.lists[0].as_csv()
    assert [(one.side, one.kind) for one in made.lists] == [
        ("north", "wanted"),
        ("south", "wanted"),
        ("north", "held"),
        ("south", "held"),
    ]
    assert [len(one.truth) for one in made.lists[:2]] == [700, 600]
    for wanted in made.lists[:2]:
        people = Counter(wanted.truth)
        fate = Counter(made.fate[who] for who in people)
        assert 1 - len(people) / len(wanted.truth) == pytest.approx(0.05, abs=0.01)
        assert fate["not-held"] / len(people) == pytest.approx(0.12, abs=0.01)
        assert fate["dead"] / len(people) == pytest.approx(0.04, abs=0.02)
    assert "only-held" in made.fate.values()


def test_files_and_truth_are_written(tmp_path: Path) -> None:
    made = rehearse_exchange(RehearsedSizes((20, 10)), seed=1)
    files = write_exchange(made, tmp_path)
    assert [path.name for path in files] == [
        "north-wanted.csv",
        "south-wanted.csv",
        "north-held.csv",
        "south-held.csv",
        "truth.csv",
    ]
    lines = files[-1].read_text("utf-8").splitlines()
    assert lines[0] == "list,row,person,fate"
    assert len(lines) == 1 + sum(len(one.truth) for one in made.lists)


@pytest.mark.slow
def test_every_name_is_accounted_for_and_hardly_anybody_is_mistaken() -> None:
    made = rehearse_exchange(SIZES, seed=11)
    lists = [one.given(at=ON) for one in made.lists]
    register = reconcile(("north", "south"), lists, ages_on=ON).register
    numbers, truths = defaultdict(set), defaultdict(set)
    for given, invented in zip(lists, made.lists, strict=True):
        assert len(given.people) + len(given.rejected) == len(invented.truth)
        for row in given.rows:
            number = register.person_of(given.people.digest, row)
            truths[number].add(invented.truth[row - 1])
            numbers[invented.truth[row - 1]].add(number)
    assert accounted(register).persons == len(truths)
    merged = [number for number, who in truths.items() if len(who) > 1]
    asked = {frozenset(one.people) for one in register.questions if len(one.people) == 2}
    lost = [
        who
        for who, known in numbers.items()
        if len(known) > 1 and not any(frozenset((a, b)) in asked for a in known for b in known if a < b)
    ]
    assert len(merged) <= 0.003 * len(truths), "two people under one number"
    assert len(lost) <= 0.01 * len(numbers), "one person under two numbers, and nobody asks"
    by_number = register.by_number
    for who, known in numbers.items():
        fate = made.fate[who]
        if len(known) == 1 and len(truths[next(iter(known))]) == 1:
            status = by_number[next(iter(known))].person.status
            assert status in {"held": ("acknowledged",), "dead": ("said-dead", "acknowledged")}.get(fate, (status,))
            assert fate != "not-held" or status == "claimed-held"
