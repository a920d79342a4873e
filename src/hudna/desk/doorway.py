"""The doorway: every page, deed and answer of the API goes through it, with an actor and a purpose.

It asks the table of rights, opens the record for the compartments of the visitor and for no other, and says in the log
who came for what. There is no other way to the record from the web, and no flag that goes around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from hudna.desk.compartments import COMMON, MISSION
from hudna.desk.faults import DESK
from hudna.desk.models import Account
from hudna.desk.record import Sight, open_record, sight_of
from hudna.desk.roles import MISSION as OF_THE_MISSION
from hudna.desk.roles import Role, carries
from hudna.ground import when
from hudna.house import Case, Said, State
from hudna.journal import Decision, Entry


@dataclass(frozen=True)
class Visit:
    """Who comes, in which role, for what, and as of when."""

    actor: str
    role: Role
    party: str
    action: str
    purpose: str
    compartments: frozenset[str] | None
    """What they may see; None: every compartment of the case."""


@dataclass(frozen=True)
class Door:
    """A visit at the open record. ``at``: as it was then; ``known_at``: as it was known then (None: all that is)."""

    visit: Visit
    case: Case
    request: HttpRequest
    at: datetime
    known_at: datetime | None

    @property
    def sight(self) -> Sight:
        """What the visitor sees of the case."""
        return sight_of(self.case, self.visit.compartments, self.known_at)

    @property
    def state(self) -> State:
        """The state that follows from what the visitor sees."""
        return self.sight.state

    @property
    def zone(self) -> str:
        """The named zone in which the case tells times."""
        return self.case.opened.zone

    def may(self, action: str) -> bool:
        """Does the visitor's role carry this, too?"""
        return carries(self.visit.role, action)

    def demand(self, action: str) -> None:
        """Raise role-unfit unless the visitor's role carries this."""
        demand(self.visit.role, action)

    def sees(self, compartment: str) -> bool:
        """May the visitor see what lies in this compartment (of an import, a report)?"""
        return self.visit.compartments is None or compartment in self.visit.compartments

    def said(self, at: str = "") -> Said:
        """By whom, when it was true (as typed, in the zone of the case; default: now) and when it is recorded."""
        if self.case.opened.exercise:
            typed = when.instant(at, self.zone) if at else datetime.now(UTC)
            return Said(self.visit.actor, typed, datetime.now(UTC), self.zone)
        return self.case.said(self.visit.actor, at or None, self.zone, None)

    def record(
        self, decide: Callable[[State], Sequence[Decision]], said: Said, keep: Sequence[bytes] = ()
    ) -> list[Entry]:
        """Record decisions in the case by the visitor's office. ``decide`` is given the state of the whole case.

        ``keep``: bulk data that the decisions name by its hash. What ``door.case`` hid on slips is recorded with them.
        """
        with open_record(writing=True) as case:
            case.take_slips(self.case)
            for data in keep:
                case.keep(data)
            return case.record(decide, said)


def compartments_of(account: Account) -> frozenset[str] | None:
    """The compartments that an account may see; None: all of them."""
    role = Role(account.role)
    if role in OF_THE_MISSION:
        return None
    if role is Role.LIAISON:
        return frozenset({COMMON, account.party})
    if role is Role.OBSERVER:
        return frozenset({COMMON, MISSION})
    return frozenset()


def demand(role: Role, action: str) -> None:
    """Raise role-unfit unless the role carries the action."""
    if not carries(role, action):
        raise DESK.fault("role-unfit", f"The role “{role}” does not carry this.")


def visit_of(account: Account, action: str, purpose: str) -> Visit:
    """The visit of an account for a purpose. Raises role-unfit, purpose-missing."""
    role = Role(account.role)
    demand(role, action)
    if not purpose.strip():
        raise DESK.fault("purpose-missing", "Nobody said what this is for.")
    return Visit(account.username, role, account.party, action, purpose, compartments_of(account))


@contextmanager
def enter(
    request: HttpRequest, account: Account, *, action: str, purpose: str, scopes: frozenset[str] | None = None
) -> Iterator[Door]:
    """Open the door for an account; ``scopes``: what its device may do (None: all that its role carries).

    Raises role-unfit, purpose-missing, and what opening the case and reading the two instants raise.
    """
    visit = visit_of(account, action, purpose)
    request.visit = visit  # type: ignore[attr-defined]
    if scopes is not None and action not in scopes:
        raise DESK.fault("role-unfit", "The token of this device does not carry this.")
    with open_record() as case:
        at, known_at = _instants(request, case.opened.zone)
        yield Door(visit, case, request, at, known_at)


def page(*, action: str, purpose: str, template: str = "") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a function of a door a page that only those may open whose role carries ``action``.

    What it returns is a frozen dataclass, whose fields are all that the template gets, or an answer ready made.
    """

    def make(fill: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(fill)
        def view(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            assert isinstance(request.user, Account)
            with enter(request, request.user, action=action, purpose=purpose) as door:
                filled = fill(door, **kwargs)
                return filled if isinstance(filled, HttpResponseBase) else show(request, template, filled)

        guarded: Callable[..., Any] = login_required(view)
        guarded.__dict__.update(action=action, purpose=purpose)
        return guarded

    return make


def show(request: HttpRequest, template: str, filled: Any, status: int = 200) -> HttpResponse:
    """A page as its template shows it; the template gets the fields of the page and nothing else of the case."""
    return render(request, template, {one.name: getattr(filled, one.name) for one in fields(filled)}, status=status)


def _instants(request: HttpRequest, zone: str) -> tuple[datetime, datetime | None]:
    """What the reader asks for: as it was at ``at`` (default: now), as known at ``known_at`` (default: all)."""
    at, known = request.GET.get("at", ""), request.GET.get("known_at", "")
    return (
        when.instant(at, zone) if at else datetime.now(UTC),
        when.instant(known, zone) if known else None,
    )
