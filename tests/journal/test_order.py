"""Order: each entry after what its author had seen, and the same order however copies were merged."""

from datetime import timedelta
from itertools import permutations

from hudna.journal import Entry
from hudna.journal.order import had_seen, in_order
from tests.journal.cases import Desk, Noted, joined, opened


def words(entries: list[Entry]) -> list[str]:
    return [entry.event.words for entry in entries if isinstance(entry.event, Noted)]


def two() -> tuple[Desk, Desk]:
    first = opened()
    return first, joined(first, 2)


def test_an_entry_comes_after_what_its_author_had_seen_whatever_the_clocks_say() -> None:
    first, second = two()
    first.tick(60)
    first.record(Noted("question"))
    now = second.now
    second.take(first)
    second.now = now
    second.record(Noted("answer"))
    first.now += timedelta(days=1)
    first.take(second)
    entries = first.journal.entries()
    assert words(entries) == ["question", "answer"]
    question, answer = (entry for entry in entries if isinstance(entry.event, Noted))
    assert answer.recorded < question.recorded
    assert had_seen(answer, question)
    assert not had_seen(question, answer)


def test_those_who_could_not_know_of_each_other_stand_by_the_instant_of_recording() -> None:
    first, second = two()
    first.record(Noted("one"))
    second.tick(5)
    second.record(Noted("two"))
    first.tick(30)
    first.record(Noted("three"))
    first.take(second)
    assert words(first.journal.entries()) == ["one", "two", "three"]
    one, two_, _ = (entry for entry in first.journal.entries() if isinstance(entry.event, Noted))
    assert not had_seen(two_, one)
    assert not had_seen(one, two_)


def test_the_order_does_not_depend_on_how_logs_are_given() -> None:
    first, second = two()
    third = joined(first, 3)
    for number in range(4):
        for desk in (first, second, third):
            desk.record(Noted(f"{desk.number}/{number}"))
        first.take(second)
        third.take(first)
    first.take(third)
    logs: dict[str, list[Entry]] = {}
    for entry in first.journal.entries():
        logs.setdefault(entry.log, []).append(entry)
    orders = {tuple(entry.ref for entry in in_order({log: logs[log] for log in order})) for order in permutations(logs)}
    assert len(orders) == 1
    (order,) = orders
    assert len(order) == sum(len(entries) for entries in logs.values())


def test_what_was_not_known_yet_is_not_waited_for() -> None:
    first, second = two()
    first.tick(60)
    first.record(Noted("late"))
    now = second.now
    second.take(first)
    second.now = now
    second.record(Noted("seen early"))
    known = second.journal.entries(known_at=second.now)
    assert words(known) == ["seen early"]
    assert words(list(in_order({"desk-2": [e for e in known if e.log == "desk-2"]}))) == ["seen early"]
    assert list(in_order({})) == []
