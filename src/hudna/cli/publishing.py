"""The verb that publishes: bulletin."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from hudna.cli.app import In, Language, app
from hudna.cli.assessing import make_folder, writing
from hudna.cli.deeds import CaseAt
from hudna.ground import when


@app.command(rich_help_panel="The desk in a browser")
def bulletin(
    where: CaseAt,
    day: Annotated[str, typer.Option(metavar="DAY", help="Which day, as 2014-02-02; default: yesterday.")] = "",
    edition: Annotated[
        str, typer.Option("--for", metavar="WHOM", help="mission, common, or the id of a party.")
    ] = "mission",
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write into; made if it is not there.")] = Path(
        "out"
    ),
    lang: In = Language.EN,
    known_at: Annotated[
        str | None, typer.Option(metavar="TIME", help="As it was known then; default: all that is recorded.")
    ] = None,
    arabic_digits: Annotated[bool, typer.Option("--arabic-digits", help="Arabic-Indic digits.")] = False,
) -> None:
    """Write the bulletin of one day as HTML and PDF, with nothing in it that its readers may not see.

    Incidents are those of the case's desk, if it has one. Example: hudna bulletin aleppo.hudna --day 2014-02-02 --for
    syrian-government --lang ar
    """
    from hudna.bulletin import compose_daily, render, render_pdf
    from hudna.desk import daily_bulletin, place_of
    from hudna.house import address, open_case

    with open_case(where, read_only=True) as case:
        zone = case.opened.zone
        known = when.instant(known_at, zone) if known_at else None
        if not day:
            day = (datetime.now(when.zone(zone)) - timedelta(days=1)).date().isoformat()
        span = when.day(day, zone)
        daily = daily_bulletin(place_of(address(where)), case, span, edition, known)
    page = compose_daily(daily, language=lang.value, arabic_digits=arabic_digits)
    make_folder(out)
    name = f"bulletin-{day}-{edition}-{lang.value}"
    with writing(out):
        (out / f"{name}.html").write_text(render(page), encoding="utf-8")
        (out / f"{name}.pdf").write_bytes(render_pdf(page, made=known or datetime.now(UTC)))
    print(page.answer)
    print(f"Written: {out / name}.html, {out / name}.pdf")
