"""A draft of incidents: columns in the making, and the rows that must be refused with the first reason found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hudna.incidents.faults import REASONS
from hudna.incidents.model import INCIDENTS
from hudna.incidents.rejects import Reject, clipped
from hudna.incidents.rows import Bools, Rows, Words, counts, numbers

MOST_RADIUS_KM = 20_000.0
MOST_DEATHS = 2**31 - 1


class Draft:
    """Incidents from one batch of rows. Fill ``columns``, refuse rows, then ask for what is left."""

    def __init__(self, rows: Rows, file: str) -> None:
        self.rows, self.file = rows, file
        self.fine: Bools = np.ones(len(rows), np.bool_)
        self.columns: dict[str, pa.Array] = {}
        self.rejects: list[Reject] = []
        self._tallies: list[tuple[Counter[str], NDArray[np.int32], list[tuple[str, ...]]]] = []

    def refuse(self, mask: Bools, code: str, words: str | Callable[[int], str] = "") -> None:
        """Refuse the rows of the mask that were fine so far."""
        for row in np.flatnonzero(mask & self.fine):
            detail = words(int(row)) if callable(words) else words
            said = f"{REASONS[code]}: {detail}" if detail else REASONS[code]
            raw = clipped(self.rows.raw(int(row)))
            self.rejects.append(Reject(self.file, int(self.rows.line[row]), code, said, raw))
        self.fine &= ~mask

    def tally(self, counter: Counter[str], words: Words, names: Sequence[tuple[str, ...]]) -> None:
        """Count, for the rows that stay, the names that each word could not be mapped for."""
        if any(names):
            self._tallies.append((counter, words.codes, list(names)))

    def interval(self, earliest: NDArray[np.int64], latest: NDArray[np.int64]) -> None:
        """Set the interval in microseconds; refuse rows that end before they begin."""
        self.refuse(latest <= earliest, "interval-reversed")
        self.columns["earliest"] = pa.array(earliest).cast(pa.timestamp("us", tz="UTC"))
        self.columns["latest"] = pa.array(latest).cast(pa.timestamp("us", tz="UTC"))

    def place(self, lon_name: str, lat_name: str, elsewhere: Bools) -> None:
        """Set lon and lat from two text columns; ``elsewhere``: rows that have an area and may do without."""
        lon, lat = self._degrees(lon_name), self._degrees(lat_name)
        none = np.isnan(lon) | np.isnan(lat)
        one = np.isnan(lon) != np.isnan(lat)
        self.refuse((none & ~elsewhere) | one, "place-missing")
        off = ~none & ((np.abs(lon) > 180) | (np.abs(lat) > 90))

        def words(row: int) -> str:
            swapped = abs(lon[row]) <= 90 and 90 < abs(lat[row]) <= 180
            hint = "; longitude and latitude look swapped" if swapped else ""
            return f"longitude {lon[row]:g}, latitude {lat[row]:g}{hint}"

        self.refuse(off, "coordinate-range", words)
        self.columns["lon"], self.columns["lat"] = (pa.array(v, mask=np.isnan(v)) for v in (lon, lat))

    def _degrees(self, name: str) -> NDArray[np.float64]:
        column = self.rows.text(name)
        values, bad = numbers(column)

        def words(row: int) -> str:
            text = column[row].as_py()
            hint = f"; write {text.replace(',', '.')}" if text.count(",") == 1 and "." not in text else ""
            return f"{name} “{text}”{hint}"

        self.refuse(bad, "coordinate-unreadable", words)
        self.refuse(np.isinf(values), "coordinate-range", words)
        return values

    def deaths(self, low: str | None, best: str | None, high: str | None) -> None:
        """Set the three numbers of deaths from text columns (None: the source has no such number).

        They stay as the source has them, even where its best estimate is above its high one.
        """
        for name, source in (("deaths_low", low), ("deaths_best", best), ("deaths_high", high)):
            words = self.rows.words(source) if source else Words(np.full(len(self.rows), -1, np.int32), ())
            values = words.numbers(_whole, np.nan)
            bad = np.isinf(values)
            self.refuse(bad, "deaths", lambda row, words=words: f"“{words.values[words.codes[row]]}”")  # type: ignore[misc]
            values[bad] = np.nan
            self.columns[name] = pa.array(values, mask=np.isnan(values)).cast(pa.int32())

    def finish(self) -> pa.RecordBatch:
        """The incidents that are fine, in the schema INCIDENTS; tallies what they could not map."""
        self.columns.setdefault("line", pa.array(self.rows.line))
        arrays = [
            self.columns[f.name].cast(f.type) if f.name in self.columns else pa.nulls(len(self.rows), f.type)
            for f in INCIDENTS
        ]
        batch = pa.RecordBatch.from_arrays(arrays, schema=INCIDENTS)
        if not self.fine.all():
            batch = batch.filter(pa.array(self.fine))
        for counter, codes, names in self._tallies:
            for count, missing in zip(counts(codes[self.fine], len(names)), names, strict=False):
                counter.update(dict.fromkeys(missing, int(count)) if count else {})
        return batch


def _whole(text: str) -> float:
    """A count as written (``3``, ``3.0``); infinite for anything else."""
    try:
        value = float(text)
    except ValueError:
        return float("inf")
    return value if 0 <= value <= MOST_DEATHS and value == int(value) else float("inf")
