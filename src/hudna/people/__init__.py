"""Who is who, across scripts and spellings?

For tracing officers, liaison officers of a party, and those who count the dead. Names are read as parts with roles, in
Arabic, Latin and Cyrillic script; lists are matched, and what is close is left to a person. The room refuses to open a
list without an actor and a purpose, and to drop anybody silently.
"""

from __future__ import annotations

from hudna.people.blind import Secret, answer_offer, audit_offer, make_offer, read_answer
from hudna.people.blind_file import Tier, is_answer, read_round
from hudna.people.blind_keep import destroy_secret, keep_secret, kept_secret, write_round
from hudna.people.blind_shared import unkeyed_rows, write_shared
from hudna.people.model import ListOfPeople
from hudna.people.spelling import Spelling, keys, likeness

__all__ = [
    "ListOfPeople",
    "Secret",
    "Spelling",
    "Tier",
    "answer_offer",
    "audit_offer",
    "destroy_secret",
    "is_answer",
    "keep_secret",
    "kept_secret",
    "keys",
    "likeness",
    "make_offer",
    "read_answer",
    "read_round",
    "unkeyed_rows",
    "write_round",
    "write_shared",
]
