"""Share of a disc of uncertainty that lies in a zone: exact, on the ellipsoid, about a microsecond each.

The disc is all ground within ``radius`` kilometres of a place. Around its centre the ground is laid flat by
Lambert's azimuthal equal-area projection, its two axes scaled by the ellipsoid's radii of curvature (WGS 84), so
that areas are true and the disc stays round to better than 1 in 1000 up to 200 km. There the area common to disc
and polygon is a sum over the polygon's sides (Green's theorem): the chord's triangle where a side is inside,
the circle's sector where it is outside. Sectors telescope: only where the outline crosses the circle is an angle
needed, and sides far away matter only by how often they wind round the centre, which is counted on the parallel
west of it. So only the sides in the slabs of latitude that the disc meets are looked at.
"""

from __future__ import annotations

import math

from hudna.monitoring.kernels import kernel

AXIS_KM = 6378.137
E2 = 0.0066943799901413165
SMALL_KM = 0.02
"""Discs smaller than this are taken as points."""


@kernel(inline="always")
def in_zone(box, vertex, first, slabs, per_degree, start, side, z, lon, lat):  # type: ignore[no-untyped-def]
    """Is a point in zone ``z`` (columns of Zones)? Sides are straight in longitude and latitude (RFC 7946 §3.1.1).

    A zone holds its western and southern outline, not its eastern and northern one, save at the pole; so 180° east
    is taken as 180° west.
    """
    if lon >= 180.0:
        lon -= 360.0
    lat = min(lat, 90.0 - 1e-9)
    if lat < box[z, 1] or lat > box[z, 3] or lon < box[z, 0] or lon > box[z, 2]:
        return False
    s = int((lat - box[z, 1]) * per_degree[z])
    s = first[z] + min(max(s, 0), slabs[z] - 1)
    inside = False
    for k in range(start[s], start[s + 1]):
        e = side[k]
        a, b = vertex[e, 1], vertex[e + 1, 1]
        if (a > lat) != (b > lat):
            x = vertex[e, 0]
            if lon < x + (lat - a) / (b - a) * (vertex[e + 1, 0] - x):
                inside = not inside
    return inside


@kernel(inline="always")
def _wrap(degrees):  # type: ignore[no-untyped-def]
    if degrees > 180.0:
        return degrees - 360.0
    if degrees <= -180.0:
        return degrees + 360.0
    return degrees


@kernel(inline="always")
def _sine_versine(x):  # type: ignore[no-untyped-def]
    """sin x and 1 - cos x; by series for small x (error below 1e-13)."""
    if abs(x) > 0.1:
        half = math.sin(0.5 * x)
        return math.sin(x), 2.0 * half * half
    q = x * x
    sine = x * (1.0 - q / 6.0 * (1.0 - q / 20.0 * (1.0 - q / 42.0 * (1.0 - q / 72.0))))
    versine = 0.5 * q * (1.0 - q / 12.0 * (1.0 - q / 30.0 * (1.0 - q / 56.0 * (1.0 - q / 90.0))))
    return sine, versine


@kernel(inline="always")
def _plane(east, north, sin0, cos0, across, along):  # type: ignore[no-untyped-def]
    """Kilometres east and north of the centre, from degrees of longitude and latitude away from it."""
    sin_l, ver_l = _sine_versine(math.radians(east))
    sin_d, ver_d = _sine_versine(math.radians(north))
    cos_phi = cos0 * (1.0 - ver_d) - sin0 * sin_d
    fall = ver_d + cos0 * cos_phi * ver_l
    k = math.sqrt(2.0 / max(2.0 - fall, 1e-12))
    return across * k * cos_phi * sin_l, along * k * (sin_d + sin0 * cos_phi * ver_l)


@kernel(inline="always")
def _angle(y, x):  # type: ignore[no-untyped-def]
    """The direction of a place on the circle; due west is just below the ray, as everything that is not above it."""
    return -math.pi if y == 0.0 and x < 0.0 else math.atan2(y, x)


