"""The register: which rows of which lists are which person, what is known of them, and which questions are open.

It holds numbers of persons and of rows, facts and hashes of rows, and no name. It is kept on a slip all the same, since
facts together can tell who somebody is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any, Literal, cast

from hudna.exchange.events import Kind
from hudna.exchange.faults import EXCHANGE
from hudna.exchange.model import Person

FORM = "exchange-register/1"
QuestionKind = Literal[
    "same-person",
    "double",
    "not-in-answer",
    "both-ask",
    "both-hold",
    "asks-for-own",
    "held-elsewhere",
    "struck",
    "contradicts",
    "facts-differ",
    "said-dead",
    "not-identified",
    "split",
    "several-in-row",
    "row-unread",
    "not-understood",
]
"""What is asked: are these two one person; is this row a double; whom a side asks for is not in the answer; both sides
ask for, or hold, the same; a side asks for whom it holds itself, or says that a third holds them; a row is struck from
a later version, or contradicts an earlier one; the sides tell different facts; whether a body is held of somebody said
to be dead; whose a body is; a person of an earlier register is two; a row names several people; a row or a word could
not be read."""


@dataclass(frozen=True, slots=True)
class KnownList:
    """One version of a side's list as it was reconciled. ``rejected``: lines that could not be read, and why."""

    side: str
    kind: Kind
    version: int
    digest: str
    rows: int
    rejected: tuple[tuple[int, str], ...] = ()

    @property
    def ref(self) -> str:
        """As ``side/kind/version``."""
        return f"{self.side}/{self.kind}/{self.version}"


@dataclass(frozen=True, slots=True)
class KnownRow:
    """One row of a list: which person it is. ``list``: place in the register's lists; ``mark``: hash of its cells.

    ``double``: an earlier row of the same list is the same person.
    """

    list: int
    row: int
    person: str
    mark: str = field(repr=False)
    double: bool = False


@dataclass(frozen=True, slots=True)
class Registered:
    """A person, who asks for them, and what it rests on. ``joined``: found to be this other person, who goes on."""

    person: Person
    asked_by: tuple[str, ...] = ()
    joined: str = ""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that the lists leave open, to a side or (empty) to the neutral body. ``detail``: facts, lines, words.

    ``id`` is made of what is asked, so that the same question has the same one in every register.
    """

    id: str
    kind: QuestionKind
    to: str
    people: tuple[str, ...] = ()
    rows: tuple[tuple[str, int], ...] = ()
    detail: str = field(default="", repr=False)
    p: float | None = None


@dataclass(frozen=True)
class Register:
    """All persons of an exchange by number. ``answered``: sides that handed in whom they say they hold."""

    sides: tuple[str, str]
    ages_on: date
    lists: tuple[KnownList, ...]
    rows: tuple[KnownRow, ...] = field(repr=False)
    persons: tuple[Registered, ...] = field(repr=False)
    questions: tuple[OpenQuestion, ...] = field(repr=False)

    @property
    def answered(self) -> frozenset[str]:
        """The sides of which a list of whom they hold is there."""
        return frozenset(one.side for one in self.lists if one.kind == "held")

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody who is a person of their own: whom a plan is made of."""
        return tuple(one.person for one in self.persons if not one.joined)

    @cached_property
    def by_number(self) -> Mapping[str, Registered]:
        """Everybody by number, those joined to others too."""
        return {one.person.id: one for one in self.persons}

    def alive(self, number: str) -> str:
        """The number under which a person goes on, if they were found to be somebody who has another."""
        while self.by_number[number].joined:
            number = self.by_number[number].joined
        return number

    @cached_property
    def _by_row(self) -> Mapping[tuple[str, int], str]:
        return {(self.lists[row.list].digest, row.row): row.person for row in self.rows}

    def person_of(self, digest: str, row: int) -> str:
        """The number of the person of a row of a list. Raises KeyError for a row that no list has."""
        return self._by_row[digest, row]

    def rows_of(self, number: str) -> tuple[tuple[KnownList, int], ...]:
        """The rows that are this person, the newest version of a list last."""
        return tuple((self.lists[row.list], row.row) for row in self._rows_by_person.get(number, ()))

    @cached_property
    def _rows_by_person(self) -> Mapping[str, list[KnownRow]]:
        found: dict[str, list[KnownRow]] = {}
        for row in self.rows:
            found.setdefault(row.person, []).append(row)
        return found

    def held(self) -> Mapping[str, tuple[str, ...]]:
        """Side → the numbers of those it holds or is said to hold; everybody is in one of them."""
        return {side: tuple(o.person.id for o in self.persons if o.person.held_by == side) for side in self.sides}

    def asked(self) -> Mapping[str, tuple[str, ...]]:
        """Side → the numbers of those it asks for."""
        return {side: tuple(o.person.id for o in self.persons if side in o.asked_by) for side in self.sides}

    def newest(self) -> Iterator[KnownList]:
        """The last version of each list."""
        last = {(one.side, one.kind): one for one in sorted(self.lists, key=lambda one: one.version)}
        yield from last.values()

    def as_json(self) -> str:
        """The register as JSON; the same register gives the same bytes."""
        plain = {
            "hudna": FORM,
            "sides": list(self.sides),
            "ages_on": self.ages_on.isoformat(),
            "lists": [_plain(one) for one in self.lists],
            "rows": [[row.list, row.row, row.person, row.mark, int(row.double)] for row in self.rows],
            "persons": [{**_plain(one.person), **_beside(one)} for one in self.persons],
            "questions": [_plain(one) for one in self.questions],
        }
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def digest(self) -> str:
        """SHA-256 of the JSON, in hex."""
        return sha256(self.as_json().encode("utf-8")).hexdigest()


