"""Two ledgers of one window beside each other and the neutral one, item by item."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from hudna.desk.codes import answer_words, unit_words
from hudna.desk.deeds import Form
from hudna.desk.doorway import Door
from hudna.desk.telling import Telling
from hudna.ground import Fault
from hudna.house import SideBySide, State, side_by_side
from hudna.journal import Entry
from hudna.monitoring import LedgerLine, Reconciliation

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ITEMS = 60
MOST_KEPT = 6
_kept: OrderedDict[object, SideBySide] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True)
class SideLine:
    """What became of one side's items: items = in the other's, too + only here = confirmed + denied + not answered."""

    side: str
    stated: int | None
    items: int
    matched: int
    only: int
    in_neutral: int
    confirmed: int
    denied: int
    unanswered: int
    astray: tuple[str, ...]


@dataclass(frozen=True)
class ItemShown:
    """One event: its id in each ledger where it stands, what the other side said of it, why it is taken for one.

    ``status``: matched, ours, theirs or neutral. ``can_answer``: the visitor's side may answer to the item of theirs.
    """

    status: str
    earliest: datetime
    latest: datetime
    ours: str
    ours_answer: str
    theirs: str
    theirs_answer: str
    neutral: str
    reason: str
    can_answer: bool


@dataclass(frozen=True)
class PairShown:
    """Two ledgers side by side; ``fault``: why they cannot be. ``ledger``: hash of theirs, to answer to its items."""

    window: str
    unit: str
    ours: str
    theirs: str
    lines: tuple[SideLine, SideLine] | None
    events: int
    only_neutral: int
    items: tuple[ItemShown, ...]
    more: int
    ledger: str
    answer_href: str
    fault: Fault | None


def pair_shown(
    door: Door,
    state: State,
    two: tuple[Entry, Entry],
    neutral: pa.Table,
    own: str,
    telling: Telling,
    forms: tuple[Form, ...],
) -> PairShown:
    """Two ledgers as a page has them; a liaison's own is the first."""
    pair = _reconciled(door, state, two, neutral)
    done, turned = pair.done, pair.theirs.side == own
    if done is not None and turned:
        done = done.mirrored()
    ours, theirs = (pair.theirs, pair.ours) if turned else (pair.ours, pair.theirs)
    can = next((form.href for form in forms if form.deed == "answer"), "") if own in (ours.side,) else ""
    rows = done.rows.slice(0, _most(door)).to_pylist() if done else []
    return PairShown(
        window=telling.window(ours.window),
        unit=unit_words(ours.unit),
        ours=telling.party(ours.side),
        theirs=telling.party(theirs.side),
        lines=_lines(done, telling),
        events=done.events if done else 0,
        only_neutral=done.only_neutral if done else 0,
        items=tuple(_item(row, bool(can)) for row in rows),
        more=(done.rows.num_rows if done else 0) - len(rows),
        ledger=two[0 if turned else 1].hash,
        answer_href=can,
        fault=pair.fault,
    )


def _reconciled(door: Door, state: State, two: tuple[Entry, Entry], neutral: pa.Table) -> SideBySide:
    """Two ledgers side by side; the last few are kept, as long as nothing changes that they rest on."""
    sides: list[Any] = [entry.event for entry in two]
    answers = [
        frozenset(state.ledgers.answers_of(other.side, one.side, one.window).items())
        for one, other in (sides, sides[::-1])
    ]
    offers = frozenset((plan, version) for plan, all_ in state.consents.plans.items() for version in all_)
    key = (two[0].hash, two[1].hash, *answers, offers, tuple(neutral["incident_id"].to_pylist()))
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = side_by_side(door.case, state, two, neutral)
    with _lock:
        _kept[key] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def _most(door: Door) -> int:
    return 10 * MOST_ITEMS if door.request.GET.get("items") == "all" else MOST_ITEMS


def _lines(done: Reconciliation | None, telling: Telling) -> tuple[SideLine, SideLine] | None:
    return (_line(done.ours, telling), _line(done.theirs, telling)) if done else None


def _line(line: LedgerLine, telling: Telling) -> SideLine:
    return SideLine(
        telling.party(line.side),
        line.stated,
        line.items,
        line.matched,
        line.only,
        line.in_neutral,
        line.confirmed,
        line.denied,
        line.unanswered,
        line.astray,
    )


def _item(row: dict[str, Any], can: bool) -> ItemShown:
    words = {
        "matched": _("in both"),
        "only ours": _("only in the first"),
        "only theirs": _("only in the second"),
        "only neutral": _("only in the neutral one"),
    }
    return ItemShown(
        words[row["status"]],
        row["earliest"],
        row["latest"],
        row["ours"] or "",
        answer_words(row["ours_answer"]),
        row["theirs"] or "",
        answer_words(row["theirs_answer"]),
        row["neutral"] or "",
        row["reason"],
        can and bool(row["theirs"]),
    )
