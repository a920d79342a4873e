"""Two sides' own numbers beside each other: days of the Russian–Turkish commission in Syria, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudna.ground import Fault, when
from hudna.monitoring import (
    DayCounted,
    ItemConfirmed,
    ItemDenied,
    LedgerFiled,
    Ledgers,
    OfWhich,
    Span,
    beside,
    confirm_item,
    count_day,
    deny_item,
    file_ledger,
    fold_ledgers,
    joint_count,
    unpaired,
)
from tests.monitoring.docketed import DAY, START, Record

BY: dict[str, Any] = {"by": "office", "at": START}


def day(text: str) -> Span:
    span = when.day(text, "Asia/Damascus")
    return Span(span.earliest, span.latest, span.zone)


# Day; Russia's count and how many of them according to the Syrian side; Turkey's, and how many Russia confirms.
# Russia's communiqués do not say how many of its own count Turkey confirms; the second number of 1 February 2021 is
# read as that of 24 December 2020, where it is said whose it is. Sources: Sputnik of 25 February 2017, UrduPoint.
PAIRS = [
    ("2017-02-25", 14, None, 7, 0),
    ("2020-12-24", 38, 36, 4, 0),
    ("2021-02-01", 20, 16, 14, 0),
]


def told(text: str, russia: int, syrian: int | None, turkey: int, confirmed: int) -> tuple[DayCounted, DayCounted]:
    of_which = () if syrian is None else (OfWhich("syria", syrian),)
    return (
        DayCounted("russia", day(text), russia, None, of_which),
        DayCounted("turkey", day(text), turkey, confirmed),
    )


@pytest.mark.parametrize("pair", PAIRS, ids=[pair[0] for pair in PAIRS])
def test_the_two_sides_of_a_day_stand_as_each_stated_them(pair: tuple[str, int, int | None, int, int]) -> None:
    record = Record()
    for counted in told(*pair):
        after = counted.window.latest
        (decision,) = count_day(fold_ledgers(record.entries), counted=counted, by="office", at=after)
        assert decision.behalf == counted.side
        record.put(decision.event, after)
    (joint,) = beside(fold_ledgers(record.entries))
    _, russia, syrian, turkey, confirmed = pair
    assert (joint.first.side, joint.first.count, joint.first.confirmed) == ("russia", russia, None)
    assert [part.count for part in joint.first.of_which] == ([] if syrian is None else [syrian])
    assert (joint.second.side, joint.second.count, joint.second.confirmed) == ("turkey", turkey, confirmed)
    assert (joint.low, joint.high, joint.high_if_listed) == (max(russia, turkey), russia + turkey, russia + turkey)


@pytest.mark.parametrize("pair", PAIRS, ids=[pair[0] for pair in PAIRS])
def test_both_sides_get_the_same_words(pair: tuple[str, int, int | None, int, int]) -> None:
    russia, turkey = told(*pair)
    here, there = joint_count(russia, turkey), joint_count(turkey, russia)
    assert here.words == there.words
    assert (here.first, here.second, here.low, here.high) == (there.second, there.first, there.low, there.high)


def test_the_words_say_what_a_confirmation_could_mean() -> None:
    window = day("2017-02-25")
    joint = joint_count(DayCounted("a", window, 10, 4), DayCounted("b", window, 7, 6))
    assert joint.words == (
        "From 10 to 17 events together: without items nobody can tell how many stand in both ledgers. "
        "At most 11 if the 6 confirmed by the other side stand in its own ledger too."
    )
    assert joint_count(DayCounted("a", window, 3), DayCounted("b", window, 0)).words == "3 events together."
    ledgers = (LedgerFiled("a", window, 3, "ab" * 32, 3), LedgerFiled("b", window, 2, "cd" * 32, 2))
    assert joint_count(*ledgers).words.endswith("by the numbers alone; the items of both, side by side, say more.")


COUNT = st.integers(0, 50).flatmap(lambda n: st.tuples(st.just(n), st.none() | st.integers(0, n)))


@given(COUNT, COUNT)
def test_a_joint_count_holds_every_way_in_which_two_ledgers_can_overlap(
    one: tuple[int, int | None], other: tuple[int, int | None]
) -> None:
    joint = joint_count(DayCounted("a", day("2017-02-25"), *one), DayCounted("b", day("2017-02-25"), *other))
    assert max(one[0], other[0]) == joint.low <= joint.high_if_listed <= joint.high == one[0] + other[0]


def test_counts_of_other_units_or_windows_are_not_joined() -> None:
    window = day("2017-02-25")
    plain = DayCounted("a", window, 3)
    for other in (DayCounted("b", day("2017-02-26"), 3), DayCounted("b", window, 3, unit="observed item")):
        with pytest.raises(Fault) as refused:
            joint_count(plain, other)
        assert refused.value.code == "count-mismatch"
    with pytest.raises(Fault, match="Both counts are by “a”"):
        joint_count(plain, plain)


GOOD = LedgerFiled("north", Span(START, START + DAY, "UTC"), 3, "ab" * 32, 3)


@pytest.mark.parametrize(
    ("filing", "word"),
    [
        (DayCounted("north", GOOD.window, -1), "below nought"),
        (DayCounted("north", GOOD.window, 3, 4), "more than the whole"),
        (DayCounted("north", GOOD.window, 3, None, (OfWhich("west", 4),)), "more than the whole"),
        (DayCounted("north", Span(START, START, "UTC"), 3), "ends before"),
        (DayCounted("north", Span(START, START + DAY, "EET"), 3), "does not name a place"),
        (DayCounted("", GOOD.window, 3), "No side"),
        (DayCounted("north", GOOD.window, 3, None, (OfWhich(" ", 1),)), "ascribed to nobody"),
        (DayCounted("north", Span(START + DAY, START + 2 * DAY, "UTC"), 3), "had not begun"),
        (LedgerFiled("north", GOOD.window, 3, "AB" * 32, 3), "SHA-256"),
        (LedgerFiled("north", GOOD.window, 3, "ab" * 32, -1), "no items"),
    ],
)
def test_a_filing_that_cannot_be_is_refused_and_kept_aside_by_the_fold(filing: Any, word: str) -> None:
    name, act = ("ledger", file_ledger) if isinstance(filing, LedgerFiled) else ("counted", count_day)
    with pytest.raises(Fault, match=word) as refused:
        act(Ledgers(), **{name: filing}, **BY)  # type: ignore[operator]
    assert refused.value.code == "ledger-unfit"
    record = Record()
    record.put(filing)
    ledgers = fold_ledgers(record.entries)
    assert [word in one.reason for one in ledgers.void] == [True]
    assert ledgers.sides == []


def test_a_side_answers_to_the_items_of_the_other_and_may_change_its_mind() -> None:
    record = Record()
    with pytest.raises(Fault, match="has filed no ledger"):
        confirm_item(Ledgers(), side="south", of="north", item="n1", **BY)
    record.put(file_ledger(Ledgers(), ledger=GOOD, **BY)[0].event)
    ledgers = fold_ledgers(record.entries)
    with pytest.raises(Fault, match="its own ledger"):
        deny_item(ledgers, side="north", of="north", item="n1", **BY)
    record.put(confirm_item(ledgers, side="south", of="north", item="n1", **BY)[0].event)
    record.put(deny_item(ledgers, side="south", of="north", item="n2", **BY)[0].event)
    record.put(ItemDenied("south", "north", "n1", "On second thoughts."))
    ledgers = fold_ledgers(record.entries)
    assert ledgers.answers_of("south", "north") == {"n1": "denied", "n2": "denied"}
    assert ledgers.answer("north", "n3", "south") == "no answer"
    record.put(ItemConfirmed("south", "west", "w1"))
    assert [one.reason for one in fold_ledgers(record.entries).void] == ["“west” has filed no ledger."]


def test_a_later_filing_takes_the_place_of_the_earlier_and_an_earlier_instant_has_the_earlier() -> None:
    record = Record()
    record.put(DayCounted("north", GOOD.window, 3), START)
    record.put(DayCounted("north", GOOD.window, 5), START + timedelta(hours=1))
    for until, count in ((None, 5), (START, 3)):
        (entry,) = fold_ledgers(record.entries, until=until).counted.values()
        assert entry.event.count == count  # type: ignore[attr-defined]


def test_an_answer_counts_for_the_window_whose_items_it_is_about() -> None:
    """Sides number their items anew every day: item 1 of Monday is not item 1 of Tuesday."""
    days = [Span(START + n * DAY, START + (n + 1) * DAY, "UTC") for n in (0, 1)]
    record = Record()
    for window in days:
        record.put(LedgerFiled("north", window, 1, "ab" * 32, 1), window.latest)

    def told() -> list[dict[str, str]]:
        ledgers = fold_ledgers(record.entries)
        return [dict(ledgers.answers_of("south", "north", window)) for window in (*days, None)]  # type: ignore[list-item]

    record.put(ItemConfirmed("south", "north", "1", "", days[0]), START + 2 * DAY)
    assert told() == [{"1": "confirmed"}, {}, {"1": "confirmed"}]
    record.put(ItemDenied("south", "north", "1", "", days[1]), START + 2 * DAY)
    assert told() == [{"1": "confirmed"}, {"1": "denied"}, {"1": "denied"}]
    record.put(ItemDenied("south", "north", "1"), START + 3 * DAY)
    assert told() == [{"1": "denied"}] * 3
    record.put(ItemConfirmed("south", "north", "1", "", days[1]), START + 4 * DAY)
    assert told() == [{"1": "denied"}, {"1": "confirmed"}, {"1": "confirmed"}]
    abouts = [entry.about for entry in record.entries[2:]]
    assert len(set(abouts)) == 3, "of two windows are two things, that of any window a third"
    other = Span(START + 5 * DAY, START + 6 * DAY, "UTC")
    with pytest.raises(Fault, match="no ledger for that window"):
        confirm_item(fold_ledgers(record.entries), side="south", of="north", item="1", window=other, **BY)


def test_a_window_is_the_same_on_whosever_clock_it_was_told() -> None:
    here = day("2017-02-25")
    there = Span(here.earliest, here.latest, "Europe/Athens")
    record = Record()
    for counted in (DayCounted("a", here, 3), DayCounted("a", there, 4), DayCounted("b", there, 2)):
        record.put(counted, here.latest)
    (joint,) = beside(fold_ledgers(record.entries))
    assert (joint.first.count, joint.second.count) == (4, 2)


def test_what_stands_alone_is_told_and_other_units_are_not_mixed() -> None:
    here, later = day("2017-02-25"), day("2017-02-26")
    record = Record()
    for counted in (
        DayCounted("a", here, 9, unit="observed item"),
        DayCounted("b", here, 2),
        DayCounted("b", later, 1),
    ):
        record.put(counted, later.latest)
    ledgers = fold_ledgers(record.entries)
    assert list(beside(ledgers)) == []
    alone = [("b", "incident", here), ("a", "observed item", here), ("b", "incident", later)]
    assert [(one.side, one.unit, one.window) for one in unpaired(ledgers)] == alone
    record.put(DayCounted("a", here, 5), later.latest)
    ledgers = fold_ledgers(record.entries)
    assert [(one.first.count, one.second.count) for one in beside(ledgers)] == [(5, 2)]
    assert [one.window for one in unpaired(ledgers)] == [later]
