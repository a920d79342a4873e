"""The kernels: from a batch of incidents and the compiled terms to pairs that may be findings.

``scan`` keeps the pairs that the grid, the acts, the authors, the span and the zone's box let through;
``weigh`` gives each pair its four shares. Both are plain loops, compiled once and cached on disk; a NumPy and Shapely
path with the same answers is the oracle in the tests.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from hudna.monitoring.disc import AXIS_KM, disc_share
from hudna.monitoring.grid import BUCKET


class Encoded(NamedTuple):
    """``n`` incidents in numbers. ``radius`` 0: the point itself; ``area`` ≥ 0: somewhere in that area instead.

    ``deed``: number of the (act, weapon) pair; ``profile``: number of the (side a, side b, directed) triple.
    ``deed_bits``: k × words, which deeds a set of acts may cover; ``deed_share``: k × deeds. Profile ``q`` has the
    parties ``a[first_a[q] : first_a[q + 1]]`` on side a, likewise b; -1: somebody no register knows. ``area_share``:
    areas × zones.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    radius: NDArray[np.float64]
    earliest: NDArray[np.int64]
    latest: NDArray[np.int64]
    deed: NDArray[np.int32]
    profile: NDArray[np.int32]
    area: NDArray[np.int32]
    order: NDArray[np.int64]
    deed_bits: NDArray[np.uint64]
    deed_share: NDArray[np.float64]
    first_a: NDArray[np.int64]
    a: NDArray[np.int32]
    first_b: NDArray[np.int64]
    b: NDArray[np.int32]
    directed: NDArray[np.bool_]
    area_share: NDArray[np.float64]


@njit(cache=True, inline="always")
def _bit(rows, row, at):  # type: ignore[no-untyped-def]
    return (rows[row, at >> 6] >> np.uint64(at & 63)) & np.uint64(1) != 0


@njit(cache=True)
def _concerned(terms, w, parties):  # type: ignore[no-untyped-def]
    """May one of these authors be bound or excluded? Nobody named, or nobody known: yes."""
    for party in parties:
        if party < 0 or _bit(terms.bound, w, party) or _bit(terms.doubtful, w, party):
            return True
        if _bit(terms.excluded, w, party):
            return True
    return len(parties) == 0


@njit(cache=True, inline="always")
def _may(batch, terms, boxes, i, t, reach, width):  # type: ignore[no-untyped-def]
    """Can term ``t`` apply to incident ``i`` at all? Cheapest question first."""
    deed = batch.deed[i]
    if not _bit(batch.deed_bits, terms.what[t], deed):
        return False
    q = batch.profile[i]
    w = terms.who[t]
    a = batch.a[batch.first_a[q] : batch.first_a[q + 1]]
    if not _concerned(terms, w, a):
        if batch.directed[q]:
            return False
        if not _concerned(terms, w, batch.b[batch.first_b[q] : batch.first_b[q + 1]]):
            return False
    if batch.earliest[i] >= terms.span[t, 1] or batch.latest[i] <= terms.span[t, 0]:
        return False
    z = terms.zone[t]
    if batch.area[i] >= 0:
        return batch.area_share[batch.area[i], z] > 0.0
    if batch.lat[i] + reach < boxes[z, 1] or batch.lat[i] - reach > boxes[z, 3]:
        return False
    lon = batch.lon[i]
    if lon + width >= boxes[z, 0] and lon - width <= boxes[z, 2]:
        return True
    return lon + width - 360.0 >= boxes[z, 0] or lon - width + 360.0 <= boxes[z, 2]


