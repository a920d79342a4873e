"""In what order entries count.

Every entry names what its author had seen, which makes the entries of all logs a partial order (Lamport 1978). Those
that could not know of each other are put by the instant of recording, then by log: the order depends on the set of
entries alone, not on how copies were merged.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from hudna.journal.model import Entry


def had_seen(later: Entry, earlier: Entry) -> bool:
    """Could the author of ``later`` know of ``earlier``?"""
    if later.log == earlier.log:
        return later.seq > earlier.seq
    seen = later.seen.get(earlier.log)
    return seen is not None and seen.size > earlier.seq


def in_order(logs: Mapping[str, Iterable[Entry]]) -> Iterator[Entry]:
    """The entries of several logs, each after the entry before it in its log and after all that its author had seen.

    Of an entry whose author had seen what is not here (cut off by ``known_at``) the missing part is not waited for.
    """
    streams = {log: iter(entries) for log, entries in logs.items()}
    given = dict.fromkeys(streams, 0)
    ready: list[tuple[datetime, str, Entry]] = []
    waiting: dict[str, Entry] = {}
    ended: set[str] = set()

    def advance(log: str) -> None:
        entry = next(streams[log], None)
        if entry is None:
            ended.add(log)
        else:
            waiting[log] = entry

    def release() -> None:
        for log, entry in list(waiting.items()):
            if all(given.get(o, 0) >= s.size or o in ended or o not in streams for o, s in entry.seen.items()):
                del waiting[log]
                heapq.heappush(ready, (entry.recorded, log, entry))

    for log in streams:
        advance(log)
    release()
    while ready:
        _, log, entry = heapq.heappop(ready)
        yield entry
        given[log] += 1
        advance(log)
        release()
