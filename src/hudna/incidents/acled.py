"""ACLED → incidents, in the column layout in use since March 2023.

Codebook: ACLED Codebook (2023). Only actor1 and actor2 are read: the associated actors are others who were
there, or to whom the people hit belong, not authors. The one reported number of deaths is the best estimate;
ACLED gives no range. Dates are days of the zone the feed is opened with; ACLED names none. See
``data/acled.yaml`` for acts and authors, ``data/precision.yaml`` for places and times.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from hudna.incidents.context import Context
from hudna.incidents.crosswalk import WhenCode, crosswalk, precision
from hudna.incidents.days import HINT, Spans, whole_days, whole_months
from hudna.incidents.draft import Draft
from hudna.incidents.rows import Words, constant
from hudna.incidents.sides import choose, look_up, set_sides

SOURCE = "acled"
NEEDED = (
    *("event_id_cnty", "event_date", "time_precision", "sub_event_type", "actor1", "actor2"),
    *("latitude", "longitude", "geo_precision", "fatalities"),
)
WANTED = (*NEEDED, "source", "notes")
WORDS = (
    *("event_date", "time_precision", "sub_event_type", "actor1", "actor2"),
    *("geo_precision", "fatalities"),
)
MARKERS = ("event_id_cnty", "sub_event_type", "time_precision", "geo_precision", "assoc_actor_1", "inter1")


def fill(draft: Draft, context: Context) -> None:
    """Fill a draft from rows in the layout of ACLED."""
    rows = draft.rows
    draft.ids("event_id_cnty")
    draft.columns |= {
        "source": constant(SOURCE, len(rows)),
        "zone": constant(context.zone, len(rows)),
        "file": constant(context.file, len(rows)),
        "reported_by": rows.text("source"),
    }
    if context.keep_notes:
        draft.columns["note"] = rows.text("notes")
    _when(draft, context)
    _where(draft)
    _what_and_who(draft, context)
    draft.deaths(None, "fatalities", None)


def _when(draft: Draft, context: Context) -> None:
    codes = {code.code: code for code in precision(SOURCE).when}
    given, day = draft.rows.code_words("time_precision"), draft.rows.words("event_date")
    draft.refuse(given.mask(lambda code: code not in codes, True), "precision", "time_precision is 1 to 3")
    earliest, latest = np.zeros(len(day.codes), np.int64), np.ones(len(day.codes), np.int64)
    unreadable = np.zeros(len(day.codes), np.bool_)
    for code in codes.values():
        here = given.mask(lambda word, code=code: word == code.code)  # type: ignore[misc]
        if here.any():
            spans = _spans(Words(day.codes[here], day.values), code, context.zone)
            earliest[here], latest[here], unreadable[here] = spans.earliest, spans.latest, spans.unreadable
    draft.refuse(day.codes < 0, "date-missing")
    draft.refuse(unreadable, "date-unreadable", HINT)
    draft.interval(earliest, latest)
    draft.columns["when_class"] = given.words(lambda code: codes[code].class_ if code in codes else None)


def _spans(day: Words, code: WhenCode, zone: str) -> Spans:
    if code.month:
        return whole_months(day, zone)
    return whole_days(day, day, zone, before=code.before, after=code.after)


def _where(draft: Draft) -> None:
    codes = {code.code: code for code in precision(SOURCE).where}
    given = draft.rows.code_words("geo_precision")
    draft.refuse(given.mask(lambda code: code not in codes, True), "precision", "geo_precision is 1 to 3")
    draft.columns["radius_km"] = pa.array(given.numbers(lambda code: codes[code].km if code in codes else 0, 0))
    draft.columns["where_class"] = given.words(
        lambda code: f"{SOURCE} {code} ({codes[code].means})" if code in codes else None
    )
    draft.place("longitude", "latitude", np.zeros(len(given.codes), np.bool_))


def _what_and_who(draft: Draft, context: Context) -> None:
    """One-sided acts against people have an author: the other side, whichever column it stands in."""
    kinds = crosswalk(SOURCE).kinds()
    given = draft.rows.words("sub_event_type")
    found = [kinds.get(text.lower()) for text in given.values]
    acts = {
        text: context.act(text) or (kind.act if kind else None) for text, kind in zip(given.values, found, strict=True)
    }
    draft.columns["act"] = given.words(acts.get)
    known = [bool(kind or acts[text]) for text, kind in zip(given.values, found, strict=True)]
    draft.tally(context.unmapped.acts, given, [() if k else (t,) for k, t in zip(known, given.values, strict=True)])
    one_sided = given.mask(lambda text: text.lower() in kinds and kinds[text.lower()].author == "not-people")
    first, second = (look_up(draft, context, name, _whole) for name in ("actor1", "actor2"))
    directed = one_sided & first.is_named & second.is_named & (first.are_people != second.are_people)
    swap = directed & first.are_people
    set_sides(draft, choose(swap, second, first), choose(swap, first, second), directed)


def _whole(context: Context, text: str) -> list[str]:
    return [text]
