"""Signing in: the demonstration's short way, the reader's language, and sessions that lock when nobody clicks."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from hudna.desk.models import Account

Answer = Callable[[HttpRequest], HttpResponse]
DEMO_ACCOUNT = "mediator-1"
OPEN_WHILE_LOCKED = frozenset({"locked", "account_logout", "health", "set_language"})


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Accounts are made by the administrator, not by whoever comes by."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False


def is_local(request: HttpRequest) -> bool:
    """Does the visitor sit at this machine?"""
    return request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")


class DemoMiddleware:
    """In a demonstration, and on this machine alone: whoever comes in is the demonstration mediator."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Sign in who is not."""
        if (
            settings.DEMO
            and is_local(request)
            and not request.user.is_authenticated
            and not request.path.startswith("/api/")
        ):
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
        """Lock, or note that somebody is there."""
        if request.user.is_authenticated and not settings.DEMO:
            now, last = int(time.time()), request.session.get("clicked")
            if last is not None and now - last > settings.LOCK_AFTER:
                request.session["locked"] = True
            name = _route(request)
            if request.session.get("locked") and name not in OPEN_WHILE_LOCKED:
                return redirect("locked")
            if not request.session.get("locked") and (last is None or now - last > 30):
                request.session["clicked"] = now
        return self.get_response(request)


def _route(request: HttpRequest) -> str:
    from django.urls import Resolver404, resolve

    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return ""
