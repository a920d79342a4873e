"""Today: who is bound, what ends when, and what waits for me?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from hudna.agreements import OfferStanding, RunningClock, running_clocks, standing
from hudna.desk.codes import stage_words
from hudna.desk.doorway import Door, page
from hudna.desk.names import Names, listed, names_of
from hudna.desk.pages.agreement_course import told
from hudna.desk.pages.agreement_texts import Seen, versions
from hudna.desk.pages.today_week import Week, week_of
from hudna.desk.roles import Role
from hudna.desk.standing_words import runs_words, say_in
from hudna.ground import Fault
from hudna.monitoring import Due, running


@dataclass(frozen=True)
class Bound:
    """How one party stands to the version that binds it, or to the last one that it was asked about.

    ``seen``: what it answered is in a compartment of the visitor's; else nothing is said of it.
    """

    party: str
    version: str
    bound: bool
    words: str
    seen: bool


@dataclass(frozen=True)
class Version:
    """A version of a plan: whose title, where it is, and where to read it."""

    name: str
    title: str
    words: str
    is_open: bool
    href: str


@dataclass(frozen=True)
class Clock:
    """Something that runs out, for whom, on whose clock; ``due`` None: nobody has fixed it yet."""

    words: str
    version: str
    due: datetime | None
    zone: str
    who: tuple[str, ...]
    overdue: bool


@dataclass(frozen=True)
class Plan:
    """A plan: its versions in words, its parties, its clocks.

    ``through``: through whom others are bound, to which version, and who they are.
    """

    plan: str
    versions: tuple[Version, ...]
    parties: tuple[Bound, ...]
    through: tuple[tuple[str, str, str], ...]
    clocks: tuple[Clock, ...]


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
    week: Week | None
    may_import: bool


@page(action="see-case", purpose="read where the case stands", template="desk/today.html")
def today(door: Door) -> TodayPage:
    """Where the case stands, and what waits for the visitor."""
    docket, names = door.sight.docket_at(door.at), names_of(door)
    return TodayPage(
        title=door.case.opened.title,
        exercise=door.case.opened.exercise,
        limited=door.visit.compartments is not None,
        zone=door.zone,
        at=door.at,
        known_at=door.known_at,
        plans=tuple(_plan(door, plan, names) for plan in door.state.consents.plans),
        stages=tuple((stage_words(stage), count) for stage, count in docket.by_stage().items() if count),
        received=len(docket),
        waiting=tuple(_waiting(door, list(running(docket)), names)),
        week=week_of(door, names),
        may_import=door.may("import"),
    )


def _plan(door: Door, plan: str, names: Names) -> Plan:
    found = standing(door.state.consents, plan, door.case.texts, door.at, door.zone, say_in(names))
    texts = {one.name: one for one in versions(door).get(plan, [])}
    parties: dict[str, Bound] = {}
    below: dict[tuple[str, str], list[str]] = {}
    for one in found.parties:
        if one.bound and one.above:
            uppers = listed(tuple(names.party(upper) for upper in one.above))
            below.setdefault((uppers, one.version), []).append(names.party(one.party))
            continue
        if one.bound or one.party not in parties or not parties[one.party].bound:
            seen = told(texts[one.version], one.party)
            words = one.words if seen else ""
            parties[one.party] = Bound(names.party(one.party), one.version, one.bound and seen, words, seen)
    clocks = running_clocks(door.state.consents, plan, door.case.texts, door.at)
    return Plan(
        plan,
        tuple(_version(one, texts[one.version], names) for one in reversed(found.offers)),
        tuple(parties.values()),
        tuple((upper, version, listed(tuple(sorted(some)))) for (upper, version), some in below.items()),
        tuple(_clock(one, names) for one in clocks),
    )


def _version(offer: OfferStanding, text: Seen, names: Names) -> Version:
    title = names.words(text.text.agreement.title)[0]
    way = reverse("agreement-one", args=(text.plan, offer.version))
    return Version(offer.version, title, offer.words, offer.is_open, way)


def _clock(clock: RunningClock, names: Names) -> Clock:
    who = tuple(names.party(one) for one in clock.who)
    return Clock(runs_words(clock.kind), clock.version, clock.due, clock.zone, who, clock.overdue)


def _waiting(door: Door, clocks: list[Due], names: Names) -> Iterator[Waiting]:
    """What waits for this role, the most pressing first."""
    if door.visit.role in (Role.MEDIATOR, Role.MONITOR):
        for one in sorted(clocks, key=lambda due: due.due):
            words = _("Case %(case)s has been in “%(stage)s”") % {"case": one.case, "stage": stage_words(one.stage)}
            yield Waiting(words, reverse("cases"), one.due, one.due < door.at)
        for release in door.state.releases.waiting():
            if release.asked.by != door.visit.actor:
                words = _("%(who)s asks to release a name or a list; a second office is needed")
                yield Waiting(words % {"who": release.asked.by}, reverse("journal"))
    if door.visit.role is Role.MEDIATOR:
        for conflict in door.state.settled.conflicts:
            yield Waiting(_("Two desks decided differently: %(thing)s") % {"thing": conflict.thing}, reverse("journal"))
        yield from _unanswered(door, names)
    if door.visit.role is Role.LIAISON:
        for file in door.sight.docket_at(door.at):
            if door.visit.party in file.told and door.visit.party not in file.replied:
                yield Waiting(_("You were told of the ruling on %(case)s") % {"case": file.case}, reverse("cases"))
        yield from _unanswered(door, names)


def _unanswered(door: Door, names: Names) -> Iterator[Waiting]:
    for plan in door.state.consents.plans:
        try:
            found = standing(door.state.consents, plan, door.case.texts, door.at)
        except Fault:
            continue
        still = {offer.version for offer in found.offers if offer.is_open}
        for one in found.parties:
            mine = door.visit.role is not Role.LIAISON or one.party == door.visit.party
            if mine and one.version in still and one.waits:
                words = _("%(party)s has not answered version %(version)s of %(plan)s")
                facts = {"party": names.party(one.party), "version": one.version, "plan": plan}
                yield Waiting(words % facts, reverse("agreement"))
