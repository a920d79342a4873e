"""Sides: the two versions of an agreement that are compared, and how each tells its terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from hudna.agreements.labels import absent
from hudna.agreements.lookup import Lookup
from hudna.agreements.measure import area_km2, listed
from hudna.agreements.model import Answer, Definition, Designation, Moment, Phase, Span, SubQuota, WeaponClass
from hudna.agreements.moments import Clock, Reading, stamp
from hudna.agreements.names import Path_
from hudna.agreements.parse import Loaded
from hudna.agreements.places import Ground, Place, shape_words
from hudna.ground import Fault, Plain, Shape, covers

What = Literal[
    "clause-added", "clause-removed", "clause-renumbered", "words", "time", "place", "party", "term", "shared"
]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: its kind, the clause (of the new version; empty: none), and how, in words."""

    kind: What
    clause: str
    words: str


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a comparison stands: the clause, the label of the field, its name, its path on either side."""

    clause: str
    label: str
    field: str
    old: Path_
    new: Path_

    def at(self, label: str, *parts: str | int) -> Spot:
        """A place within the field, at the same path on either side."""
        return Spot(self.clause, label, self.field, (*self.old, *parts), (*self.new, *parts))


class Side:
    """One version, with the look-ups that turn its terms into times, grounds and names; None if they fail."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.clock = Clock(loaded)
        self.ground = Ground(self.clock)
        self.lookup = Lookup(self.clock)

    def time(self, moment: Moment | None, path: Path_) -> Reading | None:
        """The instant of a moment."""
        try:
            return self.clock.read(moment, path) if moment is not None else None
        except Fault:
            return None

    def place(self, shape: Shape | None, path: Path_) -> Place | None:
        """The ground or line of a shape."""
        try:
            return self.ground.drawn(shape, path) if shape is not None else None
        except Fault:
            return None

    def place_words(self, shape: Shape | None, place: Place | None, field: str) -> str:
        """What to call a place, with its area if it has one."""
        if shape is None:
            return absent(field)
        if place is None:
            return f"{shape_words(shape, self.loaded.areas)} (which cannot be drawn)"
        area = area_km2(place.geometry)
        return f"{place.name} ({area:,.0f} km²)" if area else place.name

    def weapons(self, wanted: WeaponClass) -> frozenset[str]:
        """The weapons of a class."""
        try:
            return self.lookup.weapons([wanted], ()) or frozenset()
        except Fault:
            return frozenset()

    def leaves(self, act: str) -> frozenset[str]:
        """The acts that an act covers."""
        return frozenset(leaf for leaf in self.loaded.acts.tree.leaves if covers(act, leaf))

    def party(self, party: str) -> str:
        """The name of a party."""
        known = self.loaded.parties.by_id.get(party)
        return known.name.get("en") or next(iter(known.name.values())) if known else party

    def act(self, act: str) -> str:
        """An act with its name."""
        known = self.loaded.acts.acts.get(act)
        return f"{act} ({known.name['en']})" if known and "en" in known.name else act


def said(value: Any) -> str:
    """A plain value as people read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Span):
        return f"{value.opens}–{value.closes}{f' {value.zone}' if value.zone else ''}"
    if isinstance(value, dict):
        return f"“{value.get('en') or next(iter(value.values()))}”"
    return str(value) if value else "none"


def moment_words(moment: Moment | None, reading: Reading | None) -> str:
    """A moment as people read it: its clock, or what it counts from and the instant that this gives."""
    if moment is None:
        return "nothing said"
    stamped = stamp(reading.instant, reading.zone) if reading else ""
    if moment.event is None:
        return stamped or f"{moment.at}{f' {moment.zone}' if moment.zone else ' (zone not named)'}"
    origin = f"{moment.offset} after {moment.event}" if moment.offset else moment.event
    return f"{stamped} ({origin})" if stamped else origin


def added_dropped(gone: Sequence[Any], come: Sequence[Any], say: Callable[[Any], str]) -> str:
    """Members that come and go: “adds a and b; drops c”."""
    parts = [f"adds {listed(map(say, come))}"] if come else []
    parts += [f"drops {listed(map(say, gone))}"] if gone else []
    return "; ".join(parts)


def difference(one: Iterable[Any] | None, other: Iterable[Any] | None) -> tuple[list[Any], list[Any]]:
    """The members that are only in the one, and those only in the other, each in its own order."""
    before, after = list(one or ()), list(other or ())
    return [v for v in before if v not in after], [v for v in after if v not in before]


def entry_words(node: Plain, owner: str, *, new: bool) -> str:
    """What to say of an answer, designation, phase, part, definition or source that comes or goes."""
    if isinstance(node, Answer):
        return f"{owner} has {node.answer}" if new else f"the answer of {owner} is struck"
    if isinstance(node, Designation):
        return f"{owner} is designated" if new else f"the designation of {owner} is struck"
    thing, detail = "source", ""
    if isinstance(node, Phase):
        thing, detail = "phase", said(node.what)
    elif isinstance(node, Definition):
        thing, detail = "definition", said(node.means)
    elif isinstance(node, SubQuota):
        thing, detail = "part", said(node.count)
    return f"{thing} “{owner}” is new{f': {detail}' if detail else ''}" if new else f"{thing} “{owner}” is struck"
