"""A full name is cut into tokens that can be compared, whatever was written apart and whatever glued.

An article goes with its name (al-Najjar, النجار, Najjar: one token, of which the article may be passed over), so do
Abu and Umm of a kunya, Abd of a compound (Abd al-Karim, Abdulkareem, عبد الكريم) and what ends one (Nour al-Din,
Hibat Allah). Words for son and daughter only join, and are noted on the name that follows.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from hudna.people.script import ARABIC, LATIN, fold, letters, script_of

ARTICLE, KUNYA, SON, DAUGHTER, COMPOUND, TITLE, GUESSED = 1, 2, 4, 8, 16, 32, 64
"""What is known of a token beside its letters; GUESSED: what looks like an article may be part of the name (Elias)."""

SUN = {"a": "dnrstz", "e": "dnrstz", "u": "dnrstz", "а": "днрстз"}
ARTICLES = ("ال", "аль", "эль", "al", "el", "ul", "il")
GLUED_SON = ("ben", "bin", "бен", "бин")


@dataclass(frozen=True, slots=True)
class Token:
    """``text``: folded letters; ``passed``: letters at the beginning that a comparison may pass over; ``flags``."""

    text: str
    passed: int = 0
    flags: int = 0


@cache
def kinds() -> dict[str, str]:
    """The kind of each particle."""
    path = files("hudna.people") / "data" / "particles.csv"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {row["word"]: row["kind"] for row in csv.DictReader(lines)}


@lru_cache(maxsize=1 << 17)
def _kind(word: str) -> str:
    """The kind of a word, ``""`` for a name: Dīn is din, and Abū is abu."""
    if not word.isascii() and script_of(word) == LATIN:
        word = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return kinds().get(word, "")


def _is_article(word: str, following: str) -> bool:
    """An article by itself: al and its like, or one that has taken on the next letter (ash-Sham, ар-Рахман)."""
    if _kind(word) == "article":
        return True
    return 1 < len(word) <= 3 and word[0] in SUN and following.startswith(word[1:]) and word[1] in SUN[word[0]]


SERVANT = re.compile("(?:abd|abed)(?:[aeou]*l|[aeou]+(?=(.)\\1))|عبدال|абд(?:[уаэе]*ль?|[уа]+(?=(.)\\2))")
"""What begins a compound: servant of the."""
GOD = frozenset(("lah", "lla", "la", "llah", "له", "ла", "лах", "лла"))


def _passed(text: str) -> int:
    """Letters of a glued article, of ben or of Abd al-, if a name is left behind it."""
    if (servant := SERVANT.match(text)) and len(text) - servant.end() >= 2:
        return 3 if text[servant.end() :] in GOD else servant.end()
    for article in ARTICLES:
        if text.startswith(article) and len(text) - len(article) >= 3 and not text.startswith("الله"):
            return len(article)
    if len(text) >= 6 and text[0] in "aeuа" and text[1] == text[2] and text[1] in SUN.get(text[0], ""):
        return 2
    if len(text) >= 6 and text.startswith(GLUED_SON):
        return 3
    return 0


def tokens(name: str) -> tuple[Token, ...]:
    """The tokens of a full name, in the order written. Digits are dropped; an empty name has none."""
    words = [w for w in map(_letters, fold(name).split()) if w]
    if any(map(_is_particle, words)):
        return join(words)
    return tuple(map(_alone, words))


_letters = lru_cache(maxsize=1 << 17)(letters)


@lru_cache(maxsize=1 << 17)
def _alone(word: str) -> Token:
    """A word that stands by itself."""
    passed = _passed(word)
    if not passed:
        return Token(word)
    return Token(word, passed, COMPOUND if SERVANT.match(word) else _article(word))


def _article(text: str) -> int:
    """An article that is glued to its name is sure only in Arabic script."""
    return ARTICLE if script_of(text) == ARABIC else ARTICLE | GUESSED


@lru_cache(maxsize=1 << 17)
def _is_particle(word: str) -> bool:
    """Whether a word may belong to the one beside it."""
    return bool(_kind(word)) or (1 < len(word) <= 3 and word[0] in SUN)


def join(words: Sequence[str]) -> tuple[Token, ...]:
    """Join what belongs together among folded words."""
    made, at = list[Token](), 0
    flags, before = 0, ""
    while at < len(words):
        word, last = words[at], at + 1 == len(words)
        kind = _kind(word)
        at += 1
        if not last and kind in ("son", "daughter") and not flags & (KUNYA | COMPOUND) and (word != "ben" or at > 1):
            flags, before = (flags | (SON if kind == "son" else DAUGHTER)) & ~ARTICLE, ""
            continue
        if not last and (_is_article(word, words[at]) or kind in ("father", "mother", "servant")):
            if not before and kind not in ("father", "mother", "servant"):
                flags |= ARTICLE
            flags |= {"father": KUNYA, "mother": KUNYA, "servant": COMPOUND}.get(kind, 0)
            before += word
            continue
        text = before + word
        ends = _ends_compound(before, word, kind, flags)
        if ends and made:
            made[-1] = Token(made[-1].text.replace("ة", "ت") + text, made[-1].passed, made[-1].flags | COMPOUND)
        else:
            passed = len(before) if flags & ARTICLE and not flags & (KUNYA | COMPOUND) else _passed(text)
            flags |= COMPOUND if SERVANT.match(text) else 0
            flags |= TITLE if kind == "title" else 0
            if flags & KUNYA and len(text) > len(before) + 1:
                passed = len(before)
            made.append(
                Token(
                    text, passed, flags | (_article(text) if passed and not flags & (ARTICLE | KUNYA | COMPOUND) else 0)
                )
            )
        flags, before = 0, ""
    return tuple(made)


def _ends_compound(before: str, word: str, kind: str, flags: int) -> bool:
    """Nour al-Din, Hibat Allah: the second half of a name, unless Abd or Abu went before it."""
    if flags & (KUNYA | COMPOUND) or kind not in ("faith", "god"):
        return False
    return kind == "god" or bool(before) or len(word) > 4
