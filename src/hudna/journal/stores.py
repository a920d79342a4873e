"""Which store an address names: a PostgreSQL database by its URL, or else a file."""

from __future__ import annotations

from hudna.journal.postgres import PostgresStore
from hudna.journal.sqlite import SqliteStore


def open_store(where: str, *, create: bool = False, read_only: bool = False) -> SqliteStore | PostgresStore:
    """Open the case at a path or a ``postgresql://`` address, or make one. Raises what the store raises."""
    kind: type[SqliteStore | PostgresStore]
    kind = PostgresStore if where.startswith(("postgresql://", "postgres://")) else SqliteStore
    return kind.create(where) if create else kind.open(where, read_only=read_only)
