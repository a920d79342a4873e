"""The name of a firm, a body or a ship: which words say which one it is, which say only what kind of thing.

Legal forms are taken off and compared by kind (AG is Aktiengesellschaft and not GmbH), words such as *the* and the
prefix of a ship say nothing, numbers written out are numbers, and letters with points between them are one word.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from anyascii import anyascii

from hudna.people.script import LONGEST_NAME, fold

ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}
DOTTED = re.compile(r"\b(?:\w\.){2,}\w?\b|\b(?:\w\.){2,}")
ROMAN = {
    "v": 5,
    "x": 10,
    "xi": 11,
    "xii": 12,
    "xiii": 13,
    "xiv": 14,
    "xv": 15,
    "xvi": 16,
    "xx": 20,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
}


@dataclass(frozen=True, slots=True)
class Firm:
    """``words`` that name it, ``weak`` ones that say little, ``numbers`` in it, kinds of legal ``forms``."""

    words: tuple[str, ...]
    weak: frozenset[str]
    numbers: tuple[str, ...]
    forms: frozenset[str]
    all_words: tuple[str, ...]


def _rows(name: str) -> list[dict[str, str]]:
    path = files("hudna.people") / "data" / name
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


@cache
def _forms() -> dict[tuple[str, ...], str]:
    return {tuple(row["form"].split()): row["kind"] for row in _rows("legal_forms.csv")}


@cache
def _weak() -> dict[str, tuple[str, str]]:
    return {row["word"]: (row["kind"], row["means"]) for row in _rows("weak_words.csv")}


def _plain(text: str) -> list[str]:
    """Words without accents; other scripts stay. Of a cell as long as a book, only as much is read as of a name."""
    text = text[:LONGEST_NAME]
    text = DOTTED.sub(lambda found: found[0].replace(".", "") + " ", text)
    text = "".join(anyascii(c) if "\u00c0" <= c < "\u0250" else c for c in text.replace("&", " and "))
    return fold(text.replace("'", "").replace("’", "").replace(".", " ")).replace("'", "").split()


def looks_like_firm(text: str) -> bool:
    """Whether a name has a legal form, or a word that firms and bodies have (not what could be part of a person's)."""
    words = _plain(text)
    weak = any(_weak().get(word, ("", ""))[0] == "weak" for word in words)
    return weak or any(len("".join(form)) > 2 for form, _ in _found_forms(words))


def _found_forms(words: list[str]) -> list[tuple[tuple[str, ...], str]]:
    table, found, at = _forms(), [], 0
    while at < len(words):
        for long in range(min(6, len(words) - at), 0, -1):
            form = tuple(words[at : at + long])
            if form in table:
                found.append((form, table[form]))
                break
        else:
            long = 1
        at += long
    return found


def read_firm(text: str) -> Firm:
    """Read the name of a firm, a body or a ship."""
    words = _plain(text)
    found = _found_forms(words)
    rest = _without(words, [form for form, _ in found])
    rest = _together(rest)
    numbers, named, weak = [], [], set()
    for word in _counted(rest):
        if word.isdigit():
            numbers.append(str(int(word)))
            continue
        kind, means = _weak().get(word, ("", ""))
        if kind != "any":
            named += (meant := (means or word).split())
            weak |= set(meant) if kind else set()
    if not named:
        named = [w for w in rest if not w.isdigit()] or [w for w in words if not w.isdigit()]
    return Firm(
        tuple(named), frozenset(weak), tuple(sorted(numbers)), frozenset(kind for _, kind in found), tuple(words)
    )


def _without(words: list[str], forms: list[tuple[str, ...]]) -> list[str]:
    rest, at = list[str](), 0
    left = list(forms)
    while at < len(words):
        if left and tuple(words[at : at + len(left[0])]) == left[0]:
            at += len(left.pop(0))
            continue
        rest.append(words[at])
        at += 1
    return rest or words


def _together(words: list[str]) -> list[str]:
    """Single letters beside each other are one word (A.B.C.)."""
    joined, run = list[str](), ""
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run:
            joined.append(run)
            run = ""
        if word:
            joined.append(word)
    return joined


def _counted(words: list[str]) -> list[str]:
    """Numbers in words and Roman figures as figures: forty four, 1st, second, II."""
    counted, at = list[str](), 0
    while at < len(words):
        word = words[at]
        if word in TENS:
            value = TENS[word]
            if at + 1 < len(words) and words[at + 1] in ONES[1:10]:
                value, at = value + ONES.index(words[at + 1]), at + 1
            counted.append(str(value))
        elif word in ONES:
            counted.append(str(ONES.index(word)))
        elif word in ORDINALS or (word in ROMAN and at > 0):
            counted.append(str(ORDINALS.get(word, ROMAN.get(word, 0))))
        elif len(word) > 2 and word[:-2].isdigit() and word[-2:] in ("st", "nd", "rd", "th"):
            counted.append(word[:-2])
        else:
            counted.append(word)
        at += 1
    return counted
