"""The table of fusing beside the code: comparisons and their levels, what errors cost, the words of round-ups."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

from hudna.ground import Plain, parse_document, validate


class LevelRow(Plain):
    """One level: its words, its share among pairs that are one incident, and among the others in reach."""

    words: str
    m: float
    u: float


class ComparisonRow(Plain):
    """One comparison with its levels, from 0 (unknown) and then from the best to the worst."""

    name: str
    levels: list[LevelRow]


class Far(Plain):
    """Levels that no pair in reach has, so that nothing can be learnt of them; and their worth in bits."""

    place: list[int]
    time: list[int]
    bits: float


class RoundUps(Plain):
    """Words by which a text says itself that it tells of many incidents, and how many it may be linked to at most."""

    most: int
    words: dict[str, list[str]]


class FusingFile(Plain):
    """Comparisons of reports, with what they are worth before anything is learnt, and what errors cost."""

    hudna: Literal["fusing/1"]
    source: str
    drawn_up: str
    comparisons: list[ComparisonRow]
    far: Far
    wrong_merge: float
    wrong_split: float
    review: float
    round_up: RoundUps


@cache
def fusing() -> FusingFile:
    """The table that Hudna ships."""
    text = (files("hudna.incidents") / "data" / "fusing.yaml").read_text(encoding="utf-8")
    return validate(parse_document(text, "hudna/incidents/data/fusing.yaml"), FusingFile, "fusing")
