"""Write invented names in a script, from their sounds and the habits of those who write them.

Sounds are written as ``data/invented.yaml`` tells. Arabic writes consonants and long vowels; Latin and Cyrillic follow
one of several habits (``data/habits.csv``), each of which leaves more than one spelling open. It is made for rehearsals
only, and shares nothing with the code that compares names.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BeforeValidator

from hudna.ground import Plain, parse_document, validate

Habit = Literal["english", "french", "german", "russian", "egyptian", "gulf", "scholar"]
HABITS: tuple[Habit, ...] = ("english", "french", "german", "russian", "egyptian", "gulf", "scholar")
VARIANTS = 8
"""Spellings that are made of one name by one habit."""

_LETTERS = dict(zip("btvjHxd*rzs$SDTZEgfqklmnhwy", "بتثجحخدذرزسشصضطظعغفقكلمنهوي", strict=True))
_LONG = {"A": "ا", "I": "ي", "U": "و", "Y": "ى", "p": "ة"}
_OWN_WAY = {"allAh": "الله", "raHmAn": "رحمن"}
_SUN = frozenset("tvd*rzs$SDTZln")
_SOUND = re.compile(r"([btvjHxd*rzs$SDTZEgfqklmnhwy'])\1|ayy?$|ap$|aw(?![aiuAIU])|ay(?![aiuAIUy])|.")


Sounds = Annotated[list[str], BeforeValidator(lambda text: [name.strip() for name in str(text).split(",")])]


class InventedNames(Plain):
    """The parts of invented names, by their sounds."""

    hudna: Literal["invented-names/1"]
    source: str
    drawn_up: str
    men: Sounds
    women: Sounds
    families: Sounds
    places: Sounds


@cache
def invented() -> InventedNames:
    """The shipped parts."""
    text = (files("hudna.people") / "data" / "invented.yaml").read_text(encoding="utf-8")
    return validate(parse_document(text, "invented.yaml"), InventedNames, "invented-names")


def in_arabic(sounds: str) -> str:
    """The usual spelling in Arabic script."""
    return " ".join(_arabic_word(word) for word in sounds.split())


def _arabic_word(word: str) -> str:
    if word in _OWN_WAY:
        return _OWN_WAY[word]
    if word.startswith("al-"):
        return "ال" + _arabic_word(word[3:])
    out = ""
    for at, sound in enumerate(word):
        before, after = word[at - 1 : at] if at else "", word[at + 1 : at + 2]
        if sound == "'":
            out += _hamza(before, after)
        elif sound in _LONG:
            out += "" if sound == "A" and before == "'" and at == 1 else _LONG[sound]
        elif sound in "aiu":
            out += "" if at else "ا"
        elif sound != before:
            out += _LETTERS.get(sound, "")
    return out


def _hamza(before: str, after: str) -> str:
    """Hamza on the seat that its vowels give it."""
    if not before:
        return "آ" if after == "A" else "إ" if after in "iI" else "أ"
    if not after:
        return "ء"
    if "i" in (before + after).lower():
        return "ئ"
    if "u" in (before + after).lower():
        return "ؤ"
    return "ء" if before == "A" else "أ"


@cache
def _habits() -> Mapping[tuple[str, str], tuple[str, ...]]:
    with (files("hudna.people") / "data" / "habits.csv").open(encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {
            (row["sound"], habit): tuple((row[habit] or row["english"]).split("|")) for row in rows for habit in HABITS
        }


def in_letters(sounds: str, habit: Habit, variant: int) -> str:
    """A spelling in Latin or (Russian) Cyrillic; ``variant`` 0 takes each habit's first choice, others vary."""
    words = sounds.split()
    written: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        if word == "Eabd" and at + 1 < len(words):
            written.append(_servant(words[at + 1], habit, variant))
            at += 2
            continue
        if word.startswith("al-") and written:
            written[-1] += _joined(word, habit, variant)
        elif word.startswith("al-"):
            written.append(_article(word, habit, variant))
        else:
            written.append(_capital(_spelt(word, habit, variant)))
        at += 1
    return " ".join(written)


def _spelt(word: str, habit: Habit, variant: int) -> str:
    table = _habits()
    out = ""
    for number, found in enumerate(_SOUND.finditer(word)):
        sound = found[0]
        double = len(sound) == 2 and sound[0] == sound[1]
        sound = "ay" if sound == "ayy" else sound
        start = found.start() == 0
        key = sound[0] if double else sound
        if start and (f"^{key}", habit) in table:
            key = f"^{key}"
        choices = table.get((key, habit), ("",))
        letter = choices[_pick(variant, number, len(choices), word)]
        single = _pick(variant, number + 7, 3, word) == 2 or len(letter) > 1
        out += letter if not double or single else letter * 2
    return _russian(out) if habit == "russian" else out


