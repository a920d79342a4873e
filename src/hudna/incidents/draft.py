"""A draft of incidents: columns in the making, and the rows that must be refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hudna.incidents.faults import REASONS
from hudna.incidents.model import INCIDENTS
from hudna.incidents.rejects import Reject, clipped
from hudna.incidents.rows import Bools, Rows, Words, numbers

MOST_DEATHS = 2**31 - 1
UTC_TIME = pa.timestamp("us", tz="UTC")


class Draft:
    """Incidents from one batch of rows. Fill ``columns``, refuse rows, then ask for what is left.

    A row is refused for the first reason that is found; later ones are not told.
    """

    def __init__(self, rows: Rows, file: str) -> None:
        self.rows, self.file = rows, file
        self.fine: Bools = np.ones(len(rows), np.bool_)
        self.columns: dict[str, pa.Array] = {"line": pa.array(rows.line)}
        self.rejects: list[Reject] = []
        self._tallies: list[tuple[Counter[str], Words, Sequence[tuple[str, ...]]]] = []

    def refuse(self, mask: Bools, code: str, words: str | Callable[[int], str] = "") -> None:
        """Refuse the rows of the mask that were fine so far."""
        if not mask.any():
            return
        for row in np.flatnonzero(mask & self.fine).tolist():
            detail = words(row) if callable(words) else words
            said = f"{REASONS[code]}: {detail}" if detail else REASONS[code]
            raw = clipped(self.rows.raw(row))
            self.rejects.append(Reject(self.file, int(self.rows.line[row]), code, said, raw))
        self.fine &= ~mask

    def tally(self, counter: Counter[str], words: Words, names: Sequence[tuple[str, ...]]) -> None:
        """Count, over the rows that stay, the names that each word could not be mapped for."""
        if any(names):
            self._tallies.append((counter, words, names))

    def ids(self, name: str) -> None:
        """Set the ids from a column; refuse rows without one."""
        self.columns["incident_id"] = self.rows.text(name)
        self.refuse(self.columns["incident_id"].is_null().to_numpy(zero_copy_only=False), "id-missing")

    def interval(self, earliest: NDArray[np.int64], latest: NDArray[np.int64]) -> None:
        """Set the interval in microseconds; refuse rows that end before they begin."""
        self.refuse(latest <= earliest, "interval-reversed")
        self.columns["earliest"] = pa.array(earliest).cast(UTC_TIME)
        self.columns["latest"] = pa.array(latest).cast(UTC_TIME)

    def place(self, lon_name: str, lat_name: str, elsewhere: Bools) -> None:
        """Set lon and lat from two columns; ``elsewhere``: rows that have an area and may do without."""
        lon, lat = self._degrees(lon_name), self._degrees(lat_name)
        no_lon, no_lat = np.isnan(lon), np.isnan(lat)
        self.refuse((no_lon != no_lat) | (no_lon & ~elsewhere), "place-missing")

        def words(row: int) -> str:
            swapped = abs(lon[row]) <= 90 < abs(lat[row]) <= 180
            hint = "; the two look swapped" if swapped else ""
            return f"longitude {lon[row]:g}, latitude {lat[row]:g}{hint}"

        self.refuse((np.abs(lon) > 180) | (np.abs(lat) > 90), "coordinate-range", words)
        self.columns["lon"], self.columns["lat"] = pa.array(lon, mask=no_lon), pa.array(lat, mask=no_lat)

    def _degrees(self, name: str) -> NDArray[np.float64]:
        column = self.rows.column(name)
        values, bad = numbers(column)

        def words(row: int) -> str:
            text = str(column[row])
            hint = f"; write {text.replace(',', '.')}" if text.count(",") == 1 and "." not in text else ""
            return f"{name} “{text}”{hint}"

        self.refuse(bad, "coordinate-unreadable", words)
        return values

    def deaths(self, low: str | None, best: str | None, high: str | None) -> None:
        """Set the three numbers of deaths from columns (None: the source has no such number).

        They stay as the source has them, even where its best estimate is above its high one.
        """
        for name, source in (("deaths_low", low), ("deaths_best", best), ("deaths_high", high)):
            if source is None or source not in self.rows.columns:
                continue
            column = self.rows.columns[source]
            if pa.types.is_integer(column.type):
                values = pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False)
                bad = (values < 0) | (values > MOST_DEATHS)
            else:
                values = self.rows.words(source).numbers(_whole, np.nan)
                bad = np.isinf(values)
            self.refuse(bad, "deaths", lambda row, column=column: f"“{column[row]}”")  # type: ignore[misc]
            values = np.where(bad, np.nan, values)
            self.columns[name] = pa.array(values, mask=np.isnan(values)).cast(pa.int32())

    def finish(self) -> pa.RecordBatch:
        """The incidents that are fine, in the schema INCIDENTS; tallies what they could not map."""
        arrays = [
            self.columns[f.name].cast(f.type) if f.name in self.columns else pa.nulls(len(self.rows), f.type)
            for f in INCIDENTS
        ]
        batch = pa.RecordBatch.from_arrays(arrays, schema=INCIDENTS)
        if not self.fine.all():
            batch = batch.filter(pa.array(self.fine))
        for counter, words, names in self._tallies:
            codes = words.codes[self.fine]
            times = np.bincount(codes[codes >= 0], minlength=len(names))
            for count, unknown in zip(times.tolist(), names, strict=True):
                if count:
                    counter.update(dict.fromkeys(unknown, count))
        return batch


def _whole(text: str) -> float:
    """A count as written (``3``, ``3.0``); NaN for NA and the like, infinite for anything else."""
    try:
        value = float(text)
    except ValueError:
        return np.nan if text.lower() in ("na", "n/a", "null", "none", "-") else np.inf
    if np.isnan(value):
        return value
    return value if 0 <= value <= MOST_DEATHS and value == int(value) else np.inf
