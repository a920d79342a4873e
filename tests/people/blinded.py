"""Two sides of a blinded comparison, played through."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import pyarrow as pa

from hudna.people.blind import Secret, Shared, answer_offer, make_offer, read_answer
from hudna.people.blind_file import Tier
from hudna.people.model import PEOPLE, ListOfPeople

Person = tuple[str, int | None]
"""Full name and year of birth."""


def list_of(people: Sequence[Person], called: str = "list") -> ListOfPeople:
    """A list with one column of names and, where it is known, the year of birth."""
    columns: dict[str, pa.Array] = {field.name: pa.nulls(len(people), field.type) for field in PEOPLE}
    columns["row"] = pa.array(range(1, len(people) + 1), pa.int64())
    columns["line"] = pa.array(range(2, len(people) + 2), columns["line"].type)
    columns["list"] = pa.array([called] * len(people), pa.string())
    columns["name"] = pa.array([name for name, _ in people], pa.string())
    columns["birth_from"] = pa.array([date(y, 1, 1) if y else None for _, y in people], pa.date32())
    columns["birth_to"] = pa.array([date(y, 12, 31) if y else None for _, y in people], pa.date32())
    digest = sha256(repr(list(people)).encode()).hexdigest()
    return ListOfPeople(called, digest, pa.table(columns, schema=PEOPLE), frozenset({"name", "birth_from"}))


@dataclass
class Side:
    """A side with its list, its secret, and every file that it gave away."""

    people: ListOfPeople
    tier: Tier = "strict"
    at_most: int | None = None

    def __post_init__(self) -> None:
        made = make_offer(self.people, self.tier, at_most=self.at_most, entropy=secrets.token_bytes)
        self.secret, self.offer = Secret.read(made[0].written()), made[1]
        self.answer = b""

    def answers(self, offer: bytes) -> bytes:
        secret, self.answer = answer_offer(self.people, self.secret, offer)
        self.secret = Secret.read(secret.written())
        return self.answer

    def reads(self, answer: bytes) -> Shared:
        return read_answer(self.people, self.secret, answer)


def played(ours: ListOfPeople, theirs: ListOfPeople, tier: Tier = "strict") -> tuple[Side, Side, Shared, Shared]:
    """Both sides after all rounds, and what each has learnt."""
    one, two = Side(ours, tier), Side(theirs, tier)
    one.answers(two.offer)
    two.answers(one.offer)
    return one, two, one.reads(two.answer), two.reads(one.answer)
