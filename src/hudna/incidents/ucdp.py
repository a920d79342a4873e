"""UCDP Georeferenced Event Dataset → incidents: global and candidate releases, old and new column names.

Codebook: Högbladh (2019), UCDP GED Codebook 19.1; Sundberg & Melander (2013). Sides are named by side_a and
side_b; only one-sided violence (type 3) has an author. See ``data/ucdp.yaml`` and ``data/precision.yaml``.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from hudna.incidents.context import Context, party_or_name
from hudna.incidents.crosswalk import Kind, crosswalk, precision
from hudna.incidents.days import HINT, whole_days
from hudna.incidents.draft import Draft
from hudna.incidents.rows import Rows, Words, constant, encoded, joined

SOURCE = "ucdp"
NEEDED = ("id", "type_of_violence", "side_a", "side_b", "where_prec", "latitude", "longitude", "date_prec")
NEEDED += ("date_start", "date_end", "best")
WANTED = (*NEEDED, "low", "high", "country", "source_office", "source_original", "source_headline")
RENAMED = {"best_est": "best", "high_est": "high", "low_est": "low"}
MARKERS = ("type_of_violence", "where_prec", "date_prec", "side_a", "side_b", "geom_wkt", "priogrid_gid", "event_clarity")


def read(rows: Rows, context: Context) -> Draft:
    """Make incidents of rows in the layout of UCDP."""
    draft = Draft(rows, context.file)
    size = len(rows)
    draft.refuse(rows.text("id").is_null().to_numpy(zero_copy_only=False), "id-missing")
    draft.columns |= {
        "incident_id": rows.text("id"),
        "source": constant(SOURCE, size),
        "zone": constant(context.zone, size),
        "file": constant(context.file, size),
        "reported_by": _reported(rows),
    }
    if context.keep_notes:
        draft.columns["note"] = rows.text("source_headline")
    _when(draft, context)
    _where(draft, context)
    _what_and_who(draft, context)
    draft.deaths("low", "best", "high")
    return draft


def _when(draft: Draft, context: Context) -> None:
    codes = {code.code: code for code in precision(SOURCE).when}
    given = draft.rows.words("date_prec")
    draft.refuse(given.mask(lambda code: code not in codes, True), "precision", "date_prec is 1 to 5")
    first, last = draft.rows.words("date_start"), draft.rows.words("date_end")
    spans = whole_days(first, last, context.zone)
    draft.refuse(spans.missing, "date-missing")
    draft.refuse(spans.unreadable, "date-unreadable", HINT)
    draft.interval(spans.earliest, spans.latest)
    draft.columns["when_class"] = given.words(lambda code: codes[code].class_ if code in codes else None)


def _where(draft: Draft, context: Context) -> None:
    codes = {code.code: code for code in precision(SOURCE).where}
    given, country = draft.rows.words("where_prec"), draft.rows.words("country")
    draft.refuse(given.mask(lambda code: code not in codes, True), "precision", "where_prec is 1 to 7")
    whole = given.mask(lambda code: code in codes and codes[code].area is not None)
    areas = country.each(lambda name: context.area(SOURCE, name), None)
    area = Words(np.where(whole, country.codes, -1).astype(np.int32), country.values)
    draft.columns["area"] = area.words(lambda name: context.area(SOURCE, name))
    known = np.array([found is not None for found in areas])[area.codes] & whole
    draft.tally(context.unmapped.areas, area, [() if found else (name,) for name, found in zip(country.values, areas, strict=False)])
    radius = given.numbers(lambda code: codes[code].km if code in codes else np.nan, np.nan)
    draft.columns["radius_km"] = pa.array(radius, mask=known)
    words = [f"{SOURCE} {code.code} ({code.means})" for code in codes.values()]
    words += [f"{SOURCE} {c.code} ({c.means}, no such area: disc of {c.km:g} km)" for c in codes.values()]
    number = {code: n for n, code in enumerate(codes)}
    at = given.numbers(lambda code: number.get(code, -1), -1, np.int32).astype(np.int32)
    draft.columns["where_class"] = encoded(np.where(whole & ~known, at + len(codes), at).astype(np.int32), words)
    draft.place("longitude", "latitude", known)


def _what_and_who(draft: Draft, context: Context) -> None:
    kinds = crosswalk(SOURCE).kinds()
    given = draft.rows.words("type_of_violence")
    draft.columns["act"] = given.words(lambda kind: kinds[kind].act if kind in kinds else None)
    draft.tally(context.unmapped.acts, given, [() if k in kinds else (k,) for k in given.values])
    authored: dict[str, Kind] = {name: kind for name, kind in kinds.items() if kind.author}
    draft.columns["directed"] = pa.array(given.mask(lambda kind: kind in authored))
    for side in ("side_a", "side_b"):
        names = draft.rows.words(side)
        found = [context.side(SOURCE, text, _sides) for text in names.values]
        draft.columns[side] = encoded(names.codes, [ids for ids, _ in found])
        draft.tally(context.unmapped.actors, names, [missing for _, missing in found])


def _sides(context: Context, text: str) -> tuple[str | None, tuple[str, ...]]:
    """A side's ids. The whole name is tried first: several groups stand in it, parted by commas, or one does."""
    whole = context.parties.by_alias(SOURCE, text)
    if whole:
        return whole, ()
    parts = [party_or_name(context, SOURCE, part) for part in text.split(", ") if part.strip()]
    return joined(found for found, _ in parts) or None, tuple(dict.fromkeys(n for _, names in parts for n in names))


def _reported(rows: Rows) -> pa.Array:
    """Who reported it: the office, and whom it quotes (source_original) where that is somebody else."""
    office, original = rows.words("source_office"), rows.words("source_original")
    pair = (office.codes.astype(np.int64) + 1) * (len(original.values) + 1) + original.codes + 1
    pairs, at = np.unique(pair, return_inverse=True)

    def said(number: int) -> str | None:
        one, other = divmod(int(number), len(original.values) + 1)
        told = _once(office.values[one - 1]) if one else ""
        quoted = _once(original.values[other - 1]) if other else ""
        if not told or not quoted or told == quoted:
            return told or quoted or None
        return f"{told}, quoting {quoted}"

    return encoded(at.astype(np.int32), [said(number) for number in pairs]).cast(pa.string())


def _once(names: str) -> str:
    return "; ".join(dict.fromkeys(part.strip() for part in names.split(";") if part.strip()))
