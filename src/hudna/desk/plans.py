"""The document of a plan as it is kept beside the entries, for both sides to read: who leaves when, by number.

It says of nobody why they are in no hand-over, which would tell who refuses to leave; the neutral body finds that out
anew from the slips.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from hudna.exchange import Account, AgreementNode, HandOver, Plan, PlanDocument, Terms, for_both, plan_parts, read_plan
from hudna.ground import Fault
from hudna.house import Case

MOST_KEPT = 16


@dataclass(frozen=True)
class KeptPlan:
    """A plan as it was put before the sides. ``releases``: number of a hand-over → person → place."""

    document: str
    hand_overs: tuple[HandOver, ...]
    releases: Mapping[int, Mapping[str, str]]
    accounts: Mapping[int, tuple[Account, ...]]
    plan: Plan

    def people(self, number: int) -> Mapping[str, str]:
        """Who leaves in a hand-over, and from which place."""
        return self.releases.get(number, {})

    def at(self, number: int) -> HandOver | None:
        """The hand-over with this number."""
        return next((one for one in self.hand_overs if one.number == number), None)


def written(plan: Plan, terms: Terms, agreement: AgreementNode, people: int) -> bytes:
    """A plan as its document, without why anybody is left."""
    told = PlanDocument(
        agreement=agreement,
        sides=terms.sides,
        zone=terms.zone,
        ages_on=terms.ages_on.isoformat(),
        people=people,
        **plan_parts(for_both(plan), terms.zone),
    )
    return told.as_json().encode()


def kept_plan(case: Case, document: str) -> KeptPlan | None:
    """The plan with this hash; None where its document is not in this copy of the case, or is none."""
    data = case.store.blob(document) if document else None
    return _read(document, data) if data is not None else None


def read_document(data: bytes) -> KeptPlan | None:
    """A plan from its document; None where it is none."""
    return _read(sha256(data).hexdigest(), data)


@lru_cache(maxsize=MOST_KEPT)
def _read(document: str, data: bytes) -> KeptPlan | None:
    try:
        plan = read_plan(data).as_plan()
    except Fault:
        return None
    if not isinstance(plan, Plan):
        return None
    releases: dict[int, dict[str, str]] = defaultdict(dict)
    for one in plan.releases:
        releases[one.hand_over][one.person] = one.place
    return KeptPlan(document, plan.hand_overs, releases, plan.accounts, plan)
