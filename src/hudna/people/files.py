"""Open a file by what its bytes say it is, whatever it is called: delimited text, a workbook, or Parquet."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hudna.people.encoding import Decoded, decode
from hudna.people.faults import REASONS
from hudna.people.grid import Gathering, Grid, Reject, clipped, fault, grid_of

DELIMITERS = ",;\t|"
_SEP = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
_MOST_TOLD = 5


def read_bytes(path: Path) -> bytes:
    """All bytes of a list. Raises list-missing, list-unreadable, list-empty."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise fault("list-missing", "There is no such file.", path) from None
    except (OSError, ValueError) as error:
        raise fault("list-unreadable", f"{getattr(error, 'strerror', None) or error}.", path) from None
    if not data.strip():
        raise fault("list-empty", "The file is empty.", path)
    return data


def grids_in(path: Path, data: bytes, *, encoding: str = "", delimiter: str = "") -> Iterator[Grid]:
    """The sheets of a file that hold anything; a text or Parquet file has one. Raises the faults of a list's file."""
    kind = _kind_of(data, path)
    if kind == "parquet":
        yield _parquet(path, data)
    elif kind == "workbook":
        yield from _workbook(path, data)
    else:
        yield _text(path, data, encoding, delimiter)


def _kind_of(data: bytes, path: Path) -> str:
    start = data[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    if data.startswith(b"PAR1"):
        return "parquet"
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "workbook"
    if data.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"\x28\xb5\x2f\xfd", b"Rar!")):
        raise fault("list-kind", "This is a compressed file; unpack it first.", path)
    if re.match(rb"<(!doctype html|html|head|body|table)", start, re.IGNORECASE):
        raise fault("list-kind", "This is a web page, though its name may end otherwise.", path)
    if start.startswith((b"%PDF", b"<?xml", b"\x89PNG", b"\xff\xd8\xff", b"SQLite format 3", b"{\\rtf")):
        raise fault("list-kind", "This is a document or a picture, not a table.", path)
    control = sum(data[:65536].count(bytes([c])) for c in range(1, 32) if c not in (9, 10, 11, 12, 13))
    if control > max(64, 0.05 * min(len(data), 65536)) and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise fault("list-kind", "This is not a table of text.", path)
    return "text"


# Text


def _text(path: Path, data: bytes, encoding: str, delimiter: str) -> Grid:
    decoded = decode(data, encoding)
    if decoded is None:
        said = f"It is not in {encoding}." if encoding else "Its bytes are no text in an encoding that is known."
        raise fault("list-encoding", said, path)
    text, ahead = decoded.text, 0
    if found := _SEP.match(text):
        text, ahead, delimiter = text[found.end() :], 1, delimiter or found[1]
    delimiter = delimiter or _delimiter_of(text)
    rows, rejects = Gathering(), []
    lost, told = set(decoded.lost), _told(decoded)
    quoted = _quotes_close(text, delimiter)
    if not quoted:
        told.append("a quotation mark is opened and never closed, so none is taken for one")
    for line, cells in _records(text, delimiter, ahead, quoted=quoted):
        if line in lost:
            raw = clipped(delimiter.join(cells))
            rejects.append(Reject(line, "encoding", REASONS["encoding"], raw))
        else:
            rows.add(line, cells)
    return grid_of(path, "", rows.columns(), rows.lines(), widths=rows.widths(), remarks=told, rejects=rejects)


def _told(decoded: Decoded) -> list[str]:
    told = []
    if decoded.encoding != "utf-8":
        told.append(f"read as {decoded.encoding}")
    if decoded.repaired:
        first = ", ".join(map(str, decoded.repaired[:_MOST_TOLD]))
        more = " …" if len(decoded.repaired) > _MOST_TOLD else ""
        told.append(f"{len(decoded.repaired):,} lines were in another encoding and were put right: {first}{more}")
    return told


