"""Open a feed: see what it is, choose the reader, stream incidents, keep rejects and what could not be mapped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hudna.ground import Acts, Areas, Parties, when
from hudna.incidents import own, ucdp
from hudna.incidents.context import Context, Unmapped
from hudna.incidents.delimited import DelimitedFile, Progress
from hudna.incidents.draft import Draft
from hudna.incidents.rejects import Reject, Rejects
from hudna.incidents.rows import Rows
from hudna.incidents.seen import Seen
from hudna.incidents.sniff import Header, fault, head_of, header_of, kind_of

Read = Callable[[Rows, Context], Draft]
Source = Callable[[Callable[[Reject], None], Progress | None], Iterator[Rows]]


@dataclass(frozen=True)
class Layout:
    """How a table with certain columns is read."""

    name: str
    read: Read
    needed: tuple[str, ...]
    wanted: tuple[str, ...]
    markers: frozenset[str]
    renamed: dict[str, str]


UCDP = Layout("ucdp", ucdp.read, ucdp.NEEDED, ucdp.WANTED, frozenset(ucdp.MARKERS), ucdp.RENAMED)
OWN = Layout("hudna", own.read, own.NEEDED, (*own.COLUMNS, *own.KEPT), frozenset(own.MARKERS), {})
LAYOUTS = (UCDP, OWN)


class Feed:
    """One file of reports. Iterate ``batches()``; then ask for counts, rejects and what was not mapped."""

    def __init__(self, layout: str, source: Source, read: Read, context: Context, progress: Progress | None) -> None:
        self.layout = layout
        self.progress = progress
        self._source, self._read, self._context = source, read, context
        self._restart()

    def _restart(self) -> None:
        self._context = replace(self._context, unmapped=Unmapped())
        self.rejects = Rejects()
        self.count_read = 0

    @property
    def file(self) -> str:
        """The path as given."""
        return self._context.file

    @property
    def count_rejected(self) -> int:
        """How many rows could not be read."""
        return len(self.rejects)

    @property
    def unmapped_actors(self) -> Counter[str]:
        """Names of actors that the parties register does not know, with their number of incidents."""
        return self._context.unmapped.actors

    @property
    def unmapped_acts(self) -> Counter[str]:
        """Kinds of event that no crosswalk maps, with their number of incidents."""
        return self._context.unmapped.acts

    @property
    def unmapped_areas(self) -> Counter[str]:
        """Names of areas that the areas register does not know, with their number of incidents."""
        return self._context.unmapped.areas

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The incidents in the schema INCIDENTS, in the order of the file; each call reads it anew."""
        self._restart()
        seen = Seen()
        for rows in self._source(self.rejects.add, self.progress):
            draft = self._read(rows, self._context)
            self._refuse_known(draft, seen)
            batch = draft.finish()
            for reject in sorted(draft.rejects, key=lambda reject: reject.line):
                self.rejects.add(reject)
            self.count_read += len(batch)
            if len(batch):
                yield batch

    def _refuse_known(self, draft: Draft, seen: Seen) -> None:
        ids = draft.columns["incident_id"]
        if not draft.fine.all():
            ids = pc.if_else(pa.array(draft.fine), ids, pa.scalar(None, pa.string()))
        earlier = seen.first_lines(ids, draft.rows.line)
        if earlier.any():
            draft.refuse(earlier > 0, "duplicate-id", lambda row: f"“{ids[row].as_py()}” first stands in line {earlier[row]}")

    def write_rejects(self, path: Path | str) -> None:
        """Write the rejects as CSV for a spreadsheet."""
        self.rejects.write(path)


def open_feed(
    path: Path | str,
    parties: Parties,
    acts: Acts,
    areas: Areas,
    *,
    zone: str | None = None,
    batch_rows: int = 250_000,
    keep_notes: bool = True,
    progress: Progress | None = None,
) -> Feed:
    """Open a feed of whatever kind it turns out to be; ``zone`` is that of dates which do not say theirs (else UTC).

    Raises a fault in one line for a file that is not what it claims (see ``faults.py``).
    """
    path = Path(path)
    zone = zone or "UTC"
    when.zone(zone)
    head = head_of(path)
    kind_of(head, path)
    header = header_of(head, path, [layout.markers for layout in LAYOUTS])
    layout, header = _layout_of(header, path)
    columns = {name: header.names.index(name) for name in layout.wanted if name in header.names}
    table = DelimitedFile(path, header, columns, batch_rows=batch_rows)
    table.unstripped = frozenset({"note"})
    context = Context(parties, acts, areas, zone, str(path), keep_notes)
    return Feed(layout.name, table.batches, layout.read, context, progress)


def _layout_of(header: Header, path: Path) -> tuple[Layout, Header]:
    """The layout that shares most marker columns with the header. Raises feed-layout, feed-columns."""
    layout = max(LAYOUTS, key=lambda kind: len(kind.markers.intersection(header.names)))
    if len(layout.markers.intersection(header.names)) < 2:
        found = ", ".join(header.names[:8]) + ("…" if len(header.names) > 8 else "")
        raise fault("feed-layout", f"The columns are of no known source: {found}.", path, header.line - 1)
    names = tuple(layout.renamed.get(name, name) for name in header.names)
    missing = [name for name in layout.needed if name not in names]
    if missing:
        what = f"It looks like {layout.name}, but has no column “{'”, “'.join(missing)}”."
        raise fault("feed-columns", what, path, header.line - 1)
    return layout, replace(header, names=names)


__all__ = ["LAYOUTS", "Feed", "open_feed"]

_ = np
