"""Ledgers: each side's own beside the neutral one: what is in both, what stands alone, what is confirmed or denied?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from hudna.desk.codes import ruling_words, unit_words
from hudna.desk.deeds import Form, is_liaison
from hudna.desk.doorway import Door, page
from hudna.desk.names import Names, names_of
from hudna.desk.pages.ledger_deeds import forms_for, serve
from hudna.desk.pages.ledger_pairs import PairShown, pair_shown
from hudna.desk.sentences import sentence
from hudna.desk.telling import Telling
from hudna.ground import when
from hudna.house import Said, State, alike
from hudna.monitoring import (
    FILINGS,
    MONITORING,
    RULINGS,
    DayCounted,
    JointCount,
    LedgerFiled,
    OfWhich,
    Window,
    beside,
    case_items,
    fold_ledgers,
    ledger_of_rulings,
    unpaired,
)

TEMPLATE = "desk/ledgers.html"
PAIRS_PER_PAGE = 3
MOST_COUNTS = 60
MOST_OWN = 60


@dataclass(frozen=True)
class RulingsLine:
    """The complaints against one party, and apart from them the rulings on these. Different units: never added."""

    party: str
    received: int
    open: int
    joined: int
    rulings: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class SideShown:
    """What one side counts; how many of them the other confirms, as it says; what it ascribes to others."""

    side: str
    count: int
    confirmed: int | None
    parts: str


@dataclass(frozen=True)
class CountShown:
    """Two sides' counts for one window: from ``low`` to ``high`` events together."""

    window: str
    unit: str
    sides: tuple[SideShown, SideShown]
    low: int
    high: int
    high_if_listed: int
    listed: bool


@dataclass(frozen=True)
class Alone:
    """What one side gave and no other did for that window."""

    side: str
    window: str
    count: int
    unit: str


@dataclass(frozen=True)
class Own:
    """What a liaison's own side filed, counted or answered, as it stands in the record."""

    words: str
    at: datetime
    ref: str


@dataclass(frozen=True)
class LedgersPage:
    """The ledgers. ``side``: a liaison's own, by name; empty for others. ``rulings_of``: the window asked about."""

    zone: str
    at: datetime
    known_at: datetime | None
    limited: bool
    side: str
    own: tuple[Own, ...]
    since: str
    until: str
    ruling_heads: tuple[str, ...]
    rulings: tuple[RulingsLine, ...]
    pairs: tuple[PairShown, ...]
    pairs_all: int
    page: int
    pages: int
    counts: tuple[CountShown, ...]
    more_counts: int
    alone: tuple[Alone, ...]
    forms: tuple[Form, ...]


@page(action="see-ledgers", purpose="read the ledgers side by side", template=TEMPLATE)
def ledgers(door: Door) -> LedgersPage:
    """The ledgers as they were at an instant, as far as the visitor sees them."""
    return shown(door, forms_for(door))


