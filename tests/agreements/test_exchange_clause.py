"""The clauses of an exchange: what they stand for, what they put into the schedule, what a new version changes."""

from pathlib import Path

import pytest

from hudna.agreements import Loaded, diff, load_agreement, render, resolve, schedule
from hudna.ground import Fault

SHARED = Path(__file__).parent / "shared" / "parties.yaml"
HEAD = f"""hudna: agreement/1
id: river
title: {{en: River}}
timezone: UTC
signed: 2020-01-01T00:00
shared: {{parties: [{SHARED}]}}
events: {{corridor: null}}
clauses:
  - {{id: start, kind: entry-into-force, at: 2020-01-02T00:00}}
  - {{id: asked, kind: acceptance, invited: [north, south], answers: [{{party: north}}, {{party: south}}]}}
"""
LISTS = """  - {id: lists, kind: prisoner-lists, by: [north, south], due: 2020-01-05, answered_by: 2020-01-20}
"""
EXCHANGE = """  - id: swap
    kind: exchange
    sides: [north, south]
    categories:
      - {id: soldiers, words: {en: soldiers, ar: جنود}, who: [{held_by: north, civil: fighter}]}
      - {id: life, who: [{held_by: south, sentence: [life]}]}
    ratios: [{of: soldiers, brings: {life: 3}}]
    orders: [{steps: [[life], [soldiers]]}]
    batches: {first: {event: entry-into-force, offset: P10D}, every: P7D}
    places: [{id: bridge, seats: 40}]
    balance: [{most: 2}]
    done: [{of: soldiers, by: {event: swap, offset: P42D}}, {by: 2020-04-01}]
    opens: [{event: corridor, after_batch: 2}]
  - {id: road, kind: deadline, duty: {en: The road opens}, due: {event: swap, offset: P14D}}
"""


def loaded(folder: Path, text: str) -> Loaded:
    path = folder / "agreement.yaml"
    path.write_text(text, encoding="utf-8")
    return load_agreement(path)


def test_an_exchange_stands_for_its_first_hand_over_and_lists_for_their_answer(tmp_path: Path) -> None:
    after = "  - {id: last, kind: deadline, duty: {en: Report}, due: {event: lists, offset: P1D}}\n"
    due = {entry.clause: entry.due for entry in schedule(resolve(loaded(tmp_path, HEAD + LISTS + EXCHANGE + after)))}
    assert f"{due['road']:%Y-%m-%d}" == "2020-01-26"
    assert f"{due['last']:%Y-%m-%d}" == "2020-01-21"


def test_the_schedule_holds_lists_the_first_hand_over_and_every_deadline(tmp_path: Path) -> None:
    entries = schedule(resolve(loaded(tmp_path, HEAD + LISTS + EXCHANGE)))
    told = [(e.kind, f"{e.due:%m-%d}", e.what["en"], e.who) for e in entries if e.kind in ("lists", "exchange")]
    both = ("north", "south")
    assert told == [
        ("lists", "01-05", "Lists of prisoners are handed over", both),
        ("exchange", "01-12", "First hand-over of the exchange", both),
        ("lists", "01-20", "Lists of prisoners are answered", both),
        ("exchange", "02-23", "soldiers have left", both),
        ("exchange", "04-01", "Everybody of the exchange has left", both),
    ]
    assert [e.what["ar"] for e in entries if e.what["en"] == "soldiers have left"] == ["خروج: جنود"]


def test_an_exchange_is_no_term_that_incidents_breach(tmp_path: Path) -> None:
    left_out = resolve(loaded(tmp_path, HEAD + LISTS + EXCHANGE)).left_out
    assert {left_out["swap"].code, left_out["lists"].code} == {"not-assessed"}


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        ("{life: 3}", "{life: 4}", "Clause swap: what the ratio “soldiers” brings goes from 3 of life to 4 of life."),
        ("seats: 40", "seats: 20", "Clause swap: the number of seats of the place “bridge” goes from 40 to 20."),
        ("[{most: 2}]", "[]", "Clause swap: the bound of the balance “everybody” is struck (it was: at most 2)."),
        ("every: P7D", "every: P1D", "Clause swap: the time between two hand-overs goes from P7D to P1D."),
        (
            "[[life], [soldiers]]",
            "[[soldiers], [life]]",
            "Clause swap: the order goes from “life; soldiers” to “soldiers; life”.",
        ),
        (
            "who: [{held_by: south, sentence: [life]}]",
            "who: [{held_by: south, sentence: [life], age_from: 50}]",
            "Clause swap: whom the category “life” holds goes from “held by south, sentence life” to "
            "“held by south, at least 50 years old, sentence life”.",
        ),
        (
            "opens: [{event: corridor, after_batch: 2}]",
            "remains: {counts: never}",
            "Clause swap: what holds for the dead is new.\nClause swap: the consequence “corridor” is struck "
            "(it was: after hand-over 2).",
        ),
        ("P10D", "P12D", "Clause swap: the first hand-over moves 48 hours later, from 2020-01-12"),
    ],
)
def test_what_a_new_version_changes_is_said_in_words(tmp_path: Path, was: str, now: str, words: str) -> None:
    assert was in EXCHANGE
    old, new = (tmp_path / name for name in ("old", "new"))
    old.mkdir()
    new.mkdir()
    changes = render(diff(loaded(old, HEAD + EXCHANGE), loaded(new, HEAD + EXCHANGE.replace(was, now))))
    assert all(any(line.startswith(one) for line in changes.splitlines()) for one in words.splitlines())


def test_a_first_hand_over_that_waits_for_what_counts_from_it_is_a_circle(tmp_path: Path) -> None:
    waits = EXCHANGE.replace("    opens:", "    waits: [{batch: 1, until: road}]\n    opens:")
    with pytest.raises(Fault, match="clause-circle"):
        loaded(tmp_path, HEAD + waits)


def test_a_later_hand_over_may_wait_for_what_counts_from_the_first(tmp_path: Path) -> None:
    waits = EXCHANGE.replace("    opens:", "    waits: [{batch: 4, until: road}]\n    opens:")
    assert loaded(tmp_path, HEAD + waits)


@pytest.mark.parametrize(
    ("was", "now", "where"),
    [
        ("{life: 3}", "{life: 0}", "clauses.2.ratios.0.brings.life"),
        ("{life: 3}", "{life: 3}, each: 0", "clauses.2.ratios.0.each"),
        ("most: 2", "most: -1", "clauses.2.balance.0.most"),
        ("most: 2", "most: 1.5", "clauses.2.balance.0.most"),
        ("seats: 40", "seats: -1", "clauses.2.places.0.seats"),
        ("sides: [north, south]", "sides: [north, south, black-flag]", "clauses.2.sides"),
    ],
)
def test_a_number_that_cannot_be_is_refused_with_its_line(tmp_path: Path, was: str, now: str, where: str) -> None:
    text = HEAD + EXCHANGE.replace(was, now)
    line = next(n for n, one in enumerate(text.splitlines(), start=1) if now in one)
    with pytest.raises(Fault) as caught:
        loaded(tmp_path, text)
    assert caught.value.code == "document-shape"
    assert f"agreement.yaml:{line}" in str(caught.value)
