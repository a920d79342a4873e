"""A file that is not what it claims is refused in one line: the cases in ``bad/`` pin it."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hudna.ground import Fault
from tests.incidents.conftest import Read
from tests.incidents.layouts import own, ucdp

BAD = Path(__file__).parent / "bad"


@pytest.mark.parametrize("path", sorted(BAD.glob("*.said")), ids=lambda path: path.stem)
def test_a_bad_file_is_refused_as_pinned(read_file: Read, path: Path) -> None:
    feed = next(other for other in path.parent.glob(f"{path.stem}.*") if other.suffix != ".said")
    with pytest.raises(Fault) as refused:
        read_file(feed)
    assert str(refused.value).replace(str(feed), feed.name) == path.read_text(encoding="utf-8").strip()


def archive(name: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr(name, "x")
    return made.getvalue()


def parquet(columns: dict[str, Any]) -> bytes:
    made = io.BytesIO()
    pq.write_table(pa.table(columns), made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (archive("xl/workbook.xml"), "Excel workbook, not a CSV file. [feed-excel] To do: open it and save"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "[feed-excel]"),
        (archive("feed.csv"), "[feed-zip] To do: unpack it"),
        (gzip.compress(own().encode(), mtime=0), "[feed-zip]"),
        (b"\xef\xbb\xbf \n<!DOCTYPE html><html></html>", "[feed-html]"),
        (b"%PDF-1.4 nonsense", "[feed-binary]"),
        (bytes(range(256)) * 8, "[feed-binary]"),
        (own().encode("utf-16"), ":1: The file is in UTF-16. [feed-encoding]"),
        (own().encode("utf-16-le"), "UTF-16"),
        (own({}, {"note": "Hôtel détruit"}).encode("cp1252"), ":3: The line is not UTF-8; it looks like Windows-1252"),
        (own({"note": "قصف على المدينة"}).encode("cp1256"), "looks like Windows-1256 (Arabic)"),
        (own({"note": "обстрел окраины"}).encode("cp1251"), "looks like Windows-1251 (Cyrillic)"),
        (
            own(*[{}] * 99).replace("act", "açt").encode("cp1252"),
            ":1: The header is not UTF-8; it looks like Windows-1252",
        ),
        (b"", "[feed-empty]"),
        (b"\xef\xbb\xbf\r\n \r\n", "[feed-empty]"),
        (b"PAR1 and then nothing", "[feed-parquet] To do: the file may be cut short"),
        (parquet({"a": [1]})[:-20], "[feed-parquet]"),
        (parquet({"colour": ["red"]}), "no source that is known: colour. [feed-layout]"),
        (parquet({"incident_id": ["a"], "earliest": ["2016-02-27"]}), "no column “act”, “lon”, “lat”. [feed-columns]"),
        (parquet({"incident_id": ["a"], "earliest": [[1]], "act": ["x"], "area": ["y"]}), "not plain values"),
        (own().replace("earliest", "act"), "Two columns are called “act”. [feed-column-twice]"),
        (",".join(f"c{n}" for n in range(300_000)) + "\n1\n", ":1: The header has no end within the first megabyte."),
        ("x" * 3_000_000, "[feed-layout]"),
        (ucdp().replace("where_prec", "precision"), "looks like ucdp, but has no column “where_prec”"),
    ],
)
def test_whatever_its_name_says(read: Read, content: str | bytes, said: str) -> None:
    with pytest.raises(Fault) as refused:
        read(content)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_parquet_file_damaged_inside_is_refused_while_reading(read: Read) -> None:
    whole = bytearray(
        parquet({"incident_id": ["a"] * 999, "earliest": ["2016"] * 999, "act": ["x"] * 999, "area": ["y"] * 999})
    )
    whole[4:60] = b"\xff" * 56
    with pytest.raises(Fault, match="feed-parquet"):
        read(bytes(whole))


def test_a_path_to_nothing_and_a_folder_are_refused(read_file: Read, tmp_path: Path) -> None:
    with pytest.raises(Fault, match="feed-missing"):
        read_file(tmp_path / "none.csv")
    with pytest.raises(Fault, match="feed-unreadable"):
        read_file(tmp_path)


def test_a_zone_without_a_place_is_refused(read: Read) -> None:
    with pytest.raises(Fault, match="zone-unknown"):
        read(own(), zone="+02:00")


def test_a_header_alone_has_no_rows_and_says_so(read: Read) -> None:
    found = read(own().splitlines()[0])
    assert (found.feed.count_read, found.feed.count_rejected, found.feed.remark) == (0, 0, "The file has no rows.")


def test_a_pipe_is_refused(read_file: Read, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    holder = os.open(pipe, os.O_RDWR)
    try:
        with pytest.raises(Fault, match="It is a pipe"):
            read_file(pipe)
    finally:
        os.close(holder)
