"""Incidents fused from reports, and which report belongs to which: tables, columns, reasons in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hudna.incidents.levels import APART, COPY, PATTERNS
from hudna.incidents.merge import Beside, Merged
from hudna.incidents.model import INCIDENTS
from hudna.incidents.reports import MINUTE, Reports
from hudna.incidents.voices import CONFLICTS
from hudna.incidents.weigh import Worth, comparisons, levels_of

_WORD = pa.dictionary(pa.int32(), pa.string())
FUSED = pa.schema(
    [
        *INCIDENTS,
        pa.field("reports", pa.int32(), nullable=False),
        pa.field("voices", pa.int32(), nullable=False),
        pa.field("occurrence", pa.int8(), nullable=False),
        pa.field("p", pa.float64(), nullable=False),
        pa.field("deaths_said", pa.string()),
        pa.field("disagree_in", _WORD),
    ]
)
"""One row per incident: INCIDENTS with what all its reports say, and

``reports``, ``voices``: how many, and how many independent ones · ``occurrence``: grade of information, 1 confirmed to
6 cannot be judged · ``p``: of the least sure link · ``deaths_said``: each number with who says it ·
``disagree_in``: what its reports do not agree in.
"""

LINKS = pa.schema(
    [
        pa.field("report_id", pa.string(), nullable=False),
        pa.field("source", _WORD, nullable=False),
        pa.field("incident_id", pa.string(), nullable=False),
        pa.field("kind", _WORD, nullable=False),
        pa.field("p", pa.float64()),
        pa.field("reasons", _WORD, nullable=False),
        pa.field("closest", pa.string()),
        *(
            INCIDENTS.field(name)
            for name in ("earliest", "latest", "lon", "lat", "radius_km", "act", "side_a", "side_b")
        ),
        *(INCIDENTS.field(name) for name in ("deaths_low", "deaths_best", "deaths_high", "reported_by", "note")),
        pa.field("file", _WORD, nullable=False),
        pa.field("line", pa.int64(), nullable=False),
    ]
)
"""One row per report and incident, with what this report says. ``kind``: ``alone``, ``member``, or ``round-up`` (the
report covers several incidents and has a row for each, without a probability) · ``p``, ``reasons``: how sure that is,
and what speaks for and against · ``closest``: the report of the incident that it is most like."""

Number = TypeVar("Number", bound=np.generic)
PREFIX = b"fused-"
ALONE, MEMBER, ROUND_UP = "alone", "member", "round-up"
SPECIAL = 4
"""Patterns below 0 are no levels: a copy, rows that are apart, a round-up, a report alone."""


@dataclass(frozen=True)
class Grouped:
    """Reports of each incident: ``member[first[k]:first[k + 1]]``.

    While they are merged these are rows of the shelves; for the tables, rows as they were given.
    """

    first: NDArray[np.int64]
    member: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.first) - 1

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """How many reports each incident has."""
        return np.diff(self.first)

    def least(self, values: NDArray[Number]) -> NDArray[Number]:
        """The least value of each incident; ``values``: one for each of ``member``."""
        return np.asarray(np.minimum.reduceat(values, self.first[:-1])) if len(self) else values[:0]

    def in_order(self, order: NDArray[np.int64]) -> Grouped:
        """The incidents in another order."""
        sizes = self.sizes[order]
        first = np.concatenate(([0], np.cumsum(sizes)))
        return Grouped(first, self.member[np.arange(first[-1]) + np.repeat(self.first[:-1][order] - first[:-1], sizes)])

    @cached_property
    def incident(self) -> NDArray[np.int64]:
        """The incident of each report; −1 for a round-up, which has none of its own."""
        of = np.full(int(self.member.max(initial=-1)) + 1, -1, np.int64)
        of[self.member] = np.repeat(np.arange(len(self)), self.sizes)
        return of


def incidents_table(
    reports: Reports,
    grouped: Grouped,
    merged: Merged,
    ids: pa.Array,
    voices: NDArray[np.int32],
    grade: NDArray[np.int8],
    p: NDArray[np.float64],
) -> pa.Table:
    """The incidents in the schema FUSED, in order of time. An incident of one report is that report."""
    made = {"incident_id": ids, "act": _act(reports, merged)} | _sides(reports, merged)
    speaker = pa.array(merged.speaker)
    told = {name: reports.table[name].take(speaker) for name in INCIDENTS.names if name not in made}
    many = grouped.sizes > 1
    if many.any():
        told |= _of_many(told, reports, grouped, merged, many)
    said = {
        "reports": pa.array(grouped.sizes.astype(np.int32)),
        "voices": pa.array(voices),
        "occurrence": pa.array(grade),
        "p": pa.array(p),
        "deaths_said": _deaths_said(reports, grouped, many),
        "disagree_in": _conflicts(merged.disagree),
    }
    columns = made | told | said
    return pa.table([columns[field.name].cast(field.type) for field in FUSED], schema=FUSED)


def incident_ids(table: pa.Table, grouped: Grouped, merged: Merged) -> pa.Array:
    """The source's own id where there is one report; else ``fused-`` and a hash of its reports, in any order."""
    own = table["incident_id"].take(pa.array(merged.speaker))
    own = own.combine_chunks() if isinstance(own, pa.ChunkedArray) else own
    many = grouped.sizes > 1
    if not many.any():
        return own
    digits = np.frombuffer(merged.name.astype(">u8").tobytes().hex().encode(), np.uint8).reshape(-1, 16)[:, :12]
    letters = np.concatenate((np.tile(np.frombuffer(PREFIX, np.uint8), (len(digits), 1)), digits), axis=1)
    offsets = np.arange(len(digits) + 1, dtype=np.int32) * letters.shape[1]
    made = pa.StringArray.from_buffers(len(digits), pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(letters)))
    return pc.if_else(pa.array(many), made, own)