def shown(door: Door, forms: tuple[Form, ...]) -> LedgersPage:
    """The page with these forms."""
    names = names_of(door)
    telling, own = Telling(door.zone, names), door.visit.party if is_liaison(door) else ""
    filings = fold_ledgers(door.state.settled.entries, until=door.at)
    state = replace(door.state, docket=door.sight.docket_at(door.at), ledgers=filings)
    since, until = door.request.GET.get("from", ""), door.request.GET.get("until", "")
    found = ledger_of_rulings(state.docket, _window(state, since, until, door.zone))
    two = alike(state)
    pages = max(1, -(-len(two) // PAIRS_PER_PAGE))
    asked = door.request.GET.get("page", "1")
    number = min(max(1, int(asked)), pages) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 1
    neutral = case_items(state.docket)
    pairs = two[(number - 1) * PAIRS_PER_PAGE : number * PAIRS_PER_PAGE]
    both_listed = {(a.event.window, a.event.unit, a.event.side, b.event.side) for a, b in two}  # type: ignore[attr-defined]
    counts = [one for one in beside(filings) if not _said_better(one, both_listed)]
    return LedgersPage(
        zone=door.zone,
        at=door.at,
        known_at=door.known_at,
        limited=door.visit.compartments is not None,
        side=names.party(own) if own else "",
        own=_own(door, own, names),
        since=since,
        until=until,
        ruling_heads=tuple(ruling_words(one) for one in (*RULINGS, "violation of another")),
        rulings=tuple(_line(line, names) for line in found.lines),
        pairs=tuple(pair_shown(door, state, one, neutral, own, telling, forms) for one in pairs),
        pairs_all=len(two),
        page=number,
        pages=pages,
        counts=tuple(_count(one, telling) for one in islice(counts, MOST_COUNTS)),
        more_counts=max(0, len(counts) - MOST_COUNTS),
        alone=tuple(_alone(one, telling) for one in unpaired(filings)),
        forms=forms,
    )


def _window(state: State, since: str, until: str, zone: str) -> Window:
    """The complaints received from the first to the last day named; all of them if none is. Raises span-empty."""
    opened = [file.opened.at for file in state.docket] or [datetime.now(UTC)]
    said = Said("", opened[0], opened[0], zone)
    start = said.instant(since) if since else min(opened)
    ends = said.span(until).latest if until else max(max(opened), start) + when.MICROSECOND
    if ends <= start:
        raise MONITORING.fault("span-empty", _("The time asked about ends before it begins."))
    return Window(start, ends, zone)


def _line(line: Any, names: Names) -> RulingsLine:
    rulings = [(ruling_words(ruling), line.rulings[ruling].value) for ruling in RULINGS]
    rulings.append((ruling_words("violation of another"), line.of_another.value))
    party = names.party(line.party) if line.party else _("nobody named")
    return RulingsLine(party, line.complaints.value, line.open.value, line.joined.value, tuple(rulings))


def _said_better(one: JointCount, both_listed: set[tuple[Any, str, str, str]]) -> bool:
    """Did both sides list their items? Then these say more than the numbers, unless one says what is confirmed."""
    key = (one.window, one.first.unit, one.first.side, one.second.side)
    return key in both_listed and one.first.confirmed is None and one.second.confirmed is None


def _parts(of_which: Iterable[OfWhich], telling: Telling) -> str:
    return "; ".join(f"{telling.party(part.whose)}: {part.count}" for part in of_which)


def _count(one: JointCount, telling: Telling) -> CountShown:
    first, second = (
        SideShown(telling.party(side.side), side.count, side.confirmed, _parts(side.of_which, telling))
        for side in (one.first, one.second)
    )
    return CountShown(
        telling.window(one.window),
        unit_words(one.first.unit),
        (first, second),
        one.low,
        one.high,
        one.high_if_listed,
        one.high_if_listed < one.high,
    )


def _alone(one: DayCounted | LedgerFiled, telling: Telling) -> Alone:
    return Alone(telling.party(one.side), telling.window(one.window), one.count, unit_words(one.unit))


def _own(door: Door, own: str, names: Names) -> tuple[Own, ...]:
    """What the liaison's side has on record, the newest first."""
    if not own:
        return ()
    said = [
        e for e in door.state.settled.entries if isinstance(e.event, FILINGS) and getattr(e.event, "side", "") == own
    ]
    return tuple(Own(sentence(e, door.zone, names), e.at, e.ref) for e in reversed(said[-MOST_OWN:]))


@page(action="file-ledger", purpose="file a ledger", template=TEMPLATE)
def file(door: Door) -> LedgersPage | HttpResponse:
    """File a side's own ledger for a window."""
    answer: LedgersPage | HttpResponse = serve(door, "file", TEMPLATE, shown)
    return answer


@page(action="file-ledger", purpose="take in a count", template=TEMPLATE)
def count(door: Door) -> LedgersPage | HttpResponse:
    """Take in a number that a side gives without its items."""
    answer: LedgersPage | HttpResponse = serve(door, "count", TEMPLATE, shown)
    return answer


@page(action="file-ledger", purpose="confirm or dispute an item", template=TEMPLATE)
def answer(door: Door) -> LedgersPage | HttpResponse:
    """A side confirms or disputes an item of another side's ledger."""
    answered: LedgersPage | HttpResponse = serve(door, "answer", TEMPLATE, shown)
    return answered


urls: list[URLPattern] = [
    path("ledgers/", ledgers, name="ledgers"),
    path("ledgers/file/", file, name="ledgers-file"),
    path("ledgers/count/", count, name="ledgers-count"),
    path("ledgers/answer/", answer, name="ledgers-answer"),
]
