"""What the pages of an exchange stand on: the visitor, the exchange as they see it, its names, and deeds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hudna.desk.deeds import Decide, Field, Form, Typed, attempt, is_liaison
from hudna.desk.doorway import Door, page, show
from hudna.desk.names import Names, names_of
from hudna.desk.pages.case_ground import back
from hudna.desk.plans import KeptPlan, kept_plan
from hudna.exchange import ExchangeFile


@dataclass(frozen=True)
class Stand:
    """The visitor at an exchange: ``file`` as it follows from what they see; ``person``, ``number``: whom and which
    hand-over the page is about, if it is about one.
    """

    door: Door
    file: ExchangeFile
    names: Names
    person: str = ""
    number: int = 0

    @property
    def name(self) -> str:
        """What the exchange is called."""
        return self.file.exchange

    @property
    def side(self) -> str:
        """The side for which the visitor acts; empty for the neutral body and for who only reads."""
        return self.door.visit.party

    @property
    def is_neutral(self) -> bool:
        """Does the visitor see both sides?"""
        return self.door.visit.compartments is None

    @property
    def may_decide(self) -> bool:
        """Is it looked at as it is known now, by one of its sides or by the mission, so that they can decide?"""
        if self.door.known_at is not None:
            return False
        return self.side in self.file.sides if is_liaison(self.door) else self.is_neutral

    def party(self, party: str) -> str:
        """A side in words; the neutral body where none is named."""
        return self.names.party(party) if party else _("the neutral body")

    @cached_property
    def plan(self) -> KeptPlan | None:
        """The last plan that was put before the sides."""
        return kept_plan(self.door.case, self.file.plan.event.document) if self.file.plan else None

    @property
    def args(self) -> tuple[Any, ...]:
        """What stands in the address of the page."""
        return (self.name, *filter(None, (self.person, self.number)))


@dataclass(frozen=True)
class Deed:
    """A deed in an exchange: who may do it, when it fits, what it asks for, and its act."""

    name: str
    action: str
    purpose: str
    fits: Callable[[Stand], bool]
    form: Callable[[Stand], Form]
    act: Callable[[Stand, Typed], Decide | tuple[Decide, Sequence[bytes]]]


def stand_at(door: Door, exchange: str, person: str = "", number: int = 0) -> Stand:
    """The visitor at an exchange that they see, at a person of it that they know of. Raises Http404."""
    if exchange not in door.state.exchanges:
        raise Http404
    file = door.state.exchanges[exchange]
    if person and person not in file.people:
        raise Http404
    return Stand(door, file, names_of(door), person, number)


def forms(stand: Stand, deeds: Iterable[Deed], refused: Form | None = None) -> tuple[Form, ...]:
    """The forms that fit, and that the visitor's role carries; one that was refused as it was typed."""
    return tuple(_forms(stand, deeds, refused))


def _forms(stand: Stand, deeds: Iterable[Deed], refused: Form | None) -> Iterator[Form]:
    for deed in deeds:
        if refused is not None and refused.deed == deed.name:
            yield refused
        elif stand.may_decide and stand.door.may(deed.action) and deed.fits(stand):
            yield _form(stand, deed)


def _form(stand: Stand, deed: Deed) -> Form:
    return replace(deed.form(stand), deed=deed.name, href=reverse(f"exchange-{deed.name}", args=stand.args))


def deed_views(
    deeds: Iterable[Deed], template: str, fill: Callable[[Stand, Form | None], Any], after: str
) -> Mapping[str, Callable[..., Any]]:
    """A page for each deed: shows the page it belongs to, and with POST records it. ``after``: where it goes on."""
    return {deed.name: _view(deed, template, fill, after) for deed in deeds}


def _view(deed: Deed, template: str, fill: Callable[[Stand, Form | None], Any], after: str) -> Callable[..., Any]:
    @page(action=deed.action, purpose=deed.purpose, template=template)
    def view(door: Door, exchange: str, person: str = "", number: int = 0) -> Any:
        stand = stand_at(door, exchange, person, number)
        if door.request.method != "POST":
            return fill(stand, None)
        if not (stand.may_decide and deed.fits(stand)):
            raise Http404
        refused = attempt(_form(stand, deed), door, lambda typed: deed.act(stand, typed))
        if refused is not None:
            return show(door.request, template, fill(stand, refused), status=422)
        messages.success(door.request, _("Recorded."))
        answer: HttpResponse = back(door, after, *stand.args)
        return answer

    return view


def side_field(stand: Stand, label: str = "", *, required: bool = True) -> tuple[Field, ...]:
    """For which side it is said; a liaison is not asked, since it acts for its own alone."""
    if is_liaison(stand.door):
        return ()
    choices = tuple((side, stand.party(side)) for side in stand.file.sides)
    return (Field("party", label or _("Which side"), "choice", required=required, choices=choices),)
