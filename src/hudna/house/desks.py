"""Desks and their keys: equip another desk, go on with a new key, restore a backup."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from hudna.ground import Fault, when
from hudna.house.case import Case, address, open_case
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
    SqliteStore,
    Store,
    backup,
    cover_logs,
    open_store,
    restore,
    unsigned_logs,
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
    with new_store(str(file)) as copy:
        backup(case.store, copy, now=datetime.now(UTC)).demand()
    return file, entries


def rekey(case: Case, why: str, said: Said, *, recovery: Path | None = None, withdraw: bool = True) -> list[Entry]:
    """Begin a new log of this desk under a new key; the old key, unless it is to be kept, is withdrawn.

    A copy that never wrote and has lost its key does not know which it was: ``hudna revoke`` withdraws it.
    Signed for by the old key, or where that is lost by the recovery key (its file). Raises key-lost, key-locked.
    """
    new = Signer.make()
    with case.store.writing():
        old, position = case.own_key(), case.state().position
        with suppress(Fault):
            old = old or case.signer().key.hex()
        if recovery is None:
            case.take_up_log(said)
        else:
            case.begin_log(_recovered(case, recovery), "joined", said)
        desk = case.desk_of(bytes.fromhex(old) if old else new.key)
        (admitted,) = case.journal.append(
            [Decision(KeyAdmitted(new.key.hex(), desk), said.now)], by=said.by, now=said.now
        )
        Keyring(case.keys).keep(new, passphrase=case.passphrase)
        case.begin_log(new, "new-key", said, after=case.log)
        if withdraw and old:
            since = admitted.recorded + when.MICROSECOND  # what the old key said last, that the new one counts, stands
            gone = KeyWithdrawn(old, since, case.words(why, said))
            case.journal.append([Decision(gone, said.now)], by=said.by, now=said.now)
        entries = case.entries()
    return [entry for entry in entries if entry.seq >= position.get(entry.log, 0)]


def _recovered(case: Case, recovery: Path) -> Signer:
    try:
        return Signer.read(recovery.read_bytes(), case.passphrase)
    except OSError as error:
        what = f"The key file cannot be read: {error.strerror}."
        raise JOURNAL.fault("key-lost", what, where=str(recovery)) from None


@contextmanager
def new_store(where: str) -> Iterator[Store]:
    """A store that is not there yet, to be filled. Where that fails its file is removed again."""
    store = open_store(address(where), create=True)
    try:
        yield store
    except BaseException:
        store.close()
        if isinstance(store, SqliteStore):
            store.path.unlink(missing_ok=True)
        raise
    finally:
        store.close()


def restore_case(source: Path, where: str) -> Report:
    """Make a case from a backup, and verify it. Raises backup-unfit, case-exists and what the stores raise."""
    backed_up = open_store(str(source), read_only=True)
    try:
        with new_store(where) as into:
            return restore(backed_up, into, now=datetime.now(UTC))
    finally:
        backed_up.close()


def sign_rest(where: str, keys: Path | None = None) -> None:
    """Before a record is handed out, sign for what no head covers yet, if the key for it is at hand.

    If it is not, the record is handed out as it is: every check says what is signed for and what is not.
    """
    with suppress(Fault):
        with open_case(where, keys=keys, read_only=True) as case:
            is_signed = not unsigned_logs(case.store)
        if not is_signed:
            with open_case(where, keys=keys) as case, case.store.writing():
                cover_logs(case.journal, case.signer(), now=datetime.now(UTC))
