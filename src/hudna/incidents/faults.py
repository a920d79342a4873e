"""What the incidents room refuses: whole files (faults), and single rows (reasons of a reject)."""

from __future__ import annotations

from collections.abc import Mapping

from hudna.ground import Catalogue

INCIDENTS_FAULTS = Catalogue(
    "incidents",
    {
        "feed-missing": "check the path.",
        "feed-unreadable": "check that it is a readable file, not a folder, and that you may read it.",
        "feed-empty": "give the file that holds the incidents; this one has no content.",
        "feed-excel": "open it and save the sheet as CSV UTF-8.",
        "feed-zip": "unpack it first and give the file inside.",
        "feed-html": "download the data itself; a web page was saved here, perhaps a sign-in page.",
        "feed-binary": "give a CSV, GeoJSON or Parquet file.",
        "feed-encoding": "save the file as UTF-8 (in Excel: “CSV UTF-8”).",
        "feed-layout": "give a mapping file (hudna schema mapping), or use Hudna's own columns.",
        "feed-columns": "export it again with the column, or name it in a mapping file.",
        "feed-column-twice": "give every column a name of its own.",
        "feed-record-endless": "look for a quotation mark that is opened in that line and never closed.",
        "feed-parquet": "the file may be cut short: copy or write it again.",
        "meltt-sets": "give two data sets or more, each with rows, and a taxonomy or more.",
        "meltt-columns": "name the columns as that package does: date, latitude, longitude, and one per taxonomy.",
        "meltt-value": "mend the cell: dates as 2012-01-31, degrees as decimal numbers.",
        "meltt-category": "add the word to the taxonomy, under this data set.",
        "feed-json": "give a GeoJSON FeatureCollection of points (RFC 7946).",
    },
)

REASONS: Mapping[str, str] = {
    "columns": "the row has more or fewer cells than the header",
    "quote": "a quotation mark is not closed, or not doubled inside a quoted cell",
    "encoding": "the row is not UTF-8",
    "nul": "the row holds NUL bytes",
    "feature": "the feature of the GeoJSON file cannot be read",
    "id-missing": "the row has no id",
    "duplicate-id": "the id has been read already; the first row is kept",
    "date-missing": "a date is missing",
    "date-unreadable": "a date cannot be read",
    "time-skipped": "clocks were put forward over this time, so it did not happen",
    "zone-unknown": "the time zone is not a named zone of the IANA database",
    "interval-reversed": "the end is before the beginning",
    "place-missing": "neither coordinates nor a known area are given",
    "coordinate-unreadable": "a coordinate is not a number",
    "coordinate-range": "a coordinate is not on the globe",
    "radius": "the radius is not a number of kilometres between 0 and 20,000",
    "precision": "the source's precision code is not one that its codebook has",
    "deaths": "a number of deaths is not a whole number from 0 on",
    "sides-mixed": "author or target stand beside side_a or side_b; use one pair",
    "line": "the line number is not a whole number",
}
"""Code of a reject → what it means, in words."""
