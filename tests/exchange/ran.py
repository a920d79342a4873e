"""An exchange that runs: entries made from what a test wants to say, without a journal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from hudna.exchange import (
    ExchangeFile,
    Exchanges,
    ListHandedOver,
    PersonTicked,
    PlanAgreed,
    StatusStated,
    agree_to_plan,
    commit_list,
    commit_seed,
    commitment_of_half,
    commitment_of_list,
    fold_exchanges,
    hand_over_list,
    make_plan,
    open_exchange,
    open_hand_over,
    person_id,
    reconcile_lists,
    reveal_seed,
    state_status,
)
from hudna.journal import Decision, Entry, Event, Seen

START = datetime(2025, 1, 19, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
X = "winter"
NORTH, SOUTH, NEUTRAL = "north", "south", "liaison-office"
BLIND = "5a" * 16


def digest(text: str) -> str:
    """Something that looks like the hash of a file, or 32 random bytes."""
    return sha256(text.encode()).hexdigest()


class Run:
    """One desk's log of an exchange; every deed goes through its act, unless it is put in as it is."""

    def __init__(self, log: str = "a", after: Run | None = None) -> None:
        self.log = log
        self.entries: list[Entry] = []
        self.before: list[Entry] = list(after.entries) if after else []
        self.seen = {after.log: Seen(len(self.before), self.before[-1].hash)} if after else {}
        self.clock = self.before[-1].recorded if self.before else START

    def put(self, event: Event, at: datetime | None = None, *, by: str = NEUTRAL, behalf: str = "") -> Entry:
        """Record an event as it is, whatever any act would say of it."""
        self.clock = self.clock + MINUTE
        seq = len(self.entries)
        name = sha256(f"{self.log}{seq}".encode()).hexdigest()
        entry = Entry(self.log, seq, "", self.seen, self.clock, at or self.clock, by, behalf, event, name)
        self.entries.append(entry)
        return entry

    def do(self, act: Any, *, by: str = NEUTRAL, at: datetime | None = None, **said: Any) -> list[Entry]:
        """Do something by its act."""
        found: Iterable[Decision] = act(self.exchanges, by=by, at=at or self.clock + MINUTE, **said)
        return [self.put(one.event, at, by=by, behalf=one.behalf) for one in found]

    @property
    def exchanges(self) -> Exchanges:
        """What follows from all that was recorded."""
        return fold_exchanges([*self.before, *self.entries])

    @property
    def file(self) -> ExchangeFile:
        """The exchange."""
        return self.exchanges[X]


def listed(side: str, kind: Any, version: int = 1) -> tuple[str, ListHandedOver]:
    """A list of a side: its commitment, and its handing over."""
    document, salt = digest(f"{side}/{kind}/{version}"), digest(f"salt of {side}/{kind}/{version}")
    handed = ListHandedOver(X, side, kind, version, document, salt, 2, 0, digest("root"), "[[slip:00aa]]", "by hand")
    return commitment_of_list(salt, document), handed


def people(*numbers: int) -> list[str]:
    """Numbers of persons."""
    return [person_id(number) for number in numbers]


NORTHERN, SOUTHERN = people(1, 2, 3, 4, 5, 6), people(7, 8, 9, 10)
"""Whom the north holds, and whom the south holds; ``ONLY_HELD`` nobody asks for, ``UNLISTED`` nobody says they hold."""
ONLY_HELD, UNLISTED = "p-000005", "p-000006"


def begun(run: Run | None = None) -> Run:
    """Opened, both lists of both sides committed to and handed over."""
    run = run or Run()
    run.do(open_exchange, exchange=X, sides=(NORTH, SOUTH), neutral=NEUTRAL)
    for kind in ("wanted", "held"):
        for side in (NORTH, SOUTH):
            run.do(commit_list, exchange=X, side=side, kind=kind, commitment=listed(side, kind)[0])
        for side in (NORTH, SOUTH):
            run.do(hand_over_list, handed=listed(side, kind)[1])
    return run


def register(**more: Any) -> dict[str, Any]:
    """The register of the ten."""
    told: dict[str, Any] = {
        "exchange": X,
        "lists": [listed(side, kind)[1].document for side in (NORTH, SOUTH) for kind in ("wanted", "held")],
        "result": digest("register"),
        "rows": 20,
        "questions": 0,
        "on_slip": "[[slip:00bb]]",
        "held": {NORTH: NORTHERN, SOUTH: SOUTHERN},
        "asked": {SOUTH: [one for one in NORTHERN if one != ONLY_HELD], NORTH: SOUTHERN},
        "listed": {NORTH: [one for one in NORTHERN if one != UNLISTED], SOUTH: SOUTHERN},
    }
    return told | more


def reconciled(run: Run | None = None) -> Run:
    """And the lists reconciled, everybody acknowledged but the one whom the north does not list."""
    run = begun(run)
    run.do(reconcile_lists, **register())
    for person in (*NORTHERN, *SOUTHERN):
        side = NORTH if person in NORTHERN else SOUTH
        if person != UNLISTED:
            run.do(state_status, stated=StatusStated(X, person, "acknowledged", side, "", "", BLIND))
    return run


def planned(run: Run | None = None) -> Run:
    """And the seed open, a plan made, and both sides agreed to it."""
    run = reconciled(run)
    for side in (NORTH, SOUTH):
        run.do(commit_seed, exchange=X, side=side, commitment=commitment_of_half(digest(side)))
    for side in (NORTH, SOUTH):
        run.do(reveal_seed, exchange=X, side=side, half=digest(side))
    plan(run, "plan-1")
    return run


def plan(run: Run, name: str) -> None:
    """Put a plan before both sides, to which they agree."""
    run.do(make_plan, exchange=X, document=digest(name), agreement=digest("terms"), hand_overs=2, releases=8)
    for side in (NORTH, SOUTH):
        run.do(agree_to_plan, agreed=PlanAgreed(X, digest(name), side, True, BLIND))


def opened(run: Run | None = None) -> Run:
    """And the first hand-over begun."""
    run = planned(run)
    run.do(open_hand_over, exchange=X, hand_over=1)
    return run


def ticked(person: str, what: Any, side: str = "", number: int = 1, device: str = "", words: str = "") -> PersonTicked:
    """A tick; its number on its device follows from what it says."""
    device = device or f"phone-of-{side or 'neutral'}"
    return PersonTicked(X, number, person, side, what, device, f"{person}.{number}.{what}", words, BLIND)


def confirmed(person: str, number: int = 1) -> list[PersonTicked]:
    """The three ticks that make a release."""
    giver, receiver = (NORTH, SOUTH) if person in NORTHERN else (SOUTH, NORTH)
    return [
        ticked(person, "handed-over", giver, number),
        ticked(person, "received", receiver, number),
        ticked(person, "seen", "", number),
    ]
