"""Releases: what leaves its compartment, to whom, why, and who agreed. A name or a list needs two offices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hudna.bulletin import BULLETIN, Release, answer_release, ask_release, is_guarded
from hudna.desk.compartments import COMMON
from hudna.desk.deeds import Decide, Field, Form, Typed, attempt, names_hint
from hudna.desk.doorway import Door, page, show
from hudna.desk.names import Names, listed, names_of
from hudna.desk.pages.case_ground import back, there
from hudna.desk.sentences import sentence
from hudna.journal import Entry

MOST_AT_ONCE = 50
LIST, ASK = "desk/releases.html", "desk/release_ask.html"


@dataclass(frozen=True)
class EntryShown:
    """An entry that is, or is to be, released. ``guarded``: it holds a name or a list."""

    ref: str
    href: str
    words: str
    guarded: bool


@dataclass(frozen=True)
class ReleaseShown:
    """One release: what, to whom, why, who asked, what the second office said. ``form``: for a second office."""

    release: str
    entries: tuple[EntryShown, ...]
    to: str
    why: str
    asked_by: str
    asked_at: datetime
    guarded: bool
    has_effect: bool
    is_open: bool
    answered_by: str
    answered_at: datetime | None
    granted: bool
    answer_why: str
    is_own: bool
    form: Form | None


@dataclass(frozen=True)
class ReleasesPage:
    """Releases that wait for a second office, and all others, the newest first."""

    zone: str
    waiting: tuple[ReleaseShown, ...]
    others: tuple[ReleaseShown, ...]
    may_open_slips: bool


@dataclass(frozen=True)
class AskPage:
    """The question to release entries. ``guarded``: a second office will be needed."""

    zone: str
    entries: tuple[EntryShown, ...]
    guarded: bool
    form: Form
    may_open_slips: bool


@page(action="release", purpose="read what was released to whom", template=LIST)
def releases(door: Door) -> ReleasesPage:
    """All releases."""
    return _page(door)


def _page(door: Door, refused: tuple[str, Form] | None = None) -> ReleasesPage:
    names = names_of(door)
    known = [
        _shown(door, one, names, refused[1] if refused and refused[0] == one.event.release else None)
        for one in reversed(list(door.state.releases.by_name.values()))
    ]
    return ReleasesPage(
        door.zone,
        tuple(one for one in known if one.is_open),
        tuple(one for one in known if not one.is_open),
        door.may("read-names"),
    )


def _shown(door: Door, release: Release, names: Names, refused: Form | None) -> ReleaseShown:
    event, answer = release.event, release.answer
    own = release.asked.by == door.visit.actor
    may = release.is_open and not own and door.may("approve-release") and door.known_at is None
    seen = {entry.hash: entry for entry in door.sight.entries}
    return ReleaseShown(
        release=event.release,
        entries=tuple(_entry(door, seen[one], names) for one in event.entries if one in seen),
        to=listed(tuple(_to(one, names) for one in event.to)),
        why=event.why,
        asked_by=release.asked.by,
        asked_at=release.asked.at,
        guarded=release.guarded,
        has_effect=release.has_effect,
        is_open=release.is_open,
        answered_by=release.answered.by if release.answered else "",
        answered_at=release.answered.at if release.answered else None,
        granted=bool(answer and answer.granted),
        answer_why=answer.why if answer else "",
        is_own=own,
        form=refused or (_answer_form(door, event.release) if may else None),
    )


def _to(one: str, names: Names) -> str:
    return _("everybody on the case") if one == COMMON else names.party(one)


def _entry(door: Door, entry: Entry, names: Names) -> EntryShown:
    return EntryShown(
        entry.ref,
        reverse("journal-entry", args=[entry.log, entry.seq]),
        sentence(entry, door.zone, names, slips=True),
        is_guarded(entry),
    )


def _answer_form(door: Door, release: str) -> Form:
    fields = (
        Field(
            "granted",
            _("Do you agree"),
            "choice",
            required=True,
            choices=(("yes", _("yes, release it")), ("no", _("no, it stays where it is"))),
        ),
        Field("why", _("Why"), "words", required=True, hint=names_hint()),
    )
    means = _("You are the second office: with your yes the entries are seen by those named. A no ends the question.")
    href = there(door, "journal-answer", release)
    return Form(f"answer-{release}", _("Answer as the second office"), means, _("Record the answer"), fields, href)


@page(action="release", purpose="ask to release entries", template=ASK)
def ask(door: Door) -> AskPage | HttpResponse:
    """Ask for entries to be released; what names nobody is released at once, the rest waits for a second office."""
    refs = door.request.POST.getlist("entry") or door.request.GET.getlist("entry")
    entries = [_seen(door, ref) for ref in dict.fromkeys(refs[:MOST_AT_ONCE])]
    if not entries:
        raise BULLETIN.fault("release-unfit", _("No entry was chosen."))
    form = _ask_form(door, entries)
    if door.request.method != "POST":
        return _ask_page(door, entries, form)
    refused = attempt(form, door, lambda typed: _asked(typed, entries))
    if refused is not None:
        return show(door.request, ASK, _ask_page(door, entries, refused), status=422)
    guarded = any(map(is_guarded, entries))
    done = _("Released.") if not guarded else _("Asked: a second office has to agree before anybody sees it.")
    messages.success(door.request, done)
    return back(door, "journal-releases")


def _seen(door: Door, ref: str) -> Entry:
    entry = door.sight.entry(ref)
    if entry is None:
        raise Http404
    return entry


def _ask_form(door: Door, entries: list[Entry]) -> Form:
    names = names_of(door)
    parties = [(COMMON, _("everybody on the case")), *names.all_parties()]
    fields = (
        Field("to", _("To whom"), "many", required=True, choices=tuple(parties)),
        Field("why", _("Why"), "words", required=True, hint=names_hint()),
    )
    href = f"{reverse('journal-ask')}?{urlencode([('entry', entry.ref) for entry in entries])}"
    means = _("What was released and seen cannot be taken back. A name or a list waits for a second office.")
    return Form("ask", _("Release"), means, _("Release, or ask for it"), fields, href, is_open=True)


def _ask_page(door: Door, entries: list[Entry], form: Form) -> AskPage:
    names = names_of(door)
    shown = tuple(_entry(door, entry, names) for entry in entries)
    return AskPage(door.zone, shown, any(one.guarded for one in shown), form, door.may("read-names"))


def _asked(typed: Typed, entries: list[Entry]) -> Decide:
    why, to = typed.hidden("why"), typed["to"].split("\n")
    return lambda state: ask_release(state.releases, entries=entries, to=to, why=why, at=typed.said.at)


@page(action="approve-release", purpose="answer a release as the second office", template=LIST)
def answer(door: Door, release: str) -> ReleasesPage | HttpResponse:
    """Agree to a release as the second office, or not."""
    if release not in door.state.releases.by_name:
        raise Http404
    if door.request.method != "POST":
        return _page(door)
    refused = attempt(_answer_form(door, release), door, lambda typed: _answered(typed, release))
    if refused is not None:
        return show(door.request, LIST, _page(door, (release, refused)), status=422)
    messages.success(door.request, _("Recorded."))
    return back(door, "journal-releases")


def _answered(typed: Typed, release: str) -> Decide:
    why, by, at = typed.hidden("why"), typed.said.by, typed.said.at
    granted = typed["granted"] == "yes"
    return lambda state: answer_release(state.releases, release=release, granted=granted, why=why, by=by, at=at)
