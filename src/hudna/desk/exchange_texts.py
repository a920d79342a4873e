"""The terms of an exchange at the desk: of the text that the last plan was made by, else of the newest that has any."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from hudna.agreements import Loaded
from hudna.exchange import ExchangeFile, Terms, terms_of
from hudna.ground import Fault
from hudna.house import State, Texts

MOST_KEPT = 64
_read: dict[tuple[str, datetime | None], Terms | Fault] = {}


def terms_in(document: str, loaded: Loaded, start: datetime | None = None) -> Terms | Fault:
    """The terms that a text says, or why it says none. ``start``: where the text leaves open when it begins."""
    key = document, start
    if key not in _read:
        if len(_read) >= MOST_KEPT:
            _read.clear()
        try:
            _read[key] = terms_of(loaded, start=start)
        except Fault as fault:
            _read[key] = fault
    return _read[key]


def texts_of(texts: Texts, state: State, file: ExchangeFile | None = None) -> Iterator[tuple[str, Loaded]]:
    """The texts that are seen, by their hash: that of the last plan of the exchange first, then the newest first."""
    known = [file.plan.event.agreement] if file is not None and file.plan else []
    for versions in state.consents.plans.values():
        known += [one.offer.document for one in reversed(list(versions.values()))]
    for document in dict.fromkeys(known):
        try:
            yield document, texts[document]
        except KeyError:
            continue


def text_of(
    texts: Texts, state: State, file: ExchangeFile, start: datetime | None = None
) -> tuple[str, Loaded, Terms] | None:
    """The text whose terms hold for an exchange between these sides, and its terms; None where no text has any."""
    for document, loaded in texts_of(texts, state, file):
        terms = terms_in(document, loaded, start)
        if isinstance(terms, Terms) and set(terms.sides) == set(file.sides):
            return document, loaded, terms
    return None


def why_none(texts: Texts, state: State, file: ExchangeFile) -> Fault | None:
    """Why no text has terms for the exchange, where the newest one says so."""
    found = [terms_in(document, loaded) for document, loaded in texts_of(texts, state, file)]
    return next((one for one in found if isinstance(one, Fault)), None)
