"""The verbs on ledgers: what each side files, counts, and answers to the other's items."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from hudna.cli.deeds import deed
from hudna.house import Case, Said, State, check_window, read_items, windows_of
from hudna.journal import Decision
from hudna.monitoring import (
    MONITORING,
    DayCounted,
    LedgerFiled,
    OfWhich,
    Span,
    confirm_item,
    count_day,
    deny_item,
    file_ledger,
)

PANEL = "Ledgers"
Side = Annotated[str, typer.Option("--side", help="Whose ledger: a party's id in the register.")]
From = Annotated[str, typer.Option("--from", metavar="TIME", help="Beginning of the window: a day, or an instant.")]
Until = Annotated[str, typer.Option("--until", metavar="TIME", help="Its end; left out: the end of that day.")]
Unit = Annotated[
    Literal["incident", "complaint", "observed item"],
    typer.Option(metavar="UNIT", help="What it counts: incident, complaint or “observed item”."),
]


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
    window = said.span(from_, until)
    items, feed = read_items(ledger, case, state, said.zone, said.at)
    check_window(items, window, str(ledger))
    stated = items.num_rows if count is None else count
    event = LedgerFiled(side, window, stated, case.keep_file(ledger), items.num_rows, unit)
    decisions = file_ledger(state.ledgers, ledger=event, by=said.by, at=said.at)
    unknown = [*feed.unmapped_actors, *feed.unmapped_acts, *feed.unmapped_areas, *feed.unmapped_weapons]
    if unknown:
        print(f"In no register, and kept as it stands: {', '.join(sorted(unknown)[:10])}", file=sys.stderr)
    return decisions


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
    event = DayCounted(side, said.span(from_, until), number, confirmed, shares, unit)
    return count_day(state.ledgers, counted=event, by=said.by, at=said.at)


Item = Annotated[str, typer.Argument(help="The item, by its id in that ledger.", metavar="ITEM")]
Of = Annotated[str, typer.Option("--of", help="The side whose ledger holds the item.")]
Remark = Annotated[
    str, typer.Option("--words", help="In words; a person's name in [[double brackets]] goes on a slip.")
]
Since = Annotated[
    str, typer.Option("--from", metavar="TIME", help="Window of that ledger, where several have such an item.")
]


def _window(case: Case, state: State, said: Said, of: str, item: str, from_: str, until: str) -> Span | None:
    """Of which window's ledger the item is; None where a ledger is not in this copy. Raises item-unknown."""
    found, whole = windows_of(case, state, of, item)
    if from_:
        named = said.span(from_, until)
        if whole and named not in found and (of, named) in state.ledgers.filed:
            raise MONITORING.fault("item-unknown", f"The ledger of “{of}” for that window has no item “{item}”.")
        return named
    if len(found) > 1:
        what = f"“{of}” has an item “{item}” in the ledgers of {len(found)} windows."
        raise MONITORING.fault("item-unknown", what, remedy="say of which window: --from, and --until if not one day.")
    if item and whole and not found and of in {side for side, _ in state.ledgers.filed}:
        raise MONITORING.fault("item-unknown", f"No ledger of “{of}” has an item “{item}”.")
    return found[0] if found else None


@deed(PANEL, "confirm")
def confirm(
    case: Case,
    state: State,
    said: Said,
    item: Item,
    side: Side,
    of: Of,
    words: Remark = "",
    from_: Since = "",
    until: Until = "",
) -> Sequence[Decision]:
    """A side confirms an item of the other side's ledger.

    Example: hudna confirm aleppo.hudna G-14 --side aleppo-opposition-forces --of syrian-government
    """
    window = None if side == of else _window(case, state, said, of, item, from_, until)
    return confirm_item(state.ledgers, side=side, of=of, item=item, words=words, window=window, by=said.by, at=said.at)


@deed(PANEL, "dispute")
def dispute(
    case: Case,
    state: State,
    said: Said,
    item: Item,
    side: Side,
    of: Of,
    words: Remark = "",
    from_: Since = "",
    until: Until = "",
) -> Sequence[Decision]:
    """A side denies an item of the other side's ledger.

    Example: hudna dispute aleppo.hudna G-14 --side aleppo-opposition-forces --of syrian-government --words "Not ours"
    """
    window = None if side == of else _window(case, state, said, of, item, from_, until)
    return deny_item(state.ledgers, side=side, of=of, item=item, words=words, window=window, by=said.by, at=said.at)
