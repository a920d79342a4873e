"""A complaint: who alleges what, against whom. A liaison brings in those of its own party."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from hudna.desk.codes import standing_words
from hudna.desk.deeds import Decide, Field, Form, Typed, at_field, attempt, is_liaison, names_hint
from hudna.desk.doorway import Door, page, show
from hudna.desk.names import names_of
from hudna.desk.pages.case_ground import back, clauses_of, log_of, there
from hudna.house import State
from hudna.journal import Decision
from hudna.monitoring import ComplaintReceived, Spot, complain, next_case

STANDINGS = ("party", "office", "public")


@dataclass(frozen=True)
class ComplaintPage:
    """The form of a complaint. ``party``: whose a liaison's is; empty for the mission, which names who complains."""

    zone: str
    party: str
    form: Form


@page(action="complain", purpose="receive a complaint", template="desk/complaint.html")
def complaint_page(door: Door) -> ComplaintPage | HttpResponse:
    """Receive a complaint; it is in the queue until it is ruled on, and after."""
    form = _form(door)
    whose = names_of(door).party(door.visit.party) if is_liaison(door) else ""
    if door.request.method != "POST":
        return ComplaintPage(door.zone, whose, form)
    made: list[str] = []
    refused = attempt(form, door, lambda typed: _decide(typed, made))
    if refused is not None:
        return show(door.request, "desk/complaint.html", ComplaintPage(door.zone, whose, refused), status=422)
    messages.success(door.request, _("Recorded as case %(case)s.") % {"case": made[-1]})
    return back(door, "cases-one", made[-1])


def _form(door: Door) -> Form:
    names, liaison = names_of(door), is_liaison(door)
    parties = tuple(names.all_parties())
    acts = tuple((path, "\u2003" * deep + name) for path, deep, name in names.all_acts())
    who = (
        Field("complainant", _("Who complains"), required=True, hint=_("a party’s id, or an office"), choices=parties),
        Field(
            "standing",
            _("As what"),
            "choice",
            required=True,
            choices=tuple((one, standing_words(one)) for one in STANDINGS),
            value="party",
        ),
    )
    fields = (
        *(() if liaison else who),
        Field("words", _("What is alleged"), "words", required=True, hint=names_hint()),
        Field("against", _("Against which party"), "choice", choices=parties, hint=_("empty: not said")),
        Field("clause", _("Under which clause"), choices=clauses_of(names)),
        Field("plan", _("Of which plan"), choices=tuple((plan, plan) for plan in door.state.consents.plans)),
        Field("version", _("Of which version")),
        Field("when", _("When it is said to have happened"), "time", hint=_("a day, or from when")),
        Field("until", _("… and until"), "time", hint=_("a day is included")),
        Field("act", _("What kind of act"), "choice", choices=acts),
        Field("lon", _("Longitude, in degrees"), "number"),
        Field("lat", _("Latitude, in degrees"), "number"),
        Field("radius", _("Within how many metres of that"), "number"),
        Field("area", _("Or in which named area")),
        Field("source", _("Where it comes from"), hint=_("several with ; between them")),
        Field("parties", _("Also to be told of the ruling"), "many", choices=parties),
        *(() if liaison else (Field("number", _("Its number"), hint=_("empty: the next one of this desk")),)),
        at_field(),
    )
    means = _(
        "It is what somebody alleges, and is shown as that. Nobody else sees it before they are told of a ruling."
    )
    return Form(
        "complain", _("Receive a complaint"), means, _("Record the complaint"), fields, _href(door), is_open=True
    )


def _href(door: Door) -> str:
    return there(door, "cases-new")


def _decide(typed: Typed, made: list[str]) -> Decide:
    said, liaison = typed.said, is_liaison(typed.door)
    words, spot = typed.hidden("words"), _spot(typed)
    span = said.span(typed["when"], typed["until"]) if typed["when"] else None

    prefix = log_of(typed.door)

    def decide(state: State) -> tuple[Decision, ...]:
        number = "" if liaison else typed["number"]
        event = ComplaintReceived(
            case=number or next_case(state.docket, prefix),
            complainant=typed.door.visit.party if liaison else typed["complainant"],
            words=words,
            standing="party" if liaison else typed["standing"],  # type: ignore[arg-type]
            against=typed["against"],
            parties=tuple(filter(None, typed["parties"].split("\n"))),
            clause=typed["clause"],
            plan=typed["plan"],
            version=typed["version"],
            span=span,
            spot=spot,
            act=typed["act"],
            sources=tuple(one.strip() for one in typed["source"].split(";") if one.strip()),
        )
        made.append(event.case)
        return complain(state.docket, complaint=event, by=said.by, at=said.at)

    return decide


def _spot(typed: Typed) -> Spot | None:
    if not (typed["lon"] or typed["lat"] or typed["area"]):
        return None
    radius = typed.said.number(typed["radius"]) if typed["radius"] else 0
    return Spot(typed["lon"], typed["lat"], radius, typed["area"])
