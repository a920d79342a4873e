"""The API: the same doorway for machines, under ``/api/v1/``, described by ``/api/v1/openapi.json``.

A device signs in with a token of its own (``Authorization: Bearer …``), which carries some of its owner's actions until
it expires. Times in queries are on the clock of the case's zone; in answers they are UTC. No page of documentation is
served: the usual ones fetch their script from elsewhere.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, Throttled, ValidationError

from hudna.desk.api.door import DeviceToken
from hudna.desk.api.exchanging import router as exchanging
from hudna.desk.api.reading import router as reading
from hudna.desk.api.sending import router as sending
from hudna.ground import Fault

api = NinjaAPI(
    title="Hudna desk",
    version="1",
    description=__doc__ or "",
    auth=DeviceToken(),
    docs_url=None,
    openapi_url="openapi.json",
    urls_namespace="api",
)
api.add_router("", reading)
api.add_router("", sending)
api.add_router("", exchanging)


STATUS = {
    "token-unfit": 401,
    "role-unfit": 403,
    "report-taken": 409,
    "ticks-of-another": 409,
    "upload-known": 409,
    "upload-too-big": 413,
}
"""The faults that have an answer of their own in HTTP; all others are 422."""


def tell(request: HttpRequest, status: int, code: str, what: str, remedy: str) -> HttpResponse:
    """A refusal: the same three words as everywhere."""
    told = {"fault": {"code": code, "what": what, "remedy": remedy}}
    return api.create_response(request, told, status=status)


@api.exception_handler(Fault)
def _fault(request: HttpRequest, fault: Fault) -> HttpResponse:
    status = STATUS.get(fault.code, 422)
    return tell(request, status, fault.code, fault.what, fault.remedy)


@api.exception_handler(ValidationError)
def _unfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    where = ".".join(str(part) for part in first.get("loc", ()))
    return tell(request, 422, "request-unfit", f"{where}: {first.get('msg', '')}.", "See /api/v1/openapi.json.")


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return tell(request, 404, "not-here", "There is nothing here that you can see.", "List what there is.")


@api.exception_handler(AuthenticationError)
def _stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    what = "No token that is good came with it."
    return tell(request, 401, "token-missing", what, "Make a token for this device under Devices.")


@api.exception_handler(AuthorizationError)
@api.exception_handler(Throttled)
@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return tell(request, error.status_code, "request-unfit", "The request cannot be read.", "See /api/v1/openapi.json.")


__all__ = ["api"]