def _russian(text: str) -> str:
    """As Russian writes a vowel after й."""
    for pair, letter in (("йа", "я"), ("йу", "ю"), ("йи", "и"), ("ийй", "ий"), ("йй", "й"), ("иа", "ия")):
        text = text.replace(pair, letter)
    return text


def _pick(variant: int, number: int, choices: int, word: str) -> int:
    """Which of several choices: the first for variant 0; else spread by a hash that is the same on every machine."""
    if not variant or choices == 1:
        return 0
    mixed = (variant * 2654435761 + number * 40503 + sum(map(ord, word)) * 9176) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 15)) * 2246822519) & 0xFFFFFFFF
    return 0 if (mixed >> 9) % 5 < 2 else (mixed >> 13) % choices


def _article(word: str, habit: Habit, variant: int) -> str:
    body = word[3:]
    sun = body[0] in _SUN and _pick(variant, 3, 3, word) == 2
    first = _spelt(body, habit, variant)
    if habit == "russian":
        return ("Аль-", "Ал-", "Эль-", "Аль ")[_pick(variant, 1, 4, word)] + _capital(first)
    stem = {"french": "El", "egyptian": "El"}.get(habit, "Al")
    if sun:
        return f"{stem[0]}{_spelt(body[0], habit, variant)}-{_capital(first)}"
    form = _pick(variant, 1, 5, word)
    return (
        f"{stem}-{_capital(first)}",
        f"{stem} {_capital(first)}",
        f"{stem}{first}",
        f"{stem.lower()}-{_capital(first)}",
        _capital(first),
    )[form]


def _joined(word: str, habit: Habit, variant: int) -> str:
    """The second half of a compound such as Salah al-Din, after its first half."""
    body = _spelt(word[3:], habit, variant)
    if habit == "russian":
        return ("-ад-" + _capital(body), "ад" + body, " аль-" + _capital(body), "эд" + body)[_pick(variant, 2, 4, word)]
    forms = (
        " al-" + _capital(body),
        "-eddine" if body.lower().startswith("d") else " el " + body,
        " Al" + body,
        "ud" + body,
        " El-" + _capital(body),
    )
    return forms[_pick(variant, 2, 5, word)]


def _servant(word: str, habit: Habit, variant: int) -> str:
    """Abd and what he serves: in one word or two."""
    if word == "allAh":
        if habit == "russian":
            return ("Абдулла", "Абдаллах", "Абдалла")[_pick(variant, 1, 3, word)]
        return ("Abdullah", "Abdallah", "Abdulla", "Abd Allah", "Abdellah")[_pick(variant, 1, 5, word)]
    body = _spelt(word[3:], habit, variant)
    if habit == "russian":
        return ("Абдул" + body, "Абд аль-" + _capital(body), "Абдель " + _capital(body))[_pick(variant, 1, 3, word)]
    own = {"french": "Abdel", "egyptian": "Abdel "}.get(habit, "Abdul")
    glued = own + (body if not own.endswith(" ") else _capital(body))
    return (
        glued,
        f"Abd al-{_capital(body)}",
        f"Abdul {_capital(body)}",
        f"Abdel {_capital(body)}",
        f"Abdul-{_capital(body)}",
        f"Abd el-{_capital(body)}",
    )[_pick(variant, 1, 6, word)]


def _capital(text: str) -> str:
    bare = text.lstrip("'’ʿʾ")
    return bare[:1].upper() + bare[1:]


def kunya(sounds: str, script: str, variant: int, habit: Habit = "english") -> str:
    """The kunya of somebody whose first child has this name."""
    if script == "arabic":
        return f"أبو {in_arabic(sounds)}"
    if habit == "russian":
        return f"Абу {in_letters(sounds, habit, variant)}"
    return f"{('Abu', 'Abou', 'Abo')[_pick(variant, 5, 3, sounds)]} {in_letters(sounds, habit, variant)}"


def spellings(sounds: Sequence[str], habit: Habit, variants: Sequence[int]) -> list[str]:
    """Many spellings at once: of each name its variant."""
    return [in_letters(one, habit, variant) for one, variant in zip(sounds, variants, strict=True)]
