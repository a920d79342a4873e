"""One case: what is alleged or found, what bears on it, what was denied beside it, what was ruled, who was told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from hudna.desk.codes import grade_words, ruling_words, stage_words
from hudna.desk.deeds import Form, attempt
from hudna.desk.doorway import Door, page, show
from hudna.desk.names import Names, listed, names_of
from hudna.desk.pages.case_deeds import DEEDS, forms, ground_of
from hudna.desk.pages.case_ground import Deed, back
from hudna.desk.sentences import sentence
from hudna.journal import Entry
from hudna.monitoring import CaseFile, ComplaintReceived, Docket, due

TEMPLATE = "desk/case.html"


@dataclass(frozen=True)
class Item:
    """One entry on the case, and what was denied of it. ``late``: it was recorded more than a minute after it was true.

    ``aside``: why it has no effect, where it has none.
    """

    ref: str
    href: str
    words: str
    at: datetime
    recorded: datetime
    late: bool
    by: str
    denials: tuple[Item, ...] = ()
    aside: str = ""


@dataclass(frozen=True)
class RulingShown:
    """A ruling with its reasons and its two grades apart. ``stands``: no later one took its place."""

    item: Item
    ruling: str
    against: str
    clause: str
    reasons: str
    occurrence: str
    occurrence_words: str
    attribution: str
    attribution_words: str
    stands: bool


@dataclass(frozen=True)
class Heard:
    """A party that must be told of the ruling: was it told, and what did it reply?"""

    party: str
    told: Item | None
    replied: Item | None


@dataclass(frozen=True)
class CasePage:
    """One case. ``waits``: what it waits for; ``forms``: the deeds that fit it and that the visitor's role carries."""

    case: str
    zone: str
    at: datetime
    known_at: datetime | None
    limited: bool
    is_finding: bool
    who: str
    against: str
    stage_words: str
    since: datetime
    waits: str
    due: datetime | None
    overdue: bool
    clock: str
    whose_clock: str
    office: str
    allegation: Item
    evidence: tuple[Item, ...]
    rulings: tuple[RulingShown, ...]
    heard: tuple[Heard, ...]
    course: tuple[Item, ...]
    void: tuple[Item, ...]
    carried_by: str
    carries: tuple[str, ...]
    forms: tuple[Form, ...]
    may_open_slips: bool


@page(action="see-docket", purpose="read one case", template=TEMPLATE)
def case_page(door: Door, case: str) -> CasePage:
    """One case, as far as the visitor sees it."""
    docket = door.sight.docket_at(door.at)
    if case not in docket:
        raise Http404
    return shown(door, docket, case, tuple(forms(ground_of(door, *_now(door, case)))))


def _now(door: Door, case: str) -> tuple[CaseFile, Docket]:
    """The case as it stands now, on which deeds are decided; 404 for one that is not seen."""
    docket = door.state.docket
    if case not in docket:
        raise Http404
    return docket[case], docket


def deed_views() -> dict[str, Any]:
    """A page for every deed on a case, each behind the action that it asks for."""
    return {name: _view(deed) for name, deed in DEEDS.items()}


def _view(deed: Deed) -> Any:
    @page(action=deed.action, purpose=deed.purpose, template=TEMPLATE)
    def view(door: Door, case: str) -> Any:
        ground = ground_of(door, *_now(door, case))
        offered = tuple(forms(ground))
        form = next((one for one in offered if one.deed == deed.name), None)
        if door.request.method != "POST":
            return _page(door, case, _with(offered, replace(form, is_open=True)) if form else offered)
        form = form or replace(deed.form(ground), deed=deed.name, href=door.request.get_full_path())
        refused = attempt(form, door, partial(deed.act, case))
        if refused is not None:
            return show(door.request, TEMPLATE, _page(door, case, _with(offered, refused)), status=422)
        messages.success(door.request, _("Recorded."))
        return back(door, "cases-one", case)

    return view


def _with(offered: tuple[Form, ...], form: Form) -> tuple[Form, ...]:
    """The forms, this one in the place of its kind and in front."""
    return (form, *(one for one in offered if one.deed != form.deed))


def _page(door: Door, case: str, offered: tuple[Form, ...]) -> CasePage:
    docket = door.sight.docket_at(door.at)
    if case not in docket:  # a deed on a case that had not come in at the instant that is looked at
        docket = door.state.docket
    return shown(door, docket, case, offered)


