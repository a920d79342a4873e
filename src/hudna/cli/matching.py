"""The verb that matches two lists of people."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hudna.cli.app import AsFormat, Format, Out, app


class Side(StrEnum):
    """One of the two lists."""

    A = "A"
    B = "B"


class Tier(StrEnum):
    """How much two spellings may differ in a blinded comparison."""

    STRICT = "strict"
    TOLERANT = "tolerant"


class Shape(StrEnum):
    """How invented lists hold names."""

    WHOLE = "whole"
    PARTS = "parts"


ListFile = Annotated[
    Path | None, typer.Argument(help="A list of people: CSV, Excel (.xlsx, .xls, .ods) or Parquet.", metavar="LIST")
]
COLUMNS, MATCH, OTHER = "Columns", "Matching", "Other uses"


@app.command("match")
def match_verb(
    a: ListFile = None,
    b: ListFile = None,
    actor: Annotated[
        str | None, typer.Option("--as", envvar="HUDNA_BY", help="Who looks: an office or code, as tracing-2.")
    ] = None,
    purpose: Annotated[
        str | None, typer.Option("--purpose", envvar="HUDNA_PURPOSE", help="What for; it is written down.")
    ] = None,
    out: Out = Path("out"),
    map_file: Annotated[
        Path | None, typer.Option("--map", help="Which column is which (YAML).", rich_help_panel=COLUMNS)
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Take the columns as they are proposed.", rich_help_panel=COLUMNS)
    ] = False,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="The day at which ages are stated.", rich_help_panel=COLUMNS),
    ] = None,
    one_to_one: Annotated[
        bool,
        typer.Option("--one-to-one/--many", help="May a person of A be one in B only?", rich_help_panel=MATCH),
    ] = True,
    no_doubles: Annotated[
        list[Side] | None,
        typer.Option("--no-doubles", help="A list known to hold nobody twice.", rich_help_panel=MATCH),
    ] = None,
    wrong_merge: Annotated[
        float, typer.Option("--wrong-merge", help="What calling two people one costs.", rich_help_panel=MATCH)
    ] = 20.0,
    wrong_split: Annotated[
        float, typer.Option("--wrong-split", help="What calling one person two costs.", rich_help_panel=MATCH)
    ] = 1.0,
    look: Annotated[float, typer.Option("--look", help="What a look by a person costs.", rich_help_panel=MATCH)] = 0.01,
    queue: Annotated[
        float,
        typer.Option("--queue", metavar="SHARE", help="Rows that a person looks at, at most.", rich_help_panel=MATCH),
    ] = 0.05,
    judgements: Annotated[
        list[Path] | None,
        typer.Option("--judgements", help="Pairs decided before (JSON lines, or a case).", rich_help_panel=MATCH),
    ] = None,
    called: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--called", metavar="A B", help="What the lists are called on the desk of a case.", rich_help_panel=MATCH
        ),
    ] = None,
    weights: Annotated[
        Path | None,
        typer.Option("--weights", help="Weights of an earlier run, in place of learning.", rich_help_panel=MATCH),
    ] = None,
    excel: Annotated[bool, typer.Option("--excel/--no-excel", help="Write match.xlsx beside the CSV files.")] = True,
    explain: Annotated[
        tuple[int, int] | None,
        typer.Option("--explain", metavar="A_ROW B_ROW", help="Explain one pair instead.", rich_help_panel=OTHER),
    ] = None,
    svg: Annotated[
        Path | None, typer.Option("--svg", help="Of an explained pair: a picture.", rich_help_panel=OTHER)
    ] = None,
    rehearse: Annotated[
        str | None,
        typer.Option(
            "--rehearse", metavar="N or NxM", help="Make two invented lists of these sizes.", rich_help_panel=OTHER
        ),
    ] = None,
    shape: Annotated[
        Shape, typer.Option("--shape", help="Of invented lists: names whole or in parts.", rich_help_panel=OTHER)
    ] = Shape.WHOLE,
    related: Annotated[
        float,
        typer.Option(
            "--related", min=0, max=1, help="Of invented lists: the share with family on them.", rich_help_panel=OTHER
        ),
    ] = 0.4,
    seed: Annotated[
        int, typer.Option("--seed", help="Of invented lists: another seed, others.", rich_help_panel=OTHER)
    ] = 1,
    blind: Annotated[
        bool,
        typer.Option(
            "--blind", help="Compare LIST with another side's, unseen; see the how-to.", rich_help_panel=OTHER
        ),
    ] = False,
    tier: Annotated[
        Tier, typer.Option("--tier", help="Blinded: how much spellings may differ.", rich_help_panel=OTHER)
    ] = Tier.TOLERANT,
    at_most: Annotated[
        int | None, typer.Option("--at-most", help="Blinded: people the other side may bring.", rich_help_panel=OTHER)
    ] = None,
    secret: Annotated[
        Path | None, typer.Option("--secret", help="Blinded: where the secret lies.", rich_help_panel=OTHER)
    ] = None,
    keep_secret: Annotated[
        bool, typer.Option("--keep-secret", help="Blinded: keep it for an audit.", rich_help_panel=OTHER)
    ] = False,
    audit: Annotated[
        bool, typer.Option("--audit", help="Blinded: was this offer made from LIST?", rich_help_panel=OTHER)
    ] = False,
    format: AsFormat = Format.TEXT,
) -> None:
    """Say who is on two lists of people, whatever their script and spelling, with a reason for each answer.

    Writes match.xlsx and CSV files: matched, for review, only in A, only in B, doubles, rejects. Exit status 1 if a
    person must look at something. Example: hudna match examples/lists/a.csv examples/lists/b.csv --as tracing-2
    --purpose "Reconcile the lists"
    """
    from hudna.cli import lists, matching_lists

    if rehearse is not None:
        raise typer.Exit(lists.rehearse(rehearse, shape.value, related, seed, out, format == Format.JSON))
    access = lists.Access(actor or "", purpose or "", out, map_file, yes, as_of, format == Format.JSON)
    if blind:
        asked = lists.BlindOptions(tier.value, at_most, secret, keep_secret, audit)
        raise typer.Exit(lists.blinded(lists.needed(a), b, access, asked))
    request = matching_lists.Request(
        lists.needed(a),
        lists.needed(b),
        access,
        one_to_one,
        tuple("a" if side == Side.A else "b" for side in no_doubles or ()),
        (wrong_merge, wrong_split, look, queue),
        tuple(judgements or ()),
        called or (lists.needed(a).stem, lists.needed(b).stem),
        weights,
        excel,
    )
    if explain is not None:
        raise typer.Exit(matching_lists.explain(request, explain, svg))
    raise typer.Exit(matching_lists.match(request))
