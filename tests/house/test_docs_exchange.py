"""The record of an exchange is documented entry by entry, with who sees it."""

from __future__ import annotations

import re

from hudna.desk.compartments_of_exchange import BOTH
from hudna.exchange import EXCHANGE_EVENTS
from tests.house.pages import DOCS

PAGE = DOCS / "reference" / "exchange-entries.md"


def test_every_entry_of_an_exchange_has_its_line_with_who_sees_it() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| .+ \| (.+) \|$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert [name for name, _ in rows] == [kind.KIND.removeprefix("exchange.") for kind in EXCHANGE_EVENTS]  # type: ignore[attr-defined]
    seen = dict(rows)
    for kind in EXCHANGE_EVENTS:
        name = kind.KIND.removeprefix("exchange.")  # type: ignore[attr-defined]
        assert (seen[name] == "both") is (kind in BOTH), name
