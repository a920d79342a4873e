"""MELTT's rule: events of several data sets that lie in one window of days and kilometres and agree in every taxonomy.

Reproduces what release 0.4.3 of the R package ``meltt`` answers (Donnay, Dunford, McGrath, Backer & Cunningham 2019,
"Integrating Conflict Event Data", Journal of Conflict Resolution 63(5)), so that a published integration can be
repeated and compared. Data sets are taken in the order given; each is matched with what is left of those before it:
events (one day) with events, then episodes (several days) with episodes; an event near an episode is flagged, not
joined. Its selection, which reads as a search for the best partner, orders candidates by the number of the data set
and not by their score; so every event, in order of date, takes the first partner that is still free, going back
through earlier rows first and then forward. Told that way it needs no search: each pair in the window is seen once.

Use :mod:`hudna.incidents.fuse` for work of your own; decision note 0016 says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from hudna.incidents.first_free import first_free, flag_near

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class EventSet:
    """One data set: days counted from any day, degrees, and a code per row and level of every taxonomy.

    ``levels``: rows × (levels of the first taxonomy, then of the second, …), finest first; codes are shared by all
    data sets. Rows are told by their number, counted from 1.
    """

    name: str
    day: Ints
    end: Ints
    lat: Floats
    lon: Floats
    levels: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.day)


@dataclass(frozen=True)
class MelttRule:
    """The window in days and kilometres, how many levels each taxonomy has, and the package's other settings.

    ``certainty``: the one level (from 1) that each taxonomy is compared at, instead of the finest that agrees.
    ``partial``: so many taxonomies may disagree, no fewer. ``weight``: of each taxonomy in the score.
    """

    days: float
    km: float
    depths: tuple[int, ...]
    certainty: tuple[int, ...] | None = None
    partial: int = 0
    weight: tuple[float, ...] | None = None


Row = tuple[int, int]
"""Number of the data set and of the row in it, both from 1."""


@dataclass(frozen=True)
class Groups:
    """Rows that are one: ``row`` (counted through all data sets) belongs to ``group``; by group, the kept row first."""

    group: Ints
    row: Ints
    first: Ints
    """Where each data set begins, counted through all."""

    @cached_property
    def told(self) -> tuple[tuple[Row, ...], ...]:
        """The groups as pairs of data set and row, both from 1."""
        number = np.searchsorted(self.first, self.row, "right")
        pairs = list(zip(number.tolist(), (self.row - self.first[number - 1] + 1).tolist(), strict=True))
        ends = [0, *(np.flatnonzero(np.diff(self.group)) + 1).tolist(), len(pairs)]
        return tuple(tuple(pairs[a:b]) for a, b in pairwise(ends) if b > a)

    @property
    def doubles(self) -> int:
        """How many rows are doubles of a row that is kept."""
        return len(self.row) - len(np.unique(self.group))


@dataclass(frozen=True)
class Integrated:
    """What is left after integration, and what was joined with what.

    ``kept``: rows × 2, data set and row. ``flagged``: rows near an episode of the other kind, with these episodes.
    ``lost``: groups that the release loses from its own tables (it removes the doubles all the same), when a later data
    set has no episode, or no event, at all.
    """

    kept: Ints
    event_groups: Groups
    episode_groups: Groups
    flagged: dict[Row, tuple[Row, ...]]
    lost: Groups

    @property
    def unique(self) -> list[Row]:
        """The rows that are kept, in order of date."""
        return [(number, row) for number, row in self.kept.tolist()]

    @property
    def events(self) -> tuple[tuple[Row, ...], ...]:
        """Events that are one, the kept row first."""
        return self.event_groups.told

    @property
    def episodes(self) -> tuple[tuple[Row, ...], ...]:
        """Episodes that are one, the kept row first."""
        return self.episode_groups.told

    @property
    def forgotten(self) -> tuple[tuple[Row, ...], ...]:
        """Groups that are lost."""
        return self.lost.told

    @property
    def removed(self) -> int:
        """How many rows were doubles of a row that is kept."""
        return self.event_groups.doubles + self.episode_groups.doubles + self.lost.doubles


@dataclass
class _Left:
    """What is left so far: rows of all data sets done, in the release's order, and the groups.

    ``group``: by kind, per row counted through all data sets, its group or −1.
    """

    row: Ints
    """rows × 2: data set and number."""
    day: Ints
    end: Ints
    lat: Floats
    lon: Floats
    levels: NDArray[np.int32]
    first: Ints
    group: dict[str, Ints]
    made: int = 0
    flagged: dict[Row, list[Row]] = field(default_factory=dict)

    def part(self, at: Ints) -> tuple[Ints, Ints, Floats, Floats, NDArray[np.int32]]:
        """What the kernels compare, of these rows."""
        return self.day[at], self.end[at], self.lat[at], self.lon[at], self.levels[at]

    def take(self, at: Ints) -> None:
        """Keep these rows in this order."""
        for name in ("row", "day", "end", "lat", "lon", "levels"):
            setattr(self, name, getattr(self, name)[at])

    def add(self, number: int, other: EventSet) -> None:
        """Append a data set, by date."""
        order = np.argsort(other.day, kind="stable")
        row = np.column_stack((np.full(len(other), number), order + 1))
        self.row = np.concatenate((self.row, row))
        for name in ("day", "end", "lat", "lon", "levels"):
            setattr(self, name, np.concatenate((getattr(self, name), getattr(other, name)[order])))

    def through(self, at: Ints) -> Ints:
        """These rows, counted through all data sets."""
        return np.asarray(self.first[self.row[at, 0] - 1] + self.row[at, 1] - 1, np.int64)

    def groups(self, kind: str) -> Groups:
        """The groups of a kind."""
        rows = np.flatnonzero(self.group[kind] >= 0)
        rows = rows[np.argsort(self.group[kind][rows], kind="stable")]
        return Groups(self.group[kind][rows], rows, self.first)


def integrate(sets: Sequence[EventSet], rule: MelttRule) -> Integrated:
    """Integrate two data sets or more, in this order."""
    first = np.cumsum([0, *(len(one) for one in sets)])
    group = {kind: np.full(int(first[-1]), -1, np.int64) for kind in ("event", "episode", "lost")}
    one = sets[0]
    nothing = (one.day[:0], one.end[:0], one.lat[:0], one.lon[:0], one.levels[:0])
    left = _Left(np.empty((0, 2), np.int64), *nothing, first[:-1], group)
    left.add(1, sets[0])
    for number, other in enumerate(sets[1:], start=2):
        left.add(number, other)
        left.take(np.argsort(left.day, kind="stable"))
        _join(left, number, rule)
        left.take(np.lexsort((left.row[:, 1], left.row[:, 0], left.day)))
    return Integrated(
        left.row,
        left.groups("event"),
        left.groups("episode"),
        {row: tuple(near) for row, near in left.flagged.items()},
        left.groups("lost"),
    )


def _join(left: _Left, number: int, rule: MelttRule) -> None:
    is_new, is_event = left.row[:, 0] == number, left.day == left.end
    gone: list[NDArray[np.int64]] = []
    kept: list[NDArray[np.int64]] = []
    for kind, here in (("event", is_event), ("episode", ~is_event)):
        if not (here & is_new).any() or not (here & ~is_new).any():
            _forget(left, kind, here)
            kept.append(np.flatnonzero(here))
            continue
        at = np.flatnonzero(here)
        old, new = _pairs(left, at, is_new, rule)
        _record(left, kind, old, new)
        gone.append(new)
        kept.append(np.setdiff1d(at, new, assume_unique=True))
    left.take(np.concatenate(kept))
    _flag(left, number, rule)


def _forget(left: _Left, kind: str, here: NDArray[np.bool_]) -> None:
    """With episodes on one side only, or no event at all, the release begins its table of matches anew."""
    if kind == "episode" or not here.any():
        gone = left.group[kind] >= 0
        left.group["lost"][gone] = left.group[kind][gone]
        left.group[kind][gone] = -1


def _pairs(
    left: _Left, at: NDArray[np.int64], is_new: NDArray[np.bool_], rule: MelttRule
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    partner = first_free(*left.part(at), is_new[at], *_settings(rule))
    matched = np.flatnonzero(partner >= 0)
    return at[matched], at[partner[matched]]


def _settings(rule: MelttRule) -> tuple[float, float, Ints, Ints, Floats, int]:
    first = np.array([0, *np.cumsum(rule.depths)], np.int64)
    certainty = np.array(rule.certainty or [0] * len(rule.depths), np.int64) - 1
    weight = np.array(rule.weight or [1.0] * len(rule.depths), np.float64)
    return float(rule.days), float(rule.km), first, certainty, weight, rule.partial


def _record(left: _Left, kind: str, old: Ints, new: Ints) -> None:
    """A row that stood in a group already takes its new double into it; another one begins a group."""
    group, kept, double = left.group[kind], left.through(old), left.through(new)
    fresh = kept[group[kept] < 0]
    group[fresh] = left.made + np.arange(len(fresh))
    left.made += len(fresh)
    group[double] = group[kept]


def _flag(left: _Left, number: int, rule: MelttRule) -> None:
    """Events of the new data set near an episode of the others, and the other way round."""
    is_new, is_event = left.row[:, 0] == number, left.day == left.end
    for episodes, events in ((~is_new, is_new), (is_new, ~is_new)):
        at = np.concatenate([np.flatnonzero(episodes & ~is_event), np.flatnonzero(events & is_event)])
        at = at[np.argsort(left.day[at], kind="stable")]
        if not (episodes & ~is_event).any() or not (events & is_event).any():
            continue
        near = flag_near(*left.part(at), is_event[at], *_settings(rule))
        for event, episode in zip(at[near >= 0].tolist(), at[near[near >= 0]].tolist(), strict=True):
            one, other = left.row[event].tolist(), left.row[episode].tolist()
            left.flagged.setdefault((one[0], one[1]), []).append((other[0], other[1]))


def coded(columns: Sequence[Sequence[Sequence[str]]]) -> list[NDArray[np.int32]]:
    """Codes for the words of every level, the same word the same code in all data sets.

    ``columns``: per data set, per level, a word per row. One array rows × levels per data set.
    """
    depths = {len(levels) for levels in columns}
    assert len(depths) == 1, "every data set has the same levels"
    sizes = [len(levels[0]) if levels else 0 for levels in columns]
    ends = np.cumsum([0, *sizes])
    every = []
    for level in range(depths.pop()):
        words = np.concatenate([np.asarray(levels[level], dtype=np.str_) for levels in columns])
        every.append(np.unique(words, return_inverse=True)[1].astype(np.int32))
    table = np.column_stack(every) if every else np.empty((int(ends[-1]), 0), np.int32)
    return [np.ascontiguousarray(table[a:b]) for a, b in pairwise(ends.tolist())]
