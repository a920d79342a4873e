"""One's own account: language and digits, password, second factor, signing out everywhere; and the lock."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account import views as account_views
from allauth.account.adapter import get_adapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, include, path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hudna.desk.doorway import show, visit_of
from hudna.desk.logs import ACCOUNTS
from hudna.desk.models import Account
from hudna.desk.roles import Role, actions, carries, words_of

HELD = "held-"
"""What the names of fields that wait for the lock to open begin with."""
NOT_HELD = frozenset({"csrfmiddlewaretoken", "password"})


@dataclass(frozen=True)
class AccountPage:
    """One's own account. ``languages``: code and name; ``second_factor``: is one set up? ``may``: what the role may."""

    office: str
    role: str
    party: str
    language: str
    arabic_digits: bool
    languages: tuple[tuple[str, str], ...]
    second_factor: bool
    demonstration: bool
    may: tuple[str, ...]


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where one's work begins: Today; for an administrator the accounts, for a families' liaison one person."""
    user = _own(request, "go to where one's work begins")
    return redirect({Role.ADMINISTRATOR: "people", Role.FAMILIES: "family"}.get(Role(user.role), "today"))


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show one's own account."""
    user = _own(request, "keep one's own account")
    filled = AccountPage(
        user.username,
        user.role,
        user.party,
        user.language,
        user.arabic_digits,
        tuple(settings.LANGUAGES),
        is_mfa_enabled(user),
        settings.DEMO,
        tuple(words_of(action) for action in actions() if carries(Role(user.role), action)),
    )
    return show(request, "desk/account.html", filled)


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Choose a language and the digits; kept with the account, or in a cookie before signing in."""
    chosen = request.POST.get("language", "")
    response = redirect(_inside(request, request.POST.get("next", "")) or "/")
    if chosen in dict(settings.LANGUAGES):
        if isinstance(request.user, Account):
            request.user.language = chosen
            if "account" in request.POST:
                request.user.arabic_digits = request.POST.get("digits") == "arab"
            request.user.save(update_fields=["language", "arabic_digits"])
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, samesite="Strict", httponly=True, secure=secure)
    return response


@login_required
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every other session of one's own account; this one goes on."""
    user = _own(request, "sign out everywhere else")
    user.sign_out_everywhere()
    update_session_auth_hash(request, user)
    ACCOUNTS.info("account", extra={"actor": user.username, "account": user.username, "did": "sign-out-everywhere"})
    messages.success(request, _("Every other session of this account has ended."))
    return redirect("account")


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def locked(request: HttpRequest) -> HttpResponse:
    """The session is locked: the password opens it again. Tries are throttled as those of signing in."""
    assert isinstance(request.user, Account)
    if request.method != "POST":
        return ask_to_unlock(request, _inside(request, request.GET.get("next", "")))
    to = _inside(request, request.POST.get("next", ""))
    try:
        right = get_adapter().reauthenticate(request.user, request.POST.get("password", ""))
        wrong = _("That is not the password.")
    except ValidationError as many:
        right, wrong = False, " ".join(many.messages)
    held = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if name.startswith(HELD):
            held.setlist(name.removeprefix(HELD), values)
    if not right:
        return ask_to_unlock(request, to, held=held, wrong=wrong)
    request.session["locked"] = False
    request.session.pop("clicked", None)
    request.session.cycle_key()
    if held and to:
        return render(request, "desk/send_again.html", {"to": to, "held": _pairs(held)})
    return redirect(to or "home")


def ask_to_unlock(request: HttpRequest, to: str, *, held: QueryDict | None = None, wrong: str = "") -> HttpResponse:
    """The lock. ``to``: where it leads when it opens; ``held``: what was typed there and waits."""
    assert isinstance(request.user, Account)
    filled = {
        "office": request.user.username,
        "wrong": wrong,
        "to": to,
        "held": [(HELD + name, value) for name, value in _pairs(held)] if held else [],
    }
    return render(request, "desk/locked.html", filled, status=403 if held or wrong else 200)


def _pairs(held: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name, values in held.lists() if name not in NOT_HELD for value in values]


def _inside(request: HttpRequest, to: str) -> str:
    """A way to go, if it stays on this desk; else none."""
    safe = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    return to if safe and to.startswith("/") else ""


def _own(request: HttpRequest, purpose: str) -> Account:
    assert isinstance(request.user, Account)
    request.visit = visit_of(request.user, "own-account", purpose)  # type: ignore[attr-defined]
    return request.user


urls: list[URLPattern | URLResolver] = [
    path("account/login/", account_views.login, name="account_login"),
    path("account/logout/", account_views.logout, name="account_logout"),
    path("account/inactive/", account_views.account_inactive, name="account_inactive"),
    path("account/reauthenticate/", account_views.reauthenticate, name="account_reauthenticate"),
    path("account/password/", account_views.password_change, name="account_change_password"),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("", home, name="home"),
    path("me/", account, name="account"),
    path("me/everywhere/", sign_out_everywhere, name="account-everywhere"),
    path("locked/", locked, name="locked"),
    path("language/", set_language, name="set_language"),
]
"""Of the library's routes these alone: nobody signs up, and no mail is sent."""
