"""Writing is folded to the letters that spelling is judged by.

One name comes in many encodings: presentation forms, tatweel, vowel marks, bidi controls, joiners, Persian and Urdu
variants of Arabic letters, capitals. None of that is spelling, and all of it goes (NFKC first). What stays is spelling:
hamza and its seats, ta marbuta, alif maqsura, accents of Latin letters, ayn as an apostrophe. Scripts other than Latin,
Arabic and Cyrillic are read as Latin letters by anyascii.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from anyascii import anyascii

LATIN, ARABIC, CYRILLIC = 0, 1, 2
SCRIPTS = ("latin", "arabic", "cyrillic")

LONGEST_NAME = 1000
"""Characters of a name that are read; a longer cell is no name, and must cost no more than one."""

ACCENTED = frozenset("àáâãäåæçèéêëíîïðñóôöøúüýāăćčđėęěğīłńňōőřśşšūžżıəõėźęąâû")
"""Latin letters that are letters of their own in some habit of writing; other accents are dropped."""

APOSTROPHES = frozenset("'’‘ʻ`ʹʿʾ´ʼ′ˈˀˁ＇")
ARABIC_VARIANTS = dict(
    zip(
        "ٱکڪګڭݣیېۍےۑھہەۀۃۂۆۇۈۋۉڵڶڕڑړٹڈډټںڼڨࢭێ",
        "اككككگيييييههههةهوووووللرررتددتننقكي",
        strict=True,
    )
)
"""Letters of Persian, Kurdish, Urdu, Pashto and Maghrebi hands that a list in Arabic writes with another letter."""


@lru_cache(maxsize=1 << 16)
def _letter(sign: str) -> str:
    """What becomes of one sign: letters, an apostrophe, a digit, a blank, or nothing."""
    if "a" <= sign <= "z" or sign in ACCENTED:
        return sign
    if sign in APOSTROPHES:
        return "'"
    kind = unicodedata.category(sign)
    if kind == "Nd":
        return str(unicodedata.decimal(sign))
    code = ord(sign)
    if kind in ("Mn", "Me", "Cf", "Cs", "Co", "Cn") or sign == "ـ":
        return ""
    if kind[0] in "ZPSC":
        return " "
    if 0x620 <= code < 0x700 or 0x8A0 <= code < 0x900:
        return ARABIC_VARIANTS.get(sign, sign)
    if 0x400 <= code < 0x530:
        return sign
    bare = unicodedata.normalize("NFD", sign)[0]
    if bare != sign and ("a" <= bare <= "z" or bare in ACCENTED):
        return bare if sign not in "șțţ" else {"ș": "ş", "ț": "ts", "ţ": "ts"}[sign]
    return "".join(c for c in anyascii(sign).casefold() if "a" <= c <= "z" or c == "'")


class _Folding(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = folded = _letter(chr(code))
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """The letters of ``text`` in lower case: words, apostrophes and digits, everything else a blank or nothing."""
    text = text[:LONGEST_NAME]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return text.casefold().translate(_FOLDING)


def letters(word: str) -> str:
    """A folded word without its digits, in one script: one with letters of two scripts is read as Latin."""
    word = "".join(c for c in word if not c.isdigit()).strip("'") if not word.isalpha() else word
    if word.isascii():
        return word
    if len({_script_of_letter(c) for c in word if c != "'"}) > 1:
        return "".join(c for c in anyascii(word).casefold() if "a" <= c <= "z" or c == "'")
    return word


def _script_of_letter(letter: str) -> int:
    code = ord(letter)
    if code < 0x400:
        return LATIN
    return CYRILLIC if code < 0x530 else ARABIC


def script_of(word: str) -> int:
    """The script of a folded word: LATIN, ARABIC or CYRILLIC."""
    return _script_of_letter(word[0] if word[:1] != "'" or len(word) == 1 else word[1]) if word else LATIN
