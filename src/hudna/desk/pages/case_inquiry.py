"""Deeds of those who inquire: who has a case, evidence, refusals of access, what it is combined with, clocks."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from hudna.desk.codes import access_words, bearing_words, evidence_words, stage_words
from hudna.desk.deeds import Decide, Field, Form, Typed, at_field
from hudna.desk.pages.case_ground import Deed, Ground, party_field, words_field
from hudna.monitoring import EvidenceAdded, add_evidence, default_clocks, deny_access, inquire, join_cases, set_clocks

EVIDENCE = ("witness", "visit", "image", "document", "crater", "video", "sensor", "other")


def _inquire_form(ground: Ground) -> Form:
    office = Field("office", _("Which office inquires"), hint=_("an office or code; empty: your own"))
    means = _("The case is with that office from then on; a second time hands it on.")
    return Form("inquire", _("Give it to an office to inquire"), means, _("Record the inquiry"), (office, at_field()))


def _inquire(case: str, typed: Typed) -> Decide:
    said = typed.said
    return lambda state: inquire(state.docket, case=case, office=typed["office"] or said.by, by=said.by, at=said.at)


def _evidence_form(ground: Ground) -> Form:
    kinds = tuple((one, evidence_words(one)) for one in EVIDENCE)
    bearings = tuple((one, bearing_words(one)) for one in ("supports", "contradicts", "neutral"))
    access = tuple((one, access_words(one)) for one in ("granted", "denied", "none"))
    fields = (
        Field("kind", _("What it is"), "choice", required=True, choices=kinds),
        words_field(_("What it shows")),
        Field("bearing", _("What it speaks for"), "choice", required=True, choices=bearings, value="neutral"),
        Field("access", _("Could the place be reached"), "choice", required=True, choices=access, value="granted"),
        Field("file", _("A file of it"), "file", hint=_("at most 10 MB; it is kept encrypted, on a slip")),
        at_field(),
    )
    means = _("It stands on the case, whatever is ruled later, and whoever it speaks for.")
    return Form("evidence", _("Add evidence"), means, _("Record the evidence"), fields)


def _evidence(case: str, typed: Typed) -> Decide:
    held = typed.door.case.hide_file(typed.files["file"]) if "file" in typed.files else ""
    words, said = typed.hidden("words"), typed.said
    event = EvidenceAdded(case, typed["kind"], words, typed["bearing"], typed["access"], held)  # type: ignore[arg-type]
    return lambda state: add_evidence(state.docket, evidence=event, by=said.by, at=said.at)


def _noaccess_form(ground: Ground) -> Form:
    fields = (
        Field("place", _("Where they were kept out"), required=True),
        *party_field(ground, required=False, label=_("By which party (empty: not established)")),
        words_field(_("What happened")),
        at_field(),
    )
    means = _("That somebody was kept out is on record; it says nothing about what happened there.")
    return Form("noaccess", _("Record that access was refused"), means, _("Record the refusal"), fields)


def _noaccess(case: str, typed: Typed) -> Decide:
    words, said = typed.hidden("words"), typed.said
    told = {"party": typed["party"], "place": typed["place"], "words": words}
    return lambda state: deny_access(state.docket, case=case, **told, by=said.by, at=said.at)


def _combine_form(ground: Ground) -> Form:
    others = tuple((one.case, one.case) for one in ground.docket if one.case != ground.file.case)
    fields = (
        Field("into", _("Which case carries it from now on"), "choice", required=True, choices=others),
        words_field(_("Why"), "why"),
        at_field(),
    )
    means = _("Both are about one event: one ruling settles both, and the event is counted once.")
    return Form("combine", _("Let another case carry it"), means, _("Combine the two"), fields)


def _combine(case: str, typed: Typed) -> Decide:
    why = typed.hidden("why")
    return lambda state: join_cases(
        state.docket, case=case, into=typed["into"], why=why, by=typed.said.by, at=typed.said.at
    )


def clock_fields(known: Mapping[str, str]) -> tuple[Field, ...]:
    hint = _("as P3D or PT12H; empty: as it is")
    shown: dict[str, str] = {str(stage): length for stage, length in default_clocks().items()} | dict(known)
    return tuple(
        Field(stage, _("%(stage)s (now %(length)s)") % {"stage": stage_words(stage), "length": shown[stage]}, hint=hint)
        for stage in default_clocks()
    )


def _clocks_form(ground: Ground) -> Form:
    known = {**ground.docket.clocks, **ground.file.clocks}
    means = _("How long this case may stay in each stage before it counts as overdue.")
    return Form("clocks", _("Set its clocks"), means, _("Set the clocks"), (*clock_fields(known), at_field()))


def clocks_act(case: str, typed: Typed) -> Decide:
    lengths: dict[str, str] = {stage: typed[stage] for stage in default_clocks() if typed[stage]}
    return lambda state: set_clocks(state.docket, clocks=lengths, case=case, by=typed.said.by, at=typed.said.at)


INQUIRING = (
    Deed("inquire", "inquire", "give a case to an office", lambda g: g.is_open, _inquire_form, _inquire),
    Deed("evidence", "inquire", "add evidence to a case", lambda g: True, _evidence_form, _evidence),
    Deed("noaccess", "inquire", "record a refusal of access", lambda g: True, _noaccess_form, _noaccess),
    Deed("combine", "inquire", "let one case carry another", lambda g: g.is_open, _combine_form, _combine),
    Deed("set-clocks", "inquire", "set the clocks of a case", lambda g: True, _clocks_form, clocks_act),
)
"""The deeds of those who inquire."""
