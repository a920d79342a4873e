"""The kernels: from a batch of incidents and the compiled terms to pairs that may be findings.

``scan`` keeps the pairs that the grid, the acts, the authors, the span and the zone's box let through (for incidents
at a point :mod:`hudna.monitoring.points` does, sooner);
``weigh`` gives each pair its four shares. Both are plain loops, compiled once and cached on disk; a NumPy and Shapely
path with the same answers is the oracle in the tests.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hudna.monitoring.disc import AXIS_KM, disc_share
from hudna.monitoring.grid import BUCKET
from hudna.monitoring.kernels import kernel
from hudna.monitoring.marks import HIGH, LOW, Marks


class Encoded(NamedTuple):
    """``n`` incidents in numbers. ``radius`` 0: the point itself; ``area`` ≥ 0: somewhere in that area instead.

    ``points``: incidents at a point, ``order``: all others, neighbours in space and time next to each other.
    ``deed``: number of the (act, weapon) pair; ``profile``: number of the (side a, side b, directed) triple.
    ``deed_bits``: terms × words, which deeds each may cover; ``deed_share``: sets of acts × deeds. Profile ``q`` has
    the parties ``a[first_a[q] : first_a[q + 1]]`` on side a, likewise b; -1: one no register knows. ``area_share``:
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
    mark: Marks
    order: NDArray[np.int64]
    points: NDArray[np.int64]
    deed_bits: NDArray[np.uint64]
    deed_share: NDArray[np.float64]
    first_a: NDArray[np.int64]
    a: NDArray[np.int32]
    first_b: NDArray[np.int64]
    b: NDArray[np.int32]
    directed: NDArray[np.bool_]
    area_share: NDArray[np.float64]


WIDEST_KM = 2000.0
"""Discs from this radius on look through every term."""


@kernel(inline="always")
def _bit(rows, row, at):  # type: ignore[no-untyped-def]
    return (rows[row, at >> 6] >> np.uint64(at & 63)) & np.uint64(1) != 0


@kernel(inline="always")
def concerned(concern, w, members, first, last):  # type: ignore[no-untyped-def]
    """May one of the authors ``members[first:last]`` be bound or excluded? Nobody named, or nobody known: yes."""
    yes = first == last
    for k in range(first, last):
        party = members[k]
        if party < 0 or (concern[w, party >> 6] >> np.uint64(party & 63)) & np.uint64(1) != 0:
            yes = True
    return yes


