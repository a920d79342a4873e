"""Pairing: which clause of one version is which clause of the other."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from hudna.agreements.model import Agreement, AnyClause
from hudna.agreements.print import plain

REFERENCES = ("of", "after", "event")
LIKE = 0.6
UNLIKE = 0.3
MOST_COMPARED = 20_000

Pair = tuple[AnyClause | None, AnyClause | None]


def pair(old: Agreement, new: Agreement) -> list[Pair]:
    """The clauses of both versions side by side: in the new order, then those that are gone.

    A clause is the same if its content is (whatever its number), else if its number and kind are and its words
    are not wholly others, else if its kind is and its words are much alike.
    """
    pairing = _Pairing(old, new)
    pairing.by_content(same_number=True)
    pairing.by_content(same_number=False)
    pairing.by_number(least=UNLIKE)
    pairing.by_likeness()
    pairing.by_number(least=0.0)
    found: list[Pair] = [(pairing.matched.get(clause.id), clause) for clause in new.clauses]
    return [*found, *((clause, None) for clause in pairing.left(old.clauses, pairing.used))]


class _Pairing:
    def __init__(self, old: Agreement, new: Agreement) -> None:
        self.old, self.new = old, new
        self.matched: dict[str, AnyClause] = {}
        self.used: set[str] = set()
        self._contents: dict[int, str] = {}
        for side in (old, new):
            numbers = {clause.id for clause in side.clauses}
            self._contents |= {id(clause): _content(clause, numbers) for clause in side.clauses}

    def left(self, clauses: Sequence[AnyClause], taken: set[str]) -> list[AnyClause]:
        return [clause for clause in clauses if clause.id not in taken]

    def _match(self, old: AnyClause, new: AnyClause) -> None:
        self.matched[new.id] = old
        self.used.add(old.id)

    def by_content(self, *, same_number: bool) -> None:
        queues: dict[str, list[AnyClause]] = defaultdict(list)
        for clause in self.left(self.old.clauses, self.used):
            queues[self._contents[id(clause)]].append(clause)
        for clause in self.left(self.new.clauses, set(self.matched)):
            queue = queues[self._contents[id(clause)]]
            place = next((n for n, other in enumerate(queue) if not same_number or other.id == clause.id), None)
            if place is not None:
                self._match(queue.pop(place), clause)

    def by_number(self, *, least: float) -> None:
        olds = {clause.id: clause for clause in self.left(self.old.clauses, self.used)}
        for clause in self.left(self.new.clauses, set(self.matched)):
            other = olds.get(clause.id)
            if other and other.kind == clause.kind and (not least or self._likeness(other, clause) >= least):
                self._match(other, clause)

    def by_likeness(self) -> None:
        olds = self.left(self.old.clauses, self.used)
        news = self.left(self.new.clauses, set(self.matched))
        if len(olds) * len(news) > MOST_COMPARED:
            return
        scores = [(self._likeness(one, other), one, other) for one in olds for other in news if one.kind == other.kind]
        for score, one, other in sorted(scores, key=lambda entry: -entry[0]):
            if score >= LIKE and one.id not in self.used and other.id not in self.matched:
                self._match(one, other)

    def _likeness(self, one: AnyClause, other: AnyClause) -> float:
        """How alike two clauses are, 0…1: by their words, or by their terms where one has no words."""
        texts = [" ".join(clause.words.values()) if clause.words else "" for clause in (one, other)]
        if not all(texts):
            texts = [self._contents[id(clause)] for clause in (one, other)]
        return SequenceMatcher(None, texts[0].split(), texts[1].split(), autojunk=False).ratio()


def _content(clause: AnyClause, numbers: set[str]) -> str:
    """All that a clause says save its number, references to other numbers blanked."""
    data = {key: value for key, value in plain(clause).items() if key != "id"}
    return json.dumps(_blanked(data, numbers), ensure_ascii=False)


def _blanked(value: Any, numbers: set[str], key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _blanked(item, numbers, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_blanked(item, numbers, key) for item in value]
    return "*" if key in REFERENCES and isinstance(value, str) and value in numbers else value
