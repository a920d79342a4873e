"""Asking: every question that the lists leave open, to whom it goes, and who cannot leave until it is answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hudna.exchange.components import Numbered
from hudna.exchange.facts import ListFacts
from hudna.exchange.lists import GivenList, several_in_one
from hudna.exchange.model import Person
from hudna.exchange.pairs import Node, Pair
from hudna.exchange.persons import contradictions
from hudna.exchange.register import OpenQuestion, QuestionKind, question_id
from hudna.people import folded

NOBODY = frozenset({"totals", "header-again"})
"""Rows that are read as no row of a person: nobody is asked about them, though they are counted."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A person as the lists have them. ``is_answered``: a side says that it holds them; ``families``: as lists say."""

    person: Person
    differ: tuple[str, ...]
    asked_by: tuple[str, ...]
    is_answered: bool
    nodes: tuple[Node, ...]
    families: tuple[tuple[str, str], ...] = ()


@dataclass
class Asking:
    """Collects questions, and the numbers of those who wait for an answer."""

    sides: tuple[str, str]
    lists: Sequence[GivenList]
    facts: Sequence[ListFacts]
    names: Mapping[str, Iterable[str]]
    standing: Mapping[str, Standing]
    person: Mapping[Node, str]
    questions: list[OpenQuestion] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)

    @property
    def pending(self) -> frozenset[str]:
        """Who cannot be put into a hand-over."""
        return frozenset(self.waiting)

    def ask(self, pairs: Sequence[Pair], struck: Sequence[Node], numbered: Numbered) -> None:
        """All questions."""
        self._pairs(pairs)
        self._versions(pairs, struck)
        self._persons()
        self._rows()
        for old, names in numbered.split.items():
            self._add("split", "", names, detail=old, wait=names)

    def _add(
        self,
        kind: QuestionKind,
        to: str,
        people: Sequence[str] = (),
        *,
        nodes: Sequence[Node] = (),
        detail: str = "",
        p: float | None = None,
        wait: Iterable[str] = (),
    ) -> None:
        names = tuple(dict.fromkeys(people))
        rows = tuple((self.lists[n].people.digest, self.lists[n].rows[at]) for n, at in nodes)
        name = question_id(kind, to, rows or names, detail)
        self.questions.append(OpenQuestion(name, kind, to, names, rows, detail, p))
        self.waiting |= set(wait)

    # Pairs

    def _pairs(self, pairs: Sequence[Pair]) -> None:
        for pair in map(self._in_order, pairs):
            one, other = self.person[pair.one], self.person[pair.other]
            if pair.sort in ("both-ask", "both-hold", "asks-for-own"):
                self._strangers(pair, one, other)
            elif one != other:
                kind: QuestionKind = "double" if pair.sort == "double" else "same-person"
                to = self.lists[pair.one[0]].side if kind == "double" else ""
                waits = self._who_waits(kind, one, other)
                self._add(kind, to, (one, other), nodes=(pair.one, pair.other), p=pair.p, wait=waits)

    def _in_order(self, pair: Pair) -> Pair:
        """Whom a side asks for before whom it holds, the earlier version first: in whatever order lists are given."""
        one, other = sorted((pair.one, pair.other), key=self._place)
        return replace(pair, one=one, other=other)

    def _place(self, node: Node) -> tuple[bool, int, int, int]:
        one = self.lists[node[0]]
        return one.kind != "wanted", one.version, self.sides.index(one.side), node[1]

    def _who_waits(self, kind: QuestionKind, one: str, other: str) -> tuple[str, ...]:
        """Of two who may be one: both, but not whom a side asks for and the other holds; of doubles the later one."""
        firm = [name for name in (one, other) if self.standing[name].asked_by and self.standing[name].is_answered]
        if len(firm) == 1:
            return (other,) if firm[0] == one else (one,)
        return (max(one, other),) if kind == "double" or firm else (one, other)

    def _strangers(self, pair: Pair, one: str, other: str) -> None:
        """Whom both sides ask for, or hold: nobody can be held twice. Where it is surely one person, both wait."""
        to = self.lists[pair.one[0]].side if pair.sort == "asks-for-own" else ""
        kind: QuestionKind = pair.sort  # type: ignore[assignment]
        waits = (one, other) if pair.same else ()
        self._add(kind, to, (one, other), nodes=(pair.one, pair.other), p=pair.p, wait=waits)

    # Versions

    def _versions(self, pairs: Sequence[Pair], struck: Sequence[Node]) -> None:
        for pair in pairs:
            if pair.sort == "versions" and pair.same:
                old, new = (self.facts[n].rows[at] for n, at in (pair.one, pair.other))
                differ = contradictions(old, new)
                if differ:
                    name, side = self.person[pair.other], self.lists[pair.other[0]].side
                    self._add("contradicts", side, (name,), nodes=(pair.one, pair.other), detail=", ".join(differ))
        gone = set(struck)
        for node in struck:
            name, one = self.person[node], self.lists[node[0]]
            live = [n for n in self.standing[name].nodes if n not in gone]
            is_listed = any((self.lists[n].side, self.lists[n].kind) == (one.side, one.kind) and
                            self.lists[n].version > one.version for n, _ in live)  # fmt: skip
            if not is_listed:
                others = any(self.lists[n].kind == "held" for n, _ in live)
                self._add("struck", one.side, (name,), nodes=(node,), wait=() if others else (name,))

    # Persons

    def _persons(self) -> None:
        held = {one.side for one in self.lists if one.kind == "held"}
        for name, one in self.standing.items():
            person = one.person
            if one.asked_by and not one.is_answered and person.held_by in held:
                self._add("not-in-answer", person.held_by, (name,))
            if one.differ:
                self._add("facts-differ", "", (name,), detail=", ".join(one.differ))
            if person.status == "said-dead" and one.is_answered:
                self._add("said-dead", person.held_by, (name,))
            if person.remains and not person.identified:
                self._add("not-identified", person.held_by, (name,))

    # Rows and words

    def _rows(self) -> None:
        own = {side: {folded(name) for name in (side, *self.names.get(side, ()))} for side in self.sides}
        for number, one in enumerate(self.lists):
            names = one.people.table["name"].to_pylist()
            for at, name in enumerate(names):
                if several_in_one(name):
                    who = self.person[number, at]
                    self._add("several-in-row", one.side, (who,), nodes=((number, at),), wait=(who,))
            self._holders(number, one, own)
            for line, code in one.rejected:
                if code in NOBODY:
                    continue
                self._add("row-unread", one.side, detail=f"{one.ref}, line {line}: {code}")
            for column, cells in one.unread:
                self._add("not-understood", one.side, detail=f"{one.ref}, {column}: {cells} cells")
            words: dict[str, int] = defaultdict(int)
            for missed in self.facts[number].not_understood:
                words[missed.fact] += missed.rows
            for fact, rows in words.items():
                self._add("not-understood", one.side, detail=f"{one.ref}, {fact}: {rows} cells")

    def _holders(self, number: int, one: GivenList, own: Mapping[str, set[str]]) -> None:
        """Rows that say who holds the person, and name neither the one that the list implies nor nobody."""
        expected = one.side if one.kind == "held" else next(side for side in self.sides if side != one.side)
        for at, row in enumerate(self.facts[number].rows):
            if row.held_by and folded(row.held_by) not in own[expected]:
                who = self.person[number, at]
                kind: QuestionKind = "asks-for-own" if folded(row.held_by) in own[one.side] else "held-elsewhere"
                self._add(kind, one.side, (who,), nodes=((number, at),), wait=(who,))
