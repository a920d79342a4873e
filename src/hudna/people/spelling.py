"""The distinct tokens of one or more columns of names, coded once so that millions of pairs can be compared.

Build one ``Spelling`` for everything that will be compared with each other (both lists of a match). A token that occurs
in a thousand rows is coded once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hudna.people.keys import keys_of
from hudna.people.letters import Letters, code, shipped
from hudna.people.likeness import (
    FATHER_OF,
    NOTHING,
    PERHAPS,
    SERVANT_OF,
    SURELY,
    Kernel,
    alone,
    own_likeness,
    pairs,
    raw_pairs,
)
from hudna.people.particles import COMPOUND, GUESSED, KUNYA, Token, tokens
from hudna.people.script import ARABIC, CYRILLIC, LATIN, script_of
from hudna.people.teach import LONGEST
from hudna.people.threads import THREADS, on_threads

_ENDINGS = str.maketrans("ةى", "هي")
_DSCH = re.compile("(?<![bcdfghjklmnpqstvwxz])dsch(?![bcdfghjklmnpqrstvwxz])")
MOST_TOKENS = 10
"""Tokens of a name that are kept: a list's longest names have seven."""
FEW = 20_000
"""Pairs up to which one thread is enough."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """Tokens and rows. ``ids[r]``: the tokens of row r in the order written, then -1; ``flags[r]``: of each (see
    ``particles``: ARTICLE, KUNYA, SON, DAUGHTER, COMPOUND, TITLE). By token: ``texts`` folded letters, ``scripts``
    (LATIN, ARABIC, CYRILLIC), ``own`` bits of a token compared with itself, ``count`` times that rows hold
    it, ``keys`` (see ``keys``).
    """

    texts: tuple[str, ...]
    scripts: NDArray[np.int8]
    count: NDArray[np.int32]
    own: NDArray[np.float32]
    ids: NDArray[np.int32]
    flags: NDArray[np.uint8]
    keys: NDArray[np.int64]
    kernel: Kernel

    @classmethod
    def of(cls, names: Iterable[str | None], letters: Letters | None = None) -> Spelling:
        """Read and code names (null and empty ones have no tokens)."""
        letters = letters or shipped()
        rows: list[tuple[Token, ...]] = []
        seen: dict[str, tuple[Token, ...]] = {}
        for name in names:
            if not name:
                rows.append(())
                continue
            if (row := seen.get(name)) is None:
                row = seen[name] = tokens(name)[:MOST_TOKENS]
            rows.append(row)
        return cls.of_tokens(rows, letters)

    @classmethod
    def of_tokens(cls, rows: Sequence[Sequence[Token]], letters: Letters) -> Spelling:
        """Code names that are read into tokens already."""
        number: dict[tuple[str, int, int], int] = {}
        wide = max((len(row) for row in rows), default=0)
        ids = np.full((len(rows), max(wide, 1)), -1, np.int32)
        flags = np.zeros(ids.shape, np.uint8)
        for r, row in enumerate(rows):
            for k, token in enumerate(row):
                ids[r, k] = number.setdefault((token.text, token.passed, _before(token)), len(number))
                flags[r, k] = token.flags
        texts = tuple(text for text, _, _ in number)
        passed = np.array([(min(p, LONGEST), kind) for _, p, kind in number], np.int8).reshape(-1, 2)
        scripts = np.array([script_of(text) for text in texts], np.int8)
        met, sounds = keys_of((text, p if kind <= PERHAPS else 0, kind == PERHAPS) for text, p, kind in number)
        kernel = _kernel(texts, scripts, passed, (met, sounds), letters)
        count = np.bincount(ids[ids >= 0], minlength=len(texts)).astype(np.int32)
        return cls(texts, scripts, count, own_likeness(kernel), ids, flags, met, kernel)

    def __len__(self) -> int:
        return len(self.ids)

    def __repr__(self) -> str:
        return f"Spelling({len(self.ids)} rows, {len(self.texts)} tokens)"


def _before(token: Token) -> int:
    """What the letters that may be passed are: nothing, an article, perhaps one, the first half of a compound."""
    if not token.passed:
        return NOTHING
    if token.flags & (COMPOUND | KUNYA):
        return FATHER_OF if token.flags & KUNYA else SERVANT_OF
    return PERHAPS if token.flags & GUESSED else SURELY


def _kernel(
    texts: tuple[str, ...],
    scripts: NDArray[np.int8],
    passed: NDArray[np.int8],
    heard: tuple[NDArray[np.int64], NDArray[np.int32]],
    letters: Letters,
) -> Kernel:
    codes = np.full((len(texts), LONGEST, 3), -1, np.int16)
    lengths = np.zeros(len(texts), np.int8)
    even, start, usual = (np.zeros((len(texts), 3), np.float32) for _ in range(3))
    for script in (LATIN, ARABIC, CYRILLIC):
        mine = np.flatnonzero(scripts == script)
        begins = np.where(passed[mine, 1] == PERHAPS, 0, passed[mine, 0]).tolist()
        words = [_plainly(texts[t]) if script == LATIN else texts[t] for t in mine]
        codes[mine], lengths[mine] = code(words, begins, letters.groups[script])
        for other in (LATIN, ARABIC, CYRILLIC):
            side = letters.side(script, other)
            even[mine, other], start[mine, other], usual[mine, other] = alone(
                codes[mine], lengths[mine], passed[mine], side
            )
    return Kernel(
        codes,
        _bare(texts),
        lengths,
        passed,
        scripts,
        heard[1],
        heard[0],
        even,
        start,
        usual,
        letters.odds,
        letters.reach,
        letters.scale,
    )


def _plainly(text: str) -> str:
    """Latin letters with the German dsch (Dschamal, Radschab) as the French dj, which the table knows.

    The table was learnt from spellings of which few are German. Not between consonants: Goldschmidt has no dsch.
    """
    return _DSCH.sub("dj", text) if "dsch" in text else text


def _bare(texts: tuple[str, ...]) -> NDArray[np.uint16]:
    """The letters of each token without accents and hamza (tokens x LONGEST, then 0)."""
    bare = np.zeros((len(texts), LONGEST), np.uint16)
    for t, text in enumerate(texts):
        if not text.isascii():
            text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
        word = [ord(c) & 0xFFFF for c in text.translate(_ENDINGS)[:LONGEST]]
        bare[t, : len(word)] = word
    return bare


def likeness(spelling: Spelling, one: NDArray[np.int32], other: NDArray[np.int32]) -> NDArray[np.float32]:
    """Bits that tokens ``one[p]`` and ``other[p]`` spell one name rather than two; 0 where either is -1."""
    out = np.zeros(len(one), np.float32)
    step = max(-(-len(one) // THREADS), FEW)
    shares = [slice(start, start + step) for start in range(0, len(one), step)]
    on_threads(lambda at: pairs(spelling.kernel, spelling.own, one[at], other[at], out[at]), shares)
    return out


def raw_likeness(spelling: Spelling, one: NDArray[np.int32], other: NDArray[np.int32]) -> NDArray[np.float64]:
    """log2 of the odds of two tokens before they are scaled to bits: what the scale is found from."""
    out = np.zeros(len(one))
    raw_pairs(spelling.kernel, one, other, out)
    return out


def keys(spelling: Spelling) -> NDArray[np.int64]:
    """Keys of each token, the same in every script (tokens x 2; 0 where there is no second)."""
    return spelling.keys
