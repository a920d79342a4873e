"""Lists as they really come: each oddity ends in the right answer, or in a fault or a question that names it."""

import datetime as dt

import pytest

from hudna.exchange import GivenList, accounted
from hudna.exchange.facts import age_at
from hudna.ground import Fault
from tests.exchange.handed_in import ROWS, as_workbook, asked, handed, register

ARABIC = ("الرقم", "الاسم الرباعي", "تاريخ الميلاد", "الجنس", "الصفة", "الحالة الصحية", "رقم العائلة")


def people(one: GivenList) -> list[tuple[str, str, tuple[int, int] | None]]:
    """Key, sex and age of everybody on one list."""
    return [(p.key, p.sex, p.age) for p in register(one).people]


def test_headers_in_arabic() -> None:
    row = ("٧", "أحمد خالد يوسف منصور", "١٣/٠٤/١٩٨٠", "ذكر", "مقاتل", "جريح", "٣")
    other = ("٨", "مريم خالد يوسف منصور", "١٣/٠٥/٢٠٠٩", "أنثى", "مدنية", "سليمة", "٣")
    one, two = register(handed("north", "wanted", [row, other], head=ARABIC)).people
    assert (one.key, one.sex, one.age, one.civil, one.health) == ("٧", "m", (39, 39), "fighter", {"wounded"})
    assert (two.sex, two.age, two.civil, two.health) == ("f", (10, 10), "civilian", frozenset())
    assert one.family == two.family != ""


def test_merged_cells_of_a_title_and_of_groups() -> None:
    rows = [
        ("List of those whom we ask for", None, None, None, None),
        ("No", "Full name", "Date of birth", "Sex", "Prison"),
        ("1", "Ahmad Khalid Yusuf Mansour", "1980-04-13", "m", "Hill Camp"),
        ("2", "Omar Said Nabil Qudsi", "1971-12-02", "m", None),
        ("3", "Samir Jurj Elias Haddad", "1965-05-05", "m", "Old Mill"),
    ]
    found = register(handed("north", "wanted", as_workbook(rows, ["A1:E1", "E3:E4"]), name="list.xlsx"))
    assert [one.key for one in found.people] == ["1", "2", "3"]
    assert [one.site for one in found.people] == ["Hill Camp", "Hill Camp", "Old Mill"]


@pytest.mark.parametrize(
    "name",
    [
        "Ahmad Khalid Mansour / Omar Said Qudsi",
        "Ahmad Khalid Mansour and Omar Said Qudsi",
        "أحمد خالد منصور و عمر سعيد القدسي",
        "أحمد خالد منصور، عمر سعيد القدسي",
        "Ахмад Халид Мансур и Омар Саид Кудси",
    ],
)
def test_two_people_in_one_row_are_asked_about_and_nobody_leaves_on_it(name: str) -> None:
    found = register(handed("north", "wanted", [("1", name, "1980-04-13", "m", "held"), ROWS[1]]))
    (question,) = (one for one in found.questions if one.kind == "several-in-row")
    assert (question.to, question.people) == ("north", ("p-000001",))
    assert [one.pending for one in found.people] == [True, False]


@pytest.mark.parametrize(
    "name",
    ["Ahmad Khalid Mansour / أحمد خالد منصور", "Ahmad Khalid Mansour", "Abu Ali / Ahmad Mansour", "Ali-Reza Nur"],
)
def test_one_person_in_two_scripts_or_with_another_name_is_one(name: str) -> None:
    found = register(handed("north", "wanted", [("1", name, "1980-04-13", "m", "held"), ROWS[1]]))
    expected = [("p-000001",)] if name.startswith("Abu Ali") else []
    assert asked(found, "several-in-row") == expected, "a kunya beside a name looks like two people, and is asked about"


def test_dates_in_three_calendars_in_one_column() -> None:
    """13 April 1980 in the Gregorian and in the Hijri calendar, and as the number that a spreadsheet keeps for it."""
    head = ("No", "Full name", "Date of birth")
    rows = [
        ("1", "Ahmad Khalid Yusuf Mansour", "13/04/1980"),
        ("2", "Omar Said Nabil Qudsi", "27/05/1400 هـ"),
        ("3", "Samir Jurj Elias Haddad", "29324"),
        ("4", "Fatima Hasan Ali Jabri", "13 نيسان 1980"),
        ("5", "Zaynab Imran Walid Halabi", "١٣/٤/١٩٨٠"),
    ]
    assert (dt.date(1899, 12, 30) + dt.timedelta(29324)) == dt.date(1980, 4, 13)
    ages = [age for _, _, age in people(handed("north", "wanted", rows, head=head))]
    assert ages == [(39, 39)] * 5


