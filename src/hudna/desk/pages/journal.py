"""Journal: what was decided, by whom, when, and is the record whole?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from hudna.desk.doorway import Door, page
from hudna.desk.names import Names, names_of
from hudna.desk.pages.journal_conflicts import ConflictShown, conflicts_of, resolve
from hudna.desk.pages.journal_entry import entry_page, proof, strike
from hudna.desk.pages.journal_verify import verify
from hudna.desk.pages.releases import answer, ask, releases
from hudna.desk.pages.slips import slip_page
from hudna.desk.record import Sealed
from hudna.desk.sentences import sentence
from hudna.desk.telling import FSI, PDI
from hudna.ground import when
from hudna.house import Case
from hudna.journal import Entry, fingerprint, keys_of, write_head

PER_PAGE = 50
MOST_STOPS = 240
"""Instants on the slider at most; of more, some are left out evenly, the last never."""


@dataclass(frozen=True)
class Row:
    """One entry. Sealed: it lies in others' compartments; then only its number, hash and time of recording are told."""

    ref: str
    hash: str
    recorded: datetime
    sealed: bool
    href: str = ""
    words: str = ""
    at: datetime | None = None
    late: bool = False
    by: str = ""
    aside: str = ""


@dataclass(frozen=True)
class HeadShown:
    """A log: how many entries, how many of them its last head signs for, when, under which key."""

    log: str
    size: int
    signed: int
    when: datetime | None
    key: str
    href: str


@dataclass(frozen=True)
class JournalPage:
    """The journal. ``stops``: instants of recording for the slider, as the form takes them; ``stop``: which is shown.

    ``all``: entries known at the instant that is looked at, of which ``hidden`` are sealed; ``found``: after filtering.
    """

    zone: str
    at: datetime
    known_at: datetime | None
    limited: bool
    rows: tuple[Row, ...]
    all: int
    hidden: int
    found: int
    text: str
    kind: str
    by: str
    kinds: tuple[tuple[str, str], ...]
    offices: tuple[str, ...]
    unsealed_only: bool
    page: int
    pages: int
    stops: tuple[str, ...]
    stop: int
    heads: tuple[HeadShown, ...]
    conflicts: tuple[ConflictShown, ...]
    may_release: bool
    may_open_slips: bool
    may_resolve: bool
    waiting: int


