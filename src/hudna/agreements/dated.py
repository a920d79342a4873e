"""Dated: the text of a version with the instants filled in that the journal has and the text leaves open.

A text is never changed by this: a moment that it gives stays, and so does one that was fixed and has come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from hudna.agreements.events import MomentFixed, RenewalAgreed
from hudna.agreements.model import Agreement, AnyClause, DurationClause, EntryIntoForce, Moment, Renewal
from hudna.agreements.moments import Clock, stamp
from hudna.agreements.names import SIGNATURE, START
from hudna.agreements.parse import Loaded
from hudna.agreements.state import Said, Version, Void
from hudna.ground import Fault, when


@dataclass(frozen=True, slots=True)
class Dated:
    """A text with what was fixed later, and what was said of its times to no effect."""

    loaded: Loaded
    void: tuple[Void, ...]


def date_text(version: Version, loaded: Loaded) -> Dated:
    """Fill in the zero hour, the signature and the events that were fixed, and the ends that were agreed later."""
    void: list[Void] = []
    fixed: dict[str, MomentFixed] = {}
    for said in version.told(MomentFixed):
        event = said.event
        assert isinstance(event, MomentFixed)
        name = moment_name(loaded.agreement, event.moment)
        why = _no_zone(event.zone) or why_not_fixed(loaded.agreement, name, fixed, said.at)
        if why:
            void.append(Void(said, why))
        else:
            fixed[name] = event
    loaded = replace(loaded, agreement=_filled(loaded.agreement, fixed))
    for said in version.told(RenewalAgreed):
        loaded = _renewed(loaded, said, void)
    return Dated(loaded, tuple(void))


def moment_name(agreement: Agreement, name: str) -> str:
    """The one name of a moment: the clause of entry into force may be called by its id."""
    return START if isinstance(agreement.by_id.get(name), EntryIntoForce) else name


def open_moments(agreement: Agreement) -> frozenset[str]:
    """The names of the moments that the text leaves to be fixed."""
    found = {name for name, moment in agreement.events.items() if moment is None}
    if agreement.signed is None:
        found.add(SIGNATURE)
    found |= {START for c in agreement.clauses if isinstance(c, EntryIntoForce) and c.at is None}
    return frozenset(found)


def why_not_fixed(agreement: Agreement, name: str, fixed: Mapping[str, MomentFixed], at: datetime) -> str:
    """Why a moment cannot be fixed at that instant; empty where it can."""
    if name not in open_moments(agreement):
        known = name in {SIGNATURE, START, *agreement.events}
        return f"the text itself says {name}, or does not know it" if known else f"the text knows no moment “{name}”"
    if name in fixed and fixed[name].instant <= at:
        return f"{name} had come, on {stamp(fixed[name].instant, fixed[name].zone)}"
    return ""


def _no_zone(name: str) -> str:
    try:
        when.zone(name)
    except Fault as fault:
        return fault.what[:1].lower() + fault.what[1:].rstrip(".")
    return ""


def as_moment(instant: datetime, zone: str) -> Moment:
    """An instant as the agreement language writes it: on the zone's clock, or in UTC where that clock showed it twice.

    Whole seconds; a fraction is dropped.
    """
    instant = instant.astimezone(UTC).replace(microsecond=0)
    wall = instant.astimezone(when.zone(zone)).replace(tzinfo=None)
    if when.at_zone(wall, zone, lenient=True) != instant:
        wall, zone = instant.replace(tzinfo=None), "UTC"
    return Moment(at=f"{wall:%Y-%m-%dT%H:%M:%S}", zone=zone)


def _filled(agreement: Agreement, fixed: Mapping[str, MomentFixed]) -> Agreement:
    moments = {name: as_moment(event.instant, event.zone) for name, event in fixed.items()}
    events = {name: moments.get(name, moment) for name, moment in agreement.events.items()}
    clauses: list[AnyClause] = [
        clause.model_copy(update={"at": moments[START]})
        if isinstance(clause, EntryIntoForce) and clause.at is None and START in moments
        else clause
        for clause in agreement.clauses
    ]
    signed = agreement.signed or moments.get(SIGNATURE)
    return agreement.model_copy(update={"signed": signed, "events": events, "clauses": clauses})


def _renewed(loaded: Loaded, said: Said, void: list[Void]) -> Loaded:
    event = said.event
    assert isinstance(event, RenewalAgreed)
    why = _no_zone(event.zone) or why_not_renewed(loaded, event.until, said.at)
    if why:
        void.append(Void(said, why))
        return loaded
    clauses = [_with_end(c, event) if isinstance(c, DurationClause) else c for c in loaded.agreement.clauses]
    return replace(loaded, agreement=loaded.agreement.model_copy(update={"clauses": clauses}))


def why_not_renewed(loaded: Loaded, until: datetime, at: datetime) -> str:
    """Why an agreement cannot be carried on to ``until`` by what was agreed at ``at``; empty where it can."""
    try:
        end = Clock(loaded).end
    except Fault as fault:
        return f"its end cannot be told: {fault.what}"
    if end is None:
        return "the text sets no end that could be moved"
    if at > end:
        return f"the agreement had ended on {stamp(end)}"
    return "" if until > end else f"it runs to {stamp(end)} without it"


def _with_end(clause: DurationClause, event: RenewalAgreed) -> DurationClause:
    renewal = clause.renewal or Renewal()
    renewed = [*renewal.renewed, as_moment(event.until, event.zone)]
    return clause.model_copy(update={"renewal": renewal.model_copy(update={"renewed": renewed})})
