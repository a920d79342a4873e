"""The demonstration: a report, and a desk of the exercise of Aleppo 2014 with an account of every role."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hudna.cli.assessing import Request, make_folder, print_assessment, run, writing
from hudna.cli.drafting import CLI

if TYPE_CHECKING:
    from socket import socket

    from hudna.desk import serve

ROOT = Path(__file__).resolve().parents[3]
REPORT, STORY = Path("examples/syria-2016"), Path("examples/aleppo-2014")
CASE = "aleppo.hudna"
HOST, PORT = "127.0.0.1", 8014


@dataclass(frozen=True)
class Demo:
    """What was asked for. ``port``: None for the usual one, or any where that is taken."""

    out: Path
    language: str
    port: int | None = None
    desk: bool = True


def demo(asked: Demo) -> int:
    """Write the report, then open the desk until it is asked to end."""
    for needed in (REPORT / "agreement.yaml", STORY / "exercise-story.yaml", STORY / "exercise.csv"):
        if not (ROOT / needed).exists():
            raise CLI.fault("example-missing", "A shipped example is not here.", where=str(needed))
    folder = ROOT / REPORT
    where = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
    request = Request(str(where / "agreement.yaml"), (where / "exercise.csv",), asked.out, asked.language)
    assessment, written = run(request)
    print_assessment(assessment, written)
    print(f"\nThe report: {written[0].resolve()}\nOpen it in any browser; it needs no network.", flush=True)
    return open_desk(asked) if asked.desk else 0


def open_desk(asked: Demo) -> int:
    """Make the desk afresh and serve it on this machine alone."""
    from hudna.cli import desking
    from hudna.desk import place_of, serve

    make_folder(asked.out)
    settings = serve.Settings(
        place_of(str((asked.out / CASE).resolve())), HOST, demo=True, more={"HUDNA_DESK_LOG": "warning"}
    )
    print("\nThe desk: the exercise of Aleppo 2014 is being set up …", flush=True)
    with _socket(asked.port) as listening, serve.held(settings.place):
        clear(settings)
        make(settings, asked.language)
        return desking.run(settings, listening, opened)


def clear(settings: serve.Settings) -> None:
    """Take away what an earlier demonstration left here, and nothing else. Raises out-unwritable."""
    case, folder = Path(settings.place.case), settings.place.folder
    with writing(case.parent):
        for one in (
            case,
            *(Path(f"{case}{tail}") for tail in ("-wal", "-shm", "-journal", ".keys")),
            *folder.iterdir(),
        ):
            if one.name == "running":
                continue  # the lock that is held just now
            if one.is_dir():
                shutil.rmtree(one)
            else:
                one.unlink(missing_ok=True)


def make(settings: serve.Settings, language: str) -> None:
    """Replay the story, make the accounts, bring the feed in and assess it."""
    from hudna.cli.replaying import replay
    from hudna.desk import prepare

    with writing(settings.place.folder.parent):
        for _ in replay(ROOT / STORY / "exercise-story.yaml", settings.place.case, None):
            pass
    prepare.set_up(settings)
    prepare.make_tables()
    with _silent():
        prepare.demonstrate(ROOT / STORY / "exercise.csv", language)


@contextmanager
def _silent() -> Iterator[None]:
    """The log of the desk is for those who run one; here it would stand between the lines for a reader."""
    import logging

    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


@contextmanager
def _socket(port: int | None) -> Iterator[socket]:
    from hudna.desk import serve
    from hudna.ground import Fault

    try:
        found = serve.bind(HOST, PORT if port is None else port)
    except Fault as fault:
        if port is not None or fault.code != "port-taken":
            raise
        found = serve.bind(HOST, 0)
    with found:
        yield found


def opened(address: str) -> None:
    """Say where it is, and open a browser where there is a screen."""
    print(
        f"The desk is open at {address}\n"
        "You are mediator-1 in an exercise, at this machine alone; the line at the top of each page makes you\n"
        "another: a monitor, an analyst, a liaison of either party, an observer, the administrator.\n"
        "Stop it with Ctrl-C.",
        flush=True,
    )
    if sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        import webbrowser

        webbrowser.open(address)
