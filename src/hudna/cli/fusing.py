"""The verb that makes incidents of reports."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hudna.cli.app import AsFormat, Feeds, Format, Out, Zone, app

if TYPE_CHECKING:
    from hudna.incidents import Feed, Fused


class Rule(StrEnum):
    """By which rule reports are joined."""

    HUDNA = "hudna"
    MELTT = "meltt"


class Within(StrEnum):
    """Whether rows of one source may be one incident."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


MELTT = "The rule of MELTT"


@app.command()
def fuse(
    feeds: Feeds,
    out: Out = Path("out"),
    agreement: Annotated[
        Path | None,
        typer.Option(help="Take parties, acts and areas from the registers of this agreement, and its zone."),
    ] = None,
    mapping: Annotated[
        list[Path] | None,
        typer.Option(help="How to read a table of your own; once for all feeds, or once for each in their order."),
    ] = None,
    zone: Zone = None,
    within: Annotated[
        Within,
        typer.Option(
            help="May two rows of one source be one incident? auto: not in UCDP or ACLED, whose coders made a row of "
            "every event, unless such a feed is given alone."
        ),
    ] = Within.AUTO,
    least: Annotated[
        float | None,
        typer.Option(min=0.01, max=0.99, help="From which probability on two reports are one; default 0.5."),
    ] = None,
    rule: Annotated[
        Rule, typer.Option(help="meltt: join as release 0.4.3 of that package does.", rich_help_panel=MELTT)
    ] = Rule.HUDNA,
    taxonomy: Annotated[
        list[Path] | None,
        typer.Option(help="A taxonomy of that package (CSV); give each.", rich_help_panel=MELTT),
    ] = None,
    days: Annotated[float, typer.Option(min=0, help="Its window of time.", rich_help_panel=MELTT)] = 2.0,
    km: Annotated[float, typer.Option(min=0, help="Its window of space.", rich_help_panel=MELTT)] = 4.0,
    format: AsFormat = Format.TEXT,
) -> None:
    """Make incidents of reports: which reports tell of one event, how sure that is, and how many voices vouch for it.

    Writes incidents and links (report → incident) as Parquet, CSV and GeoJSON, summary.json, and where there is reason
    rejects.csv and mapping-stub.yaml. Exit status 1 if a row was rejected or an incident is worth a look.
    Example: hudna fuse examples/fusing/wire.csv examples/fusing/monitors.csv --out out
    """
    if rule == Rule.MELTT:
        from hudna.cli import melting

        raise typer.Exit(melting.integrate(feeds, taxonomy or [], days, km, out, json_wanted=format == Format.JSON))
    from hudna.cli import memory

    with memory.kept_memory():
        raise typer.Exit(_fuse(feeds, out, agreement, mapping or [], zone, within, least, format == Format.JSON))


def _fuse(
    paths: Sequence[Path],
    out: Path,
    agreement: Path | None,
    mappings: Sequence[Path],
    zone: str | None,
    within: Within,
    least: float | None,
    json_wanted: bool,
) -> int:
    from hudna.cli.assessing import make_folder, progress, write_rejects, writing
    from hudna.incidents import fuse_feeds, fused_as_json, write_fused

    if len(mappings) not in (0, 1, len(paths)):
        raise typer.BadParameter("give --mapping once for all feeds, or once for each of them")
    make_folder(out)
    with progress(paths) as report, _steps() as step:
        opened, parties = _open(paths, agreement, mappings, zone, report)
        fused = fuse_feeds(opened, parties=parties, within=within.value, least=least, step=step)
    told: dict[str, Any] = {**fused_as_json(fused), "feeds": [_of_feed(feed) for feed in opened]}
    with writing(out):
        written, remarks = write_fused(fused, out)
        (out / "summary.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        written += [out / "summary.json", *write_rejects(opened, out)]
    for remark in remarks:
        print(remark, file=sys.stderr)
    if json_wanted:
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        print_fused(fused, told, written)
    return int(told["for_a_look"] > 0 or any(feed.count_rejected for feed in opened))


def _open(
    paths: Sequence[Path], agreement: Path | None, mappings: Sequence[Path], zone: str | None, report: Any
) -> tuple[list[Feed], Any]:
    """Every feed under the registers of an agreement, or under none; ids may recur in files of different sources."""
    from hudna.agreements import load_agreement
    from hudna.ground import load_acts, load_areas, load_parties
    from hudna.incidents import CODED, Seen, open_feed

    loaded = load_agreement(agreement) if agreement else None
    parties = loaded.parties if loaded else load_parties()
    acts, areas = (loaded.acts, loaded.areas) if loaded else (load_acts(), load_areas())
    zone = zone or (loaded.agreement.timezone if loaded else None)
    seen: dict[str, Seen] = {}
    feeds = []
    for number, path in enumerate(paths):
        mapping = mappings[number if len(mappings) > 1 else 0] if mappings else None
        again = partial(open_feed, path, parties, acts, areas, mapping=mapping, zone=zone, progress=report)
        feed = again()
        if feed.layout in CODED:
            feed = again(seen=seen.setdefault(feed.layout, Seen()))
        feeds.append(feed)
    return feeds, parties


@contextmanager
def _steps() -> Iterator[Any]:
    """Say on a terminal what is being done."""
    if sys.stderr.isatty():
        yield lambda said: print(f"{said[:1].upper()}{said[1:]} …", file=sys.stderr)
    else:
        yield lambda said: None


def _of_feed(feed: Feed) -> dict[str, Any]:
    kinds = ("actors", "acts", "weapons", "areas")
    unmapped = {f"unmapped_{kind}": dict(getattr(feed, f"unmapped_{kind}")) for kind in kinds}
    told = {"file": feed.file, "reader": feed.layout, "read": feed.count_read, "rejected": feed.count_rejected}
    return {**told, **unmapped}


def print_fused(fused: Fused, told: dict[str, Any], written: Sequence[Path]) -> None:
    """The figures for a person, and where the rest lies."""
    from hudna.cli.drafting import print_table

    for feed in told["feeds"]:
        print(f"{feed['file']}: {feed['read']:,} rows read, {feed['rejected']:,} rejected ({feed['reader']}).")
    joined, sums = told["joined"], told["round_ups"]
    print(f"{told['reports']:,} reports are {told['incidents']:,} incidents.")
    print(f"{joined['reports']:,} reports were joined into {joined['incidents']:,} incidents of several reports.")
    if sums["reports"]:
        print(f"Reports that sum up several incidents: {sums['reports']:,}, {sums['links']:,} links; none was joined.")
    rows = [(number, f"{count:,}") for number, count in told["by_voices"].items()]
    print_table("Incidents by independent voices", ("voices", "incidents"), rows)
    if told["for_a_look"]:
        print(f"Worth a look, as a link is not sure: {told['for_a_look']:,} incidents (p below 0.8 in incidents.csv).")
    how = (
        "learnt from these reports"
        if told["weights"]["learnt"]
        else "those shipped, as there are few reports to learn from"
    )
    print(f"Weights: {how}.")
    print("Written: " + ", ".join(str(path) for path in written))
