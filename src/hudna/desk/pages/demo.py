"""The demonstration: be another role, one click away. There is no such page on a desk that is no demonstration."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from hudna.desk.models import Account
from hudna.desk.signing_in import is_local


@require_POST
def become(request: HttpRequest) -> HttpResponse:
    """Sign in as another account of the demonstration, on this machine alone."""
    account = Account.objects.filter(username=request.POST.get("account", ""), is_active=True).first()
    if not settings.DEMO or not is_local(request) or account is None:
        raise Http404
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("people" if account.role == "administrator" else "today")
