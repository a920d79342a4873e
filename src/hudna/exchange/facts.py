"""Facts: what one row of a list tells of a person, beside the name. What is not understood is kept and told."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hudna.exchange.vocabulary import fact_of_heading, meanings, says_yes
from hudna.people import ListOfPeople

FACTS = ("status", "sex", "age", "civil", "health", "sentence", "group", "family", "site", "remains", "identified")
_TEXTS = ("group", "family", "site", "held_by")
_OLDEST = 150
_YEARS = re.compile(r"\d")
"""A sentence with a number in it is one of years or months, however it is written."""


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What a row tells; empty: not known. ``key``: its own number, or the number of the row where it has none.

    ``status``: as the list says it, or empty. ``identified``: None where nothing is said of it.
    """

    row: int
    key: str = ""
    status: str = ""
    sex: str = ""
    age: tuple[int, int] | None = None
    civil: str = ""
    health: frozenset[str] = frozenset()
    sentence: str = ""
    group: str = ""
    family: str = ""
    site: str = ""
    held_by: str = ""
    remains: bool = False
    identified: bool | None = None


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A word that stands in a column of facts and says none: the column's fact, the word, in how many rows."""

    fact: str
    text: str = field(repr=False)
    rows: int = 1


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What a list tells of its people, row by row; which column tells which fact; and what was not understood."""

    rows: tuple[RowFacts, ...] = field(repr=False)
    columns: Mapping[str, str]
    not_understood: tuple[NotUnderstood, ...] = ()


def facts_of(people: ListOfPeople, *, ages_on: date, place_is_site: bool = False) -> ListFacts:
    """The facts of every row. ``ages_on``: the day at which ages count.

    ``place_is_site``: the column of places tells where they are held. A stated age without a birth and without a date
    counts as it is stated.
    """
    extras = [json.loads(text) if text else {} for text in people.table["extra"].to_pylist()]
    columns = _columns(extras)
    reader = _Reader(columns)
    table = {name: people.table[name].to_pylist() for name in ("row", "key", "sex", "age", "birth_from", "birth_to")}
    places: list[str | None] = people.table["place"].to_pylist() if place_is_site else [None] * len(people)
    rows = []
    for number, extra in enumerate(extras):
        told = {name: values[number] for name, values in table.items()}
        said = reader.read(extra)
        said["site"] = said["site"] or " ".join((places[number] or "").split())
        rows.append(
            RowFacts(
                row=told["row"],
                key=str(told["key"] or told["row"]),
                sex=told["sex"] or "",
                age=_age(told["birth_from"], told["birth_to"], told["age"], ages_on),
                **said,
            )
        )
    missed = tuple(NotUnderstood(fact, text, rows) for (fact, text), rows in sorted(reader.missed.items()))
    return ListFacts(tuple(rows), columns, missed)


def age_at(born: date, on: date) -> int:
    """Whole years; who is born on 29 February is a year older on 1 March of other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _age(first: date | None, last: date | None, stated: int | None, on: date) -> tuple[int, int] | None:
    if first is not None and last is not None:
        least, most = age_at(last, on), age_at(first, on)
        return (max(least, 0), most) if 0 <= most <= _OLDEST else None
    return (int(stated), int(stated)) if stated is not None and 0 <= stated <= _OLDEST else None


def _columns(extras: list[dict[str, str]]) -> dict[str, str]:
    """Heading → fact. A column of civilians and fighters in which no cell says either tells the group."""
    found = {name: fact for name in dict.fromkeys(key for extra in extras for key in extra) if (fact := _fact(name))}
    for name, fact in found.items():
        cells = {extra[name] for extra in extras if name in extra}
        if fact == "civil" and not any(meanings("civil", cell) or says_yes(cell) is not None for cell in cells):
            found[name] = "group"
    return found


def _fact(heading: str) -> str:
    return fact_of_heading(heading)


