"""Pairs: which rows of all lists are one person, and which may be; found by the matcher, list against list.

The last version of a list is matched with the list of the other side; rows of earlier versions that are gone from it
are matched too, so that nobody is lost with a version. Between lists that should share nobody (what both ask for, what
both hold, what one asks for and holds itself) the same weights are used, and few are expected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from hudna.exchange.lists import GivenList, part_of, with_rows
from hudna.matching import Costs, Weights
from hudna.people import OUTCOMES, JudgedPair, ListOfPeople, MatchedLists, Pairings, match_lists

Node = tuple[int, int]
"""A row: the place of its list among those given, and its position in that list, both from 0."""
Sort = Literal["versions", "answer", "double", "both-ask", "both-hold", "asks-for-own"]
Progress = Callable[[str, float], None]
STRANGERS = 0.002
"""Share of rows expected to be in both of two lists that should share nobody."""


@dataclass(frozen=True, slots=True)
class RowsJudged:
    """Somebody decided whether two rows are one person. A row: the SHA-256 of its file, and its number."""

    one: tuple[str, int]
    other: tuple[str, int]
    same: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows that are one person, or may be."""

    one: Node
    other: Node
    sort: Sort
    same: bool
    p: float


@dataclass(frozen=True, slots=True)
class ListsCompared:
    """What one run of the matcher compared: ``nodes_a``, ``nodes_b`` are the rows of its lists, by their position."""

    sort: Sort
    a: str
    b: str
    nodes_a: tuple[Node, ...] = field(repr=False)
    nodes_b: tuple[Node, ...] = field(repr=False)
    matched: MatchedLists = field(repr=False)


@dataclass
class _Standing:
    """A list with all its versions: the rows of the last one, and of earlier ones those that are gone from it."""

    key: tuple[str, str]
    people: ListOfPeople
    nodes: tuple[Node, ...]


