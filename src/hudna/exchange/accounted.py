"""Accounted: what became of every row ever handed in, in numbers that add up, at any instant and between two.

``rows = persons + doubles`` and ``rows of the file = rows + unread`` for every version of every list; a person counts
once in the whole, whatever number of lists names them. Raises ArithmeticError rather than show sums that do not fit:
that would be a fault of ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hudna.exchange.model import STATUSES, Person
from hudna.exchange.register import KnownList, Register


@dataclass(frozen=True, slots=True)
class ListAccount:
    """One version of a list: rows read and unread, doubles among them, and what is said of its persons now."""

    of: KnownList
    rows: int
    unread: int
    doubles: int
    persons: int
    pending: int
    said: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Accounted:
    """All lists, and all persons once. ``joined``: numbers that were found to be somebody who has another."""

    lists: tuple[ListAccount, ...]
    persons: int
    pending: int
    joined: int
    said: Mapping[str, int]
    said_by_holder: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowAccount:
    """One row that was handed in, and what is said of its person now."""

    of: KnownList
    row: int
    person: str
    status: str
    pending: bool
    double: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """Between two instants: so many went from what was said of them to something else. Empty: not there yet, or joined.

    ``people``: who.
    """

    was: str
    now: str
    people: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many."""
        return len(self.people)


def accounted(register: Register, people: Sequence[Person] | None = None) -> Accounted:
    """The numbers of a register. ``people``: as they stand at that instant; left out, as the lists say."""
    now = _now(register, people)
    lists = tuple(_list(register, number, now) for number in range(len(register.lists)))
    everybody = [now[one.person.id] for one in register.persons if not one.joined]
    by_holder = {side: _said(one for one in everybody if one.held_by == side) for side in register.sides}
    return _checked(
        Accounted(
            lists=lists,
            persons=len(everybody),
            pending=sum(one.pending for one in everybody),
            joined=sum(bool(one.joined) for one in register.persons),
            said=_said(everybody),
            said_by_holder=by_holder,
        ),
        register,
    )


def account_rows(register: Register, people: Sequence[Person] | None = None) -> Iterator[RowAccount]:
    """Every row of every list, in their order."""
    now = _now(register, people)
    for row in register.rows:
        one = now[register.alive(row.person)]
        yield RowAccount(register.lists[row.list], row.row, one.id, one.status, one.pending, row.double)


def moved(
    before: Register,
    after: Register,
    people_before: Sequence[Person] | None = None,
    people_after: Sequence[Person] | None = None,
) -> tuple[Moved, ...]:
    """Line by line how the totals of one instant became those of another; a line for those who stayed, too.

    For every status: what it was, plus all lines to it, less all lines from it, is what it is.
    """
    was = {one.id: one.status for one in _now(before, people_before).values() if not before.by_number[one.id].joined}
    now = {one.id: one.status for one in _now(after, people_after).values() if not after.by_number[one.id].joined}
    found: dict[tuple[str, str], list[str]] = {}
    for person in sorted({*was, *now}):
        found.setdefault((was.get(person, ""), now.get(person, "")), []).append(person)
    order = ("", *STATUSES)
    lines = sorted(found.items(), key=lambda line: (order.index(line[0][0]), order.index(line[0][1])))
    return tuple(Moved(one, other, tuple(people)) for (one, other), people in lines)


def _now(register: Register, people: Sequence[Person] | None) -> dict[str, Person]:
    """Everybody by number, as they stand; who is not among ``people`` is as the lists say."""
    now = {one.person.id: one.person for one in register.persons}
    return now | {one.id: one for one in people or () if one.id in now}


def _list(register: Register, number: int, now: Mapping[str, Person]) -> ListAccount:
    one = register.lists[number]
    rows = [row for row in register.rows if row.list == number]
    who = [now[person] for person in dict.fromkeys(register.alive(row.person) for row in rows)]
    return ListAccount(
        of=one,
        rows=len(rows),
        unread=len(one.rejected),
        doubles=len(rows) - len(who),
        persons=len(who),
        pending=sum(one.pending for one in who),
        said=_said(who),
    )


def _said(people: Iterable[Person]) -> dict[str, int]:
    count = Counter(one.status for one in people)
    return {status: count[status] for status in STATUSES if count[status]}


def _checked(found: Accounted, register: Register) -> Accounted:
    for one in found.lists:
        if one.rows != one.of.rows or sum(one.said.values()) != one.persons:
            raise ArithmeticError(f"the rows of {one.of.ref} do not add up")
    in_lists = {register.alive(row.person) for row in register.rows}
    if sum(found.said.values()) != found.persons or len(in_lists) != found.persons:
        raise ArithmeticError("the persons of the register do not add up")
    return found
