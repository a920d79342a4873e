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
from hudna.incidents.order import order_of

MISSING = "\uffff"
"""Instead of a word: none, which agrees with nothing."""
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class EventSet:
    """One data set: days counted from any day, degrees, and a code per row and level of every taxonomy.

    ``levels``: rows × (levels of the first taxonomy, then of the second, …), finest first; codes are shared by all
    data sets, and a negative one agrees with none. Rows are told by their number, counted from 1.
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

    ``kept``: rows × 2, data set and row. ``near``: × 4, a row near an episode of the other kind, and that episode.
    ``lost``: groups that the release loses from its own tables, in whole or in part (it removes the doubles all the
    same): when a later data set has no episode, or no event, at all; and, of four data sets or more, when no match was
    found with the second or the table began anew, since it is then too narrow for a match that begins later. A row
    whose doubles are all lost may stand alone among ``events`` and ``episodes``, as it does in the release's tables.
    """

    kept: Ints
    event_groups: Groups
    episode_groups: Groups
    near: Ints
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

    @cached_property
    def flagged(self) -> dict[Row, tuple[Row, ...]]:
        """Rows near an episode of the other kind, with these episodes."""
        found: dict[Row, list[Row]] = {}
        for number, row, other, episode in self.near.tolist():
            found.setdefault((number, row), []).append((other, episode))
        return {row: tuple(episodes) for row, episodes in found.items()}

    @property
    def forgotten(self) -> tuple[tuple[Row, ...], ...]:
        """Groups that are lost."""
        return self.lost.told

    @property
    def removed(self) -> int:
        """How many rows were doubles of a row that is kept."""
        return self.event_groups.doubles + self.episode_groups.doubles + self.lost.doubles


@dataclass
class _Rows:
    """The rows of all data sets, counted through, with the groups they are in so far.

    ``number``: of the data set. ``group``: by kind, per row its group or −1. ``begun``: by kind, the data set with
    which the release's table of matches begins. ``near``: rows and the episodes they are near.
    """

    number: Ints
    day: Ints
    end: Ints
    lat: Floats
    lon: Floats
    levels: NDArray[np.int32]
    first: Ints
    group: dict[str, Ints]
    begun: dict[str, int] = field(default_factory=dict)
    made: int = 0
    near: list[Ints] = field(default_factory=list)

    @classmethod
    def of(cls, sets: Sequence[EventSet]) -> _Rows:
        """The rows of these data sets."""
        sizes = [len(one) for one in sets]
        group = {kind: np.full(sum(sizes), -1, np.int64) for kind in ("event", "episode", "lost")}
        return cls(
            np.repeat(np.arange(1, len(sets) + 1), sizes),
            np.concatenate([one.day for one in sets]),
            np.concatenate([one.end for one in sets]),
            np.concatenate([one.lat for one in sets]),
            np.concatenate([one.lon for one in sets]),
            np.concatenate([one.levels for one in sets]),
            np.cumsum([0, *sizes])[:-1],
            group,
        )

    def part(self, at: Ints) -> tuple[Ints, Ints, Floats, Floats, NDArray[np.int32]]:
        """What the kernels compare, of these rows."""
        return self.day[at], self.end[at], self.lat[at], self.lon[at], self.levels[at]

    def begin(self, group: Ints, rows: Ints) -> None:
        """Begin a group with each of these rows."""
        group[rows] = self.made + np.arange(len(rows))
        self.made += len(rows)

    def groups(self, kind: str) -> Groups:
        """The groups of a kind."""
        rows = np.flatnonzero(self.group[kind] >= 0)
        rows = rows[order_of(self.group[kind][rows])]
        return Groups(self.group[kind][rows], rows, self.first)

    def told(self, at: Ints) -> Ints:
        """These rows as data set and number in it, from 1."""
        return np.column_stack((self.number[at], at - self.first[self.number[at] - 1] + 1))


def integrate(sets: Sequence[EventSet], rule: MelttRule) -> Integrated:
    """Integrate two data sets or more, in this order."""
    rows = _Rows.of(sets)
    count, earliest = len(rows.day), rows.day.min(initial=0)
    left = np.flatnonzero(rows.number == 1)
    left = left[order_of(rows.day[left])]
    for number in range(2, len(sets) + 1):
        new = np.flatnonzero(rows.number == number)
        left = np.concatenate((left, new[order_of(rows.day[new])]))
        left = _joined(rows, left[order_of(rows.day[left])], number, rule)
        left = left[order_of((rows.day[left] - earliest) * count + left)]
    near = np.concatenate(rows.near) if rows.near else np.empty((0, 4), np.int64)
    return Integrated(rows.told(left), rows.groups("event"), rows.groups("episode"), near, rows.groups("lost"))