@page(action="see-journal", purpose="read the journal", template="desk/journal.html")
def journal(door: Door) -> JournalPage:
    """The entries in order, sealed where they lie in others' compartments; the last page unless another is named."""
    sight, get = door.sight, door.request.GET
    names, aside = names_of(door), sight.state.settled.set_aside
    refs = {row.hash: row.ref for row in sight.rows}
    text, kind, by = get.get("q", "").strip()[:200], get.get("kind", ""), get.get("by", "")
    unsealed = get.get("sealed") == "0"
    kept: list[Entry | Sealed] = []
    for row in sight.rows:
        if isinstance(row, Sealed):
            if not (text or kind or by or unsealed):
                kept.append(row)
        elif _fits(row, text, kind, by, door.zone, names):
            kept.append(row)
    pages = max(1, -(-len(kept) // PER_PAGE))
    asked = get.get("page", "")
    number = min(max(1, int(asked)), pages) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else pages
    shown = kept[(number - 1) * PER_PAGE : number * PER_PAGE]
    stops = _stops(door)
    return JournalPage(
        zone=door.zone,
        at=door.at,
        known_at=door.known_at,
        limited=door.visit.compartments is not None,
        rows=tuple(_row(row, door.zone, names, refs, aside) for row in shown),
        all=len(sight.rows),
        hidden=sight.hidden,
        found=len(kept),
        text=text,
        kind=kind,
        by=by,
        kinds=_kinds(),
        offices=tuple(sorted({entry.by for entry in sight.entries})),
        unsealed_only=unsealed,
        page=number,
        pages=pages,
        stops=stops,
        stop=_stop(stops, door),
        heads=_heads(door.case),
        conflicts=conflicts_of(door),
        may_release=door.may("release") and door.known_at is None,
        may_open_slips=door.may("read-names"),
        may_resolve=door.may("resolve") and door.known_at is None,
        waiting=len(sight.state.releases.waiting()) if door.may("approve-release") else 0,
    )


def _fits(entry: Entry, text: str, kind: str, by: str, zone: str, names: Names) -> bool:
    if (kind and not entry.event.KIND.startswith(f"{kind}.")) or (by and entry.by != by):
        return False
    if not text:
        return True
    words = sentence(entry, zone, names).replace(FSI, "").replace(PDI, "")
    return text.casefold() in f"{words} {entry.ref} {entry.hash} {entry.by}".casefold()


def _row(row: Entry | Sealed, zone: str, names: Names, refs: Mapping[str, str], aside: Mapping[str, str]) -> Row:
    if isinstance(row, Sealed):
        return Row(row.ref, row.hash, row.recorded, sealed=True)
    return Row(
        row.ref,
        row.hash,
        row.recorded,
        sealed=False,
        href=reverse("journal-entry", args=[row.log, row.seq]),
        words=sentence(row, zone, names, refs, slips=True),
        at=row.at,
        late=abs((row.recorded - row.at).total_seconds()) >= 60,
        by=row.by,
        aside=aside.get(row.hash, ""),
    )


def _kinds() -> tuple[tuple[str, str], ...]:
    """Which room's entries."""
    return (
        ("agreements", _("offers and answers")),
        ("monitoring", _("cases and ledgers")),
        ("bulletin", _("releases")),
        ("journal", _("the record itself")),
    )


def _stops(door: Door) -> tuple[str, ...]:
    """The instants of recording, on the clock of the case and to the second, as the form of instants takes them.

    A second is taken up, so that what was recorded within it is known.
    """
    zone, second = when.zone(door.zone), timedelta(seconds=1)
    recorded = sorted({row.recorded.replace(microsecond=0) + second for row in _whole(door)})
    step = -(-len(recorded) // MOST_STOPS) or 1
    kept = [*recorded[:-1][::step], *recorded[-1:]]
    return tuple(one.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S") for one in kept)


def _whole(door: Door) -> tuple[Entry | Sealed, ...]:
    """All rows that are recorded by now, whatever instant is looked at: times of recording are sealed for nobody."""
    from hudna.desk.record import sight_of

    return sight_of(door.case, door.visit.compartments).rows


def _stop(stops: tuple[str, ...], door: Door) -> int:
    """Where the slider stands: at the last instant up to the one that is looked at."""
    if door.known_at is None:
        return max(0, len(stops) - 1)
    known = door.known_at.astimezone(when.zone(door.zone)).strftime("%Y-%m-%dT%H:%M:%S")
    return max(0, sum(stop <= known for stop in stops) - 1)


def _heads(case: Case) -> tuple[HeadShown, ...]:
    heads = []
    for log, tail in sorted(case.store.tails().items()):
        head = case.store.last_head(log)
        key = head.key if head else bytes.fromhex(keys_of(case.entries()).by_log.get(log, ""))
        heads.append(
            HeadShown(
                log,
                tail.size,
                head.size if head else 0,
                head.signed if head else None,
                fingerprint(key) if key else "",
                reverse("journal-head", args=[log]) if head else "",
            )
        )
    return tuple(heads)


@page(action="see-journal", purpose="keep a signed head")
def head(door: Door, log: str) -> HttpResponse:
    """The last signed head of a log as a file to keep. It holds no entry."""
    found = door.case.store.last_head(log) if log in door.case.store.tails() else None
    if found is None:
        raise Http404
    answer = HttpResponse(write_head(found), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="head-{log}-{found.size}.json"'
    return answer


urls: list[URLPattern] = [
    path("journal/", journal, name="journal"),
    path("journal/entry/<str:log>/<int:seq>/", entry_page, name="journal-entry"),
    path("journal/entry/<str:log>/<int:seq>/proof/", proof, name="journal-proof"),
    path("journal/entry/<str:log>/<int:seq>/strike/", strike, name="journal-strike"),
    path("journal/head/<str:log>/", head, name="journal-head"),
    path("journal/verify/", verify, name="journal-verify"),
    path("journal/resolve/", resolve, name="journal-resolve"),
    path("journal/releases/", releases, name="journal-releases"),
    path("journal/releases/ask/", ask, name="journal-ask"),
    path("journal/releases/<str:release>/answer/", answer, name="journal-answer"),
    path("journal/slips/<str:slip>/", slip_page, name="journal-slip"),
]
