"""Journal: what was decided, by whom, when, and is the record whole?

Answers a guarantor's lawyer, a mediator and every party, each from a copy of their own. Refuses to change or to
forget: a correction is a new entry, a decision made on two sides is kept twice and shown as a conflict, and a
person's name is never in it.
"""

from hudna.journal.codec import Codec, canonical, instant_text, read_instant
from hudna.journal.events import (
    EVENTS,
    BulkImported,
    CaseOpened,
    ConflictResolved,
    EntryStruck,
    KeyAdmitted,
    KeyWithdrawn,
    LogBegun,
    SlipRead,
    SlipWithdrawn,
    SlipWritten,
)
from hudna.journal.faults import JOURNAL
from hudna.journal.journal import Journal, Position
from hudna.journal.keys import Signer, fingerprint
from hudna.journal.memory import MemoryStore
from hudna.journal.model import FORMAT, Decision, Entry, Event, Head, Row, Seen
from hudna.journal.postgres import PostgresStore
from hudna.journal.settle import Conflict, Keys, Settled, keys_of, settle
from hudna.journal.sqlite import SqliteStore
from hudna.journal.store import Slip, Store, Tail
from hudna.journal.stores import open_store

__all__ = [
    "EVENTS",
    "FORMAT",
    "JOURNAL",
    "BulkImported",
    "CaseOpened",
    "Codec",
    "Conflict",
    "ConflictResolved",
    "Decision",
    "Entry",
    "EntryStruck",
    "Event",
    "Head",
    "Journal",
    "KeyAdmitted",
    "KeyWithdrawn",
    "Keys",
    "LogBegun",
    "MemoryStore",
    "Position",
    "PostgresStore",
    "Row",
    "Seen",
    "Settled",
    "Signer",
    "Slip",
    "SlipRead",
    "SlipWithdrawn",
    "SlipWritten",
    "SqliteStore",
    "Store",
    "Tail",
    "canonical",
    "fingerprint",
    "instant_text",
    "keys_of",
    "open_store",
    "read_instant",
    "settle",
]
