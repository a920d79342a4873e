"""The verbs of the desk in a browser: desk runs it, account looks after who works there."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from hudna.cli.app import AsFormat, Format, app
from hudna.cli.deeds import By, CaseAt

if TYPE_CHECKING:
    from socket import socket

    from hudna.desk import serve

PANEL = "The desk in a browser"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@app.command("desk", rich_help_panel=PANEL)
def desk(
    where: CaseAt,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes any that is free.")] = 8014,
    host: Annotated[str, typer.Option(help="Address to listen at; another than 127.0.0.1 needs TLS before it.")] = (
        "127.0.0.1"
    ),
    hosts: Annotated[
        str, typer.Option(metavar="NAMES", help="Names under which browsers reach it, by comma: desk.example.org")
    ] = "",
    https: Annotated[
        bool, typer.Option("--https", help="It stands behind a server that does TLS: cookies go over TLS alone.")
    ] = False,
    workers: Annotated[int, typer.Option(min=1, max=32, help="Processes that answer pages, of 8 threads each.")] = 2,
    tiles: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Tile server of the map, as https://tiles.example/{z}/{x}/{y}.png.")
    ] = "",
    lock: Annotated[
        int, typer.Option(min=1, max=720, help="Minutes without a click after which a session locks.")
    ] = 15,
    second_factor: Annotated[
        bool, typer.Option("--second-factor/--no-second-factor", help="Whether accounts need a second factor.")
    ] = True,
    init: Annotated[bool, typer.Option("--init", help="Make the desk and its first administrator, and stop.")] = False,
) -> None:
    """Open the desk of a case in the browser: pages, a worker for long jobs, health and logs. Stop with Ctrl-C.

    The first start makes a folder CASE.desk and one administrator, whose password it prints once.
    Example: hudna desk aleppo.hudna
    """
    from hudna.desk import place_of, serve
    from hudna.house import address

    names = tuple(name.strip() for name in hosts.split(",") if name.strip())
    settings = serve.Settings(
        place_of(address(where)), host, port, workers, names, https,
        tiles=tiles, minutes=lock, second_factor=second_factor,
    )  # fmt: skip
    if init:
        with serve.held(settings.place):
            told = _prepare(settings)
        print(told or "This desk is made already; hudna account resets a password.")
        return
    listening = serve.bind(host, port)
    if host not in LOOPBACK and not https:
        _warn("Others can reach this address, and what they send is not encrypted: put TLS before it (--https).")
    if host not in LOOPBACK and not names:
        _warn("Browsers are answered under the names that --hosts gives, and under localhost.")
    with listening, serve.held(settings.place):
        told = _prepare(settings)
        if told:
            print(told, flush=True)
        raise typer.Exit(run(settings, listening, _opened))


def run(settings: serve.Settings, listening: socket, ready: Callable[[str], None]) -> int:
    """Serve until asked to end."""
    from hudna.desk import serve

    static = serve.collect(settings)
    whole = replace(settings, more={**settings.more, "HUDNA_DESK_STATIC": str(static)})
    return serve.Supervisor(whole, listening).run(ready)


def _opened(address: str) -> None:
    print(f"The desk is open at {address}   Stop it with Ctrl-C.", flush=True)


def _prepare(settings: serve.Settings) -> str:
    """Make what is missing; gives what is to be said once."""
    from hudna.desk import prepare

    prepare.set_up(settings)
    prepare.make_tables()
    made = prepare.first_administrator("terminal")
    if made is None:
        return ""
    told = ("Administrator: " + made[0], "Password:      " + made[1])
    return "\n".join((*told, "It is shown this once; the first sign-in asks for another."))


def _warn(words: str) -> None:
    typer.echo(f"hudna: {words}", err=True)


@app.command("account", rich_help_panel=PANEL)
def account(
    where: CaseAt,
    office: Annotated[
        str, typer.Argument(help="Office or code, as monitor-2; left out: list all.", metavar="[OFFICE]")
    ] = "",
    role: Annotated[
        str, typer.Option(help="Make it: mediator, monitor, analyst, liaison, observer or administrator.")
    ] = "",
    party: Annotated[str, typer.Option(help="Of a liaison: its party, as the agreement names it.")] = "",
    reset: Annotated[bool, typer.Option("--reset", help="Give it a new password, printed once.")] = False,
    forget: Annotated[
        bool, typer.Option("--forget-factor", help="Forget its second factor, as of a lost phone.")
    ] = False,
    lock: Annotated[bool, typer.Option("--lock", help="Nobody works under it from now on.")] = False,
    unlock: Annotated[bool, typer.Option("--unlock", help="It may be worked under again.")] = False,
    by: By = None,
    format: AsFormat = Format.TEXT,
) -> None:
    """List, make, lock, unlock or reset the accounts of a desk, from the terminal of the machine that it runs on.

    Example: hudna account aleppo.hudna liaison-gov --role liaison --party syrian-government
    """
    from hudna.cli.telling import as_json
    from hudna.desk import place_of, prepare, serve
    from hudna.house import address

    settings = serve.Settings(place_of(address(where)))
    prepare.demand_made(settings)
    prepare.set_up(settings)
    prepare.make_tables()
    acts = {"make": bool(role), "reset": reset, "forget": forget, "lock": lock, "unlock": unlock}
    asked = [name for name, wanted in acts.items() if wanted]
    told = _act(office, asked, role, party, by or os.environ.get("HUDNA_BY") or "terminal")
    if format == Format.JSON:
        print(as_json(told))
    elif isinstance(told, list):
        for one in told:
            marks = [word for word in ("locked", "given-password", "second-factor") if one[word.replace("-", "_")]]
            print(f"{one['office']:24} {one['role']:14} {one['party'] or '–':28} {' '.join(marks)}".rstrip())
    else:
        print("\n".join(f"{name}: {value}" for name, value in told.items()))


def _act(office: str, asked: list[str], role: str, party: str, by: str) -> dict[str, str] | list[dict[str, object]]:
    """Carry out the one thing that was asked for. Raises usage, and what accounts raise."""
    from hudna.cli.drafting import CLI
    from hudna.desk import prepare

    if not office and not asked:
        return prepare.list_accounts()
    if not office or len(asked) != 1:
        raise CLI.fault("account-act", "One thing is done to one account at a time.")
    return prepare.keep_account(asked[0], office, role, party, by=by)
