"""Marks of rows: what the journal calls a row by, so that no name and nothing guessable ever stands in it.

A mark depends on what the row says (its id, names, birth) and on a secret that stays with the case: the same person on
a new edition of the same list keeps theirs, wherever the row now stands, and a row that was changed is another.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from hudna.matching import Verdict, mark_row
from hudna.people.judgements import JudgedPair
from hudna.people.model import ListOfPeople

CONTENT = ("key", "name", "given", "father", "grandfather", "family", "mother", "birth_text", "age")
"""Columns of a row that make it what it is."""


def secret_of(identity: str) -> bytes:
    """The secret of the marks of a case, from the key that opens its slips: who cannot open them cannot guess rows."""
    return hmac.new(identity.strip().encode(), b"hudna marks of rows", sha256).digest()


def row_marks(people: ListOfPeople, secret: bytes) -> list[str]:
    """The mark of every row; ``people.name`` is what the list is called, whatever its edition."""
    columns = [people.table.column(name).to_pylist() for name in CONTENT]
    return [
        mark_row(people.name, json.dumps(row, ensure_ascii=False).encode(), secret)
        for row in zip(*columns, strict=True)
    ]


def placed(verdicts: Mapping[tuple[str, str], Verdict], a: Sequence[str], b: Sequence[str]) -> list[JudgedPair]:
    """Verdicts on marks as verdicts on the rows of two lists; those on rows that neither list has are left out."""
    of_a, of_b = _places(a), _places(b)
    found: list[JudgedPair] = []
    for (one, other), verdict in verdicts.items():
        for first, second in ((one, other), (other, one)):
            for row in of_a.get(first, ()):
                found += [JudgedPair(row, column, verdict) for column in of_b.get(second, ())]
    return sorted(found, key=lambda pair: (pair.a, pair.b))


def _places(marks: Iterable[str]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, mark in enumerate(marks):
        found.setdefault(mark, []).append(place)
    return found
