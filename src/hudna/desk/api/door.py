"""The door for devices: a token instead of a session, the same table of rights, the same compartments."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Schema
from ninja.security import HttpBearer

from hudna.desk.doorway import Door, enter
from hudna.desk.models import Account
from hudna.desk.tokens import account_of


class DeviceToken(HttpBearer):
    """The token of a device. Raises token-unfit, the same whatever is wrong with it."""

    def authenticate(self, request: HttpRequest, token: str) -> Account:
        """The account whose device this is; what the token is good for is noted with the request."""
        account, scopes = account_of(token)
        request.account, request.scopes = account, scopes  # type: ignore[attr-defined]
        return account


@contextmanager
def door_for(request: HttpRequest, action: str, purpose: str) -> Iterator[Door]:
    """Open the door for the device that asks. Raises role-unfit."""
    account, scopes = request.account, request.scopes  # type: ignore[attr-defined]
    with enter(request, account, action=action, purpose=purpose, scopes=scopes) as door:
        yield door


class AsOf(Schema):
    """As it was at ``at`` (default: now), as known at ``known_at`` (default: all that is recorded)."""

    at: str = Field("", description="ISO 8601 on the clock of the case, as 2014-01-20T12:00", max_length=40)
    known_at: str = Field("", description="what was recorded after it is left out", max_length=40)


class Which(AsOf):
    """Which incidents: the words of the filter of the page Incidents."""

    from_: str = Field("", alias="from", description="from this day or instant on", max_length=40)
    to: str = Field("", description="until this day (included) or instant", max_length=40)
    box: str = Field("", description="west,south,east,north in degrees", max_length=120)
    act: list[str] = Field([], description="paths of the taxonomy; each covers all below it", max_length=50)
    verdict: list[str] = Field([], description="breach, unattributed, unverifiable, excepted, none", max_length=5)
    party: str = Field("", description="id of a party, named on either side", max_length=120)
    q: str = Field("", description="text in id, note or who reports it", max_length=200)
    feed: str = Field("", description="id of an import", max_length=40)


WhichOf = Annotated[Which, Query()]
AsOfWhen = Annotated[AsOf, Query()]
Size = Annotated[int, Query(ge=1, le=1000, description="how many at most")]
