"""The nouns of incidents: one Arrow schema for whatever was reported, whoever reported it.

One row is one incident as one source tells it. What the source leaves imprecise stays imprecise:

- ``earliest``, ``latest``: half-open interval in UTC within which it happened; ``zone``: the named zone the
  source's dates are in; ``when_class``: the source's own precision (``instant``, ``day``, ``days``, ``week``,
  ``month``, ``year``, ``between``).
- ``lon``, ``lat`` in degrees WGS 84 and ``radius_km``: it happened within this distance of the point (0: at the
  point itself). Or ``area``: it happened somewhere in a named area, lon and lat then only for display (may be null).
  ``where_class``: the source's own precision in words, as ``ucdp 4 (province)``.
- ``act``: path of the taxonomy, or null where the source's kind is not mapped; ``weapon``: id of a weapon or null.
- ``side_a``, ``side_b``: ids of parties joined by ``;`` (more than one: all of them were named, at least one of
  them took part), null where nobody is named. A name that no register knows is ``?`` followed by the name.
  ``directed``: true if side_a is the author and side_b the target; false if the two columns have no direction.
- ``deaths_low``, ``deaths_best``, ``deaths_high``: people killed, or null where the source does not say.
- ``reported_by``: who says so, as the source has it; ``note``: its words.
- ``file``, ``line``: where the row stands (line counted from 1, the header is line 1).
"""

from __future__ import annotations

import pyarrow as pa

_WORD = pa.dictionary(pa.int32(), pa.string())

INCIDENTS = pa.schema(
    [
        pa.field("incident_id", pa.string(), nullable=False),
        pa.field("source", _WORD, nullable=False),
        pa.field("earliest", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("latest", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("zone", _WORD, nullable=False),
        pa.field("when_class", _WORD, nullable=False),
        pa.field("lon", pa.float64()),
        pa.field("lat", pa.float64()),
        pa.field("radius_km", pa.float64()),
        pa.field("area", _WORD),
        pa.field("where_class", _WORD, nullable=False),
        pa.field("act", _WORD),
        pa.field("weapon", _WORD),
        pa.field("side_a", _WORD),
        pa.field("side_b", _WORD),
        pa.field("directed", pa.bool_(), nullable=False),
        pa.field("deaths_low", pa.int32()),
        pa.field("deaths_best", pa.int32()),
        pa.field("deaths_high", pa.int32()),
        pa.field("reported_by", pa.string()),
        pa.field("note", pa.string()),
        pa.field("file", _WORD, nullable=False),
        pa.field("line", pa.int64(), nullable=False),
    ]
)
