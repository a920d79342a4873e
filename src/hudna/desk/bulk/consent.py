"""Consent: which text the incidents are read and assessed under, and whether that has changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from hudna.agreements import CONSENT_EVENTS, Loaded, from_consent, read_plan
from hudna.ground import NO_START, Acts, Areas, Fault, Parties, load_acts, load_areas, load_parties
from hudna.house import Case, State


@dataclass(frozen=True)
class Registers:
    """The parties, acts and areas that names are looked up in, and the zone of dates that do not say theirs."""

    parties: Parties
    acts: Acts
    areas: Areas
    zone: str


@dataclass(frozen=True)
class Consent:
    """What the journal says was consented to, as far as a compartment sees it.

    ``loaded``: the text in force, with consent (None: no plan was offered); ``mark``: changes when any entry about
    consent does; ``position``: how many entries of each log were read.
    """

    loaded: Loaded | None
    plan: str
    version: str
    mark: str
    position: Mapping[str, int]
    zone: str

    @property
    def registers(self) -> Registers:
        """The registers of the text, or without one the groups of people and the taxonomy that Hudna ships."""
        if self.loaded is None:
            return Registers(load_parties(), load_acts(), load_areas(()), self.zone)
        zone = self.loaded.agreement.timezone or self.zone
        return Registers(self.loaded.parties, self.loaded.acts, self.loaded.areas, zone)


def consent_of(case: Case, state: State) -> Consent:
    """The consent that follows from what is seen of a case."""
    plan, version = _in_force(case, state)
    loaded = from_consent(state.consents, plan, version, case.texts) if plan else None
    return Consent(loaded, plan, version, mark_of(state), dict(state.position), case.opened.zone)


def mark_of(state: State) -> str:
    """A hash over the entries about consent that have effect, in their order."""
    about = [entry.hash for entry in state.settled.entries if isinstance(entry.event, CONSENT_EVENTS)]
    return sha256("\n".join(about).encode()).hexdigest()[:16]


def _in_force(case: Case, state: State) -> tuple[str, str]:
    """The version to which anybody came to be bound last; if nobody ever was, the one offered last; or none.

    It need not bind anybody today: incidents of last month are assessed under what was in force then.
    """
    best: tuple[tuple[bool, datetime, datetime], str, str] | None = None
    for plan, versions in state.consents.plans.items():
        bound = _bound_since(case, state, plan)
        for name, version in versions.items():
            since = bound.get(name, NO_START)
            rank = (name in bound, since, version.offered.at)
            if best is None or rank >= best[0]:
                best = (rank, plan, name)
    return (best[1], best[2]) if best else ("", "")


def _bound_since(case: Case, state: State, plan: str) -> dict[str, datetime]:
    """Version → when its last stretch with anybody bound began."""
    try:
        rolls = read_plan(state.consents, plan, case.texts).rolls
    except Fault:
        return {}
    found = {}
    for name, roll in rolls.items():
        begins = [since for (since, _), standing in roll.standings() if standing.bound]
        if begins:
            found[name] = max(begins)
    return found
