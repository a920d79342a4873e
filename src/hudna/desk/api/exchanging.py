"""What a device does at a hand-over: fetch the list of one, by number, and send ticks, each of which counts once."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Body, Router

from hudna.desk.api.door import door_for
from hudna.desk.handover_lists import hand_overs_of, list_of
from hudna.desk.ticking import TicksSent, take_in

router = Router(tags=["exchanging"])


@router.get("/hand-overs", summary="The hand-overs that are not closed yet")
def hand_overs(request: HttpRequest) -> dict[str, Any]:
    """Of the exchanges that the owner of the token has a part in, by plans that both sides agreed to."""
    with door_for(request, "tick", "see which hand-overs there are") as door:
        return {"hand_overs": hand_overs_of(door)}


@router.get("/hand-overs/{exchange}/{number}", summary="The list of one hand-over, by number")
def hand_over(request: HttpRequest, exchange: str, number: int) -> dict[str, Any]:
    """Who is on it, what one tap says, and how everybody stands. No token opens names."""
    with door_for(request, "tick", "take the list of a hand-over along") as door:
        return list_of(door, exchange, number, with_names=False, purpose="")


@router.post("/ticks", summary="Send ticks of a hand-over; what is sent twice counts once")
def ticks(request: HttpRequest, body: Annotated[TicksSent, Body()]) -> dict[str, Any]:
    """``done``: numbers that are on record now; ``refused``: those that are not; ``standing``: how all stand."""
    with door_for(request, "tick", "send ticks of a hand-over") as door:
        return take_in(door, body)
