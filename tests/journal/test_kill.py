"""A writing process is killed (-9) at random moments: nothing acknowledged is lost, nothing is half written."""

from __future__ import annotations

import random
import select
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from hudna.journal import EVENTS, Codec, Decision, Journal, KeyAdmitted, Signer, Store, open_store
from hudna.journal.codec import envelope
from hudna.journal.keys import is_signed
from hudna.journal.merkle import Frontier, leaf
from hudna.journal.tip import MOST_UNSIGNED
from tests.journal.processes import Child
from tests.journal.server import Server

KILLS = 200
NOON = datetime(2014, 1, 17, 12, tzinfo=UTC)
SIGNER = Signer.make()


class Verified:
    """What was verified so far: every entry is looked at again from its text, each once, and every head.

    Each entry says in its desk which step it is of, and how many that step has.
    """

    def __init__(self) -> None:
        self.tree = Frontier()
        self.prev = ""
        self.heads: set[int] = {0}
        self.step = ""
        self.left = 0

    def go_on(self, store: Store) -> int:
        """Verify what is new, and give how many entries there are."""
        with store.reading():
            begun = self.tree.size
            roots = {}
            for row in store.rows("a", begun):
                plain = envelope(row)
                assert row.hash == leaf(row.text)
                assert (plain["seq"], plain["prev"]) == (self.tree.size, self.prev)
                self._of_a_step(plain["body"]["desk"])
                self.tree.add(row.hash)
                self.prev = row.hash.hex()
                if self.left == 0:
                    roots[self.tree.size] = self.tree.root()
            new = [head for head in store.heads("a") if head.size > max(self.heads)]
        for head in new:
            assert is_signed(head)
            assert head.root == roots.get(head.size), "a head over half a step, or over what is not there"
            self.heads.add(head.size)
        assert self.left == 0, f"half a step: {self.left} of {self.step} are missing"
        assert self.tree.size - max(self.heads) <= MOST_UNSIGNED
        return self.tree.size

    def _of_a_step(self, step: str) -> None:
        if self.left == 0:
            self.step, self.left = step, int(step.rpartition("/")[2])
        assert step == self.step, "a step was broken into"
        self.left -= 1


def write(where: str, seed: int, say: Callable[[str], None]) -> None:
    """Append steps of one to five entries, and tell of each when it is durable."""
    chance = random.Random(seed)
    journal = Journal(open_store(where), Codec(EVENTS), case="aleppo-1", log="a", signer=SIGNER)
    for turn in count():
        size = chance.randint(1, 5)
        event = KeyAdmitted("k" * chance.randrange(2000), f"{seed}/{turn}/{size}")
        say(str(journal.append([Decision(event, NOON)] * size, by="desk", now=NOON)[-1].seq + 1))


@pytest.mark.slow
def test_killing_a_writer_loses_nothing_acknowledged(where: str) -> None:
    store = open_store(where, create=True)
    store.close()
    chance, verified, acknowledged, unsigned = random.Random(7), Verified(), 0, 0
    for kill in range(KILLS):
        child = Child(lambda say, seed=kill: write(where, seed, say))  # type: ignore[misc]
        if kill % 10:  # every tenth is killed while it opens the case
            for _ in range(chance.randint(1, 3)):
                acknowledged = int(child.line())
        select.select([], [], [], chance.random() * 0.006)
        told = child.kill(signal.SIGKILL)
        acknowledged = int(told[-1]) if told else acknowledged
        store = open_store(where)
        with store.writing():  # the writer before is gone for good, and nothing keeps us from going on
            pass
        assert verified.go_on(store) >= acknowledged
        unsigned += verified.tree.size > max(verified.heads)
        store.close()
    assert unsigned, "no kill left anything unsigned: too slow to try it"
    store = open_store(where)
    assert list(store.check()) == []
    assert store.tails()["a"].size >= KILLS
    again = Verified()
    assert again.go_on(store) == verified.tree.size
    store.close()


@pytest.mark.slow
def test_a_server_that_crashes_loses_nothing_acknowledged(postgres_server: Server) -> None:
    server = Server()
    try:
        where = f"{server.url}?schema=crash"
        open_store(where, create=True).close()
        verified = Verified()
        for turn in range(3):
            child = Child(lambda say, seed=turn: write(where, seed, say))  # type: ignore[misc]
            acknowledged = [int(child.line()) for _ in range(20)][-1]
            server.crash()
            lines = child.kill(signal.SIGKILL)
            acknowledged = max([acknowledged, *(int(line) for line in lines if line.isdigit())])
            server.start()
            store = open_store(where)
            assert verified.go_on(store) >= acknowledged
            store.close()
        store = open_store(where)
        later = Journal(store, Codec(EVENTS), case="aleppo-1", log="a", signer=SIGNER)
        later.append([Decision(KeyAdmitted("k", "later/0/1"), NOON)], by="desk", now=NOON + timedelta(hours=1))
        assert verified.go_on(store) == store.tails()["a"].size == max(verified.heads)
        store.close()
    finally:
        server.remove()
