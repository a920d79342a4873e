"""What a side is told of a plan: whom it may be shown, and why somebody is in no hand-over as far as it may know.

Somebody who refuses, somebody whose name is in question and somebody of whom nothing certain is known are to a side the
same, as they are where the exchange runs (``sight``): if only those who refuse had no reason, that would be the reason.
"""

from __future__ import annotations

from collections.abc import Mapping

from hudna.exchange.membership import fits
from hudna.exchange.model import Person, Plan
from hudna.exchange.terms import Terms

NOT_TOLD = "not-told"
UNTOLD = frozenset({"refuses", "pending", "unknown", "unidentified"})
"""Reasons that a side is not told."""


def reasons_told(plan: Plan, side: str = "") -> Mapping[str, str]:
    """Why each person is left, for the neutral body (no side) or for a side."""
    if not side:
        return plan.left
    return {person: NOT_TOLD if reason in UNTOLD else reason for person, reason in plan.left.items()}


def category_of(terms: Terms, person: Person) -> str:
    """The category by which somebody counts, else by which they pay, else the first that fits; empty: none."""
    of = [ratio.of for ratio in terms.ratios]
    brought = [category for ratio in terms.ratios for category in ratio.brings]
    return next((one for one in (*of, *brought, *terms.categories) if fits(terms.categories[one], person)), "")
