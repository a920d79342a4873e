"""The shelf: every import that a visitor may see, asked as one."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hudna.desk.bulk import grid
from hudna.desk.bulk.nouns import VERDICTS, Cell, Day, FindingRow, Query, Row
from hudna.desk.bulk.reading import Feed, Reading, Rows
from hudna.desk.bulk.select import micros, select
from hudna.incidents import INCIDENTS

MOST_KEPT = 12
EXPORTED = pa.schema([*INCIDENTS, pa.field("verdict", pa.string()), pa.field("feed", pa.string())])
"""What ``table`` gives: the incidents, each with its gravest verdict and the id of its import."""
_AT_ONCE = 1 << 15
T = TypeVar("T")


@dataclass(frozen=True)
class Chosen:
    """Rows of several imports in one order: the place of the import, and the row in it."""

    feed: NDArray[np.int16]
    row: Rows

    def __len__(self) -> int:
        return len(self.row)


class Shelf:
    """Imports side by side. What is asked twice is answered from memory the second time."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self._readings = tuple(readings)
        self._place = {reading.feed.id: place for place, reading in enumerate(self._readings)}
        self._kept: OrderedDict[object, Any] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """The imports that lie here."""
        return tuple(reading.feed for reading in self._readings)

    def words(self, column: str) -> list[str]:
        """The words that a column of incidents holds, or has held (act, side_a …), in order; sides one by one."""
        found = {word for reading in self._readings for word in reading.incidents.words(column) if word}
        if column in ("side_a", "side_b"):
            found = {one for word in found for one in word.split(";")}
        return sorted(found)

    def count(self, query: Query) -> int:
        """How many incidents the query means."""
        return sum(len(rows) for _, rows in self._parts(query))

    def by_verdict(self, query: Query) -> dict[str, int]:
        """How many of them by their gravest verdict; ``none`` where there is no finding."""
        counts = np.zeros(len(VERDICTS), dtype=np.int64)
        for reading, rows in self._parts(query):
            counts += np.bincount(reading.verdict[rows], minlength=len(VERDICTS))
        return grid.by_verdict(counts)

    def cells(self, query: Query, zoom: int) -> list[Cell]:
        """The incidents that have a point, put together in cells of the map at a zoom, the fullest cell first."""
        return self._keep(("cells", query, zoom), lambda: grid.cells(self._parts(query), zoom))

    def days(self, query: Query, zone: str, step_days: int = 1) -> list[Day]:
        """The incidents by the local day on which they began; what began before the window counts on its first."""
        span = (query.since, query.until)
        return self._keep(
            ("days", query, zone, step_days), lambda: grid.days(self._parts(query), span, zone, step_days)
        )

    def points(self, query: Query, most: int) -> list[Row]:
        """The incidents that have a point, the latest first, ``most`` of them at most."""
        chosen = self._chosen(query)
        lon = self._column(chosen, "lon")
        return self._rows(chosen, np.flatnonzero(~np.isnan(lon))[::-1][:most])

    def page(self, query: Query, *, after: str = "", size: int = 100, newest: bool = True) -> tuple[list[Row], str]:
        """A page of incidents by time, and the cursor of the next page (empty: there is none)."""
        chosen = self._chosen(query)
        start = self._after(chosen, after, newest=newest)
        order = np.arange(len(chosen))[::-1] if newest else np.arange(len(chosen))
        places = order[start : start + size]
        rows = self._rows(chosen, places)
        more = bool(rows) and start + size < len(chosen)
        return rows, f"{micros(rows[-1].earliest)}.{rows[-1].key}" if more else ""

    def one(self, key: str) -> Row | None:
        """An incident by its key, or None where none lies here."""
        found = self._locate(key, lambda reading: len(reading))
        return found[0].rows(np.array([found[1]], np.int32))[0] if found else None

    def findings_of(self, key: str) -> list[FindingRow]:
        """The findings of an incident, the gravest first."""
        found = self._locate(key, lambda reading: len(reading))
        return found[0].findings_of(found[1]) if found else []

    def finding(self, key: str) -> FindingRow | None:
        """A finding by its key, or None where none lies here."""
        found = self._locate(key, lambda reading: reading.findings.rows)
        return found[0].found(np.array([found[1]], np.int32))[0] if found else None

    def findings(
        self,
        query: Query,
        *,
        clause: str = "",
        verdicts: Sequence[str] = (),
        order: str = "gravest",
        after: str = "",
        size: int = 100,
    ) -> tuple[list[FindingRow], str]:
        """A page of the findings of the incidents that the query means, and the cursor of the next page.

        ``order``: ``gravest`` (by verdict, then by probability), ``newest``, ``oldest``. ``verdicts`` are the
        findings' own; those of the query are the gravest of each incident.
        """
        chosen = self._chosen_findings(query, clause, tuple(verdicts), order)
        start = int(after) if after.isascii() and after.isdecimal() and len(after) < 10 else 0
        places = np.arange(start, min(start + size, len(chosen)))
        found = self._gather(chosen, places, lambda reading, numbers: reading.found(numbers))
        return found, str(start + size) if start + size < len(chosen) else ""

    def count_findings(self, query: Query, *, clause: str = "", verdicts: Sequence[str] = ()) -> int:
        """How many findings there are."""
        return len(self._chosen_findings(query, clause, tuple(verdicts), "gravest"))

    def clauses(self, query: Query) -> dict[str, dict[str, int]]:
        """Findings of the incidents that the query means, by clause and verdict."""
        found: dict[str, NDArray[np.int64]] = {}
        for reading, rows in self._parts(query):
            here = _holds(reading, rows)
            names, width = reading.findings.words("clause"), len(VERDICTS)
            key = reading.finding_clause[here].astype(np.int64) * width + reading.finding_verdict[here]
            table = np.bincount(key, minlength=len(names) * width).reshape(-1, width)
            for name, counts in zip(names, table, strict=True):
                found[name] = found.get(name, np.zeros(width, np.int64)) + counts
        return {name: grid.by_verdict(counts) for name, counts in sorted(found.items()) if counts.any()}

    def table(self, query: Query) -> Iterator[pa.RecordBatch]:
        """The incidents in order of time (schema EXPORTED), batch by batch."""
        chosen = self._chosen(query)
        for first in range(0, len(chosen), _AT_ONCE):
            yield self._batch(chosen, slice(first, first + _AT_ONCE))

    # how rows are found

    def _parts(self, query: Query) -> list[tuple[Reading, Rows]]:
        return self._keep(("parts", query), lambda: [(one, select(one, query)) for one in self._readings])

    def _chosen(self, query: Query) -> Chosen:
        """All rows of the query over all imports, in order of time, then import, then row."""
        return self._keep(("chosen", query), lambda: _by_time(self._parts(query)))

    def _chosen_findings(self, query: Query, clause: str, verdicts: tuple[str, ...], order: str) -> Chosen:
        key = ("findings", query, clause, verdicts, order)
        return self._keep(key, lambda: _findings_in_order(self._parts(query), clause, verdicts, order))

    def _keep(self, key: object, make: Callable[[], T]) -> T:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]  # type: ignore[no-any-return]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return made

    def _column(self, chosen: Chosen, name: str) -> NDArray[Any]:
        if len(self._readings) == 1:
            return getattr(self._readings[0], name)[chosen.row]  # type: ignore[no-any-return]
        found = np.empty(len(chosen), dtype=np.float64 if name == "lon" else np.int64)
        for place, reading in enumerate(self._readings):
            mine = chosen.feed == place
            found[mine] = getattr(reading, name)[chosen.row[mine]]
        return found

    def _after(self, chosen: Chosen, cursor: str, *, newest: bool) -> int:
        """How many rows, in the order asked, lie before or at a cursor; 0 for one that cannot be read."""
        time, _, key = cursor.partition(".")
        feed, _, row = key.rpartition(":")
        place = self._place.get(feed, -1)
        if not (time.lstrip("-").isdecimal() and row.isdecimal()):
            return 0
        earliest = self._column(chosen, "earliest")
        first, last = (int(np.searchsorted(earliest, int(time), side=side)) for side in ("left", "right"))
        before = np.count_nonzero(
            (chosen.feed[first:last] < place)
            | ((chosen.feed[first:last] == place) & (chosen.row[first:last] < int(row)))
        )
        at = first + int(before)
        if newest:
            return len(chosen) - at
        return at + int(at < last and chosen.feed[at] == place and chosen.row[at] == int(row))

    def _locate(self, key: str, size: Callable[[Reading], int]) -> tuple[Reading, int] | None:
        feed, _, number = key.rpartition(":")
        place = self._place.get(feed)
        if place is None or not (number.isascii() and number.isdecimal()) or len(number) > 10:
            return None
        reading = self._readings[place]
        return (reading, int(number)) if int(number) < size(reading) else None

    def _rows(self, chosen: Chosen, places: NDArray[np.int64]) -> list[Row]:
        return self._gather(chosen, places, lambda reading, rows: reading.rows(rows))

    def _gather(self, chosen: Chosen, places: NDArray[np.int64], read: Callable[[Reading, Rows], list[T]]) -> list[T]:
        found: dict[int, T] = {}
        for feed in np.unique(chosen.feed[places]).tolist():
            mine = places[chosen.feed[places] == feed]
            found |= zip(mine.tolist(), read(self._readings[feed], chosen.row[mine]), strict=True)
        return [found[place] for place in places.tolist()]

    def _batch(self, chosen: Chosen, here: slice) -> pa.RecordBatch:
        feeds, rows = chosen.feed[here], chosen.row[here]
        parts, places = [], []
        for feed in np.unique(feeds).tolist():
            mine = np.flatnonzero(feeds == feed)
            reading = self._readings[feed]
            told = pa.array(["", *VERDICTS[1:]]).take(pa.array(reading.verdict[rows[mine]]))
            table = reading.incidents.take(rows[mine]).append_column("verdict", told)
            parts.append(table.append_column("feed", pa.repeat(reading.feed.id, len(mine))))
            places.append(mine)
        back = np.argsort(np.concatenate(places), kind="stable")
        table = pa.concat_tables(parts).unify_dictionaries().take(pa.array(back)).combine_chunks()
        (batch,) = table.cast(EXPORTED).to_batches()
        return batch


