"""Where everything is. Each route is behind the doorway, but for signing in, health and static files."""

from __future__ import annotations

from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from hudna.desk.api import api
from hudna.desk.pages import (
    account,
    agreement,
    bulletin,
    cases,
    demo,
    devices,
    exchange,
    findings,
    handover,
    health,
    imports,
    incidents,
    journal,
    ledgers,
    lists,
    people,
    taken_away,
    today,
)

handler400 = "hudna.desk.refusals.unreadable"
handler403 = "hudna.desk.refusals.forbidden"
handler404 = "hudna.desk.refusals.not_found"
handler429 = "hudna.desk.refusals.too_often"
handler500 = "hudna.desk.refusals.broken"
OPEN = frozenset({"health", "icon", "set_language"})
"""Routes that ask nobody who they are."""

urlpatterns: list[URLPattern | URLResolver] = [
    path("today/", today.today, name="today"),
    *taken_away.urls,
    *agreement.urls,
    *incidents.urls,
    *findings.urls,
    *cases.urls,
    *ledgers.urls,
    *lists.urls,
    *exchange.urls,
    *handover.urls,
    *journal.urls,
    *bulletin.urls,
    *imports.urls,
    *people.urls,
    *devices.urls,
    *account.urls,
    path("api/v1/", api.urls),
    path("demo/", demo.become, name="demo-become"),
    path("health/", health.health, name="health"),
    path("favicon.ico", RedirectView.as_view(url=staticfiles_storage.url("desk/icon.svg")), name="icon"),
]
