"""The verbs that make a case: open, and replay for an exercise."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from hudna.cli.app import AsFormat, Format, app
from hudna.cli.deeds import By, KeysIn, Recorded
from hudna.cli.telling import as_json
from hudna.ground import when
from hudna.house import HOUSE, make_case, office
from hudna.journal import fingerprint

PANEL = "A case"


@app.command("open", rich_help_panel=PANEL)
def open_(
    where: Annotated[
        str, typer.Argument(help="A new file, or postgresql://…; - for HUDNA_DATABASE_URL.", metavar="CASE")
    ],
    by: By = None,
    title: Annotated[str, typer.Option(help="What it is about; default: its name.")] = "",
    name: Annotated[str, typer.Option(help="A short name; default: that of the file.")] = "",
    desk: Annotated[str, typer.Option(help="Which desk this is.")] = "hq",
    zone: Annotated[str, typer.Option("--zone", help="Named zone in which times are given and told.")] = "UTC",
    exercise: Annotated[
        bool, typer.Option("--exercise", help="Dated by hand, for training; marked so everywhere.")
    ] = False,
    recorded: Recorded = None,
    keys: KeysIn = None,
    format: AsFormat = Format.TEXT,
) -> None:
    """Make a case, one file or one PostgreSQL schema, and its keys.

    Write down the fingerprint that is printed and give it to every party by another way than the file: by it they know
    the record. Example: hudna open aleppo.hudna --title "Aleppo 2014" --zone Asia/Damascus --by mediator-1
    """
    if recorded and not exercise:
        raise HOUSE.fault("not-an-exercise", "A real record is dated by the clock, not by hand.")
    now = when.instant(recorded, zone) if recorded else None
    entries, folder = make_case(
        where, title=title or name or Path(where).stem, desk=desk, by=office(by), zone=zone, name=name, keys=keys,
        exercise=exercise, now=now,
    )  # fmt: skip
    opened = entries[0].event
    told = fingerprint(bytes.fromhex(opened.key))  # type: ignore[attr-defined]
    if format == Format.JSON:
        print(as_json({"case": opened.case, "fingerprint": told, "keys": str(folder), "log": entries[0].log}))  # type: ignore[attr-defined]
        return
    print(f"Opened the case {opened.case}, log {entries[0].log}.")  # type: ignore[attr-defined]
    print(f"Fingerprint of its key: {told}")
    print(f"Keys: {folder}. Move the folder “recovery” in it to a safe place: its key alone lets the desk go on.")
    if not os.environ.get("HUDNA_PASSPHRASE"):
        print("The keys are under no passphrase; set HUDNA_PASSPHRASE before hudna open to put them under one.")


@app.command("replay", rich_help_panel=PANEL)
def replay_(
    story: Annotated[Path, typer.Argument(help="A story (YAML): deeds with their times.", metavar="STORY")],
    where: Annotated[str, typer.Argument(help="The exercise to make: a new file, or postgresql://…", metavar="CASE")],
    keys: KeysIn = None,
) -> None:
    """Make an exercise from a story: its deeds are recorded as if at their own times, and marked as an exercise.

    Example: hudna replay examples/aleppo-2014/story.yaml aleppo.hudna
    """
    from hudna.cli.replaying import replay

    for entry in replay(story, where, keys):
        print(f"{entry.ref}  {entry.event.KIND}")
    print(f"hudna status {where} tells where it stands.")