@njit(cache=True)
def scan(batch, terms, boxes, grid, begin, incident, term):  # type: ignore[no-untyped-def]
    """List pairs for incidents ``batch.order[begin:]``; returns (pairs, where it stopped for want of room)."""
    found = 0
    room = len(incident) - len(terms.zone)
    for at in range(begin, len(batch.order)):
        if found > room:
            return found, at
        i = batch.order[at]
        if batch.area[i] >= 0 or not (batch.radius[i] < 2000.0):
            for t in range(len(terms.zone)):
                if _may(batch, terms, boxes, i, t, 180.0, 360.0):
                    incident[found], term[found] = i, t
                    found += 1
            continue
        radius, lat, lon = batch.radius[i], batch.lat[i], batch.lon[i]
        reach, width = 0.0, 0.0
        if radius > 0.0:
            reach = radius / 110.5
            sine = math.sin(radius / AXIS_KM) * 1.01 / max(math.cos(math.radians(lat)), 1e-9)
            width = math.degrees(math.asin(sine)) if sine < 1.0 and abs(lat) + reach < 90.0 else 180.0
        for k in range(len(grid.broad)):
            t = grid.broad[k]
            if _may(batch, terms, boxes, i, t, reach, width):
                incident[found], term[found] = i, t
                found += 1
        row_low = max(math.floor(lat - reach + 90.0), 0)
        row_high = min(math.floor(lat + reach + 90.0), 179)
        row_low = min(row_low, 179)
        column_low = math.floor(lon - width + 180.0)
        column_high = min(math.floor(lon + width + 180.0), column_low + 359)
        if width == 0.0 and column_low > 359:
            column_low, column_high = 359, 359
        bucket_low = min(max((batch.earliest[i] - grid.origin) // BUCKET, 0), grid.buckets - 1)
        bucket_high = min(max((batch.latest[i] - 1 - grid.origin) // BUCKET, bucket_low), grid.buckets - 1)
        for row in range(row_low, row_high + 1):
            for c in range(column_low, column_high + 1):
                column = c % 360
                cell = grid.slot[row * 360 + column]
                if cell < 0:
                    continue
                before = (c - 1) % 360 if c > column_low else -1
                for bucket in range(bucket_low, bucket_high + 1):
                    key = cell * grid.buckets + bucket
                    for k in range(grid.start[key], grid.start[key + 1]):
                        t = grid.term[k]
                        if row > row_low and row > grid.low[t, 0]:
                            continue
                        if before >= 0 and grid.low[t, 1] <= before <= grid.high[t, 1]:
                            continue
                        if bucket > bucket_low and bucket > grid.low[t, 2]:
                            continue
                        if _may(batch, terms, boxes, i, t, reach, width):
                            incident[found], term[found] = i, t
                            found += 1
    return found, len(batch.order)


@njit(cache=True)
def _when(terms, t, earliest, latest):  # type: ignore[no-untyped-def]
    """Share of [earliest, latest) that lies within the periods of the term."""
    total = np.int64(0)
    low, high = terms.first_period[t], terms.first_period[t + 1]
    end = high
    while low < high:  # the first period that ends after the earliest instant
        middle = (low + high) // 2
        if terms.periods[middle, 1] <= earliest:
            low = middle + 1
        else:
            high = middle
    for k in range(low, end):
        if terms.periods[k, 0] >= latest:
            break
        total += min(latest, terms.periods[k, 1]) - max(earliest, terms.periods[k, 0])
    return total / (latest - earliest)


@njit(cache=True)
def _author(terms, w, party):  # type: ignore[no-untyped-def]
    """(share bound, lowest, highest, share excluded) of one author; -1 is somebody no register knows."""
    if party < 0:
        return 0.5, 0.0, 1.0, 0.0
    if _bit(terms.excluded, w, party):
        return 0.0, 0.0, 0.0, 1.0
    if _bit(terms.bound, w, party):
        return 1.0, 1.0, 1.0, 0.0
    if _bit(terms.doubtful, w, party):
        return 0.5, 0.0, 1.0, 0.0
    return 0.0, 0.0, 0.0, 0.0


@njit(cache=True)
def _target(terms, w, parties):  # type: ignore[no-untyped-def]
    """(share protected, lowest, highest, share excluded) of those on the other side.

    A label may stand for somebody excluded, and somebody no register knows may be anybody; a label for armed groups
    is not one of the people whom a clause protects. Somebody excluded is spared by a clause about armed parties; one
    about people does not speak of them.
    """
    open_ended = terms.any_target[w] and not terms.shields[w]
    armed = terms.any_target[w] or terms.armed_target[w]
    if len(parties) == 0:
        return (1.0, 1.0, 1.0, 0.0) if open_ended else (0.5, 0.0, 1.0, 0.0)
    share, least, most, spared = 0.0, 1.0, 0.0, 0.0
    for party in parties:
        s, low, high = 0.0, 0.0, 0.0
        if party >= 0 and _bit(terms.excluded, w, party):
            spared += 1.0 if armed else 0.0
        elif party < 0 or _bit(terms.labels, 0, party):
            if open_ended:
                s, low, high = 1.0, 1.0, 1.0
            elif party < 0 or armed:
                s, low, high = 0.5, 0.0, 1.0
        elif terms.any_target[w] or _bit(terms.targets, w, party):
            s, low, high = 1.0, 1.0, 1.0
        share += s
        least, most = min(least, low), max(most, high)
    n = len(parties)
    return share / n, least, most, spared / n


@njit(cache=True)
def _who(batch, terms, q, w):  # type: ignore[no-untyped-def]
    """(share, lowest, highest, share excepted, author or -1): was it a bound party, against somebody protected?

    A source without direction leaves either side as the author, each as likely; of several named on a side each is
    as likely. An author is established only where the source has a direction and names one party.
    """
    a = batch.a[batch.first_a[q] : batch.first_a[q + 1]]
    b = batch.b[batch.first_b[q] : batch.first_b[q + 1]]
    share, least, most, excepted = 0.0, 1.0, 0.0, 0.0
    sides = 1 if batch.directed[q] else 2
    for side in range(sides):
        authors, targets = (a, b) if side == 0 else (b, a)
        hit, hit_low, hit_high, spared = _target(terms, w, targets)
        for k in range(max(1, len(authors))):
            s, low, high, out = _author(terms, w, authors[k] if len(authors) else -1)
            weight = 1.0 / (sides * max(1, len(authors)))
            share += weight * s * hit
            excepted += weight * (out * (hit_high > 0.0 or spared > 0.0) + s * spared)
            least, most = min(least, low * hit_low), max(most, high * hit_high)
    author = a[0] if sides == 1 and len(a) == 1 else -1
    return share, least, most, excepted, author


@njit(cache=True)
def weigh(batch, terms, zones, incident, term, shares, author):  # type: ignore[no-untyped-def]
    """Fill shares[k] = (what, where, when, who, who lowest, who highest, excepted) and the author of each pair."""
    for k in range(len(incident)):
        i, t = incident[k], term[k]
        shares[k, 0] = batch.deed_share[terms.what[t], batch.deed[i]]
        shares[k, 2] = _when(terms, t, batch.earliest[i], batch.latest[i])
        share, least, most, excepted, by = _who(batch, terms, batch.profile[i], terms.who[t])
        shares[k, 3], shares[k, 4], shares[k, 5], shares[k, 6] = share, least, most, excepted
        author[k] = by
        shares[k, 1] = 0.0
        if shares[k, 2] > 0.0 and (most > 0.0 or excepted > 0.0):
            z = terms.zone[t]
            if batch.area[i] >= 0:
                shares[k, 1] = batch.area_share[batch.area[i], z]
            else:
                shares[k, 1] = disc_share(zones, z, batch.lon[i], batch.lat[i], batch.radius[i])
