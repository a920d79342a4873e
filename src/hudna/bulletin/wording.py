"""Wording: the words of one language, its numerals, and text of others made safe to stand among them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from hudna.bulletin.faults import BULLETIN
from hudna.bulletin.page import Direction
from hudna.ground import parse_document

LANGUAGES = ("en", "ar", "fr")
MOST_TEXT = 600

# Controls, marks that change the direction of what follows, tags, surrogates and non-characters: in a text
# that somebody else wrote they can only hide or turn round what is read (Unicode TR 36).
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef\ufeff"
    "\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]+"
)
_STACKED = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})[\u0300-\u036f]+"
)
_LATIN = re.compile(r"[A-Za-z0-9](?:(?:[A-Za-z0-9 ,_/'()-]|\.(?! ))*[A-Za-z0-9)])?")
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*%?")
_ISOLATE, _POP = "\u2068", "\u2069"
_ARABIC = str.maketrans("0123456789.,%", "٠١٢٣٤٥٦٧٨٩٫٬٪")


def clean(text: object, most: int = MOST_TEXT) -> str:
    """Somebody else's text without hidden controls, on one line, at most ``most`` signs long."""
    plain = " ".join(_UNSAFE.sub(" ", str(text)).split())
    plain = _STACKED.sub(r"\1", plain)
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


def isolate(text: object, most: int = MOST_TEXT) -> str:
    """Cleaned text that keeps its own direction inside a sentence (first strong isolate)."""
    return f"{_ISOLATE}{clean(text, most)}{_POP}"


def isolate_runs(text: str, arabic_digits: bool = False) -> str:
    """Latin runs within Arabic sentences kept together: without it “1(e)” comes out as “1)e)”.

    ``arabic_digits``: numbers of the sentence itself in Arabic digits; those of Latin names and ids stay.
    """

    def one(found: re.Match[str]) -> str:
        run = found[0]
        if not any(sign.isalpha() for sign in run):
            return _NUMBER.sub(lambda number: number[0].translate(_ARABIC), run) if arabic_digits else run
        tail = run[len(run.rstrip(")")) :] if run.count(")") > run.count("(") else ""
        extra = min(len(tail), run.count(")") - run.count("("))
        cut = len(run) - max(extra, 0)
        return f"{_ISOLATE}{run[:cut]}{_POP}{run[cut:]}"

    told = _LATIN.sub(one, text)
    return re.sub("(?<=[٠-٩])%", "٪", told) if arabic_digits else told


@dataclass(frozen=True)
class Wording:
    """One language: ``words`` by group and key, its direction, and whether digits are ٠١٢ or 012."""

    language: str
    direction: Direction
    words: Mapping[str, Any]
    arabic_digits: bool = False

    def say(self, key: str, n: float | None = None, **parts: object) -> str:
        """The sentence ``group.key`` with its parts filled in; ``n`` chooses between one and other.

        Raises KeyError for a key that the catalogue has not: a test holds all languages to the same keys.
        """
        group, _, name = key.partition(".")
        pattern = self.words[group][name]
        if isinstance(pattern, Mapping):
            pattern = pattern["one"] if n is not None and self._is_one(n) and "one" in pattern else pattern["other"]
        return str(pattern).format(n="" if n is None else self.number(n), **parts)

    def has(self, key: str) -> bool:
        """Is there such a sentence?"""
        group, _, name = key.partition(".")
        return name in self.words.get(group, {})

    def _is_one(self, n: float) -> bool:
        return 0 <= n < 2 if self.language == "fr" else n == 1

    def given(self, words: Mapping[str, str] | None) -> tuple[str, str]:
        """Words in the page's language, else English, else any; and the language that they are in."""
        for language in (self.language, "en", *(words or {})):
            if words and language in words:
                return clean(words[language], 4000), language
        return "", ""

    def number(self, value: float, places: int = 0) -> str:
        """A number with the separators and digits of the language."""
        text = f"{value:,.{places}f}".replace("-", "−")
        signs = self.words["numerals"]
        if self.arabic_digits:
            return text.translate(_ARABIC)
        return text.translate(str.maketrans({",": signs["thousands"], ".": signs["decimal"]}))

    def digits(self, text: str) -> str:
        """A date or time of day, in the digits of the language."""
        return text.translate(_ARABIC) if self.arabic_digits else text

    def expected(self, value: float) -> str:
        """An expected number: one decimal place below ten, whole above."""
        return self.number(value, 1 if 0 < value < 9.95 else 0)

    def percent(self, share: float) -> str:
        """A share in percent; only what is certain is 100 %, only what cannot be is 0 %."""
        if not math.isfinite(share):
            return "–"
        whole = round(share * 100)
        if whole >= 100 and share < 1:
            return self.say("numerals.over", percent=self.say("numerals.percent", n=99))
        if whole <= 0 and share > 0:
            return self.say("numerals.under", percent=self.say("numerals.percent", n=1))
        return self.say("numerals.percent", n=whole)

    def range(self, low: float, high: float) -> str:
        """From low to high, whole numbers."""
        return self.say("numerals.range", low=self.number(low), high=self.number(high))

    def listed(self, names: list[str], most: int = 12) -> str:
        """Names one after the other; those beyond ``most`` are counted."""
        shown = self.words["numerals"]["comma"].join(names[:most])
        return shown if len(names) <= most else self.say("numerals.and_more", n=len(names) - most, names=shown)


@cache
def wording(language: str, arabic_digits: bool = False) -> Wording:
    """The wording of a language; raises language-unknown."""
    if language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise BULLETIN.fault(
            "language-unknown", f"There are no words for “{clean(language, 40)}” (there are: {known})."
        )
    path = files("hudna.bulletin") / "words" / f"{language}.yaml"
    words = parse_document(path.read_text(encoding="utf-8"), f"hudna/bulletin/words/{language}.yaml").data
    if arabic_digits and language == "ar":
        words = _arabic(words)
    direction: Direction = "rtl" if words["language"]["direction"] == "rtl" else "ltr"
    return Wording(language, direction, words, arabic_digits and language == "ar")


def _arabic(words: Any) -> Any:
    """The catalogue with the numbers that stand in its sentences in Arabic digits."""
    if isinstance(words, Mapping):
        return {key: _arabic(value) if key != "numerals" else _percent_sign(value) for key, value in words.items()}
    if isinstance(words, list):
        return [_arabic(value) for value in words]
    return _NUMBER.sub(lambda number: number[0].translate(_ARABIC), words) if isinstance(words, str) else words


def _percent_sign(numerals: Mapping[str, Any]) -> dict[str, Any]:
    return {**numerals, "percent": numerals["percent"].replace("%", "٪")}
