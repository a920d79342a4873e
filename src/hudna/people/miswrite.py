"""Slips of whoever writes a name: on the keyboard, in copying, by a scanner; in Arabic, Latin and Cyrillic script.

Made for rehearsals only, and drawn up apart from the tables by which names are compared.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

_ROWS = {
    "latin": ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    "cyrillic": ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"),
    "arabic": ("ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤرىةوزظ"),
}
_SCANNED = {
    "latin": (("rn", "m"), ("cl", "d"), ("i", "l"), ("o", "a"), ("e", "c"), ("h", "b"), ("u", "v"), ("nn", "m")),
    "cyrillic": (("ш", "щ"), ("и", "й"), ("е", "ё"), ("ь", "ъ"), ("л", "п"), ("и", "н"), ("ц", "и")),
    "arabic": (
        ("ر", "ز"),
        ("د", "ذ"),
        ("ح", "خ"),
        ("ج", "ح"),
        ("س", "ش"),
        ("ص", "ض"),
        ("ط", "ظ"),
        ("ع", "غ"),
        ("ب", "ت"),
        ("ت", "ث"),
        ("ن", "ت"),
        ("ي", "ب"),
        ("ف", "ق"),
        ("ه", "ة"),
    ),
}
_HABITS = (
    ("أ", "ا"),
    ("إ", "ا"),
    ("آ", "ا"),
    ("ئ", "ي"),
    ("ؤ", "و"),
    ("عبد ", "عبد"),
    ("أبو ", "ابو"),
    (r"ة", "ه"),
    (r"ى", "ي"),
    (r"ي", "ى"),
)
"""What many write so in Arabic, and no slip."""


def script_of(text: str) -> str:
    """The script of the first letter."""
    for char in text:
        if "\u0600" <= char <= "\u06ff":
            return "arabic"
        if "\u0400" <= char <= "\u04ff":
            return "cyrillic"
        if char.isalpha():
            return "latin"
    return "latin"


def miswritten(text: str, dice: random.Random) -> str:
    """The text with one slip: a letter left out, doubled, swapped with the next, hit beside, or read as another."""
    places = [place for place, char in enumerate(text) if char.isalpha()]
    if len(places) < 3:
        return text
    script = script_of(text)
    kind = dice.random()
    at = dice.choice(places)
    if kind < 0.2:
        return text[:at] + text[at + 1 :]
    if kind < 0.35:
        return text[:at] + text[at] + text[at:]
    if kind < 0.5 and at + 1 < len(text) and text[at + 1].isalpha():
        one, other = text[at], text[at + 1]
        pair = other.upper() + one.lower() if one.isupper() else other + one
        return text[:at] + pair + text[at + 2 :]
    if kind < 0.75:
        return text[:at] + _beside(text[at], script, dice) + text[at + 1 :]
    return _scanned(text, script, dice)


def _beside(char: str, script: str, dice: random.Random) -> str:
    for row in _ROWS[script]:
        place = row.find(char.lower())
        if place >= 0:
            near = row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
            hit = dice.choice(near)
            return hit.upper() if char.isupper() else hit
    return char


def _scanned(text: str, script: str, dice: random.Random) -> str:
    fitting: Sequence[tuple[str, str]] = [
        (a, b) for one, other in _SCANNED[script] for a, b in ((one, other), (other, one)) if a in text
    ]
    if not fitting:
        return text
    seen, read = dice.choice(fitting)
    at = dice.choice([place for place in range(len(text)) if text.startswith(seen, place)])
    return text[:at] + read + text[at + len(seen) :]


def in_habit(text: str, dice: random.Random) -> str:
    """Arabic as somebody writes it who leaves hamza and the dots of endings out."""
    fitting = [(one, other) for one, other in _HABITS if re.search(one, text)]
    if not fitting:
        return text
    one, other = dice.choice(fitting)
    return re.sub(one, other, text)
