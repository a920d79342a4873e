"""UCDP Georeferenced Event Dataset → incidents: global and candidate releases, old and new column names.

Codebook: Högbladh (2019), UCDP GED Codebook 19.1; Sundberg & Melander (2013). Only one-sided violence (type 3)
has an author. Dates are days of the zone the feed is opened with; UCDP names none. See ``data/ucdp.yaml`` for
acts and ``data/precision.yaml`` for places.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from hudna.incidents.context import Context
from hudna.incidents.crosswalk import crosswalk, precision
from hudna.incidents.days import HINT, whole_days
from hudna.incidents.draft import Draft
from hudna.incidents.rows import Rows, Words, constant, encoded
from hudna.incidents.sides import look_up, set_sides

SOURCE = "ucdp"
NEEDED = (
    *("id", "type_of_violence", "side_a", "side_b", "where_prec", "latitude", "longitude"),
    *("date_prec", "date_start", "date_end", "best"),
)
WANTED = (*NEEDED, "low", "high", "country", "source_office", "source_original", "source_headline")
RENAMED = {"best_est": "best", "high_est": "high", "low_est": "low"}
MARKERS = ("type_of_violence", "where_prec", "date_prec", "side_a", "geom_wkt", "priogrid_gid", "event_clarity")
HEADERLESS = tuple(
    """id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name
    dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b
    number_of_sources source_article source_office source_date source_headline source_original where_prec
    where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id
    region event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best
    high low gwnoa gwnob""".split()  # noqa: SIM905  # one column a word reads better than one a line
)
"""The 49 columns of releases 21 and later: some candidate releases came without their header."""


def fill(draft: Draft, context: Context) -> None:
    """Fill a draft from rows in the layout of UCDP."""
    rows = draft.rows
    draft.ids("id")
    draft.columns |= {
        "source": constant(SOURCE, len(rows)),
        "zone": constant(context.zone, len(rows)),
        "file": constant(context.file, len(rows)),
        "reported_by": _reported(rows),
    }
    if context.keep_notes:
        draft.columns["note"] = rows.text("source_headline")
    _when(draft, context)
    _where(draft, context)
    _what_and_who(draft, context)
    draft.deaths("low", "best", "high")


def _when(draft: Draft, context: Context) -> None:
    codes = {code.code: code for code in precision(SOURCE).when}
    given = draft.rows.code_words("date_prec")
    draft.refuse(given.mask(lambda code: code not in codes, True), "precision", "date_prec is 1 to 5")
    spans = whole_days(draft.rows.words("date_start"), draft.rows.words("date_end"), context.zone)
    draft.refuse(spans.missing, "date-missing")
    draft.refuse(spans.unreadable, "date-unreadable", HINT)
    draft.interval(spans.earliest, spans.latest)
    draft.columns["when_class"] = given.words(lambda code: codes[code].class_ if code in codes else None)


def _where(draft: Draft, context: Context) -> None:
    codes = {code.code: code for code in precision(SOURCE).where}
    given, country = draft.rows.code_words("where_prec"), draft.rows.words("country")
    draft.refuse(given.mask(lambda code: code not in codes, True), "precision", "where_prec is 1 to 7")
    whole = given.mask(lambda code: code in codes and codes[code].area is not None)
    area = Words(np.where(whole, country.codes, -1).astype(np.int32), country.values)
    draft.columns["area"] = area.words(context.area)
    draft.tally(context.unmapped.areas, area, [() if context.area(name) else (name,) for name in area.values])
    known = area.mask(lambda name: context.area(name) is not None)
    radius = given.numbers(lambda code: codes[code].km if code in codes else 0, 0)
    draft.columns["radius_km"] = pa.array(radius, mask=known)
    words = [f"{SOURCE} {code} ({codes[code].means})" if code in codes else None for code in given.values]
    discs = [
        f"{SOURCE} {c} (country not in the areas file: disc of {codes[c].km:g} km)" if c in codes else None
        for c in given.values
    ]
    at = np.where(whole & ~known, given.codes + len(words), given.codes).astype(np.int32)
    draft.columns["where_class"] = encoded(at, [*words, *discs])
    draft.place("longitude", "latitude", known)


def _what_and_who(draft: Draft, context: Context) -> None:
    kinds = crosswalk(SOURCE).kinds()
    given = draft.rows.code_words("type_of_violence")
    draft.columns["act"] = given.words(lambda kind: kinds[kind].act if kind in kinds else None)
    draft.tally(context.unmapped.acts, given, [() if kind in kinds else (kind,) for kind in given.values])
    authored = given.mask(lambda kind: kind in kinds and kinds[kind].author == "side_a")
    side_a, side_b = (look_up(draft, context, name, _split) for name in ("side_a", "side_b"))
    set_sides(draft, side_a, side_b, authored)


def _split(context: Context, text: str) -> list[str]:
    """One name, or several groups parted by commas: the whole is tried first."""
    return [text] if context.parties.by_alias(SOURCE, text) else text.split(", ")


def _reported(rows: Rows) -> pa.Array:
    """Who reported it: the office, and whom it quotes (source_original) where that is somebody else."""
    office, original = rows.words("source_office"), rows.words("source_original")
    wide = len(original.values) + 1
    pair = (office.codes.astype(np.int64) + 1) * wide + original.codes + 1
    pairs, at = np.unique(pair, return_inverse=True)

    def said(number: int) -> str | None:
        one, other = divmod(number, wide)
        told = _once(office.values[one - 1]) if one else ""
        quoted = _once(original.values[other - 1]) if other else ""
        if told and quoted and told != quoted:
            return f"{told}, quoting {quoted}"
        return told or quoted or None

    return encoded(at.astype(np.int32), [said(number) for number in pairs.tolist()]).cast(pa.string())


def _once(names: str) -> str:
    return "; ".join(dict.fromkeys(part.strip() for part in names.split(";") if part.strip()))
