"""Slips: a name is opened for a purpose that is recorded first, shown once, and kept nowhere on the way."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from hudna.desk.deeds import Field, Form, typed_into
from hudna.desk.doorway import Door, page, show
from hudna.desk.faults import DESK
from hudna.desk.names import names_of
from hudna.desk.pages.case_ground import there
from hudna.desk.record import open_record
from hudna.desk.sentences import sentence
from hudna.ground import Fault
from hudna.journal import SlipWritten

TEMPLATE = "desk/slip.html"
MOST_PURPOSE = 300


@dataclass(frozen=True)
class SlipPage:
    """A slip: where it is referred to, the question what it is opened for, and, once, what is on it."""

    slip: str
    zone: str
    used_in: tuple[tuple[str, str], ...]
    form: Form | None
    opened: str


@page(action="read-names", purpose="open a slip with a name")
def slip_page(door: Door, slip: str) -> HttpResponse:
    """Ask what a slip is opened for; with POST record that, then show what is on it. Nothing of it is ever cached."""
    if not any(isinstance(one.event, SlipWritten) and one.event.slip == slip for one in door.sight.entries):
        raise Http404
    form = _form(door, slip)
    if door.request.method != "POST":
        return _unkept(show(door.request, TEMPLATE, _page(door, slip, form)))
    typed = typed_into(form, door)
    try:
        opened = _open(door, slip, typed["purpose"])
    except Fault as fault:
        return _unkept(show(door.request, TEMPLATE, _page(door, slip, form.filled(typed, fault)), status=422))
    if isinstance(opened, bytes):
        answer = HttpResponse(opened, content_type="application/octet-stream")
        answer["Content-Disposition"] = f'attachment; filename="slip-{slip}.bin"'
        return _unkept(answer)
    return _unkept(show(door.request, TEMPLATE, _page(door, slip, None, opened)))


def _open(door: Door, slip: str, purpose: str) -> str | bytes:
    """What is on the slip, after it was recorded who opens it and what for. Raises purpose-missing, and of the journal.

    A purpose is read by others: a name in it is refused.
    """
    if not purpose:
        raise DESK.fault("purpose-missing", _("Nobody said what this is for."))
    if len(purpose) > MOST_PURPOSE:
        raise DESK.fault("field-long", _("“%(field)s” is too long.") % {"field": _("What for")})
    if "[[" in purpose:
        raise DESK.fault("purpose-missing", _("A purpose holds no name."))
    with open_record(writing=True) as case:
        return case.reveal([slip], purpose, door.said())[slip]


def _form(door: Door, slip: str) -> Form:
    field = Field("purpose", _("What for"), required=True, hint=_("in a few words, without the name of anybody"))
    means = _("It is recorded that your office opened it, when, and what for; then it is shown once.")
    return Form(
        "open",
        _("Open the slip"),
        means,
        _("Record it and open"),
        (field,),
        there(door, "journal-slip", slip),
        is_open=True,
    )


def _page(door: Door, slip: str, form: Form | None, opened: str = "") -> SlipPage:
    names, mark = names_of(door), f"[[slip:{slip}]]"
    used = []
    for entry in door.sight.entries:
        if mark in sentence(entry, door.zone, names, slips=True):
            used.append((entry.ref, sentence(entry, door.zone, names)))
    return SlipPage(slip, door.zone, tuple(used), form, opened)


def _unkept(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store, private"
    return answer