class _Reader:
    """Reads the other columns of a row as facts, and counts what it does not understand."""

    def __init__(self, columns: Mapping[str, str]) -> None:
        self.columns = columns
        self.missed: Counter[tuple[str, str]] = Counter()

    def read(self, extra: Mapping[str, str]) -> dict[str, Any]:
        """The facts of one row, as fields of RowFacts."""
        said: dict[str, set[str]] = {}
        texts: dict[str, str] = {}
        for heading, fact in self.columns.items():
            cell = " ".join(str(extra.get(heading) or "").split())
            if not cell:
                continue
            if fact in _TEXTS:
                texts.setdefault(fact, cell)
                continue
            found = list(_told(fact, heading, cell))
            if not found:
                self.missed[fact, cell] += 1
                if fact == "sentence":
                    said.setdefault(fact, set()).add(cell)
            for told, meaning in found:
                said.setdefault(told, set()).add(meaning)
        return {**{name: texts.get(name, "") for name in _TEXTS}, **_fields(said)}


def _told(fact: str, heading: str, cell: str) -> Iterator[tuple[str, str]]:
    """Facts and meanings of a cell: by its own words, by yes or no to its heading, else by the words of other facts."""
    answer = says_yes(cell)
    if answer is not None and fact != "sentence":
        yield from _answered(fact, heading, answer)
        return
    own = meanings(fact, cell)
    if fact == "sentence" and not own and _YEARS.search(cell):
        own = frozenset({"years"})
    if own:
        yield from ((fact, meaning) for meaning in own)
    if fact in ("status", "remains"):
        for other in ("remains", "status", "health", "civil", "identified"):
            if other != fact and not (own and other != "remains"):
                yield from ((other, meaning) for meaning in meanings(other, cell))


def _answered(fact: str, heading: str, answer: bool) -> Iterator[tuple[str, str]]:
    """What yes or no under a heading says: “Wounded: yes”, “Alive: no”, “Held: yes”."""
    if fact in ("status", "remains"):
        asked = {(other, meaning) for other in ("remains", "status") for meaning in meanings(other, heading)}
        if len(asked) > 1:
            return
        (other, meaning) = next(iter(asked), ("status", "acknowledged"))
        if answer:
            yield other, meaning
        elif meaning in ("acknowledged", "body", "said-dead"):
            opposite = "said-dead" if meanings("status", heading) and _is_of_life(heading) else "denied"
            yield "status", opposite if meaning == "acknowledged" else "acknowledged"
    elif fact == "identified":
        yield fact, "identified" if answer else "open"
    else:
        asked_for = meanings(fact, heading)
        if fact == "health" and not answer:
            yield fact, "well"
        elif len(asked_for) == 1 and answer:
            yield fact, next(iter(asked_for))


def _is_of_life(heading: str) -> bool:
    return fact_of_heading(heading) == "remains"


def _fields(said: Mapping[str, set[str]]) -> dict[str, Any]:
    """Meanings as fields; two that contradict each other are none."""

    def only(fact: str) -> str:
        found = said.get(fact, set())
        return next(iter(found)) if len(found) == 1 else ""

    identified = only("identified")
    body = "body" in said.get("remains", set())
    status = _status(said.get("status", set()), body)
    return {
        "status": status,
        "civil": only("civil"),
        "health": frozenset(said.get("health", set()) - {"well"}),
        "sentence": only("sentence"),
        "remains": body,
        "identified": {"identified": True, "open": False}.get(identified),
    }


_HEAVIEST = ("proved-dead", "said-dead", "released", "denied", "unknown", "located", "acknowledged")


def _status(found: set[str], body: bool) -> str:
    """Of several things said of a person that which keeps them out of a hand-over; a body that is there is held."""
    if body and not found - {"said-dead", "acknowledged", "located"}:
        return "acknowledged"
    return next((status for status in _HEAVIEST if status in found), "")
