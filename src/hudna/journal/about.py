"""What the entries of a case say about the case itself: its keys and its slips."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hudna.journal.codec import Codec, envelope
from hudna.journal.events import CaseOpened, KeyAdmitted, KeyWithdrawn, LogBegun, SlipWithdrawn, SlipWritten
from hudna.journal.model import Entry
from hudna.journal.settle import Keys, keys_of
from hudna.journal.store import Store

_LOOKED_AT = (CaseOpened, LogBegun, KeyAdmitted, KeyWithdrawn, SlipWritten, SlipWithdrawn)
_CODEC = Codec(_LOOKED_AT)
_MARKS = tuple(f'"kind":"{kind}"'.encode() for kind in sorted(_CODEC.kinds))
_ANY = b'"kind":"journal.'


@dataclass(frozen=True, slots=True)
class About:
    """The keys of a case, and the slips that its own desks wrote and withdrew (by name, with the entries)."""

    keys: Keys
    written: dict[str, list[Entry]]
    withdrawn: dict[str, list[Entry]]
    sealed: frozenset[str]
    """What slips are like as they are kept (SHA-256), whoever wrote them."""


def read_about(store: Store) -> About:
    """Read what a whole case says of its keys and slips, quickly: other entries are not read."""
    return about(entry for log in store.tails() for entry in _entries(store, log))


def about(entries: Iterable[Entry]) -> About:
    """The same from entries; those of strangers and of withdrawn keys do not count."""
    said = list(entries)
    keys = keys_of(said)
    sealed = frozenset(entry.event.sealed for entry in said if isinstance(entry.event, SlipWritten))
    found = About(keys, {}, {}, sealed)
    for entry in said:
        key = keys.by_log.get(entry.log, "")
        since = keys.withdrawn.get(key)
        if key not in keys.trusted or (since is not None and entry.recorded >= since):
            continue
        if isinstance(entry.event, SlipWritten):
            found.written.setdefault(entry.event.slip, []).append(entry)
        elif isinstance(entry.event, SlipWithdrawn):
            found.withdrawn.setdefault(entry.event.slip, []).append(entry)
    return found


def _entries(store: Store, log: str) -> Iterator[Entry]:
    for row in store.rows(log):
        if _ANY in row.text and any(mark in row.text for mark in _MARKS) and envelope(row)["kind"] in _CODEC.kinds:
            yield _CODEC.read(row)
