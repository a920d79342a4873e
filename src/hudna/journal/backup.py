"""Back up a case and restore it: everything but the private keys, as it was at one instant, and verified.

The keys stay out because a backup travels. What is restored has no log of its own, so that its first writing begins
a new one: two copies that both went on writing in the old one would be two histories of it.
"""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from hudna.journal.faults import JOURNAL
from hudna.journal.report import Report
from hudna.journal.store import Store
from hudna.journal.verify import verify_store

OF_THE_COPY = frozenset({"log", "place"})
"""Settings that belong to one copy alone: the log that it writes, and where it lies."""
_CHUNK = 2000


def backup(store: Store, to: Store, *, now: datetime) -> Report:
    """Copy a whole case into an empty store and verify the copy; the report says what is wrong with it, if anything.

    A damaged case is copied as it is: better a copy with a wound than none. Raises case-exists, case-missing.
    """
    with store.reading():
        if not store.tails():
            raise JOURNAL.fault("case-missing", "There is no entry to back up.")
        copy_case(store, to)
    return verify_store(to, now=now)


def restore(backed_up: Store, into: Store, *, now: datetime) -> Report:
    """Copy a backup into an empty store. Raises backup-unfit, case-exists, and what makes the backup unsound."""
    with backed_up.reading():
        if not backed_up.tails():
            raise JOURNAL.fault("backup-unfit", "There is no case in it.")
        verify_store(backed_up, now=now).demand()
        copy_case(backed_up, into)
    return verify_store(into, now=now)


def copy_case(store: Store, to: Store) -> None:
    """Copy rows, heads, blobs, slips and settings, in one durable step; raises case-exists."""
    with to.writing():
        if to.tails():
            raise JOURNAL.fault("case-exists", "There is a case in it already.")
        for log in store.tails():
            rows, heads = store.rows(log), store.heads(log)
            while some := list(islice(rows, _CHUNK)):
                to.add(some)
            while signed := list(islice(heads, _CHUNK)):
                to.add_heads(signed)
        for name in store.blobs():
            to.put_blob(name, store.blob(name) or b"")
        for slip in store.slips():
            if slip.sealed is None:
                to.erase_slip(slip.name)
            else:
                to.put_slip(slip.name, slip.sealed)
        to.put_settings({name: value for name, value in store.settings().items() if name not in OF_THE_COPY})
