"""The stores that the tests of the journal run over, and a PostgreSQL server for those that need one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from hudna.journal.memory import MemoryStore
from hudna.journal.postgres import PostgresStore
from hudna.journal.sqlite import SqliteStore
from hudna.journal.store import Store
from tests.journal.server import Server, lacks

_schemas = count(1)

NewStore = Callable[[], Store]
"""Makes another, empty case of the same kind; closed when the test ends."""


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A server of this test process (one per xdist worker), started when the first test asks for it."""
    if why := lacks():
        pytest.skip(why)
    server = Server()
    yield server
    server.remove()


@pytest.fixture
def postgres_url(postgres_server: Server) -> str:
    """An address where no case is yet."""
    return f"{postgres_server.url}?schema=case_{next(_schemas)}"


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewStore]:
    """Over every kind of store."""
    made: list[Store] = []

    def make() -> Store:
        if request.param == "memory":
            made.append(MemoryStore())
        elif request.param == "sqlite":
            made.append(SqliteStore.create(tmp_path / f"case-{len(made)}.hudna"))
        else:
            server: Server = request.getfixturevalue("postgres_server")
            made.append(PostgresStore.create(f"{server.url}?schema=case_{next(_schemas)}"))
        return made[-1]

    yield make
    for store in made:
        store.close()


@pytest.fixture
def store(new_store: NewStore) -> Store:
    """An empty case of every kind."""
    return new_store()


@pytest.fixture(params=["sqlite", "postgres"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An address where no case is yet, of every kind that outlives the process."""
    if request.param == "sqlite":
        return str(tmp_path / "case.hudna")
    return str(request.getfixturevalue("postgres_url"))
