"""The verbs on desks, keys and slips: who may sign, and what is destroyed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from hudna.cli.app import AsFormat, Format, app
from hudna.cli.deeds import By, CaseAt, KeysIn, Why, deed, tell, write_new
from hudna.house import HOUSE, Case, Said, State, equip, open_case, rekey
from hudna.journal import Decision, KeyAdmitted, KeyWithdrawn, fingerprint

KEYS = "Desks, keys and slips"


def _key(case: Case, told: str) -> str:
    """A public key (hex) by its fingerprint, among those that the record names. Raises key-unknown."""
    named = [getattr(entry.event, "key", "") for entry in case.entries()]
    found = {key for key in named if key and told in (key, fingerprint(bytes.fromhex(key)))}
    if len(found) != 1:
        raise HOUSE.fault("key-unknown", f"The record names no key {told}.")
    return found.pop()


Key = Annotated[str, typer.Argument(help="The fingerprint of the key (hudna verify tells them).", metavar="KEY")]


@deed(KEYS, "admit")
def admit(
    case: Case,
    state: State,
    said: Said,
    key: Key,
    desk: Annotated[str, typer.Option(help="Which desk holds it.")],
) -> Sequence[Decision]:
    """Admit the key of another desk: what it signs has effect from now on.

    Compare the fingerprint with its owner first, by another way.

    Example: hudna admit aleppo.hudna 3f2a-91bc-77d0-1e45-a0c3 --desk north --by mediator-1
    """
    return [Decision(KeyAdmitted(_key(case, key), desk), said.at)]


@deed(KEYS, "revoke")
def revoke(
    case: Case,
    state: State,
    said: Said,
    key: Key,
    why: Why,
    since: Annotated[str, typer.Option(metavar="TIME", help="From when on; left out: from now.")] = "",
) -> Sequence[Decision]:
    """Withdraw a key that was lost, seized or copied: what it signs from then on has no effect and is not trusted.

    Example: hudna revoke aleppo.hudna 3f2a-91bc-77d0-1e45-a0c3 --why "Laptop seized" --since 2014-02-01T06:00
    """
    return [Decision(KeyWithdrawn(_key(case, key), said.instant(since) if since else said.now, why), said.now)]


@app.command("rekey", rich_help_panel=KEYS)
def rekey_(
    where: CaseAt,
    why: Why,
    by: By = None,
    recovery: Annotated[Path | None, typer.Option(help="The recovery key, where the desk's own is lost.")] = None,
    keep_old: Annotated[bool, typer.Option("--keep-old", help="Do not withdraw the old key.")] = False,
    keys: KeysIn = None,
    format: AsFormat = Format.TEXT,
) -> None:
    """Go on under a new key, in a new log; the old key is withdrawn. What it signed before stands.

    Example: hudna rekey aleppo.hudna --why "Key lost" --recovery /media/stick/sign-77d0-….pem --by mediator-1
    """
    with open_case(where, keys=keys) as case:
        said = case.said(by, None, None, None)
        tell(case, rekey(case, why, said, recovery=recovery, withdraw=not keep_old), format)


@app.command("equip", rich_help_panel=KEYS)
def equip_(
    where: CaseAt,
    folder: Annotated[Path, typer.Argument(help="Folder to write into, as one on a stick.", metavar="FOLDER")],
    desk: Annotated[str, typer.Option(help="Name of the desk.")],
    by: By = None,
    slips: Annotated[bool, typer.Option("--slips", help="It may open slips: give it their key, too.")] = False,
    keys: KeysIn = None,
) -> None:
    """Equip another desk that will be cut off: a copy of the case and a key of its own, admitted in advance.

    Later hudna merge brings both together. Example: hudna equip aleppo.hudna /media/stick --desk north --by mediator-1
    """
    with open_case(where, keys=keys) as case:
        file, _ = equip(case, folder, desk, case.said(by, None, None, None), with_slips=slips)
    print(f"{file} and {file}.keys: hand them over together; nobody else may have the keys.")


@app.command(rich_help_panel=KEYS)
def reveal(
    where: CaseAt,
    slip: Annotated[list[str], typer.Argument(help="The slips, by name (as in [[slip:NAME]]).", metavar="SLIP…")],
    purpose: Annotated[str, typer.Option(help="What for; it is recorded.")],
    by: By = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="For a slip that holds a file: where to write it.")
    ] = None,
    keys: KeysIn = None,
) -> None:
    """Open slips that hold names or files. Who opened them and what for is recorded before anything is shown.

    Example: hudna reveal aleppo.hudna 9f31… --purpose "Witness protection" --by monitor-1
    """
    with open_case(where, keys=keys) as case:
        for name, content in case.reveal(slip, purpose, case.said(by, None, None, None)).items():
            if isinstance(content, bytes):
                write_new(out or Path(f"{name}.bin"), content)
                print(f"{name}  {out or Path(f'{name}.bin')}")
            else:
                print(f"{name}  {content}")


@app.command(rich_help_panel=KEYS)
def shred(
    where: CaseAt,
    slip: Annotated[str, typer.Argument(help="The slip, by name.", metavar="SLIP")],
    why: Why,
    by: By = None,
    keys: KeysIn = None,
) -> None:
    """Withdraw a slip: what it holds is destroyed, who did it and why is recorded, and the record still verifies.

    Example: hudna shred aleppo.hudna 9f31… --why "The witness asked for it" --by mediator-1
    """
    with open_case(where, keys=keys) as case:
        entry = case.shred(slip, why, case.said(by, None, None, None))
    print(f"{entry.ref}  the slip {slip} is destroyed here; merged copies destroy theirs, copies elsewhere do not.")
