"""The plan as a workbook for the neutral body: with names, by hand-over, side and place, and every row of every list.

It is written through the doorway of ``people``, into a file that only its owner can read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

import pyarrow as pa

from hudna.exchange.model import Account, HandOver, Impossible, Person, Plan
from hudna.exchange.register import OpenQuestion
from hudna.exchange.terms import Terms
from hudna.ground import when
from hudna.people import Table

Row = Sequence[str | int | float | None]


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One row of a list, and which person it is; ``double``: an earlier row of the list is the same person.

    ``list``: as ``side/kind/version``; ``digest``: SHA-256 of its file.
    """

    list: str
    digest: str
    side: str
    kind: str
    row: int
    line: int
    key: str
    name: str = field(repr=False)
    person: str = ""
    double: bool = False


@dataclass(frozen=True, slots=True)
class NotRead:
    """A row that could not be read as a person."""

    list: str
    line: int
    code: str
    reason: str
    cells: str = field(repr=False)


@dataclass(frozen=True)
class PlanBook:
    """What the workbook tells. ``kinds``: the category by which somebody counts or pays.

    ``reasons``, ``asks``: the words for why somebody is left, and for what a question asks, by code.
    """

    terms: Terms
    people: Mapping[str, Person] = field(repr=False)
    plan: Plan | Impossible = field(repr=False)
    listed: Sequence[ListedRow] = field(repr=False)
    rejects: Sequence[NotRead] = field(default=(), repr=False)
    questions: Sequence[OpenQuestion] = field(default=(), repr=False)
    kinds: Mapping[str, str] = field(default_factory=dict, repr=False)
    reasons: Mapping[str, str] = field(default_factory=dict)
    asks: Mapping[str, str] = field(default_factory=dict)

    def tables(self) -> list[Table]:
        """The sheets in their order; without a plan, those of the lists and what stands in the way."""
        lists = [self._questions(), self._doubles(), self._every_name(), self._not_read()]
        if isinstance(self.plan, Impossible):
            return [self._conflict(self.plan), *lists]
        return [
            self._hand_overs(self.plan),
            self._leave(self.plan),
            self._places(self.plan),
            self._accounts(self.plan),
            self._left(self.plan),
            *lists,
        ]

    # what is planned

    def _at(self, hand_over: HandOver) -> tuple[str, str]:
        told = hand_over.at.astimezone(when.zone(self.terms.zone))
        return f"{told:%Y-%m-%d}", f"{told:%H:%M}"

    def _hand_overs(self, plan: Plan) -> Table:
        leave = Counter((one.hand_over, self.people[one.person].held_by) for one in plan.releases)
        opens = defaultdict(list)
        for event, number in plan.opens.items():
            opens[number].append(event)
        rows: list[Row] = [
            (
                one.number,
                *self._at(one),
                *(leave[one.number, side] for side in self.terms.sides),
                ", ".join(opens[one.number]),
            )
            for one in plan.hand_overs
        ]
        heads = ("hand_over", "date", "time", *(f"{side} releases" for side in self.terms.sides), "opens")
        return _table("hand_overs", "Hand-overs", heads, rows, whole=(0, 3, 4))

    def _leave(self, plan: Plan) -> Table:
        at = {one.number: self._at(one) for one in plan.hand_overs}
        ordered = sorted(plan.releases, key=lambda one: (one.hand_over, self._held(one.person), one.place, one.person))
        rows: list[Row] = [
            (
                one.hand_over,
                *at[one.hand_over],
                self._held(one.person),
                one.place,
                *self._shown(one.person),
                plan.drawn.get(one.person),
            )
            for one in ordered
        ]
        heads = ("hand_over", "date", "time", "released by", "place", *_SHOWN, "lot")
        return _table("leave", "Who leaves", heads, rows, whole=(0, len(heads) - 1), names=_NAMES)

    def _places(self, plan: Plan) -> Table:
        leave = Counter((one.hand_over, one.place, self._held(one.person)) for one in plan.releases)
        places = {one.id: one for one in self.terms.places}
        cared = [one for one in plan.releases if self.people[one.person].health]
        needy = Counter((one.hand_over, one.place, self._held(one.person)) for one in cared)
        rows: list[Row] = []
        for key, count in sorted(leave.items()):
            number, place, side = key
            known = places.get(place)
            rows.append(
                (number, place, side, count, known.seats if known else None, needy[key], known.care if known else None)
            )
        heads = ("hand_over", "place", "released by", "people", "seats", "wounded or sick", "care")
        return _table("places", "By place", heads, rows, whole=(0, 3, 4, 5, 6))

    def _accounts(self, plan: Plan) -> Table:
        rows: list[Row] = [
            (number, *_account(account)) for number, accounts in sorted(plan.accounts.items()) for account in accounts
        ]
        heads = ("after hand_over", "term", "category", "owed by", "for those of", "owed", "released", "stands out")
        return _table("accounts", "Accounts", heads, rows, whole=(0, 6), numbers=(5, 7))

    def _left(self, plan: Plan) -> Table:
        rows: list[Row] = [
            (self._held(person), *self._shown(person), reason, self.reasons.get(reason, reason))
            for person, reason in sorted(plan.left.items(), key=lambda one: (self._held(one[0]), one[1], one[0]))
        ]
        return _table("left", "In no hand-over", ("held by", *_SHOWN, "code", "reason"), rows, names=_NAMES)

    def _conflict(self, refused: Impossible) -> Table:
        changes = {one.term: one for one in refused.changes}
        rows: list[Row] = []
        for term in refused.conflict:
            signed = self.terms.words.get(term.partition("/")[0], {})
            words = signed.get("en") or next(iter(signed.values()), "")
            change = changes.get(term)
            rows.append((term, words, *((change.field, change.now, change.to) if change else ("", "", ""))))
        heads = ("term", "words", "field", "as agreed", "would do")
        return _table("conflict", "Cannot stand together", heads, rows)

    # the lists

    @cached_property
    def _rows_of(self) -> Mapping[str, list[ListedRow]]:
        found: defaultdict[str, list[ListedRow]] = defaultdict(list)
        for row in self.listed:
            if row.person:
                found[row.person].append(row)
        return found

    def _held(self, person: str) -> str:
        return self.people[person].held_by

    def _shown(self, person: str) -> Row:
        """A person as the sheets show them: the number, both names, the rows, and facts."""
        one = self.people[person]
        rows = self._rows_of.get(person, [])
        wanted, held = (_joined(row.name for row in rows if row.kind == kind) for kind in ("wanted", "held"))
        where = _joined(f"{row.list} {row.row}" for row in rows)
        age = "" if one.age is None else f"{one.age[0]}" if one.age[0] == one.age[1] else f"{one.age[0]}–{one.age[1]}"
        health = ", ".join(sorted(one.health))
        dead = ("identified" if one.identified else "not identified") if one.remains else ""
        kind = self.kinds.get(person, "")
        return (person, wanted, held, where, kind, one.status, one.sex, age, health, dead, one.family)

    def _questions(self) -> Table:
        known = {(row.digest, row.row): row for row in self.listed}
        rows: list[Row] = []
        for one in self.questions:
            asked = (one.id, one.to, self.asks.get(one.kind, one.kind), one.detail, ", ".join(one.people))
            about = [known[row] for row in one.rows if row in known]
            about += [row for person in one.people if not one.rows for row in self._rows_of.get(person, [])]
            rows += [(*asked, f"{row.list} {row.row}", row.name, "", "") for row in about] or [(*asked, *[""] * 4)]
        heads = ("question", "to", "what is asked", "detail", "people", "row", "name", "verdict", "why")
        return _table("questions", "Questions", heads, rows, names=("name",))

    def _doubles(self) -> Table:
        rows: list[Row] = []
        ordered = sorted((row for row in self.listed if row.person), key=lambda row: (row.person, row.list))
        for (person, name), same in groupby(ordered, key=lambda row: (row.person, row.list)):
            those = list(same)
            if len(those) > 1:
                rows += [(person, name, row.row, row.line, row.key, row.name) for row in those]
        return _table(
            "doubles", "Doubles", ("person", "list", "row", "line", "id", "name"), rows, whole=(2, 3), names=("name",)
        )

    def _every_name(self) -> Table:
        rows: list[Row] = [
            (row.list, row.row, row.line, row.key, row.name, row.person, *self._becomes(row)) for row in self.listed
        ]
        heads = ("list", "row", "line", "id", "name", "person", "status", "hand_over", "otherwise")
        return _table("every_name", "Every name", heads, rows, whole=(1, 2, 7), names=("name",))

    def _becomes(self, row: ListedRow) -> tuple[str, int | None, str]:
        """What became of a row: a hand-over, or what keeps it from one."""
        if not row.person:
            return "", None, "not in the register"
        status = self.people[row.person].status
        if isinstance(self.plan, Impossible):
            return status, None, "no plan"
        reason = self.plan.left.get(row.person, "")
        return status, self._planned.get(row.person), self.reasons.get(reason, reason)

    @cached_property
    def _planned(self) -> Mapping[str, int]:
        return {one.person: one.hand_over for one in self.plan.releases} if isinstance(self.plan, Plan) else {}

    def _not_read(self) -> Table:
        rows: list[Row] = [(one.list, one.line, one.code, one.reason, one.cells) for one in self.rejects]
        return _table("not_read", "Not read", ("list", "line", "code", "reason", "cells"), rows, whole=(1,))


_SHOWN = (
    "person", "name as asked for", "name as answered", "rows", "category", "status", "sex", "age", "health", "remains",
    "family",
)  # fmt: skip
_NAMES = ("name as asked for", "name as answered")


def _joined(texts: Iterable[str]) -> str:
    return " · ".join(dict.fromkeys(text for text in texts if text))


def _account(one: Account) -> Row:
    return (
        one.term, one.category, one.debtor, one.creditor,
        round(float(one.owed), 4), one.paid, round(float(one.balance), 4),
    )  # fmt: skip


def _table(
    name: str,
    title: str,
    heads: Sequence[str],
    rows: Sequence[Row],
    *,
    whole: Sequence[int] = (),
    numbers: Sequence[int] = (),
    names: tuple[str, ...] = (),
) -> Table:
    """A table; ``whole``: columns of whole numbers, ``numbers``: of others, by place; all else is text."""
    columns = {}
    for place, head in enumerate(heads):
        kind = pa.int64() if place in whole else pa.float64() if place in numbers else pa.string()
        columns[head] = pa.array([row[place] for row in rows], kind)
    return Table(name, title, columns, names)
