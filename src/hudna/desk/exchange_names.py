"""Names of people of an exchange: from the lists on their slips, for who may, for a purpose that is recorded.

The neutral body opens the lists of both sides. A side opens its own lists and nothing else: it is told the names that
it handed in itself, also for people whom the other side holds.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from hudna.desk.doorway import Door
from hudna.desk.exchange_register import register_of
from hudna.desk.exchange_whole import whole
from hudna.desk.faults import DESK
from hudna.desk.listed import LOOK_SECONDS, check_purpose
from hudna.desk.record import open_record
from hudna.exchange import ExchangeFile, ListHandedOver, Register
from hudna.people import access_content, read_people

NAMES = "exchange-names"
MOST_OPEN = 8
Called = Mapping[str, str]
"""Number of a person → the name, as the newest list that the visitor may open says it."""
_open: OrderedDict[tuple[str, str, tuple[str, ...]], tuple[float, Called]] = OrderedDict()
_lock = threading.Lock()


def close_names() -> None:
    """Forget every name that is open in this process."""
    with _lock:
        _open.clear()


def purpose_of(door: Door, exchange: str) -> str:
    """What the visitor said that they look at names for, in this session and within the hour; else empty."""
    told = door.request.session.get(NAMES, {}).get(exchange)
    return str(told["purpose"]) if told and told["until"] > time.time() else ""


def note_purpose(door: Door, exchange: str, purpose: str) -> None:
    """Note what names are looked at for. Raises purpose-missing, field-long."""
    check_purpose(purpose)
    looks = door.request.session.get(NAMES, {})
    door.request.session[NAMES] = {**looks, exchange: {"purpose": purpose, "until": time.time() + LOOK_SECONDS}}


def lists_for(door: Door, file: ExchangeFile) -> list[ListHandedOver]:
    """The newest version of each list that the visitor may open: a side its own, the neutral body all."""
    side = door.visit.party
    found = []
    for (whose, _kind), versions in sorted(file.lists.items()):
        opened = [one.opened for one in versions if one.opened is not None]
        if opened and (whose == side or door.visit.compartments is None):
            found.append(opened[-1])
    return found


def names_of_people(door: Door, exchange: str, people: Iterable[str], purpose: str) -> dict[str, str]:
    """The names of some people. Raises role-unfit, purpose-missing, and faults of slips and lists.

    Nobody's list is opened for a person of whom the visitor's own lists say nothing.
    """
    door.demand("own-names")
    check_purpose(purpose)
    called = _called(door, whole(door)[exchange], purpose)
    return {one: called[one] for one in people if one in called}


def _called(door: Door, file: ExchangeFile, purpose: str) -> Called:
    lists = lists_for(door, file)
    register = register_of(settings.PLACE, file)
    if register is None:
        raise DESK.fault("register-closed", "The register of this exchange was not opened at this desk.")
    key = (door.visit.actor, register.digest, tuple(one.on_slip for one in lists))
    now = time.monotonic()
    with _lock:
        for stale in [name for name, (until, _) in _open.items() if until < now]:
            del _open[stale]
        if key in _open:
            _open.move_to_end(key)
            return _open[key][1]
    found = _read(door, lists, purpose, {(row, digest): person for person, digest, row in _rows(register)})
    with _lock:
        _open[key] = (now + LOOK_SECONDS, found)
        while len(_open) > MOST_OPEN:
            _open.popitem(last=False)
    return found


def _rows(register: Register) -> Iterable[tuple[str, str, int]]:
    return ((row.person, register.lists[row.list].digest, row.row) for row in register.rows)


def _read(
    door: Door, lists: list[ListHandedOver], purpose: str, person_of: Mapping[tuple[int, str], str]
) -> dict[str, str]:
    """Open lists, after it was recorded who does and what for; own lists of people asked for come before answers."""
    if not lists:
        return {}
    slips = [one.on_slip.removeprefix("[[slip:").removesuffix("]]") for one in lists]
    with open_record(writing=True) as case:
        contents = case.reveal(slips, purpose, door.said())
    called: dict[str, str] = {}
    for one, slip in sorted(zip(lists, slips, strict=True), key=lambda pair: pair[0].kind, reverse=True):
        content = contents[slip]
        data = content.encode() if isinstance(content, str) else content
        now = datetime.now(UTC)
        opened, _look = access_content(
            data, Path(f"{one.side}-{one.kind}"), actor=door.visit.actor, purpose=purpose, at=now
        )
        table = read_people(opened, name=f"{one.side}-{one.kind}", latest=now.date()).people.table
        for row, name in zip(table["row"].to_pylist(), table["name"].to_pylist(), strict=True):
            person = person_of.get((row, one.document))
            if person is not None and name:
                called.setdefault(person, name)
    return called
