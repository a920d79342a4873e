"""The Merkle tree of RFC 6962 §2.1 over SHA-256: roots, inclusion proofs (§2.1.1), consistency proofs (§2.1.2).

Hashes are 32 bytes. A leaf is hashed as SHA-256(0x00 ‖ data), a node as SHA-256(0x01 ‖ left ‖ right); the empty tree
has the root SHA-256(""). Verification follows RFC 9162 §2.1.3.2 and §2.1.4.2, which say the same in steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()


def leaf(data: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The roots of the full subtrees of a growing tree, left to right: all that is needed to add leaves.

    ``size`` leaves give as many peaks as ``size`` has bits that are set.
    """

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)
        if len(self.peaks) != size.bit_count():
            raise ValueError("a frontier has one peak for each bit of its size")

    def add(self, leaf_hash: bytes) -> None:
        """Add one leaf hash on the right."""
        size, peaks = self.size, self.peaks
        self.size = size + 1
        while size & 1:
            leaf_hash = sha256(b"\x01" + peaks.pop() + leaf_hash).digest()  # node(), without the call
            size >>= 1
        peaks.append(leaf_hash)

    def root(self) -> bytes:
        """The root of the tree so far."""
        if not self.peaks:
            return EMPTY
        found = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            found = node(peak, found)
        return found


def root(leaves: Iterable[bytes]) -> bytes:
    """The root of a tree of these leaf hashes."""
    frontier = Frontier()
    for one in leaves:
        frontier.add(one)
    return frontier.root()


def inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of the leaf at ``index``, from the leaf up. Raises IndexError outside the tree."""
    if not 0 <= index < len(leaves):
        raise IndexError("no such leaf")
    path = []
    for start, split, stop in _descent(len(leaves), index):
        path.append(root(leaves[split:stop]) if index < split else root(leaves[start:split]))
    return path[::-1]


def _descent(size: int, index: int) -> list[tuple[int, int, int]]:
    """The subtrees [start, stop) above a leaf, from the root down, and where each is split."""
    start, stop, found = 0, size, []
    while stop - start > 1:
        split = start + _split(stop - start)
        found.append((start, split, stop))
        start, stop = (start, split) if index < split else (split, stop)
    return found


def _split(size: int) -> int:
    """The largest power of two below ``size`` (size ≥ 2)."""
    return 1 << ((size - 1).bit_length() - 1)


def consistency(leaves: Sequence[bytes], old: int) -> list[bytes]:
    """The proof that the tree of the first ``old`` leaves is a beginning of the whole one; 0 < old ≤ size."""
    if not 0 < old <= len(leaves):
        raise IndexError("no such older tree")
    return _consistency(leaves, old, whole=True)


def _consistency(leaves: Sequence[bytes], old: int, *, whole: bool) -> list[bytes]:
    if old == len(leaves):
        return [] if whole else [root(leaves)]
    split = _split(len(leaves))
    if old <= split:
        return [*_consistency(leaves[:split], old, whole=whole), root(leaves[split:])]
    return [*_consistency(leaves[split:], old - split, whole=False), root(leaves[:split])]


def includes(leaf_hash: bytes, index: int, size: int, path: Sequence[bytes], expected: bytes) -> bool:
    """Does the path lead from this leaf, at this index of a tree of this size, to the expected root?"""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf_hash
    for other in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node(other, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node(found, other)
        place, last = place >> 1, last >> 1
    return last == 0 and found == expected


def is_beginning(old: int, old_root: bytes, size: int, expected: bytes, path: Sequence[bytes]) -> bool:
    """Is the tree of ``old`` leaves with ``old_root`` the beginning of the one of ``size`` leaves?"""
    if old == size:
        return not path and old_root == expected
    if not 0 < old < size or not path:
        return False
    way = [old_root, *path] if old & (old - 1) == 0 else list(path)
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = way[0]
    for other in way[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = node(other, first), node(other, second)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            second = node(second, other)
        place, last = place >> 1, last >> 1
    return last == 0 and first == old_root and second == expected
