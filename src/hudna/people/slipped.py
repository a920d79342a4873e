"""One slip of the hand in a token: a letter lost, gained, mistaken for another, or swapped with the next.

The likeness of spellings is learnt from names as they are meant to be written; a slip is none of their habits. In one
script the letters show it; across two scripts only the consonants do, and less surely.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hudna.people.columns import FAMILY, FATHER, GIVEN
from hudna.people.kernels import kernel
from hudna.people.keys import CLASSES, LONGEST_KEY, VOWELS_ONLY

LEAST_LETTERS = 3
"""Letters of the shorter token; of less, one slip makes another name."""
LEAST_CLASSES = 3
"""Classes of sounds that a key must have for two to be swapped; one more for one to be wrong (Ahmad is no Mahmud)."""
CLASS_BITS = 5
VOWEL = CLASSES.index(VOWELS_ONLY)
"""The class of a vowel at the beginning, which is no consonant that a hand could slip in."""


@kernel
def slip_apart(x, y):  # type: ignore[no-untyped-def]
    """Are two rows of letters (ended by 0) one slip apart?"""
    n, m = 0, 0
    while n < len(x) and x[n]:
        n += 1
    while m < len(y) and y[m]:
        m += 1
    if min(n, m) < LEAST_LETTERS or abs(n - m) > 1:
        return False
    at = 0
    while at < min(n, m) and x[at] == y[at]:
        at += 1
    while n > at and m > at and x[n - 1] == y[m - 1]:
        n, m = n - 1, m - 1
    n, m = n - at, m - at
    if max(n, m) <= 1:
        return True
    return n == 2 and m == 2 and x[at] == y[at + 1] and x[at + 1] == y[at]


@kernel
def key_slip_apart(a, b):  # type: ignore[no-untyped-def]
    """Are two keys, each its classes of sounds as a number, one class or one swap apart?"""
    n, m, x, y = 0, 0, a, b
    while x:
        n, x = n + 1, x >> CLASS_BITS
    while y:
        m, y = m + 1, y >> CLASS_BITS
    if min(n, m) < LEAST_CLASSES or abs(n - m) > 1:
        return False
    long = min(n, m) > LEAST_CLASSES
    while n and m and (a & 31) == (b & 31):
        a, b, n, m = a >> CLASS_BITS, b >> CLASS_BITS, n - 1, m - 1
    while n and m and (a >> CLASS_BITS * (n - 1)) == (b >> CLASS_BITS * (m - 1)):
        a, b = a & ((np.int64(1) << CLASS_BITS * (n - 1)) - 1), b & ((np.int64(1) << CLASS_BITS * (m - 1)) - 1)
        n, m = n - 1, m - 1
    if max(n, m) <= 1:
        return long and a != VOWEL and b != VOWEL
    return n == 2 and m == 2 and (a & 31) == (b >> CLASS_BITS) and (a >> CLASS_BITS) == (b & 31)


@kernel
def keys_slip_apart(one, other):  # type: ignore[no-untyped-def]
    """Is any key of the one a slip apart from one of the other? 0 is no key."""
    for k in range(len(one)):
        for m in range(len(other)):
            if one[k] and other[m] and key_slip_apart(one[k], other[m]):
                return True
    return False


ROLES = (GIVEN, FATHER, FAMILY)
"""Parts of which one may have a slip where another agrees; of four parts, three agree besides one with a slip."""


def one_but_for_a_slip(
    parts: NDArray[np.int32], token_keys: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Rows and values: a key of one part with what is left of another's when any one class of sounds is left out.

    So two keys of which one lost a class, or both have another, share a value.
    """
    most = len(ROLES) * (len(ROLES) - 1) * token_keys.shape[1] ** 2 * (LONGEST_KEY + 1)
    count = np.zeros(len(parts), np.int64)
    none = np.empty(0, np.int64)
    _left_out(parts, token_keys, ROLES, np.empty(most, np.int64), count, none)
    values = np.empty(count.sum(), np.int64)
    _left_out(parts, token_keys, ROLES, np.empty(most, np.int64), count, values)
    return np.repeat(np.arange(len(parts), dtype=np.int32), count), values


@kernel
def _left_out(parts, token_keys, roles, own, count, values):  # type: ignore[no-untyped-def]
    """Write the values of each row, each once; without room for them, only count them."""
    at = 0
    for row in range(len(parts)):
        n = 0
        for r in roles:
            for s in roles:
                if r != s and parts[row, r] >= 0 and parts[row, s] >= 0:
                    for i in range(token_keys.shape[1]):
                        for j in range(token_keys.shape[1]):
                            key, other = token_keys[parts[row, r], i], token_keys[parts[row, s], j]
                            if key and other:
                                n = _add_left_out(key, other, own, n)
        count[row] = n
        if len(values):
            for i in range(n):
                values[at + i] = own[i]
            at += n


@kernel
def _add_left_out(key, other, own, n):  # type: ignore[no-untyped-def]
    """Add the values of one key with another that is whole, or without one of its classes."""
    length, rest = 0, other
    while rest:
        length, rest = length + 1, rest >> CLASS_BITS
    for place in range(-1, length if length >= LEAST_CLASSES else 0):
        left = other
        if place >= 0:
            low = other & ((np.int64(1) << CLASS_BITS * place) - 1)
            left = (other >> CLASS_BITS * (place + 1) << CLASS_BITS * place) | low
        value = np.int64((np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)) ^ np.uint64(left)) * np.int64(
            0x2545F4914F6CDD1D
        )
        known = False
        for i in range(n):
            if own[i] == value:
                known = True
                break
        if not known:
            own[n] = value
            n += 1
    return n
