"""Keys by which spellings of one name meet, whatever the script: the consonants, as classes of sounds.

Short vowels are not written in Arabic, and no two habits agree on them, so a key has none: وليد, Walid, Oualid, Валид
are W-L-D. Letters that are read in two ways (th, ج, г) give a token a second key. Keys only bring names together that
are then compared; one that is shared by very many is of no use, and whoever blocks by it drops it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from hudna.people.script import script_of

CLASSES = "_ABDFGHJKLMNRSTWZ"
LONGEST_KEY = 12
VOWELS_ONLY = "A"

_FAITH = re.compile("(?:[aeou][ld]d|[aeou]d)(i|ee)ne?$|الدين$|[аэу][лд]?дин$")
_GOD = re.compile("[aeou]ll?ah?$|الله$|[ау]ллах?$")
_SERVANT = re.compile("^(abd|عبد|абд)(?:[aeou]+l|[aeou]+(?=(.)\\2)|ال|[уаэ]ль?|[уа](?=(.)\\3))")


@cache
def _sounds() -> tuple[dict[str, tuple[str, str, str]], ...]:
    path = files("hudna.people") / "data" / "sounds.csv"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    tables: tuple[dict[str, tuple[str, str, str]], ...] = ({}, {}, {})
    for row in csv.DictReader(lines):
        tables["LAC".index(row["script"])][row["letters"]] = row["first"], row["one"], row["two"]
    return tables


def skeleton(token: str, passed: int = 0) -> tuple[str, str]:
    """The two readings of a folded token (without its article) as classes of sounds."""
    text = _plainly(token[passed:], script_of(token)) if len(token) > 5 else token[passed:]
    table, at = _sounds()[script_of(token)], 0
    one = two = before = ""
    while at < len(text):
        for long in (4, 3, 2, 1):
            found = table.get(text[at : at + long])
            if found:
                break
        sound = text[at : at + long]
        if found and not (sound == before and script_of(token) != 1):
            first = found[0] if at == 0 else ""
            one += first or found[1]
            two += found[2] if first in ("", found[2]) or found[2] else first
        before, at = sound, at + long
    return one[:LONGEST_KEY] or VOWELS_ONLY, two[:LONGEST_KEY] or VOWELS_ONLY


def _plainly(text: str, script: int) -> str:
    """A compound without its inner article, its end in one way; a hyphen keeps the letters at the seam apart."""
    text = _FAITH.sub(("-din", "-دن", "-дн")[script], _SERVANT.sub(r"\1-", text))
    return _GOD.sub(("-la", "-ل", "-л")[script], text) if len(text) > 5 else text


def packed(classes: str) -> int:
    """A skeleton as a number, five bits a class; never 0."""
    number = 0
    for c in classes:
        number = number << 5 | CLASSES.index(c)
    return number


def sounds_of(readings: tuple[str, str]) -> tuple[int, int]:
    """Classes that a token has in both readings, and in either, as bits."""
    one, two = ({CLASSES.index(c) for c in reading if c != VOWELS_ONLY} for reading in readings)
    return sum(1 << c for c in one & two), sum(1 << c for c in one | two)


def keys_of(tokens: Iterable[tuple[str, int, bool]]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Of each (token, letters that may be passed, only perhaps) two keys, 0 for one like the first; and its sounds.

    Where an article is only guessed, the keys are those with and without it.
    """
    keys, sounds = [], []
    for text, passed, guessed in tokens:
        readings = skeleton(text, passed)
        if guessed:
            readings = readings[0], skeleton(text)[0]
        one, two = packed(readings[0]), packed(readings[1])
        keys.append((one, two if two != one else 0))
        has, may_have = sounds_of(readings)
        sounds.append((has, may_have | (sounds_of(skeleton(text))[1] if passed else 0)))
    return np.array(keys, np.int64).reshape(-1, 2), np.array(sounds, np.int32).reshape(-1, 2)
