"""A share of a cipher's work, done on another core by a process of its own (the library holds Python's lock).

Run as a program, this file imports the library alone. In at standard input: one byte (``t`` texts, ``p`` points), the
secret number of 32 bytes, then texts line by line or points of 33 bytes each. Out at standard output: points. The
number never stands in an argument or a file.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import pairwise

POINT = 33
"""Bytes of one blinded key."""
WORTH = 4_000
"""Keys from which on another process saves more time than it costs to start."""
_MOST = 4


Items = Sequence[str] | Sequence[bytes]
Helper = subprocess.Popen[bytes]


def shared_out(secret: bytes, items: Items, own: Callable[[int, int], list[bytes]]) -> list[bytes]:
    """What ``own(from, to)`` gives for all items, in order, with a part of them worked out by other processes.

    What another process cannot do is done here, so that the fault is found where it can be told.
    """
    parts = min(_cores(), _MOST, 1 + len(items) // WORTH)
    cuts = [len(items) * part // parts for part in range(parts + 1)]
    helpers = [_begun(secret, items[start:end]) for start, end in pairwise(cuts[1:])]
    try:
        done = own(0, cuts[1])
        for helper, (start, end) in zip(helpers, pairwise(cuts[1:]), strict=True):
            points = _ended(helper)
            done += points if len(points) == end - start else own(start, end)
        return done
    finally:
        for helper in filter(None, helpers):
            helper.kill()
            helper.wait()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begun(secret: bytes, items: Items) -> Helper | None:
    """A helper that has its work, or None where none can be started."""
    kind, data = b"p", b"".join(item for item in items if isinstance(item, bytes))
    if not data:
        kind, data = b"t", "\n".join(str(item) for item in items).encode()
    try:
        helper = subprocess.Popen(
            [sys.executable, "-I", __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError:
        return None
    with suppress(OSError):
        assert helper.stdin is not None
        helper.stdin.write(kind + secret + data)
        helper.stdin.close()
    return helper


def _ended(helper: Helper | None) -> list[bytes]:
    if helper is None or helper.stdout is None:
        return []
    with helper:
        data = helper.stdout.read()
    return [data[at : at + POINT] for at in range(0, len(data), POINT)] if helper.returncode == 0 else []


def main() -> None:
    """The helper's side."""
    import private_set_intersection.python as psi

    given = sys.stdin.buffer.read()
    kind, secret, data = given[:1], given[1:33], given[33:]
    if kind == b"t":
        done = psi.client.CreateFromKey(secret, True).CreateRequest(data.decode().split("\n"))
    else:
        points = [data[at : at + POINT] for at in range(0, len(data), POINT)]
        request = psi.Request(reveal_intersection=True, encrypted_elements=points)
        done = psi.server.CreateFromKey(secret, True).ProcessRequest(request)
    sys.stdout.buffer.write(b"".join(done.encrypted_elements))


if __name__ == "__main__":
    main()
