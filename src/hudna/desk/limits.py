"""How much may come in at once: told by the length that a request claims, before a byte of it is read.

A server of pages hands on as many bytes as a request claims and no more, so the claim is the bound. Feeds may be large;
other forms may not, and from whoever has not signed in next to nothing is taken.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hudna.desk.faults import DESK
from hudna.desk.refusals import refuse
from hudna.desk.signing_in import route_of

FORM_AROUND = 1 << 20
"""What a form has around a file: its other fields."""
MOST_FORM = 64 << 20
MOST_FROM_STRANGERS = 1 << 20
TIMES_ON_DISK = 3
"""A feed lies on disk as it came, and as it was laid out, twice while it is read anew."""
TAKES_FEEDS = frozenset({"imports", "imports-read"})


class LimitMiddleware:
    """Refuses with 413 what is too much, and with 507 what has no room on the disk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve, or refuse."""
        size, most = _claimed(request), most_for(request)
        if size > most:
            what = f"That is {size:,} bytes; at most {most:,} are taken in at once."
            return _refused(request, 413, "upload-too-big", what)
        if size > FORM_AROUND and TIMES_ON_DISK * size > shutil.disk_usage(settings.PLACE.uploads).free:
            return _refused(request, 507, "upload-no-room", f"There is no room on the disk for {size:,} bytes.")
        return self.get_response(request)


def most_for(request: HttpRequest) -> int:
    """How many bytes a request may bring."""
    if request.path.startswith("/api/"):
        return int(settings.MOST_UPLOAD) + FORM_AROUND  # tokens are looked at before the body is
    if not request.user.is_authenticated:
        return MOST_FROM_STRANGERS
    return int(settings.MOST_UPLOAD) + FORM_AROUND if route_of(request) in TAKES_FEEDS else MOST_FORM


def _claimed(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _refused(request: HttpRequest, status: int, code: str, what: str) -> HttpResponse:
    fault = DESK.fault(code, what)
    answer = refuse(request, status, fault.what, fault.remedy, fault.code)
    answer["Connection"] = "close"
    return answer
