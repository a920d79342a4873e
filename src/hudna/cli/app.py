"""The program that the verbs hang on, and the options that several of them share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hudna import __version__

app = typer.Typer(
    name="hudna",
    help="Hudna, an operations desk for a ceasefire: what was agreed, was it kept, how sure is that, and why.",
    epilog="Exit status: 0 done and clean · 1 done, and something was found to look at · 2 refused, with what to do.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Format(StrEnum):
    """How the answer is told."""

    TEXT = "text"
    JSON = "json"


class Language(StrEnum):
    """Language of reports and reasons."""

    EN = "en"
    AR = "ar"
    FR = "fr"


Agreement = Annotated[
    Path, typer.Argument(help="An agreement (YAML, see hudna schema agreement).", metavar="AGREEMENT")
]
Feeds = Annotated[
    list[Path],
    typer.Argument(help="Feeds of incidents: ACLED or UCDP CSV, Hudna's CSV, GeoJSON, Parquet.", metavar="FEED…"),
]
AsFormat = Annotated[Format, typer.Option("--format", "-f", help="text for people, json for machines.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="Folder to write into; made if it is not there.")]
In = Annotated[Language, typer.Option("--lang", help="Language of the report and the reasons.")]
Mapping = Annotated[Path | None, typer.Option(help="How to read a table of your own (YAML, see hudna schema mapping).")]
Zone = Annotated[
    str | None,
    typer.Option(help="Named zone of dates that name none, as Asia/Damascus; default: the agreement's own."),
]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hudna {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version and stop.")
    ] = False,
) -> None:
    """Hudna, an operations desk for a ceasefire."""
