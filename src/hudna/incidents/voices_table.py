"""The table of voices beside the code: relay phrases, names of one voice, and the rule for the grade."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Literal

from hudna.ground import Plain, parse_document, validate


class Grade(Plain):
    """From so many voices on, this grade."""

    voices: int
    grade: int
    means: str


class VoicesFile(Plain):
    """Relay phrases, names of one voice, and the rule for the grade of occurrence."""

    hudna: Literal["voices/1"]
    source: str
    drawn_up: str
    relays: dict[str, list[str]]
    told: list[str]
    nobody: list[str]
    names: list[list[str]]
    occurrence: list[Grade]
    lowered_by: int
    lowered_where: list[Literal["time", "place", "act", "who", "deaths"]]


@cache
def table() -> VoicesFile:
    """The table that Hudna ships."""
    text = (files("hudna.incidents") / "data" / "voices.yaml").read_text(encoding="utf-8")
    return validate(parse_document(text, "hudna/incidents/data/voices.yaml"), VoicesFile, "voices")


@cache
def relay_words() -> tuple[str, ...]:
    """The longest word of every relay phrase, and what follows a name: without one of these nobody is quoted."""
    phrases = [phrase for phrases in table().relays.values() for phrase in phrases]
    longest = {max(re.split(r"[\s'’]", phrase.lower()), key=len) for phrase in phrases}
    return tuple(sorted(longest | set(table().told)))
