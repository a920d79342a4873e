"""Persons: what all rows of one person tell together. What two lists tell differently is not known, and asked.

Whoever holds a person is believed on status, sentence and place of detention; on health everybody is. A status that
only the neutral body can give (located, proved dead) is no more than a claim in a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hudna.exchange.facts import RowFacts
from hudna.exchange.model import Person, Status

_SAID_BY_HOLDER: dict[str, Status] = {
    "": "acknowledged",
    "acknowledged": "acknowledged",
    "located": "acknowledged",
    "denied": "denied",
    "said-dead": "said-dead",
    "proved-dead": "said-dead",
    "released": "released",
    "unknown": "unknown",
}
_SAID_BY_ASKER: dict[str, Status] = {"said-dead": "said-dead", "proved-dead": "said-dead", "released": "released"}
_HEAVIEST: tuple[Status, ...] = ("released", "said-dead", "denied", "unknown", "acknowledged", "claimed-held")


@dataclass(frozen=True, slots=True)
class Told:
    """What one row tells of a person; ``by_holder``: in a list of whom a side holds."""

    facts: RowFacts
    by_holder: bool


@dataclass(frozen=True, slots=True)
class Merged:
    """The person, and the facts on which the lists differ."""

    person: Person
    differ: tuple[str, ...] = ()


def person_of(number: str, held_by: str, told: Sequence[Told]) -> Merged:
    """One person of all rows that are theirs. ``family`` is left to whoever knows everybody's."""
    holder = [one.facts for one in told if one.by_holder]
    asker = [one.facts for one in told if not one.by_holder]
    ordered = [*holder, *asker]
    differ: list[str] = []
    sex, civil = (_agreed(ordered, name, differ) for name in ("sex", "civil"))
    remains = any(one.remains for one in holder)
    status = _status(holder, asker, differ)
    return Merged(
        Person(
            id=number,
            held_by=held_by,
            status=status,
            sex=sex,  # type: ignore[arg-type]
            age=_age(ordered, differ),
            civil=civil,  # type: ignore[arg-type]
            health=frozenset(word for one in ordered for word in one.health),
            sentence=_first(ordered, "sentence"),
            group=_first([*asker, *holder], "group"),
            site=_first(ordered, "site"),
            key=asker[0].key if asker else "",
            remains=remains,
            identified=remains and _is_identified(ordered),
        ),
        tuple(differ),
    )


def _status(holder: Sequence[RowFacts], asker: Sequence[RowFacts], differ: list[str]) -> Status:
    claims = [_SAID_BY_ASKER.get(one.status, "claimed-held") for one in asker]
    if not holder:
        return _heaviest(claims)
    status = _heaviest([_SAID_BY_HOLDER[one.status] for one in holder])
    claimed = _heaviest(claims) if claims else "claimed-held"
    if claimed != "claimed-held" and status != claimed and not any(one.remains for one in holder):
        differ.append("status")
    return status


def _heaviest(found: Iterable[Status]) -> Status:
    """Of several statuses that which says most against a release."""
    said = set(found)
    return next(status for status in _HEAVIEST if status in said)


def _agreed(told: Sequence[RowFacts], name: str, differ: list[str]) -> str:
    found = {value for one in told if (value := getattr(one, name))}
    if len(found) > 1:
        differ.append(name)
        return ""
    return str(next(iter(found), ""))


def _age(told: Sequence[RowFacts], differ: list[str]) -> tuple[int, int] | None:
    """What all that is told of the age leaves possible; where nothing is, as wide as it was told, and asked."""
    ages = [one.age for one in told if one.age is not None]
    if not ages:
        return None
    least, most = max(low for low, _ in ages), min(high for _, high in ages)
    if least <= most:
        return least, most
    if least - most > 1:
        differ.append("age")
    return min(low for low, _ in ages), max(high for _, high in ages)


def _first(told: Sequence[RowFacts], name: str) -> str:
    return next((value for one in told if (value := getattr(one, name))), "")


def _is_identified(told: Sequence[RowFacts]) -> bool:
    said = {one.identified for one in told if one.identified is not None}
    return said == {True}


def contradictions(old: RowFacts, new: RowFacts) -> tuple[str, ...]:
    """The facts on which a row of a later version contradicts that of an earlier one."""
    found = [name for name in ("sex", "civil") if getattr(old, name) and getattr(new, name)]
    found = [name for name in found if getattr(old, name) != getattr(new, name)]
    if old.age and new.age and (new.age[0] - old.age[1] > 1 or old.age[0] - new.age[1] > 1):
        found.append("age")
    dead = [one.remains or one.status in ("said-dead", "proved-dead") for one in (old, new)]
    if (dead[0] and not dead[1]) or (old.status == "released" and new.status != "released"):
        found.append("status")
    return tuple(found)
