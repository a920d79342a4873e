"""The words of lists in the languages that lists come in: what columns are called, and what cells say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from hudna.ground import Plain, parse_document, validate

_DIGITS = {**{0x660 + n: str(n) for n in range(10)}, **{0x6F0 + n: str(n) for n in range(10)}}
_LETTERS = {**_DIGITS, ord("ة"): "ه", ord("ى"): "ي", ord("ی"): "ي", ord("ک"): "ك", 0x640: "", ord("ı"): "i"}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_LETTER = re.compile(r"[\W_]+")
_PIECES = re.compile(r"\s*[/|\n()\[\]–—:]\s*|\s+-\s+")


def digits(text: str) -> str:
    """The text with Arabic and Persian digits written as European ones."""
    return text.translate(_DIGITS)


@cache
def folded(text: str) -> str:
    """Words alone, parted by single blanks: without case, accents, vowel marks and punctuation."""
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    text = "".join(char for char in text if unicodedata.category(char) != "Mn").translate(_LETTERS)
    return _NO_LETTER.sub(" ", text).strip()


@cache
def header_words(text: str) -> tuple[str, ...]:
    """The words of a header, without the Arabic article."""
    words = folded(_CAMEL.sub(" ", text)).split()
    return tuple(word[2:] if word.startswith("ال") and len(word) >= 4 else word for word in words)


class Headed(Plain):
    """One column of Hudna's, and what it is called in headers."""

    column: str
    phrases: list[str]
    kind: str = ""
    exact: bool = False
    alone: Literal["given", "family"] | None = None


class HeadersFile(Plain):
    """All that is known of headers."""

    hudna: Literal["headers/1"]
    source: str
    drawn_up: str
    columns: list[Headed]
    qualifiers: list[str]
    dates: dict[str, list[str]]


class WordsFile(Plain):
    """Words that stand in cells."""

    hudna: Literal["list-words/1"]
    source: str
    drawn_up: str
    male: list[str]
    female: list[str]
    unknown: list[str]
    total: list[str]
    about: list[str]
    between: list[str]
    years_old: list[str]
    months_old: list[str]
    born: list[str]
    gregorian: list[str]
    hijri: list[str]
    months: dict[str, list[str]]
    hijri_months: dict[str, list[str]]
    solar_months: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Heading:
    """What a header says that its column is: a column of PEOPLE, or birth_year, birth_month, birth_day, extra, ""."""

    column: str = ""
    kind: str = ""
    alone: str = ""
    is_exact: bool = False


@cache
def _headers() -> HeadersFile:
    text = (files("hudna.people") / "data" / "headers.yaml").read_text(encoding="utf-8")
    return validate(parse_document(text, "headers.yaml"), HeadersFile, "headers")


@cache
def _words() -> WordsFile:
    text = (files("hudna.people") / "data" / "words.yaml").read_text(encoding="utf-8")
    return validate(parse_document(text, "words.yaml"), WordsFile, "list-words")


@cache
def _phrases() -> tuple[tuple[tuple[str, ...], Headed], ...]:
    return tuple((header_words(phrase), entry) for entry in _headers().columns for phrase in entry.phrases)


@cache
def heading(header: str) -> Heading:
    """What a header means by its words: the longest phrase that it holds, a whole header before part of one.

    An id is what it is called only where nothing else fits: a passport number is no number of the row.
    """
    qualifiers = {word for phrase in _headers().qualifiers for word in header_words(phrase)}
    best: tuple[tuple[bool, bool, int], Heading] | None = None
    for text in (header, *_PIECES.split(header)):
        words = header_words(text)
        for phrase, entry in _phrases():
            at = _found(phrase, words)
            if at < 0:
                continue
            rest = words[:at] + words[at + len(phrase) :]
            exact = not rest or set(rest) <= qualifiers
            if entry.exact and not exact:
                continue
            rank = (entry.column != "key", not rest, len(" ".join(phrase)))
            if entry.column == "key" and not exact:
                continue
            if best is None or rank > best[0]:
                best = rank, Heading(entry.column, entry.kind, entry.alone or "", exact)
    return best[1] if best else Heading()


def _found(phrase: Sequence[str], words: Sequence[str]) -> int:
    if not phrase:
        return -1
    for at in range(len(words) - len(phrase) + 1):
        if tuple(words[at : at + len(phrase)]) == tuple(phrase):
            return at
    return -1


def date_habits(header: str) -> frozenset[str]:
    """What a header says of its dates: day-first, month-first, hijri, solar."""
    text, words = digits(header.casefold()), set(header_words(header))
    found = set()
    for habit, signs in _headers().dates.items():
        for sign in signs:
            is_pattern = not sign.replace(" ", "").isalpha()
            if (sign in text) if is_pattern else words.issuperset(header_words(sign) or ("",)):
                found.add(habit)
    return frozenset(found)


@cache
def said(what: str) -> frozenset[str]:
    """The folded words of one kind: male, female, unknown, total, about, …"""
    return frozenset(folded(word) for word in getattr(_words(), what)) - {""}


@cache
def months(calendar: Literal["months", "hijri_months", "solar_months"]) -> Mapping[str, int]:
    """Folded names of months → their number."""
    table: Mapping[str, list[str]] = getattr(_words(), calendar)
    return {folded(name): int(number) for number, names in table.items() for name in names}


def is_unknown(text: str) -> bool:
    """Does a cell say that nothing is known, in words or by marks alone?"""
    words = folded(text)
    return not words or words in said("unknown")
