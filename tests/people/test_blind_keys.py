"""Which spellings of one person share a key, which people do not, and that a key is of its person alone."""

from __future__ import annotations

from datetime import date
from itertools import product

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hudna.people.blind_file import Tier
from hudna.people.blind_keys import KINDS, keys_each, make_keys, maker, room_for
from hudna.people.model import ListOfPeople
from tests.people.blinded import Person, list_of


def shared(one: Person, other: Person, tier: Tier = "tolerant") -> set[str]:
    """The kinds of keys that two people share, in words."""
    ours, theirs = make_keys(list_of([one]), tier), make_keys(list_of([other]), tier)
    kinds = dict(zip(ours.texts, ours.kind.tolist(), strict=True))
    return {KINDS[kinds[text]].words for text in set(ours.texts) & set(theirs.texts)}


WHOLE, THREE, BOTH, NAME, ENDS = (kind.words for kind in KINDS)
HADDAD = ("Walid Omar Haddad", 1969)

TABLE: list[tuple[Person, Person, set[str]]] = [
    (HADDAD, ("وليد عمر حداد", 1969), {THREE, NAME, ENDS}),
    (HADDAD, ("Валид Омар Хаддад", 1969), {THREE, NAME, ENDS}),
    (HADDAD, ("Oualid Omar HADDAD", 1969), {THREE, NAME, ENDS}),
    (HADDAD, ("Haddad Omar Walid", 1969), {THREE, NAME, ENDS}),
    (HADDAD, ("Dr. Walid ibn Omar al-Haddad", 1969), {THREE, NAME, ENDS}),
    (HADDAD, ("Walid Omar Haddad", 1970), {NAME, ENDS}),
    (HADDAD, ("Walid Omar Haddad", 1971), {NAME}),
    (HADDAD, ("Walid Omar Haddad", None), {NAME}),
    (HADDAD, ("Walid Haddad", 1968), {ENDS}),
    (HADDAD, ("Walid Omar Salim Haddad", 1969), {THREE, NAME, ENDS}),
    (HADDAD, ("Walid Salim Omar Haddad", 1969), {ENDS}),
    (HADDAD, ("Walid Haddad", 1972), set()),
    (HADDAD, ("Walid Haddad", None), set()),
    (HADDAD, ("Walid", 1969), set()),
    (HADDAD, ("Samir Omar Haddad", 1969), set()),
    (HADDAD, ("Walid Omar Nasser", 1969), set()),
    (("Walid al-Moualem", 1941), ("وليد المعلم", 1941), {ENDS}),
    (("Waleed Muallem", 1941), ("Валид Муаллем", 1942), {ENDS}),
    (("Walid Muallem", 1941), ("Walid Muslim", 1941), set()),
]


@pytest.mark.parametrize(("one", "other", "kinds"), TABLE)
def test_the_tolerant_keys_that_two_spellings_share(one: Person, other: Person, kinds: set[str]) -> None:
    assert shared(one, other) == kinds
    assert shared(other, one) == kinds


@pytest.mark.parametrize(
    ("other", "kinds"),
    [
        (("وليد عمر حداد", 1969), {WHOLE}),
        (("Haddad Omar Walid", 1969), {WHOLE}),
        (("Walid Omar Haddad", 1970), set()),
        (("Walid Omar Haddad", None), set()),
        (("Walid Haddad", 1969), set()),
    ],
)
def test_a_strict_key_is_all_parts_and_the_year(other: Person, kinds: set[str]) -> None:
    assert shared(HADDAD, other, "strict") == kinds


def test_a_name_of_two_parts_is_no_firm_key() -> None:
    assert shared(("Walid Haddad", 1969), ("وليد حداد", 1969), "strict") == {BOTH}
    assert [kind.words for kind in KINDS if kind.is_firm] == [WHOLE, THREE]


def test_who_cannot_be_compared_is_known() -> None:
    people = list_of([HADDAD, ("Walid", 1969), ("", 1969), ("Walid Omar Haddad", None)])
    assert make_keys(people, "tolerant").without().tolist() == [1, 2]
    assert make_keys(people, "strict").without().tolist() == [1, 2, 3]


def born(people: ListOfPeople, earliest: date, latest: date) -> ListOfPeople:
    table = people.table
    for name, day in (("birth_from", earliest), ("birth_to", latest)):
        at = table.schema.get_field_index(name)
        table = table.set_column(at, table.schema.field(name), pa.array([day] * len(people), pa.date32()))
    return ListOfPeople(people.name, people.digest, table, people.has)


def test_an_age_that_leaves_two_years_open_meets_both_and_their_neighbours() -> None:
    aged = make_keys(born(list_of([("Walid Haddad", None)]), date(1969, 5, 2), date(1970, 5, 1)), "tolerant")
    meets = {
        year
        for year in range(1960, 1980)
        if set(aged.texts) & set(make_keys(list_of([("Walid Haddad", year)]), "tolerant").texts)
    }
    assert meets == {1968, 1969, 1970, 1971}


def test_a_birth_that_is_known_to_some_years_only_is_not_used() -> None:
    aged = make_keys(born(list_of([HADDAD]), date(1965, 1, 1), date(1974, 12, 31)), "tolerant")
    assert {KINDS[kind].words for kind in aged.kind.tolist()} == {NAME}


PEOPLE = st.lists(
    st.tuples(
        st.builds(
            "{} {} {}".format,
            st.sampled_from(["Thabit", "Jamal", "Qasim", "وليد"]),
            st.sampled_from(["Ghazi", "Omar", "جورج"]),
            st.sampled_from(["Haddad", "Tharwat", "Хаджи"]),
        ),
        st.sampled_from([1969, 1970, None]),
    ),
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(PEOPLE, st.randoms(use_true_random=False))
def test_keys_hang_neither_on_the_order_of_rows_nor_on_who_else_is_there(people: list[Person], chance: object) -> None:
    alone = [set(make_keys(list_of([person]), "tolerant").texts) for person in people]
    together = make_keys(list_of(people), "tolerant")
    held = [{together.texts[t] for t in together.text[together.row == row]} for row in range(len(people))]
    assert held == alone


def test_where_room_is_short_every_row_keeps_its_first_keys_wherever_it_stands() -> None:
    parts = [f"Th{a}a{b}" for a in ("i", "ij", "ig") for b in "bdfklmnrst"]
    some = list(product(parts, parts, parts))[::33]
    many: list[Person] = [(" ".join(name), 1950 + n % 40) for n, name in enumerate(some)]
    forth, back = make_keys(list_of(many), "tolerant"), make_keys(list_of(many[::-1]), "tolerant")
    assert len(forth.texts) == room_for(len(many)) * keys_each("tolerant") * 31 // 32
    assert set(forth.texts) == set(back.texts)
    assert forth.without().tolist() == []


def test_how_keys_are_made_has_one_name() -> None:
    assert maker() == maker()
    assert len(maker()) == 64
