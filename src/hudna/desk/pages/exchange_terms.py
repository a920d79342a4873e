"""The terms of an exchange as its pages read them."""

from __future__ import annotations

from hudna.desk.exchange_texts import text_of
from hudna.desk.pages.exchange_ground import Stand
from hudna.exchange import Terms


def terms_at(stand: Stand) -> Terms | None:
    """The terms that hold; None where no text that the visitor sees has any."""
    found = text_of(stand.door.case.texts, stand.door.state, stand.file)
    return found[2] if found else None
