"""The keys of a person that a blinded comparison meets on: words of the name across scripts, and the year of birth.

Each word of a name has one or two readings, the same in every script (see ``keys``). The words of a key stand in
alphabetical order, so that family name first or last is one key. Nothing here hangs on the other list, nor on which
names are common on one's own: a key is made of its person alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import chain, product, zip_longest

import numpy as np
from numpy.typing import NDArray

from hudna.people.blind_file import Tier
from hudna.people.keys import skeleton
from hudna.people.model import ListOfPeople
from hudna.people.particles import TITLE, tokens

EDITION = 1
"""Of how keys are made of readings; another edition makes other keys."""
_EACH = {"strict": 1, "tolerant": 6}
_MOST_WORDS = 10
_LEAST_ROOM = 256
_DATA = ("sounds.csv", "particles.csv")
_PROBES = (
    "وليد المعلم", "Walid al-Moualem", "Валид Муаллем", "أبو بكر عبد الرحمن نور الدين", "Abou Oussama ould Cheikh Taha",
    "Nour ad-Din Ghazi bin Thabit", "Юсуф ибн Хаджи-Мурад аль-Джазири", "Dr. Hibatullah Qasim Ḥusayn Ṣāliḥ",
)  # fmt: skip

Reading = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a key is made of, in words; ``is_firm``: sharing it says that it is one person."""

    words: str
    is_firm: bool


KINDS = (
    Kind("the whole name and the year of birth", True),
    Kind("the first, second and last part of the name, and the year of birth", True),
    Kind("both parts of a name of two, and the year of birth", False),
    Kind("the first, second and last part of the name, whatever the year of birth", False),
    Kind("the first and last part of the name, and the year of birth within one", False),
)
"""Kinds of keys, firmest first."""
WHOLE, THREE, BOTH, NAME, ENDS = range(5)


@dataclass(frozen=True, slots=True)
class PersonKeys:
    """Keys of a list: distinct texts with their kind, and which row (from 0) has which text, as two columns."""

    tier: Tier
    rows: int
    texts: list[str] = field(repr=False)
    kind: NDArray[np.uint8] = field(repr=False)
    row: NDArray[np.int64] = field(repr=False)
    text: NDArray[np.int64] = field(repr=False)

    def without(self) -> NDArray[np.int64]:
        """Rows that have no key, and so cannot be found: no name of two words, or in ``strict`` no year of birth."""
        return np.setdiff1d(np.arange(self.rows), self.row)


def keys_each(tier: Tier) -> int:
    """Keys that an offer holds for each place in its room."""
    return _EACH[tier]


@cache
def maker() -> str:
    """A hash of how keys are made: two that make them differently would find nobody, and are told so instead."""
    digest = sha256(f"hudna blind keys {EDITION}".encode())
    for name in _DATA:
        digest.update((files("hudna.people") / "data" / name).read_bytes().replace(b"\r\n", b"\n"))
    digest.update(repr([_readings(name) for name in _PROBES]).encode())
    return digest.hexdigest()


def room_for(rows: int) -> int:
    """People that an offer makes room for: the step above the rows and a thirty-second part of them; at least 256.

    A step is an eighth of a power of two, so that the rows are known to a sixteenth of their number at best.
    """
    wanted = max(_LEAST_ROOM, rows + -(-rows // 32))
    step = 1 << (wanted.bit_length() - 4)
    return -(-wanted // step) * step


def make_keys(people: ListOfPeople, tier: Tier) -> PersonKeys:
    """The keys of every row: as many in all as there is room for, less a thirty-second part that stays for filling.

    Every row gets its first before any gets its second. Which rows get one more, where it does not go round, is decided
    by a hash and not by where they stand.
    """
    most = room_for(len(people)) * _EACH[tier] * 31 // 32
    columns = (people.table[name].to_pylist() for name in ("name", "birth_from", "birth_to"))
    wanted: list[tuple[int, bytes, int, int, str]] = []
    for row, (name, earliest, latest) in enumerate(zip(*columns, strict=True)):
        years = _years(earliest, latest)
        for turn, (kind, text) in enumerate(dict.fromkeys(_keys(_readings(name or ""), years, tier))):
            wanted.append((turn, b"", kind, row, text))
    if len({text for *_, text in wanted}) > most:
        wanted = sorted((turn, sha256(text.encode()).digest(), kind, row, text) for turn, _, kind, row, text in wanted)
    return _numbered(wanted, tier, len(people), most)


def _numbered(wanted: list[tuple[int, bytes, int, int, str]], tier: Tier, rows: int, most: int) -> PersonKeys:
    number: dict[str, int] = {}
    kinds: list[int] = []
    held: list[tuple[int, int]] = []
    for _, _, kind, row, text in wanted:
        if text not in number:
            if len(number) == most:
                continue
            number[text] = len(number)
            kinds.append(kind)
        held.append((row, number[text]))
    row_of, text_of = (np.array(column, dtype=np.int64) for column in (zip(*held, strict=True) if held else ((), ())))
    return PersonKeys(tier, rows, list(number), np.array(kinds, dtype=np.uint8), row_of, text_of)


@cache
def _word(text: str, passed: int) -> Reading:
    """The readings of one word: one, or two where a letter of it is read in two ways."""
    return tuple(dict.fromkeys(skeleton(text, passed)))


def _readings(name: str) -> list[Reading]:
    words = tokens(name)
    named = [word for word in words if not word.flags & TITLE] or words
    return [_word(word.text, word.passed) for word in named[:_MOST_WORDS]]


def _years(earliest: date | None, latest: date | None) -> tuple[int, ...]:
    """The year of birth, or the two that an age leaves open; none where it is not known so closely."""
    if earliest is None or latest is None or latest.year - earliest.year > 1:
        return ()
    return (earliest.year,) if earliest.year == latest.year else (earliest.year, latest.year)


def _keys(words: Sequence[Reading], years: tuple[int, ...], tier: Tier) -> Iterator[tuple[int, str]]:
    """The keys of a person, those first that an offer without room for all should hold."""
    if len(words) < 2:
        return
    firsts = [word[0] for word in words]
    if tier == "strict":
        if len(years) == 1:
            kind = WHOLE if len(words) > 2 else BOTH
            yield kind, _text(kind, years[0], firsts)
        return
    if len(years) == 1 and len(words) > 2:
        yield THREE, _text(THREE, years[0], [*firsts[:2], firsts[-1]])
    ends = [(ENDS, year, some) for some in product(words[0], words[-1]) for year in _near(years)]
    names = [(NAME, 0, some) for some in product(words[0], words[1], words[-1])] if len(words) > 2 else []
    for kind, year, some in filter(None, chain.from_iterable(zip_longest(names, ends))):
        yield kind, _text(kind, year, some)


def _near(years: tuple[int, ...]) -> tuple[int, ...]:
    """Two years that follow each other are called by the later: two people share a call if they are one year apart."""
    return (*years, years[-1] + 1) if years else ()


def _text(kind: int, year: int, words: Sequence[str]) -> str:
    return f"hudna blind {kind} {year} " + ".".join(sorted(words))
