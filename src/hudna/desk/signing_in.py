"""Signing in: the demonstration's short way, the reader's language, sessions that lock, and what comes first.

Accounts are made by the administrator, passwords and second factors are checked by allauth. What is ours: a session in
which nobody clicks locks, and what was typed meanwhile is not lost; whoever has a password that the administrator gave,
or no second factor, is led to choose one before anything else.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse, RateLimited, ReauthenticationRequired
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hudna.desk.accounts import FACTORS
from hudna.desk.models import Account

Answer = Callable[[HttpRequest], HttpResponse]
DEMO_ACCOUNT = "mediator-1"
OPEN_WHILE_LOCKED = frozenset({"locked", "account_logout", "health", "set_language", "icon"})
OF_ACCOUNTS = ("account_", "mfa_")
"""How the names of the library's own routes begin."""
BEFORE_ANYTHING = OPEN_WHILE_LOCKED | {"account_reauthenticate", "account_inactive"}
CHOOSE_PASSWORD = BEFORE_ANYTHING | {"account_change_password"}
OF_THE_LIBRARY = (ImmediateHttpResponse, RateLimited, ReauthenticationRequired)
"""What the library raises for its own middleware to answer."""
CLICK_EVERY = 30
"""Seconds within which further clicks are not noted."""


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Accounts are made by the administrator, not by whoever comes by."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("The office or the password is not right."),
        "too_many_login_attempts": gettext_lazy("Too many wrong tries. Wait five minutes; until then none is taken."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own account."""
        return reverse("account")

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Whoever signed in within the last minutes is not asked again; the library asks even then."""
        request = context.request
        records = get_authentication_records(request, request.user)
        fresh = any(time.time() - one["at"] < REAUTHENTICATION_TIMEOUT for one in records)
        return not fresh and bool(super().is_reauthentication_required(app=app))

    def set_password(self, user: Account, password: str) -> None:
        """The office chose its own: it is no longer one that was given, and every other session ends."""
        user.given = False
        super().set_password(user, password)


def is_local(request: HttpRequest) -> bool:
    """Does the visitor sit at this machine, with nothing that passes requests on in between?"""
    forwarded = any(name in request.META for name in ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_VIA"))
    return request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1") and not forwarded


def lead(request: HttpRequest, path: str) -> HttpResponse:
    """Lead somebody elsewhere: the whole page, also where only a part of one was asked for (htmx)."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=200, headers={"HX-Redirect": path})
    return HttpResponseRedirect(path)


def route_of(request: HttpRequest) -> str:
    """The name of the route that a request asks for; empty where there is none."""
    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return ""


class DemoMiddleware:
    """In a demonstration, and on this machine alone: whoever comes in is the demonstration mediator."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Sign in who is not."""
        if settings.DEMO:
            name = route_of(request)
            outside = request.path.startswith("/api/") or name in ("health", "icon")
            if is_local(request) and not request.user.is_authenticated and not outside:
                account = Account.objects.filter(username=DEMO_ACCOUNT, is_active=True).first()
                if account is not None:
                    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
        return self.get_response(request)


class LanguageMiddleware:
    """The language that the account chose; before sign-in, that of the cookie or of the browser."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve in the reader's language."""
        user = request.user
        chosen = user.language if isinstance(user, Account) else translation.get_language_from_request(request)
        with translation.override(chosen):
            request.LANGUAGE_CODE = translation.get_language() or "en"
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            return response


class LockMiddleware:
    """A session in which nobody clicked for a while asks for the password again; what was typed is not lost."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Lock, or note that somebody is there. What a page asks for by itself (polling) is no click."""
        if request.user.is_authenticated and not settings.DEMO:
            now, last = int(time.time()), request.session.get("clicked")
            if last is not None and now - last > settings.LOCK_AFTER:
                request.session["locked"] = True
            locked = request.session.get("locked", False)
            if locked and route_of(request) not in OPEN_WHILE_LOCKED:
                return self.keep_out(request)
            polled = request.headers.get("X-Hudna-Poll") == "1"
            if not locked and not polled and (last is None or now - last > CLICK_EVERY):
                request.session["clicked"] = now
        return self.get_response(request)

    @staticmethod
    def keep_out(request: HttpRequest) -> HttpResponse:
        """The lock: with what was typed, where a form was sent."""
        from hudna.desk.pages.account import ask_to_unlock

        if request.path.startswith("/api/"):
            told = {"code": "locked", "what": _("The session is locked."), "remedy": _("Open it with the password.")}
            return JsonResponse({"fault": told}, status=403)
        whole = request.headers.get("HX-Request") != "true"
        if request.method == "POST" and whole:
            return ask_to_unlock(request, request.get_full_path(), held=request.POST)
        here = request.get_full_path() if whole and request.method in ("GET", "HEAD") else ""
        return lead(request, reverse("locked") + (f"?{urlencode({'next': here})}" if here else ""))


class LeadMiddleware:
    """Whoever has a given password or no second factor chooses one first; no part of a page becomes a sign-in page.

    The accounts of a demonstration have neither, so the pages for these are not there.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Lead, or serve."""
        if settings.DEMO and route_of(request).startswith(OF_ACCOUNTS):
            raise Http404
        to = self.first(request)
        if to and request.path.startswith("/api/"):
            told = {"code": "account-unready", "what": _("The account is not ready."), "remedy": _("Sign in once.")}
            return JsonResponse({"fault": told}, status=403)
        if to:
            return lead(request, reverse(to))
        response = self.get_response(request)
        if isinstance(response, HttpResponseRedirect) and response.url.startswith(reverse("account_login")):
            return lead(request, response.url) if request.headers.get("HX-Request") == "true" else response
        return response

    @staticmethod
    def first(request: HttpRequest) -> str:
        """The route of what has to be done first; empty: nothing."""
        user = request.user
        if not isinstance(user, Account) or settings.DEMO:
            return ""
        name = route_of(request)
        if user.given and name not in CHOOSE_PASSWORD:
            return "account_change_password"
        outside = name in BEFORE_ANYTHING or name.startswith("mfa_") or name == "account_change_password"
        if settings.SECOND_FACTOR and not outside and not is_mfa_enabled(user, FACTORS):
            return "mfa_index"
        return ""
