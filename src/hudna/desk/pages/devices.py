"""Devices: which of my devices may send and read, what, and until when?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from hudna.desk.antechamber import aside
from hudna.desk.doorway import show
from hudna.desk.models import Account, Device
from hudna.desk.roles import Role, words_of
from hudna.desk.tokens import make_token, revoke, scopes_for
from hudna.ground import Fault

DAYS = (7, 30, 90, 365)


@dataclass(frozen=True)
class OneDevice:
    """A device: what it may do, until when, and ``state``: in force, expired or revoked."""

    pk: int
    name: str
    scopes: tuple[str, ...]
    made: datetime
    expires: datetime
    used: datetime | None
    state: str


@dataclass(frozen=True)
class DevicesPage:
    """One's devices. ``token``: of the device just made, shown this once; ``typed``: a form that was refused."""

    devices: tuple[OneDevice, ...]
    scopes: tuple[tuple[str, str], ...]
    days: tuple[int, ...]
    token: str = ""
    typed_name: str = ""
    typed_scopes: frozenset[str] = frozenset({"report"})
    typed_days: int = 30
    fault: Fault | None = None


@aside(action="own-account", purpose="look after one's own devices")
def devices(request: HttpRequest, user: Account) -> HttpResponse:
    """The devices of one's own account."""
    return show(request, "desk/devices.html", _page(user))


@aside(action="own-account", purpose="make a token for a device", methods=("POST",), confirmed=True)
def make(request: HttpRequest, user: Account) -> HttpResponse:
    """Make a token; it is in this answer and nowhere else."""
    name, scopes = request.POST.get("name", ""), request.POST.getlist("scopes")
    typed = request.POST.get("days", "")
    days = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0
    try:
        _device, token = make_token(user, name, scopes, days)
    except Fault as fault:
        again = _page(user, typed_name=name, typed_scopes=frozenset(scopes), typed_days=days, fault=fault)
        return show(request, "desk/devices.html", again, status=422)
    return show(request, "desk/devices.html", _page(user, token=token))


@aside(action="own-account", purpose="revoke a token of a device", methods=("POST",))
def end(request: HttpRequest, user: Account, pk: int) -> HttpResponse:
    """Revoke a token of one's own."""
    device = Device.objects.filter(owner=user, pk=pk).first()
    if device is None:
        raise Http404
    revoke(device)
    messages.success(request, _("The token of %(name)s opens nothing any more.") % {"name": device.name})
    return redirect("devices")


def _page(user: Account, **more: object) -> DevicesPage:
    now = timezone.now()
    rows = tuple(
        OneDevice(
            one.pk, one.name, tuple(one.scopes.split()), one.made, one.expires, one.used,
            "revoked" if one.revoked else "expired" if one.expires <= now else "in force",
        )
        for one in Device.objects.filter(owner=user).order_by("-pk")[:200]
    )  # fmt: skip
    scopes = tuple((action, words_of(action)) for action in scopes_for(Role(user.role)))
    return DevicesPage(rows, scopes, DAYS, **more)  # type: ignore[arg-type]


urls: list[URLPattern] = [
    path("devices/", devices, name="devices"),
    path("devices/make/", make, name="devices-make"),
    path("devices/<int:pk>/revoke/", end, name="devices-revoke"),
]
