"""Undo: strike one's own fresh entry about a plan, after it was told who would be bound then; or take that back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from hudna.agreements import CONSENT_EVENTS, Consents, PlanOffered, fold_consent
from hudna.desk.doorway import Door, page, show
from hudna.desk.faults import DESK
from hudna.desk.pages.agreement_course import about as about_of
from hudna.desk.pages.agreement_course import is_fresh, sentence
from hudna.desk.pages.agreement_terms import Terms
from hudna.desk.pages.agreement_texts import Seen, entry_of, seen
from hudna.desk.pages.consent import ACTION, away
from hudna.desk.pages.consent_effect import Move, Reader, moves
from hudna.ground import Fault
from hudna.house import State
from hudna.journal import Decision, Entry, EntryStruck


@dataclass(frozen=True)
class UndoPage:
    """An entry to be struck (or a strike to be taken back): what it says, and how the parties would stand then."""

    plan: str
    version: str
    ref: str
    words: str
    by: str
    entry: Entry
    restores: bool
    moves: tuple[Move, ...]
    why: str
    zone: str
    fault: Fault | None


@page(action=ACTION, purpose="undo a mistake of the desk")
def undo_page(door: Door, plan: str, version: str, entry: str) -> HttpResponse:
    """Say why, see what follows, strike."""
    one, struck = seen(door, plan, version), entry_of(door, entry)
    about = _about(door, struck)
    if about_of(about) != (plan, version):
        raise Http404
    why, fault = door.request.POST.get("why", "").strip(), None
    if door.request.method == "POST":
        try:
            return _strike(one, struck, why)
        except Fault as refused:
            fault = refused
    filled = UndoPage(
        plan=plan,
        version=version,
        ref=about.ref,
        words=sentence(about.event, Terms(one.text)),
        by=about.by,
        entry=struck,
        restores=about is not struck,
        moves=moves(door.state.consents, _without(door.state, struck, about), Reader.of(door), plan, about.at),
        why=why,
        zone=door.zone,
        fault=fault,
    )
    return show(door.request, "desk/consent_undo.html", filled, status=422 if fault else 200)


def _about(door: Door, entry: Entry) -> Entry:
    """The entry about a plan that is meant: itself, or the one that it struck. Raises Http404 for any other."""
    about = entry_of(door, entry.event.entry) if isinstance(entry.event, EntryStruck) else entry
    if not isinstance(about.event, CONSENT_EVENTS):
        raise Http404
    return about


def _without(state: State, struck: Entry, about: Entry) -> Consents:
    """What would be on record about the plans afterwards."""
    rest = [entry for entry in state.settled.entries if entry.hash != struck.hash]
    if about is not struck:
        rest.append(about)
    return fold_consent(rest, state.settled.conflicts)


def _strike(one: Seen, entry: Entry, why: str) -> HttpResponse:
    door = one.door
    if not why:
        raise DESK.fault("field-missing", _("“%(field)s” is empty.") % {"field": _("Reason")})
    if not is_fresh(one, entry):
        what = _("This entry is not of your office, or older than a day.")
        raise DESK.fault("undo-late", what)
    hidden = door.case.hide(why)

    def decide(state: State) -> Sequence[Decision]:
        if entry.hash in state.settled.set_aside:
            raise DESK.fault("undo-late", _("It has no effect already."))
        return [Decision(EntryStruck(entry.hash, hidden), said.at)]

    said = door.said()
    door.record(decide, said)
    words = (
        _("Taken back: the entry has effect again.")
        if isinstance(entry.event, EntryStruck)
        else _("Undone: the entry has no effect from now on, and stays in the record.")
    )
    messages.success(door.request, words)
    if isinstance(entry.event, PlanOffered):
        return HttpResponse(status=303, headers={"Location": reverse("agreement")})
    return away(one.plan, one.name)


urls: list[URLPattern] = [
    path("agreement/<str:plan>/<str:version>/undo/<str:entry>/", undo_page, name="agreement-undo"),
]
