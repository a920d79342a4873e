"""Reach: what a ban or a permission selects, and how two of them lie to each other, by their typed terms."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from hudna.agreements.lint_draft import Draft
from hudna.agreements.lint_who import asked
from hudna.agreements.model import Ban, Exclusion, Freeze, Permission, Span
from hudna.ground import NO_END, NO_START, Shape, Tree, covers

Names = frozenset[str]
ALL_DAY = frozenset(range(24 * 60))


class Relation(NamedTuple):
    """How one selection lies to another in one respect."""

    meets: bool
    covers: bool
    inside: bool


APART = Relation(False, False, False)
SAME = Relation(True, True, True)
WIDER = Relation(True, True, False)
CROSSING = Relation(True, False, False)


@dataclass(frozen=True, slots=True)
class Reach:
    """What bans, freezes or permissions select; None means any (for ``ground``: it cannot be drawn)."""

    acts: Names | None
    by: Names | None
    against: Names | None
    weapons: Names | None
    hours: tuple[frozenset[int], str] | None
    period: tuple[datetime, datetime]
    place: str
    own_zone: bool
    ground: BaseGeometry | None = field(compare=False)
    box: tuple[float, float, float, float] | None = field(compare=False)


class Reaches:
    """Looks clauses up and compares them; each pair of values is compared once."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self._places: dict[str, BaseGeometry | None] = {}
        self._memo: dict[tuple[str, Hashable, Hashable], Relation] = {}
        self._met: dict[Reach, list[tuple[Reach, dict[str, Relation]]]] = {}
        self._bound = self._below(asked(draft))
        self._excluded = self._below({p for c in draft.of(Exclusion) for p in _excluded(c)})

    def of(self, clause: Ban | Permission | Freeze) -> Reach:
        """What a clause selects."""
        selector = clause if isinstance(clause, Ban | Permission) else None
        acts = self.draft.acts_of(clause)
        against = selector.against if selector else None
        weapons = selector.weapons if selector else None
        hours = selector.hours if selector else None
        place, ground = self._place(clause.zone)
        return Reach(
            acts=None if isinstance(clause, Permission) and not clause.acts else acts,
            by=None if clause.by is None else self._below(clause.by),
            against=None if against is None else self._below(against),
            weapons=None if weapons is None else frozenset(w for k in weapons for w in self.draft.weapons_of(k)),
            hours=self._hours(hours) if hours is not None else None,
            period=self._period(clause),
            place=place,
            ground=ground,
            box=ground.bounds if ground is not None else None,
            own_zone=clause.zone is not None,
        )

    def _below(self, parties: Names | set[str] | list[str]) -> Names:
        return frozenset(lower for party in parties for lower in self.draft.lowers.get(party, {party}))

    def _place(self, shape: Shape | None) -> tuple[str, BaseGeometry | None]:
        if shape is None and self.draft.scope is not None:
            shape = self.draft.scope.zone
        key = shape.model_dump_json(exclude_unset=True) if shape is not None else ""
        if key not in self._places:
            ground = self.draft.ground(shape)
            if ground is not None:
                shapely.prepare(ground)
            self._places[key] = ground
        return key, self._places[key]

    def _hours(self, spans: list[Span]) -> tuple[frozenset[int], str]:
        """The minutes of the day, and the zones of their clocks."""
        minutes: set[int] = set()
        for span in spans:
            first, last = _minutes(span.opens), _minutes(span.closes)
            minutes |= set(range(first, last)) if first < last else {*range(first, 1440), *range(last)}
        return frozenset(minutes), " ".join(sorted({s.zone or self.draft.agreement.timezone or "" for s in spans}))

    def _period(self, clause: Ban | Permission | Freeze) -> tuple[datetime, datetime]:
        start, end = self.draft.period
        since = self.draft.instant(clause.since, clause.id, "since")
        until = self.draft.instant(clause.until, clause.id, "until")
        return max(since or NO_START, start), min(until or NO_END, end)

    # Comparison

    def met(self, permission: Reach, bans: Iterable[Reach]) -> list[tuple[Reach, dict[str, Relation]]]:
        """The bans that a permission meets, and how it lies to each; asked once for each selection."""
        if permission not in self._met:
            related = (ban for ban in bans if self.share_acts(permission.acts, ban.acts))
            compared = ((ban, self.compare(permission, ban)) for ban in related)
            self._met[permission] = [(ban, relation) for ban, relation in compared if relation is not None]
        return self._met[permission]

    def share_acts(self, permitted: Names | None, banned: Names | None) -> bool:
        """Has any permitted act to do with any that is banned?"""
        return self._once("acts", permitted, banned, self._acts).meets

    def compare(self, permission: Reach, ban: Reach) -> dict[str, Relation] | None:
        """How the permission lies to the ban in each respect; None if they never meet."""
        if permission.place != ban.place and _boxes_apart(permission.box, ban.box):
            return None
        found: dict[str, Relation] = {}
        for name, relate in (
            ("acts", self._acts),
            ("period", self._periods),
            ("by", self._by),
            ("against", self._against),
            ("weapons", _sets),
            ("hours", _hour_sets),
        ):
            relation = self._once(name, getattr(permission, name), getattr(ban, name), relate)
            if not relation.meets:
                return None
            found[name] = relation
        found["zone"] = self._once("zone", permission.place, ban.place, lambda *_: self._zones(permission, ban))
        return found if found["zone"].meets else None

    def _once(self, name: str, one: Hashable, other: Hashable, relate: Callable[..., Relation]) -> Relation:
        key = (name, one, other)
        if key not in self._memo:
            self._memo[key] = relate(one, other)
        return self._memo[key]

    def _acts(self, permitted: Names | None, banned: Names) -> Relation:
        """By the taxonomy: permitted acts that have nothing to do with the ban are left aside."""
        if not banned:
            return APART
        if permitted is None:
            return WIDER
        related = {p for p in permitted if any(covers(p, b) or covers(b, p) for b in banned)}
        if not related:
            return APART
        tree = self.draft.loaded.acts.tree
        return Relation(True, _all_within(tree, banned, related), _all_within(tree, related, banned))

    def _by(self, permitted: Names | None, banned: Names | None) -> Relation:
        if banned is None and permitted is not None and self._bound:
            return Relation(bool(permitted & self._bound), self._bound <= permitted, True)
        return _sets(permitted, banned)

    def _against(self, permitted: Names | None, banned: Names | None) -> Relation:
        """A ban without targets protects anyone but the excluded."""
        if banned is None and permitted is not None and permitted <= self._excluded:
            return APART
        return _sets(permitted, banned)

    def _periods(self, permitted: tuple[datetime, datetime], banned: tuple[datetime, datetime]) -> Relation:
        if max(permitted[0], banned[0]) >= min(permitted[1], banned[1]):
            return APART
        wide = permitted[0] <= banned[0] and banned[1] <= permitted[1]
        narrow = banned[0] <= permitted[0] and permitted[1] <= banned[1]
        return Relation(True, wide, narrow)

    def _zones(self, permission: Reach, ban: Reach) -> Relation:
        if permission.place == ban.place:
            return SAME
        one, other = permission.ground, ban.ground
        if one is None or other is None:
            return APART
        if not one.intersects(other) or one.touches(other):
            return APART
        return Relation(True, bool(one.covers(other)), bool(other.covers(one)))


