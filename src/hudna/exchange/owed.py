"""What counts for what: the pots into which a side pays, and the part each person has in them.

A *pot* is one category that ratios bring, on the side that owes it. Several ratios may bring the same category: then
whoever is released of it pays to all of them together, and a balance is of the pot.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from hudna.exchange.membership import fits, holders, is_counted, why_stays
from hudna.exchange.model import Person
from hudna.exchange.terms import AllForAll, Terms

BALANCE = "balance"
"""The ref of the rule that holds where no term says how many a side may stand out: none."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one ratio adds to a pot: so many owed (``rate``) for each person that counts towards the term."""

    term: str
    rate: Fraction


@dataclass(frozen=True, slots=True)
class Pot:
    """A category that ``debtor`` owes. ``most``: how many either side may stand out in it; ``bound_by``: says who."""

    debtor: str
    creditor: str
    category: str
    parts: tuple[Part, ...]
    most: int
    bound_by: str

    @property
    def unit(self) -> int:
        """The number that makes all its rates whole."""
        return lcm(*(part.rate.denominator for part in self.parts))


@dataclass(frozen=True, slots=True)
class Role:
    """What a person is to the terms. ``counts``: towards which term; ``pays``: into which pot, -1 for none.

    ``must``: everybody like that is to leave. Who pays and need not leave does so only as far as is owed.
    """

    must: bool = False
    counts: str = ""
    pays: int = -1

    @property
    def covered(self) -> bool:
        return self.must or self.pays >= 0


@dataclass(frozen=True, slots=True)
class Stakes:
    """The pots of an exchange and the role of everybody in it."""

    pots: tuple[Pot, ...]
    roles: Mapping[str, Role]

    def owed(self, counted: Mapping[tuple[str, str], int], pot: Pot) -> Fraction:
        """How many are owed into a pot, given how many count towards each term by side."""
        return sum((part.rate * counted.get((part.term, pot.creditor), 0) for part in pot.parts), Fraction(0))


def bound_of(terms: Terms, category: str) -> tuple[int, str]:
    """How many either side may stand out in a category, and the term that says so; one of its own goes before."""
    own = [each for each in terms.balance if each.of and each.of == category]
    each = min(own or [each for each in terms.balance if not each.of], key=lambda b: b.most, default=None)
    return (each.most, each.ref) if each else (0, BALANCE)


def stakes(
    terms: Terms,
    people: Sequence[Person],
    *,
    released: Collection[str] = frozenset(),
    uncounted: Collection[str] = frozenset(),
    answered: bool = True,
) -> Stakes:
    """Find the pots and the roles; ``released`` and those who may leave make the numbers of an exchange all for all."""
    pots = _pots_of_ratios(terms)
    index = {(pot.debtor, pot.category): number for number, pot in enumerate(pots)}
    reach = _reach(terms)
    roles = {person.id: _role(terms, person, index, reach) for person in people}
    if terms.all_for_all:
        counted = frozenset(released) - frozenset(uncounted)
        there = [p for p in people if p.id in counted or not why_stays(p, answered=answered)]
        pots += _add_all_for_all(terms, terms.all_for_all, people, there, roles, len(pots))
    return Stakes(tuple(pots), roles)


def _pots_of_ratios(terms: Terms) -> list[Pot]:
    parts: dict[tuple[str, str], list[Part]] = {}
    for ratio in terms.ratios:
        for creditor in holders(terms, ratio.of):
            for category, brought in ratio.brings.items():
                key = (_other(terms, creditor), category)
                parts.setdefault(key, []).append(Part(ratio.ref, Fraction(brought, ratio.each)))
    return [
        Pot(debtor, _other(terms, debtor), category, tuple(found), *bound_of(terms, category))
        for (debtor, category), found in parts.items()
    ]


def _other(terms: Terms, side: str) -> str:
    return terms.sides[1] if side == terms.sides[0] else terms.sides[0]


Reach = dict[str, tuple[str, ...]]


def _reach(terms: Terms) -> Reach:
    """By ratio: the sides whose people count towards it."""
    return {ratio.ref: holders(terms, ratio.of) for ratio in terms.ratios}


def _role(terms: Terms, person: Person, index: Mapping[tuple[str, str], int], reach: Reach) -> Role:
    if person.held_by not in terms.sides:
        return Role()
    counted = is_counted(terms.remains, person)
    towards = next((r.ref for r in terms.ratios if fits(terms.categories[r.of], person)), "")
    pays = next((c for c in _brought(terms, person.held_by, reach) if fits(terms.categories[c], person)), "")
    return Role(
        must=bool(towards),
        counts=towards if counted else "",
        pays=index[person.held_by, pays] if pays and counted else -1,
    )


def _brought(terms: Terms, debtor: str, reach: Reach) -> Iterable[str]:
    """The categories a side owes, in the order of the terms."""
    creditor = _other(terms, debtor)
    return (category for ratio in terms.ratios if creditor in reach[ratio.ref] for category in ratio.brings)


def _add_all_for_all(
    terms: Terms, term: AllForAll, people: Sequence[Person], there: list[Person], roles: dict[str, Role], number: int
) -> list[Pot]:
    """Everybody whom no ratio concerns leaves; both sides in step, told in people of the side that has more.

    In that side's people a stand-out is never larger than told; in the other's it would hide up to a whole ratio.
    """
    categories = [terms.categories[each] for each in term.of]
    covered = {
        person.id
        for person in people
        if person.held_by in terms.sides
        and not roles[person.id].covered
        and (not categories or any(fits(category, person) for category in categories))
    }
    counted = {p.id for p in people if p.id in covered and is_counted(terms.remains, p)}
    sizes = {side: sum(p.held_by == side and p.id in counted for p in there) for side in terms.sides}
    debtor = terms.sides[0] if sizes[terms.sides[0]] > sizes[terms.sides[1]] else terms.sides[1]
    creditor = _other(terms, debtor)
    for person in people:
        if person.id in covered:
            counts = person.id in counted and person.held_by == creditor
            pays = person.id in counted and person.held_by == debtor and bool(sizes[creditor])
            roles[person.id] = Role(True, term.ref if counts else "", number if pays else -1)
    if not sizes[creditor]:
        return []
    rate = Fraction(sizes[debtor], sizes[creditor])
    return [Pot(debtor, creditor, "", (Part(term.ref, rate),), *bound_of(terms, ""))]
