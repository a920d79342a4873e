"""The lot: an order that nobody could have wished for, and that everybody can work out again.

Each side commits itself to a half of the seed before it sees the other's: SHA-256 of 32 bytes. Then both open theirs.
The seed is SHA-256 over both halves in the order of the sides; a person's lot is SHA-256 over the seed and their
number; the smallest lot goes first.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from hudna.exchange.faults import EXCHANGE
from hudna.exchange.sealed import commitment_of_half


def seed_of(first: str, second: str) -> str:
    """The seed of both halves, in the order of the sides, in hex."""
    if not commitment_of_half(first) or not commitment_of_half(second):
        raise EXCHANGE.fault("seed-other", "half of a seed is 32 bytes in hex: 64 digits, in small letters")
    return sha256(bytes.fromhex(first) + bytes.fromhex(second)).hexdigest()


def lot_of(seed: str, person: str) -> str:
    """A person's lot, in hex."""
    return sha256(f"{seed}{person}".encode()).hexdigest()


def draw(seed: str, people: Iterable[str]) -> list[str]:
    """The people in the order of their lots. Whatever order they are given in, it is the same."""
    return sorted(people, key=lambda person: (lot_of(seed, person), person))
