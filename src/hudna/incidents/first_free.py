"""Kernels of MELTT's rule: the first partner that is free, and the events near an episode."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hudna.incidents.kernels import kernel

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Levels = NDArray[np.int32]
Bools = NDArray[np.bool_]
KM_PER_DEGREE = 111.111


@kernel
def _km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance as the release computes it, operation by operation."""
    to_radians = math.pi / 180.0
    a, b = lat * to_radians, other_lat * to_radians
    c = lon * to_radians - other_lon * to_radians
    x = math.cos(b) * math.sin(c)
    y = math.cos(a) * math.sin(b) - math.sin(a) * math.cos(b) * math.cos(c)
    d = math.atan2(math.sqrt(x * x + y * y), math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(c))
    return d * (180.0 / math.pi) * KM_PER_DEGREE


@kernel
def _agree(levels: Levels, i: int, j: int, first: Ints, certainty: Ints, weight: Floats, partial: int) -> float:
    """The score of a pair (0: alike in the finest level of every taxonomy), or −1 where it is no match."""
    fit, agreed, taxonomies = 0.0, 0, len(first) - 1
    for k in range(taxonomies):
        depth = first[k + 1] - first[k]
        steps = max(1, depth - 1)
        if certainty[k] >= 0:
            if levels[i, first[k] + certainty[k]] == levels[j, first[k] + certainty[k]] >= 0:
                fit += weight[k] * certainty[k] / steps
                agreed += 1
            continue
        for level in range(depth):
            if levels[i, first[k] + level] == levels[j, first[k] + level] >= 0:
                fit += weight[k] * level / steps
                agreed += 1
                break
    if agreed == taxonomies:
        return fit / max(1, taxonomies)
    if partial > 0 and agreed + partial == taxonomies:
        return (fit + partial) / taxonomies
    return -1.0


@kernel
def first_free(
    day: Ints,
    end: Ints,
    lat: Floats,
    lon: Floats,
    levels: Levels,
    is_new: Bools,
    days: float,
    km: float,
    first: Ints,
    certainty: Ints,
    weight: Floats,
    partial: int,
) -> Ints:
    """For every row that is not new: the new row that it takes, or −1. Rows stand in order of ``day``."""
    count = len(day)
    partner = np.full(count, -1, np.int64)
    taken = np.zeros(count, np.bool_)
    new = np.flatnonzero(is_new)
    reach = km / KM_PER_DEGREE + 1e-9
    after = 0
    for i in range(count):
        if is_new[i]:
            continue
        while after < len(new) and new[after] < i:
            after += 1
        for step in range(-1, 2, 2):
            at = after - 1 if step < 0 else after
            while 0 <= at < len(new) and abs(day[new[at]] - day[i]) <= days:
                j = new[at]
                at += step
                if taken[j] or abs(lat[j] - lat[i]) > reach or abs(end[j] - end[i]) > days:
                    continue
                if _km(lat[i], lon[i], lat[j], lon[j]) > km:
                    continue
                if _agree(levels, i, j, first, certainty, weight, partial) >= 0.0:
                    partner[i], taken[j] = j, True
                    break
            if partner[i] >= 0:
                break
    return partner


@kernel
def flag_near(
    day: Ints,
    end: Ints,
    lat: Floats,
    lon: Floats,
    levels: Levels,
    is_event: Bools,
    days: float,
    km: float,
    first: Ints,
    certainty: Ints,
    weight: Floats,
    partial: int,
) -> Ints:
    """For every event: the first episode that has it in its window, or −1. Rows stand in order of ``day``.

    Going forward the release looks at one event more than its window of starting days holds, and asks only whether
    that event ends in time.
    """
    count = len(day)
    near = np.full(count, -1, np.int64)
    events = np.flatnonzero(is_event)
    reach = km / KM_PER_DEGREE + 1e-9
    after = 0
    for i in range(count):
        if is_event[i]:
            continue
        while after < len(events) and events[after] < i:
            after += 1
        at = after - 1
        while at >= 0 and day[i] - day[events[at]] <= days:
            j = events[at]
            at -= 1
            if near[j] >= 0 or abs(lat[j] - lat[i]) > reach:
                continue
            is_near = _km(lat[i], lon[i], lat[j], lon[j]) <= km
            if is_near and _agree(levels, i, j, first, certainty, weight, partial) >= 0.0:
                near[j] = i
        at = after
        within = True
        while at < len(events) and within:
            j = events[at]
            at += 1
            within = day[j] - day[i] <= days
            if near[j] >= 0 or abs(lat[j] - lat[i]) > reach or end[j] - end[i] > days:
                continue
            is_near = _km(lat[i], lon[i], lat[j], lon[j]) <= km
            if is_near and _agree(levels, i, j, first, certainty, weight, partial) >= 0.0:
                near[j] = i
    return near
