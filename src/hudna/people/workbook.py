"""Write tables as one Excel workbook (Office Open XML), quickly, and so that it can be worked with at once.

One sheet for each table: header in bold that stays in view, filters, widths after what stands in the columns, from
right to left where the names are in Arabic script. Every text is stored as text, so nothing that begins with = can act.
Written here and not by openpyxl, which takes nine times as long: 50,000 pairs would be a minute.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

import pyarrow as pa
import pyarrow.compute as pc

from hudna.people.table import Table

MOST_ROWS = 1_048_576
LONGEST_TEXT = 32_767
_AT_ONCE = 10_000
_SAMPLE = 2_000
_NO_XML = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")

_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_NAMESPACE}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF4"/></patternFill></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf/><xf fontId="1" fillId="2" applyFont="1" applyFill="1"/>'
    '<xf applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def write_workbook(tables: Sequence[Table], file: io.BufferedIOBase) -> list[str]:
    """Write the tables as sheets; gives what a sheet could not hold, in words."""
    told: list[str] = []
    names = [_sheet_name(table.title) for table in tables]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in _frame(names).items():
            archive.writestr(name, text)
        for number, table in enumerate(tables, start=1):
            if len(table) > MOST_ROWS - 1:
                left = len(table) - MOST_ROWS + 1
                told.append(f"{table.title}: a sheet holds {MOST_ROWS:,} rows; {left:,} more are in {table.name}.csv")
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as sheet:
                for part in _sheet(table):
                    sheet.write(part.encode("utf-8"))
    return told


def _sheet_name(title: str) -> str:
    return _NO_SHEET_NAME.sub(" ", title)[:31]


def _frame(names: Sequence[str]) -> dict[str, str]:
    """The parts of the package beside the sheets."""
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheets = range(1, len(names) + 1)
    listed = "".join(f'<sheet name={quoteattr(n)} sheetId="{i}" r:id="rId{i}"/>' for i, n in enumerate(names, start=1))
    links = "".join(
        f'<Relationship Id="rId{i}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in sheets
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{kinds}.worksheet+xml"/>' for i in sheets
    )
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kinds}.styles+xml"/>{types}</Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_NAMESPACE}" xmlns:r="{_OFFICE}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}'
        f'<Relationship Id="rId0" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
    }


def _sheet(table: Table) -> Iterator[str]:
    rows = min(len(table), MOST_ROWS - 1)
    letters = [_letters(place) for place in range(len(table.columns))]
    direction = ' rightToLeft="1"' if table.is_right_to_left else ""
    yield (
        f'{_HEAD}<worksheet xmlns="{_NAMESPACE}"><sheetViews><sheetView{direction} workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>'
    )
    for place, (heading, column) in enumerate(table.columns.items(), start=1):
        yield f'<col min="{place}" max="{place}" width="{_width(heading, column)}" customWidth="1"/>'
    head = "".join(
        f'<c r="{letter}1" s="1" t="inlineStr"><is><t>{escape(heading)}</t></is></c>'
        for letter, heading in zip(letters, table.columns, strict=True)
    )
    yield f'</cols><sheetData><row r="1">{head}</row>'
    for start in range(0, rows, _AT_ONCE):
        numbers = [str(number) for number in range(start + 2, min(start + _AT_ONCE, rows) + 2)]
        cells = [
            _cells(letter, numbers, column.slice(start, len(numbers)))
            for letter, column in zip(letters, table.columns.values(), strict=True)
        ]
        yield "".join(
            f'<row r="{number}">{"".join(row)}</row>'
            for number, row in zip(numbers, zip(*cells, strict=True), strict=True)
        )
    yield "</sheetData>"
    if letters:
        yield f'<autoFilter ref="A1:{letters[-1]}{rows + 1}"/>'
    yield "</worksheet>"


def _cells(letter: str, rows: Sequence[str], column: pa.Array) -> list[str]:
    if not pa.types.is_string(column.type) and not pa.types.is_large_string(column.type):
        values = column.to_pylist()
        return [
            "" if value is None else f'<c r="{letter}{row}"><v>{value}</v></c>'
            for row, value in zip(rows, values, strict=True)
        ]
    plain = pc.replace_substring_regex(pc.utf8_slice_codeunits(column, 0, LONGEST_TEXT), _NO_XML, "")
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        plain = pc.replace_substring(plain, sign, entity)
    return [
        f'<c r="{letter}{row}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>' if text else ""
        for row, text in zip(rows, plain.to_pylist(), strict=True)
    ]


def _width(heading: str, column: pa.Array) -> int:
    sample = [len(str(cell)) for cell in column.slice(0, _SAMPLE).to_pylist() if cell is not None]
    usual = sorted(sample)[int(0.95 * (len(sample) - 1))] if sample else 0
    return max(6, min(60, max(usual, len(heading)) + 3))


def _letters(place: int) -> str:
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text
