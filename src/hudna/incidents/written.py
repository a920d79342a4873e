"""Write incidents in Hudna's own columns, and a template to begin a table of one's own."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from hudna.incidents import own

TEMPLATE = (
    {
        "incident_id": "2016-0001",
        "earliest": "2016-02-27",
        "zone": "Asia/Damascus",
        "lon": "37.05",
        "lat": "36.30",
        "radius_km": "5",
        "act": "force.explosive.indirect.mortar",
        "weapon": "artillery.mortar.82mm",
        "author": "party-a",
        "target": "civilians",
        "deaths_best": "2",
        "reported_by": "Field team 3",
        "note": "Invented example: two rounds in the evening; crater direction north-west.",
    },
    {
        "incident_id": "2016-0002",
        "earliest": "2016-02-27T14:30",
        "latest": "2016-02-28T06:00",
        "zone": "Asia/Damascus",
        "lon": "36.95",
        "lat": "36.21",
        "act": "force.clash",
        "side_a": "party-a",
        "side_b": "party-b;party-c",
        "deaths_low": "0",
        "deaths_high": "4",
        "reported_by": "Radio message",
        "note": "Invented example: who began is not known.",
    },
)


def template_csv() -> str:
    """Hudna's own columns with two invented rows, as CSV text."""
    text = io.StringIO()
    rows = csv.DictWriter(text, own.COLUMNS, lineterminator="\n")
    rows.writeheader()
    rows.writerows(TEMPLATE)
    return text.getvalue()


def write_csv(incidents: Iterable[pa.RecordBatch], path: Path | str) -> int:
    """Write incidents in Hudna's own columns as CSV (UTF-8 with a byte order mark); returns how many."""
    rows = 0
    options = pa_csv.WriteOptions(include_header=False)
    with Path(path).open("wb") as file:
        header = ",".join((*own.COLUMNS, *own.KEPT))
        file.write(b"\xef\xbb\xbf" + header.encode() + b"\n")
        for batch in incidents:
            pa_csv.write_csv(_columns(batch), file, options)
            rows += len(batch)
    return rows


def _columns(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The columns of the CSV: directed rows name author and target, others side_a and side_b."""
    directed, nobody = batch.column("directed"), pa.scalar(None, pa.string())
    cells = {name: _text(column) for name, column in zip(batch.schema.names, batch.columns, strict=True)}
    for name, side in (("author", "side_a"), ("target", "side_b")):
        cells[name] = pc.if_else(directed, cells[side], nobody)
        cells[side] = pc.if_else(directed, nobody, cells[side])
    return pa.RecordBatch.from_pydict({name: cells[name] for name in (*own.COLUMNS, *own.KEPT)})


def _text(column: pa.Array) -> pa.Array:
    if not pa.types.is_timestamp(column.type):
        return column.cast(pa.string())
    text = pc.binary_replace_slice(column.cast(pa.string()), 10, 11, "T")
    return pc.replace_substring(text, ".000000Z", "Z")
