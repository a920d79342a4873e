"""Which pairs are worth a look: those that share a key.

A *key* gives rows a value (a row may have several, or none); rows of both tables with one value make a *block*. The
candidates are the union over all keys, each pair once. Pairs come in batches of bounded size, so that memory does not
grow with their number. A block that would explode (a name that everybody bears) is dropped, and told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from hudna.matching.kernels import kernel
from hudna.matching.model import Bool, Int32, Int64, Pairs

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

    Keys are taken one by one, and of each only what meets is kept.
    """
    n = max(n_left, n_right)
    met = [_of_key(key, n, within=within) for key in keys]
    bound = _bound(met, max(most_per_row * n, always))
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


def _of_key(key: Key, n: int, *, within: bool) -> _Met:
    """Put rows of one value together; ``n``: rows of the larger table."""
    bits = n.bit_length()
    left = np.sort(_packed(key.left_rows, key.left_values, bits))
    right = np.sort(_packed(key.right_rows, key.right_values, bits))
    blocks = np.empty(min(len(left), len(right)), np.int64), np.empty(min(len(left), len(right)), np.int64)
    lefts = np.empty(len(left), np.int32), np.empty(len(left), np.int32)
    rights = np.empty(len(right), np.int32)
    least = 2 if within else 1
    n_blocks, n_left, n_right, n_gone = _meet(left, right, bits, least, key.most, *blocks, *lefts, rights)
    return _Met(
        key.name,
        key.worth,
        blocks[0][:n_blocks].copy(),
        lefts[0][:n_left].copy(),
        lefts[1][:n_left].copy(),
        blocks[1][:n_blocks].copy(),
        rights[:n_right].copy(),
        blocks[0][len(blocks[0]) - n_gone :].copy(),
    )


@kernel
def _packed(rows: Int32, values: Int64, bits: int) -> Int64:
    """Values mixed (as splitmix64 ends), their last ``bits`` replaced by the row: sorted, those of one value meet.

    What is left of the mixed value has some forty bits, so that of a million values no two become one as a rule; where
    they do, pairs are looked at that share no key.
    """
    packed = np.empty(len(rows), np.int64)
    for k in range(len(rows)):
        mixed = np.uint64(values[k])
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        packed[k] = (np.int64(mixed >> np.uint64(bits + 1)) << bits) | rows[k]
    return packed


@kernel
def _meet(  # type: ignore[no-untyped-def]
    left, right, bits, least, most, pairs, n_right, left_rows, left_blocks, right_rows
):
    """Write the blocks of values that both sides have, ``least`` rows of the right at least; how many of each.

    Of blocks that have more than ``most`` pairs only that number is written, from the end of ``pairs`` on backwards.
    """
    row = (np.int64(1) << bits) - 1
    i = j = blocks = lefts = rights = gone = 0
    while i < len(left) and j < len(right):
        value, other = left[i] >> bits, right[j] >> bits
        if value != other:
            i += value < other
            j += other < value
            continue
        end, stop = i, j
        while end < len(left) and left[end] >> bits == value:
            end += 1
        while stop < len(right) and right[stop] >> bits == value:
            stop += 1
        size = (end - i) * (stop - j)
        if size > most:
            gone += 1
            pairs[len(pairs) - gone] = size
        elif stop - j >= least:
            pairs[blocks] = size
            n_right[blocks] = stop - j
            for k in range(i, end):
                left_rows[lefts] = left[k] & row
                left_blocks[lefts] = blocks
                lefts += 1
            for k in range(j, stop):
                right_rows[rights] = right[k] & row
                rights += 1
            blocks += 1
        i, j = end, stop
    return blocks, lefts, rights, gone


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
