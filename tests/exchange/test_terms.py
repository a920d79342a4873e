"""Terms: what the clauses of an agreement say, read; what cannot be is refused with clause and line."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from hudna.agreements import Loaded, load_agreement
from hudna.exchange import BatchSize, Done, Pace, Person, Ratio, Remains, Waits, Who, plan_exchange, terms_of
from hudna.ground import Fault

PARTIES = Path(__file__).parents[1] / "agreements" / "shared" / "parties.yaml"
START = "  - {id: start, kind: entry-into-force, at: 2020-01-02T00:00}\n"
TEXT = f"""hudna: agreement/1
id: river
title: {{en: River}}
timezone: Asia/Damascus
shared: {{parties: [{PARTIES}]}}
events: {{corridor: null, talks: 2020-02-01T00:00}}
clauses:
{START}  - id: swap
    kind: exchange
    words: {{en: One for three.}}
    sides: [north, south]
    categories:
      - {{id: soldiers, words: {{en: soldiers}}, who: [{{held_by: north, civil: fighter, remains: false}}]}}
      - {{id: life, who: [{{held_by: south, sentence: [life]}}]}}
      - {{id: first, who: [{{sex: f}}, {{age_below: 18}}, {{health: [sick, wounded]}}, {{keys: [k1], group: [g]}}]}}
    ratios: [{{of: soldiers, brings: {{life: 3}}}}, {{each: 9, of: first, brings: {{life: 110}}}}]
    orders: [{{steps: [[first], [soldiers, life]], apart: true}}]
    batches: {{first: {{event: entry-into-force, offset: P10D}}, every: P7D, at_most: 5}}
    sizes: [{{of: life, smallest: 2, largest: 30}}]
    paces: [{{of: soldiers, at_least: 3}}]
    places: [{{id: bridge, seats: 40, care: 2, of: [north], sites: [Old Mill]}}]
    families: together
    apart: [{{of: first, at_most: 4}}]
    balance: [{{most: 2}}, {{of: life, most: 1}}]
    remains: {{counts: never}}
    done: [{{of: soldiers, by: 2020-04-01}}]
    waits: [{{batch: 2, until: talks}}]
    opens: [{{event: corridor, after_batch: 2}}]