def _of_many(
    told: dict[str, pa.ChunkedArray], reports: Reports, grouped: Grouped, merged: Merged, many: NDArray[np.bool_]
) -> dict[str, pa.ChunkedArray]:
    """What incidents of several reports say otherwise than the report that speaks for them."""
    keep = pa.array(many)
    placed = pa.array(many & (merged.radius >= 0))
    utc = pa.timestamp("us", tz="UTC")
    new = {
        "earliest": pc.if_else(keep, pa.array(merged.begin.astype(np.int64) * MINUTE).cast(utc), told["earliest"]),
        "latest": pc.if_else(keep, pa.array(merged.end.astype(np.int64) * MINUTE).cast(utc), told["latest"]),
        "radius_km": pc.if_else(placed, pa.array(np.round(merged.radius, 3)), told["radius_km"]),
        "reported_by": pc.if_else(keep, _joined_names(reports, grouped, many), told["reported_by"]),
    }
    for name, values in (("deaths_low", merged.low), ("deaths_best", merged.best), ("deaths_high", merged.high)):
        new[name] = pc.if_else(keep, pa.array(values, mask=values < 0), told[name])
    return new


def _act(reports: Reports, merged: Merged) -> pa.Array:
    words = reports.table["act"].combine_chunks()
    return _recoded(words, merged.act)


def _sides(reports: Reports, merged: Merged) -> dict[str, pa.Array]:
    """The sides of the report whose sides hold; with a direction where a report that names the same gives one."""
    taken = reports.table.select(["side_a", "side_b", "directed"]).take(pa.array(merged.who))
    return {name: taken[name] for name in ("side_a", "side_b", "directed")}


def _recoded(words: pa.Array, codes: NDArray[np.int32]) -> pa.Array:
    words = pa.concat_arrays(words.chunks) if isinstance(words, pa.ChunkedArray) else words
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32(), mask=codes < 0), words.dictionary)


def _joined_names(reports: Reports, grouped: Grouped, many: NDArray[np.bool_]) -> pa.Array:
    """Who reports: the different outlets of an incident, in order of the alphabet."""
    outlet = reports.outlet
    rank = np.argsort(np.argsort(np.array(reports.outlets or [""], dtype=np.str_)))
    rows = np.repeat(np.arange(len(grouped)), grouped.sizes)
    use = np.repeat(many, grouped.sizes) & (outlet[grouped.member] >= 0)
    pairs = np.sort(rows[use] * np.int64(len(rank)) + rank[outlet[grouped.member[use]]])
    pairs = pairs[np.diff(pairs, prepend=-1) != 0]
    by_rank = np.argsort(rank)
    names = pa.array(list(reports.outlets) or [""], pa.string()).take(pa.array(by_rank[pairs % len(rank)]))
    return _joined(pairs // len(rank), names, len(grouped), "; ")


def _joined(rows: NDArray[np.int64], words: pa.Array, count: int, between: str) -> pa.Array:
    """The words of each row put together; null where there are none. ``rows`` ascend."""
    offsets = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=count))))
    joined = pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), words), between)
    return pc.if_else(pa.array(np.diff(offsets) > 0), joined, pa.scalar(None, pa.string()))


