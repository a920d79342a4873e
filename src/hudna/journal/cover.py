"""Sign for what stands after the last head where a process was ended before it could, by whoever holds the key."""

from __future__ import annotations

from datetime import datetime

from hudna.journal.about import read_about
from hudna.journal.journal import Journal
from hudna.journal.keys import Signer
from hudna.journal.store import Store


def unsigned_logs(store: Store) -> list[str]:
    """The logs that end with entries under no head."""
    heads = {log: store.last_head(log) for log in store.tails()}
    return [log for log, tail in store.tails().items() if (head := heads[log]) is None or head.size < tail.size]


def cover_logs(journal: Journal, signer: Signer, *, now: datetime) -> list[str]:
    """Sign every such log of this key, unless the key was withdrawn; gives their names.

    The journal is then at the last of them. Raises chain-broken where what is there does not fit what is before it.
    """
    keys, own = read_about(journal.store).keys, signer.key.hex()
    found = [log for log in unsigned_logs(journal.store) if keys.by_log.get(log) == own and own not in keys.withdrawn]
    for log in found:
        journal.take_up(log, signer)
        journal.cover(now=now)
    return found