@dataclass
class Finder:
    """Runs the matcher over all lists of an exchange and collects pairs."""

    sides: tuple[str, str]
    lists: Sequence[GivenList]
    judged: Sequence[RowsJudged] = ()
    costs: Costs | None = None
    progress: Progress = lambda what, part: None
    pairs: list[Pair] = field(default_factory=list)
    runs: list[ListsCompared] = field(default_factory=list)
    struck: list[Node] = field(default_factory=list)
    """Rows of earlier versions that the last one has no more."""

    def find(self) -> None:
        """All pairs. Versions first, then whom one asks for and the other holds, then what should share nobody."""
        self._verdicts = self._told_verdicts()
        standing = {key: self._standing(key, versions) for key, versions in self._by_key().items()}
        weights = self._answers(standing)
        one, other = self.sides
        self._strangers("both-ask", standing.get((one, "wanted")), standing.get((other, "wanted")), weights)
        self._strangers("both-hold", standing.get((one, "held")), standing.get((other, "held")), weights)
        for side in self.sides:
            self._strangers("asks-for-own", standing.get((side, "wanted")), standing.get((side, "held")), weights)
        self._add_judged()

    @property
    def apart(self) -> list[tuple[Node, Node]]:
        """Rows that were judged to be different people."""
        return [(min(pair), max(pair)) for pair, same in self._verdicts.items() if not same and len(pair) == 2]

    def _by_key(self) -> dict[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for place, one in sorted(enumerate(self.lists), key=lambda entry: entry[1].version):
            found[one.side, one.kind].append(place)
        return found

    # Versions

    def _standing(self, key: tuple[str, str], versions: Sequence[int]) -> _Standing:
        gone: list[Node] = []
        for old, new in pairwise(versions):
            gone = [*self._still_gone(gone, new), *self._step(old, new)]
        self.struck += gone
        last = versions[-1]
        by_list: dict[int, list[int]] = defaultdict(list)
        for place, at in gone:
            by_list[place].append(at)
        people = with_rows(self.lists[last].people, [(self.lists[p].people, at) for p, at in sorted(by_list.items())])
        nodes = [(last, at) for at in range(len(self.lists[last].people))]
        nodes += [(place, at) for place, rows in sorted(by_list.items()) for at in rows]
        return _Standing(key, people, tuple(nodes))

    def _still_gone(self, gone: Sequence[Node], new: int) -> list[Node]:
        """Rows struck from a version before that come back unchanged are back."""
        marks = {mark: at for at, mark in enumerate(self.lists[new].marks)}
        left = []
        for place, at in gone:
            back = marks.get(self.lists[place].marks[at])
            if back is None:
                left.append((place, at))
            else:
                self.pairs.append(Pair((place, at), (new, back), "versions", True, 1.0))
        return left

    def _step(self, old: int, new: int) -> list[Node]:
        """Pair the rows of a version with those of the next; gives those that are gone."""
        at_mark: dict[str, list[int]] = defaultdict(list)
        for at, mark in enumerate(self.lists[new].marks):
            at_mark[mark].append(at)
        rest_old, taken = [], set()
        for at, mark in enumerate(self.lists[old].marks):
            if at_mark.get(mark):
                now = at_mark[mark].pop(0)
                taken.add(now)
                self.pairs.append(Pair((old, at), (new, now), "versions", True, 1.0))
            else:
                rest_old.append(at)
        rest_new = [at for at in range(len(self.lists[new].people)) if at not in taken]
        if not rest_old or not rest_new:
            return [(old, at) for at in rest_old]
        nodes = tuple((old, at) for at in rest_old), tuple((new, at) for at in rest_new)
        lists = part_of(self.lists[old].people, rest_old), part_of(self.lists[new].people, rest_new)
        found = self._run("versions", (self.lists[old].ref, self.lists[new].ref), lists, nodes, no_doubles=("a", "b"))
        kept = {pair.one for pair in found if pair.same}
        return [(old, at) for at in rest_old if (old, at) not in kept]

    # List against list

    def _answers(self, standing: dict[tuple[str, str], _Standing]) -> Weights | None:
        """Whom each side asks for, in what the other says it holds; doubles of every list. Gives weights learnt."""
        weights: Weights | None = None
        searched: set[tuple[str, str]] = set()
        for side, other in (self.sides, self.sides[::-1]):
            wanted, held = standing.get((side, "wanted")), standing.get((other, "held"))
            if wanted and held:
                self._run("answer", _refs(wanted, held), (wanted.people, held.people), (wanted.nodes, held.nodes))
                searched |= {wanted.key, held.key}
                weights = self.runs[-1].matched.weights
        for key, one in standing.items():
            if key not in searched:
                nobody = part_of(one.people, [])
                self._run("double", _refs(one, one), (one.people, nobody), (one.nodes, ()))
                weights = weights or self.runs[-1].matched.weights
        return weights

    def _strangers(self, sort: Sort, one: _Standing | None, other: _Standing | None, weights: Weights | None) -> None:
        if one is None or other is None:
            return
        few = replace(weights, matches=STRANGERS) if weights else None
        lists, nodes = (one.people, other.people), (one.nodes, other.nodes)
        self._run(sort, _refs(one, other), lists, nodes, no_doubles=("a", "b"), weights=few)

    def _run(
        self,
        sort: Sort,
        refs: tuple[str, str],
        lists: tuple[ListOfPeople, ListOfPeople],
        nodes: tuple[tuple[Node, ...], tuple[Node, ...]],
        *,
        no_doubles: Sequence[Literal["a", "b"]] = (),
        weights: Weights | None = None,
    ) -> list[Pair]:
        """Match two lists and keep every pair that is one person or may be."""
        self.progress(f"{refs[0]} and {refs[1]}", 0.0)
        matched = match_lists(
            *lists,
            costs=self.costs,
            weights=weights,
            judgements=list(self._judgements(*nodes)),
            no_doubles=no_doubles,
            progress=self.progress,
        )
        self.runs.append(ListsCompared(sort, *refs, *nodes, matched))
        found = list(self._kept(matched.pairs, *nodes, sort))
        self.pairs += found
        for own, doubles in ((nodes[0], matched.doubles_a), (nodes[1], matched.doubles_b)):
            self.pairs += self._kept(doubles, own, own, "double")
        return found

    def _kept(self, pairs: Pairings, a: Sequence[Node], b: Sequence[Node], sort: Sort) -> Iterable[Pair]:
        for at, other, outcome, p in zip(
            pairs.a.tolist(), pairs.b.tolist(), pairs.outcome.tolist(), pairs.p.tolist(), strict=True
        ):
            one, two = a[at], b[other]
            verdict = self._verdicts.get(frozenset((one, two)))
            said = OUTCOMES[outcome] if verdict is None else "same" if verdict else "different"
            if said != "different":
                yield Pair(one, two, sort, said == "same", round(p, 6))

    def _add_judged(self) -> None:
        """Rows that somebody judged to be one person, and that no run of the matcher put side by side."""
        found = {frozenset((pair.one, pair.other)) for pair in self.pairs}
        for pair, same in self._verdicts.items():
            if not same or len(pair) < 2 or pair in found:
                continue
            one, other = sorted(pair)
            a, b = self.lists[one[0]], self.lists[other[0]]
            if (a.side == b.side) == (a.kind == b.kind):
                sort: Sort = "double" if one[0] == other[0] else "answer" if a.side != b.side else "versions"
                self.pairs.append(Pair(one, other, sort, True, 1.0))

    def _told_verdicts(self) -> dict[frozenset[Node], bool]:
        place = {
            (one.people.digest, row): (number, at)
            for number, one in enumerate(self.lists)
            for at, row in enumerate(one.rows)
        }
        return {
            frozenset((place[one.one], place[one.other])): one.same
            for one in self.judged
            if one.one in place and one.other in place
        }

    def _judgements(self, a: Sequence[Node], b: Sequence[Node]) -> Iterable[JudgedPair]:
        at_a, at_b = ({node: at for at, node in enumerate(nodes)} for nodes in (a, b))
        for pair, same in self._verdicts.items():
            for one, other in (tuple(pair), tuple(pair)[::-1]) if len(pair) == 2 else ():
                if one in at_a and other in at_b:
                    yield JudgedPair(at_a[one], at_b[other], "same" if same else "different", "", "")


def _refs(one: _Standing, other: _Standing) -> tuple[str, str]:
    return "/".join(one.key), "/".join(other.key)
