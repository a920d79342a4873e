"""How common a name, a place or a day is in two lists, whatever the script and the spelling.

A name counts with all its spellings: محمد, Mohammed and Muhamad are one, so to agree in it says little in either
script. What a level of agreement is worth on the whole is learnt; here is how much more or less it is worth for this
very name, in bits: log2 of its share against the share of a name that two rows drawn at random agree in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from hudna.matching import Pairs, cluster
from hudna.people.columns import FAMILY, GIVEN, GRANDFATHER, UNKNOWN_DAY, Columns, Encoded
from hudna.people.gazetteer import OTHER
from hudna.people.likeness import GRADES
from hudna.people.nearer import Nearer, nearest_names
from hudna.people.spelling import Spelling, keys, likeness

Float32 = NDArray[np.float32]

MOST_NEIGHBOURS = 2_000
MOST_PLACES = 2_500
FEWEST = 400
"""Cells that a list must have to show how common anything is in it."""
TELLING = 500
"""Rows of both lists that must give something for its shares to be told: of fewer, one more row would change them."""
SMOOTH = 2.0
"""So many rows are added to each name's count: one that was met once may be met twice."""


@dataclass(frozen=True, slots=True)
class Rarity:
    """Bits by token (as a personal name, as a family name), by place, by day since ``first_day``.

    ``token_keys``: of each token (tokens x 2). ``nearer``: the name that each is nearest to.
    ``place_levels``: the level of each two places.
    """

    token_keys: NDArray[np.int64]
    nearer: Nearer
    personal: Float32
    family: Float32
    place: Float32
    place_levels: NDArray[np.uint8]
    first_day: int
    day: Float32
    week: Float32

    def with_places(self, levels: NDArray[np.uint8], sides: Sequence[Columns]) -> Rarity:
        """The same with other levels of places; how common each is follows."""
        place = _places(np.concatenate([side.place for side in sides]), levels)
        return replace(self, place_levels=levels, place=place)

    def place_classes(self, count: int) -> NDArray[np.int32]:
        """One number for places that are one, or spelt alike; the last of ``count`` + 1 is for no place."""
        classes = np.arange(count + 1, dtype=np.int32)
        known = min(len(self.place_levels), count)
        one, other = np.nonzero(np.triu(self.place_levels[:known, :known] < OTHER, 1))
        joined = Pairs(one.astype(np.int32), other.astype(np.int32))
        classes[:known] = cluster(known, joined, np.ones(len(joined)))[0]
        return classes


def measure(encoded: Encoded, sides: Sequence[Columns]) -> Rarity:
    """How common everything is in these two lists."""
    token_keys = keys(encoded.spelling)
    near = _neighbours(encoded.spelling, token_keys)
    tokens = len(encoded.spelling.texts)
    personal = _tokens(np.concatenate([side.parts[:, GIVEN : GRANDFATHER + 1].ravel() for side in sides]), near, tokens)
    family = _tokens(np.concatenate([side.parts[:, FAMILY] for side in sides]), near, tokens)
    held = np.concatenate([side.parts.ravel() for side in sides])
    nearer = nearest_names(encoded.spelling, np.bincount(held[held >= 0], minlength=tokens))
    levels = place_levels(encoded.places)
    first, day, week = _days(np.concatenate([side.date for side in sides]))
    place = _places(np.concatenate([side.place for side in sides]), levels)
    return Rarity(token_keys, nearer, personal, family, place, levels, first, day, week)


def _size(n: int) -> float:
    """The number of rows, in steps of an eighth power of two: a row more changes nothing but at a step."""
    return float(2.0 ** (np.ceil(np.log2(max(n, 1)) * 8) / 8))


