"""Fuse reports into incidents: which reports tell of one incident, how sure that is, and who vouches for it.

Two reports are held against each other where they may be near in space and time, given how precisely each is known.
Place, time, act, sides, deaths, words and outlets are compared in levels; what a level is worth is learnt from the
reports themselves (hudna.matching); the surest pairs are joined first, and never so that an incident holds two reports
that cannot be one. See decision note 0016 for why, and for the rule of MELTT beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hudna.ground import Parties
from hudna.incidents.fused import FUSED, LINKS, Grouped, incident_ids, incidents_table, links_table
from hudna.incidents.fusing_table import fusing
from hudna.incidents.gather import gather
from hudna.incidents.merge import Beside, Merged, empty_merged, hold_beside, merge
from hudna.incidents.near import Shelves, pairs, shelve, tally
from hudna.incidents.reports import Columns, Relations, Reports, reports
from hudna.incidents.round_ups import round_ups
from hudna.incidents.voices import count_voices, heard, occurrence
from hudna.incidents.weigh import Counted, Worth, worth
from hudna.matching import probability

SAMPLE = 200_000
"""Levels are counted of about so many reports at most."""
SHIFT = 24 * 1440
"""Another month, in minutes: far enough that nothing is one incident, near enough that the war is the same."""
Step = Callable[[str], None]


@dataclass(frozen=True)
class Fused:
    """Incidents (FUSED), links (LINKS), and what came of it in figures."""

    incidents: pa.Table
    links: pa.Table
    worth: Worth
    feeds: tuple[str, ...]

    @property
    def joined(self) -> int:
        """How many incidents have more than one report."""
        return int((self.incidents["reports"].to_numpy() > 1).sum())

    @property
    def changed(self) -> bool:
        """Is there any incident that is not simply one report?"""
        return self.incidents.num_rows != self.links.num_rows or self.joined > 0


def fuse(
    table: pa.Table,
    feed: NDArray[np.int32],
    feeds: Sequence[str],
    *,
    alone: Sequence[bool] | None = None,
    coded: Sequence[bool] | None = None,
    parties: Parties | None = None,
    least: float | None = None,
    step: Step = lambda said: None,
) -> Fused:
    """Fuse reports (schema INCIDENTS) of several feeds; ``feed``: per row which of ``feeds`` it is of.

    ``alone``: feeds whose rows are different incidents by themselves, as in a data set coded event by event.
    ``coded``: feeds that are such data sets, so that no row sums up others. ``least``: the probability from which on
    two reports are one; otherwise from the costs in ``data/fusing.yaml``.
    """
    if not table.num_rows:
        return Fused(FUSED.empty_table(), LINKS.empty_table(), worth(NOTHING), tuple(feeds))
    nobody = [False] * len(feeds)
    step("numbering the reports")
    numbered = reports(table, feed, feeds, alone or nobody, coded or nobody, parties)
    c, shelves, order = shelve(numbered.columns)
    r = numbered.relations
    step("learning what agreement is worth")
    weighed = worth(count_pairs(c, r, shelves))
    least = fusing().wrong_merge / (fusing().wrong_merge + fusing().wrong_split) if least is None else least
    bits = float(np.log2(least / (1 - least)))
    step("comparing reports that are near")
    near = pairs(c, r, shelves, weighed.bits, bits)
    step("gathering incidents")
    group = gather(c, r, near, weighed.bits, bits)
    report, covered, group = round_ups(c, r, shelves, group)
    step("merging what they say")
    return _told(numbered, c, order, group, (report, covered), weighed)


NOTHING = Counted(np.zeros(1, np.int64), np.zeros(1, np.int64), 0, 0.0, 1)


def count_pairs(c: Columns, r: Relations, shelves: Shelves) -> Counted:
    """Count how pairs in reach compare, and pairs as near but of another month."""
    mask = (1 << (len(c.lon) // SAMPLE).bit_length()) - 1
    near, met = tally(c, r, shelves, mask)
    others, _ = tally(c, r, shelves, mask, SHIFT)
    begin = c.begin[met]
    span = float(begin.max() - begin.min()) if len(begin) else 0.0
    covered = max(0.0, 1.0 - SHIFT / span) if span else 0.0
    return Counted(near, others, int(met.sum()), covered, mask + 1)


def _told(
    numbered: Reports,
    c: Columns,
    order: NDArray[np.int64],
    group: NDArray[np.int32],
    covering: tuple[NDArray[np.int64], NDArray[np.int32]],
    weighed: Worth,
) -> Fused:
    """From groups (in the order of the shelves) to tables (in the order given)."""
    count = len(group)
    sums_up = np.zeros(count, np.bool_)
    sums_up[covering[0]] = True
    dissolved = np.isin(group, group[covering[0]])
    kept = np.flatnonzero(~dissolved)
    shelved = _grouped(c, kept[np.argsort(group[kept], kind="stable")], group)
    first, by_group = shelved.first, shelved.member
    merged, beside = _merge(numbered, c, order, shelved, weighed)
    voices, grade = _voices(numbered, c, order, shelved, merged)
    given = Grouped(first, order[by_group])
    into = merged._replace(speaker=order[merged.speaker], who=order[merged.who])
    p = np.ones(count)
    p[order] = np.where(beside.pattern == -4, 1.0, np.round(probability(np.minimum(beside.bits, 40.0)), 6))
    back = Beside._make(_unshelved(column, order) for column in beside)
    back = back._replace(closest=np.where(back.closest >= 0, order[np.maximum(back.closest, 0)], -1).astype(np.int32))
    of_incident = np.minimum.reduceat(p[given.member], first[:-1]) if len(given) else np.zeros(0)
    ids = incident_ids(numbered.table, given, into)
    place = np.full(int(group.max()) + 1, -1, np.int64)
    place[group[by_group]] = np.repeat(np.arange(len(shelved)), shelved.sizes)
    covers = _covers(group, dissolved, covering, place, order)
    incidents = incidents_table(numbered, given, into, voices, grade, of_incident)
    links = links_table(numbered, given, ids, back, weighed, p, covers)
    return Fused(incidents, links, weighed, numbered.feeds)


def _grouped(c: Columns, member: NDArray[np.int64], group: NDArray[np.int32]) -> Grouped:
    """The groups in order of the time from which on they may have happened."""
    if not len(member):
        return Grouped(np.zeros(1, np.int64), member)
    first = np.concatenate(([0], np.flatnonzero(np.diff(group[member])) + 1, [len(member)])).astype(np.int64)
    sizes = np.diff(first)
    order = np.argsort(np.minimum.reduceat(c.begin[member], first[:-1]), kind="stable")
    sorted_first = np.concatenate(([0], np.cumsum(sizes[order])))
    within = np.arange(len(member)) - np.repeat(sorted_first[:-1], sizes[order])
    return Grouped(sorted_first, member[np.repeat(first[:-1][order], sizes[order]) + within])


def _covers(
    group: NDArray[np.int32],
    dissolved: NDArray[np.bool_],
    covering: tuple[NDArray[np.int64], NDArray[np.int32]],
    place: NDArray[np.int64],
    order: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every report of a group that sums up, with every incident which that group covers."""
    pairs_ = np.unique(np.column_stack((group[covering[0]], covering[1])), axis=0)
    pairs_ = pairs_[place[pairs_[:, 1]] >= 0]
    rows = np.flatnonzero(dissolved)
    rows = rows[np.argsort(group[rows], kind="stable")]
    a = np.searchsorted(group[rows], pairs_[:, 0], "left")
    b = np.searchsorted(group[rows], pairs_[:, 0], "right")
    at = np.concatenate(
        [np.arange(x, y) for x, y in zip(a.tolist(), b.tolist(), strict=True)] or [np.zeros(0, np.int64)]
    )
    return order[rows[at.astype(np.int64)]], np.repeat(place[pairs_[:, 1]], b - a)


