"""The verbs on the record itself: open, verify, prove, merge, back up, and who holds which key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from hudna.cli.app import AsFormat, Format, app
from hudna.cli.deeds import By, CaseAt, KeysIn, Why, deed, write_new
from hudna.cli.telling import as_json, report_text
from hudna.ground import read_bytes
from hudna.house import (
    HOUSE,
    Case,
    Said,
    State,
    address,
    codec,
    new_store,
    open_case,
    plain,
    rebuild,
    report_as_json,
    sign_rest,
)
from hudna.journal import (
    JOURNAL,
    ConflictResolved,
    Decision,
    EntryStruck,
    Head,
    Report,
    Store,
    backup,
    check_proof,
    export_case,
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
OutFile = Annotated[Path, typer.Option("--out", "-o", help="File to write; it must not be there yet.")]
TrustedKey = Annotated[
    str | None, typer.Option("--key", help="Fingerprint of the first key, as you were told it by another way.")
]


@contextmanager
def new_file(out: Path) -> Iterator[BinaryIO]:
    """A file that is not there yet, to be written; gone again where that fails. Raises file-unwritable."""
    try:
        with out.open("xb") as file:
            try:
                yield file
            except BaseException:
                out.unlink()
                raise
    except OSError as error:
        raise HOUSE.fault("file-unwritable", f"{error.strerror}.", where=str(out)) from None


@contextmanager
def record_at(where: str) -> Iterator[Store]:
    """The record at an address: a case, or an exported copy of one."""
    path = Path(where)
    if path.is_file() and not _is_database(path):
        with _opened(path) as file:
            yield read_export(file)
        return
    with open_case(where, read_only=True) as case:
        yield case.store


def _is_database(path: Path) -> bool:
    with _opened(path) as file:
        return file.read(16).startswith(b"SQLite format 3")


def _opened(path: Path) -> BinaryIO:
    """A file to read. Raises case-unreadable."""
    try:
        return path.open("rb")
    except OSError as error:
        raise JOURNAL.fault("case-unreadable", f"{error.strerror}.", where=str(path)) from None


def is_export(file: BinaryIO) -> bool:
    """Is it an exported copy, and not a proof or a head? Looks at its first line, and goes back to the start."""
    first = file.readline(4096)
    file.seek(0)
    return b'"hudna":"journal-export/' in first or first.startswith(b"[")


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
    kept = read_head(read_bytes(head)) if head else None
    report = _verified(where, key, kept)
    print(as_json(report_as_json(report)) if format == Format.JSON else report_text(report))
    raise typer.Exit(int(bool(report.findings)))


def _verified(where: str, key: str | None, kept: Head | None) -> Report:
    path, now = Path(where), datetime.now(UTC)
    if path.is_file() and not _is_database(path):
        with _opened(path) as file:
            if is_export(file):
                return verify_export(file, now=now, codec=codec(), trusted_key=key, kept=kept)
            return check_proof(file.read(MOST_OF_A_PROOF), trusted_key=key, head=kept)
    store = open_store(address(where), read_only=True)
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
    sign_rest(where)
    with record_at(where) as store:
        data = prove_beginning(store, read_head(read_bytes(since))) if since else prove_entry(store, entry)
    write_new(out, data)
    print(f"{out}: {len(data)} bytes. hudna verify {out} checks it anywhere, with no network.")


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
    sign_rest(where)
    with record_at(where) as store, new_file(out) as file:
        lines = export_case(store, file, slips=slips)
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

    Where the case has a desk (hudna desk) its accounts and imports are in the file, too.

    Example: hudna backup aleppo.hudna aleppo-2014-01-17.backup
    """
    from hudna.cli import safekeeping

    sign_rest(where)
    with open_case(where, read_only=True) as case:

        def case_to(path: Path) -> Report:
            with new_store(str(path)) as copy:
                return backup(case.store, copy, now=datetime.now(UTC))

        report, words = safekeeping.back_up(where, out, case_to)
    print(report_text(report))
    print(f"{out}: {words} as it is now. Keep a copy of its keys elsewhere, too: no backup holds them.")
    raise typer.Exit(int(bool(report.findings)))


@app.command("restore", rich_help_panel=PANEL)
def restore_(
    source: Annotated[Path, typer.Argument(help="A file that hudna backup wrote.", metavar="FILE")],
    where: Annotated[str, typer.Argument(help="The case to make: a new file, or postgresql://…", metavar="CASE")],
) -> None:
    """Make a case from a backup and verify it. It goes on in a log of its own, whatever the original did since.

    A desk that is in the backup is made beside it; everybody signs in anew.

    Example: hudna restore aleppo-2014-01-17.backup aleppo.hudna
    """
    from hudna.cli import safekeeping

    report, words = safekeeping.restore(source, where)
    print(report_text(report) + words)
    raise typer.Exit(int(bool(report.findings)))