def _by_time(parts: Sequence[tuple[Reading, Rows]]) -> Chosen:
    feed = np.repeat(np.arange(len(parts), dtype=np.int16), [len(rows) for _, rows in parts])
    row = np.concatenate([np.empty(0, np.int32), *(rows for _, rows in parts)])
    if sum(bool(len(rows)) for _, rows in parts) < 2:
        return Chosen(feed, row)
    order = np.argsort(np.concatenate([reading.earliest[rows] for reading, rows in parts]), kind="stable")
    return Chosen(feed[order], row[order])


def _holds(reading: Reading, rows: Rows) -> NDArray[np.int64]:
    """The findings whose incidents are among these rows."""
    if len(rows) == len(reading):
        return np.arange(len(reading.finding_row))
    among = np.zeros(len(reading), dtype=np.bool_)
    among[rows] = True
    return np.flatnonzero(among[reading.finding_row])


def _findings_in_order(
    parts: Sequence[tuple[Reading, Rows]], clause: str, verdicts: tuple[str, ...], order: str
) -> Chosen:
    feeds, numbers, keys = [np.empty(0, np.int16)], [np.empty(0, np.int32)], []
    wanted = np.array([not verdicts or verdict in verdicts for verdict in VERDICTS])
    for place, (reading, rows) in enumerate(parts):
        here = _holds(reading, rows)
        here = here[wanted[reading.finding_verdict[here]]]
        if clause:
            names = np.array([*(name == clause for name in reading.findings.words("clause")), False])
            here = here[names[reading.finding_clause[here]]]
        feeds.append(np.full(len(here), place, np.int16))
        numbers.append(here.astype(np.int32))
        begun = reading.earliest[reading.finding_row[here]]
        keys.append((reading.finding_verdict[here], -reading.finding_p[here], begun))
    feed, number = np.concatenate(feeds), np.concatenate(numbers)
    if not len(number):
        return Chosen(feed, number)
    verdict, unlikely, begun = (np.concatenate([key[n] for key in keys]) for n in range(3))
    by = {"newest": (verdict, -begun), "oldest": (verdict, begun)}.get(order, (begun, unlikely, verdict))
    sorted_ = np.lexsort(by)
    return Chosen(feed[sorted_], number[sorted_])
