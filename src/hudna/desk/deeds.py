"""Deeds as forms: what one asks for, what was typed into it, and what came of it. Nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils.translation import gettext as _

from hudna.desk.doorway import Door
from hudna.desk.faults import DESK
from hudna.desk.roles import Role
from hudna.ground import Fault
from hudna.house import Said, State
from hudna.journal import Decision

Kind = Literal["line", "words", "time", "number", "choice", "many", "file", "hidden"]
Decide = Callable[[State], Sequence[Decision]]
MOST_LINE, MOST_WORDS = 300, 8000
MOST_FILE = 10 << 20
"""Bytes of one file that goes on a slip or into the record, at most."""


@dataclass(frozen=True)
class Field:
    """One field. ``choices``: value and words; for a line they are only suggested. ``value``: what was typed."""

    name: str
    label: str
    kind: Kind = "line"
    required: bool = False
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    value: str = ""

    @property
    def chosen(self) -> tuple[str, ...]:
        """Of many, those that were chosen."""
        return tuple(self.value.split("\n")) if self.kind == "many" else (self.value,)


@dataclass(frozen=True)
class Form:
    """A deed as a form. ``means``: what recording it means. ``href``: where it is sent. ``fault``: why it was refused.

    ``is_open``: it is shown unfolded.
    """

    deed: str
    title: str
    means: str
    send: str
    fields: tuple[Field, ...]
    href: str = ""
    fault: Fault | None = None
    is_open: bool = False

    @property
    def takes_files(self) -> bool:
        """Is there a file among its fields? It has to be chosen anew after a refusal: a browser keeps none."""
        return any(one.kind == "file" for one in self.fields)

    def filled(self, typed: Mapping[str, str], fault: Fault | None = None) -> Form:
        """The same with what was typed, and why it was refused."""
        fields = tuple(replace(one, value=typed.get(one.name, one.value)) for one in self.fields)
        return replace(self, fields=fields, fault=fault, is_open=True)


@dataclass(frozen=True)
class Typed:
    """What somebody typed into a form, and said with it."""

    door: Door
    text: Mapping[str, str]
    said: Said
    files: Mapping[str, Path] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.text.get(name, "")

    def hidden(self, name: str) -> str:
        """Words with the names in [[double brackets]] put on slips."""
        return self.door.case.hide(self[name])

    @property
    def party(self) -> str:
        """For which party this is said: a liaison speaks for its own and for no other."""
        return self.door.visit.party if is_liaison(self.door) else self["party"]


def is_liaison(door: Door) -> bool:
    """Does the visitor act for one party only?"""
    return door.visit.role is Role.LIAISON


def at_field() -> Field:
    """When the thing was true."""
    return Field(
        "at", _("When it was true"), "time", hint=_("as 2014-02-03T09:00, on the clock of the case; empty: now")
    )


def names_hint() -> str:
    """What to do with a person's name."""
    return _("put a person’s name in [[double brackets]]: it goes on a slip")


def typed_into(form: Form, door: Door) -> dict[str, str]:
    """What was typed, by field. Nothing is judged here."""
    post = door.request.POST
    return {
        one.name: "\n".join(post.getlist(one.name)) if one.kind == "many" else post.get(one.name, "").strip()
        for one in form.fields
        if one.kind != "file"
    }


def read(form: Form, door: Door, text: Mapping[str, str]) -> Typed:
    """What was typed, judged. Raises field-missing, field-long, choice-unfit, upload-too-big and faults of times."""
    files: dict[str, Path] = {}
    for one in form.fields:
        if one.kind == "file":
            given = door.request.FILES.get(one.name)
            if isinstance(given, TemporaryUploadedFile):
                files[one.name] = _file(one, given)
            elif one.required:
                raise DESK.fault("field-missing", _("“%(field)s” is empty.") % {"field": one.label})
        else:
            _check(one, text.get(one.name, ""))
    return Typed(door, text, door.said(text.get("at", "")), files)


def _file(one: Field, given: TemporaryUploadedFile) -> Path:
    if not given.size:
        raise DESK.fault("upload-unfit", _("The file of “%(field)s” is empty.") % {"field": one.label})
    if given.size > MOST_FILE:
        told = {"field": one.label, "most": MOST_FILE >> 20}
        raise DESK.fault("upload-too-big", _("“%(field)s” is larger than %(most)s MB.") % told)
    given.flush()
    return Path(given.temporary_file_path())


def _check(one: Field, value: str) -> None:
    told = {"field": one.label}
    if one.required and not value:
        raise DESK.fault("field-missing", _("“%(field)s” is empty.") % told)
    if len(value) > (MOST_LINE if one.kind in ("line", "time", "number") else MOST_WORDS):
        raise DESK.fault("field-long", _("“%(field)s” is too long.") % told)
    known = {choice for choice, _words in one.choices} | {""}
    if one.kind in ("choice", "many", "hidden") and not known.issuperset(value.split("\n")):
        raise DESK.fault("choice-unfit", _("“%(field)s” holds something that is not on its list.") % told)


def attempt(form: Form, door: Door, decide: Callable[[Typed], tuple[Decide, Sequence[bytes]] | Decide]) -> Form | None:
    """Record what a form says. Gives the form back, as it was typed, where it was refused; None where it was done.

    ``decide``: from what was typed to the decisions on the state, and bulk data that they name by its hash.
    """
    text = typed_into(form, door)
    try:
        typed = read(form, door, text)
        decided = decide(typed)
        act, keep = decided if isinstance(decided, tuple) else (decided, ())
        door.record(act, typed.said, keep)
    except Fault as fault:
        return form.filled(text, told_apart(door, fault))
    return None


def told_apart(door: Door, fault: Fault) -> Fault:
    """A refusal as the visitor may read it: one that names what they do not see is told without saying what it is."""
    if door.visit.compartments is None:
        return fault
    whole, seen = door.case.state().docket.files, door.state.docket.files
    if any(case in fault.what for case in whole if case not in seen):
        what = _("The record does not allow it, for a reason outside of what you see.")
        return Fault(fault.code, what, remedy=_("Ask the mission."))
    return fault
