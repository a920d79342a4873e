"""People and rights: which offices work here, and what may each do?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from hudna.desk.accounts import FACTORS, lock, make_account, reset_password, reset_second_factor, unlock
from hudna.desk.antechamber import aside
from hudna.desk.doorway import show
from hudna.desk.models import Account
from hudna.desk.roles import ROLES, actions, words_of
from hudna.ground import Fault

OF_A_PAGE = 50


@dataclass(frozen=True)
class Office:
    """An account, as the administrator sees it."""

    pk: int
    office: str
    role: str
    party: str
    locked: bool
    given: bool
    second_factor: bool
    made: datetime
    seen: datetime | None
    own: bool


@dataclass(frozen=True)
class Right:
    """One action, in words, and for each role whether it carries it."""

    action: str
    words: str
    carried: tuple[bool, ...]


@dataclass(frozen=True)
class PeoplePage:
    """Accounts and rights. ``password``: of the account ``shown``, this once; ``fault``: why a form was refused."""

    offices: tuple[Office, ...]
    number: int
    pages: int
    count: int
    roles: tuple[str, ...]
    rights: tuple[Right, ...]
    shown: str = ""
    password: str = ""
    typed_office: str = ""
    typed_role: str = ""
    typed_party: str = ""
    fault: Fault | None = None


@aside(action="keep-accounts", purpose="look after accounts")
def people(request: HttpRequest, user: Account) -> HttpResponse:
    """Accounts and the table of rights."""
    return show(request, "desk/people.html", _page(request, user))


@aside(action="keep-accounts", purpose="make an account", methods=("POST",), confirmed=True)
def make(request: HttpRequest, user: Account) -> HttpResponse:
    """Make an account; its password is in this answer and nowhere else."""
    office, role, party = (request.POST.get(name, "").strip() for name in ("office", "role", "party"))
    try:
        account, password = make_account(office, role, party, by=user.username)
    except Fault as fault:
        again = _page(request, user, typed_office=office, typed_role=role, typed_party=party, fault=fault)
        return show(request, "desk/people.html", again, status=422)
    return show(request, "desk/people.html", _page(request, user, shown=account.username, password=password))


@aside(action="keep-accounts", purpose="lock, unlock or reset an account", methods=("POST",), confirmed=True)
def change(request: HttpRequest, user: Account, pk: int, act: str) -> HttpResponse:
    """Lock, unlock or reset an account."""
    account = Account.objects.filter(pk=pk).first()
    if account is None:
        raise Http404
    name = {"name": account.username}
    try:
        if act == "password":
            password = reset_password(account, by=user.username)
            return show(request, "desk/people.html", _page(request, user, shown=account.username, password=password))
        if act == "lock":
            lock(account, by=user.username)
            messages.success(request, _("%(name)s is locked, and signed out everywhere.") % name)
        elif act == "unlock":
            unlock(account, by=user.username)
            messages.success(request, _("%(name)s may be worked under again.") % name)
        elif act == "factor":
            reset_second_factor(account, by=user.username)
            messages.success(request, _("%(name)s sets up a new second factor at its next sign-in.") % name)
        else:
            raise Http404
    except Fault as fault:
        return show(request, "desk/people.html", _page(request, user, fault=fault), status=422)
    return redirect("people")


def _page(request: HttpRequest, user: Account, **more: object) -> PeoplePage:
    part = Paginator(Account.objects.order_by("username"), OF_A_PAGE).get_page(request.GET.get("page"))
    accounts = list(part.object_list)
    factors = set(Authenticator.objects.filter(user__in=accounts, type__in=FACTORS).values_list("user_id", flat=True))
    rows = tuple(
        Office(
            one.pk, one.username, one.role, one.party, not one.is_active, one.given, one.pk in factors,
            one.made, one.last_login, one.pk == user.pk,
        )
        for one in accounts
    )  # fmt: skip
    rights = tuple(
        Right(action, words_of(action), tuple(role in roles for role in ROLES)) for action, roles in actions().items()
    )
    told = (rows, part.number, part.paginator.num_pages, part.paginator.count, tuple(ROLES), rights)
    return PeoplePage(*told, **more)  # type: ignore[arg-type]


urls: list[URLPattern] = [
    path("people/", people, name="people"),
    path("people/make/", make, name="people-make"),
    path("people/<int:pk>/<slug:act>/", change, name="people-change"),
]
