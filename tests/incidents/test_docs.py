"""The page on feeds names every column, code, reason and fault there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from hudna.incidents import INCIDENTS, INCIDENTS_FAULTS, REASONS
from hudna.incidents.acled import NEEDED as ACLED
from hudna.incidents.crosswalk import crosswalk, precision
from hudna.incidents.mapping import Cell
from hudna.incidents.own import COLUMNS, KEPT
from hudna.incidents.ucdp import NEEDED as UCDP

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "feeds.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "names",
    [INCIDENTS.names, COLUMNS, KEPT, ACLED, UCDP, Cell.model_fields],
    ids=["schema", "own", "kept", "acled", "ucdp", "mapping"],
)
def test_every_column_is_told(names: list[str]) -> None:
    assert [name for name in names if f"`{name}`" not in PAGE] == []


@pytest.mark.parametrize("table", [REASONS, INCIDENTS_FAULTS.remedies], ids=["reasons", "faults"])
def test_every_reason_and_fault_is_told_in_its_words(table: dict[str, str]) -> None:
    assert [code for code, words in table.items() if f"| `{code}` | {words} |" not in PAGE] == []


@pytest.mark.parametrize("source", ["ucdp", "acled"])
def test_every_code_and_kind_is_told_with_its_reason(source: str) -> None:
    where = [code.code for code in precision(source).where if f"| {code.reason} |" not in PAGE]
    kinds = [k.kind for k in crosswalk(source).acts if not (f"| {k.kind}" in PAGE and f"| {k.reason} |" in PAGE)]
    assert (where, kinds) == ([], [])
