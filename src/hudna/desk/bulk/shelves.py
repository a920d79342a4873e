"""Which shelf a visitor stands before: the imports that are ready and lie in a compartment they may see."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime
from pathlib import Path

from django.conf import settings

from hudna.desk.bulk.reading import Feed, Reading
from hudna.desk.bulk.shelf import Shelf
from hudna.desk.models import Import
from hudna.desk.place import Place

MOST_SHELVES = 8
MOST_READINGS = 256
_TRIES = 3
_shelves: OrderedDict[tuple[Feed, ...], Shelf] = OrderedDict()
_readings: OrderedDict[Feed, Reading] = OrderedDict()
_lock = threading.Lock()


def shelf_for(compartments: frozenset[str] | None, known_at: datetime | None = None) -> Shelf:
    """The shelf of the imports in these compartments (None: in all), that had come in by ``known_at``.

    Kept in the process until another import is ready, is read anew or is withdrawn.
    """
    for tried in range(_TRIES):
        feeds = tuple(_feeds(settings.PLACE, compartments, known_at))
        try:
            return _shelf(feeds)
        except FileNotFoundError:  # read anew between the look at the table and the look at the folder
            if tried == _TRIES - 1:
                raise
    raise AssertionError


def folder_of(place: Place, import_id: object) -> Path:
    """The folder of an import."""
    return place.bulk / str(import_id)


def _feeds(place: Place, compartments: frozenset[str] | None, known_at: datetime | None) -> list[Feed]:
    rows = Import.objects.filter(ready=True, withdrawn__isnull=True)
    if compartments is not None:
        rows = rows.filter(compartment__in=compartments)
    if known_at is not None:
        rows = rows.filter(at__lte=known_at)
    found = []
    for one, name, compartment, reading, assessment in rows.order_by("at", "id").values_list(
        "id", "name", "compartment", "reading", "assessment"
    ):
        folder = folder_of(place, one)
        found.append(Feed(str(one), name, compartment, folder / reading, folder / assessment))
    return found


def _shelf(feeds: tuple[Feed, ...]) -> Shelf:
    with _lock:
        if feeds in _shelves:
            _shelves.move_to_end(feeds)
            return _shelves[feeds]
        made = Shelf([_reading(feed) for feed in feeds])
        _shelves[feeds] = made
        while len(_shelves) > MOST_SHELVES:
            _shelves.popitem(last=False)
        while len(_readings) > MOST_READINGS:
            _readings.popitem(last=False)
        return made


def _reading(feed: Feed) -> Reading:
    if feed not in _readings:
        _readings[feed] = Reading(feed)
    _readings.move_to_end(feed)
    return _readings[feed]
