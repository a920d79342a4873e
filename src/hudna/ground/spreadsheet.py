"""Tables as a spreadsheet opens them: words as text, instants as ISO 8601, and no cell that is taken for a formula."""

from __future__ import annotations

import io
import re
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

MOST_ROWS = 1_048_575
"""Rows below the header that a sheet of Excel holds."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""By it Excel knows a CSV to be UTF-8."""
_FORMULA = "^([=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20])"
"""What makes a spreadsheet take a cell for a formula, the last four being full-width signs (OWASP, CSV Injection)."""


def harmless(column: Any) -> Any:
    """A column of text in which an apostrophe goes before what would be taken for a formula; others as they are."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    if not pc.any(pc.match_substring_regex(column, _FORMULA)).as_py():
        return column
    return pc.replace_substring_regex(column, _FORMULA, r"'\1")


def harmless_cell(cell: str) -> str:
    """The same for one cell."""
    return re.sub(_FORMULA, r"'\1", cell)


def as_words(table: pa.Table) -> pa.Table:
    """Words as text, and instants as ISO 8601 in UTC, to the second."""
    columns = []
    for field in table.schema:
        column = table[field.name]
        if pa.types.is_dictionary(field.type):
            column = column.cast(pa.string())
        elif pa.types.is_timestamp(field.type):
            column = pc.strftime(column.cast(pa.timestamp("s", tz="UTC"), safe=False), format="%Y-%m-%dT%H:%M:%SZ")
        columns.append(column)
    return pa.table(columns, names=table.schema.names)


def write_csv(table: pa.Table, file: IO[bytes] | io.BufferedIOBase, *, quoted: bool = True) -> None:
    """Write a table as CSV in UTF-8 with a byte order mark; not ``quoted``: only text that needs it is."""
    plain = as_words(table)
    file.write(BYTE_ORDER_MARK)
    style = pa_csv.WriteOptions(quoting_style="needed") if not quoted else pa_csv.WriteOptions()
    pa_csv.write_csv(pa.table([harmless(column) for column in plain.columns], names=plain.schema.names), file, style)