def _joined(rows: _Rows, left: Ints, number: int, rule: MelttRule) -> Ints:
    """What is left of these rows, in order of date, when the data set of that number is matched with the others."""
    is_new, is_event = rows.number[left] == number, rows.day[left] == rows.end[left]
    double = np.zeros(len(left), np.bool_)
    for kind, here in (("event", is_event), ("episode", ~is_event)):
        if not (here & is_new).any() or not (here & ~is_new).any():
            _forget(rows, kind, here)
            continue
        at = np.flatnonzero(here)
        partner = first_free(*rows.part(left[at]), is_new[at], *_settings(rule))
        old, new = at[partner >= 0], at[partner[partner >= 0]]
        _record(rows, kind, number, left[old], left[new])
        double[new] = True
    left = np.concatenate((left[is_event & ~double], left[~is_event & ~double]))
    _flag(rows, left, number, rule)
    return left


def _forget(rows: _Rows, kind: str, here: NDArray[np.bool_]) -> None:
    """With episodes on one side only, or no event at all, the release begins its table of matches anew.

    With events on one side only it stops; here what there is goes on.
    """
    if kind == "episode" or not here.any():
        rows.begun.pop(kind, None)
        group, lost = rows.group[kind], rows.group["lost"]
        gone = np.flatnonzero(group >= 0)
        for row in gone[lost[gone] >= 0]:  # a row some of whose doubles are lost already: all are one group
            group[group == group[row]] = lost[row]
        lost[gone] = group[gone]
        group[gone] = -1


def _settings(rule: MelttRule) -> tuple[float, float, Ints, Ints, Floats, int]:
    first = np.array([0, *np.cumsum(rule.depths)], np.int64)
    certainty = np.array(rule.certainty or [0] * len(rule.depths), np.int64) - 1
    weight = np.array(rule.weight or [1.0] * len(rule.depths), np.float64)
    return float(rule.days), float(rule.km), first, certainty, weight, rule.partial


def _record(rows: _Rows, kind: str, number: int, kept: Ints, double: Ints) -> None:
    """A row that stood in a group already takes its new double into it; another one begins a group.

    The release's table has a column for each data set from the first match on, but writes a new line as if it had one
    for every data set, and what stands beyond its width is cut off: the double, and perhaps the row that is kept.
    """
    if not len(kept):
        return
    group, lost = rows.group[kind], rows.group["lost"]
    begun = rows.begun.setdefault(kind, number)
    held = number if begun == number else number - (begun - 2)
    fresh = group[kept] < 0
    cut = fresh & (number > held)
    rows.begin(group, kept[fresh & (rows.number[kept] <= held)])
    group[double[~cut]] = group[kept[~cut]]
    rows.begin(lost, kept[cut & (lost[kept] < 0)])
    lost[double[cut]] = lost[kept[cut]]


def _flag(rows: _Rows, left: Ints, number: int, rule: MelttRule) -> None:
    """Events of the new data set near an episode of the others, and the other way round."""
    is_new, is_event = rows.number[left] == number, rows.day[left] == rows.end[left]
    for of_new in (True, False):
        events, episodes = left[is_event & (is_new == of_new)], left[~is_event & (is_new != of_new)]
        if not len(events) or not len(episodes):
            continue
        at = np.concatenate((episodes, events))
        at = at[order_of(rows.day[at])]
        near = flag_near(*rows.part(at), rows.day[at] == rows.end[at], *_settings(rule))
        found = np.flatnonzero(near >= 0)
        rows.near.append(np.column_stack((rows.told(at[found]), rows.told(at[near[found]]))))


def coded(columns: Sequence[Sequence[Sequence[str]]]) -> list[NDArray[np.int32]]:
    """Codes for the words of every level, the same word the same code in all data sets.

    ``columns``: per data set, per level, a word per row, ``MISSING`` for none. One array rows × levels per data set.
    """
    depths = {len(levels) for levels in columns}
    assert len(depths) == 1, "every data set has the same levels"
    sizes = [len(levels[0]) if levels else 0 for levels in columns]
    ends = np.cumsum([0, *sizes])
    every = []
    for level in range(depths.pop()):
        words = np.concatenate([np.asarray(levels[level], dtype=np.str_) for levels in columns])
        codes = np.unique(words, return_inverse=True)[1].astype(np.int32)
        every.append(np.where(words == MISSING, np.int32(-1), codes))
    table = np.column_stack(every) if every else np.empty((int(ends[-1]), 0), np.int32)
    return [np.ascontiguousarray(table[a:b]) for a, b in pairwise(ends.tolist())]