def register_from(text: str | bytes, where: str = "register.json") -> Register:
    """The register that JSON holds. Raises register-unreadable."""
    try:
        told = json.loads(text)
        if told["hudna"] != FORM:
            raise ValueError(f"it is “{told['hudna']}”, not “{FORM}”")
        return Register(
            sides=(told["sides"][0], told["sides"][1]),
            ages_on=date.fromisoformat(told["ages_on"]),
            lists=tuple(KnownList(**{**one, "rejected": _pairs(one.get("rejected", ()))}) for one in told["lists"]),
            rows=tuple(KnownRow(n, row, person, mark, bool(double)) for n, row, person, mark, double in told["rows"]),
            persons=tuple(map(_registered, told["persons"])),
            questions=tuple(map(_question, told["questions"])),
        )
    except (ValueError, KeyError, TypeError, IndexError) as error:
        what = f"It is no register of an exchange ({type(error).__name__}: {error})."
        raise EXCHANGE.fault("register-unreadable", what, where=where) from None


def question_id(kind: str, *parts: object) -> str:
    """A name of a question that is made of what is asked."""
    return f"q-{sha256(json.dumps([kind, *map(str, parts)]).encode('utf-8')).hexdigest()[:12]}"


def _plain(one: Any) -> dict[str, Any]:
    """A record as JSON: what equals its default is left out."""
    told: dict[str, Any] = {}
    for each in fields(one):
        value = getattr(one, each.name)
        if value != each.default:
            told[each.name] = sorted(value) if isinstance(value, frozenset) else value
    return told


def _beside(one: Registered) -> dict[str, Any]:
    return {name: value for name, value in (("asked_by", list(one.asked_by)), ("joined", one.joined)) if value}


def _registered(told: dict[str, Any]) -> Registered:
    told = dict(told)
    asked, joined = tuple(told.pop("asked_by", ())), told.pop("joined", "")
    if "age" in told:
        told["age"] = (int(told["age"][0]), int(told["age"][1]))
    return Registered(Person(**{**told, "health": frozenset(told.get("health", ()))}), asked, joined)


def _question(told: dict[str, Any]) -> OpenQuestion:
    return OpenQuestion(
        **{**told, "people": tuple(told.get("people", ())), "rows": cast(Any, _pairs(told.get("rows", ())))}
    )


def _pairs(told: Any) -> tuple[tuple[Any, Any], ...]:
    return tuple((one, other) for one, other in told)
