"""Which pairs are worth a look: those that share a key.

A *key* gives rows a value (a row may have several, or none); rows of both tables with one value make a *block*. The
candidates are the union over all keys, each pair once. Pairs come in batches of bounded size, so that memory does not
grow with their number. A block that would explode (a name that everybody bears) is dropped, and told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from hudna.matching.kernels import kernel
from hudna.matching.model import Bool, Int32, Int64, Pairs, UInt8

MOST_PER_BLOCK = 2_000_000
"""Pairs in one block. A value shared by 1,400 rows of each table tells nobody apart."""
MOST_PER_ROW = 300
"""Pairs per row of the larger table, over all keys: the largest blocks are dropped until it holds."""
ALWAYS = 1_000_000
"""Pairs that are looked at in any case: of short tables no block is dropped."""
BATCH = 1 << 20


@dataclass(frozen=True, slots=True)
class Key:
    """A key, by its name in words: row ``rows[k]`` has value ``values[k]``. Within one table both sides are alike.

    ``most``: pairs that a block of this key may have. A key that says little is worth a look only where it is rare.
    ``worth``: where the largest blocks must go, one of this key may be so many times as large as others.
    """

    name: str
    left_rows: Int32
    left_values: Int64
    right_rows: Int32
    right_values: Int64
    most: int = MOST_PER_BLOCK
    worth: int = 1


@dataclass(frozen=True, slots=True)
class KeySize:
    """What a key gives: blocks and pairs kept (a pair counts in each key that it shares), and what was dropped."""

    name: str
    blocks: int
    pairs: int
    largest: int
    dropped_blocks: int
    dropped_pairs: int


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of all keys: of each left row its blocks, of each block its right rows.

    ``within``: both tables are one, and a pair is given once, with the smaller row number on the left.
    """

    sizes: tuple[KeySize, ...]
    n_left: int
    n_right: int
    within: bool
    row_start: Int64
    row_blocks: Int32
    block_start: Int64
    block_rows: Int32

    @property
    def pairs(self) -> int:
        """Pairs to be looked at, those that share several keys counted as often."""
        return sum(size.pairs for size in self.sizes)


def block(
    keys: Iterable[Key],
    n_left: int,
    n_right: int,
    *,
    within: bool = False,
    most_per_row: int = MOST_PER_ROW,
    always: int = ALWAYS,
) -> Blocks:
    """Sort the rows of both tables into blocks. Order of rows and of keys does not change the set of pairs.

    Keys are taken one by one, and of each only what could meet is kept.
    """
    met = [_of_key(_meeting(key, within=within)) for key in keys]
    bound = _bound(met, max(most_per_row * max(n_left, n_right), always))
    sizes, rows, blocks, starts, members = [], [], [], [np.zeros(1, np.int64)], []
    n_blocks, n_members = 0, 0
    while met:
        one = met.pop(0)
        keep = one.pairs < bound * one.worth
        sizes.append(_size(one, keep))
        number = np.where(keep, np.cumsum(keep) - 1 + n_blocks, -1)
        placed = number[one.left]
        rows.append(one.left_rows[placed >= 0])
        blocks.append(placed[placed >= 0].astype(np.int32))
        members.append(one.right_rows[np.repeat(keep, one.n_right)])
        starts.append(np.cumsum(one.n_right[keep]) + n_members)
        n_blocks += int(keep.sum())
        n_members += int(one.n_right[keep].sum())
    all_rows = np.concatenate([np.empty(0, np.int32), *rows]).astype(np.int32)
    row_start = np.zeros(n_left + 1, np.int64)
    np.cumsum(np.bincount(all_rows, minlength=n_left), out=row_start[1:])
    return Blocks(
        tuple(sizes),
        n_left,
        n_right,
        within,
        row_start,
        _by_row(all_rows, np.concatenate([np.empty(0, np.int32), *blocks]), row_start),
        np.concatenate(starts),
        np.concatenate([np.empty(0, np.int32), *members]).astype(np.int32),
    )


def _meeting(key: Key, *, within: bool) -> Key:
    """The key without values that no other row can have: most of them, and not worth sorting."""
    slots = 1 << int(np.ceil(np.log2(len(key.left_values) + len(key.right_values) + 2)) + 1)
    left, right = (_often(values, slots) for values in (key.left_values, key.right_values))
    keep_left = _met_by(key.left_values, right, 1 + within)
    keep_right = _met_by(key.right_values, left, 1)
    if within:
        keep_right &= _met_by(key.right_values, right, 2)
    return replace(
        key,
        left_rows=key.left_rows[keep_left],
        left_values=key.left_values[keep_left],
        right_rows=key.right_rows[keep_right],
        right_values=key.right_values[keep_right],
    )


@kernel
def _slot(value: int, slots: int) -> int:
    """A place among so many (a power of two) for a value, the same for the same value."""
    mixed = np.uint64(value) * np.uint64(0x9E3779B97F4A7C15)
    return np.int64((mixed >> np.uint64(20)) & np.uint64(slots - 1))  # type: ignore[return-value]


@kernel
def _often(values: Int64, slots: int) -> UInt8:
    """How many values have each place: none, one, or more."""
    often = np.zeros(slots, np.uint8)
    for k in range(len(values)):
        slot = _slot(values[k], slots)
        often[slot] = min(often[slot] + 1, 2)
    return often


