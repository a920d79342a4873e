"""Rehearse: what would a version have caught of what came in, what could it not have decided, and why?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from hudna.bulletin import wording
from hudna.desk.doorway import Door, page, show
from hudna.desk.models import Import, Job
from hudna.desk.names import reading
from hudna.desk.pages.agreement_terms import Terms
from hudna.desk.pages.agreement_texts import Seen, seen
from hudna.desk.rehearsals import KIND, Asked, check, chosen, figures_of, report_of
from hudna.desk.work import queue
from hudna.ground import Fault, when

ACTION, PURPOSE = "rehearse", "run a version over the past"
VERDICTS = ("breach", "unattributed", "unverifiable", "excepted")
MOST_LISTED = 20


@dataclass(frozen=True)
class Run:
    """A rehearsal that was asked for, and how far it is."""

    job: int
    by: str
    queued: datetime
    state: str
    words: str
    feeds: str


@dataclass(frozen=True)
class AskPage:
    """What to rehearse a version over; ``typed`` holds what was typed where it was not taken."""

    plan: str
    version: str
    zone: str
    feeds: tuple[tuple[str, str, int, datetime, bool], ...]
    areas: tuple[tuple[str, str], ...]
    typed_area: str
    typed_start: str
    typed_end: str
    fault: Fault | None
    earlier: tuple[Run, ...]


@dataclass(frozen=True)
class Line:
    """One row of a table of variations: counts by verdict, and how many breaches are expected."""

    name: str
    counts: tuple[int, ...]
    expected: float
    low: int
    high: int
    lost: tuple[str, ...]


@dataclass(frozen=True)
class Reason:
    """What leaves findings undecided: the clause, the question, and what stands behind it."""

    clause: str
    question: str
    cause: str
    findings: int
    share: float


@dataclass(frozen=True)
class Result:
    """The figures of a rehearsal that is done."""

    incidents: int
    rejected: int
    start: datetime
    end: datetime | None
    zone: str
    caught: int
    undecided: int
    concerned: int
    share: float | None
    blame: tuple[Reason, ...]
    zones: tuple[Line, ...]
    precisions: tuple[Line, ...]
    gaps: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class RunPage:
    """A rehearsal: waiting, at work, refused, or done with its result."""

    plan: str
    version: str
    zone: str
    job: int
    by: str
    queued: datetime
    state: str
    words: str
    done: int
    total: int
    step: str
    fault: str
    feeds: str
    verdicts: tuple[tuple[str, str], ...]
    result: Result | None


@page(action=ACTION, purpose=PURPOSE)
def ask(door: Door, plan: str, version: str) -> HttpResponse:
    """Choose feeds and times; the rehearsal runs in the background."""
    one, given = seen(door, plan, version), door.request.POST
    fault, picked = None, frozenset(given.getlist("feed"))
    if door.request.method == "POST":
        try:
            return _queued(door, one, sorted(picked))
        except Fault as refused:
            fault = refused
    filled = AskPage(
        plan=plan,
        version=version,
        zone=_zone(one),
        feeds=tuple((str(f.pk), f.name, f.rows, f.at, str(f.pk) in picked or fault is None) for f in _feeds()),
        areas=_areas(one),
        typed_area=given.get("area", ""),
        typed_start=given.get("start", ""),
        typed_end=given.get("end", ""),
        fault=fault,
        earlier=tuple(_run(job) for job in _jobs(plan, version)[:MOST_LISTED]),
    )
    return show(door.request, "desk/rehearse.html", filled, status=422 if fault else 200)


def _queued(door: Door, one: Seen, picked: list[str]) -> HttpResponse:
    """Queue it. Raises feeds-missing, rehearsal-large, and what reading the times raises."""
    given, zone = door.request.POST, _zone(one)
    known = {str(feed.pk) for feed in _feeds()}
    if given.get("area", "") not in {"", *(area for area, _name in _areas(one))}:
        raise Http404
    for name in ("start", "end"):
        if given.get(name, "").strip():
            when.instant(given[name].strip(), zone)
    asked = Asked(
        plan=one.plan,
        version=one.name,
        imports=tuple(feed for feed in picked if feed in known),
        start=given.get("start", "").strip(),
        end=given.get("end", "").strip(),
        area=given.get("area", ""),
        language=reading(),
    )
    check(asked, chosen(asked))
    job = queue(KIND, one.document, door.visit.actor, PURPOSE, asked.given())
    where = reverse("agreement-rehearsed", kwargs={"plan": one.plan, "version": one.name, "job": job.pk})
    return HttpResponse(status=303, headers={"Location": where})


def _zone(one: Seen) -> str:
    return one.text.agreement.timezone or one.door.zone


def _feeds() -> Iterable[Import]:
    return Import.objects.filter(ready=True, withdrawn__isnull=True).order_by("-at")


def _areas(one: Seen) -> tuple[tuple[str, str], ...]:
    """Areas with an outline, that can stand in for a scope which draws none."""
    terms = Terms(one.text)
    known = ((area.id, terms.area(area.id)) for area in one.text.areas.by_id.values() if area.shape is not None)
    return tuple(sorted(known, key=lambda pair: pair[1]))


def _jobs(plan: str, version: str) -> Any:
    return Job.objects.filter(kind=KIND, given__plan=plan, given__version=version).order_by("-pk")


def _run(job: Job) -> Run:
    names = Import.objects.filter(pk__in=job.given["imports"]).order_by("at").values_list("name", flat=True)
    return Run(job.pk, job.actor, job.queued, job.state, _state(job.state), ", ".join(names))


def _state(state: str) -> str:
    return {"queued": _("waits"), "running": _("at work"), "done": _("done"), "refused": _("refused")}.get(state, state)


@page(action=ACTION, purpose=PURPOSE)
def rehearsed(door: Door, plan: str, version: str, job: int) -> HttpResponse:
    """How far a rehearsal is, or what it came to."""
    found = _job(door, plan, version, job)
    run, told = _run(found), figures_of(settings.PLACE, found.pk) if found.state == "done" else None
    words = wording(reading())
    filled = RunPage(
        plan=plan,
        version=version,
        zone=door.zone,
        job=found.pk,
        by=found.actor,
        queued=found.queued,
        state=found.state,
        words=run.words,
        done=found.done,
        total=found.total,
        step=found.step,
        fault=found.fault,
        feeds=run.feeds,
        verdicts=tuple((verdict, words.say(f"verdicts.{verdict}")) for verdict in VERDICTS),
        result=_result(told) if told else None,
    )
    part = getattr(door.request, "htmx", False)
    return show(door.request, "desk/rehearsed_part.html" if part else "desk/rehearsed.html", filled)


def _job(door: Door, plan: str, version: str, job: int) -> Job:
    """A rehearsal of this version. Raises Http404 for any other job."""
    seen(door, plan, version)
    found: Job | None = _jobs(plan, version).filter(pk=job).first()
    if found is None:
        raise Http404
    return found


def _result(told: Mapping[str, Any]) -> Result:
    words = wording(reading())
    own = _line(_("as drafted"), told)
    return Result(
        incidents=told["incidents"],
        rejected=told["rejected"],
        start=datetime.fromisoformat(told["start"]),
        end=datetime.fromisoformat(told["end"]) if told["end"] else None,
        zone=told["zone"],
        caught=told["caught"],
        undecided=told["undecided"],
        concerned=told["concerned"],
        share=told["undecided"] / told["concerned"] if told["concerned"] else None,
        blame=tuple(
            Reason(
                one["clause"],
                words.say(f"questions.{one['question']}"),
                words.say(f"rehearsal.cause_{one['cause']}"),
                one["findings"],
                one["share"],
            )
            for one in told["blame"][:MOST_LISTED]
        ),
        zones=(own, *(_line(_zone_words(one["name"]), one) for one in told["zones"])),
        precisions=(own, *(_line(_("without “%(name)s”") % {"name": one["name"]}, one) for one in told["precisions"])),
        gaps=tuple(told["gaps"]),
    )


def _line(name: str, told: Mapping[str, Any]) -> Line:
    expected = told["expected"]
    counts = tuple(told["by_verdict"].get(verdict, 0) for verdict in VERDICTS)
    lost = tuple(told.get("lost", ()))
    return Line(name, counts, expected["value"], expected["low"], expected["high"], lost)


def _zone_words(name: str) -> str:
    km = float(name.removesuffix(" km"))
    words = _("%(km)s km wider") if km > 0 else _("%(km)s km narrower")
    return words % {"km": f"{abs(km):g}"}


@page(action=ACTION, purpose=PURPOSE)
def report(door: Door, plan: str, version: str, job: int) -> FileResponse:
    """The whole report as one file to keep; it is complete in itself and fetches nothing."""
    found = _job(door, plan, version, job)
    try:
        file = report_of(settings.PLACE, found.pk).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(file, as_attachment=True, filename=f"{plan}-{version}-rehearsal-{found.pk}.html")


_ONE = "agreement/<str:plan>/<str:version>/"
urls: list[URLPattern] = [
    path(f"{_ONE}rehearse/", ask, name="agreement-rehearse"),
    path(f"{_ONE}rehearsal/<int:job>/", rehearsed, name="agreement-rehearsed"),
    path(f"{_ONE}rehearsal/<int:job>/report/", report, name="agreement-rehearsal-report"),
]