def _relative(count: NDArray[np.float64], own: NDArray[np.float64], n: int) -> Float32:
    """Bits of each share against the one of agreement by chance; none where too few rows show what is common."""
    if n < FEWEST:
        return np.zeros(len(count), np.float32)
    if n < TELLING:
        return np.zeros(len(count), np.float32)
    share = (count + SMOOTH) / (_size(n) + SMOOTH)
    chance = float((own * share).sum() / max(own.sum(), 1.0)) if own.sum() else 1.0
    return np.clip(np.log2(share / max(chance, 1e-9)), -8.0, 6.0).astype(np.float32)


def _tokens(cells: NDArray[np.int32], near: tuple[NDArray[np.int32], NDArray[np.int32]], tokens: int) -> Float32:
    own = np.bincount(cells[cells >= 0], minlength=tokens).astype(np.float64)
    count = own.copy()
    np.add.at(count, near[0], own[near[1]])
    return _relative(count, own, int(own.sum()))


def _neighbours(spelling: Spelling, found: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Tokens that spell one name, both ways round: those of one key that are alike."""
    token = np.repeat(np.arange(len(found), dtype=np.int32), found.shape[1])
    values = found.ravel()
    token, values = token[values != 0], values[values != 0]
    order = np.lexsort((token, values))
    token, values = token[order], values[order]
    bounds = np.flatnonzero(np.r_[True, values[1:] != values[:-1], True]) if len(values) else np.zeros(1, np.int64)
    one, other = [np.empty(0, np.int32)], [np.empty(0, np.int32)]
    for start, stop in pairwise(bounds.tolist()):
        mine = token[start:stop]
        if 1 < len(mine) <= MOST_NEIGHBOURS:
            x, y = np.triu_indices(len(mine), 1)
            one.append(mine[x])
            other.append(mine[y])
    code = np.sort(np.concatenate(one).astype(np.int64) * max(len(found), 1) + np.concatenate(other))
    code = code[np.r_[True, code[1:] != code[:-1]]] if len(code) else code
    i: NDArray[np.int32] = (code // max(len(found), 1)).astype(np.int32)
    j: NDArray[np.int32] = (code % max(len(found), 1)).astype(np.int32)
    alike = likeness(spelling, i, j) >= GRADES[1]
    near, far = i[alike], j[alike]
    return np.concatenate([near, far]), np.concatenate([far, near])


def place_levels(places: Sequence[str]) -> NDArray[np.uint8]:
    """The level of each two places by their spelling: 1 the same, 2 alike, 4 another; of the first so many only."""
    known = list(places[:MOST_PLACES])
    levels = np.full((len(known), len(known)), 4, np.uint8)
    if known:
        spelling = Spelling.of(known)
        token = spelling.ids[:, 0]
        i, j = np.triu_indices(len(known), 1)
        a, b = token[i], token[j]
        bits = likeness(spelling, np.asarray(a, np.int32), np.asarray(b, np.int32))
        level = np.where(a == b, 1, np.where(bits >= GRADES[1], 2, 4)).astype(np.uint8)
        level[(a < 0) | (b < 0)] = 4
        levels[i, j] = levels[j, i] = level
        np.fill_diagonal(levels, 1)
    return levels


def _places(cells: NDArray[np.int32], levels: NDArray[np.uint8]) -> Float32:
    most = int(cells.max(initial=-1)) + 1
    own = np.bincount(cells[cells >= 0], minlength=most).astype(np.float64)
    count = own.copy()
    n = len(levels)
    if n:
        count[:n] = (levels[: len(count), : len(count)] < 4) @ own[:n]
    return _relative(count, own, int(own.sum()))


def _days(days: NDArray[np.int32]) -> tuple[int, Float32, Float32]:
    known = days[days != UNKNOWN_DAY].astype(np.int64)
    if not len(known):
        return 0, np.zeros(1, np.float32), np.zeros(1, np.float32)
    first = int(known.min())
    own = np.bincount(known - first).astype(np.float64)
    week = np.convolve(own, np.ones(15), "same") if len(own) >= 15 else np.full(len(own), own.sum())
    return first, _relative(own, own, len(known)), _relative(week, own, len(known))
