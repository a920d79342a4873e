"""Compile resolved terms into columns that the kernels read: who, what, when and where of every term.

Terms that share a zone, a state of who is bound, or a set of acts share its column; the small side of an
assessment, made once and sent along with every batch.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from hudna.agreements import Resolved, Term
from hudna.ground import Acts, Tree, covers, when
from hudna.monitoring.grid import Grid, build_grid
from hudna.monitoring.marks import act_marks, packed, party_marks
from hudna.monitoring.zones import Zones, pack_geometries

T = TypeVar("T", bound=Hashable)
Bits = NDArray[np.uint64]
State = tuple[Collection[str], Collection[str], Collection[str], Collection[str] | None, bool]
"""Who is bound, doubtful, excluded; whom the clause protects (None: anybody); whether its acts hit nobody."""
AIMED = ("force", "persons", "access")
"""Acts that hit somebody: one without a named target leaves open whether that was somebody excluded."""


class Terms(NamedTuple):
    """``n`` terms, ``w`` states of who, ``k`` sets of acts, ``m`` periods; times in µs since 1970 UTC.

    ``periods[first_period[i] : first_period[i + 1]]`` are the half-open intervals of term ``i``; ``span`` its first
    start and last end. ``bound``, ``doubtful``, ``excluded``, ``targets``: w × words of party bits.
    ``any_target``: the clause names no target. ``aimless``: its acts hit nobody (weapons seen, positions
    built, flights); ``armed_target``: it names some that are parties, not only groups of
    people. ``shields``: somebody is excluded. ``labels``: w × words, umbrellas that are neither bound nor excluded and
    that the clause does not name as a target.
    ``concern``: bound, doubtful or excluded, of which a party is only one (excluded beats bound beats doubtful).
    """

    zone: NDArray[np.int32]
    what: NDArray[np.int32]
    who: NDArray[np.int32]
    first_period: NDArray[np.int64]
    periods: NDArray[np.int64]
    span: NDArray[np.int64]
    bound: Bits
    doubtful: Bits
    excluded: Bits
    targets: Bits
    any_target: NDArray[np.bool_]
    aimless: NDArray[np.bool_]
    armed_target: NDArray[np.bool_]
    shields: NDArray[np.bool_]
    labels: Bits
    concern: Bits


@dataclass(frozen=True)
class Compiled:
    """Everything an assessment needs besides the feed. ``act_leaves``: k × leaves of the taxonomy, ``weapon_leaves``
    likewise (a row of ones where any weapon will do). ``geometries``: one per zone, for areas and for drawing.
    """

    clauses: tuple[str, ...]
    terms: Terms
    zones: Zones
    grid: Grid
    parties: tuple[str, ...]
    party_code: Mapping[str, int]
    acts: Tree
    weapons: Tree
    act_leaves: NDArray[np.bool_]
    weapon_leaves: NDArray[np.bool_]
    geometries: tuple[BaseGeometry, ...] | None
    source: tuple[Term, ...] = ()

    @cached_property
    def answers(self) -> dict[Hashable, Any]:
        """What was worked out for some profile and states (:func:`hudna.monitoring.answer.kept`)."""
        return {}

    @cached_property
    def strands(self) -> NDArray[np.int64]:
        """A number per term: those of one clause with the same ground and acts follow each other in time."""
        keys = np.stack([self.clause_code, self.terms.zone, self.terms.what])
        return np.unique(keys, axis=1, return_inverse=True)[1].reshape(-1).astype(np.int64)

    @cached_property
    def clause_code(self) -> NDArray[np.int64]:
        """The number of each term's clause, in the order in which the clauses first come."""
        number = {name: k for k, name in enumerate(dict.fromkeys(self.clauses))}
        return np.array([number[name] for name in self.clauses], dtype=np.int64)

    @cached_property
    def places(self) -> NDArray[np.int64]:
        """The place of each term in the order of clause, strand and term."""
        places = np.empty(len(self.clauses), dtype=np.int64)
        places[np.argsort(self.strands, kind="stable")] = np.arange(len(places))
        return places


def party_bits(sets: Sequence[Iterable[str]], code: Mapping[str, int]) -> Bits:
    """One row of bits per set of parties; a party without a code is left out."""
    pairs = [(row, code[member]) for row, members in enumerate(sets) for member in members if member in code]
    row, at = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    held = np.zeros((len(sets), len(code)), dtype=np.bool_)
    held[row, at] = True
    return packed(held)


def leaf_rows(sets: Sequence[Iterable[str] | None], tree: Tree) -> NDArray[np.bool_]:
    """One row per set of paths: which leaves of the tree it covers (None: all)."""
    column = {leaf: i for i, leaf in enumerate(tree.leaves)}
    below: dict[str, list[int]] = {}
    rows = np.zeros((len(sets), max(1, len(column))), dtype=np.bool_)
    pairs: list[tuple[int, int]] = []
    for row, paths in enumerate(sets):
        for path in () if paths is None else paths:
            if path not in below:
                below[path] = [i for leaf, i in column.items() if covers(path, leaf)]
            pairs += [(row, leaf) for leaf in below[path]]
    row_of, leaf_of = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    rows[row_of, leaf_of] = True
    rows[[paths is None for paths in sets]] = True
    return rows


