"""The verb that plans an exchange of people from an agreement and lists."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hudna.cli.app import Agreement, AsFormat, Format, Language, Out, app

LISTS, COLUMNS, OTHER = "Lists", "Columns", "Other uses"
PARTY_FILE = "PARTY=FILE"


@app.command("plan")
def plan_verb(
    agreement: Agreement,
    lists: Annotated[
        list[Path] | None,
        typer.Argument(help="Whom the first and the second side of the agreement ask for.", metavar="LIST LIST"),
    ] = None,
    actor: Annotated[
        str | None, typer.Option("--as", envvar="HUDNA_BY", help="Who looks: an office or code, as mediator-1.")
    ] = None,
    purpose: Annotated[
        str | None, typer.Option("--purpose", envvar="HUDNA_PURPOSE", help="What for; it is written down.")
    ] = None,
    out: Out = Path("out"),
    lang: Annotated[
        list[Language] | None,
        typer.Option("--lang", help="Language of the pages, several if given again.", show_default="en and ar"),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option("--start", metavar="TIME", help="Entry into force to assume, as 2014-02-01T00:00."),
    ] = None,
    wanted: Annotated[
        list[str] | None,
        typer.Option("--wanted", metavar=PARTY_FILE, help="Whom a side asks for.", rich_help_panel=LISTS),
    ] = None,
    held: Annotated[
        list[str] | None,
        typer.Option("--held", metavar=PARTY_FILE, help="Whom a side says it holds.", rich_help_panel=LISTS),
    ] = None,
    register: Annotated[
        Path | None,
        typer.Option("--register", help="register.json of an earlier run: numbers stay.", rich_help_panel=LISTS),
    ] = None,
    judgements: Annotated[
        Path | None,
        typer.Option(
            "--judgements",
            help="The sheet of questions as CSV, with verdicts.",
            rich_help_panel=LISTS,
        ),
    ] = None,
    map_files: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="LIST=YAML", help="Which column of a list is which.", rich_help_panel=COLUMNS),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Take the columns as they are proposed.", rich_help_panel=COLUMNS)
    ] = False,
    seed_halves: Annotated[
        tuple[str, str] | None,
        typer.Option("--seed-halves", metavar="HEX HEX", help="The two sides' halves of the seed of the lot."),
    ] = None,
    pdf: Annotated[
        bool | None,
        typer.Option("--pdf/--no-pdf", help="Write PDF files beside the pages.", show_default="up to 3,000 people"),
    ] = None,
    explain: Annotated[
        str | None,
        typer.Option("--explain", metavar="PERSON", help="Explain one person's place.", rich_help_panel=OTHER),
    ] = None,
    replan: Annotated[
        Path | None,
        typer.Option("--replan", help="What has truly happened (CSV or JSON): plan the rest.", rich_help_panel=OTHER),
    ] = None,
    check: Annotated[
        Path | None,
        typer.Option("--check", help="Check this schedule (CSV or plan.json) instead.", rich_help_panel=OTHER),
    ] = None,
    format: AsFormat = Format.TEXT,
) -> None:
    """Plan who is released when, so that no side can be cheated; or say which terms cannot stand together.

    Matches the lists, numbers the people, and writes plan.json (numbers, no names), plan.xlsx, and a page and a PDF for
    the neutral body and for each side. Exit status 1 if a person must look at something, or if there can be no plan.
    Example: hudna plan examples/aleppo-2014/rehearsal.yaml A.csv B.csv --as mediator-1 --purpose "Plan the exchange"
    """
    from hudna.cli import plan_ground, plan_run
    from hudna.cli.plan_lists import Access

    access = Access(actor or "", purpose or "", out, yes, tuple(map_files or ()), format == Format.JSON)
    request = plan_ground.Request(
        agreement=agreement,
        lists=tuple(lists or ()),
        wanted=tuple(wanted or ()),
        held=tuple(held or ()),
        access=access,
        languages=tuple(one.value for one in lang or (Language.EN, Language.AR)),
        start=start,
        register=register,
        judgements=judgements,
        seed_halves=seed_halves,
        replan=replan,
        pdf=pdf,
    )
    if explain is not None:
        raise typer.Exit(plan_run.explain(request, explain))
    if check is not None:
        raise typer.Exit(plan_run.check(request, check))
    raise typer.Exit(plan_run.plan(request))
