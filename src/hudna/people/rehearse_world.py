"""The people of a rehearsal as they are, before anybody writes them down: names, births, places, and families."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hudna.people.sounding import invented

Ints = NDArray[np.int64]
_EPOCH = np.datetime64("1970-01-01")
_CONSONANTS = "btvjHxdrzs$SDTEgfqklmnhwy"
_PATTERNS = (
    "{0}a{1}{1}A{2}",
    "{0}A{1}i{2}",
    "ma{0}{1}U{2}",
    "{0}a{1}{2}An",
    "{0}a{1}I{2}",
    "{0}u{1}ay{2}",
    "{0}a{1}{2}Awl",
    "mu{0}a{1}{1}i{2}",
    "{0}A{1}U{2}",
    "{0}a{1}{2}I",
)


class World:
    """The people as they are: names by their sounds, births, sexes, places, dates of what befell them."""

    def __init__(self, size: int, dice: np.random.Generator) -> None:
        parts = invented()
        self.size = size
        self.sounds: list[str] = [
            *parts.men,
            *parts.women,
            *parts.families,
            *_rare_families(dice, 4 * int(size**0.6) + 50),
        ]
        self.men, self.women = len(parts.men), len(parts.women)
        men, women, common = len(parts.men), len(parts.women), len(parts.families)
        self.is_woman = dice.random(size) < 0.15
        male = _skewed(men, 1.05, dice, (3, size))
        self.given = np.where(self.is_woman, men + _skewed(women, 0.9, dice, size), male[0])
        self.father, self.grandfather = male[1], male[2]
        first_family = men + women
        rare = dice.random(size) < 0.45
        usual = first_family + _skewed(common, 0.8, dice, size)
        tail = len(self.sounds) - first_family - common
        self.family = np.where(rare, first_family + common + _skewed(tail, 0.6, dice, size), usual)
        of_kunya = dice.random(size) < 0.12
        self.family = np.where(of_kunya, -1 - _skewed(men, 0.9, dice, size), self.family)
        """A family called after a forefather's kunya is the place of his son's name, less one, below nought."""
        self.birth = _EPOCH + dice.triangular(-9000, 8500, 18500, size).astype(np.int64)
        self.place = _skewed(len(parts.places), 0.7, dice, size)
        self.date = np.datetime64("2011-03-01") + dice.integers(0, 4900, size)
        self.is_dead = dice.random(size)


def _skewed(kinds: int, exponent: float, dice: np.random.Generator, size: Any) -> Ints:
    """Places of a list whose first is the most common: shares fall as 1 / (place + 2) ** exponent."""
    weights = 1.0 / (np.arange(kinds) + 2.0) ** exponent
    return np.asarray(
        np.searchsorted(np.cumsum(weights / weights.sum()), dice.random(size)).clip(0, kinds - 1), np.int64
    )


def _rare_families(dice: np.random.Generator, count: int) -> list[str]:
    """Families that no register has: three consonants in the patterns of Arabic words, some after a place or trade."""
    roots = dice.integers(0, len(_CONSONANTS), (count, 3))
    kinds = dice.integers(0, len(_PATTERNS), count)
    article = dice.random(count) < 0.5
    made = []
    for root, kind, with_article in zip(roots.tolist(), kinds.tolist(), article.tolist(), strict=True):
        word = _PATTERNS[kind].format(*(_CONSONANTS[number] for number in root)).replace("Awl", "AwI")
        made.append(f"al-{word}" if with_article else word)
    return made


CHILDREN = 0.35
"""Chance, after three of a family and each one more, that there are no others of it."""
MOST_OF_A_FAMILY = 9
YEARS_OF_BIRTHS = 14
TWINS, FATHER_TOO, AT_ONCE = 0.05, 0.5, 0.7
"""Shares of families: two are twins; their father is listed, too; all of it befell them on one day."""


def make_families(world: World, share: float, dice: np.random.Generator) -> None:
    """Make this share of the people brothers and sisters of others, with their father where he is among them.

    They have their father's names and their home in common, and no given name twice.
    """
    left = dice.permutation(world.size)[: int(share * world.size)]
    while len(left) >= 2:
        size = min(2 + int(dice.geometric(CHILDREN)), MOST_OF_A_FAMILY, len(left))
        family, left = left[:size], left[size:]
        first, father = family[0], size > 2 and dice.random() < FATHER_TOO
        for part in (world.family, world.place, world.father, world.grandfather):
            part[family] = part[first]
        births = world.birth[first] + dice.integers(0, YEARS_OF_BIRTHS * 365, size)
        if size > 2 and dice.random() < TWINS:
            births[1] = births[2]
        world.birth[family] = births
        if dice.random() < AT_ONCE:
            world.date[family] = world.date[first]
        children = family[1:] if father else family
        if father:
            world.given[first], world.father[first] = world.father[first], world.grandfather[first]
            world.grandfather[first] = _skewed(world.men, 1.05, dice, 1)[0]
            world.is_woman[first] = False
            world.birth[first] -= dice.integers(18 * 365, 45 * 365)
        _name_apart(world, children, dice)


def _name_apart(world: World, children: Ints, dice: np.random.Generator) -> None:
    """Other given names for those who have one that a brother or sister has."""
    seen: set[int] = set()
    for child in children.tolist():
        while int(world.given[child]) in seen:
            women = world.is_woman[child]
            named = _skewed(world.women if women else world.men, 0.9 if women else 1.05, dice, 1)[0]
            world.given[child] = named + (world.men if women else 0)
        seen.add(int(world.given[child]))
