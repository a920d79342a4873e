"""Hand-over day: the page of a phone there. It goes on without a network; what is ticked is sent later, once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from pydantic import BaseModel, ConfigDict, ValidationError

from hudna.desk.codes import ticked_words
from hudna.desk.doorway import Door, page
from hudna.desk.faults import DESK
from hudna.desk.handover_lists import OUTCOMES, hand_overs_of, list_of
from hudna.desk.ticking import TicksSent, take_in

FILES = (
    *("desk/icon.svg", "desk/desk.css", "desk/handover.css"),
    *("desk/handover-kept.js", "desk/handover-sent.js", "desk/handover.js"),
)
"""What the page needs beside itself, so that the phone keeps it."""
TAKES_JSON = frozenset({"handover-state", "handover-list", "handover-ticks"})
"""Routes that a script asks: a refusal is told to it as JSON."""


@dataclass(frozen=True)
class HandOverDay:
    """The page as the phone keeps it: nothing of the case. ``words``: what its script says in the reader's language."""

    words: dict[str, Any]
    may_names: bool


@require_safe
@page(action="tick", purpose="tick people at a hand-over", template="desk/handover.html")
def day(door: Door) -> HandOverDay:
    """The page, without anything of the case in it."""
    return HandOverDay(_words(door), door.may("own-names"))


def _words(door: Door) -> dict[str, Any]:
    digits = getattr(door.request.user, "arabic_digits", False)
    numbers = {"ar": "ar-u-nu-arab" if digits else "ar-u-nu-latn"}.get(get_language() or "en", get_language() or "en")
    return {
        "numbers": numbers,
        "outcomes": {what: ticked_words(what) for what in OUTCOMES},
        "on": _("connected"),
        "off": _("no network"),
        "kept": _("kept here"),
        "sent": _("on record"),
        "back": _("taken back"),
        "undo": _("Undo"),
        "slip": _("A slip of the thumb."),
        "conflict": _("does not agree"),
        "conflicts": _("Ticks that do not agree: %(n)s. The neutral body settles them."),
        "refused": _("Refused: %(n)s."),
        "waits": _("%(n)s to send"),
        "done": _("%(person)s: %(what)s"),
        "more": _("More on %(person)s"),
        "both": _("Both sides"),
        "letters": [pgettext("mark of the first side", "A"), pgettext("mark of the second side", "B")],
        "along": _("on this phone"),
        "closed": _("closed"),
        "people": _("%(n)s people"),
        "others": _("%(n)s ticks of %(office)s wait on this phone. That office signs in here to send them."),
        "unkept": _("This phone could not keep the tick. Do not rely on it: write it down."),
        "why": _("Say what the names are for."),
        "gone": _("The hand-over was closed; its list was wiped from this phone."),
        "signIn": _("The desk asks who you are. What you ticked is kept; sign in and it is sent."),
        "failed": _("The desk did not take it. What you ticked is kept."),
        "lost": _("%(n)s ticks were not sent and would be lost."),
        "clear": _("Clear this phone?"),
        "leave": _("Sign out and clear this phone?"),
    }


@require_safe
@page(action="tick", purpose="keep the page of the hand-over day on a phone")
def worker(door: Door) -> HttpResponse:
    """The service worker; its place bounds it to this page."""
    files = [staticfiles_storage.url(name) for name in FILES]
    told = {"page": reverse("handover"), "files": json.dumps(files), "version": _version(files)}
    return render(door.request, "desk/handover_worker.js", told, content_type="text/javascript; charset=utf-8")


def _version(files: list[str]) -> str:
    """A name for what is kept: another one as soon as any of the files is another."""
    told = sha256()
    for name, url in zip(FILES, files, strict=True):
        told.update(url.encode())
        with staticfiles_storage_open(name) as file:
            told.update(file.read())
    return told.hexdigest()[:16]


def staticfiles_storage_open(name: str) -> Any:
    """A static file as it lies in the tree."""
    from django.contrib.staticfiles import finders

    found = finders.find(name)
    assert isinstance(found, str)
    return open(found, "rb")


@require_safe
@page(action="tick", purpose="put the page of the hand-over day on a phone's first screen")
def manifest(door: Door) -> JsonResponse:
    """What a phone asks for to put the page on its first screen."""
    icon = {"src": staticfiles_storage.url("desk/icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    at = reverse("handover")
    told = {"name": f"Hudna · {_('Hand-over day')}", "short_name": _("Hand-over"), "start_url": at, "scope": at}
    colours = {"background_color": "#fbfaf7", "theme_color": "#1f3a4d"}
    return JsonResponse({**told, **colours, "display": "standalone", "icons": [icon]})


@require_safe
@page(action="tick", purpose="see which hand-overs there are")
def state(door: Door) -> JsonResponse:
    """Who one is to the desk, the token for sending, and the hand-overs that can be taken along."""
    token = get_token(door.request)
    return JsonResponse({"actor": door.visit.actor, "token": token, "hand_overs": hand_overs_of(door)})


class Wanted(BaseModel):
    """Which list is taken along; ``names``: with the names, for a purpose."""

    model_config = ConfigDict(extra="forbid")
    exchange: str
    hand_over: int
    names: bool = False
    purpose: str = ""


@require_POST
@page(action="tick", purpose="take the list of a hand-over along")
def taken(door: Door) -> JsonResponse:
    """The list of one hand-over, for the phone."""
    try:
        wanted = Wanted.model_validate_json(door.request.body)
    except ValidationError:
        raise DESK.fault("ticks-unfit", _("The request cannot be read.")) from None
    return JsonResponse(list_of(door, wanted.exchange, wanted.hand_over, wanted.names, wanted.purpose.strip()))


@require_POST
@page(action="tick", purpose="send ticks of a hand-over")
def ticks(door: Door) -> JsonResponse:
    """Take ticks in, each once; the answer says how everybody on the list stands."""
    try:
        sent = TicksSent.model_validate_json(door.request.body)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise DESK.fault("ticks-unfit", f"{where}: {error.errors()[0]['msg']}.") from None
    return JsonResponse(take_in(door, sent))


urls: list[URLPattern] = [
    path("hand-over/", day, name="handover"),
    path("hand-over/worker.js", worker, name="handover-worker"),
    path("hand-over/manifest.json", manifest, name="handover-manifest"),
    path("hand-over/state/", state, name="handover-state"),
    path("hand-over/list/", taken, name="handover-list"),
    path("hand-over/ticks/", ticks, name="handover-ticks"),
]
