"""How a refusal is told in a browser: a catalogued fault in one line with what to do, and never a traceback.

And the headers that every answer carries.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from allauth.core.exceptions import RateLimited
from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFilesSent,
)
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hudna.desk.signing_in import OF_THE_LIBRARY
from hudna.ground import Fault

LOG = logging.getLogger("hudna.desk")
STATUS = {"role-unfit": 403, "account-locked": 403}
"""Faults whose status is not 422."""
CLOSED = "accelerometer browsing-topics camera display-capture geolocation gyroscope microphone midi payment serial usb"
POLICY = ", ".join(f"{feature}=()" for feature in CLOSED.split()) + ", publickey-credentials-get=(self)"


class HeadersMiddleware:
    """What a browser may do with a page of the desk: keep none of it, and hand no device to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve with these headers."""
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("Permissions-Policy", POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        match = request.resolver_match
        if request.method == "POST" and match is not None and match.url_name == "account_logout":
            response.headers["Clear-Site-Data"] = '"cache", "storage"'  # what the phone of a hand-over keeps, too
        return response


class FaultMiddleware:
    """Turns the faults of all rooms into pages (or JSON, under /api/)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Tell a fault; everything unforeseen is told as that, and logged without what was typed."""
        if isinstance(error, RateLimited):
            return too_often(request)
        if isinstance(error, (Http404, PermissionDenied, *OF_THE_LIBRARY)):
            return None
        if isinstance(error, Fault):
            return refuse(request, STATUS.get(error.code, 422), error.what, error.remedy, error.code)
        if isinstance(error, RequestDataTooBig | TooManyFilesSent):
            return refuse(request, 413, _("That is more than is taken in at once."), _("Send less."), "too-much")
        if isinstance(error, SuspiciousOperation | BadRequest | UnicodeError):
            return unreadable(request)
        LOG.error("unforeseen", exc_info=error)
        return refuse(
            request,
            500,
            _("Something unforeseen happened; nothing was recorded."),
            _("Tell the administrator."),
            "unforeseen",
        )


def refuse(request: HttpRequest, status: int, what: str, remedy: str, code: str) -> HttpResponse:
    """A refusal as a page, as the part of one (htmx), or as JSON."""
    told = {"code": code, "what": what, "remedy": remedy}
    if request.path.startswith("/api/") or request.headers.get("Accept") == "application/json":
        return JsonResponse({"fault": told}, status=status)
    part = bool(getattr(request, "htmx", False))
    return render(request, "desk/fault_part.html" if part else "desk/fault.html", {"fault": told}, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing here, or nothing that this visitor may see: one answer for both."""
    return refuse(request, 404, _("There is nothing here that you can see."), _("Go back to Today."), "not-here")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The role does not carry it."""
    return refuse(request, 403, _("Your role does not carry this."), _("Ask somebody who has it."), "role-unfit")


def too_often(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Too many tries; called by allauth, too."""
    return refuse(request, 429, _("Too many tries."), _("Wait some minutes, then try again."), "too-often")


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that cannot be read; as little as possible is done for it."""
    return HttpResponse("This request cannot be read.", status=400, content_type="text/plain; charset=utf-8")


def broken(request: HttpRequest) -> HttpResponse:
    """What even the middleware did not foresee."""
    return HttpResponse("Something unforeseen happened; nothing was recorded.", status=500, content_type="text/plain")


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not ours, or one that lay open for too long."""
    return refuse(
        request, 403, _("This form is no longer good."), _("Load the page again and send it anew."), "form-stale"
    )
