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
from hudna.incidents.fused import FUSED, LINKS, Grouped, Number, incident_ids, incidents_table, links_table
from hudna.incidents.fusing_table import fusing
from hudna.incidents.gather import gather
from hudna.incidents.merge import Beside, Merged, empty_merged, hold_beside, merge
from hudna.incidents.near import Shelves, pairs, shelve, tally
from hudna.incidents.order import order_of
from hudna.incidents.reports import Relations, Reports, Rows, reports
from hudna.incidents.round_ups import round_ups
from hudna.incidents.voices import count_voices, heard, occurrence
from hudna.incidents.weigh import Counted, Worth, worth
from hudna.matching import probability

SAMPLE = 100_000
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
    rows, shelves, order = shelve(numbered.rows)
    r = numbered.relations
    step("learning what agreement is worth")
    weighed = worth(count_pairs(rows, r, shelves))
    least = fusing().wrong_merge / (fusing().wrong_merge + fusing().wrong_split) if least is None else least
    bits = float(np.log2(least / (1 - least)))
    step("comparing reports that are near")
    near = pairs(rows, r, shelves, weighed.bits, bits)
    step("gathering incidents")
    group = gather(rows, r, near, weighed.bits, bits)
    report, covered, group = round_ups(rows, r, shelves, group)
    step("merging what they say")
    return _told(numbered, rows, order, group, (report, covered), weighed)


NOTHING = Counted(np.zeros(1, np.int64), np.zeros(1, np.int64), 0, 0.0, 1)


def count_pairs(rows: Rows, r: Relations, shelves: Shelves) -> Counted:
    """Count how pairs in reach compare, and pairs as near but of another month."""
    mask = (1 << (len(rows) // SAMPLE).bit_length()) - 1
    near, met = tally(rows, r, shelves, mask)
    others, _ = tally(rows, r, shelves, mask, SHIFT)
    begin = rows["begin"][met]
    span = float(begin.max() - begin.min()) if len(begin) else 0.0
    covered = max(0.0, 1.0 - SHIFT / span) if span else 0.0
    return Counted(near, others, int(met.sum()), covered, mask + 1)


def _told(
    numbered: Reports,
    rows: Rows,
    order: NDArray[np.int64],
    group: NDArray[np.int32],
    covering: tuple[NDArray[np.int64], NDArray[np.int32]],
    weighed: Worth,
) -> Fused:
    """From groups (in the order of the shelves) to tables (in the order given)."""
    dissolved = np.isin(group, group[covering[0]]) if len(covering[0]) else np.zeros(len(group), np.bool_)
    shelved = _grouped(group, np.flatnonzero(~dissolved))
    merged, beside = _merge(numbered, rows, order, shelved, weighed)
    voices, grade = _voices(numbered, rows, order, shelved, merged)
    p = np.where(beside.pattern == -4, 1.0, np.round(probability(np.minimum(beside.bits, 40.0)), 6))
    by_time = order_of(shelved.least(rows["begin"][shelved.member]))
    place = np.full(int(group.max()) + 1, -1, np.int64)
    place[group[shelved.member[shelved.first[:-1]]][by_time]] = np.arange(len(shelved))
    covers = _covers(group, dissolved, covering, place, order)
    into = Merged._make(column[by_time] for column in merged)
    into = into._replace(speaker=order[into.speaker], who=order[into.who])
    given = shelved.in_order(by_time)
    given = Grouped(given.first, order[given.member])
    back = Beside._make(_unshelved(column, order) for column in beside)
    back = back._replace(closest=np.where(back.closest >= 0, order[np.maximum(back.closest, 0)], -1).astype(np.int32))
    ids = incident_ids(numbered.table, given, into)
    incidents = incidents_table(
        numbered, given, into, ids, voices[by_time], grade[by_time], shelved.least(p[shelved.member])[by_time]
    )
    links = links_table(numbered, given, ids, back, weighed, _unshelved(p, order), covers)
    return Fused(incidents, links, weighed, numbered.feeds)


def _grouped(group: NDArray[np.int32], kept: NDArray[np.int64]) -> Grouped:
    """The groups of the reports that are kept, in the order of the shelves."""
    if not len(kept):
        return Grouped(np.zeros(1, np.int64), kept)
    member = kept[order_of(group[kept])]
    return Grouped(np.concatenate(([0], np.flatnonzero(np.diff(group[member])) + 1, [len(member)])), member)


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
    rows = rows[order_of(group[rows])]
    a = np.searchsorted(group[rows], pairs_[:, 0], "left")
    b = np.searchsorted(group[rows], pairs_[:, 0], "right")
    at = np.concatenate(
        [np.arange(x, y) for x, y in zip(a.tolist(), b.tolist(), strict=True)] or [np.zeros(0, np.int64)]
    )
    return order[rows[at.astype(np.int64)]], np.repeat(place[pairs_[:, 1]], b - a)


def _unshelved(column: NDArray[Number], order: NDArray[np.int64]) -> NDArray[Number]:
    out = np.empty_like(column)
    out[order] = column
    return out


def _merge(
    numbered: Reports, rows: Rows, order: NDArray[np.int64], grouped: Grouped, weighed: Worth
) -> tuple[Merged, Beside]:
    count = len(rows)
    merged = empty_merged(len(grouped))
    beside = Beside(np.full(count, -1, np.int32), np.full(count, -4, np.int32), np.zeros(count, np.float32))
    hold_beside(rows, numbered.relations, grouped.first, grouped.member, weighed.bits, beside, merged.disagree)
    act = [str(word) for word in numbered.acts]
    depth = np.array([word.count(".") + 1 for word in act] or [0], np.int32)
    named = np.array([bool(a) + bool(b) for a, b in numbered.sides] or [0], np.int32)
    directed = numbered.table["directed"].to_numpy()[order]
    sides = _rank([f"{a}|{b}" for a, b in numbered.sides])
    merge(rows, grouped.first, grouped.member, depth, _rank(act), named, sides, directed, merged)
    return merged, beside


def _rank(words: Sequence[str]) -> NDArray[np.int32]:
    return np.argsort(np.argsort(np.array(words or [""], dtype=np.str_))).astype(np.int32)


def _voices(
    numbered: Reports, rows: Rows, order: NDArray[np.int64], grouped: Grouped, merged: Merged
) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
    joined = np.zeros(len(numbered), np.bool_)
    joined[order[grouped.member[np.repeat(grouped.sizes > 1, grouped.sizes)]]] = True
    said = heard(numbered, joined)
    voices = np.zeros(len(grouped), np.int32)
    count_voices(rows, grouped.first, grouped.member, said.of[order], said.first, said.code, voices)
    return voices, occurrence(voices, merged.disagree)
