"""Work in another process: forked, so that it starts at once, and ended without the cleaning up of a test process."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable


def in_child(work: Callable[[], str]) -> str:
    """What ``work`` answers in a forked process; what it raised, as text, if it did."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            answer = work()
        except BaseException:
            answer = traceback.format_exc()
        os.write(writing, answer.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read().decode()
    os.waitpid(child, 0)
    return answer


class Child:
    """A forked process that says things line by line through a pipe."""

    def __init__(self, work: Callable[[Callable[[str], None]], None]) -> None:
        reading, writing = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(reading)
            try:
                work(lambda text: os.write(writing, f"{text}\n".encode()) and None)
            except BaseException:
                os.write(writing, traceback.format_exc().encode())
            os._exit(0)
        os.close(writing)
        self.said = os.fdopen(reading, "rb", buffering=0)
        self._rest = b""

    def line(self) -> str:
        """The next line; empty at the end."""
        while b"\n" not in self._rest:
            more = self.said.read(4096)
            if not more:
                return ""
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode()

    def kill(self, signal: int) -> list[str]:
        """End it by a signal, and give what it had still said as whole lines."""
        os.kill(self.pid, signal)
        lines = []
        while line := self.line():
            lines.append(line)
        self.wait()
        return lines

    def wait(self) -> None:
        """Wait for its end."""
        self.said.close()
        os.waitpid(self.pid, 0)
