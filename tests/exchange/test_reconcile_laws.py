"""Laws of reconciling, over random lists and versions: no row without a person, sums that fit, numbers that stay."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hudna.exchange import GivenList, account_rows, accounted, moved, register_from
from tests.exchange.handed_in import ROWS, handed, register

MORE = (
    *ROWS,
    ("5", "Nour Faris Adel Sabbagh", "1988-08-08", "f", "died"),
    ("6", "Nur Faris Sabagh", "1988", "f", "held"),
    ("7", "أحمد خالد منصور", "1980", "ذكر", "held"),
    ("8", "Samir Jurj Elias Haddad", "1965-05-05", "m", "not held"),
    ("9", "Walid", "", "", ""),
)
PICKED = st.lists(st.sampled_from(MORE), min_size=1, max_size=6)
KEYS = st.sampled_from([("north", "wanted"), ("south", "wanted"), ("north", "held"), ("south", "held")])


@st.composite
def all_lists(draw: st.DrawFn) -> list[GivenList]:
    """One to four lists, each in one to three versions; no two of them the same rows."""
    made: list[GivenList] = []
    seen: set[tuple[tuple[str, ...], ...]] = set()
    for side, kind in draw(st.lists(KEYS, min_size=1, max_size=4, unique=True)):
        for version in range(1, draw(st.integers(1, 3)) + 1):
            rows = tuple(draw(PICKED))
            rows = (*rows, (f"v{len(made)}", f"Person{chr(97 + len(made)) * 3} Other Whole Name", "", "", "held"))
            if rows not in seen:
                seen.add(rows)
                made.append(handed(side, kind, rows, version=version))
    return made


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(all_lists())
def test_every_row_is_a_person_everything_adds_up_and_numbers_stay(lists: list[GivenList]) -> None:
    found = register(*lists)
    assert len(list(account_rows(found))) == sum(len(one.people) for one in lists)
    for one in lists:
        assert all(found.person_of(one.people.digest, row) in found.by_number for row in one.rows)
    accounted(found)
    assert sum(len(people) for people in found.held().values()) == len(found.persons)
    assert register_from(found.as_json()) == found
    assert register(*lists, previous=found) == found
    before = register(lists[0])
    after = register(*lists, previous=before)
    assert {one.person.id for one in before.persons} <= {one.person.id for one in after.persons}
    lines = moved(before, after)
    for status in {one.now for one in lines} | {one.was for one in lines} - {""}:
        if status:
            assert sum(one.count for one in lines if one.now == status) == accounted(after).said.get(status, 0)
            assert sum(one.count for one in lines if one.was == status) == accounted(before).said.get(status, 0)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(all_lists(), st.randoms(use_true_random=False))
def test_the_order_in_which_lists_are_given_changes_nothing(lists: list[GivenList], dice: object) -> None:
    other = list(lists)
    dice.shuffle(other)  # type: ignore[attr-defined]
    one, two = register(*lists), register(*other)
    assert one.persons == two.persons
    assert one.questions == two.questions
