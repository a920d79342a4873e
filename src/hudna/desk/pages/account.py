"""One's own account: language and digits, password, second factor; and the lock."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hudna.desk.doorway import show, visit_of
from hudna.desk.models import Account


@dataclass(frozen=True)
class AccountPage:
    """One's own account. ``languages``: code and name; ``second_factor``: is one set up?"""

    office: str
    role: str
    party: str
    language: str
    arabic_digits: bool
    languages: tuple[tuple[str, str], ...]
    second_factor: bool


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show or change one's own account."""
    assert isinstance(request.user, Account)
    request.visit = visit_of(request.user, "own-account", "keep one's own account")  # type: ignore[attr-defined]
    user = request.user
    from allauth.mfa.utils import is_mfa_enabled

    filled = AccountPage(
        user.username,
        user.role,
        user.party,
        user.language,
        user.arabic_digits,
        tuple(settings.LANGUAGES),
        is_mfa_enabled(user),
    )
    return show(request, "desk/account.html", filled)


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Choose a language and the digits; kept with the account, or in a cookie before signing in."""
    chosen = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = "/"
    response = redirect(back)
    if chosen in dict(settings.LANGUAGES):
        if isinstance(request.user, Account):
            request.user.language = chosen
            request.user.arabic_digits = request.POST.get("digits") == "arab"
            request.user.save(update_fields=["language", "arabic_digits"])
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, samesite="Strict", httponly=True)
    return response


@login_required
def locked(request: HttpRequest) -> HttpResponse:
    """The session is locked: the password opens it again. Tries are throttled as those of signing in."""
    from allauth.core import ratelimit

    assert isinstance(request.user, Account)
    wrong = ""
    if request.method == "POST":
        limited = ratelimit.consume(request, action="login_failed", key=request.user.username)
        if limited and request.user.check_password(request.POST.get("password", "")):
            request.session["locked"] = False
            request.session.pop("clicked", None)
            return redirect("today")
        wrong = _("That is not the password.") if limited else _("Too many tries. Wait some minutes.")
    return render(request, "desk/locked.html", {"office": request.user.username, "wrong": wrong})
