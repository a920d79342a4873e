"""Births, ages, sexes, places, dates and documents of two people, compared in compiled loops."""

from __future__ import annotations

import numpy as np

from hudna.people.columns import UNKNOWN_DAY
from hudna.people.kernels import kernel
from hudna.people.levels import C_AGE, C_BIRTH, C_DATE, C_DOC, C_PLACE, C_SEX


@kernel
def _birth(from_a, to_a, from_b, to_b):  # type: ignore[no-untyped-def]
    """The level of two intervals of days."""
    if from_a == UNKNOWN_DAY or from_b == UNKNOWN_DAY:
        return 0
    exact = from_a == to_a and from_b == to_b
    if exact:
        if from_a == from_b:
            return 1
        if _slip(from_a, from_b):
            return 2
    apart = max(from_a, from_b) - min(to_a, to_b)
    if not exact and apart <= 0:
        return 3
    if apart <= 365:
        return 4
    if apart <= 730:
        return 5
    if apart <= 1826 or abs(abs(from_a - from_b) - 3652) <= 1:
        return 6
    return 7


@kernel
def date_of(day):  # type: ignore[no-untyped-def]
    """Year, month, day of a day since 1970 in the Gregorian calendar (Fliegel and Van Flandern 1968)."""
    t = np.int64(day) + 2440588 + 68569
    n = 4 * t // 146097
    t = t - (146097 * n + 3) // 4
    i = 4000 * (t + 1) // 1461001
    t = t - 1461 * i // 4 + 31
    j = 80 * t // 2447
    d = t - 2447 * j // 80
    t = j // 11
    return 100 * (n - 49) + i + t, j + 2 - 12 * t, d


@kernel
def _slip(one, other):  # type: ignore[no-untyped-def]
    """Do two days differ in one of year, month and day only, the year by one slip, or are day and month swapped?"""
    y, m, d = date_of(one)
    v, n, e = date_of(other)
    if y == v:
        return m == n or d == e or (m == e and d == n)
    if m != n or d != e:
        return False
    apart = abs(y - v)
    return apart == 1 or apart % 10 == 0 or y // 10 == v // 10


@kernel
def compare_facts(  # type: ignore[no-untyped-def]
    left, right, from_a, from_b, to_a, to_b, age_a, age_b, sex_a, sex_b, place_a, place_b, place_levels, place_common,
    date_a, date_b, first_day, day_common, week_common, doc_a, doc_b, levels, adjust,
):  # fmt: skip
    for k in range(len(left)):
        a, b = left[k], right[k]
        birth = _birth(from_a[a], to_a[a], from_b[b], to_b[b])
        levels[k, C_BIRTH] = birth
        levels[k, C_AGE] = 0
        if birth != 1 and birth != 3 and age_a[a] >= 0 and age_b[b] >= 0:  # else it says the same once more
            apart = abs(age_a[a] - age_b[b])
            levels[k, C_AGE] = 1 if apart == 0 else (2 if apart == 1 else (3 if apart <= 5 else 4))
        levels[k, C_SEX] = 0 if sex_a[a] < 0 or sex_b[b] < 0 else (1 if sex_a[a] == sex_b[b] else 2)
        p, q = place_a[a], place_b[b]
        level = 0
        if p >= 0 and q >= 0:
            level = 1 if p == q else (place_levels[p, q] if p < len(place_levels) and q < len(place_levels) else 4)
            if level < 4:
                adjust[k] -= max(place_common[p], place_common[q])
        levels[k, C_PLACE] = level
        levels[k, C_DATE] = 0
        if date_a[a] != UNKNOWN_DAY and date_b[b] != UNKNOWN_DAY:
            apart = abs(date_a[a] - date_b[b])
            levels[k, C_DATE] = 1 if apart == 0 else (2 if apart <= 7 else (3 if apart <= 31 else 4))
            if apart == 0:
                adjust[k] -= day_common[date_a[a] - first_day]
            elif apart <= 7:
                adjust[k] -= max(week_common[date_a[a] - first_day], week_common[date_b[b] - first_day])
        levels[k, C_DOC] = 0 if doc_a[a] < 0 or doc_b[b] < 0 else (1 if doc_a[a] == doc_b[b] else 2)
