"""Places: incidents with a position, put together where marks would hide each other on the map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from hudna.bulletin.drawing import Disc, HexCell, Level, Place
from hudna.bulletin.findings import position
from hudna.bulletin.frame import Frame, distinct, hexagon, hexagons
from hudna.bulletin.tally import VERDICTS, Codes, Tally
from hudna.bulletin.wording import Wording

FEW, MOST_PLACES, MOST_POINTS, MOST_DISCS = 150, 600, 1500, 250
NEAR, APART, CELL = 6.0, 11.0, 12.0
LEVELS = 5
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class _Group:
    """Incidents at one point, near it, or in one cell, by verdict."""

    key: int
    x: float
    y: float
    counts: Codes
    title: str


@dataclass(frozen=True)
class Places:
    """Groups the incidents of an assessment on a frame.

    Marks within a few units of each other are one mark. Too many marks become cells, with the breaches on top.
    Exact points are kept for when the map is zoomed in.
    """

    tally: Tally
    words: Wording
    frame: Frame
    known: Codes
    lon: Numbers
    lat: Numbers

    @cached_property
    def _xy(self) -> tuple[Numbers, Numbers]:
        return self.frame.place(self.lon, self.lat)

    @cached_property
    def grouped(self) -> tuple[Codes, Numbers, bool]:
        """The group of each incident, where each group stands, and whether groups are cells."""
        x, y = self._xy
        if not len(x):
            return np.zeros(0, np.int64), np.zeros((0, 2)), False
        group, centres = hexagons(x, y, NEAR)
        if len(centres) > MOST_PLACES:
            return *hexagons(x, y, CELL), True
        return *_joined(group, x, y), False

    @property
    def are_cells(self) -> bool:
        """Were there too many for marks?"""
        return self.grouped[2]

    def marks(self, shown: Mapping[int, str]) -> tuple[Place, ...]:
        """The marks, those of few incidents over those of many; in cells: the breaches, point by point."""
        if self.are_cells:
            breaches = np.flatnonzero(self.tally.gravest[self.known] == 0)
            return self._places(self._points(breaches), shown, 6.0)
        return self._places(self._groups(), shown, 5.0 if len(self.grouped[1]) < FEW else 3.6)

    def points(self, shown: Mapping[int, str]) -> tuple[Place, ...]:
        """Every point by itself, where marks stand for several; none if there are too many."""
        points = [] if self.are_cells else self._points(np.arange(len(self.known)))
        return self._places(points, shown, 3.6) if len(points) > len(self.grouped[1]) else ()

    def cells(self, shown: Mapping[int, str]) -> tuple[HexCell, ...]:
        """The cells, shaded by how many incidents lie in each."""
        groups = self._groups() if self.are_cells else []
        bounds = _bounds(groups)
        return tuple(
            HexCell(
                hexagon(g.x, g.y, CELL - 0.6),
                1 + sum(int(g.counts.sum()) > bound for bound in bounds[:-1]),
                g.title,
                g.key,
                shown.get(g.key, ""),
            )
            for g in groups
        )

    def levels(self) -> tuple[Level, ...]:
        """What each shade stands for."""
        low, levels = 1, []
        for number, high in enumerate(_bounds(self._groups() if self.are_cells else []), start=1):
            text = self.words.number(low) if low >= high else self.words.range(low, high)
            levels.append(Level(number, text))
            low = high + 1
        return tuple(levels)

    def discs(self) -> tuple[Disc, ...]:
        """How far off each may be, the widest; none over cells."""
        if self.are_cells:
            return ()
        radius = self.tally.numbers("radius_km")[self.tally.firsts][self.known]
        every = np.round(np.column_stack([*self._xy, radius / self.frame.unit_km]), 1)
        every = np.unique(every[np.isfinite(radius) & (every[:, 2] > 4)], axis=0)
        widest = every[np.argsort(-every[:, 2], kind="stable")][:MOST_DISCS]
        return tuple(Disc(*(float(v) for v in row)) for row in widest)

    def _groups(self) -> list[_Group]:
        group, centres, _ = self.grouped
        counts = np.zeros((len(centres), len(VERDICTS)), dtype=np.int64)
        np.add.at(counts, (group, self.tally.gravest[self.known]), 1)
        return [
            _Group(key, round(float(x), 1), round(float(y), 1), counts[key], self._title(counts[key], ""))
            for key, (x, y) in enumerate(centres)
        ]

    def _points(self, some: NDArray[np.intp]) -> list[_Group]:
        """Some incidents by their exact points; none if they are too many."""
        x, y = (np.round(column[some], 2) for column in self._xy)
        first, which, _ = distinct(*(np.rint(column * 100).astype(np.int64) for column in (x, y)))
        if not len(some) or len(first) > MOST_POINTS:
            return []
        counts = np.zeros((len(first), len(VERDICTS)), dtype=np.int64)
        np.add.at(counts, (which, self.tally.gravest[self.known[some]]), 1)
        return [
            _Group(
                int(self.grouped[0][some[row]]),
                float(x[row]),
                float(y[row]),
                counts[k],
                self._title(counts[k], position(self.words, self.lon[some[row]], self.lat[some[row]])),
            )
            for k, row in enumerate(first.tolist())
        ]

    def _places(self, groups: list[_Group], shown: Mapping[int, str], least: float) -> tuple[Place, ...]:
        places = []
        for g in sorted(groups, key=lambda g: -int(g.counts.sum())):
            gravest, total = int(np.flatnonzero(g.counts)[0]), int(g.counts.sum())
            size, ring = _radius(int(g.counts[gravest]), least), _radius(total, least) + 2.5
            mark = VERDICTS[gravest].value
            others = round(ring, 1) if total > g.counts[gravest] else 0.0
            places.append(Place(g.x, g.y, size, others, mark, g.title, g.key, shown.get(g.key, "")))
        return tuple(places)

    def _title(self, counts: Codes, where: str) -> str:
        say = self.words.say
        parts = [
            say("map.part", verdict=say(f"verdicts.{v}"), n=int(n)) for v, n in zip(VERDICTS, counts, strict=True) if n
        ]
        key = "map.place" if where else "map.cell" if self.are_cells else "map.near"
        return say(key, where=where, total=self.words.number(int(counts.sum())), parts=self.words.listed(parts))


def _radius(number: int, least: float) -> float:
    """Area grows with the number, up to a size that hides too much."""
    return round(min(least + 1.5 * sqrt(number - 1), 15.0), 1)


def _joined(group: Codes, x: Numbers, y: Numbers) -> tuple[Codes, Numbers]:
    """Groups with those near them joined, the largest first, and where each stands: the mean of its incidents."""
    for last in (False, True):
        times = np.bincount(group)
        means = np.column_stack([np.bincount(group, weights=column) / times for column in (x, y)])
        if last:
            break
        joined = np.full(len(times), -1, dtype=np.int64)
        for number, at in enumerate(np.argsort(-times, kind="stable").tolist()):
            if joined[at] < 0:
                near = np.hypot(*(means - means[at]).T) < APART
                joined[near & (joined < 0)] = number
        group = np.unique(joined, return_inverse=True)[1].reshape(-1)[group].astype(np.int64)
    return group, means


def _bounds(groups: list[_Group]) -> list[int]:
    """Upper bounds of the shades, growing by a constant factor: a few, …, the most."""
    most = max((int(g.counts.sum()) for g in groups), default=0)
    return sorted({round(most ** (k / LEVELS)) for k in range(1, LEVELS + 1)}) if most else []
