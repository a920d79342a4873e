"""Components: rows joined into persons, and the number of each person, the same in every later register."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hudna.exchange.pairs import Node


@dataclass(frozen=True, slots=True)
class Numbered:
    """The persons: rows by number. ``joined``: number → the one that goes on; ``split``: numbers that were several."""

    rows: Mapping[str, tuple[Node, ...]]
    joined: Mapping[str, str]
    split: Mapping[str, tuple[str, ...]]


class Components:
    """Joins rows; the first row of a component stands for it."""

    def __init__(self, nodes: Iterable[Node], apart: Iterable[tuple[Node, Node]] = ()) -> None:
        self.parent = {node: node for node in nodes}
        self.apart: dict[Node, set[Node]] = defaultdict(set)
        for one, other in apart:
            self.apart[one].add(other)
            self.apart[other].add(one)

    def find(self, node: Node) -> Node:
        """The row that stands for all that are joined with this one."""
        while self.parent[node] != node:
            self.parent[node] = self.parent[self.parent[node]]
            node = self.parent[node]
        return node

    def join(self, one: Node, other: Node) -> bool:
        """Say that two rows are one person; False where that would join two that were judged to be different."""
        first, second = sorted((self.find(one), self.find(other)))
        if any(self.find(node) == second for node in self.apart.get(first, ())):
            return False
        self.parent[second] = first
        if second in self.apart:
            self.apart[first] |= self.apart.pop(second)
        return True

    def groups(self, order: Mapping[Node, object]) -> list[tuple[Node, ...]]:
        """The rows of each person, the rows and the persons in order."""
        found: dict[Node, list[Node]] = defaultdict(list)
        for node in sorted(self.parent, key=lambda node: order[node]):  # type: ignore[arg-type, return-value]
            found[self.find(node)].append(node)
        return [tuple(group) for group in found.values()]


def give_numbers(groups: Sequence[tuple[Node, ...]], known: Mapping[Node, str], taken: Iterable[str]) -> Numbered:
    """Give every group a number. ``known``: of rows, from the register before; ``taken``: all numbers ever given.

    A group keeps the lowest number that its rows had, if no group before it took it; a group that is new, or left over
    when a person turned out to be two, gets the next that was never given.
    """
    used = set(taken)
    free = max((int(one.removeprefix("p-")) for one in used), default=0)
    had = [sorted({known[node] for node in group if node in known}) for group in groups]
    owner: dict[str, int] = {}
    for place, numbers in enumerate(had):
        for one in numbers:
            owner.setdefault(one, place)
    rows: dict[str, tuple[Node, ...]] = {}
    joined: dict[str, str] = {}
    parts: dict[str, list[str]] = defaultdict(list)
    for place, group in enumerate(groups):
        own = [one for one in had[place] if owner[one] == place]
        if own:
            name = own[0]
            joined |= dict.fromkeys(own[1:], name)
        else:
            free += 1
            name = f"p-{free:06d}"
        rows[name] = group
        for one in had[place]:
            parts[one].append(name)
    split = {one: tuple(names) for one, names in parts.items() if len(names) > 1}
    return Numbered(rows, joined, split)
