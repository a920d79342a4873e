"""The deeds on a case, by role: which fit as it stands; and the clocks of all cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.utils.translation import gettext as _

from hudna.desk.deeds import Form, at_field, attempt
from hudna.desk.doorway import Door, show
from hudna.desk.names import names_of
from hudna.desk.pages.case_ground import Deed, Ground, back, there
from hudna.desk.pages.case_inquiry import INQUIRING, clock_fields, clocks_act
from hudna.desk.pages.case_rulings import RULING
from hudna.monitoring import CaseFile, Docket

DEEDS: dict[str, Deed] = {deed.name: deed for deed in (*INQUIRING[:3], *RULING, *INQUIRING[3:])}
"""Every deed on a case, in the order in which they usually come."""


def forms(ground: Ground) -> Iterator[Form]:
    """The forms that fit the case as it stands, and that the visitor's role carries."""
    if ground.door.known_at is not None:
        return
    for deed in DEEDS.values():
        if ground.door.may(deed.action) and deed.fits(ground):
            href = there(ground.door, f"cases-{deed.name}", ground.file.case)
            yield replace(deed.form(ground), deed=deed.name, href=href)


def ground_of(door: Door, file: CaseFile, docket: Docket) -> Ground:
    """What the forms of a case need to know."""
    return Ground(door, docket, file, names_of(door))


def clocks_form(door: Door) -> Form | None:
    """The clocks of all cases, for those who may set them."""
    if not door.may("inquire") or door.known_at is not None:
        return None
    means = _("How long every case may stay in each stage, save where a case has clocks of its own.")
    fields = (*clock_fields(door.state.docket.clocks), at_field())
    return Form(
        "clocks", _("Set the clocks of all cases"), means, _("Set the clocks"), fields, there(door, "cases-clocks")
    )


def serve_clocks(door: Door, queue: Callable[[Door, Form | None], Any]) -> Any:
    """The form for the clocks of all cases, shown or sent."""
    form = clocks_form(door)
    if form is None or door.request.method != "POST":
        return queue(door, form)
    refused = attempt(form, door, partial(clocks_act, ""))
    if refused is not None:
        return show(door.request, "desk/cases.html", queue(door, refused), status=422)
    messages.success(door.request, _("Recorded."))
    return back(door, "cases")