@kernel
def _met_by(values: Int64, often: UInt8, times: int) -> Bool:
    """Which values have a place that was met so often at least."""
    met = np.zeros(len(values), np.bool_)
    for k in range(len(values)):
        met[k] = often[_slot(values[k], len(often))] >= times
    return met


@dataclass(frozen=True, slots=True)
class _Met:
    """The blocks of one key that are not too large for it: of each block its pairs, how many right rows and which.
    ``worth`` as in Key.

    ``left``: the block of each of ``left_rows``. ``dropped``: pairs of each block that is too large for the key.
    """

    name: str
    worth: int
    pairs: Int64
    left_rows: Int32
    left: Int32
    n_right: Int64
    right_rows: Int32
    dropped: Int64


def _of_key(key: Key) -> _Met:
    """Put rows of one value together."""
    order = np.argsort(key.right_values, kind="stable")
    in_order = key.right_values[order]
    first = np.flatnonzero(np.r_[np.ones(len(in_order[:1]), bool), in_order[1:] != in_order[:-1]])
    values, n_right = in_order[first], np.diff(np.append(first, len(in_order)))
    of_left = np.argsort(key.left_values, kind="stable") if len(values) else np.empty(0, np.int64)
    wanted = key.left_values[of_left]
    place = np.minimum(np.searchsorted(values, wanted), max(len(values) - 1, 0))
    meets = values[place] == wanted
    left = place[meets]
    pairs = np.bincount(left, minlength=len(values)) * n_right
    keep = (pairs > 0) & (pairs <= key.most)
    number = np.where(keep, np.cumsum(keep) - 1, -1).astype(np.int32)[left]
    return _Met(
        key.name,
        key.worth,
        pairs[keep],
        key.left_rows[of_left[meets]][number >= 0],
        number[number >= 0],
        n_right[keep],
        key.right_rows[order][np.repeat(keep, n_right)],
        pairs[pairs > key.most],
    )


@kernel
def _by_row(rows: Int32, blocks: Int32, row_start: Int64) -> Int32:
    """The blocks of each row, one row after the other."""
    free = row_start.copy()
    sorted_blocks = np.empty(len(rows), np.int32)
    for k in range(len(rows)):
        sorted_blocks[free[rows[k]]] = blocks[k]
        free[rows[k]] += 1
    return sorted_blocks


def _bound(met: Sequence[_Met], most: int) -> float:
    """From this size on, by what its key is worth, a block must go, so that those that stay have ``most`` pairs."""
    pairs = np.concatenate([np.empty(0, np.int64), *(one.pairs for one in met)])
    sizes = np.concatenate([np.empty(0), *(one.pairs / one.worth for one in met)])
    order = np.argsort(sizes)
    fitting = int(np.searchsorted(np.cumsum(pairs[order]), most, side="right"))
    return np.inf if fitting == len(pairs) else float(sizes[order[fitting]])


def _size(met: _Met, keep: Bool) -> KeySize:
    kept, gone = met.pairs[keep], np.concatenate([met.pairs[~keep], met.dropped])
    return KeySize(met.name, len(kept), int(kept.sum()), int(kept.max(initial=0)), len(gone), int(gone.sum()))


def batches(blocks: Blocks, rows: Int32 | None = None, *, size: int = BATCH) -> Iterator[Pairs]:
    """The candidates, each pair once, in batches of about ``size``; of the left ``rows`` only, where they are given.

    All pairs of a left row come in one batch. The two columns are views of a buffer that the next batch overwrites.
    """
    chosen = np.arange(blocks.n_left, dtype=np.int32) if rows is None else rows
    if not len(chosen):
        return
    most = _most(chosen, blocks.row_start, blocks.row_blocks, blocks.block_start)
    total = np.cumsum(most)
    room = int(max(size, most.max(initial=0)))
    left, right = np.empty(room, np.int32), np.empty(room, np.int32)
    seen = np.full(blocks.n_right, -1, np.int32)
    start, done = 0, 0
    while start < len(chosen):
        stop = max(int(np.searchsorted(total, done + room, side="right")), start + 1)
        n = _fill(
            chosen[start:stop],
            blocks.row_start,
            blocks.row_blocks,
            blocks.block_start,
            blocks.block_rows,
            blocks.within,
            seen,
            left,
            right,
        )
        if n:
            yield Pairs(left[:n], right[:n])
        done = int(total[stop - 1])
        start = stop


@kernel
def _most(rows: Int32, row_start: Int64, row_blocks: Int32, block_start: Int64) -> Int64:
    """At most so many pairs of each row."""
    most = np.zeros(len(rows), np.int64)
    for k in range(len(rows)):
        for i in range(row_start[rows[k]], row_start[rows[k] + 1]):
            number = row_blocks[i]
            most[k] += block_start[number + 1] - block_start[number]
    return most


@kernel
def _fill(
    rows: Int32,
    row_start: Int64,
    row_blocks: Int32,
    block_start: Int64,
    block_rows: Int32,
    within: bool,
    seen: Int32,
    left: Int32,
    right: Int32,
) -> int:
    """Write the pairs of these rows; ``seen`` remembers which left row a right row was last written for."""
    n = 0
    for k in range(len(rows)):
        row = rows[k]
        for i in range(row_start[row], row_start[row + 1]):
            number = row_blocks[i]
            for j in range(block_start[number], block_start[number + 1]):
                other = block_rows[j]
                if seen[other] == row or (within and other <= row):
                    continue
                seen[other] = row
                left[n] = row
                right[n] = other
                n += 1
    return n
