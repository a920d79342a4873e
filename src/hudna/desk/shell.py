"""The shell of every page: where one can go, who one is, how things stand with the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from hudna.desk.models import Account
from hudna.desk.roles import Role, carries


@dataclass(frozen=True)
class Link:
    """A way to go."""

    name: str
    href: str
    words: str
    here: bool
    key: str = ""
    """The letter that goes there, after ``g``."""


@dataclass(frozen=True)
class Shell:
    """What stands around every page."""

    links: tuple[Link, ...]
    actor: str
    role: str
    party: str
    direction: str
    demo: bool
    roles: tuple[str, ...]
    """In a demonstration: the accounts one click away."""
    tiles: str


def shell_of(request: HttpRequest) -> dict[str, Any]:
    """The shell, for the templates."""
    user = getattr(request, "user", None)
    match = request.resolver_match
    here = match.url_name if match else ""
    links: list[Link] = []
    if isinstance(user, Account):
        role = Role(user.role)
        links = [
            Link(name, reverse(name), words, (here or "").partition("-")[0] == name, key)
            for name, words, action, key in ways()
            if carries(role, action)
        ]
    known = isinstance(user, Account)
    return {
        "shell": Shell(
            tuple(links),
            user.username if isinstance(user, Account) else "",
            user.role if isinstance(user, Account) else "",
            user.party if isinstance(user, Account) else "",
            "rtl" if get_language_bidi() else "ltr",
            settings.DEMO,
            tuple(Account.objects.order_by("pk").values_list("username", flat=True)) if settings.DEMO and known else (),
            settings.TILES,
        )
    }


def ways() -> list[tuple[str, str, str, str]]:
    """Name of the route, words, the action it asks for, its key."""
    return [
        ("today", _("Today"), "see-case", "t"),
        ("agreement", _("Agreement"), "see-case", "a"),
        ("incidents", _("Incidents"), "see-incidents", "i"),
        ("findings", _("Findings"), "see-incidents", "f"),
        ("cases", _("Cases"), "see-docket", "c"),
        ("ledgers", _("Ledgers"), "see-ledgers", "l"),
        ("lists", _("Lists"), "match-lists", "s"),
        ("exchange", _("Exchange"), "see-exchange", "x"),
        ("handover", _("Hand-over day"), "tick", "h"),
        ("family", _("One person"), "ask-person", "o"),
        ("journal", _("Journal"), "see-journal", "j"),
        ("bulletin", _("Bulletin"), "publish", "b"),
        ("imports", _("Imports"), "import", "m"),
        ("people", _("People and rights"), "keep-accounts", "p"),
    ]
