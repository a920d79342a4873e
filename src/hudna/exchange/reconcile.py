"""Reconcile: all lists of both sides, in all versions, as persons and open questions. No row is ever dropped.

Rows that are surely one person are joined; where it is close, both stay and a question is asked, and until it is
answered none of them can be put into a hand-over that might release somebody twice. Numbers of persons never change
and never vanish, whatever later lists say.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from hudna.exchange.asking import Asking, Standing
from hudna.exchange.components import Components, Numbered, give_numbers
from hudna.exchange.facts import ListFacts, facts_of
from hudna.exchange.lists import GivenList, check_lists
from hudna.exchange.pairs import Finder, ListsCompared, Node, Pair, Progress, RowsJudged
from hudna.exchange.persons import Told, person_of
from hudna.exchange.register import KnownList, KnownRow, Register, Registered
from hudna.matching import Costs


@dataclass(frozen=True)
class Reconciled:
    """The register, and what it was made of: the pairs found, and every run of the matcher with its reasons."""

    register: Register
    pairs: tuple[Pair, ...] = field(repr=False)
    runs: tuple[ListsCompared, ...] = field(repr=False)
    facts: tuple[ListFacts, ...] = field(repr=False)


def reconcile(
    sides: tuple[str, str],
    lists: Sequence[GivenList],
    *,
    ages_on: date,
    previous: Register | None = None,
    judged: Sequence[RowsJudged] = (),
    names: Mapping[str, Iterable[str]] | None = None,
    costs: Costs | None = None,
    progress: Progress = lambda what, part: None,
) -> Reconciled:
    """Make the register of all lists, every version of each.

    ``previous``: the register before, whose numbers go on; what it knew of lists that are not given stays. ``judged``:
    what was decided about pairs of rows. ``names``: of each side, as lists may write them in a column of holders.
    Raises list-side, list-version, list-twice, and what the matcher raises.
    """
    check_lists(sides, lists)
    finder = Finder(sides, lists, judged, costs, progress)
    finder.find()
    facts = tuple(facts_of(one.people, ages_on=ages_on, place_is_site=one.place_is_site) for one in lists)
    maker = _Maker(sides, lists, facts, finder, previous, ages_on, names or {})
    return Reconciled(maker.register(), tuple(finder.pairs), tuple(finder.runs), facts)


@dataclass
class _Maker:
    """Lists and pairs on their way to a register."""

    sides: tuple[str, str]
    lists: Sequence[GivenList]
    facts: Sequence[ListFacts]
    finder: Finder
    previous: Register | None
    ages_on: date
    names: Mapping[str, Iterable[str]]

    def register(self) -> Register:
        """Join, number, merge facts, ask."""
        numbered = self._numbered()
        person = {node: name for name, nodes in numbered.rows.items() for node in nodes}
        standing = self._standing(numbered)
        asking = Asking(self.sides, self.lists, self.facts, self.names, standing, person)
        asking.ask(self.finder.pairs, self.finder.struck, numbered)
        persons = self._persons(standing, asking.pending, numbered)
        kept, rows = self._kept_lists()
        return Register(
            sides=self.sides,
            ages_on=self.ages_on,
            lists=(*kept, *(_known(one) for one in self.lists)),
            rows=(*rows, *self._rows(person, len(kept))),
            persons=persons,
            questions=tuple(sorted({one.id: one for one in asking.questions}.values(), key=lambda one: one.id)),
        )

    # Who is who

    def _order(self) -> dict[Node, object]:
        """Whom sides ask for before whom they hold, earlier versions first: so numbers stand in the order of lists."""
        place = {
            number: (one.kind != "wanted", one.version, self.sides.index(one.side))
            for number, one in enumerate(self.lists)
        }
        return {node: (*place[node[0]], node[1]) for node in self._nodes()}

    def _nodes(self) -> Iterable[Node]:
        return ((number, at) for number, one in enumerate(self.lists) for at in range(len(one.people)))

    def _numbered(self) -> Numbered:
        components = Components(self._nodes(), self.finder.apart)
        judged_first = sorted(self.finder.pairs, key=lambda pair: -pair.p)
        for pair in judged_first:
            if pair.same and pair.sort in ("versions", "answer", "double"):
                components.join(pair.one, pair.other)
        known, taken = self._known(), {one.person.id for one in self.previous.persons} if self.previous else set()
        return give_numbers(components.groups(self._order()), known, taken)

    def _known(self) -> dict[Node, str]:
        """Numbers that rows have from the register before: of the same file, else of a row that reads the same.

        A file that is not given again is known by the marks of its rows alone: whoever was on it and is not found by
        them in a later version keeps the number, and stays as they were.
        """
        before = self.previous
        if before is None:
            return {}
        given = {one.people.digest for one in self.lists}
        marks: dict[tuple[str, str, str], str] = {}
        for row in before.rows:
            one = before.lists[row.list]
            if one.digest not in given:
                marks.setdefault((one.side, one.kind, row.mark), row.person)
        digests = {one.digest for one in before.lists}
        known: dict[Node, str] = {}
        for number, given_one in enumerate(self.lists):
            key, digest = (given_one.side, given_one.kind), given_one.people.digest
            for at, (at_row, mark) in enumerate(zip(given_one.rows, given_one.marks, strict=True)):
                if digest in digests:
                    known[number, at] = before.person_of(digest, at_row)
                elif (*key, mark) in marks:
                    known[number, at] = marks[*key, mark]
        live = {one.person.id: one.joined for one in before.persons}
        return {node: live[name] or name for node, name in known.items()}

    # What is known of them

    def _standing(self, numbered: Numbered) -> dict[str, Standing]:
        struck = set(self.finder.struck)
        newest = {(one.side, one.kind): 0 for one in self.lists}
        for one in self.lists:
            newest[one.side, one.kind] = max(newest[one.side, one.kind], one.version)
        made = {}
        for name, nodes in numbered.rows.items():
            lists = [self.lists[place] for place, _ in nodes]
            live = [
                (node, one)
                for node, one in zip(nodes, lists, strict=True)
                if node in struck or newest[one.side, one.kind] == one.version
            ]
            told = [Told(self.facts[n].rows[at], one.kind == "held") for (n, at), one in live]
            merged = person_of(name, _holder(self.sides, lists[0]), told)
            made[name] = Standing(
                merged.person,
                merged.differ,
                asked_by=tuple(side for side in self.sides if any((o.side, o.kind) == (side, "wanted") for o in lists)),
                is_answered=any(one.kind == "held" for one in lists),
                nodes=nodes,
                families=tuple(
                    (f"{o.side}/{o.kind}", f) for (n, at), o in live if (f := self.facts[n].rows[at].family)
                ),
            )
        return made

    def _persons(
        self, standing: Mapping[str, Standing], pending: frozenset[str], numbered: Numbered
    ) -> tuple[Registered, ...]:
        families = _families(standing)
        persons = [
            Registered(replace(one.person, family=families.get(name, ""), pending=name in pending), one.asked_by)
            for name, one in standing.items()
        ]
        before = {one.person.id: one for one in self.previous.persons} if self.previous else {}
        now = {one.person.id for one in persons}
        for name, one in before.items():
            if name not in now:
                joined = numbered.joined.get(name, one.joined)
                persons.append(replace(one, joined=joined))
        return tuple(sorted(persons, key=lambda one: one.person.id))

    def _kept_lists(self) -> tuple[tuple[KnownList, ...], tuple[KnownRow, ...]]:
        """Lists that the register before knew and that are not given again, with their rows."""
        if self.previous is None:
            return (), ()
        given = {one.people.digest for one in self.lists}
        kept = [number for number, one in enumerate(self.previous.lists) if one.digest not in given]
        place = {old: new for new, old in enumerate(kept)}
        rows = [replace(row, list=place[row.list]) for row in self.previous.rows if row.list in place]
        return tuple(self.previous.lists[number] for number in kept), tuple(rows)

    def _rows(self, person: Mapping[Node, str], first: int) -> Iterable[KnownRow]:
        for number, one in enumerate(self.lists):
            seen: Counter[str] = Counter()
            for at, (row, mark) in enumerate(zip(one.rows, one.marks, strict=True)):
                name = person[number, at]
                yield KnownRow(first + number, row, name, mark, double=seen[name] > 0)
                seen[name] += 1


def _known(one: GivenList) -> KnownList:
    return KnownList(one.side, one.kind, one.version, one.people.digest, len(one.people), one.rejected)


def _holder(sides: tuple[str, str], one: GivenList) -> str:
    """Who holds whom a list names: its side if it says so, else the other one."""
    if one.kind == "held":
        return one.side
    return sides[1] if one.side == sides[0] else sides[0]


def _families(standing: Mapping[str, Standing]) -> dict[str, str]:
    """One name for each family, over all lists: who shares a number on any list belongs together."""
    together: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, one in standing.items():
        for family in one.families:
            together[family].append(name)
    first: dict[str, str] = {}

    def find(name: str) -> str:
        while first.get(name, name) != name:
            name = first[name]
        return name

    for names in together.values():
        for name in names[1:]:
            low, high = sorted((find(names[0]), find(name)))
            first[high] = low
    shared = Counter(find(name) for names in together.values() for name in set(names))
    return {
        name: f"f-{find(name).removeprefix('p-')}"
        for names in together.values()
        if len(set(names)) > 1 or shared[find(names[0])] > 1
        for name in names
    }
