"""Clauses: where everything stands in the exchange clauses of an agreement, its sides, and whom its categories mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hudna.agreements import Assumption, Clock, Exchange, Loaded
from hudna.exchange import terms as t
from hudna.exchange.faults import EXCHANGE
from hudna.exchange.wording import suggestion
from hudna.ground import GROUND, Fault

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A node of an exchange clause: its ref, where it stands in the document, and the node."""

    ref: str
    path: Path_
    node: Any


@dataclass
class Clauses:
    """The clauses of one exchange: their entries with their refs, the two sides, the categories."""

    loaded: Loaded
    clauses: Sequence[Exchange]
    start: datetime | None
    remarks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = Clock(self.loaded, Assumption(self.start) if self.start else None)
        self.sides = self._sides()
        self.categories = self._categories()

    def each(self, name: str) -> Iterator[Found]:
        """The entries of a list field, over all clauses: ``clause/field/number``."""
        for clause in self.clauses:
            for number, node in enumerate(getattr(clause, name)):
                path = ("clauses", self.loaded.numbers[clause.id], name, number)
                yield Found(f"{clause.id}/{name}/{number + 1}", path, node)

    def once(self, name: str) -> Found | None:
        """The field that one of the clauses may have: ``clause/field``. Raises terms-unfit for a second."""
        found = [clause for clause in self.clauses if getattr(clause, name) is not None]
        if len(found) > 1:
            what = f"Clauses {found[0].id} and {found[1].id} both say “{name}”."
            raise EXCHANGE.fault("terms-unfit", what, where=self.loaded.mark(found[1].id, name))
        if not found:
            return None
        path = ("clauses", self.loaded.numbers[found[0].id], name)
        return Found(f"{found[0].id}/{name}", path, getattr(found[0], name))

    def unfit(self, at: Found, what: str, *path: str | int) -> Fault:
        return EXCHANGE.fault("terms-unfit", f"{at.ref}: {what}", where=self.clock.place((*at.path, *path)))

    def known(self, at: Found, category: str, *path: str | int) -> str:
        """The category, if a clause describes it."""
        if category not in self.categories:
            what = f"no clause describes a category “{category}”.{suggestion(category, self.categories)}"
            raise self.unfit(at, what, *path)
        return category

    def of(self, at: Found) -> str:
        """The category that a node is about, or empty where it names none."""
        return self.known(at, at.node.of, "of") if at.node.of is not None else ""

    # Who

    def _sides(self) -> tuple[str, str]:
        said = [clause for clause in self.clauses if clause.sides]
        if not said:
            where = self.loaded.mark(self.clauses[0].id)
            raise EXCHANGE.fault("terms-unfit", "No clause says which two sides release people.", where=where)
        for clause in said:
            at = Found(f"{clause.id}/sides", ("clauses", self.loaded.numbers[clause.id], "sides"), clause.sides)
            for number, party in enumerate(clause.sides):
                if party not in self.loaded.parties:
                    what = f"There is no party “{party}”.{suggestion(party, self.loaded.parties)}"
                    raise GROUND.fault("party-unknown", what, where=self.clock.place((*at.path, number)))
            if len(set(clause.sides)) != 2:
                raise self.unfit(at, "an exchange has two sides.")
            if set(clause.sides) != set(said[0].sides):
                raise self.unfit(at, f"clause {said[0].id} names other sides; an exchange has two.")
        return said[0].sides[0], said[0].sides[1]

    def _categories(self) -> Mapping[str, t.Category]:
        made: dict[str, t.Category] = {}
        for at in self.each("categories"):
            if at.node.id in made:
                raise self.unfit(at, f"the category “{at.node.id}” is described twice.", "id")
            who = tuple(self._who(at, number, node) for number, node in enumerate(at.node.who))
            made[at.node.id] = t.Category(at.node.id, who, dict(at.node.words or {}))
        return made

    def _who(self, at: Found, number: int, node: Any) -> t.Who:
        if node.held_by is not None and node.held_by not in self.sides:
            what = f"“{node.held_by}” is no side: {self.sides[0]} and {self.sides[1]} are."
            raise self.unfit(at, what, "who", number, "held_by")
        if None not in (node.age_from, node.age_below) and node.age_from >= node.age_below:
            what = f"nobody is at least {node.age_from} and younger than {node.age_below} years."
            raise self.unfit(at, what, "who", number, "age_below")
        return t.Who(
            held_by=node.held_by or "",
            sex=node.sex or "",
            age_from=node.age_from,
            age_below=node.age_below,
            civil=node.civil or "",
            health=frozenset(node.health),
            sentence=frozenset(node.sentence),
            group=frozenset(node.group),
            keys=frozenset(node.keys),
            remains=node.remains,
        )
