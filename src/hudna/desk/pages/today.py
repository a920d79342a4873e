"""Today: who is bound, what ends when, and what waits for me?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from hudna.agreements import RunningClock, running_clocks, standing
from hudna.desk.doorway import Door, page
from hudna.desk.roles import Role
from hudna.ground import Fault
from hudna.monitoring import Due, running


@dataclass(frozen=True)
class Bound:
    """How one party stands to the version that binds it, or to the last one that it was asked about."""

    party: str
    version: str
    bound: bool
    words: str


@dataclass(frozen=True)
class Plan:
    """A plan: its versions in words, its parties, its clocks."""

    plan: str
    versions: tuple[tuple[str, str], ...]
    parties: tuple[Bound, ...]
    clocks: tuple[RunningClock, ...]


@dataclass(frozen=True)
class Waiting:
    """Something that waits for the visitor: words, where it is, and until when."""

    words: str
    href: str
    due: datetime | None = None
    overdue: bool = False


@dataclass(frozen=True)
class TodayPage:
    """Today. ``limited``: the visitor sees a compartment and what was released to it, not the whole case."""

    title: str
    exercise: bool
    limited: bool
    zone: str
    at: datetime
    known_at: datetime | None
    plans: tuple[Plan, ...]
    stages: tuple[tuple[str, int], ...]
    received: int
    waiting: tuple[Waiting, ...]


@page(action="see-case", purpose="read where the case stands", template="desk/today.html")
def today(door: Door) -> TodayPage:
    """Where the case stands, and what waits for the visitor."""
    docket = door.sight.docket_at(door.at)
    return TodayPage(
        title=door.case.opened.title,
        exercise=door.case.opened.exercise,
        limited=door.visit.compartments is not None,
        zone=door.zone,
        at=door.at,
        known_at=door.known_at,
        plans=tuple(_plan(door, plan) for plan in door.state.consents.plans),
        stages=tuple((stage, count) for stage, count in docket.by_stage().items() if count),
        received=len(docket),
        waiting=tuple(_waiting(door, list(running(docket)))),
    )


def _plan(door: Door, plan: str) -> Plan:
    found = standing(door.state.consents, plan, door.case.texts, door.at)
    parties: dict[str, Bound] = {}
    for one in found.parties:
        if one.bound or one.party not in parties or not parties[one.party].bound:
            parties[one.party] = Bound(one.party, one.version, one.bound, one.words)
    clocks = tuple(running_clocks(door.state.consents, plan, door.case.texts, door.at))
    return Plan(plan, tuple((one.version, one.words) for one in found.offers), tuple(parties.values()), clocks)


def _waiting(door: Door, clocks: list[Due]) -> Iterator[Waiting]:
    """What waits for this role, the most pressing first."""
    if door.visit.role in (Role.MEDIATOR, Role.MONITOR):
        for one in sorted(clocks, key=lambda due: due.due):
            words = _("Case %(case)s has been in “%(stage)s”") % {"case": one.case, "stage": one.stage}
            yield Waiting(words, _way("cases"), one.due, one.due < door.at)
        for release in door.state.releases.waiting():
            if release.asked.by != door.visit.actor:
                words = _("%(who)s asks to release a name or a list; a second office is needed")
                yield Waiting(words % {"who": release.asked.by}, _way("journal"))
    if door.visit.role is Role.MEDIATOR:
        for conflict in door.state.settled.conflicts:
            yield Waiting(_("Two desks decided differently: %(thing)s") % {"thing": conflict.thing}, _way("journal"))
        yield from _unanswered(door)
    if door.visit.role is Role.LIAISON:
        for file in door.sight.docket_at(door.at):
            if door.visit.party in file.told and door.visit.party not in file.replied:
                yield Waiting(_("You were told of the ruling on %(case)s") % {"case": file.case}, _way("cases"))
        yield from _unanswered(door)


def _unanswered(door: Door) -> Iterator[Waiting]:
    for plan in door.state.consents.plans:
        try:
            found = standing(door.state.consents, plan, door.case.texts, door.at)
        except Fault:
            continue
        still = {offer.version for offer in found.offers if offer.is_open}
        for one in found.parties:
            mine = door.visit.role is not Role.LIAISON or one.party == door.visit.party
            if mine and one.version in still and not one.bound and "has not answered" in one.words:
                words = _("%(party)s has not answered version %(version)s of %(plan)s")
                told = {"party": one.party, "version": one.version, "plan": plan}
                yield Waiting(words % told, _way("agreement"))


def _way(name: str) -> str:
    from django.urls import NoReverseMatch

    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