def _records(text: str, delimiter: str, ahead: int, *, quoted: bool = True) -> Iterator[tuple[int, list[str]]]:
    """Records with the line on which each begins; where quotation marks mean nothing they are only taken off."""
    csv.field_size_limit(1 << 30)
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)
    line = ahead + 1
    for cells in reader:
        yield line, cells if quoted else [cell.strip().strip('"') for cell in cells]
        line = ahead + reader.line_num + 1


def _quotes_close(text: str, delimiter: str) -> bool:
    """False where a cell in quotation marks holds what must be whole rows: its mark was never closed."""
    if '"' not in text:
        return True
    records = _records(text, delimiter, 0)
    width = max(len(next(records, (0, []))[1]), 2)
    return not any(
        "\n" in cell and (cell.count(delimiter) >= width - 1 or cell.count("\n") > 100)
        for _, cells in records
        for cell in cells
    )


def _delimiter_of(text: str) -> str:
    """The delimiter that cuts the most of the first rows into one number of cells, more than one."""
    sample = text[:200_000].splitlines(keepends=True)[:200]
    best, best_score = ",", 0.0
    for candidate in DELIMITERS:
        widths = Counter(len(cells) for _, cells in _records("".join(sample), candidate, 0) if any(cells))
        wide = {width: count for width, count in widths.items() if width > 1}
        if wide:
            width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
            score = count / widths.total() + min(width, 30) / 100
            if score > best_score:
                best, best_score = candidate, score
    return best


# Workbooks


def _workbook(path: Path, data: bytes) -> Iterator[Grid]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = list(book.sheet_names)
    except PasswordError:
        raise fault("list-workbook", "The workbook is closed with a password.", path) from None
    except (CalamineError, OSError, ValueError) as error:
        raise fault("list-workbook", f"It cannot be opened as a workbook: {_first(error)}.", path) from None
    for name in names:
        try:
            sheet = book.get_sheet_by_name(name)
            if not sheet.total_height or not sheet.total_width:
                continue
            if sheet.width > 4 * 500:
                raise fault("list-wide", f"The sheet reaches over {sheet.width:,} columns.", path)
            rows = Gathering()
            top = (sheet.start or (0, 0))[0] + 1
            for number, cells in enumerate(sheet.to_python(skip_empty_area=True), start=top):
                if any(cell != "" for cell in cells):
                    rows.add(number, [_as_text(cell) for cell in cells])
            left = (sheet.start or (0, 0))[1]
            merged = [(a[0] + 1, a[1] - left, b[0] + 1, b[1] - left) for a, b in sheet.merged_cell_ranges or ()]
        except CalamineError as error:
            raise fault("list-workbook", f"Sheet “{name}” cannot be read: {_first(error)}.", path) from None
        if rows.width:
            yield grid_of(path, name, rows.columns(), rows.lines(), merged=merged)


def _as_text(cell: Any) -> str:
    """A cell as a person would write it: whole numbers without a point, dates in ISO form."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return str(cell)


# Parquet


def _parquet(path: Path, data: bytes) -> Grid:
    try:
        table = pq.read_table(io.BytesIO(data))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise fault("list-parquet", f"Not readable as Parquet: {_first(error)}.", path) from None
    names, columns, told = [], [], []
    for name, column in zip(table.column_names, table.columns, strict=True):
        text = _plain(column)
        if text is None:
            told.append(f"column “{name}” holds {column.type}, not plain values, and is not read")
        else:
            names.append(name)
            columns.append(text)
    lines = np.arange(1, table.num_rows + 1, dtype=np.int64)
    return grid_of(path, "", columns, lines, names=names, remarks=told)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray | None:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_timestamp(kind):
        column = pc.floor_temporal(column, unit="day").cast(pa.timestamp("s")).cast(pa.date32())
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return None
    try:
        text = column.cast(pa.large_string())
    except pa.ArrowException:
        return None
    if pa.types.is_floating(kind):
        text = pc.replace_substring_regex(text, r"\.0$", "")
    return text


def _first(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")[:200]
