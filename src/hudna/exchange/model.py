"""The nouns of an exchange: people by number and facts, hand-overs, releases, accounts. No names.

A person of an exchange has a number, ``p-000001``, and the facts that terms ask about. Names stay on the lists, behind
the doorway of ``people``; which rows a number stands for is kept beside them (``reconcile``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Literal, get_args

Status = Literal[
    "claimed-held", "acknowledged", "denied", "located", "said-dead", "proved-dead", "released", "refuses", "unknown"
]
STATUSES: tuple[Status, ...] = get_args(Status)
"""What is said of a person. ``claimed-held``: only who asks for them says so. ``located``: a neutral body saw them."""

MAY_LEAVE: frozenset[Status] = frozenset({"acknowledged", "located"})
"""Who may be put into a hand-over. Where no answer was handed in at all, ``claimed-held`` too, and the plan says so."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person: a number, who holds them, what is said of them, and facts. An empty fact is not known.

    ``age``: least and most whole years on the day of the terms; None: not known. ``remains``: the body of a dead
    person; ``identified``: it was established whose it is. ``family``: who share it leave together where the
    terms say so. ``key``: the row's own number in the list that asks for them. ``pending``: a question on who
    this is is open, so that they cannot be put into a hand-over.
    """

    id: str
    held_by: str
    status: Status = "acknowledged"
    sex: Literal["f", "m", ""] = ""
    age: tuple[int, int] | None = None
    civil: Literal["civilian", "fighter", ""] = ""
    health: frozenset[str] = frozenset()
    sentence: str = ""
    group: str = ""
    family: str = ""
    site: str = ""
    key: str = ""
    remains: bool = False
    identified: bool = False
    pending: bool = False


@dataclass(frozen=True, slots=True)
class HandOver:
    """One batch: its number, counted from 1 over the whole exchange, and when it is."""

    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Release:
    """A person leaves in a hand-over from a place."""

    person: str
    hand_over: int
    place: str


@dataclass(frozen=True, slots=True)
class Account:
    """What one ratio brings: how many people of ``category`` ``debtor`` owes for what ``creditor`` released, and paid.

    ``term``: the ratio. ``owed`` can be a fraction (110 for nine). ``balance`` above nothing: the debtor still owes;
    below: the other side does, as far as this account goes.
    """

    term: str
    category: str
    debtor: str
    creditor: str
    owed: Fraction
    paid: int

    @property
    def balance(self) -> Fraction:
        return self.owed - self.paid


@dataclass(frozen=True, slots=True)
class Actuals:
    """What has truly happened, when a plan is made anew.

    ``released``: who left, and in which hand-over. ``hand_overs``: those that were held or begun; the next one has the
    number after the last. ``not_before``: the next one is no earlier. ``uncounted``: released, but found to be somebody
    else (a wrong body), so that they count for nothing.
    """

    released: Mapping[str, int] = field(default_factory=dict)
    hand_overs: tuple[HandOver, ...] = ()
    not_before: datetime | None = None
    uncounted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Proof:
    """How good the plan is: ``cost`` of it, what no plan can be below (``bound``), and what solved it."""

    cost: int
    bound: float
    solver: str

    @property
    def gap(self) -> float:
        """By how much of its cost the plan may be worse than the best: 0.001 is a tenth of a per cent."""
        return max(self.cost - self.bound, 0.0) / self.cost if self.cost else 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """A schedule of releases that fulfils every term.

    ``left``: everybody who is in no hand-over, and the reason by its code (see ``LEFT``). ``accounts``: after each
    hand-over. ``opens``: what opens, and after which hand-over. ``drawn``: among whom a lot decided, by person.
    """

    hand_overs: tuple[HandOver, ...]
    releases: tuple[Release, ...] = field(repr=False)
    left: Mapping[str, str] = field(repr=False)
    accounts: Mapping[int, tuple[Account, ...]] = field(repr=False)
    opens: Mapping[str, int]
    drawn: Mapping[str, int] = field(repr=False)
    seed: str
    proof: Proof


LEFT = (
    "released", "said-dead", "proved-dead", "denied", "refuses", "unknown", "claimed-held", "pending", "unidentified",
    "no-term", "not-owed",
)  # fmt: skip
"""Why somebody is in no hand-over: what is said of them; a question is open; remains not identified; no term covers
them; or more are held than are owed, and the lot fell on others."""


@dataclass(frozen=True, slots=True)
class Change:
    """The least change of one term that lets all terms stand together: from what, to what, in words."""

    term: str
    field: str
    now: str
    to: str


@dataclass(frozen=True, slots=True)
class Impossible:
    """No schedule fulfils all terms. ``conflict``: a set of terms that cannot stand together, and can without any one
    of them. ``changes``: for each of them that has a number, the least change of it alone that would do.
    """

    conflict: tuple[str, ...]
    changes: tuple[Change, ...]


GUARANTEES = (
    "unknown-person", "unknown-hand-over", "twice", "not-eligible", "ratio", "balance", "order", "remains", "batches",
    "waits", "batch-size", "pace", "places", "capacity", "care", "families", "apart", "deadline",
)  # fmt: skip
"""What a schedule is held to: who may be in it and once, what is released for what and how far a side stands out, who
before whom, the dead after the living, when hand-overs are and how large, places and their means, who leaves together
and who never does, and by when."""


@dataclass(frozen=True, slots=True)
class Breach:
    """What of a schedule goes against a term: which guarantee (see ``GUARANTEES``), which term, where, and whom."""

    guarantee: str
    term: str
    hand_over: int
    people: tuple[str, ...]
    what: str
