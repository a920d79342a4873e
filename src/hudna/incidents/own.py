"""Hudna's own columns → incidents. Mapped tables, GeoJSON and Parquet come this way too."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from hudna.ground import fold
from hudna.incidents.context import Context
from hudna.incidents.draft import Draft
from hudna.incidents.moments import set_intervals
from hudna.incidents.rows import Words, encoded, numbers
from hudna.incidents.sides import choose, look_up, set_sides

SOURCE = "hudna"
COLUMNS = (
    *("incident_id", "earliest", "latest", "zone", "lon", "lat", "radius_km", "area", "act", "weapon"),
    *("author", "target", "side_a", "side_b", "deaths_low", "deaths_best", "deaths_high"),
    *("reported_by", "note"),
)
KEPT = ("source", "when_class", "where_class", "directed", "file", "line")
"""Columns that Hudna writes so that nothing is lost; a table kept by hand does without."""
NEEDED = ("incident_id", "earliest", "act")
MARKERS = ("incident_id", "earliest", "latest", "radius_km", "act", "area", "author", "side_a")
MOST_RADIUS_KM = 20_000.0


def fill(draft: Draft, context: Context) -> None:
    """Fill a draft from rows in Hudna's own columns."""
    rows = draft.rows
    draft.ids("incident_id")
    draft.columns |= {
        "source": _or(rows.words("source"), context.source),
        "file": _or(rows.words("file"), context.file),
        "reported_by": rows.text("reported_by"),
    }
    if context.keep_notes:
        draft.columns["note"] = rows.text("note")
    set_intervals(draft, context.zone)
    _where(draft, context)
    _what(draft, context)
    _who(draft, context)
    draft.deaths("deaths_low", "deaths_best", "deaths_high")
    _line(draft)


def _or(words: Words, otherwise: str) -> pa.DictionaryArray:
    codes = np.where(words.codes < 0, len(words.values), words.codes).astype(np.int32)
    return encoded(codes, [*words.values, otherwise])


def _where(draft: Draft, context: Context) -> None:
    area = draft.rows.words("area")
    draft.columns["area"] = area.words(context.area)
    draft.tally(context.unmapped.areas, area, [() if context.area(name) else (name,) for name in area.values])
    known = area.mask(lambda name: context.area(name) is not None)
    draft.place("lon", "lat", known)
    column = draft.rows.column("radius_km")
    radius, bad = numbers(column)
    bad |= (radius < 0) | (radius > MOST_RADIUS_KM)
    draft.refuse(bad & ~known, "radius", lambda row: f"“{column[row]}”")
    radius = np.where(np.isnan(radius), 0.0, radius)
    draft.columns["radius_km"] = pa.array(radius, mask=known)
    names = [f"{context.source} ({kind})" for kind in ("area", "point", "radius")]
    derived = np.where(known, 0, np.where(radius > 0, 2, 1))
    stated = draft.rows.words("where_class")
    codes = np.where(stated.codes < 0, derived, stated.codes + len(names)).astype(np.int32)
    draft.columns["where_class"] = encoded(codes, [*names, *stated.values])


def _what(draft: Draft, context: Context) -> None:
    names = {fold(word): act.id for act in context.acts.acts.values() for word in act.name.values()}
    paths = context.acts.tree.paths

    def act(text: str) -> str | None:
        return context.act(text) or (text if text in paths else names.get(fold(text)))

    unmapped = context.unmapped
    for column, find, counter in (
        ("act", act, unmapped.acts),
        ("weapon", context.weapon, unmapped.weapons),
    ):
        words = draft.rows.words(column)
        found = [find(text) for text in words.values]
        draft.columns[column] = encoded(words.codes, found)
        draft.tally(counter, words, [() if f else (text,) for text, f in zip(words.values, found, strict=True)])


def _who(draft: Draft, context: Context) -> None:
    author, target, side_a, side_b = (
        look_up(draft, context, name, _split) for name in ("author", "target", "side_a", "side_b")
    )
    directed = author.is_named | target.is_named
    draft.refuse(directed & (side_a.is_named | side_b.is_named), "sides-mixed")
    side_a, side_b = choose(directed, author, side_a), choose(directed, target, side_b)
    stated = draft.rows.columns.get("directed")
    if stated is not None and pa.types.is_boolean(stated.type):
        directed |= stated.fill_null(False).to_numpy(zero_copy_only=False)
    set_sides(draft, side_a, side_b, directed)


def _split(context: Context, text: str) -> list[str]:
    return text.split(";")


def _line(draft: Draft) -> None:
    if "line" not in draft.rows.columns:
        return
    column = draft.rows.column("line")
    given, bad = numbers(column)
    bad |= (given < 0) | (given > 2**53) | (given != np.floor(given)) & ~np.isnan(given)
    draft.refuse(bad, "line", lambda row: f"“{column[row]}”")
    line = np.where(np.isfinite(given) & ~bad, given, draft.rows.line)
    draft.columns["line"] = pa.array(line.astype(np.int64))
