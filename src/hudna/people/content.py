"""Rows in an order of their own content, so that no answer hangs on the order in which a list was written."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hudna.people.model import ListOfPeople

CONTENT = (
    "name",
    "given",
    "father",
    "grandfather",
    "family",
    "mother",
    "alias",
    "birth_from",
    "birth_to",
    "age",
    "sex",
    "place",
    "date",
    "document",
)


@dataclass(frozen=True, slots=True)
class Ordered:
    """A list by content: ``order[k]`` is the position in the file of row k, ``place`` the other way round."""

    people_as_read: ListOfPeople
    people: ListOfPeople
    order: NDArray[np.int64]
    place: NDArray[np.int64]

    @property
    def rank(self) -> tuple[int, bytes]:
        """What decides which of two lists goes first, whatever the caller named first."""
        digest = hashlib.sha256()
        for column in CONTENT:
            for chunk in pa.array(self.people.table[column].cast(pa.string()).fill_null("\0").to_pylist()).buffers():
                digest.update(chunk or b"")
        return len(self.people), digest.digest()


def by_content(people: ListOfPeople) -> Ordered:
    """The list by content; of rows that are alike in all of it, by their place."""
    keys: Sequence[tuple[str, str]] = [(column, "ascending") for column in CONTENT]
    told = people.table.select(list(CONTENT))
    numbered = told.append_column("at", pa.array(np.arange(len(people))))
    order = np.asarray(pc.sort_indices(numbered, sort_keys=[*keys, ("at", "ascending")]), np.int64)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    table = people.table.take(pa.array(order))
    return Ordered(people, ListOfPeople(people.name, people.digest, table, people.has), order, place)
