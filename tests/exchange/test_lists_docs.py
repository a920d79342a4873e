"""The reference of lists names every fact that is read and every question that can be asked, and no other."""

import typing

from hudna.exchange.register import QuestionKind
from hudna.exchange.vocabulary import HeadingsFile
from hudna.ground import read_document, validate
from tests.house.pages import ROOT, first_cells

PAGE = ROOT / "docs" / "reference" / "exchange-lists.md"
HEADINGS = ROOT / "src" / "hudna" / "exchange" / "data" / "headings.yaml"


def below(mark: str) -> list[str]:
    text = PAGE.read_text(encoding="utf-8").split(f"<!-- {mark} -->")[1]
    return first_cells(text.split("\n\n")[1] + "\n")


def test_every_fact_is_told_and_no_other() -> None:
    read = validate(read_document(HEADINGS), HeadingsFile, "exchange-headings")
    assert sorted(below("facts")) == sorted(read.facts)


def test_every_question_is_told_and_no_other() -> None:
    assert below("questions") == list(typing.get_args(QuestionKind))
