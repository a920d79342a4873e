"""Desks and their keys: equip another desk, go on with a new key, restore a backup."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from hudna.ground import Fault
from hudna.house.case import Case, address
from hudna.house.faults import HOUSE
from hudna.house.making import check_name
from hudna.house.said import Said
from hudna.journal import (
    JOURNAL,
    Decision,
    Entry,
    KeyAdmitted,
    Keyring,
    KeyWithdrawn,
    Report,
    Signer,
    backup,
    open_store,
    restore,
)


def equip(case: Case, folder: Path, desk: str, said: Said, *, with_slips: bool = False) -> tuple[Path, list[Entry]]:
    """Write a copy of the case and the keys of a new desk into a folder, and admit its key here.

    ``with_slips``: the desk gets the key that opens slips, too. Raises name-unfit, case-exists, keys-exist.
    """
    check_name(desk)
    file = folder / f"{desk}.hudna"
    keys = Path(f"{file}.keys")
    if keys.exists():
        raise HOUSE.fault("keys-exist", "There are keys already.", where=str(keys))
    signer = Signer.make()
    folder.mkdir(parents=True, exist_ok=True)
    Keyring(keys).keep(signer, passphrase=case.passphrase)
    if with_slips:
        identity = case.keyring.identity(passphrase=case.passphrase)
        Keyring(keys).keep_identity(identity, passphrase=case.passphrase)
    entries = case.record(lambda _: [Decision(KeyAdmitted(signer.key.hex(), desk), said.now)], said)
    copy = open_store(str(file), create=True)
    try:
        backup(case.store, copy, now=datetime.now(UTC)).demand()
    finally:
        copy.close()
    return file, entries


def rekey(case: Case, why: str, said: Said, *, recovery: Path | None = None, withdraw: bool = True) -> list[Entry]:
    """Begin a new log of this desk under a new key; the old key, unless it is to be kept, is withdrawn.

    Signed for by the old key, or where that is lost by the recovery key (its file). Raises key-lost, key-locked.
    """
    new = Signer.make()
    with case.store.writing():
        old, position = "", case.state().position
        with suppress(Fault):
            old = case.signer().key.hex()
        if recovery is None:
            case.take_up_log(said)
        else:
            case.begin_log(_recovered(case, recovery), "joined", said)
        desk = case.desk_of(bytes.fromhex(old)) if old else case.opened.desk
        admitted = [Decision(KeyAdmitted(new.key.hex(), desk), said.now)]
        case.journal.append(admitted, by=said.by, now=said.now)
        Keyring(case.keys).keep(new, passphrase=case.passphrase)
        case.begin_log(new, "new-key", said, after=case.log)
        lost = old or _key_of_last_log(case)
        if withdraw and lost:
            case.journal.append([Decision(KeyWithdrawn(lost, said.now, why), said.now)], by=said.by, now=said.now)
        entries = case.entries()
    return [entry for entry in entries if entry.seq >= position.get(entry.log, 0)]


def _recovered(case: Case, recovery: Path) -> Signer:
    try:
        return Signer.read(recovery.read_bytes(), case.passphrase)
    except OSError as error:
        what = f"The key file cannot be read: {error.strerror}."
        raise JOURNAL.fault("key-lost", what, where=str(recovery)) from None


def _key_of_last_log(case: Case) -> str:
    return case.opened.key


def restore_case(source: Path, where: str) -> Report:
    """Make a case from a backup, and verify it. Raises backup-unfit, case-exists and what the stores raise."""
    backed_up = open_store(str(source), read_only=True)
    try:
        into = open_store(address(where), create=True)
        try:
            return restore(backed_up, into, now=datetime.now(UTC))
        finally:
            into.close()
    finally:
        backed_up.close()
