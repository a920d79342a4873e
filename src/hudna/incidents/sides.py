"""Who: from the names in a source's columns to ids of parties, each name looked up once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from hudna.incidents.context import Context
from hudna.incidents.draft import Draft
from hudna.incidents.rows import Bools, Words, encoded

_OF_COUNTRY = re.compile(r"(.+?) \([^()]+\)\Z")


@dataclass(frozen=True)
class Named:
    """What a cell names: ids joined by ``;`` (None: nobody), names that no register knows, are all of them people."""

    ids: str | None
    unknown: tuple[str, ...] = ()
    people: bool = False


Split = Callable[[Context, str], list[str]]


@dataclass(frozen=True)
class Side:
    """A column of names, looked up: a code per row into ``named``, −1 where nobody is."""

    words: Words
    named: tuple[Named, ...]

    @property
    def is_named(self) -> Bools:
        """Rows where somebody is named."""
        return np.array([*(n.ids is not None for n in self.named), False])[self.words.codes]

    @property
    def are_people(self) -> Bools:
        """Rows where all who are named are people who can be hit but are no party."""
        return np.array([*(n.people for n in self.named), False])[self.words.codes]

    def column(self) -> pa.DictionaryArray:
        """The ids as a column of incidents."""
        return encoded(self.words.codes, [n.ids for n in self.named])


def look_up(draft: Draft, context: Context, column: str, split: Split) -> Side:
    """The parties that a column names; those that nobody knows are tallied."""
    words = draft.rows.words(column)
    named = tuple(_named(context, split(context, text)) for text in words.values)
    draft.tally(context.unmapped.actors, words, [n.unknown for n in named])
    return Side(words, named)


def choose(first_where: Bools, first: Side, second: Side) -> Side:
    """The first side where the mask is true, otherwise the second."""
    moved = np.where(second.words.codes < 0, -1, second.words.codes + len(first.named))
    codes = np.where(first_where, first.words.codes, moved).astype(np.int32)
    return Side(Words(codes, first.words.values + second.words.values), first.named + second.named)


def set_sides(draft: Draft, side_a: Side, side_b: Side, directed: Bools) -> None:
    """Set the two sides; where nobody is named there is no direction either."""
    draft.columns["side_a"], draft.columns["side_b"] = side_a.column(), side_b.column()
    draft.columns["directed"] = pa.array(directed & (side_a.is_named | side_b.is_named))


def _named(context: Context, names: list[str]) -> Named:
    found: dict[str, bool] = {}
    unknown: dict[str, None] = {}
    for name in names:
        plain = " ".join(name.lstrip("? ").replace(";", ",").split())
        if not plain:
            continue
        party = context.party(plain) or _people(context, plain)
        if party is None:
            unknown[plain] = None
        found[party or f"?{plain}"] = party is not None and context.parties[party].kind == "people"
    return Named(";".join(found) or None, tuple(unknown), bool(found) and all(found.values()))


def _people(context: Context, name: str) -> str | None:
    """``Civilians (Syria)``: a group of people of a country, as the register knows them without the country."""
    match = _OF_COUNTRY.match(name)
    party = context.parties.by_alias(context.source, match[1]) if match else None
    return party if party and context.parties[party].kind == "people" else None
