"""The state of a case: all that follows from its entries, over all rooms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from hudna.agreements import CONSENT_EVENTS, Consents, fold_consent
from hudna.bulletin import RELEASE_EVENTS, Releases, fold_releases
from hudna.exchange import EXCHANGE_EVENTS, Exchanges, fold_exchanges
from hudna.house.faults import HOUSE
from hudna.journal import EVENTS, Codec, Entry, Settled, settle
from hudna.matching import JUDGING_EVENTS
from hudna.monitoring import CASE_EVENTS, FILINGS, Docket, Ledgers, fold_cases, fold_ledgers

ALL_EVENTS: tuple[type, ...] = (
    *EVENTS,
    *CONSENT_EVENTS,
    *CASE_EVENTS,
    *FILINGS,
    *RELEASE_EVENTS,
    *JUDGING_EVENTS,
    *EXCHANGE_EVENTS,
)
"""Every event of every room."""


@cache
def codec() -> Codec:
    """Writes and reads every event of every room."""
    return Codec(ALL_EVENTS)


@dataclass(frozen=True)
class State:
    """All that follows from the entries of a case that were known at an instant."""

    settled: Settled
    consents: Consents
    docket: Docket
    ledgers: Ledgers
    releases: Releases = field(default_factory=Releases)
    position: Mapping[str, int] = field(default_factory=dict)
    exchanges: Exchanges = field(default_factory=Exchanges)

    def docket_at(self, at: datetime) -> Docket:
        """The docket by what was true at an instant."""
        return fold_cases(self.settled.entries, until=at)

    def exchanges_at(self, at: datetime) -> Exchanges:
        """The exchanges by what was true at an instant."""
        return fold_exchanges(self.settled.entries, until=at)

    def which(self, plan: str, version: str) -> tuple[str, str]:
        """The plan and version that are meant: the only ones where none is named. Raises plan-unsaid."""
        plans = self.consents.plans
        if not plan:
            if not plans:
                raise HOUSE.fault("plan-unsaid", "No plan was offered yet.", remedy="offer one first: hudna offer.")
            if len(plans) != 1:
                raise HOUSE.fault("plan-unsaid", f"There are {len(plans)} plans in this case: {', '.join(plans)}.")
            (plan,) = plans
        versions = plans.get(plan, {})
        if not version and len(versions) == 1:
            (version,) = versions
        elif not version and versions:
            what = f"There are versions {', '.join(versions)} of {plan}."
            raise HOUSE.fault("plan-unsaid", what)
        return plan, version or "1"

    def next_version(self, plan: str) -> str:
        """The number of the next version of a plan."""
        taken = [int(name) for name in self.consents.plans.get(plan, {}) if name.isdecimal()]
        return str(max(taken, default=0) + 1)


def fold(entries: Sequence[Entry]) -> State:
    """The state of a case, a function of its entries alone."""
    settled = settle(entries)
    position: dict[str, int] = {}
    for entry in entries:
        position[entry.log] = entry.seq + 1
    effective = settled.entries
    consents = fold_consent(effective, settled.conflicts)
    docket, ledgers, releases = fold_cases(effective), fold_ledgers(effective), fold_releases(effective)
    return State(settled, consents, docket, ledgers, releases, position, fold_exchanges(effective))
