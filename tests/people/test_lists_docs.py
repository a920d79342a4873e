"""The page on lists names every column, key, file, code and word that there is, and no other."""

from pathlib import Path

import pytest

from hudna.ground import parse_document, validate
from hudna.people import FILES, PEOPLE, REASONS, UNREAD, ListMapping, ListsFile
from tests.house.pages import fences, first_cells

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "lists.md"
TEXT = PAGE.read_text(encoding="utf-8")


def told(mark: str) -> list[str]:
    """The first cells of the table after a mark, up to the next mark or heading."""
    part = TEXT.split(f"<!-- {mark} -->")[1].split("<!--")[0].split("\n#")[0]
    return first_cells(part)


@pytest.mark.parametrize(
    ("mark", "known"),
    [
        ("columns", PEOPLE.names),
        ("mapping", list(ListMapping.model_fields)),
        ("rejects", list(REASONS)),
        ("unread", list(UNREAD)),
    ],
)
def test_every_name_is_told_and_no_other(mark: str, known: list[str]) -> None:
    assert told(mark) == known


def test_every_file_is_told_and_no_other() -> None:
    beside = {"match.xlsx", "summary.json", "weights.yaml", "looks.jsonl"}
    assert set(told("files")) == {f"{name}.csv" for name in FILES} | beside


def test_the_mapping_that_is_shown_is_read() -> None:
    (fence,) = [fence for fence in fences(PAGE) if fence.language == "yaml"]
    mapping = validate(parse_document(fence.text), ListsFile, "lists")
    assert mapping.a is not None
    assert mapping.a.columns.name == ["First name", "Father", "Family"]
