"""Conflicts: what two desks decided differently without knowing of each other, both sides, and who chooses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hudna.desk.deeds import Decide, Field, Form, Typed, attempt, names_hint
from hudna.desk.doorway import Door, page, show
from hudna.desk.names import names_of
from hudna.desk.pages.case_ground import back, shortened
from hudna.desk.sentences import sentence
from hudna.house import HOUSE, State
from hudna.journal import Conflict, ConflictResolved, Decision


@dataclass(frozen=True)
class SideEntry:
    """One decision of one desk."""

    ref: str
    href: str
    words: str
    at: datetime
    by: str


@dataclass(frozen=True)
class ConflictShown:
    """A conflict with all its sides; until somebody chooses, none has effect. ``form``: for who may choose."""

    thing: str
    sides: tuple[tuple[str, tuple[SideEntry, ...]], ...]
    form: Form | None


@dataclass(frozen=True)
class ConflictPage:
    """The conflicts, one of them with a choice that was refused."""

    zone: str
    conflicts: tuple[ConflictShown, ...]
    may_open_slips: bool


def conflicts_of(door: Door, refused: tuple[str, Form] | None = None) -> tuple[ConflictShown, ...]:
    """The open conflicts whose sides the visitor sees."""
    return tuple(
        _shown(door, one, refused[1] if refused and refused[0] == one.thing else None)
        for one in door.state.settled.conflicts
    )


def _shown(door: Door, conflict: Conflict, refused: Form | None) -> ConflictShown:
    names = names_of(door)
    sides = tuple(
        (
            log,
            tuple(
                SideEntry(
                    entry.ref,
                    reverse("journal-entry", args=[entry.log, entry.seq]),
                    sentence(entry, door.zone, names, slips=True),
                    entry.at,
                    entry.by,
                )
                for entry in entries
            ),
        )
        for log, entries in conflict.sides.items()
    )
    may = door.may("resolve") and door.known_at is None
    return ConflictShown(conflict.thing, sides, refused or (_form(door, conflict) if may else None))


def _form(door: Door, conflict: Conflict) -> Form:
    names = names_of(door)
    entries = [entry for side in conflict.sides.values() for entry in side]
    choices = tuple((one.hash, f"{one.ref} – {shortened(sentence(one, door.zone, names))}") for one in entries)
    fields = (
        Field("choose", _("Whose decision stands"), "choice", required=True, choices=choices),
        Field("why", _("Why"), "words", required=True, hint=names_hint()),
        Field("thing", _("On what"), "hidden", required=True, choices=((conflict.thing,) * 2,), value=conflict.thing),
    )
    means = _("The other decision stays in the record and has no effect.")
    return Form("resolve", _("Choose which stands"), means, _("Record the choice"), fields, reverse("journal-resolve"))


@page(action="resolve", purpose="choose between two desks' decisions", template="desk/conflicts.html")
def resolve(door: Door) -> ConflictPage | HttpResponse:
    """Decide which of two desks' decisions on one thing stands. Both stay in the record."""
    plain = ConflictPage(door.zone, conflicts_of(door), door.may("read-names"))
    if door.request.method != "POST":
        return plain
    thing = door.request.POST.get("thing", "")
    conflict = next((one for one in door.state.settled.conflicts if one.thing == thing), None)
    if conflict is None:
        raise HOUSE.fault("conflict-unknown", _("That is in no conflict any more."))
    refused = attempt(_form(door, conflict), door, _decide)
    if refused is not None:
        shown = ConflictPage(door.zone, conflicts_of(door, (thing, refused)), door.may("read-names"))
        return show(door.request, "desk/conflicts.html", shown, status=422)
    messages.success(door.request, _("Recorded: that decision stands."))
    return back(door, "journal")


def _decide(typed: Typed) -> Decide:
    why = typed.hidden("why")

    def decide(state: State) -> list[Decision]:
        sides = [one for c in state.settled.conflicts if c.thing == typed["thing"] for one in c.sides.values()]
        if not any(entry.hash == typed["choose"] for side in sides for entry in side):
            raise HOUSE.fault("conflict-unknown", _("That is in no conflict any more."))
        return [Decision(ConflictResolved(typed["thing"], typed["choose"], why), typed.said.at)]

    return decide
