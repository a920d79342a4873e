"""Laid: an import that was read, as a feed to be assessed or rehearsed with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from hudna.desk.bulk.reading import Table
from hudna.desk.models import Import


@dataclass(frozen=True)
class Laid:
    """What the rooms ask of a feed, told of the tables on the shelf."""

    one: Import
    table: Table

    layout = property(lambda self: self.one.reader)
    file = property(lambda self: self.one.name)
    count_read = property(lambda self: self.one.rows)
    count_rejected = property(lambda self: self.one.rejected)
    unmapped_actors = property(lambda self: self.one.unmapped.get("actors", {}))
    unmapped_acts = property(lambda self: self.one.unmapped.get("acts", {}))
    unmapped_weapons = property(lambda self: self.one.unmapped.get("weapons", {}))
    unmapped_areas = property(lambda self: self.one.unmapped.get("areas", {}))

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The incidents, in order of time."""
        yield from self.table.batches()
