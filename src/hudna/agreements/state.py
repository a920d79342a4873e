"""State: what was said and done about each plan, version by version, from the journal's entries alone.

No text of an agreement is read here, so no deadline is judged: that is ``effect.py``. What counts is when a thing was
true, not when it was recorded: an acceptance that was given in time and recorded a week late stands at its own place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar, get_args

from hudna.agreements.events import (
    AcceptanceWithdrawn,
    ConditionSettled,
    Consenting,
    MomentFixed,
    OfferWithdrawn,
    PlanAccepted,
    PlanCountered,
    PlanHandedOver,
    PlanOffered,
    PlanReceived,
    PlanRefused,
    PlanTransmitted,
    RenewalAgreed,
)
from hudna.agreements.faults import AGREEMENTS
from hudna.journal import Conflict, Decision, Entry

E = TypeVar("E")
RANK: Mapping[type, int] = {
    PlanOffered: 0,
    PlanHandedOver: 1,
    PlanTransmitted: 2,
    PlanReceived: 3,
    MomentFixed: 4,
    RenewalAgreed: 5,
    PlanAccepted: 6,
    ConditionSettled: 7,
    PlanRefused: 8,
    PlanCountered: 9,
    AcceptanceWithdrawn: 10,
    OfferWithdrawn: 11,
}
"""Of things true at one instant: an answer at the last instant is in time, so it goes before what ends an offer."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said or done: what, when it was true, and the entry that has it (empty: not recorded yet)."""

    event: Consenting
    at: datetime
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Void:
    """An entry that changes nothing, and why."""

    said: Said
    why: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a plan: its offer, and all that followed, in the order in which it was true."""

    offer: PlanOffered
    offered: Said
    course: tuple[Said, ...]

    def told(self, *kinds: type) -> tuple[Said, ...]:
        """What followed of these kinds."""
        return tuple(said for said in self.course if isinstance(said.event, kinds))


@dataclass(frozen=True, slots=True)
class Consents:
    """Everything about all plans. ``plans``: plan → version → what was said; ``void``: what has no place in it.

    ``in_conflict``: the things on which two desks disagree; until somebody settles it, neither side has effect.
    """

    plans: Mapping[str, Mapping[str, Version]] = field(default_factory=dict)
    void: tuple[Void, ...] = ()
    in_conflict: frozenset[str] = frozenset()
    told: tuple[Said, ...] = field(default=(), repr=False)

    def version(self, plan: str, version: str) -> Version:
        """A version that was offered; raises plan-unknown and version-unknown."""
        if plan not in self.plans:
            raise AGREEMENTS.fault("plan-unknown", f"Nobody has offered a plan “{plan}”.")
        if version not in self.plans[plan]:
            raise AGREEMENTS.fault("version-unknown", f"Nobody has offered version {version} of {plan}.")
        return self.plans[plan][version]

    def also(self, decisions: Iterable[Decision]) -> Consents:
        """The same with decisions that are not recorded yet."""
        more = [Said(d.event, d.at) for d in decisions if isinstance(d.event, get_args(Consenting))]
        return _arrange([*self.told, *more], self.in_conflict)


def fold_consent(entries: Iterable[Entry], conflicts: Iterable[Conflict] = ()) -> Consents:
    """What the entries of a case say about its plans; entries of other rooms are passed over.

    Give what :func:`hudna.journal.settle` leaves in effect, in its order, and the conflicts that it found.
    """
    kinds = get_args(Consenting)
    told = [Said(entry.event, entry.at, entry.ref) for entry in entries if isinstance(entry.event, kinds)]
    return _arrange(told, frozenset(conflict.thing for conflict in conflicts))


def _arrange(told: Iterable[Said], in_conflict: frozenset[str]) -> Consents:
    """Put what was said in the order in which it was true, then by kind, party and thing, then as it was recorded."""
    ordered = tuple(sorted(told, key=_place))
    offered: dict[tuple[str, str], Said] = {}
    course: dict[tuple[str, str], list[Said]] = {}
    void: list[Void] = []
    for said in ordered:
        key = said.event.plan, said.event.version
        if not isinstance(said.event, PlanOffered):
            continue
        if key in offered:
            void.append(Void(said, f"version {key[1]} was offered before{_by(offered[key])}"))
        else:
            offered[key], course[key] = said, []
    for said in ordered:
        key = said.event.plan, said.event.version
        if isinstance(said.event, PlanOffered):
            continue
        if key not in offered:
            torn = f"plan/{key[0]}/{key[1]}/offer" in in_conflict
            why = f"two desks recorded different offers as version {key[1]}"
            void.append(Void(said, why if torn else f"nobody has offered version {key[1]} of {key[0]}"))
        elif said.at < offered[key].at:
            void.append(Void(said, f"it is told of a time before version {key[1]} was offered"))
        else:
            course[key].append(said)
    plans: dict[str, dict[str, Version]] = {}
    for (plan, version), said in offered.items():
        assert isinstance(said.event, PlanOffered)
        plans.setdefault(plan, {})[version] = Version(said.event, said, tuple(course[plan, version]))
    return Consents(plans, tuple(void), in_conflict, ordered)


def _place(said: Said) -> tuple[datetime, int, str, str]:
    event = said.event
    return said.at, RANK[type(event)], getattr(event, "party", ""), event.about


def _by(said: Said) -> str:
    return f" ({said.ref})" if said.ref else ""
