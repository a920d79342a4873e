"""The reference of the lints and the rules themselves say the same, word for word, both ways."""

import re
from pathlib import Path

import pytest

from hudna.agreements import RULES, explain

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "lints.md"


def paragraphs() -> dict[str, str]:
    """The text below each heading of the third level, up to the next heading."""
    text = PAGE.read_text(encoding="utf-8")
    parts = re.split(r"^### (.+)$", text, flags=re.MULTILINE)[1:]
    bodies = (re.split(r"^## ", body, flags=re.MULTILINE)[0] for body in parts[1::2])
    return {code: " ".join(body.split()) for code, body in zip(parts[::2], bodies, strict=True)}


def test_every_rule_has_its_paragraph_and_every_paragraph_its_rule() -> None:
    assert sorted(paragraphs()) == sorted(RULES)


@pytest.mark.parametrize("code", sorted(RULES))
def test_a_paragraph_says_what_the_rule_explains(code: str) -> None:
    assert paragraphs()[code] == " ".join(explain(code).split())