def shown(door: Door, docket: Docket, case: str, offered: tuple[Form, ...]) -> CasePage:
    """One case of a docket, with the forms that go with it."""
    file, names = docket[case], names_of(door)
    matter, clock = file.matter, due(docket, file)
    item = partial(_item, door, names, _refs(door), file)
    party = isinstance(matter, ComplaintReceived) and matter.standing == "party"
    who = matter.complainant if isinstance(matter, ComplaintReceived) else matter.incident_id
    whose = {"mission": _("set for every case"), "case": _("set for this case")}
    return CasePage(
        case=case,
        zone=door.zone,
        at=door.at,
        known_at=door.known_at,
        limited=door.visit.compartments is not None,
        is_finding=not isinstance(matter, ComplaintReceived),
        who=names.party(who) if party else who,
        against=names.party(matter.against) if matter.against else "",
        stage_words=stage_words(file.stage),
        since=file.since,
        waits=waits_for(docket, file, names),
        due=clock.due if clock else None,
        overdue=bool(clock and clock.due < door.at),
        clock=clock.clock if clock else "",
        whose_clock=whose.get(clock.whose, _("Hudna’s own default")) if clock else "",
        office=file.office,
        allegation=replace(item(file.opened), denials=_all(item, file.denials_of())),
        evidence=_all(item, sorted((*file.evidence, *file.refusals), key=lambda entry: entry.at)),
        rulings=tuple(_ruling(entry, item, names, entry is file.ruling) for entry in reversed(file.rulings)),
        heard=_heard(docket, file, names, item),
        course=_all(item, file.history),
        void=tuple(
            replace(item(one.entry), aside=one.reason)
            for one in docket.void
            if getattr(one.entry.event, "case", "") == case
        ),
        carried_by=file.joined_to,
        carries=tuple(file.carries),
        forms=offered,
        may_open_slips=door.may("read-names"),
    )


def _refs(door: Door) -> Mapping[str, str]:
    return {row.hash: row.ref for row in door.sight.rows}


def _all(item: Callable[[Entry], Item], entries: Iterable[Entry]) -> tuple[Item, ...]:
    return tuple(item(entry) for entry in entries)


def _item(door: Door, names: Names, refs: Mapping[str, str], file: CaseFile, entry: Entry) -> Item:
    denials = file.denials_of(entry.hash)
    return Item(
        ref=entry.ref,
        href=reverse("journal-entry", args=[entry.log, entry.seq]),
        words=sentence(entry, door.zone, names, refs, slips=True),
        at=entry.at,
        recorded=entry.recorded,
        late=abs((entry.recorded - entry.at).total_seconds()) >= 60,
        by=entry.by,
        denials=tuple(_item(door, names, refs, file, denial) for denial in denials),
    )


def _ruling(entry: Entry, item: Callable[[Entry], Item], names: Names, stands: bool) -> RulingShown:
    event: Any = entry.event
    return RulingShown(
        item=item(entry),
        ruling=ruling_words(event.ruling),
        against=names.party(event.against) if event.against else "",
        clause=event.clause,
        reasons=event.reasons,
        occurrence=event.occurrence,
        occurrence_words=grade_words(event.occurrence) if event.occurrence else "",
        attribution=event.attribution,
        attribution_words=grade_words(event.attribution) if event.attribution else "",
        stands=stands,
    )


def _heard(docket: Docket, file: CaseFile, names: Names, item: Callable[[Entry], Item]) -> tuple[Heard, ...]:
    if file.ruling is None:
        return ()
    return tuple(
        Heard(
            names.party(party),
            item(file.told[party]) if party in file.told else None,
            item(file.replied[party]) if party in file.replied else None,
        )
        for party in sorted(docket.concerned(file.case))
    )


def waits_for(docket: Docket, file: CaseFile, names: Names) -> str:
    """What a case waits for in its stage."""
    concerned = docket.concerned(file.case)
    untold = listed(tuple(names.party(one) for one in sorted(concerned - file.told.keys())))
    silent = listed(tuple(names.party(one) for one in sorted(concerned - file.replied.keys())))
    match file.stage:
        case "received":
            return _("somebody who inquires")
        case "inquiry" if file.office:
            return _("evidence, or word that access was denied, from %(office)s") % {"office": file.office}
        case "inquiry":
            return _("evidence, or word that access was denied")
        case "evidence":
            return _("a ruling")
        case "ruled" if untold:
            return _("word of the ruling to %(parties)s") % {"parties": untold}
        case "told" | "replied" if silent:
            return _("a reply from %(parties)s") % {"parties": silent}
        case "joined":
            return _("the ruling on the case that carries it")
    return ""
