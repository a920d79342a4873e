"""Reports as numbers: one record each, which the loops of fusing read, and what the codes in it stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hudna.ground import Parties, covers
from hudna.incidents.fusing_table import fusing
from hudna.incidents.voices_table import relay_words
from hudna.incidents.wording import BINS, hashed, wording

MINUTE = 60_000_000
NO_PLACE, NO_NUMBER = -1.0, -1
PRECISE_KM, ROUGH_KM, DISTRICT_KM, WIDEST_KM = 5.0, 30.0, 60.0, 120.0
"""Up to here a place is a village, a town, a district, a province; beyond, it is no place to look around."""
SHORT, WEEK, MONTH = 2 * 1440, 10 * 1440, 40 * 1440
"""The same for time, in minutes."""


ROW = np.dtype(
    [
        *((name, np.float64) for name in ("lon", "lat", "cos", "radius")),
        *((name, np.int32) for name in ("begin", "end", "act", "who", "low", "best", "high")),
        *((name, np.int32) for name in ("feed", "outlet", "area")),
        *((name, np.uint64) for name in ("text", "key")),
        ("sketch", np.uint16, BINS),
        *(("words", np.int16), ("tier", np.int8), ("sums", np.bool_)),
    ],
    align=True,
)
"""One report. Times in minutes UTC, codes −1 where nothing is said, ``radius`` −1 where no place is.

``tier``: how precisely place and time are known, 0 to 3. ``sums``: does it say itself that it tells of several
incidents? ``key``: tells a report from all others. All in 128 bytes that lie together, so that loops which hold one
report against another have what they read of it at once.
"""
Rows = NDArray[Any]
"""Reports as records (``ROW``)."""
AT_ONCE = 8192
"""Reports of which records are made at once: so few that their columns stay near the processor."""


class Relations(NamedTuple):
    """What the codes of acts and sides have to do with each other.

    ``acts``: level by act × act. Sides of ``who`` code w: ``first[2w]:first[2w+1]`` and ``first[2w+1]:first[2w+2]`` of
    ``party``. ``related``: party × party, one stands under the other. ``known``: level by who × who, 255 not yet asked.
    ``alone``: feeds whose rows are different incidents by themselves; ``coded``: whose coder made a row of each event.
    """

    acts: NDArray[np.uint8]
    first: NDArray[np.int32]
    party: NDArray[np.int32]
    related: NDArray[np.bool_]
    known: NDArray[np.uint8]
    alone: NDArray[np.bool_]
    coded: NDArray[np.bool_]


@dataclass(frozen=True)
class Reports:
    """Reports of all feeds: their table (INCIDENTS), the same as records, and the names behind the codes.

    ``feed``, ``outlet``: as in the records · ``relays``: has its text a word by which outlets quote others?
    """

    table: pa.Table
    rows: Rows
    feed: NDArray[np.int32]
    outlet: NDArray[np.int32]
    relations: Relations
    feeds: tuple[str, ...]
    outlets: tuple[str, ...]
    relays: NDArray[np.bool_]
    acts: tuple[str, ...]
    sides: tuple[tuple[str, str], ...]

    def __len__(self) -> int:
        return int(self.table.num_rows)


def reports(
    table: pa.Table,
    feed: NDArray[np.int32],
    feeds: Sequence[str],
    alone: Sequence[bool],
    coded: Sequence[bool],
    parties: Parties | None = None,
) -> Reports:
    """Number the reports of a table in the schema INCIDENTS; ``feed``: per row which of ``feeds`` it is of.

    ``alone``: per feed, are its rows different incidents by themselves, as in a data set that was coded event by event?
    """
    table = table.unify_dictionaries()
    area, _ = _codes(table["area"])
    act, acts = _codes(table["act"])
    who, sides = _who(table)
    outlet, outlets = _codes(table["reported_by"])
    known = {"area": area, "act": act, "who": who, "outlet": outlet, "feed": feed}
    rows, relays = np.empty(len(feed), ROW), np.zeros(len(feed), np.bool_)
    feed_hash = wording(pa.array(feeds)).text
    for at in range(0, len(rows), AT_ONCE):
        some = slice(at, at + AT_ONCE)
        part = table.slice(at, AT_ONCE)
        text = wording(part["note"], relay_words())
        columns = {name: codes[some] for name, codes in known.items()} | _place_and_time(part, area[some])
        columns |= {name: _deaths(part, f"deaths_{name}") for name in ("low", "best", "high")}
        columns |= {"text": text.text, "words": text.words, "sketch": text.sketch}
        columns["key"] = _keys(part["incident_id"], feed_hash[feed[some]])
        relays[some] = text.marked
        for name, column in columns.items():
            rows[name][some] = column
    rows["sums"] = says_that_it_sums_up(table["note"], np.ascontiguousarray(rows["tier"]))
    relations = _relations(acts, sides, np.array(alone, np.bool_), np.array(coded, np.bool_), parties)
    names = tuple(feeds), tuple(outlets)
    return Reports(table, rows, feed, outlet, relations, *names, relays, tuple(acts), tuple(sides))


def _place_and_time(table: pa.Table, area: NDArray[np.int32]) -> dict[str, NDArray[Any]]:
    lon, lat = _floats(table["lon"], np.nan), _floats(table["lat"], np.nan)
    placed = ~(np.isnan(lon) | np.isnan(lat) | (area >= 0))
    lon, lat = np.where(placed, lon, 0.0), np.where(placed, lat, 0.0)
    radius = np.where(placed, _floats(table["radius_km"], 0.0), NO_PLACE)
    begin, end = (_minutes(table[name]) for name in ("earliest", "latest"))
    return {
        "lon": lon,
        "lat": lat,
        "cos": np.cos(np.radians(lat)),
        "radius": radius,
        "begin": begin,
        "end": np.maximum(end, begin + 1),
        "tier": _tier(radius, end - begin),
    }


def _tier(radius: NDArray[np.float64], length: NDArray[np.int32]) -> NDArray[np.int8]:
    """0: a town and a day or two; 1: a district or a week; 2: a province or a month; 3: nowhere to look around."""
    place = np.digitize(radius, [PRECISE_KM, DISTRICT_KM, WIDEST_KM], right=True)
    place[radius == NO_PLACE] = 3
    time = np.digitize(length, [SHORT, WEEK, MONTH], right=True)
    return np.maximum(place, time).astype(np.int8)


def says_that_it_sums_up(notes: pa.ChunkedArray, tier: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Which reports of more than a town or a day say in their words that they tell of several incidents."""
    sums = np.zeros(len(tier), np.bool_)
    wide = np.flatnonzero((tier > 0) & (tier < 3))
    words = [word for of_language in fusing().round_up.words.values() for word in of_language]
    said = pc.match_substring_regex(notes.take(pa.array(wide)), "|".join(map(re.escape, words)), ignore_case=True)
    sums[wide] = pc.fill_null(said, False).to_numpy()
    return sums


