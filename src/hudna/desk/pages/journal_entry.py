"""One entry: what it says, field by field, what vouches for it, where it lies; its proof, and how to undo it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from hudna.desk.compartments import COMMON, MISSION, audiences
from hudna.desk.deeds import Decide, Field, Form, Typed, attempt, names_hint
from hudna.desk.doorway import Door, page, show
from hudna.desk.faults import DESK
from hudna.desk.names import Names, names_of
from hudna.desk.pages.case_ground import back, there
from hudna.desk.sentences import sentence
from hudna.house import plain
from hudna.journal import ConflictResolved, Decision, Entry, EntryStruck, prove_entry

TEMPLATE = "desk/entry.html"


@dataclass(frozen=True)
class EntryPage:
    """One entry. ``fields``: of its event, as recorded; ``lies_in``: for the mission, who may see it.

    ``strike``: the form that undoes it, where it is the visitor's own and can be undone.
    """

    ref: str
    hash: str
    prev: str
    kind: str
    words: str
    zone: str
    at: datetime
    recorded: datetime
    by: str
    behalf: str
    aside: str
    seen: tuple[tuple[str, int, str], ...]
    fields: tuple[tuple[str, str], ...]
    lies_in: tuple[str, ...]
    log: str
    seq: int
    strike: Form | None
    may_release: bool
    may_open_slips: bool


def entry_of(door: Door, log: str, seq: int) -> Entry:
    """The entry, if the visitor sees it; 404 for one that is not there and for one that is not seen."""
    entry = door.sight.entry(f"{log}/{seq}")
    if entry is None:
        raise Http404
    return entry


@page(action="see-journal", purpose="read one entry", template=TEMPLATE)
def entry_page(door: Door, log: str, seq: int) -> EntryPage:
    """One entry, with the way to its proof."""
    entry = entry_of(door, log, seq)
    return shown(door, entry, strike_form(door, entry))


def shown(door: Door, entry: Entry, form: Form | None) -> EntryPage:
    """An entry as a page."""
    names, refs = names_of(door), {row.hash: row.ref for row in door.sight.rows}
    return EntryPage(
        ref=entry.ref,
        hash=entry.hash,
        prev=entry.prev,
        kind=entry.event.KIND,
        words=sentence(entry, door.zone, names, refs, slips=True),
        zone=door.zone,
        at=entry.at,
        recorded=entry.recorded,
        by=entry.by,
        behalf=names.party(entry.behalf) if entry.behalf else "",
        aside=door.state.settled.set_aside.get(entry.hash, ""),
        seen=tuple((log, one.size, one.hash) for log, one in sorted(entry.seen.items())),
        fields=tuple(_fields(entry.event)),
        lies_in=_lies_in(door, entry, names),
        log=entry.log,
        seq=entry.seq,
        strike=form,
        may_release=door.may("release") and door.known_at is None,
        may_open_slips=door.may("read-names"),
    )


def _fields(event: Any) -> list[tuple[str, str]]:
    """The fields of an event that hold something, each as text."""
    told: dict[str, Any] = plain(event)
    return [(name.replace("_", " "), _text(value)) for name, value in told.items() if value not in ("", None, [], {})]


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_text(one)}" for name, one in value.items())
    if isinstance(value, list):
        return "; ".join(_text(one) for one in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def _lies_in(door: Door, entry: Entry, names: Names) -> tuple[str, ...]:
    if door.visit.compartments is not None:
        return ()
    entries = door.sight.entries
    places = next(where for one, where in zip(entries, audiences(entries, door.state), strict=True) if one is entry)
    if COMMON in places:
        return (_("everybody on the case"),)
    parties = tuple(names.party(one) for one in sorted(places - {MISSION}))
    return (_("the mission and observers") if MISSION in places else _("the mission"), *parties)


@page(action="see-journal", purpose="take the proof of an entry")
def proof(door: Door, log: str, seq: int) -> HttpResponse:
    """A small file that proves this entry to whoever has it; of other entries it holds hashes only."""
    entry = entry_of(door, log, seq)
    answer = HttpResponse(prove_entry(door.case.store, entry.ref), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="proof-{entry.log}-{entry.seq}.json"'
    return answer


def can_be_struck(entry: Entry) -> bool:
    """May a desk undo it? What the record itself rests on stands: its keys, its logs, its slips, what came in."""
    return isinstance(entry.event, EntryStruck | ConflictResolved) or not entry.event.KIND.startswith("journal.")


def strike_form(door: Door, entry: Entry) -> Form | None:
    """The form that undoes an entry of the visitor's own office; None where it cannot be undone, or is already."""
    own = entry.by == door.visit.actor and can_be_struck(entry) and door.known_at is None
    if not own or not door.may("strike") or entry.hash in door.state.settled.set_aside:
        return None
    means = _("It has no effect from then on, and stays in the record. To strike the strike brings it back.")
    why = Field("why", _("Why it was a mistake"), "words", required=True, hint=names_hint())
    href = there(door, "journal-strike", entry.log, str(entry.seq))
    return Form("strike", _("Strike this entry"), means, _("Strike it"), (why,), href)


@page(action="strike", purpose="undo an entry of one's own", template=TEMPLATE)
def strike(door: Door, log: str, seq: int) -> EntryPage | HttpResponse:
    """Undo an entry of one's own office."""
    entry = entry_of(door, log, seq)
    form = strike_form(door, entry)
    if form is None and door.request.method != "POST":
        return shown(door, entry, None)
    if form is None:
        raise DESK.fault("strike-unfit", _("Entry %(entry)s cannot be struck by you.") % {"entry": entry.ref})
    if door.request.method != "POST":
        return shown(door, entry, replace(form, is_open=True))
    refused = attempt(form, door, lambda typed: _struck(typed, entry))
    if refused is not None:
        return show(door.request, TEMPLATE, shown(door, entry, refused), status=422)
    messages.success(door.request, _("Struck: the entry has no effect any more."))
    return back(door, "journal-entry", log, str(seq))


def _struck(typed: Typed, entry: Entry) -> Decide:
    why = typed.hidden("why")
    return lambda state: [Decision(EntryStruck(entry.hash, why), typed.said.at)]
