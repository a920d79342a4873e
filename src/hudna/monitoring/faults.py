"""What monitoring refuses, each with what to do about it."""

from __future__ import annotations

from hudna.ground import Catalogue

MONITORING = Catalogue(
    "monitoring",
    {
        "count-mismatch": "count both in the same unit, over windows of the same length, with exposure known for both "
        "or for neither.",
        "count-overlap": "add only counts that share no incident: of one unit, over windows that do not overlap.",
        "nothing-to-assess": "run hudna check: it names what keeps each clause from being assessed.",
        "exposure-unreadable": "give a CSV with the columns date, hours_watched, hours_denied; one row a day.",
        "feed-empty": "give a feed with at least one row that can be read; rejects.csv says why rows were not.",
        "scope-missing": "add a scope clause to the draft; its zone may be left open.",
        "span-empty": "give --until a time after --from.",
        "out-unwritable": "give a folder you may write to (--out).",
    },
)