@kernel(inline="always")
def _turn(above_a, xa, ya, above_b, xb, yb):  # type: ignore[no-untyped-def]
    """How an outer piece winds over the ray west of the centre: +1 downward, -1 upward, 0 not."""
    if above_a == above_b:
        return 0
    x = xa + (xb - xa) * (ya / (ya - yb)) if (ya > 0) != (yb > 0) else (xa if abs(ya) < abs(yb) else xb)
    if x >= 0:
        return 0
    return 1 if above_a else -1


@kernel(inline="always")
def disc_share(box, vertex, first, slabs, per_degree, start, side, z, lon0, lat0, radius):  # type: ignore[no-untyped-def]
    """Share (0…1) of the disc in zone ``z`` (columns of Zones); exactly 0 or 1 where the outline does not touch it.

    A point is answered in place: to hand seven columns to another function costs as much as the answer.
    """
    if radius < SMALL_KM:
        return 1.0 if in_zone(box, vertex, first, slabs, per_degree, start, side, z, lon0, lat0) else 0.0
    return _round_share(box, vertex, first, slabs, per_degree, start, side, z, lon0, lat0, radius)


@kernel
def _round_share(box, vertex, first, slabs, per_degree, start, side, z, lon0, lat0, radius):  # type: ignore[no-untyped-def]
    """The share of a disc that is more than a point.

    West ends at the meridian, of those at which wide zones are divided, that is nearest to the other side of the
    globe (``cut``), so that no ring lies half in the west and half in the east of it.
    """
    sin0, cos0 = math.sin(math.radians(lat0)), math.cos(math.radians(lat0))
    w = 1.0 - E2 * sin0 * sin0
    across = AXIS_KM / math.sqrt(w)
    along = across * (1.0 - E2) / w
    dlat = math.degrees(radius / along) * 1.002 + 1e-9
    if lat0 + dlat < box[z, 1] or lat0 - dlat > box[z, 3]:
        return 0.0
    reach = math.sin(min(radius / across, 1.5)) * 1.004 / max(cos0, 1e-9)
    polar = reach >= 1.0 or abs(lat0) + dlat >= 90.0
    dlon = 180.0 if polar else math.degrees(math.asin(reach)) + 1e-9
    west, east = _wrap(box[z, 0] - lon0), _wrap(box[z, 2] - lon0)
    if (lon0 < box[z, 0] or lon0 > box[z, 2]) and min(abs(west), abs(east)) > dlon:
        return 0.0
    r2 = radius * radius * (1.0 - (radius / AXIS_KM) ** 2 / 12.0)
    low = 0 if polar else min(max(int((lat0 - dlat - box[z, 1]) * per_degree[z]), 0), slabs[z] - 1)
    high = slabs[z] - 1 if polar else min(max(int((lat0 + dlat - box[z, 1]) * per_degree[z]), 0), slabs[z] - 1)
    cut = 45.0 * round((lon0 + 180.0) / 45.0) - 360.0 - lon0
    triangles, angles, winding, touched = 0.0, 0.0, 0, False
    next_e, x2, y2 = -1, 0.0, 0.0
    if polar:  # every side is laid flat; a zone that holds the other side of the globe lies outside its outline
        other = lon0 - 180.0 if lon0 >= 0.0 else lon0 + 180.0
        winding = 1 if in_zone(box, vertex, first, slabs, per_degree, start, side, z, other, -lat0) else 0
    for s in range(low, high + 1):
        for k in range(start[first[z] + s], start[first[z] + s + 1]):
            e = side[k]
            lat1, lat2 = vertex[e, 1], vertex[e + 1, 1]
            own = int((min(lat1, lat2) - box[z, 1]) * per_degree[z])
            if max(min(max(own, 0), slabs[z] - 1), low) != s:
                continue
            east1, east2 = _wrap(vertex[e, 0] - lon0), _wrap(vertex[e + 1, 0] - lon0)
            above1, above2 = lat1 > lat0, lat2 > lat0
            if not polar and (
                max(lat1, lat2) < lat0 - dlat
                or min(lat1, lat2) > lat0 + dlat
                or max(east1, east2) < -dlon
                or min(east1, east2) > dlon
                or abs(east1 - east2) > 180.0
            ):
                if above1 != above2:
                    step = vertex[e + 1, 0] - vertex[e, 0]
                    east = vertex[e, 0] + (lat0 - lat1) / (lat2 - lat1) * step - lon0
                    edge = cut - 1e-7 if above1 else cut + 1e-7  # a ring that ends at the cut stays on its side
                    east += 360.0 if east < edge else -360.0 if east >= edge + 360.0 else 0.0
                    if east < 0:
                        winding += 1 if above1 else -1
                continue
            if e != next_e:  # else this side begins where the last one ended
                x2, y2 = _plane(east1, lat1 - lat0, sin0, cos0, across, along)
            x1, y1 = x2, y2
            x2, y2 = _plane(east2, lat2 - lat0, sin0, cos0, across, along)
            next_e = e + 1
            if polar:
                above1, above2 = y1 > 0.0, y2 > 0.0
            in1, in2 = x1 * x1 + y1 * y1 < r2, x2 * x2 + y2 * y2 < r2
            if in1 and in2:
                triangles += x1 * y2 - x2 * y1
                touched = True
                continue
            dx, dy = x2 - x1, y2 - y1
            aa = dx * dx + dy * dy
            bb = x1 * dx + y1 * dy
            cc = x1 * x1 + y1 * y1 - r2
            root = bb * bb - aa * cc
            if in1:
                t = (-bb + math.sqrt(max(root, 0.0))) / aa
                xc, yc = x1 + t * dx, y1 + t * dy
                triangles += x1 * yc - xc * y1
                angles -= _angle(yc, xc)
                winding += _turn(yc > 0, xc, yc, above2, x2, y2)
                touched = True
            elif in2:
                t = (-bb - math.sqrt(max(root, 0.0))) / aa
                xc, yc = x1 + t * dx, y1 + t * dy
                triangles += xc * y2 - x2 * yc
                angles += _angle(yc, xc)
                winding += _turn(above1, x1, y1, yc > 0, xc, yc)
                touched = True
            elif root > 0 and aa > 0 and 0.0 < -bb < aa:
                half = math.sqrt(root)
                ta, tb = (-bb - half) / aa, (-bb + half) / aa
                xa, ya = x1 + ta * dx, y1 + ta * dy
                xb, yb = x1 + tb * dx, y1 + tb * dy
                triangles += xa * yb - xb * ya
                angles += _angle(ya, xa) - _angle(yb, xb)
                winding += _turn(above1, x1, y1, ya > 0, xa, ya) + _turn(yb > 0, xb, yb, above2, x2, y2)
                touched = True
            else:
                winding += _turn(above1, x1, y1, above2, x2, y2)
    if not touched:
        return 1.0 if winding > 0 else 0.0
    area = 0.5 * triangles + 0.5 * r2 * (angles + 2.0 * math.pi * winding)
    return min(1.0, max(0.0, area / (math.pi * r2)))


@kernel
def disc_shares(zones, zone, lon, lat, radius, out):  # type: ignore[no-untyped-def]
    """Fill ``out[i]`` with the share of disc ``i`` in zone ``zone[i]``; one that is like the last is not worked out."""
    box, vertex, first, slabs, per_degree, start, side = zones
    for i in range(len(lon)):
        j = max(i - 1, 0)
        if i > j and zone[i] == zone[j] and lon[i] == lon[j] and lat[i] == lat[j] and radius[i] == radius[j]:
            out[i] = out[j]
            continue
        out[i] = disc_share(box, vertex, first, slabs, per_degree, start, side, zone[i], lon[i], lat[i], radius[i])
