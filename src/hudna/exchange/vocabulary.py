"""Vocabulary: what headings and cells of lists of prisoners say, in English, Arabic, French and Russian."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TypeVar

from hudna.ground import Plain, parse_document, validate
from hudna.people import folded, header_words

M = TypeVar("M", bound=Plain)
Words = tuple[str, ...]


class HeadingsFile(Plain):
    """What columns are called, by the fact that each tells."""

    hudna: str
    source: str
    drawn_up: str
    facts: dict[str, list[str]]


class WordsFile(Plain):
    """What cells say, by fact and meaning."""

    hudna: str
    source: str
    drawn_up: str
    said_yes: list[str]
    said_no: list[str]
    denial: list[str]
    status: dict[str, list[str]]
    civil: dict[str, list[str]]
    health: dict[str, list[str]]
    remains: dict[str, list[str]]
    identified: dict[str, list[str]]
    sentence: dict[str, list[str]]


@cache
def fact_of_heading(heading: str) -> str:
    """The fact that a column tells by its heading: the longest phrase found in it; empty for none."""
    words = header_words(heading)
    found = [(len(phrase), -number, fact) for number, (phrase, fact) in enumerate(_headings()) if _at(phrase, words)]
    return max(found)[2] if found else ""


@cache
def meanings(fact: str, cell: str) -> frozenset[str]:
    """What a cell says of a fact: the meanings of its longest phrases; none if it denies, or says nothing known."""
    words = _plain(cell)
    vocabulary = _vocabulary(fact)
    if words in vocabulary:
        return frozenset({vocabulary[words]})
    spans = [
        (start, start + len(phrase), meaning)
        for phrase, meaning in vocabulary.items()
        for start in _at(phrase, words)
    ]  # fmt: skip
    longest = [
        one for one in spans if not any(o[0] <= one[0] and one[1] <= o[1] and o[:2] != one[:2] for o in spans)
    ]  # fmt: skip
    covered = {place for start, end, _ in longest for place in range(start, end)}
    if any(word in _of("denial") for place, word in enumerate(words) if place not in covered):
        return frozenset()
    return frozenset(meaning for _, _, meaning in longest)


def says_yes(cell: str) -> bool | None:
    """Whether a cell says yes or no and nothing else."""
    words = " ".join(_plain(cell)) or cell.strip()
    return True if words in _of("said_yes") else False if words in _of("said_no") else None


def _plain(text: str) -> Words:
    """The words of a cell, without the Arabic article."""
    return header_words(text)


def _at(phrase: Words, words: Sequence[str]) -> list[int]:
    """Where a phrase begins in words."""
    size = len(phrase)
    return [start for start in range(len(words) - size + 1) if tuple(words[start : start + size]) == phrase]


@cache
def _headings() -> tuple[tuple[Words, str], ...]:
    read = _read("headings.yaml", HeadingsFile)
    return tuple((header_words(phrase), fact) for fact, phrases in read.facts.items() for phrase in phrases)


@cache
def _words() -> WordsFile:
    return _read("words.yaml", WordsFile)


@cache
def _vocabulary(fact: str) -> Mapping[Words, str]:
    return dict(_pairs(getattr(_words(), fact)))


def _pairs(table: Mapping[str, Sequence[str]]) -> Iterator[tuple[Words, str]]:
    for meaning, phrases in table.items():
        for phrase in phrases:
            yield _plain(phrase), meaning


@cache
def _of(name: str) -> frozenset[str]:
    return frozenset(folded(word) or word for word in getattr(_words(), name))


def _read(name: str, kind: type[M]) -> M:
    text = (files("hudna.exchange") / "data" / name).read_text(encoding="utf-8")
    return validate(parse_document(text, f"hudna/exchange/data/{name}"), kind, f"exchange-{name.partition('.')[0]}")
