"""Feeds as they are fused: which rows are of one source, and which sources were coded event by event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hudna.ground import Parties
from hudna.incidents.feed import Feed
from hudna.incidents.fuse import Fused, Step, fuse
from hudna.incidents.layouts import ACLED, OWN, UCDP
from hudna.incidents.model import INCIDENTS

Within = Literal["auto", "always", "never"]
CODED = (UCDP.name, ACLED.name)
"""Layouts of data sets whose coders made one row of one event."""


@dataclass(frozen=True)
class Read:
    """All reports of some feeds: one table, per row which source it is of, and the sources' names and layouts."""

    table: pa.Table
    source: NDArray[np.int32]
    sources: tuple[str, ...]
    coded: tuple[bool, ...]
    outlets: tuple[int, ...]


def read_reports(feeds: Sequence[Feed]) -> Read:
    """Read feeds to their end. A file in Hudna's own columns that names no source is a source of its own."""
    return _read([(feed, feed.batches()) for feed in feeds])


def _read(read: Sequence[tuple[Feed, Iterator[pa.RecordBatch]]]) -> Read:
    names: dict[str, bool] = {}
    parts, codes = [], []
    for feed, batches in read:
        table = pa.Table.from_batches(list(batches), INCIDENTS).unify_dictionaries().combine_chunks()
        words = table["source"].combine_chunks() if table.num_rows else pa.array([], INCIDENTS.field("source").type)
        words = words.chunk(0) if isinstance(words, pa.ChunkedArray) else words
        called = [Path(feed.file).stem if name == OWN.name else name for name in words.dictionary.to_pylist()]
        coded = feed.layout in CODED
        for name in called:
            names[name] = names.get(name, True) and coded
        places = list(names)
        number = np.array([places.index(name) for name in called] or [0], np.int32)
        codes.append(number[words.indices.to_numpy(zero_copy_only=False)])
        parts.append(table)
    table = pa.concat_tables(parts) if parts else INCIDENTS.empty_table()
    source = np.concatenate(codes) if codes else np.zeros(0, np.int32)
    return Read(
        table, source.astype(np.int32), tuple(names), tuple(names.values()), _outlets(table, source, len(names))
    )


def _outlets(table: pa.Table, source: NDArray[np.int32], count: int) -> tuple[int, ...]:
    """How many different outlets each source names."""
    pairs = (
        pa.table({"source": source, "outlet": table["reported_by"]})
        .group_by("source")
        .aggregate([("outlet", "count_distinct")])
    )
    found = dict(zip(pairs["source"].to_pylist(), pairs["outlet_count_distinct"].to_pylist(), strict=True))
    return tuple(found.get(number, 0) for number in range(count))


def fuse_feeds(
    feeds: Sequence[Feed],
    *,
    parties: Parties | None = None,
    within: Within = "auto",
    least: float | None = None,
    step: Step = lambda said: None,
) -> Fused:
    """Fuse the reports of feeds, as somebody asked to.

    ``within``: are rows of one source ever one incident? ``auto``: not those of data sets coded event by event, unless
    such a one stands alone.
    """
    read = read_reports(feeds)
    alone = [within == "never" or (within == "auto" and coded and len(read.sources) > 1) for coded in read.coded]
    return fuse(
        read.table, read.source, read.sources, alone=alone, coded=read.coded, parties=parties, least=least, step=step
    )


@dataclass(frozen=True)
class ForAssessing:
    """Feeds of incidents to be assessed; and where reports were fused, what came of it and the feeds of reports."""

    feeds: Sequence[Feed | ReadFeed]
    fused: Fused | None = None
    reports: Sequence[ReadFeed] = ()


def fuse_for_assessing(feeds: Sequence[Feed], *, parties: Parties | None = None) -> ForAssessing:
    """Fuse feeds before they are assessed, where there is anything to fuse.

    Nothing is done to one data set coded event by event, nor to one table whose rows name fewer than two outlets:
    whoever keeps it made a row of every incident. They are read batch by batch as ever. Of several sources, those that
    were coded, or name fewer than two outlets, are fused with the others and not within themselves.
    """
    if {feed.layout for feed in feeds} <= set(CODED) and len({feed.layout for feed in feeds}) == 1:
        return ForAssessing(feeds)
    if len(feeds) == 1:
        rest = feeds[0].batches()
        begun = list(islice(rest, 1))
        rows = chain(begun, rest)
        if all(_is_one_voice(batch) for batch in begun):
            return ForAssessing([ReadFeed(feeds[0], rows)])
        read = _read([(feeds[0], rows)])
    else:
        read = read_reports(feeds)
    alone = [coded or outlets < 2 for coded, outlets in zip(read.coded, read.outlets, strict=True)]
    fused = fuse(read.table, read.source, read.sources, alone=alone, coded=read.coded, parties=parties)
    reports = _shared_out(feeds, read.table)
    if not fused.changed:
        return ForAssessing(reports)
    return ForAssessing(_shared_out(feeds, fused.incidents.select(INCIDENTS.names)), fused, reports)


def _is_one_voice(batch: pa.RecordBatch) -> bool:
    """Do these rows name fewer than two outlets, and one source?"""
    outlets, sources = pc.count_distinct(batch["reported_by"]), pc.count_distinct(batch["source"].cast(pa.string()))
    return bool(outlets.as_py() < 2 and sources.as_py() < 2)


def _shared_out(feeds: Sequence[Feed], table: pa.Table) -> list[ReadFeed]:
    """Feeds of which the first gives ``table`` and the others nothing, and that tell what became of their own rows."""
    rows = table.to_batches(max_chunksize=250_000)
    return [ReadFeed(feed, rows if number == 0 else []) for number, feed in enumerate(feeds)]


class ReadFeed:
    """A feed that has been read: its incidents come from elsewhere, what became of its rows it tells as before."""

    def __init__(self, feed: Feed, rows: Iterable[pa.RecordBatch]) -> None:
        self.feed, self._rows = feed, rows
        self.layout, self.file = feed.layout, feed.file

    @property
    def count_read(self) -> int:
        """How many rows were read."""
        return self.feed.count_read

    @property
    def count_rejected(self) -> int:
        """How many rows could not be read."""
        return self.feed.count_rejected

    @property
    def unmapped_actors(self) -> Mapping[str, int]:
        """Names of actors that the parties register does not know."""
        return self.feed.unmapped_actors

    @property
    def unmapped_acts(self) -> Mapping[str, int]:
        """Kinds of event that have no act."""
        return self.feed.unmapped_acts

    @property
    def unmapped_weapons(self) -> Mapping[str, int]:
        """Names of weapons that the acts register does not know."""
        return self.feed.unmapped_weapons

    @property
    def unmapped_areas(self) -> Mapping[str, int]:
        """Names of areas that the areas register does not know."""
        return self.feed.unmapped_areas

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The incidents."""
        yield from self._rows