def _unshelved(column: NDArray[np.generic], order: NDArray[np.int64]) -> NDArray[np.generic]:
    out = np.empty_like(column)
    out[order] = column
    return out


def _merge(
    numbered: Reports, c: Columns, order: NDArray[np.int64], grouped: Grouped, weighed: Worth
) -> tuple[Merged, Beside]:
    count = len(c.lon)
    merged = empty_merged(len(grouped))
    beside = Beside(np.full(count, -1, np.int32), np.full(count, -4, np.int32), np.zeros(count, np.float32))
    hold_beside(c, numbered.relations, grouped.first, grouped.member, weighed.bits, beside, merged.disagree)
    act = [str(word) for word in numbered.acts]
    depth = np.array([word.count(".") + 1 for word in act] or [0], np.int32)
    named = np.array([bool(a) + bool(b) for a, b in numbered.sides] or [0], np.int32)
    directed = numbered.table["directed"].to_numpy()[order]
    sides = _rank([f"{a}|{b}" for a, b in numbered.sides])
    merge(c, grouped.first, grouped.member, depth, _rank(act), named, sides, directed, merged)
    return merged, beside


def _rank(words: Sequence[str]) -> NDArray[np.int32]:
    return np.argsort(np.argsort(np.array(words or [""], dtype=np.str_))).astype(np.int32)


def _voices(
    numbered: Reports, c: Columns, order: NDArray[np.int64], grouped: Grouped, merged: Merged
) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
    joined = np.zeros(len(numbered), np.bool_)
    joined[order[grouped.member[np.repeat(grouped.sizes > 1, grouped.sizes)]]] = True
    said = heard(numbered, joined)
    voices = np.zeros(len(grouped), np.int32)
    full = numbered.columns
    count_voices(
        grouped.first, order[grouped.member], said.first, said.code, full.text, full.words, full.sketch, voices
    )
    return voices, occurrence(voices, merged.disagree)
