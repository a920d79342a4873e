"""Selections: which incidents or findings are meant, as words in the address, so that a view can be kept and shared.

``from`` and ``to``: days (both included) or instants on the clock of the case; ``act``, ``party``, ``verdict`` (may be
repeated), ``clause``, ``feed``, ``q`` (text), ``box`` (west,south,east,north). With ``at`` nothing is shown that began
after it; with ``known_at`` no feed that came in after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from math import isfinite
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from hudna.desk.bulk import GRAVEST, Query, Shelf, shelf_for
from hudna.desk.doorway import Door
from hudna.desk.faults import DESK
from hudna.desk.names import Names, verdict_words
from hudna.ground import when

Box = tuple[float, float, float, float]
NOWHERE: Box = (0.0, 90.0, 0.0, -90.0)
"""A box that holds nothing."""
NONE = "none"
ALL_VERDICTS: tuple[str, ...] = (*(str(one) for one in GRAVEST), NONE)
MOST_TEXT = 200
WORDS = ("from", "to", "act", "party", "verdict", "clause", "feed", "q", "box")


@dataclass(frozen=True)
class Choice:
    """One thing that can be chosen: what the address says, what the reader sees, is it chosen, how deep it stands."""

    value: str
    words: str
    chosen: bool
    depth: int = 0

    @property
    def indent(self) -> str:
        """Blanks before its words."""
        return "\u2003" * self.depth


@dataclass(frozen=True)
class Filters:
    """The form of a selection, as it was filled in, with what can be chosen."""

    since: str
    until: str
    text: str
    box: str
    acts: tuple[Choice, ...]
    parties: tuple[Choice, ...]
    verdicts: tuple[Choice, ...]
    clauses: tuple[Choice, ...]
    feeds: tuple[Choice, ...]
    at: str
    known_at: str
    any_chosen: bool


@dataclass(frozen=True)
class Selection:
    """What is meant: the query of incidents, and what only findings have. ``given``: the address that says so."""

    query: Query
    clause: str
    verdicts: tuple[str, ...]
    given: tuple[tuple[str, str], ...]

    @property
    def address(self) -> str:
        """The part of an address that says it, without its question mark."""
        return urlencode(self.given)

    def within(self, box: Box) -> Query:
        """The query narrowed to what a map shows."""
        return replace(self.query, box=meet(self.query.box, box))

    @property
    def of_findings(self) -> Query:
        """The query of the incidents whose findings are meant: verdicts are then those of the findings."""
        return replace(self.query, verdicts=())


def selection_of(door: Door) -> Selection:
    """The selection that the address of a request says. Raises filter-unfit and the faults of times."""
    given = door.request.GET
    verdicts = tuple(dict.fromkeys(filter(None, given.getlist("verdict"))))
    if strange := [one for one in verdicts if one not in ALL_VERDICTS]:
        raise DESK.fault("filter-unfit", f"“{strange[0][:40]}” is no verdict.")
    query = Query(
        since=_edge(given.get("from", ""), door.zone, last=False),
        until=_until(door),
        box=box_of(given.get("box", "")),
        acts=tuple(filter(None, given.getlist("act"))),
        verdicts=verdicts,
        party=given.get("party", ""),
        text=given.get("q", "")[:MOST_TEXT],
        feed=_feed(given.get("feed", "")),
    )
    kept = tuple((name, value) for name in (*WORDS, "at", "known_at") for value in given.getlist(name) if value)
    return Selection(query, given.get("clause", ""), verdicts, kept)


def shelf_of(door: Door) -> Shelf:
    """The bulk tables that a visitor sees, as known at the instant they ask for."""
    return shelf_for(door.visit.compartments, door.known_at)


def filters_of(door: Door, chosen: Selection, names: Names, shelf: Shelf, *, findings: bool = False) -> Filters:
    """The form of a selection: acts and parties that occur in the feeds, with those above them."""
    given = door.request.GET
    acts, parties = _acts(shelf.words("act"), names, chosen), _parties(shelf, names, chosen)
    clauses = shelf.clauses(Query()) if findings else {}
    return Filters(
        since=given.get("from", ""),
        until=given.get("to", ""),
        text=given.get("q", ""),
        box=given.get("box", ""),
        acts=acts,
        parties=parties,
        verdicts=tuple(
            Choice(one, verdict_words(one), one in chosen.verdicts)
            for one in ALL_VERDICTS
            if not (findings and one == NONE)
        ),
        clauses=tuple(Choice(one, one, one == chosen.clause) for one in clauses),
        feeds=tuple(Choice(one.id, one.name, one.id == chosen.query.feed) for one in shelf.feeds),
        at=given.get("at", ""),
        known_at=given.get("known_at", ""),
        any_chosen=any(given.get(word) for word in WORDS),
    )


def box_of(text: str) -> Box | None:
    """A box of the map as typed, west,south,east,north; None for none. Raises filter-unfit."""
    if not text:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise DESK.fault("filter-unfit", f"“{text[:60]}” is no box of the map.") from None
    if not all(map(isfinite, (west, south, east, north))) or south > north:
        raise DESK.fault("filter-unfit", f"“{text[:60]}” is no box of the map.")
    if east - west >= 360:
        return -180.0, south, 180.0, north
    return (west + 180) % 360 - 180, south, 180 - (180 - east) % 360, north


def meet(first: Box | None, second: Box) -> Box:
    """Where two boxes meet. If one crosses the date line the second alone counts: it is never less than the meeting."""
    if first is None or first[0] > first[2] or second[0] > second[2]:
        return second
    west, south, east, north = first
    met = max(west, second[0]), max(south, second[1]), min(east, second[2]), min(north, second[3])
    return met if met[0] <= met[2] else NOWHERE


def kept_from(given: QueryDict) -> str:
    """What of an address is kept from page to page: as of when."""
    return urlencode([(name, given[name]) for name in ("at", "known_at") if given.get(name)])


def _edge(text: str, zone: str, *, last: bool) -> datetime | None:
    """An edge of the window: an instant, or a day, of which ``last`` means its end."""
    if not text:
        return None
    if last and "T" not in text and " " not in text:
        return when.day(text, zone).latest
    return when.instant(text, zone)


def _until(door: Door) -> datetime | None:
    typed = _edge(door.request.GET.get("to", ""), door.zone, last=True)
    if not door.request.GET.get("at"):
        return typed
    return min(typed, door.at) if typed else door.at


def _feed(text: str) -> str:
    try:
        return str(UUID(text)) if text else ""
    except ValueError:
        raise DESK.fault("filter-unfit", f"“{text[:60]}” is no feed.") from None


def _acts(found: Iterable[str], names: Names, chosen: Selection) -> tuple[Choice, ...]:
    """Acts that occur, and every kind above them, in their order."""
    paths = {".".join(path.split(".")[:n]) for path in found for n in range(1, path.count(".") + 2)}
    paths |= set(chosen.query.acts)
    return tuple(Choice(one, names.act(one), one in chosen.query.acts, one.count(".")) for one in sorted(paths))


def _parties(shelf: Shelf, names: Names, chosen: Selection) -> tuple[Choice, ...]:
    found = {*shelf.words("side_a"), *shelf.words("side_b"), chosen.query.party} - {""}
    named = sorted(((names.party(one), one) for one in found), key=lambda pair: (pair[1][0] == "?", pair[0].casefold()))
    return tuple(Choice(one, words, one == chosen.query.party) for words, one in named)


def counted(by_verdict: dict[str, int]) -> tuple[tuple[str, str, int], ...]:
    """Counts by verdict, the gravest first: verdict, words, how many; verdicts of which there is none are left out."""
    return tuple((one, verdict_words(one), by_verdict[one]) for one in ALL_VERDICTS if by_verdict.get(one))
