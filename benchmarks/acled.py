"""Rows in the layout of ACLED's current CSV export, all 31 columns, made up, the same for one seed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

HEADER = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,"
    "actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,"
    "iso,region,country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,"
    "source,source_scale,notes,fatalities,tags,timestamp\n"
)
CHUNK = 100_000
FIRST_DAY, DAYS = np.datetime64("2015-07-01"), 731
FIRST_STAMP, STAMPS = 1_700_000_000, 30_000_000
VARIANTS = 512
"""Different notes per place."""
SENTENCES = 4
"""Sentences in a note: some 300 characters."""

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Words:
    """The vocabulary, as tables whose last column is a share where rows are not equally likely."""

    tables: dict[str, Any]

    def column(self, table: str, place: int) -> pa.Array:
        """One column of a vocabulary table."""
        return pa.array([str(row[place]) for row in self.tables[table]])

    def draw(self, rng: np.random.Generator, table: str) -> Codes:
        """Draw CHUNK row numbers of a table by its shares."""
        share = np.array([row[-1] for row in self.tables[table]], dtype=np.float64)
        return rng.choice(len(share), CHUNK, p=share / share.sum())


def read_words() -> Words:
    """Read the vocabulary beside this file."""
    return Words(json.loads((Path(__file__).parent / "acled_words.json").read_text()))


def lines(count: int, seed: int) -> Iterator[bytes]:
    """Yield the header, then `count` rows in chunks of at most CHUNK; UTF-8, quotes only where needed."""
    words = read_words()
    notes = _notes(np.random.default_rng([seed, 5]), words)
    yield HEADER.encode()
    for chunk, first in enumerate(range(0, count, CHUNK)):
        rng = np.random.default_rng([seed, 6, chunk])
        row = pc.binary_join_element_wise(*_columns(rng, first, words, notes), ",")
        kept = pc.binary_join_element_wise(row.slice(0, min(CHUNK, count - first)), "", "\n")
        yield _bytes(kept)


def _columns(rng: np.random.Generator, first: int, words: Words, notes: pa.Array) -> list[pa.Array]:
    event, place = words.draw(rng, "sub_events"), rng.integers(0, len(words.tables["places"]), CHUNK)
    actor1, actor2, source = (words.draw(rng, table) for table in ("actors", "actors", "sources"))
    day = FIRST_DAY + rng.integers(0, DAYS, CHUNK)
    inter1, inter2 = (words.column("actors", 1).take(pa.array(actor)) for actor in (actor1, actor2))
    civilians = pa.array(["", "Civilian targeting"]).take(pc.cast(pc.equal(inter2, "Civilians"), pa.int8()))
    lat, lon = _near(rng, words, place)
    event_id = pc.binary_join_element_wise("SYR", _text(np.arange(first + 1, first + CHUNK + 1)), "")
    note = notes.take(pa.array(place * VARIANTS + rng.integers(0, VARIANTS, CHUNK)))
    return [
        event_id,
        _text(day),
        _text(day.astype("datetime64[Y]").astype(np.int64) + 1970),
        _text(rng.choice([1, 2, 3], CHUNK, p=[0.9, 0.07, 0.03])),
        *(words.column("sub_events", column).take(pa.array(event)) for column in (0, 1, 2)),
        words.column("actors", 0).take(pa.array(actor1)),
        words.column("assoc", 0).take(pa.array(words.draw(rng, "assoc"))),
        inter1,
        words.column("actors", 0).take(pa.array(actor2)),
        words.column("assoc", 0).take(pa.array(words.draw(rng, "assoc"))),
        inter2,
        pc.binary_join_element_wise(inter1, inter2, "-"),
        civilians,
        *_constant("760", "Middle East", "Syria"),
        *(words.column("places", column).take(pa.array(place)) for column in (0, 1, 1, 2)),
        lat,
        lon,
        _text(rng.choice([1, 2, 3], CHUNK, p=[0.7, 0.25, 0.05])),
        _quoted(words.column("sources", 0)).take(pa.array(source)),
        words.column("sources", 1).take(pa.array(source)),
        pc.binary_join_element_wise('"', note, " Kept as ", event_id, '."', ""),
        _text(np.where(rng.random(CHUNK) < 0.6, 0, rng.geometric(0.3, CHUNK))),
        *_constant(""),
        _text(FIRST_STAMP + rng.integers(0, STAMPS, CHUNK)),
    ]


def _near(rng: np.random.Generator, words: Words, place: Codes) -> tuple[pa.Array, pa.Array]:
    """Latitude and longitude within some 5 km of the place, with four decimals."""
    offset = np.round(rng.normal(0, 0.03, (2, CHUNK)), 4)
    where = np.array([row[3:5] for row in words.tables["places"]], dtype=np.float64)[place]
    return tuple(_text(np.round(where[:, axis] + offset[axis], 4)) for axis in (0, 1))


def _notes(rng: np.random.Generator, words: Words) -> pa.Array:
    """VARIANTS notes for each place, quotes doubled, not yet between quotes; shape (places · VARIANTS,)."""
    made = []
    days = FIRST_DAY + rng.integers(0, DAYS, VARIANTS)
    for place in words.tables["places"]:
        for day in days.tolist():
            picked = rng.choice(words.tables["sentences"], SENTENCES, replace=False)
            said = ", and ".join(picked[:2]) + ". " + "; ".join(picked[2:])
            made.append(f"On {day:%d %B %Y}, in {place[2]} ({place[0]}), " + said.replace("%", place[2]) + ".")
    return pc.replace_substring(pa.array(made), '"', '""')


def _quoted(values: pa.Array) -> pa.Array:
    """In quotes, with quotes inside doubled, where a value holds a comma or a quote."""
    inside = pc.binary_join_element_wise('"', pc.replace_substring(values, '"', '""'), '"', "")
    return pc.if_else(pc.match_substring_regex(values, '[",\n]'), inside, values)


def _constant(*values: str) -> Sequence[pa.Array]:
    return [pa.array([value]).take(pa.array(np.zeros(CHUNK, dtype=np.int8))) for value in values]


def _text(values: NDArray[Any]) -> pa.Array:
    return pc.cast(pa.array(values), pa.string())


def _bytes(values: pa.Array) -> bytes:
    """The characters of all values, one after the other."""
    _, offsets, characters = values.buffers()
    ends = np.frombuffer(offsets, dtype=np.int32)[values.offset : values.offset + len(values) + 1]
    return memoryview(characters)[int(ends[0]) : int(ends[-1])].tobytes()
