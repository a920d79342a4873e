"""Tables as a spreadsheet opens them: nothing in a cell is run, and nothing else is changed."""

from __future__ import annotations

import csv
import io

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudna.ground import spreadsheet

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@pytest.mark.parametrize("sign", SIGNS)
def test_what_would_be_a_formula_gets_an_apostrophe(sign: str) -> None:
    cell = f"{sign}cmd|' /C calc'!A0"
    assert spreadsheet.harmless_cell(cell) == "'" + cell
    assert spreadsheet.harmless(pa.array([cell, None, "Aleppo"])).to_pylist() == ["'" + cell, None, "Aleppo"]


@given(st.lists(st.text() | st.none()))
def test_a_column_and_its_cells_are_treated_alike(cells: list[str | None]) -> None:
    alone = [None if cell is None else spreadsheet.harmless_cell(cell) for cell in cells]
    assert spreadsheet.harmless(pa.array(cells, pa.string())).to_pylist() == alone
    assert all(cell is None or cell[:1] not in SIGNS for cell in alone)


@pytest.mark.parametrize("quoted", [True, False])
def test_numbers_stay_numbers_and_words_stay_words(quoted: bool) -> None:
    words = pa.array(["=1", "حلب"]).dictionary_encode()
    file = io.BytesIO()
    spreadsheet.write_csv(pa.table({"n": pa.array([-1, 2]), "word": words}), file, quoted=quoted)
    assert file.getvalue().startswith(spreadsheet.BYTE_ORDER_MARK)
    assert list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig")))) == [
        ["n", "word"],
        ["-1", "'=1"],
        ["2", "حلب"],
    ]
