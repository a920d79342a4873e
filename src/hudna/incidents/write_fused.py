"""Write what was fused where people open it: Parquet, CSV for a spreadsheet, GeoJSON for a map."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hudna.ground import spreadsheet
from hudna.incidents.fuse import Fused
from hudna.incidents.fused import MEMBER, ROUND_UP
from hudna.incidents.weigh import comparisons

MOST_POINTS = 250_000
"""More points no map opens well, and more rows no sheet holds: then the file is left out, and a remark says so."""


def write_fused(fused: Fused, folder: Path) -> tuple[list[Path], list[str]]:
    """Write ``incidents`` and ``links`` into ``folder``: (their paths, remarks). Raises OSError."""
    parts = [_write(name, table, folder) for name, table in (("incidents", fused.incidents), ("links", fused.links))]
    return [path for paths, _ in parts for path in paths], [said for _, remarks in parts for said in remarks]


def write_links(fused: Fused | None, folder: Path) -> tuple[list[Path], list[str]]:
    """Write ``links`` alone; without a fusion remove those of an earlier run, which would be read as this one's."""
    if fused is not None:
        return _write("links", fused.links, folder)
    for kind in ("parquet", "csv", "geojson"):
        (folder / f"links.{kind}").unlink(missing_ok=True)
    return [], []


def _write(name: str, table: pa.Table, folder: Path) -> tuple[list[Path], list[str]]:
    written, remarks = [folder / f"{name}.parquet"], []
    pq.write_table(table, written[0], compression="zstd", compression_level=1)
    for kind, most in (("csv", spreadsheet.MOST_ROWS), ("geojson", MOST_POINTS)):
        path = folder / f"{name}.{kind}"
        if table.num_rows > most:
            path.unlink(missing_ok=True)
            remarks.append(
                f"{path.name} is left out: {table.num_rows:,} rows are more than the {most:,} that open well."
            )
            continue
        (_write_csv if kind == "csv" else _write_geojson)(table, path)
        written.append(path)
    return written, remarks


def _write_csv(table: pa.Table, path: Path) -> None:
    with path.open("wb") as file:
        spreadsheet.write_csv(table, file)


def _write_geojson(table: pa.Table, path: Path) -> None:
    """A point per row (RFC 7946), its properties the columns; no geometry where the place is an area."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{"type":"FeatureCollection","features":[')
        first = True
        for batch in spreadsheet.as_words(table).to_batches(max_chunksize=20_000):
            for row in batch.to_pylist():
                point = {"type": "Point", "coordinates": [row["lon"], row["lat"]]} if row["lon"] is not None else None
                feature = {"type": "Feature", "geometry": point, "properties": row}
                file.write(("\n" if first else ",\n") + json.dumps(feature, ensure_ascii=False))
                first = False
        file.write("\n]}\n")


def fused_as_json(fused: Fused) -> dict[str, Any]:
    """The figures of a fusion, for standard output and summary.json."""
    incidents, links = fused.incidents, fused.links
    kinds = {row["values"]: row["counts"] for row in pc.value_counts(links["kind"].cast(pa.string())).to_pylist()}
    round_ups = links.filter(pc.equal(links["kind"].cast(pa.string()), ROUND_UP))
    weights = {
        comparison.name: dict(zip(comparison.levels, map(_round, fused.worth.weights.bits(comparison)), strict=True))
        for comparison in comparisons()
    }
    return {
        "sources": list(fused.feeds),
        "reports": pc.count_distinct(pa.chunked_array([_rows(links)])).as_py() if links.num_rows else 0,
        "incidents": incidents.num_rows,
        "joined": {"incidents": fused.joined, "reports": kinds.get(MEMBER, 0)},
        "round_ups": {"reports": len(set(round_ups["report_id"].to_pylist())), "links": round_ups.num_rows},
        "by_reports": _counted(incidents["reports"]),
        "by_voices": _counted(incidents["voices"]),
        "by_occurrence": _counted(incidents["occurrence"]),
        "disagree_in": _counted(incidents["disagree_in"].cast(pa.string())),
        "for_a_look": int(pc.sum(pc.less(incidents["p"], SURE), min_count=0).as_py()),
        "weights": {"learnt": fused.worth.learnt, "prior_bits": fused.worth.prior, "bits": weights},
    }


SURE = 0.8
"""An incident whose least sure link is below this is worth a look."""


def _round(bits: float) -> float:
    return round(float(bits), 2)


def _rows(links: pa.Table) -> pa.Array:
    """A word per report: its source, file, line and id."""
    parts = [links[name].cast(pa.string()) for name in ("source", "file", "line", "report_id")]
    return pc.binary_join_element_wise(*parts, "\x1f").combine_chunks()


def _counted(column: pa.ChunkedArray) -> dict[str, int]:
    found = {row["values"]: row["counts"] for row in pc.value_counts(column).to_pylist()}
    return {str(value): found[value] for value in sorted(value for value in found if value is not None)}
