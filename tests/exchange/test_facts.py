"""Facts of a row, by headings and words in four languages; what is not understood is kept and told, never guessed."""

import datetime as dt
import json

import pytest

from hudna.exchange import RowFacts, facts_of
from hudna.exchange.vocabulary import fact_of_heading, meanings
from hudna.people import list_of

ON = dt.date(2020, 6, 15)


def row(**columns: object) -> RowFacts:
    return facts_of(list_of([{"name": "x y", **columns}]), ages_on=ON).rows[0]


def told(**cells: str) -> RowFacts:
    return row(extra=json.dumps(cells, ensure_ascii=False))


@pytest.mark.parametrize(
    ("heading", "fact"),
    [
        ("Status", "status"),
        ("الحالة", "status"),
        ("Statut", "status"),
        ("Статус", "status"),
        ("Civilian or fighter", "civil"),
        ("الصفة", "civil"),
        ("الحالة الصحية", "health"),
        ("État de santé", "health"),
        ("Состояние здоровья", "health"),
        ("Sentence", "sentence"),
        ("الحكم", "sentence"),
        ("Family number", "family"),
        ("رقم العائلة", "family"),
        ("Place of detention", "site"),
        ("اسم السجن", "site"),
        ("Lieu de détention", "site"),
        ("DNA", "identified"),
        ("الحمض النووي", "identified"),
        ("ДНК", "identified"),
        ("Held by", "held_by"),
        ("Alive or dead", "remains"),
        ("Exchange group", "group"),
        ("Family name", ""),
        ("Notes", ""),
        ("Phone", ""),
    ],
)
def test_what_a_heading_tells(heading: str, fact: str) -> None:
    assert fact_of_heading(heading) == fact


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("held", "acknowledged"),
        ("not held", "denied"),
        ("Not in our custody.", "denied"),
        ("محتجز", "acknowledged"),
        ("غير محتجز", "denied"),
        ("متوفى", "said-dead"),
        ("died in custody 2019", "said-dead"),
        ("death certificate", "proved-dead"),
        ("شهادة وفاة", "proved-dead"),
        ("already exchanged", "released"),
        ("أفرج عنه", "released"),
        ("missing", "unknown"),
        ("décédé", "said-dead"),
        ("non détenu", "denied"),
        ("не удерживается", "denied"),
        ("умер", "said-dead"),
        ("not dead", ""),
        ("purple", ""),
    ],
)
def test_what_a_status_says(cell: str, status: str) -> None:
    assert told(Status=cell).status == status


def test_yes_and_no_answer_the_heading() -> None:
    assert told(Wounded="yes").health == {"wounded"}
    assert told(Wounded="no").health == frozenset()
    assert told(Dead="yes").status == "said-dead"
    assert told(Alive="yes").status == "acknowledged"
    assert told(Alive="no").status == "said-dead"
    assert told(Held="no").status == "denied"
    assert told(DNA="yes").identified is True
    assert told(DNA="لا").identified is False
    assert told(**{"Alive or dead": "yes"}).status == "", "yes to what?"


def test_a_body_is_held_and_waits_for_its_name() -> None:
    one = told(Status="جثمان", DNA="pending")
    assert (one.status, one.remains, one.identified) == ("acknowledged", True, False)
    two = told(Status="body", DNA="match")
    assert (two.status, two.remains, two.identified) == ("acknowledged", True, True)


def test_a_denial_beside_a_word_is_no_assent() -> None:
    assert told(Health="not wounded").health == frozenset()
    assert meanings("civil", "not a civilian") == frozenset()


def test_sentences_are_of_few_kinds_or_stand_as_written() -> None:
    assert told(Sentence="3 life sentences").sentence == "life"
    assert told(الحكم="مؤبد").sentence == "life"
    assert told(Sentence="25 years").sentence == "years"
    assert told(Sentence="١٥ سنة").sentence == "years"
    assert told(Sentence="without trial").sentence == "none"
    assert told(Sentence="special court").sentence == "special court"


def test_what_contradicts_itself_is_not_known() -> None:
    assert told(Role="civilian", Category="fighter").civil == ""


def test_a_column_of_categories_in_which_nobody_is_civilian_or_fighter_tells_the_group() -> None:
    assert told(Category="elders").group == "elders"
    assert told(Category="elders").civil == ""


def test_words_that_say_nothing_are_told_by_column_and_number() -> None:
    cells = [{"Status": "purple"}, {"Status": "purple"}, {"Health": "odd"}]
    people = list_of([{"name": "x y", "extra": json.dumps(cell)} for cell in cells])
    found = facts_of(people, ages_on=ON)
    assert [(one.fact, one.text, one.rows) for one in found.not_understood] == [
        ("health", "odd", 1),
        ("status", "purple", 2),
    ]
    assert "purple" not in repr(found)


@pytest.mark.parametrize(
    ("first", "last", "stated", "age"),
    [
        ("1980-06-15", "1980-06-15", None, (40, 40)),
        ("1980-06-16", "1980-06-16", None, (39, 39)),
        ("1980-01-01", "1980-12-31", None, (39, 40)),
        (None, None, 41, (41, 41)),
        (None, None, None, None),
        ("2021-01-01", "2021-01-01", None, None),
        ("1840-01-01", "1840-01-01", None, None),
    ],
)
def test_an_age_is_a_range_of_whole_years_on_the_day_of_the_terms(
    first: str | None, last: str | None, stated: int | None, age: tuple[int, int] | None
) -> None:
    days = [dt.date.fromisoformat(one) if one else None for one in (first, last)]
    assert row(birth_from=days[0], birth_to=days[1], age=stated).age == age


def test_who_has_no_number_of_their_own_has_that_of_the_row() -> None:
    assert row().key == "1"
    assert row(key="A-7").key == "A-7"
