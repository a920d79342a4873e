"""Where an exchange stands under its terms: who may leave, who stays and why, and which terms concern whom.

What concerns two people alike makes them interchangeable. The planner and the check both start from here, and share
nothing else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hudna.exchange.membership import fits, is_ordered, why_stays
from hudna.exchange.model import Actuals, Person
from hudna.exchange.owed import Stakes, stakes
from hudna.exchange.terms import Place, Terms
from hudna.exchange.vulnerable import weight_of


@dataclass(frozen=True, slots=True)
class Sequenced:
    """An order of steps; the dead after the living is one too. ``scopes``: who is ordered among each other."""

    ref: str
    guarantee: str
    steps: int
    apart: bool
    scopes: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """How many of a category, or of one side, leave in one hand-over."""

    ref: str
    of: str
    side: str
    smallest: int
    largest: int | None


@dataclass(frozen=True, slots=True)
class Concern:
    """All that the terms want to know of a person: numbers of terms, in their order.

    ``steps``: of each order, -1 outside it. ``places``: where the person can leave; with no places, all leave at 0.
    """

    side: str
    must: bool
    counts: str
    pays: int
    steps: tuple[int, ...]
    limits: tuple[int, ...]
    paces: tuple[int, ...]
    apart: tuple[int, ...]
    done: tuple[int, ...]
    care: bool
    places: tuple[int, ...]
    weight: int


@dataclass(frozen=True)
class Situation:
    """Terms, people and what truly happened, read once.

    ``stays``: why somebody is in no hand-over (a code of ``LEFT``). ``counted``, ``paid``: of what has happened.
    """

    terms: Terms
    actuals: Actuals
    answered: bool
    people: Mapping[str, Person]
    stakes: Stakes
    orders: tuple[Sequenced, ...]
    limits: tuple[Limit, ...]
    concern: Mapping[str, Concern]
    stays: Mapping[str, str]
    counted: Counter[tuple[str, str]] = field(default_factory=Counter)
    paid: Counter[int] = field(default_factory=Counter)

    def may_leave(self) -> list[str]:
        """Those who may be put into a hand-over, in the order of their numbers."""
        return sorted(person for person in self.people if person not in self.stays)

    def gone(self) -> frozenset[str]:
        """Those who have truly left and count."""
        return frozenset(self.actuals.released) - self.actuals.uncounted

    def family_of(self, person: str) -> tuple[str, str] | None:
        """The living of one holder who share a family, where the terms keep families together."""
        one = self.people[person]
        return (one.held_by, one.family) if self.terms.families and one.family and not one.remains else None


def situation(terms: Terms, people: Sequence[Person], actuals: Actuals, *, answered: bool = True) -> Situation:
    """Read terms and people once."""
    gone = frozenset(actuals.released) - actuals.uncounted
    found = stakes(terms, people, released=gone, uncounted=actuals.uncounted, answered=answered)
    orders, limits = sequences(terms), limits_of(terms)
    marks = _Marks(terms, found, limits)
    read = Situation(
        terms=terms,
        actuals=actuals,
        answered=answered,
        people={person.id: person for person in people},
        stakes=found,
        orders=orders,
        limits=limits,
        concern={person.id: marks.of(person) for person in people},
        stays={p.id: why for p in people if (why := _why(p, found, gone, answered))},
    )
    for person in sorted(gone & read.people.keys()):
        role = found.roles[person]
        if role.counts:
            read.counted[role.counts, read.people[person].held_by] += 1
        if role.pays >= 0:
            read.paid[role.pays] += 1
    return replace(read, concern={**read.concern, **_with_the_first(read)})


def _with_the_first(read: Situation) -> dict[str, Concern]:
    """What concerns the members of families: the whole family belongs to the earliest step that one of them has.

    Otherwise *families together* and *women first* could hardly ever stand together. A member whom an order does not
    name at all stays outside of it.
    """
    families: dict[tuple[str, str], list[str]] = defaultdict(list)
    for person in read.people:
        if person not in read.stays and (family := read.family_of(person)):
            families[family].append(person)
    changed: dict[str, Concern] = {}
    for members in families.values():
        every = zip(*(read.concern[person].steps for person in members), strict=True)
        first = [min((n for n in of_order if n >= 0), default=-1) for of_order in every]
        for person in members:
            concern = read.concern[person]
            own = tuple(min(n, to) if n >= 0 else n for n, to in zip(concern.steps, first, strict=True))
            changed[person] = concern if own == concern.steps else replace(concern, steps=own)
    return changed


def _why(person: Person, found: Stakes, gone: Collection[str], answered: bool) -> str:
    if person.id in gone:
        return "released"
    return why_stays(person, answered=answered) or ("" if found.roles[person.id].covered else "no-term")


def sequences(terms: Terms) -> tuple[Sequenced, ...]:
    """The orders of the terms, and last that the dead leave after the living of the same holder."""
    apiece = tuple(frozenset({side}) for side in terms.sides)
    both = (frozenset(terms.sides),)
    told = [Sequenced(o.ref, "order", len(o.steps), o.apart, both if o.across else apiece) for o in terms.orders]
    if terms.remains.leave == "after-the-living":
        told.append(Sequenced(terms.remains.ref, "remains", 2, False, apiece))
    return tuple(told)


def limits_of(terms: Terms) -> tuple[Limit, ...]:
    """The sizes of hand-overs; one of no category is one of each side."""
    return tuple(
        Limit(size.ref, size.of, side, size.smallest or 0, size.largest)
        for size in terms.sizes
        for side in (("",) if size.of else terms.sides)
    )


def can_leave_at(place: Place, person: Person) -> bool:
    """Whether a place of hand-over is open to a side, and serves where it holds the person."""
    return (not place.of or person.held_by in place.of) and (not place.sites or person.site in place.sites)


class _Marks:
    """Reads what concerns a person; equal concerns are one object, so that they are cheap to keep and to compare."""

    def __init__(self, terms: Terms, found: Stakes, limits: tuple[Limit, ...]) -> None:
        self._terms, self._stakes, self._limits = terms, found, limits
        self._places: dict[tuple[str, str], tuple[int, ...]] = {}
        self._seen: dict[Concern, Concern] = {}

    def of(self, person: Person) -> Concern:
        terms, role = self._terms, self._stakes.roles[person.id]
        made = Concern(
            side=person.held_by,
            must=role.must,
            counts=role.counts,
            pays=role.pays,
            steps=self._steps(person),
            limits=tuple(
                n for n, x in enumerate(self._limits) if x.side in ("", person.held_by) and self._in(x.of, person)
            ),
            paces=tuple(n for n, pace in enumerate(terms.paces) if self._in(pace.of, person)),
            apart=tuple(n for n, apart in enumerate(terms.apart) if self._in(apart.of, person)),
            done=tuple(n for n, done in enumerate(terms.done) if self._in(done.of, person)),
            care=bool(person.health) and not person.remains,
            places=self._where(person),
            weight=weight_of(person),
        )
        return self._seen.setdefault(made, made)

    def _in(self, category: str, person: Person) -> bool:
        return not category or fits(self._terms.categories[category], person)

    def _ordered(self, category: str, person: Person) -> bool:
        return is_ordered(self._terms.categories[category], person)

    def _steps(self, person: Person) -> tuple[int, ...]:
        steps = [
            next((n for n, step in enumerate(order.steps) if any(self._ordered(each, person) for each in step)), -1)
            for order in self._terms.orders
        ]
        if self._terms.remains.leave == "after-the-living":
            steps.append(int(person.remains))
        return tuple(steps)

    def _where(self, person: Person) -> tuple[int, ...]:
        if not self._terms.places:
            return (0,)
        key = person.held_by, person.site
        if key not in self._places:
            self._places[key] = tuple(n for n, place in enumerate(self._terms.places) if can_leave_at(place, person))
        return self._places[key]
