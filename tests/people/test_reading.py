"""Lists as they come: headers in four languages, titles, joined cells, old encodings, and rows that are no people."""

import csv
import datetime as dt
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hudna.ground import Fault
from hudna.people.access import access_list, read_both, read_people
from hudna.people.mapping import ColumnsOfList, ListMapping, as_yaml, read_mapping
from hudna.people.read import ReadList

AT = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)


def read(path: Path, mapping: ListMapping | None = None) -> ReadList:
    opened, _ = access_list(path, actor="tracing-2", purpose="test", at=AT, mapping=mapping)
    found = read_people(opened, name="A", latest=AT.date())
    assert found.rows == len(found.people) + len(found.rejects)
    return found


def text(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding))
    return path


def column(found: ReadList, name: str) -> list[Any]:
    return list(found.people.table.column(name).to_pylist())


def as_csv(rows: Sequence[Sequence[Any]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize(
    ("header", "row", "encoding"),
    [
        (
            ["No", "Full name", "Date of birth", "Sex", "Place"],
            ["7", "Walid Mohi", "17/07/1941", "male", "Damascus"],
            "utf-8-sig",
        ),
        (
            ["م", "الاسم الرباعي", "تاريخ الولادة", "الجنس", "المحافظة"],
            ["7", "وليد محيي", "17/07/1941", "ذكر", "دمشق"],
            "windows-1256",
        ),
        (
            ["N°", "Nom et prénom", "Né(e) le", "Sexe", "Ville"],
            ["7", "Oualid Béchir", "17/07/1941", "H", "Damas"],
            "windows-1252",
        ),
        (
            ["№ п/п", "ФИО", "Дата рождения", "Пол", "Город"],
            ["7", "Валид Мохи", "17.07.1941", "муж.", "Дамаск"],
            "windows-1251",
        ),
        (
            ["الرقم", "اسم المعتقل", "المواليد", "الجنس", "البلدة"],
            ["٧", "وليد محيي", "١٧/٠٧/١٩٤١", "ذكر", "دمشق"],
            "utf-8",
        ),
        (["№", "ФИО", "Дата рождения", "Пол", "Город"], ["7", "Валид Мохи", "17.07.1941", "м", "Дамаск"], "utf-16"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_list_is_read_in_any_language_encoding_and_delimiter(
    tmp_path: Path, header: list[str], row: list[str], encoding: str, delimiter: str
) -> None:
    lines = as_csv([header, row, ["8", *row[1:]]], delimiter)
    path = tmp_path / "list.txt"
    path.write_bytes(lines.encode(encoding, "replace"))
    found = read(path)
    assert found.layout.doubts == ()
    assert column(found, "name") == [row[1]] * 2
    assert column(found, "birth_from") == column(found, "birth_to") == [dt.date(1941, 7, 17)] * 2
    assert column(found, "sex") == ["m", "m"]
    assert column(found, "place") == [row[4]] * 2
    assert column(found, "key") == [row[0], "8"]


def test_a_workbook_with_titles_joined_cells_blank_rows_and_a_total(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["قائمة بأسماء المعتقلين"],
        [],
        ["م", "الاسم", None, None, "تاريخ الميلاد", "الجنس"],
        [None, "الاسم الأول", "اسم الأب", "الكنية", None, None],
        [1, "محمد", "أحمد", "العلي", dt.date(1980, 5, 3), "ذكر"],
        [],
        [2, "وليد", "محيي الدين", "المعلم", 29344, "ذكر"],
        [3, None, None, None, None, "ذكر"],
        ["المجموع", 3],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:F1")
    sheet.merge_cells("B3:D3")
    book.create_sheet("notes").append(["nothing to see"])
    book.save(tmp_path / "list.xlsx")
    found = read(tmp_path / "list.xlsx")
    assert column(found, "name") == ["محمد أحمد العلي", "وليد محيي الدين المعلم"]
    assert column(found, "father") == ["أحمد", "محيي الدين"]
    assert column(found, "birth_from") == [dt.date(1980, 5, 3)] * 2, "a date cell, and a day number"
    assert (column(found, "row"), column(found, "line")) == ([1, 2], [5, 7])
    assert [(reject.line, reject.code) for reject in found.rejects] == [(8, "name-missing"), (9, "totals")]


def test_a_header_in_two_languages_is_one_header(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", "الاسم الكامل,تاريخ الميلاد,الجنس\nFull name,Date of birth,Sex\nAli Omar,1980,m\n")
    assert column(read(path), "name") == ["Ali Omar"]


def test_a_table_without_a_header_is_read_by_its_cells(tmp_path: Path) -> None:
    path = text(
        tmp_path / "a.csv", "1;Walid al-Moualem;17/07/1941;m\n2;Fatima Khaled;25/12/1985;f\n3;Ali Hasan;03/04/1970;m\n"
    )
    found = read(path)
    assert found.layout.by == {"name": "cells", "sex": "cells", "birth": "cells", "key": "cells"}
    assert column(found, "sex") == ["m", "f", "m"]
    assert column(found, "row") == [1, 2, 3]


def test_names_alone_one_on_a_line_are_a_list(tmp_path: Path) -> None:
    assert column(read(text(tmp_path / "a.txt", "محمد أحمد العلي\nوليد المعلم\n")), "name") == [
        "محمد أحمد العلي",
        "وليد المعلم",
    ]


def test_parts_of_names_without_a_header_are_a_doubt(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", "Walid,Mohi,Muallem\nFatima,Khaled,Hasan\nAli,Omar,Said\n")
    opened, _ = access_list(path, actor="tracing-2", purpose="test", at=AT)
    assert opened.layout.doubts


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        ("Name,Father's name,Surname", ("Walid", "Mohi", "Muallem")),
        ("الاسم,اسم الأب,الكنية", ("وليد", "محيي", "المعلم")),
        ("Имя,Отчество,Фамилия", ("Валид", "Мохиевич", "Муаллем")),
    ],
)
def test_a_column_called_name_is_the_given_name_beside_other_parts(
    tmp_path: Path, header: str, parts: tuple[str, ...]
) -> None:
    found = read(text(tmp_path / "a.csv", f"{header}\n{','.join(parts)}\n"))
    assert tuple(column(found, part)[0] for part in ("given", "father", "family")) == parts
    assert column(found, "name") == [" ".join(parts)]


def test_nom_beside_prenom_is_the_family_name(tmp_path: Path) -> None:
    found = read(text(tmp_path / "a.csv", "Nom;Prénom\nMuallem;Oualid\n"))
    assert (column(found, "given"), column(found, "family")) == (["Oualid"], ["Muallem"])


def test_an_id_is_kept_for_finding_and_a_second_one_goes_along(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", "rec_id,person_id,full name,phone number\nA1,7,Ali Omar,1\nA2,7,Sami Zaid,2\n")
    found = read(path)
    assert column(found, "key") == ["A1", "A2"]
    assert [json.loads(extra)["person_id"] for extra in column(found, "extra")] == ["7", "7"]
    assert found.people.has.isdisjoint({"document"})


def test_every_row_that_is_no_person_is_a_reject_with_line_and_reason(tmp_path: Path) -> None:
    lines = [
        "id,full name,dob,sex",
        "1,Ali Omar,1980-01-02,m",
        "2,Ali \0Hassan,1970,m",
        "3,12345,1970,m",
        "4,Unknown,1970,f",
        "5,,1970,f",
        "id,full name,dob,sex",
        "6,a,b,c,d",
        ",,,",
        "7,Sami",
        "8,Omar Zaid,31/31/1970,m",
        "Total,8,,",
    ]
    lines += [f"{number},Ali Omar,1980,m" for number in range(9, 60)]
    found = read(text(tmp_path / "a.csv", "\n".join(lines) + "\n"))
    assert [(reject.line, reject.code) for reject in found.rejects] == [
        (3, "nul"),
        (4, "name-unreadable"),
        (5, "name-unknown"),
        (6, "name-missing"),
        (7, "header-again"),
        (8, "cells"),
        (10, "cells"),
        (12, "totals"),
    ]
    assert [(cell.line, cell.code) for cell in found.unread] == [(11, "date-impossible")]
    assert found.rows == len(lines) - 2
    assert column(found, "row")[:2] == [1, 9], "rows that were refused count, blank ones do not"


def test_lines_in_another_encoding_are_put_right_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,full name\n1,محمد العلي\n2,وليد المعلم\n".encode() + "3,خالد السيد\n".encode("windows-1256"))
    found = read(path)
    assert column(found, "name") == ["محمد العلي", "وليد المعلم", "خالد السيد"]
    assert any("another encoding" in words and "4" in words for words in found.told)


def test_letters_read_in_the_wrong_encoding_and_saved_again_are_put_right(tmp_path: Path) -> None:
    wrong = "وليد المعلم".encode().decode("latin-1")
    found = read(text(tmp_path / "a.csv", f"id,full name\n1,{wrong}\n2,Ali Omar\n"))
    assert column(found, "name") == ["وليد المعلم", "Ali Omar"]
    assert any("put right" in words for words in found.told)


def test_marks_of_writing_direction_are_taken_out_and_told(tmp_path: Path) -> None:
    found = read(text(tmp_path / "a.csv", "id,full name\n1,\u202eAli Omar\u202c\u200f\n2,Sami Zaid\n"))
    assert column(found, "name") == ["Ali Omar", "Sami Zaid"]
    assert any("writing direction" in words for words in found.told)


def test_a_cell_without_end_is_a_reject_and_not_a_name(tmp_path: Path) -> None:
    found = read(text(tmp_path / "a.csv", f"name,dob\nAli Omar,1970\n{'x' * 10_000_000},1980\nSami Zaid,1990\n"))
    assert column(found, "name") == ["Ali Omar", "Sami Zaid"]
    assert [(reject.line, reject.code, len(reject.raw) < 20_000) for reject in found.rejects] == [
        (3, "cell-endless", True)
    ]


def test_a_quotation_mark_that_is_never_closed_swallows_nobody(tmp_path: Path) -> None:
    rows = [f"{number},Ali Omar,1970" for number in range(2, 9)]
    found = read(
        text(tmp_path / "a.csv", "\n".join(["id,name,dob", '1,"Walid Hasan,1970', *rows, '9,"Sami" Zaid,1990']) + "\n")
    )
    assert len(found.people) == 9
    assert column(found, "name")[0] == "Walid Hasan"
    assert any("never closed" in words for words in found.told)


def test_numbers_before_names_are_taken_off(tmp_path: Path) -> None:
    found = read(text(tmp_path / "a.csv", "full name,dob\n1. Ali Omar,1980\n٢- سامي زيد,1990\n"))
    assert column(found, "name") == ["Ali Omar", "سامي زيد"]


def test_an_age_at_the_date_of_the_row_is_a_birth_within_a_year(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", "Name,Age,Date of arrest\nAli Omar,35,2013-05-06\nSami Zaid,,2013-05-06\n")
    found = read(path)
    assert (column(found, "birth_from")[0], column(found, "birth_to")[0]) == (dt.date(1977, 5, 7), dt.date(1978, 5, 6))
    assert column(found, "age") == [35, None]


def test_an_age_without_a_date_needs_to_be_told_as_of_when(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", "Full name,Age\nAli Omar,35\nSami Zaid,20\n")
    assert column(read(path), "birth_from") == [None, None]
    mapping = ListMapping(columns=ColumnsOfList(name=["Full name"], age="Age"), as_of=dt.date(2014, 1, 1))
    assert column(read(path, mapping), "birth_to")[0] == dt.date(1979, 1, 1)


def dated(count: int, day: dt.date) -> list[str]:
    """Rows with a day of birth and the age at a day."""
    births = [dt.date(1950 + 2 * n % 60, 1 + n % 12, 1 + n % 28) for n in range(count)]
    ages = [day.year - born.year - ((day.month, day.day) < (born.month, born.day)) for born in births]
    return [
        f"Ali Omar {chr(97 + n % 26)}{chr(97 + n // 26)},{b},{a}"
        for n, (b, a) in enumerate(zip(births, ages, strict=True))
    ]


def test_rows_with_a_birth_and_an_age_show_the_day_of_the_ages_of_all_others(tmp_path: Path) -> None:
    rows = [*dated(200, dt.date(2014, 2, 1)), "Sami Zaid,,35", "Omar Zaid,,20"]
    found = read(text(tmp_path / "a.csv", "\n".join(["full name,date of birth,age", *rows])))
    assert found.as_of is not None
    assert abs((found.as_of - dt.date(2014, 2, 1)).days) <= 5
    assert column(found, "birth_from")[-2].year == 1978
    assert any("as of 2014-0" in words for words in found.told)


def test_ages_that_no_day_fits_are_left_as_ages(tmp_path: Path) -> None:
    rows = [row for year in (1990, 2000, 2010, 2020) for row in dated(40, dt.date(year, 2, 1))]
    found = read(text(tmp_path / "a.csv", "\n".join(["full name,date of birth,age", *rows, "Sami Zaid,,35"])))
    assert found.as_of is None
    assert column(found, "birth_from")[-1] is None
    assert found.has_open_ages


def test_a_list_of_ages_takes_the_day_of_the_list_that_it_is_compared_with(tmp_path: Path) -> None:
    first = text(tmp_path / "a.csv", "\n".join(["full name,date of birth,age", *dated(100, dt.date(2014, 2, 1))]))
    second = text(tmp_path / "b.csv", "full name,age\nSami Zaid,35\nOmar Zaid,20\n")
    opened = [access_list(path, actor="tracing-2", purpose="test", at=AT)[0] for path in (first, second)]
    _, b = read_both(*opened, names=("A", "B"), latest=AT.date())
    assert column(b, "birth_from")[0].year == 1978


def test_of_names_in_two_scripts_that_of_the_other_list_is_read(tmp_path: Path) -> None:
    both = text(tmp_path / "a.csv", "id,name,en_name\n1,علي عمر,Ali Omar\n2,سامي زيد,Sami Zaid\n")
    latin = text(tmp_path / "b.csv", "id,name\n1,Aly Omer\n2,Samy Zeid\n")
    arabic = text(tmp_path / "c.csv", "id,name\n1,علي عمر\n2,سامي زيد\n")
    opened = [access_list(path, actor="tracing-2", purpose="test", at=AT)[0] for path in (both, latin, arabic)]
    a, _ = read_both(opened[0], opened[1], names=("A", "B"), latest=AT.date())
    assert column(a, "name") == ["Ali Omar", "Sami Zaid"]
    _, a = read_both(opened[2], opened[0], names=("A", "B"), latest=AT.date())
    assert column(a, "name") == ["علي عمر", "سامي زيد"]


def test_year_month_and_day_in_three_columns_are_one_date(tmp_path: Path) -> None:
    path = text(
        tmp_path / "a.csv", "full name,birth year,birth month,birth day number\nAli Omar,1980,5,3\nSami Zaid,1990,,\n"
    )
    found = read(path)
    assert column(found, "birth_from") == [dt.date(1980, 5, 3), dt.date(1990, 1, 1)]
    assert column(found, "birth_to") == [dt.date(1980, 5, 3), dt.date(1990, 12, 31)]


def test_parquet_with_columns_of_its_own_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            "given": ["Ali", "Sami"],
            "family": ["Omar", "Zaid"],
            "birth_year": [1980.0, None],
            "date": [dt.date(2013, 5, 6)] * 2,
            "tags": [[1], [2]],
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    found = read(tmp_path / "a.parquet")
    assert column(found, "name") == ["Ali Omar", "Sami Zaid"]
    assert column(found, "birth_text") == ["1980", None]
    assert column(found, "date") == [dt.date(2013, 5, 6)] * 2
    assert any("tags" in words for words in found.told)


def test_a_mapping_that_was_written_reads_the_list_in_the_same_way(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", "list of the prison\nid;full name;dob\n1;Ali Omar;3/4/1980\n")
    opened, _ = access_list(path, actor="tracing-2", purpose="test", at=AT)
    yaml = as_yaml({"a": (opened.mapping, path.name, opened.layout.header.names)})
    stated = read_mapping(text(tmp_path / "map.yaml", yaml.replace("# dates:", "dates: day-first"))).a
    again = read(path, stated)
    assert column(again, "name") == ["Ali Omar"]
    assert column(again, "birth_from") == [dt.date(1980, 4, 3)]
    assert again.layout.by["name"] == "mapping"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "list-empty"),
        ("a.csv", b"id,name\n", "list-empty"),
        ("a.xlsx", b"PK\x03\x04 broken", "list-workbook"),
        ("a.parquet", b"PAR1 broken", "list-parquet"),
        ("a.csv", b"<html><body>Sign in</body></html>", "list-kind"),
        ("a.csv", b"%PDF-1.4", "list-kind"),
        ("a.csv", bytes(range(1, 32)) * 200, "list-kind"),
        ("a.csv", b"\x1f\x8b\x08", "list-kind"),
        ("a.csv", b"," * 600 + b"\n" + b"x," * 600, "list-wide"),
    ],
)
def test_what_is_no_list_is_refused_in_one_line(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Fault) as caught:
        read(path)
    assert caught.value.code == code
    assert "\n" not in str(caught.value)


def test_where_no_row_can_be_read_the_first_reason_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"name,born\nWal\0id Muallem,1960-01-02\n")
    with pytest.raises(Fault, match=r"no row under the header that can be read\. Line 2: .*NUL"):
        read(path)


def test_a_column_whose_cells_are_not_what_its_header_says_is_told(tmp_path: Path) -> None:
    told = read(text(tmp_path / "a.csv", "name,born\nWalid Muallem,soon\nSuad Yassin,later\n"))
    assert "birth" not in told.layout.columns
    assert "“born” should be birth, but what stands in it is none; --map has it read as that" in told.told
    well = read(
        text(tmp_path / "b.csv", "name,born,dob\nWalid Muallem,soon,1960-01-02\nSuad Yassin,later,1970-01-02\n")
    )
    assert not any("should be" in words for words in well.told)


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.csv", "list-missing"), (tmp_path, "list-unreadable")):
        with pytest.raises(Fault) as caught:
            read(path)
        assert caught.value.code == code


def test_two_sheets_that_both_hold_people_are_refused_until_one_is_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("one", "two"):
        sheet = book.create_sheet(name)
        for row in (["id", "full name"], [1, f"Ali {name}"]):
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(Fault) as caught:
        read(tmp_path / "a.xlsx")
    assert caught.value.code == "list-sheets"
    named = ListMapping(sheet="two", columns=ColumnsOfList(name=["full name"]))
    assert column(read(tmp_path / "a.xlsx", named), "name") == ["Ali two"]


def test_a_mapping_that_names_no_column_of_the_file_is_refused(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", "id,full name\n1,Ali Omar\n")
    with pytest.raises(Fault) as caught:
        read(path, ListMapping(columns=ColumnsOfList(name=["nom"])))
    assert caught.value.code == "list-mapping"


@pytest.mark.parametrize(
    ("actor", "purpose"), [("", "test"), ("tracing-2", ""), ("Ali Omar", "test"), ("tracing-2", "  ")]
)
def test_nobody_looks_at_a_list_without_an_office_and_a_purpose(tmp_path: Path, actor: str, purpose: str) -> None:
    path = text(tmp_path / "a.csv", "id,full name\n1,Ali Omar\n")
    with pytest.raises(Fault) as caught:
        access_list(path, actor=actor, purpose=purpose, at=AT)
    assert caught.value.code == "list-access"


def test_neither_a_list_nor_a_reject_nor_a_look_shows_a_name(tmp_path: Path) -> None:
    path = text(
        tmp_path / "a.csv",
        "id,full name,dob\n1,Walid Muallem,1980\n2,Walid Muallem,1980,extra\n3,Walid Muallem,Walid\n",
    )
    opened, look = access_list(path, actor="tracing-2", purpose="test", at=AT)
    found = read_people(opened, name="A", latest=AT.date())
    assert "Walid" not in repr((opened, found, look, look.as_json(), found.told))
    assert look.as_json()["rows"] == 3
