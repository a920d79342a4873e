"""Who is who, across scripts and spellings?

For tracing officers, liaison officers of a party, and those who count the dead. Names are read as parts with roles, in
Arabic, Latin and Cyrillic script; lists are matched, and what is close is left to a person. The room refuses to open a
list without an actor and a purpose, and to drop anybody silently.
"""

from __future__ import annotations

from hudna.people.spelling import Spelling, keys, likeness

__all__ = ["Spelling", "keys", "likeness"]
