"""The antechamber: pages that ask for an actor and a purpose as the doorway does, and never open the record.

Accounts and devices are looked after here, so that an administrator comes no nearer to the content of a case.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from hudna.desk.doorway import visit_of
from hudna.desk.models import Account

View = Callable[..., HttpResponse]


def aside(
    *, action: str, purpose: str, methods: tuple[str, ...] = ("GET", "HEAD"), confirmed: bool = False
) -> Callable[[View], View]:
    """Make a function of a request and an account a page for those whose role carries ``action``.

    ``confirmed``: the password or the second factor was given within the last minutes, or is asked for now.
    """

    def make(fill: View) -> View:
        @wraps(fill)
        def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            assert isinstance(request.user, Account)
            request.visit = visit_of(request.user, action, purpose)  # type: ignore[attr-defined]
            if confirmed and not settings.DEMO:
                asked: HttpResponse = reauthentication_required(_filled)(request, fill=fill, kwargs=kwargs)
                return asked
            return fill(request, request.user, **kwargs)

        guarded: View = login_required(require_http_methods(list(methods))(view))
        guarded.__dict__.update(action=action, purpose=purpose)
        return guarded

    return make


def _filled(request: HttpRequest, *, fill: View, kwargs: dict[str, Any]) -> HttpResponse:
    return fill(request, request.user, **kwargs)
