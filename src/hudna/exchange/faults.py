"""What the exchange refuses, each with what to do about it."""

from __future__ import annotations

from hudna.ground import Catalogue

EXCHANGE = Catalogue(
    "exchange",
    {
        "terms-missing": "add a clause of kind exchange to the agreement: sides, and what is released for what.",
        "terms-unfit": "mend the clause; see the reference of the agreement language, kind exchange.",
    },
)
