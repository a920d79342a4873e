"""Bulletin: what may be published of a day, to whom, in which language?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hudna.bulletin import COMMON, LANGUAGES, MISSION, Page, compose_daily, page_policy, render, render_pdf
from hudna.desk.daily import compartments_of, daily_of, editions
from hudna.desk.doorway import Door, page
from hudna.desk.names import names_of
from hudna.desk.record import sight_of
from hudna.ground import Interval, when

# The bulletin brings its own style and script, each named by its hash; that policy stands in the page itself.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; sandbox allow-scripts"
)


@dataclass(frozen=True)
class Edition:
    """For whom an edition is, in words, and what is withheld from it of the day: so many entries."""

    value: str
    words: str
    withheld: int


@dataclass(frozen=True)
class BulletinPage:
    """What can be asked for. ``day``: the one that is asked for, or yesterday."""

    zone: str
    day: str
    known_at: str
    editions: tuple[Edition, ...]
    languages: tuple[tuple[str, str], ...]
    language: str
    arabic_digits: bool


@page(action="publish", purpose="choose what to publish", template="desk/bulletin.html")
def bulletin(door: Door) -> BulletinPage:
    """Choose the day, the edition and the language."""
    day = _day(door)
    return BulletinPage(
        zone=door.zone,
        day=day.earliest.astimezone(when.zone(door.zone)).date().isoformat(),
        known_at=door.request.GET.get("known_at", ""),
        editions=tuple(_edition(door, one, day) for one in editions(door.sight)),
        languages=tuple(settings.LANGUAGES),
        language=get_language() or "en",
        arabic_digits=bool(getattr(door.request.user, "arabic_digits", False)),
    )


def _edition(door: Door, edition: str, day: Interval) -> Edition:
    known = {MISSION: _("For the mission alone"), COMMON: _("For everybody on the case")}
    words = known.get(edition) or _("For %(party)s") % {"party": names_of(door).party(edition)}
    seen = {entry.hash for entry in sight_of(door.case, compartments_of(edition), door.known_at).entries}
    of_day = [entry for entry in door.sight.entries if day.earliest <= entry.at < day.latest]
    return Edition(edition, words, sum(entry.hash not in seen for entry in of_day))


@page(action="publish", purpose="compose the bulletin")
def as_html(door: Door) -> HttpResponse:
    """The bulletin as one file that fetches nothing."""
    composed, name = _composed(door)
    response = HttpResponse(render(composed), content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = page_policy()  # it brings its own style and script, named by their hashes
    if door.request.GET.get("save"):
        response["Content-Disposition"] = f'attachment; filename="{name}.html"'
    return response


@page(action="publish", purpose="compose the bulletin")
def as_pdf(door: Door) -> HttpResponse:
    """The bulletin as PDF."""
    composed, name = _composed(door)
    data = render_pdf(composed, made=door.known_at or datetime.now(UTC))
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def _composed(door: Door) -> tuple[Page, str]:
    given = door.request.GET
    edition, language = given.get("edition", MISSION), given.get("language", "en")
    if edition not in editions(door.sight) or language not in LANGUAGES:
        raise Http404
    day = _day(door)
    daily = daily_of(door.case, day, edition, door.known_at)
    composed = compose_daily(daily, language=language, arabic_digits=bool(given.get("digits")))
    local = day.earliest.astimezone(when.zone(door.zone)).date().isoformat()
    return composed, f"bulletin-{local}-{edition}-{language}"


def _day(door: Door) -> Interval:
    """The day that is asked for, in the zone of the case; else the day before the one that is shown."""
    text = door.request.GET.get("day", "")
    if not text:
        text = (door.at.astimezone(when.zone(door.zone)) - timedelta(days=1)).date().isoformat()
    return when.day(text, door.zone)


urls: list[URLPattern] = [
    path("bulletin/", bulletin, name="bulletin"),
    path("bulletin/page.html", as_html, name="bulletin-html"),
    path("bulletin/page.pdf", as_pdf, name="bulletin-pdf"),
]
