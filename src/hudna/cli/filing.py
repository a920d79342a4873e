"""The verbs on ledgers: what each side files, counts, and answers to the other's items."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from hudna.cli.deeds import deed
from hudna.cli.ledgers import read_items
from hudna.house import Case, Said, State
from hudna.journal import Decision
from hudna.monitoring import (
    DayCounted,
    LedgerFiled,
    OfWhich,
    confirm_item,
    count_day,
    deny_item,
    file_ledger,
)

PANEL = "Ledgers"
Side = Annotated[str, typer.Option("--side", help="Whose ledger: a party's id in the register.")]
From = Annotated[str, typer.Option("--from", metavar="TIME", help="Beginning of the window: a day, or an instant.")]
Until = Annotated[str, typer.Option("--until", metavar="TIME", help="Its end; left out: the end of that day.")]
Unit = Annotated[str, typer.Option(help="What it counts: incident, complaint or “observed item”.")]


@deed(PANEL, "file")
def file(
    case: Case,
    state: State,
    said: Said,
    ledger: Annotated[
        Path, typer.Argument(help="Its ledger: a feed of incidents (hudna schema feed).", metavar="LEDGER")
    ],
    side: Side,
    from_: From,
    until: Until = "",
    count: Annotated[int | None, typer.Option(min=0, help="How many it says there are; left out: its items.")] = None,
    unit: Unit = "incident",
) -> Sequence[Decision]:
    """File a side's own ledger for a window, item by item. It is that side's statement and no more.

    Example: hudna file aleppo.hudna government.csv --side syrian-government --from 2014-02-03
    """
    items = read_items(ledger, case, state, said.zone).num_rows
    sha256, window = case.keep_file(ledger), said.span(from_, until)
    event = LedgerFiled(side, window, items if count is None else count, sha256, items, unit)  # type: ignore[arg-type]
    return file_ledger(state.ledgers, ledger=event, by=said.by, at=said.at)


@deed(PANEL, "count")
def count(
    case: Case,
    state: State,
    said: Said,
    number: Annotated[int, typer.Argument(min=0, help="How many it counts.", metavar="COUNT")],
    side: Side,
    from_: From,
    until: Until = "",
    confirmed: Annotated[int | None, typer.Option(min=0, help="How many, it says, the other side confirms.")] = None,
    of_which: Annotated[
        list[str] | None, typer.Option(metavar="WHOSE=COUNT", help="A part it ascribes to somebody.")
    ] = None,
    unit: Unit = "incident",
) -> Sequence[Decision]:
    """Take in a number that a side gives for a window without its items.

    Example: hudna count syria.hudna 38 --side russia --from 2020-12-24 --confirmed 0 --of-which syrian-side=36
    """
    parts = [text.rpartition("=") for text in of_which or ()]
    shares = tuple(OfWhich(whose, said.number(part)) for whose, _, part in parts)
    event = DayCounted(side, said.span(from_, until), number, confirmed, shares, unit)  # type: ignore[arg-type]
    return count_day(state.ledgers, counted=event, by=said.by, at=said.at)


Item = Annotated[str, typer.Argument(help="The item, by its id in that ledger.", metavar="ITEM")]
Of = Annotated[str, typer.Option("--of", help="The side whose ledger holds the item.")]
Remark = Annotated[
    str, typer.Option("--words", help="In words; a person's name in [[double brackets]] goes on a slip.")
]


@deed(PANEL, "confirm")
def confirm(
    case: Case, state: State, said: Said, item: Item, side: Side, of: Of, words: Remark = ""
) -> Sequence[Decision]:
    """A side confirms an item of the other side's ledger.

    Example: hudna confirm aleppo.hudna G-14 --side aleppo-opposition-forces --of syrian-government
    """
    return confirm_item(state.ledgers, side=side, of=of, item=item, words=words, by=said.by, at=said.at)


@deed(PANEL, "dispute")
def dispute(
    case: Case, state: State, said: Said, item: Item, side: Side, of: Of, words: Remark = ""
) -> Sequence[Decision]:
    """A side denies an item of the other side's ledger.

    Example: hudna dispute aleppo.hudna G-14 --side aleppo-opposition-forces --of syrian-government --words "Not ours"
    """
    return deny_item(state.ledgers, side=side, of=of, item=item, words=words, by=said.by, at=said.at)