def _floats(column: pa.ChunkedArray, empty: float) -> NDArray[np.float64]:
    return np.ascontiguousarray(pc.fill_null(column, empty).to_numpy(), np.float64)


def _minutes(column: pa.ChunkedArray) -> NDArray[np.int32]:
    micro = column.cast(pa.int64()).to_numpy()
    return np.asarray(np.clip(micro // MINUTE, -(2**30), 2**30), np.int32)


def _deaths(table: pa.Table, name: str) -> NDArray[np.int32]:
    """The number said; where only one bound is, that one stands for the other and the middle too."""
    at = {"deaths_low": 0, "deaths_best": 1, "deaths_high": 2}[name]
    order = (("deaths_low", "deaths_best", "deaths_high"), ("deaths_best", "deaths_low", "deaths_high"))
    names = (order[0], order[1], ("deaths_high", "deaths_best", "deaths_low"))[at]
    return np.asarray(pc.fill_null(pc.coalesce(*(table[n] for n in names)), NO_NUMBER).to_numpy(), np.int32)


def _codes(column: pa.ChunkedArray) -> tuple[NDArray[np.int32], list[str]]:
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], column.type)
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    codes = pc.fill_null(array.indices.cast(pa.int32()), -1).to_numpy(zero_copy_only=False)
    return np.ascontiguousarray(codes, np.int32), array.dictionary.to_pylist()


def _who(table: pa.Table) -> tuple[NDArray[np.int32], list[tuple[str, str]]]:
    """A code for each different pair of sides; −1 where nobody is named."""
    a, names_a = _codes(table["side_a"])
    b, names_b = _codes(table["side_b"])
    wide = len(names_b) + 1
    pair = (a.astype(np.int64) + 1) * wide + b + 1
    room = wide * (len(names_a) + 1)
    if room <= 1 << 24:
        met = np.zeros(room, np.bool_)
        met[pair] = True
        seen, code = np.flatnonzero(met), (np.cumsum(met) - 1)[pair]
    else:
        seen, code = np.unique(pair, return_inverse=True)
    sides = [(["", *names_a][p // wide], ["", *names_b][p % wide]) for p in seen.tolist()]
    if sides and sides[0] == ("", ""):
        code, sides = code - 1, sides[1:]
    return code.astype(np.int32), sides


def _keys(ids: pa.ChunkedArray, feed_hash: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A number that tells a report from all others, whatever the order: only to decide between equals."""
    return np.asarray(hashed(ids.combine_chunks()) ^ (feed_hash * np.uint64(0x9E3779B97F4A7C15)), np.uint64)


def _relations(
    acts: list[str],
    sides: list[tuple[str, str]],
    alone: NDArray[np.bool_],
    coded: NDArray[np.bool_],
    parties: Parties | None,
) -> Relations:
    level = np.array([[_act_level(one, other) for other in acts or [""]] for one in acts or [""]], np.uint8)
    names: dict[str, int] = {}
    first, party = [0], []
    for pair in sides:
        for side in pair:
            party += [names.setdefault(name, len(names)) for name in side.split(";") if name]
            first.append(len(party))
    known = np.full((len(sides), len(sides)) if len(sides) <= 4000 else (0, 0), 255, np.uint8)
    return Relations(
        level,
        np.array(first, np.int32),
        np.array(party, np.int32),
        _related(list(names), parties),
        known,
        alone,
        coded,
    )


def _act_level(one: str, other: str) -> int:
    """1 the same kind, 2 the same but only in general, 3 one is a kind of the other, 4 akin, 5 of another kind."""
    if one == other:
        return 1 if one.count(".") > 1 else 2
    if covers(one, other) or covers(other, one):
        return 3
    return 4 if one.split(".")[:2] == other.split(".")[:2] else 5


def _related(names: list[str], parties: Parties | None) -> NDArray[np.bool_]:
    related = np.eye(len(names), dtype=np.bool_)
    if parties is None or not len(names):
        return related if len(names) else np.zeros((1, 1), np.bool_)
    place = {name: at for at, name in enumerate(names)}
    for name, at in place.items():
        if name not in parties:
            continue
        todo, seen = [name], set()
        while todo:
            for upper, *_ in parties.links.get(todo.pop(), ()):
                if upper not in seen:
                    seen.add(upper)
                    todo.append(upper)
        for upper in seen & set(place):
            related[at, place[upper]] = related[place[upper], at] = True
    return related
