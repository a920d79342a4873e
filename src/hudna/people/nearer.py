"""Another name is nearer: Mahmud is near to محمد, and yet it spells محمود.

How near two spellings are says little where the lists hold a name that is nearer still: brothers are called Muhammad
and Mahmud, Hasan and Husayn, Salim and Salem. Arabic script has few spellings of a name, so the names that stand in it
on the lists, and some that are common everywhere, are what other spellings are held against. A slip is no name: what is
met far more seldom than a name one slip away is taken for one of its slips.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hudna.people.kernels import kernel
from hudna.people.known import known_names
from hudna.people.likeness import bits_of
from hudna.people.script import ARABIC
from hudna.people.spelling import Spelling, likeness

GAP = 2.0
"""Bits by which another name must be nearer to a spelling.

Of pairs of one person 2 in 100 are so far apart, of brothers and sisters whose names are alike 97 in 100
(docs/explanation/names-across-scripts.md).
"""
FEWEST = 3
"""Rows that must hold a spelling in Arabic script for it to be a name and no slip, unless it is known as one."""
SELDOM = 50
"""So much more seldom than another spelling one is taken for its slip."""
MOST_NAMES = 200
"""Names of one key that spellings are held against: the most frequent."""


class Nearer(NamedTuple):
    """By token: the ``name`` in Arabic script that it is nearest to (-1: none) and the ``bits`` of that; rows that hold
    it (``held``); is it ``known`` as a name?
    """

    name: NDArray[np.int32]
    bits: NDArray[np.float32]
    held: NDArray[np.int64]
    known: NDArray[np.bool_]


def nearest_names(spelling: Spelling, count: NDArray[np.int64]) -> Nearer:
    """The name that each spelling is likeliest meant for: by its likeness, and by how many rows hold that name.

    ``count``: rows of both lists that hold each token. So a slip with a letter more is not nearer than the name itself.
    """
    texts = frozenset(known_names())
    known = np.array([text in texts for text in spelling.texts], bool)
    is_name = (spelling.scripts == ARABIC) & (known | (count >= FEWEST))
    name, best = np.full(len(known), -1, np.int32), np.full(len(known), -np.inf, np.float32)
    parts = list(_held_against(spelling, count, is_name))
    if parts:
        names, others = (np.concatenate(side) for side in zip(*parts, strict=True))
        bits = likeness(spelling, names, others)
        order = np.lexsort((-names, bits + np.log2(count[names] + 1.0)))
        name[others[order]], best[others[order]] = names[order], bits[order]
    arabic = np.flatnonzero(spelling.scripts == ARABIC)
    name[arabic], best[arabic] = arabic, spelling.own[arabic]
    return Nearer(name, best, count, known)


def _held_against(
    spelling: Spelling, count: NDArray[np.int64], is_name: NDArray[np.bool_]
) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int32]]]:
    """Names in Arabic script with every spelling in another that shares a key with them."""
    token = np.repeat(np.arange(len(is_name), dtype=np.int32), spelling.keys.shape[1])
    values = spelling.keys.ravel()
    wanted = (values != 0) & (is_name[token] | (spelling.scripts[token] != ARABIC))
    token, values = token[wanted], values[wanted]
    order = np.lexsort((token, -count[token], ~is_name[token], values))
    token, values = token[order], values[order]
    bounds = np.flatnonzero(np.r_[True, values[1:] != values[:-1], True]) if len(values) else np.zeros(1, np.int64)
    for start, stop in pairwise(bounds.tolist()):
        mine = token[start:stop]
        names = int(is_name[mine].sum())
        if 0 < names < len(mine):
            held = mine[: min(names, MOST_NAMES)]
            yield np.repeat(held, len(mine) - names), np.tile(mine[names:], len(held))


@kernel
def _two_names(near, letters, a, b):  # type: ignore[no-untyped-def]
    """Are a and b two names, and neither a slip or another way of writing the other?"""
    same = True
    for k in range(letters.shape[1]):
        if letters[a, k] != letters[b, k]:
            same = False
            break
    if same:
        return False
    for one, other in ((a, b), (b, a)):
        often = near.held[one] >= FEWEST and near.held[one] * SELDOM >= near.held[other]
        if not (near.known[one] or often):
            return False
    return True


@kernel
def another_is_nearer(kern, own, near, i, j, way):  # type: ignore[no-untyped-def]
    """Is another name nearer to i or j than the one that both could be?"""
    a, b = np.int64(near.name[i]), np.int64(near.name[j])
    if a < 0 or b < 0 or a == b or not _two_names(near, kern.letters, a, b):
        return False
    if (a != i or b == j) and near.bits[i] - bits_of(kern, own, b, i, way) < GAP:
        return False
    return (b == j and a != i) or near.bits[j] - bits_of(kern, own, a, j, way) >= GAP
