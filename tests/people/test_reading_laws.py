"""Laws of reading: however a list is written down, the same people are read from it, in the same order."""

import csv
import datetime as dt
import io
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hudna.ground import Fault
from hudna.people.access import access_list, read_people

AT = dt.datetime(2026, 11, 29, tzinfo=dt.UTC)
LETTERS = "abdhklmnrsتمحدأةيىعбвгджик"
WORD = st.text(LETTERS, min_size=3, max_size=8)
NAME = st.lists(WORD, min_size=2, max_size=4).map(" ".join)
BIRTH = st.dates(dt.date(1930, 1, 1), dt.date(2015, 12, 31)).filter(lambda day: (day.month, day.day) != (1, 1))
ROW = st.tuples(NAME, st.none() | BIRTH, st.sampled_from(["m", "f", ""]))
COMMON = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(path: Path) -> list[tuple[str | None, dt.date | None, str | None]]:
    opened, _ = access_list(path, actor="tracing-2", purpose="test", at=AT)
    table = read_people(opened, name="A", latest=AT.date()).people.table
    columns = (table[name].to_pylist() for name in ("name", "birth_from", "sex"))
    return list(zip(*columns, strict=True))


@COMMON
@given(
    rows=st.lists(ROW, min_size=1, max_size=12),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    blank=st.booleans(),
    titles=st.integers(0, 2),
)
def test_delimiter_encoding_quotes_blank_rows_and_titles_change_nobody(
    tmp_path: Path,
    rows: list[tuple[str, dt.date | None, str]],
    delimiter: str,
    encoding: str,
    quoting: int,
    blank: bool,
    titles: int,
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\r\n")  # type: ignore[arg-type]
    for number in range(titles):
        writer.writerow([f"Title {number}"])
    writer.writerow(["id", "full name", "date of birth", "sex"])
    for number, (name, birth, sex) in enumerate(rows):
        writer.writerow([f"N{number}", name, birth.isoformat() if birth else "", sex])
        if blank:
            writer.writerow(["", "", "", ""])
    path = tmp_path / "list.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    assert read(path) == [(name, birth, sex or None) for name, birth, sex in rows]


@COMMON
@given(data=st.binary(max_size=400))
def test_bytes_of_any_kind_bring_at_most_a_fault(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    with suppress(Fault):
        read(path)


@COMMON
@given(lines=st.lists(st.text("ab,;\"'\t|1/-= \nمحمد\r\x00\u202e", max_size=30), max_size=12))
def test_no_row_of_a_text_is_lost_whatever_is_in_it(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "list.csv"
    path.write_text("id,full name\n1,Ali Omar\n" + "\n".join(lines), encoding="utf-8", newline="")
    try:
        opened, _ = access_list(path, actor="tracing-2", purpose="test", at=AT)
        found = read_people(opened, name="A", latest=AT.date())
    except Fault:
        return
    assert found.rows == len(found.people) + len(found.rejects)
    lines_seen = [*found.people.table["line"].to_pylist(), *(reject.line for reject in found.rejects)]
    assert len(lines_seen) == len(set(lines_seen))
