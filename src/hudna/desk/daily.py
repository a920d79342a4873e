"""One day of the case as an edition sees it: gathered from the record and the shelf, for the bulletin to compose."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
from django.conf import settings

from hudna.agreements import Loaded, PlanReceived, PlanTransmitted, running_clocks, standing
from hudna.bulletin import COMMON, MISSION, Daily
from hudna.desk.bulk import Query, Shelf, consent_of, shelf_for
from hudna.desk.faults import DESK
from hudna.desk.record import Sight, sight_of
from hudna.ground import Interval
from hudna.house import Case
from hudna.monitoring import FINDINGS, Span, beside

MOST_FINDINGS = 5000


def compartments_of(edition: str) -> frozenset[str] | None:
    """What an edition may hold: everything for the mission, else what is common and (for a party) the party's own."""
    if edition == MISSION:
        return None
    return frozenset({COMMON} if edition == COMMON else {COMMON, edition})


def editions(sight: Sight) -> tuple[str, ...]:
    """The editions that there can be: for the mission, for everybody, for each party that a text was put before."""
    found = [MISSION, COMMON]
    for plan in sight.state.consents.plans.values():
        for version in plan.values():
            put = version.told(PlanTransmitted, PlanReceived)
            found += [version.offer.offered_by, *(said.event.party for said in put)]  # type: ignore[union-attr]
    return tuple(dict.fromkeys(filter(None, found)))


def daily_of(case: Case, day: Interval, edition: str, known_at: datetime | None = None) -> Daily:
    """The day for an edition, as known at an instant (default: all that is recorded). Raises edition-unknown."""
    known = editions(sight_of(case, None, known_at))
    if edition not in known:
        raise DESK.fault("edition-unknown", f"There is no edition for “{edition}”; there are: {', '.join(known)}.")
    compartments = compartments_of(edition)
    sight = sight_of(case, compartments, known_at)
    shelf = shelf_for(compartments, known_at) if settings.PLACE.folder.is_dir() else Shelf(())
    at = day.latest
    of_day = Query(since=day.earliest, until=day.latest)
    return Daily(
        title=case.opened.title,
        exercise=case.opened.exercise,
        day=day,
        edition=edition,
        known_at=known_at or datetime.now(UTC),
        text=_text(case, sight),
        bound=tuple(_bound(case, sight, at)),
        clocks=tuple(
            clock
            for plan in sight.state.consents.plans
            for clock in running_clocks(sight.state.consents, plan, case.texts, at)
        ),
        findings=_findings(shelf, of_day),
        incidents=shelf.count(of_day),
        feeds=len(shelf.feeds),
        docket=sight.docket_at(at),
        counts=tuple(one for one in beside(sight.state.ledgers) if _meets(one.window, day)),
    )


def _meets(window: Span, day: Interval) -> bool:
    return window.earliest < day.latest and window.latest > day.earliest


def _text(case: Case, sight: Sight) -> Loaded | None:
    return consent_of(case, sight.state).loaded


def _bound(case: Case, sight: Sight, at: datetime) -> list[tuple[str, str, str]]:
    found = []
    for plan in sight.state.consents.plans:
        told = standing(sight.state.consents, plan, case.texts, at, case.opened.zone)
        bound = told.bound()
        found += [(plan, party, bound.get(party, "")) for party in dict.fromkeys(one.party for one in told.parties)]
    return found


def _findings(shelf: Shelf, query: Query) -> pa.Table:
    """The findings of the day as a table; the gravest and likeliest where there are too many for a bulletin."""
    rows, _ = shelf.findings(query, size=MOST_FINDINGS)
    columns = {name: [getattr(row, name) for row in rows] for name in FINDINGS.names}
    return pa.Table.from_pydict(columns, schema=FINDINGS)
