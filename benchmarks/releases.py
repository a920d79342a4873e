"""Made-up people of an exchange, as many and as mixed as in Yemen's lists of 2018, and terms for them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime

from hudna.exchange import (
    AllForAll,
    Balance,
    Batches,
    BatchSize,
    Category,
    Families,
    Order,
    Person,
    Place,
    Terms,
    Who,
)

SIDES = ("north", "south")
SITES = 10
FIRST = datetime(2026, 1, 1, 8, tzinfo=UTC)
DEAD, DOUBLE, DENIED = 0.04, 0.05, 0.12
"""Shares of names: said to be dead, doubles under question, not held by whom they are asked of."""


def people(first: int, second: int, seed: int = 7) -> list[Person]:
    """So many names asked of each side; who is dead, double or denied is among them and may not leave."""
    made: list[Person] = []
    for side, number in zip(SIDES, (first, second), strict=True):
        chance = random.Random(f"{seed} {side}")
        here: list[Person] = []
        while len(here) < number:
            here += _family(chance, side, len(made) + len(here))
        made += here[:number]
    return made


def _family(chance: random.Random, side: str, before: int) -> Iterator[Person]:
    size = 1 if chance.random() < 0.96 else chance.choice([2, 2, 3, 4])
    site = f"{side}-{chance.randrange(SITES)}"
    for number in range(size):
        which = chance.random()
        age = chance.choice([16, 25, 30, 40, 50, 65])
        yield Person(
            f"p-{before + number + 1:06d}",
            side,
            status="said-dead" if which < DEAD else "denied" if which > 1 - DENIED else "acknowledged",
            sex="f" if size > 1 or chance.random() < 0.04 else "m",
            age=(age, age),
            civil="civilian" if chance.random() < 0.3 else "fighter",
            health=frozenset({"wounded"}) if chance.random() < 0.1 else frozenset(),
            family=f"{before}" if size > 1 else "",
            site=site,
            pending=DEAD <= which < DEAD + DOUBLE,
        )


def terms(*, full: bool) -> Terms:
    """All for all by two aircraft of 200 seats a day and direction.

    ``full``: each aircraft serves six of ten places of detention and takes 20 or 30 who need care, the vulnerable
    leave before civilians and those before fighters, families together, at least 50 of each side in a hand-over.
    """
    categories = (
        Category("vulnerable", (Who(sex="f"), Who(age_below=18), Who(health=frozenset({"wounded", "sick"})))),
        Category("civilians", (Who(civil="civilian"),)),
        Category("fighters", (Who(civil="fighter"),)),
    )
    west, east = (frozenset(f"{side}-{n}" for side in SIDES for n in some) for some in (range(6), range(4, SITES)))
    places = (
        (Place("places/1", "west", 200, sites=west, care=30), Place("places/2", "east", 200, sites=east, care=20))
        if full
        else (Place("places/1", "west", 200), Place("places/2", "east", 200))
    )
    return Terms(
        SIDES,
        "Asia/Aden",
        date(2026, 1, 1),
        Batches("batches", FIRST),
        {category.id: category for category in categories},
        all_for_all=AllForAll("all"),
        orders=(Order("orders/1", (("vulnerable",), ("civilians",), ("fighters",))),) if full else (),
        sizes=(BatchSize("sizes/1", "", 50, None),) if full else (),
        places=places,
        families=Families("families") if full else None,
        balance=(Balance("balance/1", 20),) if full else (),
    )
