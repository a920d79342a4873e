"""The distinct tokens of one or more columns of names, coded once so that millions of pairs can be compared.

Build one ``Spelling`` for everything that will be compared with each other (both lists of a match). A token that occurs
in a thousand rows is coded once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hudna.people.keys import keys_of
from hudna.people.letters import BETWEEN, Letters, code, shipped
from hudna.people.likeness import Kernel, own_likeness, pairs, shares
from hudna.people.particles import Token, tokens
from hudna.people.script import ARABIC, CYRILLIC, LATIN, script_of
from hudna.people.teach import LONGEST

MOST_TOKENS = 10
"""Tokens of a name that are kept: a list's longest names have seven."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """Tokens and rows. ``ids[r]``: the tokens of row r in the order written, then -1; ``flags[r]``: of each (see
    ``particles``: ARTICLE, KUNYA, SON, DAUGHTER, COMPOUND, TITLE). By token: ``texts`` folded letters, ``scripts``
    (LATIN, ARABIC, CYRILLIC), ``own`` bits of a token compared with itself, ``count`` rows that hold it.
    """

    texts: tuple[str, ...]
    scripts: NDArray[np.int8]
    count: NDArray[np.int32]
    own: NDArray[np.float32]
    ids: NDArray[np.int32]
    flags: NDArray[np.uint8]
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
        return cls._coded(rows, letters)

    @classmethod
    def _coded(cls, rows: Sequence[tuple[Token, ...]], letters: Letters) -> Spelling:
        number: dict[tuple[str, int], int] = {}
        wide = max((len(row) for row in rows), default=0)
        ids = np.full((len(rows), max(wide, 1)), -1, np.int32)
        flags = np.zeros(ids.shape, np.uint8)
        for r, row in enumerate(rows):
            for k, token in enumerate(row):
                ids[r, k] = number.setdefault((token.text, token.passed), len(number))
                flags[r, k] = token.flags
        texts = tuple(text for text, _ in number)
        passed = np.array([min(p, LONGEST) for _, p in number], np.int8)
        scripts = np.array([script_of(text) for text in texts], np.int8)
        kernel = _kernel(texts, scripts, passed, letters)
        count = np.bincount(ids[ids >= 0], minlength=len(texts)).astype(np.int32)
        return cls(texts, scripts, count, own_likeness(kernel), ids, flags, kernel)

    def __len__(self) -> int:
        return len(self.ids)

    def __repr__(self) -> str:
        return f"Spelling({len(self.ids)} rows, {len(self.texts)} tokens)"


def _kernel(texts: tuple[str, ...], scripts: NDArray[np.int8], passed: NDArray[np.int8], letters: Letters) -> Kernel:
    codes = np.full((len(texts), LONGEST, 3), -1, np.int16)
    lengths = np.zeros(len(texts), np.int8)
    even = np.zeros((len(texts), 3), np.float32)
    start = np.zeros((len(texts), 3), np.float32)
    for script in (LATIN, ARABIC, CYRILLIC):
        mine = np.flatnonzero(scripts == script)
        codes[mine], lengths[mine] = code([texts[t] for t in mine], letters.groups[script])
        for other in (LATIN, ARABIC, CYRILLIC):
            table = BETWEEN.index((min(script, other), max(script, other)))
            share = letters.share[table][0 if script <= other else 1]
            reach = letters.reach[table][0 if script <= other else 1]
            chance = letters.chance[script]
            even[mine, other], start[mine, other] = shares(
                codes[mine], lengths[mine], passed[mine], share, chance, reach
            )
    return Kernel(codes, lengths, passed, scripts, even, start, letters.odds, letters.reach, letters.scale)


def likeness(spelling: Spelling, one: NDArray[np.int32], other: NDArray[np.int32]) -> NDArray[np.float32]:
    """Bits that tokens ``one[p]`` and ``other[p]`` spell one name rather than two; 0 where either is -1."""
    out = np.zeros(len(one), np.float32)
    pairs(spelling.kernel, spelling.own, one, other, out)
    return out


def keys(spelling: Spelling) -> NDArray[np.int64]:
    """Keys of each token, the same in every script (tokens x 2; 0 where there is no second)."""
    return keys_of(zip(spelling.texts, spelling.kernel.passed.tolist(), strict=True))