@kernel
def scan(batch, terms, boxes, grid, begin, incident, term):  # type: ignore[no-untyped-def]
    """List pairs for incidents ``batch.order[begin:]``; returns (pairs, where it stopped for want of room).

    Every column is taken out of its tuple once: inside the loops that would cost more than the work.
    """
    order, lons, lats, radii, areas = batch.order, batch.lon, batch.lat, batch.radius, batch.area
    earliest, latest, deeds, profiles = batch.earliest, batch.latest, batch.deed, batch.profile
    first_a, a, first_b, b, directed = batch.first_a, batch.a, batch.first_b, batch.b, batch.directed
    marks, bits, area_share = batch.mark, batch.deed_bits, batch.area_share
    span, who, zone, concern = terms.span, terms.who, terms.zone, terms.concern
    slot, start, listed, mark, low, high = grid.slot, grid.start, grid.term, grid.mark, grid.low, grid.high
    origin, buckets, every = grid.origin, grid.buckets, len(terms.zone)
    broad, all_terms = start[-1], len(listed) - every
    found = 0
    room = len(incident) - every
    for at in range(begin, len(order)):
        if found > room:
            return found, at
        i = order[at]
        lat, lon, radius, area = lats[i], lons[i], radii[i], areas[i]
        t0, t1 = earliest[i], latest[i]
        anywhere = area >= 0 or not radius < WIDEST_KM
        reach, width = 0.0, 0.0
        if radius > 0.0 and not anywhere:
            reach = radius / 110.5
            sine = math.sin(radius / AXIS_KM) * 1.01 / max(math.cos(math.radians(lat)), 1e-9)
            width = math.degrees(math.asin(sine)) if sine < 1.0 and abs(lat) + reach < 90.0 else 180.0
        row_low = min(max(math.floor(lat - reach + 90.0), 0), 179)
        row_high = row_low - 1 if anywhere else min(math.floor(lat + reach + 90.0), 179)
        column_low = math.floor(lon - width + 180.0)
        column_high = min(math.floor(lon + width + 180.0), column_low + 359)
        if width == 0.0 and column_low > 359:
            column_low, column_high = 359, 359
        home = column_low % 360
        bucket_low = min(max((t0 - origin) // BUCKET, 0), buckets - 1)
        bucket_high = min(max((t1 - 1 - origin) // BUCKET, bucket_low), buckets - 1)
        # one row before the first stands for the terms that are kept out of the grid
        row_first = row_low - 1 if anywhere or broad < all_terms else row_low
        for row in range(row_first, row_high + 1):
            off_grid = row < row_low
            for c in range(column_low, column_low + 1 if off_grid else column_high + 1):
                cell, before = -1, -1
                if not off_grid:
                    cell = slot[row * 360 + c % 360]
                    if cell < 0:
                        continue
                    before = (c - 1) % 360 if c > column_low else -1
                for bucket in range(bucket_low, bucket_low + 1 if off_grid else bucket_high + 1):
                    if off_grid:
                        k_low, k_high = (all_terms, len(listed)) if anywhere else (broad, all_terms)
                    else:
                        key = cell * buckets + bucket
                        k_low, k_high = start[key], start[key + 1]
                    if k_low == k_high:
                        continue
                    deed, q, own = deeds[i], profiles[i], marks[i]
                    word, bit = deed >> 6, np.uint64(deed & 63)
                    again = not off_grid and (row > row_low or before >= 0 or bucket > bucket_low)
                    for k in range(k_low, k_high):
                        common = mark[k] & own
                        if common & LOW == 0 or common & HIGH == 0:
                            continue
                        t = listed[k]
                        if (bits[t, word] >> bit) & np.uint64(1) == 0:
                            continue
                        if t0 >= span[t, 1] or t1 <= span[t, 0]:
                            continue
                        if again and (
                            (row > row_low and row > low[t, 0])
                            or (before >= 0 and low[t, 1] <= before <= high[t, 1])
                            or (before >= 0 and low[t, 1] <= home <= high[t, 1])  # met at first, before going round
                            or (bucket > bucket_low and bucket > low[t, 2])
                        ):
                            continue
                        w = who[t]
                        if not concerned(concern, w, a, first_a[q], first_a[q + 1]) and (
                            directed[q] or not concerned(concern, w, b, first_b[q], first_b[q + 1])
                        ):
                            continue
                        z = zone[t]
                        if area >= 0:
                            if area_share[area, z] == 0.0:
                                continue
                        elif not anywhere:
                            if lat + reach < boxes[z, 1] or lat - reach > boxes[z, 3]:
                                continue
                            west, east = boxes[z, 0], boxes[z, 2]
                            if (lon + width < west or lon - width > east) and (
                                lon + width - 360.0 < west and lon - width + 360.0 > east
                            ):
                                continue
                        incident[found], term[found] = i, t
                        found += 1
    return found, len(order)


@kernel
def _when(periods, low, high, earliest, latest):  # type: ignore[no-untyped-def]
    """Share of [earliest, latest) that lies within ``periods[low:high]`` (disjoint, in order)."""
    total = np.int64(0)
    end = high
    while low < high:  # the first period that ends after the earliest instant
        middle = (low + high) // 2
        if periods[middle, 1] <= earliest:
            low = middle + 1
        else:
            high = middle
    for k in range(low, end):
        if periods[k, 0] >= latest:
            break
        total += min(latest, periods[k, 1]) - max(earliest, periods[k, 0])
    return total / (latest - earliest)


@kernel(inline="always")
def _author(bound, doubtful, excluded, w, party):  # type: ignore[no-untyped-def]
    """(share bound, lowest, highest, share excluded) of one author; -1 is somebody no register knows."""
    if party < 0:
        return 0.5, 0.0, 1.0, 0.0
    if _bit(bound, w, party):
        return 1.0, 1.0, 1.0, 0.0
    if _bit(excluded, w, party):
        return 0.0, 0.0, 0.0, 1.0
    if _bit(doubtful, w, party):
        return 0.5, 0.0, 1.0, 0.0
    return 0.0, 0.0, 0.0, 0.0


@kernel(inline="always")
def _target(excluded, named, labels, anyone, aimless, armed, shields, w, members, first, last):  # type: ignore[no-untyped-def]
    """(share protected, lowest, highest, share excluded) of those on the other side, ``members[first:last]``.

    A label may stand for somebody excluded, and somebody no register knows may be anybody; a label for armed groups
    is not one of the people whom a clause protects. Somebody excluded is spared by a clause about armed parties; one
    about people does not speak of them.
    """
    if anyone and not shields:
        return 1.0, 1.0, 1.0, 0.0
    if first == last and anyone and aimless:
        return 1.0, 1.0, 1.0, 0.0
    if first == last:
        return 0.5, 0.0, 1.0, 0.0
    share, least, most, spared = 0.0, 1.0, 0.0, 0.0
    for k in range(first, last):
        party = members[k]
        s, low, high = 0.0, 0.0, 0.0
        if party >= 0 and _bit(excluded, w, party):
            spared += 1.0 if anyone or armed else 0.0
        elif party < 0 or _bit(labels, w, party):
            if party < 0 or anyone or armed:
                s, low, high = 0.5, 0.0, 1.0
        elif anyone or _bit(named, w, party):
            s, low, high = 1.0, 1.0, 1.0
        share += s
        least, most = min(least, low), max(most, high)
    n = last - first
    return share / n, least, most, spared / n


@kernel
def weigh(batch, terms, zones, incident, term, shares, author):  # type: ignore[no-untyped-def]
    """Fill shares[k] = (what, where, when, who, who lowest, who highest, excepted) and the author of each pair.

    Who: was it a bound party, against somebody protected? A source without direction leaves either side as the
    author, each as likely; of several named on a side each is as likely. An author is established only where the
    source has a direction and names one party.
    """
    lons, lats, radii, areas = batch.lon, batch.lat, batch.radius, batch.area
    earliest, latest, deeds, profiles = batch.earliest, batch.latest, batch.deed, batch.profile
    first_a, a, first_b, b, directed = batch.first_a, batch.a, batch.first_b, batch.b, batch.directed
    deed_share, area_share = batch.deed_share, batch.area_share
    periods, first_period = terms.periods, terms.first_period
    what, whos, zone = terms.what, terms.who, terms.zone
    bound, doubtful, excluded = terms.bound, terms.doubtful, terms.excluded
    named, labels = terms.targets, terms.labels
    any_target, aimless, armed_target, shields = terms.any_target, terms.aimless, terms.armed_target, terms.shields
    box, vertex, first, slabs, per_degree, start, side = zones
    members, after = np.concatenate((a, b)), len(a)  # one array: to choose between two in the loop would cost more
    last_i, last_z, last_share = -1, -1, 0.0
    for k in range(len(incident)):
        i, t = incident[k], term[k]
        w, q = whos[t], profiles[i]
        share, least, most, excepted = 0.0, 1.0, 0.0, 0.0
        sides = 1 if directed[q] else 2
        for turn in range(sides):
            begin, end = (first_a[q], first_a[q + 1]) if turn == 0 else (after + first_b[q], after + first_b[q + 1])
            low, high = (after + first_b[q], after + first_b[q + 1]) if turn == 0 else (first_a[q], first_a[q + 1])
            hit, hit_low, hit_high, spared = _target(
                excluded, named, labels, any_target[w], aimless[w], armed_target[w], shields[w], w, members, low, high
            )
            weight = 1.0 / (sides * max(1, end - begin))
            for m in range(begin, max(end, begin + 1)):
                s, s_low, s_high, out = _author(bound, doubtful, excluded, w, members[m] if end > begin else -1)
                share += weight * s * hit
                excepted += weight * (out * (hit_high > 0.0 or spared > 0.0) + s * spared)
                least, most = min(least, s_low * hit_low), max(most, s_high * hit_high)
        author[k] = a[first_a[q]] if sides == 1 and first_a[q + 1] - first_a[q] == 1 else -1
        shares[k, 0] = deed_share[what[t], deeds[i]]
        shares[k, 1] = 0.0
        shares[k, 2] = _when(periods, first_period[t], first_period[t + 1], earliest[i], latest[i])
        shares[k, 3], shares[k, 4], shares[k, 5], shares[k, 6] = share, least, most, excepted
        if shares[k, 2] > 0.0 and (most > 0.0 or excepted > 0.0):
            z = zone[t]
            if areas[i] >= 0:
                shares[k, 1] = area_share[areas[i], z]
            else:
                if i != last_i or z != last_z:  # terms of one zone follow each other: work it out once
                    last_i, last_z = i, z
                    last_share = disc_share(
                        box, vertex, first, slabs, per_degree, start, side, z, lons[i], lats[i], radii[i]
                    )
                shares[k, 1] = last_share
