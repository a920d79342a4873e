"""What may be owed, as long as not everything is known of people: the least and the most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, combinations, product
from typing import Literal

from hudna.exchange.membership import fits, holders, is_counted, why_stays
from hudna.exchange.model import Person
from hudna.exchange.terms import Terms, Who


@dataclass(frozen=True, slots=True)
class Range:
    """What ``debtor`` owes of a category under a term, at least and at most; no term: under all together."""

    term: str
    category: str
    debtor: str
    creditor: str
    least: Fraction
    most: Fraction


Key = tuple[str, str, str]
"""Term, category, creditor; without term and category: all that is owed to the creditor."""


def owed_range(terms: Terms, people: Sequence[Person], *, answered: bool = True) -> tuple[Range, ...]:
    """By account, and last by debtor, the least and most that could come to be owed once all who may leave have left.

    A fact that is not known may be any; somebody of whom it is not settled whether they can leave may count or not;
    who is denied, refuses or is proved dead counts for nothing. What has been released counts.
    """
    least: dict[Key, Fraction] = defaultdict(Fraction)
    most: dict[Key, Fraction] = defaultdict(Fraction)
    asked = [who for ratio in terms.ratios for who in terms.categories[ratio.of].who]
    seen: dict[Person, list[dict[Key, Fraction]]] = {}
    for person in people:
        if person.held_by not in terms.sides or person.status in ("denied", "refuses"):
            continue
        if not person.remains and person.status == "proved-dead":
            continue
        alike = replace(person, id="", site="", family="", key=person.key if any(w.keys for w in asked) else "")
        if alike not in seen:
            seen[alike] = list(_possible(terms, asked, person, answered=answered))
        for key in {key for one in seen[alike] for key in one}:
            amounts = [one.get(key, Fraction(0)) for one in seen[alike]]
            least[key] += min(amounts)
            most[key] += max(amounts)
    return tuple(
        Range(term, category, _other(terms, creditor), creditor, least[key], most[key])
        for key in _keys(terms)
        for term, category, creditor in [key]
    )


def _keys(terms: Terms) -> list[Key]:
    """Every account, in the order of the terms, then what each side owes in all."""
    keys = [
        (r.ref, category, creditor) for r in terms.ratios for creditor in holders(terms, r.of) for category in r.brings
    ]
    return keys + [("", "", side) for side in terms.sides if any(key[2] == side for key in keys)]


def _other(terms: Terms, side: str) -> str:
    return terms.sides[1] if side == terms.sides[0] else terms.sides[0]


def _possible(terms: Terms, asked: list[Who], person: Person, *, answered: bool) -> Iterator[dict[Key, Fraction]]:
    """What a person brings, for each way in which what is not known of them may turn out."""
    if person.status != "released" and why_stays(person, answered=answered):
        yield {}
    identified = replace(person, identified=True)
    for likely in _completed(asked, identified):
        if not is_counted(terms.remains, likely):
            yield {}
            continue
        ratio = next((r for r in terms.ratios if fits(terms.categories[r.of], likely)), None)
        if ratio is None:
            yield {}
            continue
        brings = {(ratio.ref, c, person.held_by): Fraction(n, ratio.each) for c, n in ratio.brings.items()}
        yield {**brings, ("", "", person.held_by): sum(brings.values(), Fraction(0))}


def _completed(asked: list[Who], person: Person) -> Iterator[Person]:
    """The person with every fact filled in that a term asks about and nobody knows, in every way that differs."""
    sexes: tuple[Literal["f", "m", ""], ...]
    civil: tuple[Literal["civilian", "fighter", ""], ...]
    sexes = ("f", "m") if not person.sex and any(who.sex for who in asked) else (person.sex,)
    civil = ("civilian", "fighter") if not person.civil and any(who.civil for who in asked) else (person.civil,)
    words = sorted({word for who in asked for word in who.health})
    health = [person.health]
    if not person.health and words:
        health = [
            frozenset(some) for some in chain.from_iterable(combinations(words, n) for n in range(len(words) + 1))
        ]
    sentences = [person.sentence] if person.sentence else ["", *sorted({w for who in asked for w in who.sentence})]
    groups = [person.group] if person.group else ["", *sorted({w for who in asked for w in who.group})]
    for sex, civ, ill, sentence, group, age in product(sexes, civil, health, sentences, groups, _ages(asked, person)):
        yield replace(person, sex=sex, civil=civ, health=ill, sentence=sentence, group=group, age=age)


def _ages(asked: list[Who], person: Person) -> list[tuple[int, int] | None]:
    cuts = {cut for who in asked for cut in (who.age_from, who.age_below) if cut is not None}
    if not cuts:
        return [person.age]
    least, most = person.age or (0, 150)
    years = sorted({least, *(cut for cut in cuts if least < cut <= most)})
    return [(year, year) for year in years]
