"""Small random exchanges for laws: few people, every kind of term, and stops half way."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from hudna.exchange import (
    Actuals,
    AllForAll,
    Apart,
    Balance,
    Batches,
    BatchSize,
    Category,
    Done,
    Families,
    HandOver,
    Order,
    Pace,
    Person,
    Place,
    Ratio,
    Remains,
    Terms,
    Waits,
    Who,
)

FIRST = datetime(2026, 1, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)
SIDES = ("north", "south")
CATEGORIES = {
    category.id: category
    for category in (
        Category("northern", (Who(held_by="north"),)),
        Category("southern", (Who(held_by="south"),)),
        Category("women", (Who(sex="f"),)),
        Category("southern-men", (Who(held_by="south", sex="m"),)),
        Category("fighters", (Who(civil="fighter"),)),
        Category("young-or-ill", (Who(age_below=18), Who(health=frozenset({"sick", "wounded"})))),
        Category("dead", (Who(remains=True),)),
        Category("named", (Who(keys=frozenset({"7", "8"})),)),
    )
}
IDS = st.sampled_from(sorted(CATEGORIES))


@st.composite
def persons(draw: st.DrawFn, number: int) -> Person:
    remains = draw(st.sampled_from([False, False, False, True]))
    least = draw(st.sampled_from([10, 17, 30, 70]))
    return Person(
        f"p-{number:06d}",
        draw(st.sampled_from(SIDES)),
        status=draw(
            st.sampled_from(["acknowledged"] * 6 + ["located", "proved-dead", "denied", "refuses", "claimed-held"])
        ),
        sex=draw(st.sampled_from(["f", "m", "m", ""])),
        age=draw(st.sampled_from([None, (least, least), (least, least + 3)])),
        civil=draw(st.sampled_from(["civilian", "fighter", ""])),
        health=draw(st.sampled_from([frozenset(), frozenset(), frozenset({"sick"})])),
        family=draw(st.sampled_from(["", "", "1"])),
        site=draw(st.sampled_from(["", "hill", "valley"])),
        key=draw(st.sampled_from(["", "7"])),
        remains=remains,
        identified=remains and draw(st.booleans()),
        pending=draw(st.sampled_from([False] * 9 + [True])),
    )


@st.composite
def peoples(draw: st.DrawFn, most: int = 5) -> list[Person]:
    return [draw(persons(number)) for number in range(1, draw(st.integers(1, most)) + 1)]


RATIOS = st.builds(
    Ratio, st.just(""), st.integers(1, 2), IDS, st.dictionaries(IDS, st.integers(1, 3), min_size=1, max_size=2)
)
STEPS = st.lists(st.lists(IDS, min_size=1, max_size=2).map(tuple), min_size=2, max_size=3).map(tuple)
ORDERS = st.builds(Order, st.just(""), STEPS, st.booleans(), st.booleans())
SIZES = st.builds(
    BatchSize, st.just(""), st.one_of(st.just(""), IDS), st.integers(0, 2), st.one_of(st.none(), st.integers(1, 3))
)
PACES = st.builds(Pace, st.just(""), IDS, st.integers(1, 2), st.sampled_from([DAY, 2 * DAY]))
PLACES = st.builds(
    Place,
    st.just(""),
    st.just(""),
    st.integers(0, 3),
    st.sampled_from([frozenset(), frozenset(), frozenset({"north"}), frozenset({"south"})]),
    st.sampled_from([frozenset(), frozenset(), frozenset({"hill", ""}), frozenset({"valley"})]),
    st.sampled_from([None, None, 0, 1]),
)
APARTS = st.builds(Apart, st.just(""), IDS, st.integers(1, 2))
BALANCES = st.builds(Balance, st.just(""), st.integers(0, 2), st.one_of(st.just(""), IDS))
DONES = st.builds(Done, st.just(""), st.integers(1, 4).map(lambda n: FIRST + n * DAY), st.one_of(st.just(""), IDS))
WAITS = st.builds(Waits, st.just(""), st.integers(1, 3), st.just("corridor"), st.just(None))


def few(strategy: st.SearchStrategy, name: str, most: int = 1) -> st.SearchStrategy:  # type: ignore[type-arg]
    """At most so many of a term, each with a ref of its own."""

    def named(found: list) -> tuple:  # type: ignore[type-arg]
        made = [replace(each, ref=f"{name}/{n}") for n, each in enumerate(found, 1)]
        return tuple(replace(each, id=each.ref) if name == "places" else each for each in made)

    return st.lists(strategy, max_size=most).map(named)


@st.composite
def termses(draw: st.DrawFn, batches: int | None = 3) -> Terms:
    """Terms; at most so many hand-overs, or sometimes as many as it takes."""
    all_for_all = draw(st.sampled_from([None, AllForAll("all"), AllForAll("all", ("women", "fighters"))]))
    return Terms(
        SIDES,
        "Asia/Aden",
        date(2026, 1, 1),
        Batches("batches", FIRST, at_most=draw(st.sampled_from([None, 1, 2, batches]))),
        CATEGORIES,
        ratios=draw(few(RATIOS, "ratios", 2)),
        all_for_all=all_for_all,
        orders=draw(few(ORDERS, "orders")),
        sizes=draw(few(SIZES, "sizes")),
        paces=draw(few(PACES, "paces")),
        places=draw(few(PLACES, "places", 2)),
        families=draw(st.sampled_from([None, Families("families")])),
        apart=draw(few(APARTS, "apart")),
        balance=draw(few(BALANCES, "balance", 2)),
        remains=Remains(
            "remains",
            draw(st.sampled_from(["after-the-living", "at-any-time"])),
            draw(st.sampled_from(["when-identified", "when-handed-over", "never"])),
        ),
        done=draw(few(DONES, "done")),
        waits=draw(few(WAITS, "waits")) if draw(st.integers(0, 4)) == 0 else (),
    )


@st.composite
def stops(draw: st.DrawFn, people: list[Person]) -> Actuals:
    """Nothing yet, or a first hand-over in which somebody left, whatever the terms say; perhaps a wrong body."""
    if draw(st.booleans()):
        return Actuals()
    gone = draw(st.lists(st.sampled_from([p.id for p in people]), unique=True, max_size=3))
    wrong = [i for i in gone if any(p.id == i and p.remains for p in people) and draw(st.booleans())]
    return Actuals(dict.fromkeys(gone, 1), (HandOver(1, FIRST),), None, frozenset(wrong))
