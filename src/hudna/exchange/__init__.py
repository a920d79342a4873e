"""Exchange: who is released, in what order, so that no side can be cheated?

For the neutral body that carries lists between two sides and stands between the buses, and for each side that must
be able to check it. Refuses to schedule anybody who is dead, double, denied or unwilling, to let a side stand out more
than was agreed, and to show a side a name that was not answered to it.
"""

from __future__ import annotations

from hudna.exchange.events import EXCHANGE_EVENTS
from hudna.exchange.faults import EXCHANGE
from hudna.exchange.model import (
    LEFT,
    STATUSES,
    Account,
    Actuals,
    Breach,
    Change,
    HandOver,
    Impossible,
    Person,
    Plan,
    Proof,
    Release,
)
from hudna.exchange.terms import (
    AllForAll,
    Apart,
    Balance,
    Batches,
    BatchSize,
    Category,
    Done,
    Families,
    Opens,
    Order,
    Pace,
    Place,
    Ratio,
    Remains,
    Terms,
    Waits,
    Who,
)

__all__ = [
    "EXCHANGE",
    "EXCHANGE_EVENTS",
    "LEFT",
    "STATUSES",
    "Account",
    "Actuals",
    "AllForAll",
    "Apart",
    "Balance",
    "BatchSize",
    "Batches",
    "Breach",
    "Category",
    "Change",
    "Done",
    "Families",
    "HandOver",
    "Impossible",
    "Opens",
    "Order",
    "Pace",
    "Person",
    "Place",
    "Plan",
    "Proof",
    "Ratio",
    "Release",
    "Remains",
    "Terms",
    "Waits",
    "Who",
]
