"""Every route of the desk with an address to try it at, and how an answer is told in the table of rights."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver

SAMPLES = {
    "int": "999999",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "slug": "nothing",
    "str": "nothing",
    "path": "nothing",
}
"""What stands in an address for a thing that there is not."""
_PART = re.compile(r"<(?:(\w+):)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """A route as it is written, its name, and an address."""

    route: str
    name: str
    address: str


def routes() -> list[Route]:
    """Every route, those of libraries among them, in the order of their addresses."""
    return sorted(_walk(get_resolver(), ""), key=lambda one: one.route)


def _walk(resolver: URLResolver, before: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield Route(route, pattern.name or "", "/" + address_of(route))


def address_of(route: str) -> str:
    """An address of a route, with a thing that there is not wherever one is named."""
    plain = _PART.sub(lambda part: SAMPLES.get(part[1] or "str", "nothing"), route)
    assert not re.search(r"[\^$(<]", plain), f"add a sample for {route}"
    return plain


def told(answer: HttpResponseBase) -> str:
    """An answer in a word: its status, ``in`` where it asks who one is, ``confirm`` where it asks that once more."""
    to = answer.headers.get("Location", "")
    if to.startswith("/account/login/"):
        return "in"
    if to.startswith("/account/reauthenticate/"):
        return "confirm"
    return str(answer.status_code)