def _loose(labels: frozenset[str], state: State) -> frozenset[str]:
    """The labels that are neither bound, excluded nor named as targets in a state."""
    return labels.difference(state[0], state[2], state[3] or ()) if labels else labels


class _Once(dict[T, int]):
    """Number things in the order they are first seen."""

    def number(self, thing: T) -> int:
        return self.setdefault(thing, len(self))


def compile_terms(resolved: Resolved, terms: Sequence[Term] | None = None) -> Compiled:
    """Columns for the terms of an agreement (or for ``terms``, variants of them)."""
    chosen = tuple(resolved.terms if terms is None else terms)
    zones: _Once[int] = _Once()
    geometries: list[BaseGeometry] = []
    whats: _Once[tuple[frozenset[str], frozenset[str] | None]] = _Once()
    whos: _Once[State] = _Once()
    zone, what, who = (np.empty(len(chosen), dtype=np.int32) for _ in range(3))
    for i, term in enumerate(chosen):
        zone[i] = zones.number(id(term.zone))
        if len(zones) > len(geometries):
            geometries.append(term.zone)
        what[i] = whats.number((term.acts, term.weapons))
        aimless = not any(covers(kind, act) or covers(act, kind) for kind in AIMED for act in term.acts)
        who[i] = whos.number((term.bound, term.doubtful, term.excluded, term.targets, aimless))
    periods = [(when.microseconds(start), when.microseconds(end)) for term in chosen for start, end in term.periods]
    parties = tuple(resolved.parties)
    return assemble(
        clauses=tuple(term.clause for term in chosen),
        zone=zone,
        what=what,
        who=who,
        period_counts=[len(term.periods) for term in chosen],
        periods=np.asarray(periods, dtype=np.int64).reshape(-1, 2),
        states=list(whos),
        act_sets=[acts for acts, _ in whats],
        weapon_sets=[weapons for _, weapons in whats],
        parties=parties,
        people=frozenset(p for p in parties if resolved.parties[p].kind == "people"),
        labels=frozenset(p for p in parties if resolved.parties[p].kind == "umbrella"),
        taxonomy=resolved.acts,
        zones=pack_geometries(geometries),
        geometries=tuple(geometries),
        source=chosen,
    )


def assemble(
    *,
    clauses: tuple[str, ...],
    zone: NDArray[np.int32],
    what: NDArray[np.int32],
    who: NDArray[np.int32],
    period_counts: Sequence[int] | NDArray[np.int64],
    periods: NDArray[np.int64],
    states: Sequence[State],
    act_sets: Sequence[Iterable[str]],
    weapon_sets: Sequence[Iterable[str] | None],
    parties: tuple[str, ...],
    taxonomy: Acts,
    zones: Zones,
    people: frozenset[str] = frozenset(),
    labels: frozenset[str] = frozenset(),
    geometries: tuple[BaseGeometry, ...] | None = None,
    source: tuple[Term, ...] = (),
) -> Compiled:
    """Put columns together that are already numbered (``zone``, ``what`` and ``who`` index the lists given)."""
    first = np.zeros(len(clauses) + 1, dtype=np.int64)
    np.cumsum(period_counts, out=first[1:])
    span = np.zeros((len(clauses), 2), dtype=np.int64)
    held = first[1:] > first[:-1]
    span[held, 0] = periods[first[:-1][held], 0]
    span[held, 1] = periods[first[1:][held] - 1, 1]
    code = {party: i for i, party in enumerate(parties)}
    bound, doubtful, excluded = (party_bits([state[k] for state in states], code) for k in range(3))  # type: ignore[misc]
    bound &= ~excluded
    doubtful &= ~(bound | excluded)
    terms = Terms(
        zone=zone,
        what=what,
        who=who,
        first_period=first,
        periods=periods,
        span=span,
        bound=bound,
        doubtful=doubtful,
        excluded=excluded,
        targets=party_bits([state[3] or () for state in states], code),
        any_target=np.array([state[3] is None for state in states], dtype=np.bool_),
        aimless=np.array([state[4] for state in states], dtype=np.bool_),
        armed_target=np.array([not people.issuperset(state[3] or ()) for state in states], dtype=np.bool_),
        shields=np.asarray(excluded.any(axis=1)),
        labels=party_bits([_loose(labels, state) for state in states], code),
        concern=bound | doubtful | excluded,
    )
    leaves = leaf_rows(act_sets, taxonomy.tree)
    return Compiled(
        clauses=clauses,
        terms=terms,
        zones=zones,
        grid=build_grid(zones.box, zone, span, party_marks(terms.concern)[who] | act_marks(leaves)[what]),
        parties=parties,
        party_code=code,
        acts=taxonomy.tree,
        weapons=taxonomy.weapon_tree,
        act_leaves=leaves,
        weapon_leaves=leaf_rows(weapon_sets, taxonomy.weapon_tree),
        geometries=geometries,
        source=source,
    )