def _deaths_said(reports: Reports, grouped: Grouped, many: NDArray[np.bool_]) -> pa.Array:
    """``5 (A), 7 (B)`` of incidents whose reports give different numbers."""
    best = np.ascontiguousarray(reports.rows["best"])[grouped.member]
    least, most = grouped.least(np.where(best < 0, 2**31 - 1, best)), -grouped.least(-best)
    use = np.repeat(many & (least < most), grouped.sizes) & (best >= 0)
    rows, member, best = np.repeat(np.arange(len(grouped)), grouped.sizes)[use], grouped.member[use], best[use]
    names = [*reports.outlets, "?"]
    rank = np.argsort(np.argsort(np.array(names, dtype=np.str_)))
    outlet = np.where(reports.outlet[member] >= 0, reports.outlet[member], len(names) - 1)
    order = np.lexsort((rank[outlet], best, rows))
    who = pa.DictionaryArray.from_arrays(pa.array(outlet[order], pa.int32()), pa.array([f" ({n})" for n in names]))
    said = pc.binary_join_element_wise(pa.array(best[order]).cast(pa.string()), who.cast(pa.string()), "")
    return _joined(rows, said, len(grouped), ", ")


def _conflicts(disagree: NDArray[np.uint8]) -> pa.Array:
    words = ["; ".join(name for name, bit in CONFLICTS.items() if code & bit) for code in range(32)]
    mask = disagree == 0
    return pa.DictionaryArray.from_arrays(pa.array(disagree.astype(np.int32), mask=mask), pa.array(words))


def links_table(
    reports: Reports,
    grouped: Grouped,
    ids: pa.Array,
    beside: Beside,
    worth: Worth,
    p: NDArray[np.float64],
    covering: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> pa.Table:
    """Report → incident in the schema LINKS, in the order of the reports; round-ups last."""
    table = reports.table
    of = grouped.incident
    own = np.flatnonzero(of >= 0)
    report, covered = covering
    rows = np.concatenate((own, report))
    incident = np.concatenate((of[own], covered))
    kind = np.concatenate((np.where(grouped.sizes[of[own]] > 1, 1, 0), np.full(len(report), 2))).astype(np.int32)
    patterns = np.concatenate((beside.pattern[own], np.full(len(report), -3)))
    patterns[kind == 0] = -4
    closest = np.where(kind == 1, beside.closest[rows], -1)
    same = len(rows) == len(table) and not len(report)
    columns: dict[str, pa.Array] = {
        "incident_id": ids.take(pa.array(incident)),
        "kind": pa.DictionaryArray.from_arrays(pa.array(kind), [ALONE, MEMBER, ROUND_UP]),
        "p": pa.array(np.concatenate((p[own], np.zeros(len(report)))), mask=kind == 2),
        "reasons": reasons(patterns, worth),
        "closest": table["incident_id"].take(pa.array(closest, mask=closest < 0)),
    }
    for field in LINKS:
        if field.name not in columns:
            of_report = table["incident_id" if field.name == "report_id" else field.name]
            columns[field.name] = of_report if same else of_report.take(pa.array(rows))
    return pa.table([columns[field.name] for field in LINKS], schema=LINKS)


def reasons(patterns: NDArray[np.integer], worth: Worth) -> pa.DictionaryArray:
    """What speaks for a link and what against it, in words; strongest first."""
    met = np.zeros(PATTERNS + SPECIAL, np.bool_)
    met[patterns + SPECIAL] = True
    seen, at = np.flatnonzero(met) - SPECIAL, (np.cumsum(met) - 1)[patterns + SPECIAL]
    bits = [worth.weights.bits(comparison).tolist() for comparison in comparisons()]
    levels = levels_of(np.maximum(seen, 0)).tolist()
    told = [_told(code, of, bits) for code, of in zip(seen.tolist(), levels, strict=True)]
    return pa.DictionaryArray.from_arrays(pa.array(at.astype(np.int32)), pa.array(told, pa.string()))


def _told(code: int, levels: Sequence[int], bits: Sequence[Sequence[float]]) -> str:
    special = {
        COPY: "The same row twice.",
        APART: "Joined by what its other reports say.",
        -3: COVERS,
        -4: "The only report.",
    }
    if code in special:
        return special[code]
    weighed = [(of[level], one.levels[level]) for one, of, level in zip(comparisons(), bits, levels, strict=True)]
    spoken = {"For": [w for w in weighed if w[0] >= 0.3], "Against": [w for w in weighed if w[0] <= -0.3]}
    parts = [f"{side}: {_list(words)}." for side, words in spoken.items() if words]
    silent = [words for bits, words in weighed if abs(bits) < 0.3]
    return " ".join(parts) + (f" Says little: {', '.join(silent)}." if silent else "")


def _list(weighed: Sequence[tuple[float, str]]) -> str:
    return ", ".join(words for _, words in sorted(weighed, key=lambda one: -abs(one[0])))


COVERS = (
    "Sums up several incidents of its place and time, by its own words; its deaths are theirs together, or not told."
)
