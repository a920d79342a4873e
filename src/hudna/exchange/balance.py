"""Accounts: what each ratio brings, what was paid, and what a side still owes. Exact, in fractions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from fractions import Fraction
from math import ceil, floor

from hudna.exchange.model import Account, Person
from hudna.exchange.owed import Pot, Stakes, stakes
from hudna.exchange.terms import Terms


def accounts_of(
    terms: Terms,
    people: Sequence[Person],
    released: Collection[str],
    uncounted: Collection[str] = frozenset(),
    *,
    answered: bool = True,
) -> tuple[Account, ...]:
    """The accounts once ``released`` have left, in the order of the terms; the exchange all for all comes last.

    Where several ratios bring one category, what was paid of it goes to them in their order.
    """
    gone = frozenset(released)
    found = stakes(terms, people, released=gone, uncounted=uncounted, answered=answered)
    return accounts_from(found, [person for person in people if person.id in gone and person.id not in uncounted])


def accounts_from(found: Stakes, gone: Collection[Person]) -> tuple[Account, ...]:
    """The accounts, given the stakes and who has left and counts."""
    counted: Counter[tuple[str, str]] = Counter()
    paid: Counter[int] = Counter()
    for person in gone:
        role = found.roles[person.id]
        if role.counts:
            counted[role.counts, person.held_by] += 1
        if role.pays >= 0:
            paid[role.pays] += 1
    return accounts_at(found, counted, paid)


def accounts_at(found: Stakes, counted: Counter[tuple[str, str]], paid: Counter[int]) -> tuple[Account, ...]:
    """The accounts, given how many count towards each term by side, and how many paid into each pot."""
    accounts: list[Account] = []
    for number, pot in enumerate(found.pots):
        owed = [part.rate * counted[part.term, pot.creditor] for part in pot.parts]
        shares = _shared(owed, paid[number])
        accounts += (
            Account(part.term, pot.category, pot.debtor, pot.creditor, due, share)
            for part, due, share in zip(pot.parts, owed, shares, strict=True)
        )
    return tuple(accounts)


def _shared(owed: list[Fraction], paid: int) -> list[int]:
    """Share what was paid among what is owed, in order: so that no account stands out further than all together.

    What was owed up to an account is rounded, not each account: so the fractions never add up. Rounded up where
    more was paid than is owed, down where less was.
    """
    whole = ceil if paid > sum(owed) else floor
    upto, before, shares = Fraction(0), 0, []
    for due in owed[:-1]:
        upto += due
        reached = min(paid, whole(upto))
        shares.append(reached - before)
        before = reached
    return [*shares, paid - before]


def balance_of(pot: Pot, found: Stakes, counted: Counter[tuple[str, str]], paid: int) -> Fraction:
    """What the debtor of a pot owes; below nothing: what the creditor does."""
    return found.owed(counted, pot) - paid
