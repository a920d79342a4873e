"""The terms with some of them taken away: what is asked of them then, and nothing else, holds no longer."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from hudna.exchange.model import Person
from hudna.exchange.owed import BALANCE
from hudna.exchange.situation import can_leave_at
from hudna.exchange.terms import Balance, Place, Remains, Terms


def refs_of(terms: Terms, people: Iterable[Person]) -> tuple[str, ...]:
    """Every term that can be taken away, by its ref; those that are easiest to change come last.

    Where no term says how many a side may stand out, the rule that it is none is one too (``balance``).
    """
    told = [ratio.ref for ratio in terms.ratios]
    told += [terms.all_for_all.ref] if terms.all_for_all else []
    told += [each.ref for each in terms.orders]
    told += [terms.families.ref] if terms.families else []
    told += [terms.remains.ref] if terms.remains.leave == "after-the-living" else []
    told += [each.ref for group in (terms.waits, terms.done, terms.apart, terms.paces, terms.sizes) for each in group]
    told += [each.ref for each in terms.balance]
    told += [BALANCE] if all(each.of for each in terms.balance) else []
    told += [each.ref for each in terms.places]
    told += [terms.batches.ref] if terms.batches.at_most is not None else []
    return tuple(dict.fromkeys(told))


def without(terms: Terms, people: Collection[Person], refs: Collection[str]) -> Terms:
    """The terms without some. A place without its term has any number of seats and takes whoever has no other place;
    a balance without its term may be anything; hand-overs without theirs are as many as it takes."""
    gone = frozenset(refs)
    boundless = 2 * len(people) * max([1, *(n for ratio in terms.ratios for n in ratio.brings.values())])
    balance = tuple(replace(b, most=boundless) if b.ref in gone else b for b in terms.balance)
    if BALANCE in gone and not any(not each.of for each in terms.balance):
        balance = (*balance, Balance(BALANCE, boundless))
    return replace(
        terms,
        ratios=tuple(each for each in terms.ratios if each.ref not in gone),
        all_for_all=None if terms.all_for_all and terms.all_for_all.ref in gone else terms.all_for_all,
        orders=tuple(each for each in terms.orders if each.ref not in gone),
        families=None if terms.families and terms.families.ref in gone else terms.families,
        remains=Remains(terms.remains.ref, "at-any-time", terms.remains.counts)
        if terms.remains.ref in gone
        else terms.remains,
        waits=tuple(each for each in terms.waits if each.ref not in gone),
        done=tuple(each for each in terms.done if each.ref not in gone),
        apart=tuple(each for each in terms.apart if each.ref not in gone),
        paces=tuple(each for each in terms.paces if each.ref not in gone),
        sizes=tuple(each for each in terms.sizes if each.ref not in gone),
        balance=balance,
        places=tuple(_boundless(terms, people, p, boundless) if p.ref in gone else p for p in terms.places),
        batches=replace(terms.batches, at_most=None) if terms.batches.ref in gone else terms.batches,
    )


def _boundless(terms: Terms, people: Collection[Person], place: Place, seats: int) -> Place:
    """The place with seats for everybody, open also to those whom no place is open to."""
    lost = [p for p in people if p.held_by in terms.sides and not any(can_leave_at(x, p) for x in terms.places)]
    of = place.of | {p.held_by for p in lost} if place.of else place.of
    sites = place.sites | {p.site for p in lost} if place.sites else place.sites
    return replace(place, seats=seats, care=None, of=of, sites=sites)
