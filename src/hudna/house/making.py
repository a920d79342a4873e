"""Make a case: its keys, its store and its first entries."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path

from hudna.ground import when
from hudna.house.case import address, keys_of_case, new_log
from hudna.house.faults import HOUSE
from hudna.house.state import codec
from hudna.journal import (
    FORMAT,
    CaseOpened,
    Decision,
    Entry,
    Journal,
    KeyAdmitted,
    Keyring,
    Signer,
    fingerprint,
    make_identity,
    open_store,
)

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
RECOVERY = "recovery"


def make_case(
    where: str,
    *,
    title: str,
    desk: str,
    by: str,
    zone: str,
    name: str = "",
    keys: Path | None = None,
    exercise: bool = False,
    now: datetime | None = None,
) -> tuple[list[Entry], Path]:
    """Make a case and its keys; gives its first entries and the folder of the keys.

    The keys: the desk's own; a second one, admitted from the start, that is to be kept elsewhere (in ``recovery``); and
    the one that opens slips. Raises case-exists, keys-exist, name-unfit, zone-unknown and what the store raises.
    """
    where = address(where)
    when.zone(zone)
    name = name or re.sub(r"[^a-z0-9]+", "-", Path(where).stem.lower()).strip("-") or "case"
    for word in (name, desk):
        check_name(word)
    if "[[" in title or "]]" in title:
        remedy = "leave the double brackets out, and every person's name."
        raise HOUSE.fault("name-unfit", "The title of a case is in its first entry, for all to read.", remedy=remedy)
    signer, recovery = Signer.make(), Signer.make()
    case = f"{name}-{fingerprint(signer.key)}"
    folder = keys_of_case(where, keys, case)
    if folder.exists() and any(folder.iterdir()):
        raise HOUSE.fault("keys-exist", "There are keys already.", where=str(folder))
    store = open_store(where, create=True)
    try:
        passphrase = os.environ.get("HUDNA_PASSPHRASE")
        identity, recipient = make_identity()
        Keyring(folder).keep(signer, passphrase=passphrase)
        Keyring(folder).keep_identity(identity, passphrase=passphrase)
        Keyring(folder / RECOVERY).keep(recovery, passphrase=passphrase)
        log, now = new_log(desk), now or datetime.now(UTC)
        opened = CaseOpened(case, title, desk, signer.key.hex(), recipient, zone, exercise)
        spare = KeyAdmitted(recovery.key.hex(), RECOVERY)
        with store.writing():
            store.put_settings({"case": case, "format": str(FORMAT), "log": log, "place": store.place()})
            journal = Journal(store, codec(), case=case, log=log, signer=signer)
            entries = journal.append([Decision(opened, now), Decision(spare, now)], by=by, now=now)
        return entries, folder
    finally:
        store.close()


def check_name(word: str) -> None:
    """Raise name-unfit unless a case or a desk can be called so."""
    if not _NAME.match(word):
        raise HOUSE.fault("name-unfit", f"“{word}” cannot name a case or a desk.")
