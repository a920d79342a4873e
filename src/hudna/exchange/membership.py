"""Who belongs to a category: by facts that are known. What is not known of a person never fits."""

from __future__ import annotations

from hudna.exchange.model import MAY_LEAVE, Person
from hudna.exchange.terms import Category, Remains, Terms, Who


def fits_description(who: Who, person: Person) -> bool:
    """Whether every fact that the description gives is known of the person and holds."""
    if who.held_by and who.held_by != person.held_by:
        return False
    if who.remains is not None and who.remains != person.remains:
        return False
    if (who.sex and who.sex != person.sex) or (who.civil and who.civil != person.civil):
        return False
    if not _fits_age(who, person.age):
        return False
    if who.health and not who.health & person.health:
        return False
    if (who.sentence and person.sentence not in who.sentence) or (who.group and person.group not in who.group):
        return False
    return not who.keys or person.key in who.keys


def _fits_age(who: Who, age: tuple[int, int] | None) -> bool:
    if who.age_from is None and who.age_below is None:
        return True
    if age is None:
        return False
    least, most = age
    return (who.age_from is None or least >= who.age_from) and (who.age_below is None or most < who.age_below)


def fits(category: Category, person: Person) -> bool:
    """Whether any description of the category fits the person."""
    return any(fits_description(who, person) for who in category.who)


def is_ordered(category: Category, person: Person) -> bool:
    """Whether a category puts a person into a step of an order: the dead only by a description that is of the dead.

    *Women first* is said of the living; when the dead leave is a term of its own.
    """
    return any(fits_description(who, person) for who in category.who if who.remains or not person.remains)


def holders(terms: Terms, category: str) -> tuple[str, ...]:
    """The sides that may hold somebody of a category, in the order of the terms."""
    named = {who.held_by for who in terms.categories[category].who}
    return tuple(side for side in terms.sides if side in named or "" in named)


def is_counted(remains: Remains, person: Person) -> bool:
    """Whether a person counts for anything once released: the living always, the dead as the terms say."""
    if not person.remains or remains.counts == "when-handed-over":
        return True
    return remains.counts == "when-identified" and person.identified


def why_stays(person: Person, *, answered: bool = True) -> str:
    """Why a person may not be put into a hand-over, whatever the terms: a code of ``LEFT``; empty if they may.

    A body may leave once it is identified, also where its death is proved: that is what proves it.
    """
    may = MAY_LEAVE if answered else MAY_LEAVE | {"claimed-held"}
    if person.status not in may and not (person.remains and person.status == "proved-dead"):
        return person.status
    if person.pending:
        return "pending"
    return "unidentified" if person.remains and not person.identified else ""
