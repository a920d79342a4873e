"""One slip of the hand in a token: a letter lost, gained, mistaken for another, or swapped with the next.

The likeness of spellings is learnt from names as they are meant to be written; a slip is none of their habits. In one
script the letters show it; across two scripts only the consonants do, and less surely.
"""

from __future__ import annotations

import numpy as np

from hudna.people.facts import kernel
from hudna.people.keys import CLASSES, VOWELS_ONLY

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
    for a in one:
        for b in other:
            if a and b and key_slip_apart(a, b):
                return True
    return False