"""


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., Loaded]:
    def loaded(*edits: tuple[str, str], text: str = TEXT) -> Loaded:
        for was, now in edits:
            assert was in text
            text = text.replace(was, now)
        path = tmp_path / "river.yaml"
        path.write_text(text, encoding="utf-8")
        return load_agreement(path)

    return loaded


def utc(*when: int) -> dt.datetime:
    return dt.datetime(*when, tzinfo=dt.UTC)  # type: ignore[arg-type, misc]


def test_every_field_of_the_clause_becomes_a_term_with_its_ref(load: Callable[..., Loaded]) -> None:
    terms = terms_of(load())
    assert terms.sides == ("north", "south")
    assert (terms.zone, terms.ages_on) == ("Asia/Damascus", dt.date(2020, 1, 2))
    assert terms.ratios == (
        Ratio("swap/ratios/1", 1, "soldiers", {"life": 3}),
        Ratio("swap/ratios/2", 9, "first", {"life": 110}),
    )
    assert terms.categories["soldiers"].who == (Who(held_by="north", civil="fighter", remains=False),)
    assert terms.categories["first"].who[2:] == (
        Who(health=frozenset({"sick", "wounded"})),
        Who(keys=frozenset({"k1"}), group=frozenset({"g"})),
    )
    (order,) = terms.orders
    assert (order.ref, order.steps, order.apart, order.across) == (
        "swap/orders/1",
        (("first",), ("soldiers", "life")),
        True,
        False,
    )
    assert (terms.batches.first, terms.batches.every, terms.batches.at_most) == (
        utc(2020, 1, 11, 22),
        dt.timedelta(7),
        5,
    )
    assert terms.sizes == (BatchSize("swap/sizes/1", "life", 2, 30),)
    assert terms.paces == (Pace("swap/paces/1", "soldiers", 3, dt.timedelta(7)),)
    (place,) = terms.places
    assert (place.seats, place.care, place.of, place.sites) == (40, 2, {"north"}, {"Old Mill"})
    assert terms.families is not None
    assert [(one.ref, one.of, one.at_most) for one in terms.apart] == [("swap/apart/1", "first", 4)]
    assert [(one.ref, one.most, one.of) for one in terms.balance] == [
        ("swap/balance/1", 2, ""),
        ("swap/balance/2", 1, "life"),
    ]
    assert terms.remains == Remains("swap/remains", "after-the-living", "never")
    assert terms.done == (Done("swap/done/1", utc(2020, 3, 31, 21), "soldiers"),)
    assert terms.waits == (Waits("swap/waits/1", 2, "talks", utc(2020, 1, 31, 22)),)
    assert [(one.event, one.after_batch) for one in terms.opens] == [("corridor", 2)]
    assert terms.words == {"swap": {"en": "One for three."}}
    assert terms.remarks == ()


def test_several_clauses_are_one_exchange_and_know_each_others_categories(load: Callable[..., Loaded]) -> None:
    more = TEXT + "  - {id: more, kind: exchange, ratios: [{of: life, brings: {first: 1}}], sizes: [{largest: 9}]}\n"
    terms = terms_of(load(text=more))
    assert [one.ref for one in terms.ratios] == ["swap/ratios/1", "swap/ratios/2", "more/ratios/1"]
    assert terms.sizes[-1] == BatchSize("more/sizes/1", "", None, 9)


def test_what_the_text_leaves_open_is_taken_as_something_and_said(load: Callable[..., Loaded]) -> None:
    bare = TEXT[: TEXT.index("    categories:")] + "    all_for_all: {}\n"
    terms = terms_of(load(text=bare))
    assert terms.all_for_all is not None
    assert terms.batches.first == utc(2020, 1, 1, 22)
    assert len(terms.remarks) == 4
    for words in ("first hand-over", "No place", "stand out", "dead"):
        assert any(words in remark for remark in terms.remarks), words


def test_a_start_stands_for_what_has_not_happened(load: Callable[..., Loaded]) -> None:
    open_start = load(("at: 2020-01-02T00:00", "at: null"))
    with pytest.raises(Fault, match="start-missing"):
        terms_of(open_start)
    assumed = terms_of(open_start, start=utc(2021, 1, 1))
    assert assumed.batches.first == utc(2021, 1, 11)
    counted = load(("first: {event: entry-into-force, offset: P10D}", "first: {event: corridor, offset: P1D}"))
    with pytest.raises(Fault, match="event-undated"):
        terms_of(counted)
    terms = terms_of(counted, start=utc(2021, 1, 1))
    assert terms.batches.first == utc(2021, 1, 1)
    assert any("first hand-over is taken" in remark for remark in terms.remarks)


def test_a_hand_over_waits_for_what_has_not_happened_but_not_for_what_an_earlier_one_opens(
    load: Callable[..., Loaded],
) -> None:
    never = terms_of(load(("until: talks", "until: corridor"), ("after_batch: 2", "after_all_of: life")))
    assert never.waits == (Waits("swap/waits/1", 2, "corridor", None),)
    own = terms_of(load(("{batch: 2, until: talks}", "{batch: 3, until: corridor}")))
    assert own.waits == ()
    assert any("corridor" in remark for remark in own.remarks)


def test_a_deadline_that_counts_from_what_has_not_happened_is_none_yet(load: Callable[..., Loaded]) -> None:
    terms = terms_of(load(("by: 2020-04-01", "by: {event: corridor, offset: P1D}")))
    assert terms.done == ()
    assert any("swap/done/1" in remark for remark in terms.remarks)


@pytest.mark.parametrize(
    ("was", "now", "code", "words"),
    [
        ("sides: [north, south]", "sides: [north]", "terms-unfit", "an exchange has two sides"),
        ("sides: [north, south]", "sides: [north, north]", "terms-unfit", "an exchange has two sides"),
        ("sides: [north, south]", "sides: []", "terms-unfit", "which two sides"),
        ("sides: [north, south]", "sides: [north, suoth]", "party-unknown", "Is “south” meant?"),
        ("held_by: south", "held_by: mission", "terms-unfit", "is no side"),
        ("of: soldiers, brings", "of: soldeirs, brings", "terms-unfit", "Is “soldiers” meant?"),
        ("brings: {life: 3}", "brings: {live: 3}", "terms-unfit", "Is “life” meant?"),
        ("brings: {life: 3}", "brings: {soldiers: 3}", "terms-unfit", "both held by north"),
        ("id: first, who", "id: life, words: {en: x}, who", "terms-unfit", "described twice"),
        ("age_below: 18", "age_below: 18, age_from: 20", "terms-unfit", "nobody is at least 20"),
        ("[soldiers, life]]", "[]]", "terms-unfit", "names nobody"),
        ("[soldiers, life]]", "[first]]", "terms-unfit", "stands in it twice"),
        ("every: P7D", "every: P1M", "terms-unfit", "no length in days"),
        ("every: P7D", "every: PT0S", "terms-unfit", "no length in days"),
        ("every: P7D", "every: soon", "duration-unreadable", ""),
        ("smallest: 2, largest: 30", "smallest: 31, largest: 30", "terms-unfit", "cannot be"),
        ("of: life, smallest: 2, largest: 30", "of: life", "terms-unfit", "smallest or the largest"),
        ("of: [north]", "of: [mission]", "terms-unfit", "is no side"),
        ("{of: life, most: 1}", "{of: soldiers, most: 1}", "terms-unfit", "no ratio brings"),
        ("{of: life, most: 1}", "{most: 1}", "terms-unfit", "already"),
        ("until: talks", "until: tallks", "event-unknown", ""),
        ("until: talks", "until: corridor", "terms-unfit", "opens only after hand-over 2"),
        ("after_batch: 2", "after_batch: 2, after_all_of: life", "terms-unfit", "either"),
        ("event: corridor, after", "event: coridor, after", "event-unknown", ""),
        ("by: 2020-04-01", "by: 2020-02-30", "calendar-impossible", ""),
    ],
)
def test_what_cannot_be_is_refused_with_clause_and_line(
    load: Callable[..., Loaded], was: str, now: str, code: str, words: str
) -> None:
    loaded = load((was, now))
    with pytest.raises(Fault) as caught:
        terms_of(loaded)
    fault = caught.value
    assert fault.code == code
    assert words in fault.what
    line = next(n for n, one in enumerate(TEXT.replace(was, now).splitlines(), start=1) if now in one)
    if now != "sides: []":
        assert fault.where.line == line, str(fault)


def test_an_agreement_without_such_a_clause_has_no_terms(load: Callable[..., Loaded]) -> None:
    with pytest.raises(Fault, match=r"river.yaml:7: No clause says who is released.*terms-missing"):
        terms_of(load(text=TEXT[: TEXT.index("  - id: swap")]))


def test_two_clauses_that_say_the_same_field_are_refused(load: Callable[..., Loaded]) -> None:
    with pytest.raises(Fault, match=r"swap and more both say “remains”.*terms-unfit"):
        terms_of(load(text=TEXT + "  - {id: more, kind: exchange, remains: {counts: never}}\n"))
    with pytest.raises(Fault, match=r"names other sides.*terms-unfit"):
        terms_of(load(text=TEXT + "  - {id: more, kind: exchange, sides: [north, league]}\n"))


@pytest.mark.parametrize(
    ("was", "now", "field"),
    [
        ("brings: {life: 3}", "brings: {life: 0}", "life"),
        ("each: 9", "each: 0", "each"),
        ("seats: 40", "seats: -1", "seats"),
        ("most: 2", "most: -1", "most"),
    ],
)
def test_ratio_nought_and_negative_numbers_are_refused_where_they_stand(
    load: Callable[..., Loaded], was: str, now: str, field: str
) -> None:
    with pytest.raises(Fault) as caught:
        load((was, now))
    assert caught.value.code == "document-shape"
    assert field in caught.value.what


def test_a_place_without_seats_is_read_and_the_planner_says_what_is_in_the_way(load: Callable[..., Loaded]) -> None:
    terms = terms_of(
        load(
            ("seats: 40, care: 2, of: [north], sites: [Old Mill]", "seats: 0"),
            ("waits: [{batch: 2, until: talks}]", "waits: []"),
        )
    )
    people = [
        Person("p-000001", "north", civil="fighter"),
        *(Person(f"p-00000{n}", "south", sentence="life") for n in (2, 3, 4)),
    ]
    answer = plan_exchange(terms, people)
    assert "swap/places/1" in getattr(answer, "conflict", ())
