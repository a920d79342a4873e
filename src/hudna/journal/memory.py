"""A journal kept in memory: for rehearsals and tests, and the plainest reading of what a store must do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from threading import RLock

from hudna.journal.faults import JOURNAL
from hudna.journal.model import Head, Row
from hudna.journal.store import Slip, Tail


class MemoryStore:
    """Keeps a case for as long as the process lives."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Row]] = {}
        self._heads: dict[str, dict[tuple[int, bytes], Head]] = {}
        self._blobs: dict[str, bytes] = {}
        self._slips: dict[str, bytes | None] = {}
        self._settings: dict[str, str] = {}
        self._views: dict[str, dict[str, str]] = {}
        self._lock = RLock()
        self._is_writing = False

    @contextmanager
    def writing(self) -> Iterator[None]:
        with self._lock:
            if self._is_writing:
                yield
                return
            before = self._state()
            self._is_writing = True
            try:
                yield
            except BaseException:
                self._rows, self._heads, self._blobs, self._slips, self._settings, self._views = before
                raise
            finally:
                self._is_writing = False

    def _state(self) -> tuple[dict, dict, dict, dict, dict, dict]:  # type: ignore[type-arg]
        rows = {log: copy(kept) for log, kept in self._rows.items()}
        heads = {log: dict(kept) for log, kept in self._heads.items()}
        return rows, heads, dict(self._blobs), dict(self._slips), dict(self._settings), dict(self._views)

    @contextmanager
    def reading(self) -> Iterator[None]:
        with self._lock:
            yield

    def tails(self) -> Mapping[str, Tail]:
        return {log: Tail(len(kept), kept[-1]) for log, kept in sorted(self._rows.items()) if kept}

    def add(self, rows: Sequence[Row]) -> None:
        sizes = {log: len(kept) for log, kept in self._rows.items()}
        for row in rows:
            size = sizes.get(row.log, 0)
            if row.seq != size:
                what = f"Entry {row.log}/{row.seq} does not follow the {size} entries that are there."
                raise JOURNAL.fault("append-only", what)
            sizes[row.log] = size + 1
        for row in rows:
            self._rows.setdefault(row.log, []).append(row)

    def rows(self, log: str, start: int = 0, stop: int | None = None) -> Iterator[Row]:
        yield from self._rows.get(log, [])[start:stop]

    def add_heads(self, heads: Sequence[Head]) -> None:
        for head in heads:
            self._heads.setdefault(head.log, {}).setdefault((head.size, head.signature), head)

    def heads(self, log: str) -> Iterator[Head]:
        yield from sorted(self._heads.get(log, {}).values(), key=lambda head: (head.size, head.signed, head.signature))

    def last_head(self, log: str) -> Head | None:
        return max(self._heads.get(log, {}).values(), key=lambda head: (head.size, head.signed), default=None)

    def put_blob(self, name: str, data: bytes) -> None:
        self._blobs.setdefault(name, data)

    def blob(self, name: str) -> bytes | None:
        return self._blobs.get(name)

    def blobs(self) -> Iterator[str]:
        yield from sorted(self._blobs)

    def put_slip(self, name: str, sealed: bytes) -> None:
        self._slips.setdefault(name, sealed)

    def slip(self, name: str) -> Slip | None:
        return Slip(name, self._slips[name]) if name in self._slips else None

    def slips(self) -> Iterator[Slip]:
        yield from (Slip(name, sealed) for name, sealed in sorted(self._slips.items()))

    def erase_slip(self, name: str) -> None:
        self._slips[name] = None  # also one that never was here: it is not to come in later

    def settings(self) -> Mapping[str, str]:
        return dict(self._settings)

    def put_settings(self, settings: Mapping[str, str]) -> None:
        self._settings.update(settings)

    def put_view(self, view: str, rows: Iterable[tuple[str, str]]) -> None:
        self._views[view] = dict(sorted(rows))

    def view(self, view: str) -> Mapping[str, str]:
        return dict(self._views.get(view, {}))

    def views(self) -> Sequence[str]:
        return sorted(self._views)

    def drop_views(self) -> None:
        self._views.clear()

    def place(self) -> str:
        return f"memory/{id(self):x}"

    def check(self) -> Sequence[str]:
        stray = sorted(log for log, heads in self._heads.items() if heads and not self._rows.get(log))
        return [f"there is a head of a log {log} that has no entry" for log in stray]

    def close(self) -> None:
        """Nothing to let go of."""