def _boxes_apart(
    one: tuple[float, float, float, float] | None, other: tuple[float, float, float, float] | None
) -> bool:
    """Cannot they meet? Ground that cannot be drawn meets only ground drawn in the same words."""
    if one is None or other is None:
        return True
    return one[0] > other[2] or other[0] > one[2] or one[1] > other[3] or other[1] > one[3]


def _all_within(tree: Tree, lower: Names | set[str], upper: Names | set[str]) -> bool:
    return all(tree.share(act, upper) == 1.0 for act in lower)


def _sets(permitted: Names | None, banned: Names | None) -> Relation:
    if permitted is None or banned is None:
        return Relation(True, permitted is None, banned is None)
    return Relation(bool(permitted & banned), banned <= permitted, permitted <= banned)


def _hour_sets(permitted: tuple[frozenset[int], str] | None, banned: tuple[frozenset[int], str] | None) -> Relation:
    if permitted is not None and banned is not None and permitted[1] != banned[1]:
        return CROSSING
    return _sets_of_minutes(permitted[0] if permitted else ALL_DAY, banned[0] if banned else ALL_DAY)


def _sets_of_minutes(permitted: frozenset[int], banned: frozenset[int]) -> Relation:
    return Relation(bool(permitted & banned), banned <= permitted, permitted <= banned)


def _minutes(clock: str) -> int:
    return min(int(clock[:2]) * 60 + int(clock[3:]), 1440)


def _excluded(clause: Exclusion) -> list[str]:
    return [*clause.parties, *(entry.party for entry in clause.designations)]
