"""What a decision names, looked up in the registers of the plans: a slip of the pen would stay on record for good."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from hudna.agreements import AGREEMENTS, Loaded
from hudna.ground import GROUND
from hudna.monitoring.events import (
    AccessDenied,
    ComplaintReceived,
    DenialReceived,
    FindingTakenUp,
    PartyTold,
    ReplyReceived,
    Ruled,
)
from hudna.monitoring.filings import DayCounted, ItemConfirmed, ItemDenied, LedgerFiled

_ID = re.compile(r"[a-z0-9][a-z0-9._-]*\Z")


def check_named(event: Any, texts: Mapping[tuple[str, str], Loaded]) -> None:
    """Raise what is the matter with a party, an act, an area, a clause or a version that a decision names.

    ``texts``: by plan and version, all that were offered. Without any there is no register, and a party must only look
    like an id of one, since a person's name does not. Raises party-unknown, act-unknown, area-unknown, clause-unknown
    and version-unknown; events of other rooms are passed over.
    """
    for party in _parties_of(event):
        known = any(party in loaded.parties for loaded in texts.values())
        if party and not (known if texts else _ID.match(party)):
            what = f"The registers have no party “{party}”." if texts else f"“{party}” is no id of a party."
            raise GROUND.fault("party-unknown", what)
    if isinstance(event, ComplaintReceived):
        _check_matter(event, texts)
    if isinstance(event, ComplaintReceived | Ruled) and event.clause:
        meant = (getattr(event, "plan", ""), getattr(event, "version", ""))
        found = [text for name, text in texts.items() if _meant(meant, name)]
        if found and all(event.clause not in loaded.agreement.by_id for loaded in found):
            raise AGREEMENTS.fault("clause-unknown", f"No text that was offered has a clause “{event.clause}”.")


def _parties_of(event: Any) -> Iterator[str]:
    if isinstance(event, ComplaintReceived):
        yield from (event.against, *event.parties)
        if event.standing == "party":
            yield event.complainant
    elif isinstance(event, FindingTakenUp):
        yield from event.parties
    elif isinstance(event, Ruled):
        yield event.against
    elif isinstance(event, AccessDenied | DenialReceived | PartyTold | ReplyReceived):
        yield event.party
    elif isinstance(event, LedgerFiled | DayCounted):
        yield event.side
    elif isinstance(event, ItemConfirmed | ItemDenied):
        yield from (event.side, event.of)


def _meant(meant: tuple[str, str], name: tuple[str, str]) -> bool:
    return all(said in ("", there) for said, there in zip(meant, name, strict=True))


def _check_matter(event: ComplaintReceived, texts: Mapping[tuple[str, str], Loaded]) -> None:
    if (event.plan or event.version) and not any(_meant((event.plan, event.version), name) for name in texts):
        version = f"version {event.version} of " if event.version else ""
        raise AGREEMENTS.fault("version-unknown", f"Nobody has offered {version}{event.plan or 'any plan'}.")
    area = event.spot.area if event.spot else ""
    if texts and event.act and all(event.act not in loaded.acts.tree.paths for loaded in texts.values()):
        raise GROUND.fault("act-unknown", f"There is no act “{event.act}”.")
    if texts and area and all(area not in loaded.areas for loaded in texts.values()):
        raise GROUND.fault("area-unknown", f"There is no area “{area}”.")
