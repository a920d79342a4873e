"""Asking after one person: who on the lists is it whom a family describes? One at a time, each look on record."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from hudna.desk.doorway import Door
from hudna.desk.exchange_register import register_of
from hudna.desk.faults import DESK
from hudna.desk.listed import check_purpose
from hudna.desk.record import open_record
from hudna.exchange import ExchangeFile, ListHandedOver
from hudna.people import ListOfPeople, access_content, match_lists, read_people

SURE, POSSIBLE = 0.9, 0.3
"""From which probability on somebody is taken to be the one, and from which on they could be another."""
LEAST_LETTERS = 4


@dataclass(frozen=True)
class Described:
    """A person as a family describes them; empty: not told."""

    name: str = field(repr=False)
    father: str = field(default="", repr=False)
    mother: str = field(default="", repr=False)
    birth: str = field(default="", repr=False)
    place: str = field(default="", repr=False)

    def as_list(self, by: str, purpose: str) -> ListOfPeople:
        """The description as a list of one."""
        columns = {
            "name": self.name,
            "father": self.father,
            "mother": self.mother,
            "birth": self.birth,
            "place": self.place,
        }
        given = {column: value for column, value in columns.items() if value}
        out = io.StringIO()
        table = csv.DictWriter(out, list(given))
        table.writeheader()
        table.writerow(given)
        return _read(out.getvalue().encode(), "asked", by, purpose)


def _read(data: bytes, name: str, by: str, purpose: str) -> ListOfPeople:
    now = datetime.now(UTC)
    opened, _look = access_content(
        data, Path(f"{name}.csv" if name == "asked" else name), actor=by, purpose=purpose, at=now
    )
    return read_people(opened, name=name, latest=now.date()).people


def find_person(door: Door, file: ExchangeFile, described: Described, purpose: str) -> str | None:
    """The number of the one person on the lists whom the description fits; None where nobody is it.

    Raises person-many where it could be several, purpose-missing, and faults of lists and slips. Every call opens the
    lists, and so is on record.
    """
    check_purpose(purpose)
    if sum(sign.isalpha() for sign in described.name) < LEAST_LETTERS:
        raise DESK.fault("person-many", "The name is too short to find one person by.")
    register = register_of(settings.PLACE, file)
    if register is None:
        raise DESK.fault("register-closed", "The register of this exchange was not opened at this desk.")
    lists = [opened for versions in file.lists.values() for one in versions[-1:] if (opened := one.opened)]
    likely = _likely(
        lists, _contents(door, lists, purpose), described.as_list(door.visit.actor, purpose), door, purpose
    )
    found: dict[str, float] = {}
    for (digest, row), p in likely.items():
        person = register.alive(register.person_of(digest, row))
        found[person] = max(p, found.get(person, 0.0))
    possible = [person for person, p in found.items() if p >= POSSIBLE]
    if len(possible) > 1:
        raise DESK.fault("person-many", f"The description fits {len(possible)} people of the lists.")
    return possible[0] if possible and found[possible[0]] >= SURE else None


def _contents(door: Door, lists: Sequence[ListHandedOver], purpose: str) -> Mapping[str, bytes]:
    slips = {one.document: one.on_slip.removeprefix("[[slip:").removesuffix("]]") for one in lists}
    with open_record(writing=True) as case:
        contents = case.reveal(list(slips.values()), purpose, door.said())
    told = {document: contents[slip] for document, slip in slips.items()}
    return {document: one.encode() if isinstance(one, str) else one for document, one in told.items()}


def _likely(
    lists: Sequence[ListHandedOver], contents: Mapping[str, bytes], asked: ListOfPeople, door: Door, purpose: str
) -> dict[tuple[str, int], float]:
    """Rows of the lists, by file and number, with the probability that they are who is asked for."""
    found: dict[tuple[str, int], float] = {}
    for one in lists:
        people = _read(contents[one.document], f"{one.side}-{one.kind}", door.visit.actor, purpose)
        matched = match_lists(asked, people)
        rows = people.table["row"].to_pylist()
        for place, p in zip(matched.pairs.b.tolist(), matched.pairs.p.tolist(), strict=True):
            found[one.document, rows[place]] = max(p, found.get((one.document, rows[place]), 0.0))
    return found
