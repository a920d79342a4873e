"""The ledger of complaints and rulings: per party complained against, how many, and what was ruled on them.

A complaint is what somebody alleges, a ruling is what those entitled decided, and neither is what happened. Several
complaints of one event end in one ruling. So the two are different units, and are never added up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from hudna.ground import covers
from hudna.monitoring.docket import CaseFile, Docket
from hudna.monitoring.events import ComplaintReceived, Ruling
from hudna.monitoring.faults import MONITORING

if TYPE_CHECKING:
    from hudna.monitoring.model import Window

RULINGS: tuple[Ruling, ...] = get_args(Ruling)
Outcome = Literal["violation of another"] | Ruling | Literal["open", "joined"]
OUTCOMES: tuple[Outcome, ...] = (*RULINGS, "violation of another", "open", "joined")


@dataclass(frozen=True, slots=True)
class Tally:
    """So many complaints, or so many rulings on them, that came in within a window."""

    unit: Literal["complaint", "ruling"]
    window: Window
    value: int


def add_tallies(first: Tally, second: Tally) -> Tally:
    """The sum of two tallies of different parties. Raises count-mismatch for other units or other windows."""
    if first.unit != second.unit:
        what = f"A {first.unit} and a {second.unit} are different units; they do not add up."
        raise MONITORING.fault("count-mismatch", what, remedy="add complaints to complaints, rulings to rulings.")
    if first.window != second.window:
        raise MONITORING.fault("count-mismatch", "The two are of different windows.", remedy="count over one window.")
    return Tally(first.unit, first.window, first.value + second.value)


@dataclass(frozen=True, slots=True)
class RulingsOn:
    """The line of one party complained against (empty: of complaints against nobody named).

    ``complaints``: all that came in. ``rulings``: those that stand, by kind; under ``violation`` only those that name
    this very party. ``of_another``: rulings that found a violation by somebody else than the complaint says. ``open``:
    complaints without a ruling that stands. ``joined``: complaints that another case carries, whose ruling settles
    them. Complaints less those joined and those open are as many as there are rulings.
    """

    party: str
    complaints: Tally
    rulings: Mapping[Ruling, Tally]
    of_another: Tally
    open: Tally
    joined: Tally

    @property
    def ruled(self) -> Tally:
        """All rulings on complaints against this party."""
        total = sum(one.value for one in self.rulings.values()) + self.of_another.value
        return Tally("ruling", self.complaints.window, total)


@dataclass(frozen=True, slots=True)
class LedgerOfRulings:
    """One line per party complained against, in the order of their names; and the violations ruled, by author."""

    window: Window
    lines: tuple[RulingsOn, ...]
    violations: Mapping[str, Tally]

    def on(self, party: str) -> RulingsOn:
        """The line of a party; one of noughts if nobody complained of it."""
        return next((line for line in self.lines if line.party == party), _line(party, Counter(), self.window))


def ledger_of_rulings(docket: Docket, window: Window, *, act: str = "") -> LedgerOfRulings:
    """Count the complaints that came in within a window, and how they stand now.

    ``act``: only complaints of this act of the taxonomy, or of one below it. Findings that were taken up are no
    complaints and do not enter.
    """
    outcomes: dict[str, Counter[Outcome]] = {}
    authors: Counter[str] = Counter()
    for file in docket:
        matter = file.matter
        if not isinstance(matter, ComplaintReceived) or not window.start <= file.opened.at < window.end:
            continue
        if not covers(act, matter.act):
            continue
        outcome = _outcome(file, matter)
        outcomes.setdefault(matter.against, Counter())[outcome] += 1
        if outcome in ("violation", "violation of another") and file.ruled:
            authors[file.ruled.against] += 1
    lines = tuple(_line(party, outcomes[party], window) for party in sorted(outcomes))
    return LedgerOfRulings(window, lines, {a: Tally("ruling", window, n) for a, n in sorted(authors.items())})


def _outcome(file: CaseFile, complaint: ComplaintReceived) -> Outcome:
    if file.joined_to:
        return "joined"
    if file.ruled is None:
        return "open"
    if file.ruled.ruling == "violation" and file.ruled.against != complaint.against:
        return "violation of another"
    return file.ruled.ruling


def _line(party: str, outcomes: Counter[Outcome], window: Window) -> RulingsOn:
    return RulingsOn(
        party,
        Tally("complaint", window, outcomes.total()),
        {ruling: Tally("ruling", window, outcomes[ruling]) for ruling in RULINGS},
        Tally("ruling", window, outcomes["violation of another"]),
        Tally("complaint", window, outcomes["open"]),
        Tally("complaint", window, outcomes["joined"]),
    )
