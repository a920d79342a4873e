"""Vague wording: phrases that make a duty a matter of opinion, found in five languages.

Haysom and Hottinger, "Do's and don'ts of sustainable ceasefire arrangements": no room for creative ambiguity.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from hudna.ground import Plain, Words, fold, parse_document, validate

# Arabic is compared as search engines do: without vowel signs and stretching, one form of alef, ya and ta.
_ARABIC_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640]")
_ARABIC_LETTERS = str.maketrans("\u0623\u0625\u0622\u0671\u0649\u0629", "\u0627\u0627\u0627\u0627\u064a\u0647")


class Phrases(Plain):
    """The vague phrases of one language. A star stands for any ending of a word."""

    name: str
    extent: list[str]
    effort: list[str]
    discretion: list[str]
    haste: list[str]


class VagueFile(Plain):
    """The file of vague phrases that Hudna ships."""

    hudna: Literal["vague/1"]
    source: str
    languages: dict[str, Phrases]


@dataclass(frozen=True, slots=True)
class Vague:
    """A vague phrase, its language by tag and by name, and whether it is only about haste."""

    phrase: str
    tag: str
    language: str
    haste: bool


def find_vague(words: Words) -> list[Vague]:
    """In each language of ``words``: the first phrase of haste, and the first of any other kind.

    >>> [v.phrase for v in find_vague({"en": "where feasible, and as soon as possible"})]
    ['as soon as possible', 'where feasible']
    """
    found: list[Vague] = []
    for tag, text in words.items():
        language = _languages().get(tag.split("-")[0])
        if language is None:
            continue
        text = _plain(text)
        for haste, pattern in ((True, language.haste), (False, language.other)):
            match = pattern.search(text)
            if match:
                found.append(Vague(language.spelt(match["phrase"]), tag, language.name, haste))
            text = pattern.sub(" … ", text)
    return found


def _plain(text: str) -> str:
    return _ARABIC_MARKS.sub("", fold(text)).translate(_ARABIC_LETTERS)


@dataclass(frozen=True, slots=True)
class _Language:
    name: str
    haste: re.Pattern[str]
    other: re.Pattern[str]
    listed: Mapping[str, str]

    def spelt(self, found: str) -> str:
        """The phrase as the list spells it, with the ending found for its star."""
        for plain, phrase in self.listed.items():
            if found == plain:
                return phrase
            if plain.endswith("*") and found.startswith(plain[:-1]):
                return phrase[:-1] + found[len(plain) - 1 :]
        return found


@cache
def _languages() -> Mapping[str, _Language]:
    path = files("hudna.agreements") / "data" / "vague.yaml"
    document = parse_document(path.read_text(encoding="utf-8"), "hudna/agreements/data/vague.yaml")
    languages: dict[str, _Language] = {}
    for tag, phrases in validate(document, VagueFile, "vague").languages.items():
        other = [*phrases.extent, *phrases.effort, *phrases.discretion]
        listed = {_plain(phrase): phrase for phrase in (*other, *phrases.haste)}
        languages[tag] = _Language(phrases.name, _pattern(phrases.haste, tag), _pattern(other, tag), listed)
    return languages


def _pattern(phrases: list[str], tag: str) -> re.Pattern[str]:
    # Longest first, so that "reasonable efforts" is named and not "reasonable". In Arabic the particles
    # "and", "so", "with", "to", "as" and the article are written on to the word.
    ordered = sorted(map(_plain, phrases), key=len, reverse=True)
    either = "|".join(re.escape(phrase).replace(r"\*", r"\w*") for phrase in ordered)
    before = "(?:[وفبلك]{0,2}(?:ال)?)" if tag == "ar" else ""
    return re.compile(rf"(?<!\w){before}(?P<phrase>{either})(?!\w)")
