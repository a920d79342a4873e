"""Points: pairs of incidents that happened at a known point, the most there are and the quickest to be looked up.

A point stands in one cell of the grid and mostly in one bucket, and its neighbours in the order of the grid in the same
ones: where they stand is worked out when it changes. For discs and areas see :mod:`hudna.monitoring.scan`.
"""

from __future__ import annotations

import math

import numpy as np

from hudna.monitoring.grid import BUCKET
from hudna.monitoring.kernels import kernel
from hudna.monitoring.marks import HIGH, LOW
from hudna.monitoring.scan import concerned


@kernel
def scan_points(batch, terms, boxes, grid, begin, incident, term):  # type: ignore[no-untyped-def]
    """List pairs for incidents ``batch.points[begin:]``; returns (pairs, where it stopped for want of room)."""
    points, lons, lats = batch.points, batch.lon, batch.lat
    earliest, latest, deeds, profiles = batch.earliest, batch.latest, batch.deed, batch.profile
    first_a, a, first_b, b, directed = batch.first_a, batch.a, batch.first_b, batch.b, batch.directed
    marks, bits = batch.mark, batch.deed_bits
    span, who, zone, concern = terms.span, terms.who, terms.zone, terms.concern
    slot, start, listed, mark, low = grid.slot, grid.start, grid.term, grid.mark, grid.low
    origin, buckets, every = grid.origin, grid.buckets, len(terms.zone)
    broad, all_terms = start[-1], len(listed) - every
    first = (
        -1 if broad < all_terms else 0
    )  # one turn before the first bucket for the terms that are kept out of the grid
    row, column, cell, since, until, bucket = -1, -1, np.int32(-1), np.int64(0), np.int64(0), np.int64(0)
    found = 0
    room = len(incident) - every
    for at in range(begin, len(points)):
        if found > room:
            return found, at
        i = points[at]
        lon, lat, t0, t1 = lons[i], lats[i], earliest[i], latest[i]
        own_row, own_column = math.floor(lat + 90.0), math.floor(lon + 180.0)
        if own_row != row or own_column != column:
            row, column = own_row, own_column
            cell = slot[min(max(row, 0), 179) * 360 + min(column, 359) % 360]
        if t0 < since or t0 >= until:
            bucket = (t0 - origin) // BUCKET
            since = origin + bucket * BUCKET
            until = since + BUCKET
        here = min(max(bucket, 0), buckets - 1)
        more = 0 if t1 <= until else min(max((t1 - 1 - origin) // BUCKET, here), buckets - 1) - here
        for turn in range(first, more + 1):
            if turn < 0:
                k_low, k_high = broad, all_terms
            elif cell < 0:
                break
            else:
                key = cell * buckets + here + turn
                k_low, k_high = start[key], start[key + 1]
            if k_low == k_high:
                continue
            deed, q, own = deeds[i], profiles[i], marks[i]
            word, bit = deed >> 6, np.uint64(deed & 63)
            for k in range(k_low, k_high):
                common = mark[k] & own
                if common & LOW == 0 or common & HIGH == 0:
                    continue
                t = listed[k]
                if (bits[t, word] >> bit) & np.uint64(1) == 0:
                    continue
                if t0 >= span[t, 1] or t1 <= span[t, 0]:
                    continue
                if turn > 0 and here + turn > low[t, 2]:  # met in a bucket before
                    continue
                w, z = who[t], zone[t]
                if lat < boxes[z, 1] or lat > boxes[z, 3] or lon < boxes[z, 0] or lon > boxes[z, 2]:
                    continue
                if concerned(concern, w, a, first_a[q], first_a[q + 1]) or (
                    not directed[q] and concerned(concern, w, b, first_b[q], first_b[q + 1])
                ):
                    incident[found], term[found] = i, t
                    found += 1
    return found, len(points)
