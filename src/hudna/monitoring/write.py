"""Write findings where people open them: Parquet, CSV for a spreadsheet, GeoJSON for a map; and the figures as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hudna.ground import spreadsheet
from hudna.monitoring.faults import MONITORING
from hudna.monitoring.model import Assessment, Count

_CONTROL = r"[\x00-\x1f\x7f]"
_ROWS = 50_000
_GROUP = 524_288
MOST_POINTS = 250_000


def write_findings(findings: pa.Table, folder: Path) -> tuple[list[Path], list[str]]:
    """Write findings.parquet, findings.csv and findings.geojson into ``folder``: (their paths, remarks).

    A spreadsheet opens at most 1,048,576 rows and a map chokes on more points than ``MOST_POINTS``: past that the file
    is left out, and a remark says so; the Parquet file holds everything. The CSV starts with a byte order mark (Excel
    then reads UTF-8), and text in it that a spreadsheet would take for a formula starts with an apostrophe. Raises
    out-unwritable.
    """
    written, remarks = [folder / "findings.parquet"], []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_parquet(findings, written[0])
        for kind, write, most in (("csv", _write_csv, spreadsheet.MOST_ROWS), ("geojson", _write_geojson, MOST_POINTS)):
            path = folder / f"findings.{kind}"
            if findings.num_rows <= most:
                write(findings, path)
                written.append(path)
                continue
            path.unlink(missing_ok=True)
            remarks.append(
                f"findings.{kind} is left out: {findings.num_rows:,} rows are more than the {most:,} that open well; "
                "all are in findings.parquet."
            )
    except OSError as error:
        raise MONITORING.fault("out-unwritable", f"{error.strerror or error}.", where=str(folder)) from None
    return written, remarks


def _write_parquet(findings: pa.Table, path: Path) -> None:
    """Words are written as a dictionary, save notes, which seldom repeat enough to be worth one.

    Ids, numbers and times have their least and greatest told for every group of rows. For words these would be the same
    in nearly every group, and ids and coordinates repeat too seldom for a dictionary.
    """
    words = [field.name for field in findings.schema if pa.types.is_dictionary(field.type)]
    pq.write_table(
        findings,
        path,
        row_group_size=_GROUP,
        use_dictionary=[name for name in words if name != "note"],
        write_statistics=[name for name in findings.schema.names if name not in words],
        compression="zstd",
        compression_level=1,
    )


def _write_csv(findings: pa.Table, path: Path) -> None:
    with path.open("wb") as out:
        spreadsheet.write_csv(findings, out)


def _json_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text as JSON strings: quotes and backslashes escaped, control characters as spaces."""
    for sign in ("\\", '"'):
        if pc.any(pc.match_substring(column, sign)).as_py():
            column = pc.replace_substring(column, sign, "\\" + sign)
    if pc.any(pc.match_substring_regex(column, _CONTROL)).as_py():
        column = pc.replace_substring_regex(column, _CONTROL, " ")
    return pc.binary_join_element_wise('"', column, '"', "")


def _json_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if column.type == pa.string():
        text = _json_text(column)
    elif pa.types.is_floating(column.type):
        finite = pc.if_else(pc.is_finite(column), column, pa.scalar(None, column.type))
        text = finite.cast(pa.string())
    else:
        text = column.cast(pa.string())
    return pc.fill_null(text, "null")


def _write_geojson(findings: pa.Table, path: Path) -> None:
    """One point per finding (RFC 7946), its properties those of the table; no geometry where there is no point."""
    names = findings.schema.names
    with path.open("wb") as out:
        out.write(b'{"type":"FeatureCollection","name":"findings","features":[\n')
        for begin in range(0, findings.num_rows, _ROWS):
            part = spreadsheet.as_words(findings.slice(begin, _ROWS))
            pieces: list[Any] = ['{"type":"Feature","geometry":', _geometry(part), ',"properties":{']
            for number, name in enumerate(names):
                pieces += [("," if number else "") + f'"{name}":', _json_column(part[name])]
            lines = pc.binary_join_element_wise(*pieces, "}}", "").combine_chunks()
            text = ",\n".join(lines.to_pylist())
            out.write(((",\n" if begin else "") + text).encode())
        out.write(b"\n]}\n")


def _geometry(part: pa.Table) -> pa.ChunkedArray:
    lon, lat = (pc.if_else(pc.is_finite(part[n]), part[n], pa.scalar(None, pa.float64())) for n in ("lon", "lat"))
    point = pc.binary_join_element_wise(
        '{"type":"Point","coordinates":[', lon.cast(pa.string()), ",", lat.cast(pa.string()), "]}", ""
    )
    return pc.fill_null(point, "null")


def count_as_json(count: Count) -> dict[str, Any]:
    """A count with its unit, window and exposure."""
    exposure = count.exposure
    return {
        "value": round(count.value, 4),
        "low": count.low,
        "high": count.high,
        "decided": count.decided,
        "cases": count.cases,
        "unit": count.unit,
        "window": {
            "start": count.window.start.isoformat(),
            "end": count.window.end.isoformat(),
            "zone": count.window.zone,
        },
        "exposure": {"hours_watched": exposure.hours_watched, "hours_denied": exposure.hours_denied}
        if exposure
        else None,
    }


def _counts(counts: Mapping[str, Count]) -> dict[str, Any]:
    short = ("value", "low", "high", "decided", "cases")
    return {name: {key: count_as_json(count)[key] for key in short} for name, count in counts.items()}


def as_json(assessment: Assessment) -> dict[str, Any]:
    """The figures of an assessment, for standard output and summary.json."""
    a = assessment
    return {
        "agreement": a.resolved.agreement.id,
        "exercise": a.exercise,
        "incidents": a.incidents,
        "rejected": a.rejected,
        "incidents_in_window": a.in_window,
        "incidents_with_findings": a.touched,
        "incidents_by_verdict": dict(a.incidents_by_verdict),
        "findings": {
            "total": a.findings.num_rows,
            "by_verdict": dict(a.by_verdict),
            "by_clause": {clause: dict(counts) for clause, counts in a.by_clause.items()},
        },
        "expected": count_as_json(a.expected),
        "expected_by_clause": _counts(a.expected_by_clause),
        "expected_by_party": _counts(a.expected_by_party),
        "expected_by_area": _counts(a.expected_by_area),
        "expected_by_day": _counts(a.by_day),
        "baseline": count_as_json(a.baseline) if a.baseline else None,
        "after_same_length": count_as_json(a.matched) if a.matched else None,
        "undecided_by_question": dict(a.open_questions),
        "left_out": {clause: {"code": f.code, "why": f.what} for clause, f in a.resolved.left_out.items()},
        "feeds": [
            {
                "file": feed.file,
                "reader": feed.reader,
                "read": feed.read,
                "rejected": feed.rejected,
                "unmapped_actors": dict(feed.unmapped_actors),
                "unmapped_acts": dict(feed.unmapped_acts),
                "unmapped_weapons": dict(feed.unmapped_weapons),
                "unmapped_areas": dict(feed.unmapped_areas),
            }
            for feed in a.feeds
        ],
    }
