"""The verbs on files, and how the faults of all verbs are told."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from hudna.cli.app import Agreement, AsFormat, Feeds, Format, In, Language, Mapping, Out, Zone, app
from hudna.cli.shown import shown
from hudna.ground import Fault


@app.command()
def check(
    agreements: Annotated[
        list[Path] | None, typer.Argument(help="Agreements or drafts (YAML).", metavar="AGREEMENT…")
    ] = None,
    explain: Annotated[
        str | None, typer.Option(metavar="CODE", help="Explain a rule instead: why, and what to do.")
    ] = None,
    rules: Annotated[bool, typer.Option("--rules", help="List all rules instead.")] = False,
    format: AsFormat = Format.TEXT,
) -> None:
    """Lint a draft: what it leaves open or gets wrong, each with its clause, its line and what to do.

    Exit status 1 if there is an error or a warning. Example: hudna check examples/aleppo-2014/agreement.yaml
    """
    from hudna.cli import drafting

    raise typer.Exit(drafting.check(agreements or [], explain, rules, format == Format.JSON))


@app.command()
def diff(old: Agreement, new: Agreement, format: AsFormat = Format.TEXT) -> None:
    """Say in words what changed between two versions of an agreement.

    Exit status 1 if anything did. Example: hudna diff examples/aleppo-2014/agreement.yaml
    examples/aleppo-2014/rehearsal.yaml
    """
    from hudna.cli import drafting

    raise typer.Exit(drafting.diff(old, new, format == Format.JSON))


@app.command()
def schema(
    name: Annotated[
        str,
        typer.Argument(
            help="agreement, parties, areas, acts, mapping, lists, plan, people, incidents, findings or feed."
        ),
    ],
) -> None:
    """Print the schema of a file, for an editor to complete it (JSON Schema), or the columns of a table.

    “hudna schema feed” prints an empty feed in Hudna's own CSV, to fill in.
    Example: hudna schema agreement > agreement.schema.json
    """
    from hudna.cli import drafting

    raise typer.Exit(drafting.schema(name))


@app.command()
def assess(
    agreement: Annotated[
        str,
        typer.Argument(help="An agreement (YAML), or a case: then its journal says who is bound.", metavar="AGREEMENT"),
    ],
    feeds: Feeds,
    out: Out = Path("out"),
    lang: In = Language.EN,
    mapping: Mapping = None,
    zone: Zone = None,
    exposure: Annotated[
        Path | None, typer.Option(help="Hours watched and denied by day (CSV: date, hours_watched, hours_denied).")
    ] = None,
    rows: Annotated[int, typer.Option(min=0, help="Findings shown in the report; all are in findings.csv.")] = 2000,
    arabic_digits: Annotated[bool, typer.Option("--arabic-digits", help="Arabic-Indic digits in the report.")] = False,
    plan: Annotated[str, typer.Option(help="Of a case: which plan; left out: the only one.")] = "",
    version: Annotated[str, typer.Option(help="Of a case: which version; left out: the only one.")] = "",
    known_at: Annotated[
        str | None, typer.Option(metavar="TIME", help="Of a case: the consent as it was known then.")
    ] = None,
    no_fuse: Annotated[
        bool, typer.Option("--no-fuse", help="Count every report; else several reports of one incident count once.")
    ] = False,
    format: AsFormat = Format.TEXT,
) -> None:
    """Say which incidents breach which clause, how sure that is, and why.

    Writes report.html (opens in any browser, needs no network), findings.parquet, findings.csv, findings.geojson,
    summary.json, and where there is reason rejects.csv and mapping-stub.yaml. Exit status 1 if there is a breach, an
    open question or a reject. Example: hudna assess examples/syria-2016/agreement.yaml
    examples/syria-2016/exercise.csv --out out
    """
    from hudna.cli import assessing, memory

    request = assessing.Request(
        *(agreement, tuple(feeds), out, lang.value, mapping, zone, exposure, rows, arabic_digits, plan, version),
        known_at=known_at,
        fuse=not no_fuse,
    )
    with memory.kept_memory():
        raise typer.Exit(assessing.assess_and_report(request, format == Format.JSON))


@app.command()
def rehearse(
    draft: Agreement,
    feeds: Feeds,
    out: Out = Path("out"),
    start: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help="Entry into force to assume, as 2016-02-27T00:00.")
    ] = None,
    end: Annotated[str | None, typer.Option("--until", metavar="TIME", help="End to assume.")] = None,
    area: Annotated[
        str | None, typer.Option(metavar="AREA", help="Area to assume where the draft draws no boundary.")
    ] = None,
    lang: In = Language.EN,
    mapping: Mapping = None,
    zone: Zone = None,
    format: AsFormat = Format.TEXT,
) -> None:
    """Run a draft over the past: what it would have caught, what it could not have decided, and which term is to blame.

    Also says how the answer moves when the zone is shrunk or widened and when each precision class of the feed is
    dropped. Example: hudna rehearse examples/aleppo-2014/rehearsal.yaml examples/aleppo-2014/exercise.csv
    """
    from hudna.cli import memory, rehearsing

    request = rehearsing.Request(draft, tuple(feeds), out, start, end, area, lang.value, mapping, zone)
    with memory.kept_memory():
        raise typer.Exit(rehearsing.rehearse_and_report(request, format == Format.JSON))


@app.command()
def demo(
    out: Out = Path("out/demo"),
    lang: In = Language.EN,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port of the desk; 0 takes any that is free.", show_default="8014"),
    ] = None,
    no_desk: Annotated[bool, typer.Option("--no-desk", help="Only write the report, and end.")] = False,
) -> None:
    """Write the report of a shipped exercise, then open a desk on another, signed in as a mediator. Stop with Ctrl-C.

    The incidents of both are invented. The desk of Aleppo 2014 is made afresh each time, has an account of every role,
    and is reached from this machine alone.
    """
    from hudna.cli import demonstrating

    raise typer.Exit(demonstrating.demo(demonstrating.Demo(out, lang.value, port, not no_desk)))


def main() -> None:
    """Run the verb on the command line; a fault ends in one line on standard error and exit status 2."""
    try:
        status = app(prog_name="hudna", standalone_mode=False)
    except Fault as fault:
        _refuse(str(fault))
    except typer.Abort:
        sys.exit(130)
    except typer.TyperException as error:
        _refuse(f"{error.format_message()} [usage] To do: hudna VERB --help tells what may stand there.")
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except OSError as error:
        if error.filename is not None or error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
            _unforeseen(error)
        what = f"Standard output takes no more: {error.strerror}."
        _refuse(f"{what} [output] To do: make room, or send it elsewhere.")
    except MemoryError:
        _refuse("There is not enough memory. [memory] To do: split the feed, or use a larger machine.")
    except Exception as error:
        _unforeseen(error)
    else:
        sys.exit(status if isinstance(status, int) else 0)


def _unforeseen(error: Exception) -> NoReturn:
    if os.environ.get("HUDNA_DEBUG"):
        raise error
    what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    _refuse(f"An unforeseen fault: {what} [unforeseen] To do: report it; HUDNA_DEBUG=1 shows where it arose.")


def _refuse(line: str) -> NoReturn:
    print("hudna: " + shown(" ".join(line.split())), file=sys.stderr)
    sys.exit(2)
