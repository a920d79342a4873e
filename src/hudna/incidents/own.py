"""Hudna's own columns → incidents. Mapped tables and GeoJSON come this way too, once their columns are renamed."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hudna.ground import fold
from hudna.incidents.context import Context, party_or_name
from hudna.incidents.draft import MOST_RADIUS_KM, Draft
from hudna.incidents.moments import set_intervals
from hudna.incidents.rows import Rows, Words, constant, encoded, joined, numbers

SOURCE = "hudna"
COLUMNS = (
    *("incident_id", "earliest", "latest", "zone", "lon", "lat", "radius_km", "area", "act", "weapon"),
    *("author", "target", "side_a", "side_b", "deaths_low", "deaths_best", "deaths_high", "reported_by", "note"),
)
KEPT = ("source", "when_class", "where_class", "file", "line")
"""Columns that Hudna writes so that nothing is lost; a table kept by hand does without."""
NEEDED = ("incident_id", "earliest", "act")
MARKERS = ("incident_id", "earliest", "latest", "lon", "lat", "radius_km", "act", "area", "author", "target", "side_a")


def read(rows: Rows, context: Context, source: str = SOURCE) -> Draft:
    """Make incidents of rows in Hudna's own columns."""
    draft = Draft(rows, context.file)
    draft.refuse(rows.text("incident_id").is_null().to_numpy(zero_copy_only=False), "id-missing")
    draft.columns |= {
        "incident_id": rows.text("incident_id"),
        "source": _or(rows.words("source"), source),
        "file": _or(rows.words("file"), context.file),
        "reported_by": rows.text("reported_by"),
    }
    if context.keep_notes:
        draft.columns["note"] = rows.text("note")
    set_intervals(draft, context.zone)
    _where(draft, context, source)
    _what(draft, context)
    _who(draft, context, source)
    draft.deaths("deaths_low", "deaths_best", "deaths_high")
    _line(draft)
    return draft


def _or(words: Words, otherwise: str) -> pa.DictionaryArray:
    codes = np.where(words.codes < 0, len(words.values), words.codes).astype(np.int32)
    return encoded(codes, [*words.values, otherwise])


def _where(draft: Draft, context: Context, source: str) -> None:
    area = draft.rows.words("area")
    found = [context.area(source, name) for name in area.values]
    draft.columns["area"] = encoded(area.codes, found)
    known = area.mask(lambda name: context.area(source, name) is not None)
    missing = [() if name else (text,) for text, name in zip(area.values, found, strict=True)]
    draft.tally(context.unmapped.areas, area, missing)
    draft.place("lon", "lat", known)
    radius, bad = numbers(draft.rows.text("radius_km"))
    outside = ~known & (bad | (radius < 0) | (radius > MOST_RADIUS_KM))
    draft.refuse(outside, "radius", lambda row: f"“{draft.rows.text('radius_km')[row].as_py()}”")
    radius = np.where(np.isnan(radius), 0.0, radius)
    draft.columns["radius_km"] = pa.array(radius, mask=known)
    names = [f"{source} (area)", f"{source} (point)", f"{source} (radius)"]
    derived = np.where(known, 0, np.where(radius > 0, 2, 1))
    stated = draft.rows.words("where_class")
    codes = np.where(stated.codes < 0, derived, stated.codes + len(names)).astype(np.int32)
    draft.columns["where_class"] = encoded(codes, [*names, *stated.values])


def _what(draft: Draft, context: Context) -> None:
    names = {fold(word): act.id for act in context.acts.acts.values() for word in act.name.values()}
    paths = context.acts.tree.paths

    def act(text: str) -> str | None:
        return text if text in paths else names.get(fold(text))

    for column, find, counter in (
        ("act", act, context.unmapped.acts),
        ("weapon", context.acts.weapon_by_alias, context.unmapped.weapons),
    ):
        words = draft.rows.words(column)
        found = [find(text) for text in words.values]
        draft.columns[column] = encoded(words.codes, found)
        draft.tally(counter, words, [() if x else (text,) for text, x in zip(words.values, found, strict=True)])


def _who(draft: Draft, context: Context, source: str) -> None:
    pairs = {}
    for name in ("author", "target", "side_a", "side_b"):
        words = draft.rows.words(name)
        found = [context.side(source, text, lambda c, t: sides(c, source, t)) for text in words.values]
        pairs[name] = words, encoded(words.codes, [ids for ids, _ in found])
        draft.tally(context.unmapped.actors, words, [missing for _, missing in found])
    directed, mixed = ((pairs[a][0].codes >= 0) | (pairs[b][0].codes >= 0) for a, b in
                       (("author", "target"), ("side_a", "side_b")))
    draft.refuse(directed & mixed, "sides-mixed")
    for side, name in (("side_a", "author"), ("side_b", "target")):
        text = [column.cast(pa.string()) for column in (pairs[name][1], pairs[side][1])]
        draft.columns[side] = pc.if_else(pa.array(directed), *text).dictionary_encode()
    draft.columns["directed"] = pa.array(directed)


def sides(context: Context, source: str, text: str) -> tuple[str | None, tuple[str, ...]]:
    """The ids of the names in a cell, parted by ``;``."""
    parts = [party_or_name(context, source, part.strip()) for part in text.split(";") if part.strip(" ?")]
    return joined(ids for ids, _ in parts) or None, tuple(dict.fromkeys(n for _, names in parts for n in names))


def _line(draft: Draft) -> None:
    if "line" not in draft.rows.columns:
        return
    given, bad = numbers(draft.rows.text("line"))
    draft.refuse(bad | (given < 0) | (given != np.floor(given)) & ~np.isnan(given), "line")
    line = np.where(np.isfinite(given), given, draft.rows.line)
    draft.columns["line"] = pa.array(line.astype(np.int64))


__all__ = ["COLUMNS", "KEPT", "MARKERS", "NEEDED", "SOURCE", "constant", "read", "sides"]
