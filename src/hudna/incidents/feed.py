"""Open a feed: see what it is, choose the reader, stream its incidents, keep what could not be read or mapped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from hudna.ground import Acts, Areas, Parties, when
from hudna.incidents import features, parquet
from hudna.incidents.context import Context, Told, Unmapped
from hudna.incidents.delimited import DelimitedFile, Progress
from hudna.incidents.draft import Draft
from hudna.incidents.layouts import MARKERS, OWN, UCDP, Layout, layout_of, named_as
from hudna.incidents.mapping import MappingFile, columns_of, mapped, read_mapping
from hudna.incidents.rejects import Reject, Rejects
from hudna.incidents.rows import Rows
from hudna.incidents.seen import Seen
from hudna.incidents.sniff import Header, fault, head_of, header_of, kind_of, refuse_twins
from hudna.incidents.stub import stub
from hudna.incidents.ucdp import HEADERLESS

Source = Callable[[Callable[[Reject], None], Progress | None], Iterator[Rows]]


@dataclass(frozen=True)
class Table:
    """A table that has been looked at: its layout, and how to read its rows."""

    layout: Layout
    rows: Source


class Feed:
    """One file of reports. Go through ``batches()``, then ask for counts, rejects and what was not mapped."""

    def __init__(self, table: Table, context: Context, progress: Progress | None, seen: Seen | None = None) -> None:
        self.layout = table.layout.name
        self.source = context.source
        self.file = context.file
        self._table, self._context, self._progress = table, context, progress
        self._seen = seen
        self._restart()

    def _restart(self) -> None:
        self._context = replace(self._context, unmapped=Unmapped())
        self.rejects = Rejects()
        self.count_read = 0

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
        """Kinds of event that have no act, with their number of incidents."""
        return self._context.unmapped.acts

    @property
    def unmapped_areas(self) -> Counter[str]:
        """Names of areas that the areas register does not know, with their number of incidents."""
        return self._context.unmapped.areas

    @property
    def unmapped_weapons(self) -> Counter[str]:
        """Names of weapons that the acts register does not know, with their number of incidents."""
        return self._context.unmapped.weapons

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The incidents in the schema INCIDENTS, in the order of the file; each call reads it anew."""
        self._restart()
        seen = Seen() if self._seen is None else self._seen
        for rows in self._table.rows(self.rejects.add, self._progress):
            draft = Draft(rows, self.file)
            self._table.layout.fill(draft, self._context)
            _refuse_known(draft, seen, "" if self._seen is None else " of this file or of one read before it")
            batch = draft.finish()
            for reject in sorted(draft.rejects, key=lambda reject: reject.line):
                self.rejects.add(reject)
            self.count_read += len(batch)
            if len(batch):
                yield batch

    @property
    def remark(self) -> str:
        """What should be said about the file as a whole, once it has been read."""
        return "" if self.count_read or self.count_rejected else "The file has no rows."

    def stub(self) -> str:
        """YAML, ready to be filled in, for the names that could not be mapped."""
        return stub(self._context.unmapped, self.source, self._context.parties)

    def write_rejects(self, path: Path | str) -> None:
        """Write the rejects as CSV for a spreadsheet."""
        self.rejects.write(path)


def _refuse_known(draft: Draft, seen: Seen, elsewhere: str) -> None:
    ids = draft.columns["incident_id"]
    if not draft.fine.all():
        ids = pc.if_else(pa.array(draft.fine), ids, pa.scalar(None, pa.string()))
    first = seen.first_lines(ids, draft.rows.line)
    draft.refuse(first > 0, "duplicate-id", lambda row: f"“{ids[row]}” first stands in line {first[row]}{elsewhere}")


def open_feed(
    path: Path | str,
    parties: Parties,
    acts: Acts,
    areas: Areas,
    *,
    mapping: Path | None = None,
    zone: str | None = None,
    batch_rows: int = 250_000,
    keep_notes: bool = True,
    progress: Progress | None = None,
    seen: Seen | None = None,
    told: Told | None = None,
) -> Feed:
    """Open a feed of whatever kind it turns out to be.

    ``zone``: the named zone of dates that do not say theirs (a mapping file's own comes first), else UTC.
    ``progress``: called with bytes done and bytes in all. ``seen``: ids read from other files of the same source, so
    that two exports that overlap are not counted twice; such a feed is gone through once. ``told``: names that somebody
    mapped by hand. Raises a fault in one line for a file that is not what it claims, or whose columns nobody knows.
    """
    path = Path(path)
    mapped_by = read_mapping(mapping) if mapping else None
    zone = (mapped_by.timezone if mapped_by else None) or zone or "UTC"
    when.zone(zone)
    table = _table(path, head_of(path), mapped_by, batch_rows, keep_notes)
    if mapped_by:
        table = replace(table, rows=partial(_mapped, mapped_by, table.rows))
    source = mapped_by.name if mapped_by else table.layout.name
    context = Context(parties, acts, areas, source, zone, str(path), keep_notes, told or Told())
    return Feed(table, context, progress, seen)


def _mapped(
    mapping: MappingFile, rows: Source, refuse: Callable[[Reject], None], progress: Progress | None
) -> Iterator[Rows]:
    return mapped(mapping, rows(refuse, progress))


def _table(path: Path, head: bytes, mapping: MappingFile | None, batch_rows: int, notes: bool) -> Table:
    kind = kind_of(head, path)
    if kind == "parquet":
        names = [name.strip().lower() for name in parquet.names_in(path)]
        layout, columns = _columns(names, path, 0, mapping, notes)
        return Table(layout, partial(parquet.batches, path, columns, batch_rows))
    if kind == "json":
        layout, columns = _columns(features.names_in(path), path, 0, mapping, notes)
        return Table(layout, partial(features.batches, path, list(columns), batch_rows))
    known = (frozenset(columns_of(mapping)),) if mapping else MARKERS
    header = header_of(head, path, known, mapping.delimiter if mapping else None)
    header = _with_names(header)
    refuse_twins(header, path)
    layout, columns = _columns(header.names, path, header.first_line, mapping, notes)
    words = frozenset() if mapping else layout.words
    return Table(layout, DelimitedFile(path, header, columns, batch_rows=batch_rows, words=words).batches)


def _columns(
    names: list[str] | tuple[str, ...], path: Path, line: int, mapping: MappingFile | None, notes: bool
) -> tuple[Layout, dict[str, int]]:
    """The layout, and the columns to read with their places. Raises feed-layout, feed-columns."""
    if mapping is None:
        layout = layout_of(names, path, line)
        columns = named_as(layout, names)
        return layout, columns if notes else {n: at for n, at in columns.items() if n != layout.note}
    wanted = columns_of(mapping)
    missing = [name for name in wanted if name not in names]
    if missing:
        what = f"The mapping reads “{'”, “'.join(missing)}”, which is no column of this table."
        raise fault("feed-columns", what, path, line)
    return OWN, {name: list(names).index(name) for name in wanted}


def _with_names(header: Header) -> Header:
    """Some UCDP candidate releases came without a header: then the first record is taken for a row."""
    names = header.names
    if len(names) == len(HEADERLESS) and names[0].isdigit() and names[HEADERLESS.index("type_of_violence")] in "123":
        return replace(header, names=HEADERLESS, offset=header.first, line=header.first_line)
    return header


__all__ = ["UCDP", "Feed", "open_feed"]
