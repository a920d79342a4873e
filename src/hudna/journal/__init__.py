"""Journal: what was decided, by whom, when, and is the record whole?

Answers a guarantor's lawyer, a mediator and every party, each from a copy of their own. Refuses to change or to
forget: a correction is a new entry, a decision made on two sides is kept twice and shown as a conflict, and a
person's name is never in it.
"""

from hudna.journal.about import About, read_about
from hudna.journal.backup import backup, restore
from hudna.journal.codec import Codec, canonical, instant_text, read_instant
from hudna.journal.cover import cover_logs, unsigned_logs
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
from hudna.journal.export import export_case, read_export, verify_export
from hudna.journal.faults import JOURNAL
from hudna.journal.heads import read_head, write_head
from hudna.journal.journal import Journal, Position
from hudna.journal.keyring import Keyring, make_identity
from hudna.journal.keys import Signer, certifies, fingerprint
from hudna.journal.memory import MemoryStore
from hudna.journal.merge import Merged, merge
from hudna.journal.merkle import leaf as merkle_leaf
from hudna.journal.merkle import root as merkle_root
from hudna.journal.model import FORMAT, Decision, Entry, Event, Head, Row, Seen
from hudna.journal.postgres import PostgresStore
from hudna.journal.prove import check_proof, prove_beginning, prove_entry
from hudna.journal.report import Finding, LogReport, Report
from hudna.journal.settle import Conflict, Keys, Settled, keys_of, settle
from hudna.journal.slips import SealedSlip, access_slips, append_with_slips, hide_names, seal, withdraw_slip
from hudna.journal.sqlite import SqliteStore
from hudna.journal.store import Slip, Store, Tail
from hudna.journal.stores import open_store
from hudna.journal.verify import case_of, verify_store

__all__ = [
    "EVENTS",
    "FORMAT",
    "JOURNAL",
    "About",
    "BulkImported",
    "CaseOpened",
    "Codec",
    "Conflict",
    "ConflictResolved",
    "Decision",
    "Entry",
    "EntryStruck",
    "Event",
    "Finding",
    "Head",
    "Journal",
    "KeyAdmitted",
    "KeyWithdrawn",
    "Keyring",
    "Keys",
    "LogBegun",
    "LogReport",
    "MemoryStore",
    "Merged",
    "Position",
    "PostgresStore",
    "Report",
    "Row",
    "SealedSlip",
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
    "access_slips",
    "append_with_slips",
    "backup",
    "canonical",
    "case_of",
    "certifies",
    "check_proof",
    "cover_logs",
    "export_case",
    "fingerprint",
    "hide_names",
    "instant_text",
    "keys_of",
    "make_identity",
    "merge",
    "merkle_leaf",
    "merkle_root",
    "open_store",
    "prove_beginning",
    "prove_entry",
    "read_about",
    "read_export",
    "read_head",
    "read_instant",
    "restore",
    "seal",
    "settle",
    "unsigned_logs",
    "verify_export",
    "verify_store",
    "withdraw_slip",
    "write_head",
]
