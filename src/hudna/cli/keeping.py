"""The verbs on the record itself: open, verify, prove, merge, back up, and who holds which key."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from hudna.cli.app import AsFormat, Format, app
from hudna.cli.deeds import By, CaseAt, KeysIn, deed, tell
from hudna.cli.telling import as_json, plain, report_json, report_text
from hudna.house import (
    HOUSE,
    Case,
    Said,
    State,
    codec,
    equip,
    make_case,
    office,
    open_case,
    rebuild,
    rekey,
    restore_case,
)
from hudna.journal import (
    ConflictResolved,
    Decision,
    EntryStruck,
    Head,
    KeyAdmitted,
    KeyWithdrawn,
    Report,
    Store,
    backup,
    check_proof,
    export_case,
    fingerprint,
    merge,
    open_store,
    prove_beginning,
    prove_entry,
    read_export,
    read_head,
    verify_export,
    verify_store,
    write_head,
)

PANEL = "The record"
MOST_OF_A_PROOF = 1_000_000
KEYS = "Desks, keys and slips"
Why = Annotated[str, typer.Option("--why", help="For what reason.")]
OutFile = Annotated[Path, typer.Option("--out", "-o", help="File to write; it must not be there yet.")]
TrustedKey = Annotated[
    str | None, typer.Option("--key", help="Fingerprint of the first key, as you were told it by another way.")
]


@app.command("open", rich_help_panel="A case")
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
    keys: KeysIn = None,
    format: AsFormat = Format.TEXT,
) -> None:
    """Make a case, one file or one PostgreSQL schema, and its keys.

    Write down the fingerprint that is printed and give it to every party by another way than the file: by it they know
    the record. Example: hudna open aleppo.hudna --title "Aleppo 2014" --zone Asia/Damascus --by mediator-1
    """
    entries, folder = make_case(
        where, title=title or name or Path(where).stem, desk=desk, by=office(by), zone=zone, name=name, keys=keys,
        exercise=exercise,
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


@contextmanager
def record_at(where: str) -> Iterator[Store]:
    """The record at an address: a case, or an exported copy of one."""
    path = Path(where)
    if path.is_file() and not _is_database(path):
        with path.open("rb") as file:
            yield read_export(file)
        return
    with open_case(where, read_only=True) as case:
        yield case.store


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(16).startswith(b"SQLite format 3")


def is_export(file: BinaryIO) -> bool:
    """Is it an exported copy, and not a proof or a head? Looks at its first line, and goes back to the start."""
    first = file.readline(4096)
    file.seek(0)
    return first.startswith(b"[")


@app.command(rich_help_panel=PANEL)
def verify(
    where: Annotated[str, typer.Argument(help="A case, an exported copy, a proof, or a head.", metavar="RECORD")],
    key: TrustedKey = None,
    head: Annotated[
        Path | None, typer.Option(help="A head that you kept (hudna head): is all it covers still there?")
    ] = None,
    format: AsFormat = Format.TEXT,
) -> None:
    """Check a record with nothing else at hand, and say in words what is proved and what is not.

    Names the first bad entry. Exit status 1 if anything is wrong or missing. Example: hudna verify aleppo.hudna
    --key 3f2a-91bc-77d0-1e45-a0c3
    """
    kept = read_head(head.read_bytes()) if head else None
    report = _verified(where, key, kept)
    print(as_json(report_json(report)) if format == Format.JSON else report_text(report))
    raise typer.Exit(int(bool(report.findings)))


def _verified(where: str, key: str | None, kept: Head | None) -> Report:
    path, now = Path(where), datetime.now(UTC)
    if path.is_file() and not _is_database(path):
        with path.open("rb") as file:
            if is_export(file):
                return verify_export(file, now=now, codec=codec(), trusted_key=key, kept=kept)
            return check_proof(file.read(MOST_OF_A_PROOF), trusted_key=key, head=kept)
    store = open_store(where, read_only=True)
    try:
        return verify_store(store, now=now, codec=codec(), trusted_key=key, kept=kept)
    finally:
        store.close()


@app.command(rich_help_panel=PANEL)
def prove(
    where: CaseAt,
    entry: Annotated[str, typer.Argument(help="The entry, by its number (hudna log).", metavar="[ENTRY]")] = "",
    since: Annotated[
        Path | None, typer.Option(help="Instead: that a head you kept is the beginning of what is here.")
    ] = None,
    out: OutFile = Path("proof.json"),
) -> None:
    """Write a small file that proves one entry to whoever has it, without showing the others.

    Example: hudna prove aleppo.hudna hq-3f2a91/4 --out acceptance-proof.json
    """
    with record_at(where) as store:
        data = prove_beginning(store, read_head(since.read_bytes())) if since else prove_entry(store, entry)
    write_new(out, data)
    print(f"{out}: {len(data)} bytes. hudna verify {out} checks it anywhere, with no network.")


def write_new(out: Path, data: bytes) -> None:
    """Write a file that is not there yet. Raises file-unwritable."""
    try:
        with out.open("xb") as file:
            file.write(data)
    except OSError as error:
        raise HOUSE.fault("file-unwritable", f"{error.strerror}.", where=str(out)) from None


@app.command(rich_help_panel=PANEL)
def head(
    where: CaseAt,
    by: By = None,
    out: OutFile = Path("head.json"),
    keys: KeysIn = None,
) -> None:
    """Sign what the log of this desk holds now, and write the head for a party to keep.

    Whoever keeps it will see if anything before it is ever changed. Example: hudna head aleppo.hudna --out today.json
    """
    with open_case(where, keys=keys) as case:
        write_new(out, write_head(case.sign(case.said(by, None, None, None))))
    print(f"{out}: keep it, and check later copies with hudna verify CASE --head {out}.")


@app.command(rich_help_panel=PANEL)
def export(
    where: CaseAt,
    out: OutFile = Path("case.jsonl"),
    slips: Annotated[bool, typer.Option("--slips", help="Also copy the encrypted slips.")] = False,
) -> None:
    """Write the record as one text file that any party can verify and read alone. Names are not in it.

    Example: hudna export aleppo.hudna --out aleppo-2014-01-17.jsonl
    """
    with record_at(where) as store:
        try:
            with out.open("xb") as file:
                lines = export_case(store, file, slips=slips)
        except OSError as error:
            raise HOUSE.fault("file-unwritable", f"{error.strerror}.", where=str(out)) from None
    print(f"{out}: {lines} lines.")


@app.command("merge", rich_help_panel=PANEL)
def merge_(
    where: CaseAt,
    other: Annotated[str, typer.Argument(help="Another desk's copy: a case or an exported one.", metavar="OTHER")],
    keys: KeysIn = None,
    format: AsFormat = Format.TEXT,
) -> None:
    """Take in what another desk recorded. Nothing is overwritten.

    Where both decided one thing differently, both decisions are kept and shown as a conflict. The other copy is
    verified first and not changed. Exit status 1 if there are conflicts to resolve.

    Example: hudna merge aleppo.hudna north.hudna
    """
    with record_at(other) as theirs, open_case(where, keys=keys) as case:
        before = case.state().position
        done = merge(case.store, theirs, now=datetime.now(UTC), codec=codec())
        state = case.state()
        rebuild(case)
        added = {log: size - before.get(log, 0) for log, size in state.position.items() if size > before.get(log, 0)}
        conflicts = state.settled.conflicts
        if format == Format.JSON:
            told = {"added": added, "conflicts": [one.thing for one in conflicts], "merged": plain(done)}
            print(as_json(told))
        else:
            words = ", ".join(f"{count} of {name}" for name, count in added.items())
            print(f"Entries taken in: {words}." if added else "Nothing new: this copy has all that the other has.")
            for log, key in done.unadmitted.items():
                print(f"Nobody admitted the key {key} of {log}: it has no effect until somebody does (hudna admit).")
            for finding in done.left_out:
                print(f"Left out: {finding.what}")
            for conflict in conflicts:
                print(f"In conflict, neither has effect: {conflict.thing}. hudna status shows both sides.")
        raise typer.Exit(int(bool(conflicts)))


@deed(PANEL, "resolve")
def resolve(
    case: Case,
    state: State,
    said: Said,
    thing: Annotated[str, typer.Argument(help="What is in conflict (hudna status).", metavar="THING")],
    choose: Annotated[str, typer.Option(help="An entry of the side that stands, by its number.")],
    why: Why,
) -> Sequence[Decision]:
    """Decide which of two desks' decisions on one thing stands. Both stay in the record.

    Example: hudna resolve aleppo.hudna plan/aleppo-2014/1/syrian-government/answer --choose north-11aa22/3 --why "Seen"
    """
    entry = case.entry(choose)
    sides = [one for conflict in state.settled.conflicts if conflict.thing == thing for one in conflict.sides.values()]
    if not any(entry.hash == one.hash for side in sides for one in side):
        raise HOUSE.fault("conflict-unknown", f"“{thing}” is in no conflict in which {choose} is a side.")
    return [Decision(ConflictResolved(thing, entry.hash, why), said.at)]


@deed(PANEL, "strike")
def strike(
    case: Case,
    state: State,
    said: Said,
    entry: Annotated[str, typer.Argument(help="The entry, by its number (hudna log).", metavar="ENTRY")],
    why: Why,
) -> Sequence[Decision]:
    """Undo an entry that was a mistake of the desk: it has no effect from now on, and stays in the record.

    To strike the strike brings it back. Example: hudna strike aleppo.hudna hq-3f2a91/7 --why "Wrong day typed"
    """
    return [Decision(EntryStruck(case.entry(entry).hash, why), said.at)]


@app.command("rebuild", rich_help_panel=PANEL)
def rebuild_(where: CaseAt, keys: KeysIn = None, format: AsFormat = Format.TEXT) -> None:
    """Drop the read models and make them anew from the journal; say whether they come out the same.

    Exit status 1 if any row was not the same. Example: hudna rebuild aleppo.hudna
    """
    with open_case(where, keys=keys) as case:
        fresh = not case.store.views()
        changed = rebuild(case)
        differed = sum(changed.values())
        if format == Format.JSON:
            print(as_json({"rows_that_differed": dict(changed)}))
        elif fresh:
            print(f"Made {len(changed)} read models.")
        else:
            print("Identical." if not differed else f"{differed} rows had not been the same; they are now.")
        raise typer.Exit(int(differed > 0 and not fresh))


@app.command("backup", rich_help_panel=PANEL)
def backup_(
    where: CaseAt,
    out: Annotated[Path, typer.Argument(help="File to write; it must not be there yet.", metavar="FILE")],
) -> None:
    """Write all that the case holds at this instant to one file, while others go on working. Keys are not in it.

    Example: hudna backup aleppo.hudna aleppo-2014-01-17.backup
    """
    with open_case(where, read_only=True) as case:
        copy = open_store(str(out), create=True)
        try:
            report = backup(case.store, copy, now=datetime.now(UTC))
        finally:
            copy.close()
    print(report_text(report))
    print(f"{out}: the case as it is now. Keep a copy of its keys elsewhere, too: no backup holds them.")
    raise typer.Exit(int(bool(report.findings)))


@app.command("restore", rich_help_panel=PANEL)
def restore_(
    source: Annotated[Path, typer.Argument(help="A file that hudna backup wrote.", metavar="FILE")],
    where: Annotated[str, typer.Argument(help="The case to make: a new file, or postgresql://…", metavar="CASE")],
) -> None:
    """Make a case from a backup and verify it. It goes on in a log of its own, whatever the original did since.

    Example: hudna restore aleppo-2014-01-17.backup aleppo.hudna
    """
    report = restore_case(source, where)
    print(report_text(report))
    raise typer.Exit(int(bool(report.findings)))


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


@app.command("replay", rich_help_panel="A case")
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
