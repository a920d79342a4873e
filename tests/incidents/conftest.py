"""Small invented registers, and a way to read a feed against them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from hudna.ground import load_acts, load_areas, load_parties
from hudna.incidents import INCIDENTS, Feed, open_feed

HERE = Path(__file__).parent
ZONE = "Asia/Damascus"


@dataclass(frozen=True)
class Reading:
    """A feed read to its end."""

    feed: Feed
    table: pa.Table

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The incidents as plain values."""
        return list(self.table.to_pylist())

    @property
    def row(self) -> dict[str, Any]:
        """The only incident."""
        assert self.table.num_rows == 1, list(self.feed.rejects)
        return self.rows[0]

    @property
    def rejected(self) -> list[tuple[int, str]]:
        """Line and reason of every reject."""
        return [(reject.line, reject.code) for reject in self.feed.rejects]


Read = Callable[..., Reading]


@pytest.fixture(scope="session")
def registers() -> tuple[Any, Any, Any]:
    """Parties, acts and areas of the invented country."""
    folder = HERE / "registers"
    return load_parties([folder / "parties.yaml"]), load_acts(), load_areas([folder / "areas.yaml"])


@pytest.fixture(scope="session")
def read_file(registers: tuple[Any, Any, Any]) -> Read:
    """Read a file to its end."""

    def read(path: Path, **options: Any) -> Reading:
        feed = open_feed(path, *registers, **{"zone": ZONE, **options})
        table = pa.Table.from_batches(list(feed.batches()), INCIDENTS)
        table.validate(full=True)
        return Reading(feed, table)

    return read


@pytest.fixture
def read(read_file: Read, tmp_path: Path) -> Read:
    """Write text or bytes to a file and read it."""

    def write_and_read(content: str | bytes, name: str = "feed.csv", **options: Any) -> Reading:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_file(path, **options)

    return write_and_read