def test_a_date_cell_of_a_workbook_is_a_date() -> None:
    rows = [
        ("No", "Full name", "Date of birth"),
        ("1", "Ahmad Khalid Yusuf Mansour", dt.date(1980, 4, 13)),
        ("2", "Omar Said Nabil Qudsi", dt.datetime.fromisoformat("1971-12-02")),
    ]
    ages = [age for _, _, age in people(handed("north", "wanted", as_workbook(rows), name="a.xlsx"))]
    assert ages == [(39, 39), (48, 48)]


def test_a_birth_that_cannot_be_read_is_left_out_and_asked_about() -> None:
    found = register(
        handed("north", "wanted", [("1", "Ahmad Khalid Yusuf Mansour", "31/02/1980", "m", "held"), *ROWS[1:]])
    )
    assert found.people[0].age is None
    (question,) = (one for one in found.questions if one.kind == "not-understood")
    assert (question.to, question.detail) == ("north", "north/wanted/1, birth: 1 cells")


def test_rows_that_are_nobody_are_counted_and_asked_about() -> None:
    found = register(
        handed("north", "wanted", [*ROWS, ("5", "", "1980-01-01", "m", "held"), ("6", "unknown", "", "", "")])
    )
    (line,) = accounted(found).lists
    assert (line.rows, line.unread, line.persons) == (4, 2, 4)
    assert sorted(one.detail for one in found.questions if one.kind == "row-unread") == [
        "north/wanted/1, line 6: name-missing",
        "north/wanted/1, line 7: name-unknown",
    ]


def test_words_that_say_nothing_known_are_kept_apart_and_asked_about() -> None:
    odd = handed("north", "held", [(*ROWS[0][:4], "purple"), *ROWS[1:]])
    found = register(odd)
    assert found.people[0].status == "acknowledged", "on a list of whom a side holds"
    assert [one.detail for one in found.questions if one.kind == "not-understood"] == ["north/held/1, status: 1 cells"]


# Lists that do not fit each other


def test_one_file_handed_in_twice_is_refused() -> None:
    for other in (handed("south", "wanted"), handed("north", "held"), handed("north", "wanted", version=2)):
        with pytest.raises(Fault, match="list-twice"):
            register(handed("north", "wanted"), other)


def test_the_same_rows_in_another_file_and_role_are_refused() -> None:
    workbook = as_workbook([("No", "Full name", "Date of birth", "Sex", "Status"), *ROWS])
    with pytest.raises(Fault, match=r"list-twice.*hand in each list once"):
        register(handed("north", "wanted"), handed("north", "held", workbook, name="again.xlsx"))


def test_a_later_version_that_changes_nothing_changes_nothing() -> None:
    workbook = as_workbook([("No", "Full name", "Date of birth", "Sex", "Status"), *ROWS])
    first = handed("north", "wanted")
    again = handed("north", "wanted", workbook, name="again.xlsx", version=2)
    assert register(first, again).people == register(first).people


def test_a_list_of_somebody_who_is_no_side_and_two_of_one_number_are_refused() -> None:
    with pytest.raises(Fault, match=r"“east” is no side.*list-side"):
        register(handed("east", "wanted"))
    with pytest.raises(Fault, match="list-version"):
        register(handed("north", "wanted"), handed("north", "wanted", ROWS[1:]))


def test_a_row_that_says_that_somebody_else_holds_them_is_asked_about() -> None:
    head = ("No", "Full name", "Held by")
    rows = [
        ("1", ROWS[0][1], "South"),
        ("2", ROWS[1][1], "the North"),
        ("3", ROWS[2][1], "Black Flag"),
        ("4", ROWS[3][1], ""),
    ]
    found = register(handed("north", "wanted", rows, head=head), names={"south": ["South"], "north": ["the North"]})
    assert asked(found, "asks-for-own") == [("p-000002",)]
    assert asked(found, "held-elsewhere") == [("p-000003",)]
    assert [one.pending for one in found.people] == [False, True, True, False]


def test_an_age_counts_whole_years_on_the_day() -> None:
    born = dt.date(2004, 2, 29)
    assert [age_at(born, dt.date(*day)) for day in ((2022, 2, 28), (2022, 3, 1), (2024, 2, 28), (2024, 2, 29))] == [
        17,
        18,
        19,
        20,
    ]
