"""The map of a page: what its script asks for, what it calls things, and where it begins."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from hudna.desk import mapdata
from hudna.desk.bulk import Query
from hudna.desk.doorway import Door
from hudna.desk.names import Names, verdict_words
from hudna.desk.selection import ALL_VERDICTS, Box, kept_from, selection_of, shelf_of


@dataclass(frozen=True)
class MapPart:
    """The map of a page: where its script asks for what, what it calls things, and where it begins.

    ``points``: the incidents themselves, where they are few and known; then ``data`` is empty. Texts are JSON.
    """

    data: str
    ground: str
    one: str
    table: str
    bounds: str
    words: str
    points: str
    arabic: bool
    verdicts: tuple[tuple[str, str], ...]
    whose: tuple[tuple[str, str], ...]
    land: str


def map_of(
    door: Door,
    address: str,
    names: Names,
    *,
    query: Query | None = None,
    around: Box | None = None,
    points: list[list[object]] | None = None,
) -> MapPart:
    """A map of what an address selects (``query``: the same, where it is not that of the page), or of points."""
    outlines = mapdata.outlines_of(names)
    if around is None:
        around = mapdata.extent(shelf_of(door), query or selection_of(door).query, outlines)
    west, south, east, north = (f"{edge:.4f}" for edge in around)
    kept = kept_from(door.request.GET)
    where = f"around={west},{south},{east},{north}"
    return MapPart(
        data="" if points is not None else with_query(reverse("incidents-map"), address),
        ground=with_query(reverse("incidents-ground"), f"{where}&{kept}" if kept else where),
        one=with_query(reverse("incidents-one", args=(UUID(int=0), 0)), kept),
        table=with_query(reverse("incidents"), address),
        bounds=json.dumps([[float(south), float(west)], [float(north), float(east)]]),
        words=json.dumps(_map_words(), ensure_ascii=False),
        points=json.dumps(points, ensure_ascii=False) if points is not None else "",
        arabic=names.arabic,
        verdicts=tuple((one, verdict_words(one)) for one in ALL_VERDICTS),
        whose=mapdata.whose(outlines),
        land=mapdata.land_source(),
    )


def _map_words() -> dict[str, str]:
    return {
        "in": _("Zoom in"),
        "out": _("Zoom out"),
        "here": _("incidents here"),
        "nearer": _("Zoom in on them"),
        "table": _("Show them as a table"),
        "more": _("and more"),
        "none": _("No incident of this selection lies in what the map shows."),
        "shown": _("incidents in what the map shows"),
        "failed": _("The map could not be filled. The table below holds the same."),
        "land": _("Land: Natural Earth"),
        "close": _("Close"),
    }


def with_query(address: str, query: str) -> str:
    """An address with a query, or bare where there is none."""
    return f"{address}?{query}" if query else address


def key_parts(key: str) -> tuple[str, str]:
    """A key of the shelf, apart: the import, and the number in it."""
    feed, _sep, number = key.rpartition(":")
    return feed, number
