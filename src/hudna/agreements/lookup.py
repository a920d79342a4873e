"""Lookup: the acts, weapons and parties that the words of a clause stand for."""

from __future__ import annotations

from collections.abc import Sequence

from hudna.agreements.faults import AGREEMENTS
from hudna.agreements.model import AnyClause, Ban, Freeze, Permission, WeaponClass, Withdrawal
from hudna.agreements.moments import Clock
from hudna.agreements.names import Path_
from hudna.ground import GROUND


class Lookup:
    """Looks up names in the definitions of an agreement and the files it shares."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.loaded = clock.loaded
        self._terms = {definition.term: n for n, definition in enumerate(clock.agreement.definitions)}

    def acts(self, names: Sequence[str], path: Path_) -> frozenset[str]:
        """Paths of the taxonomy for acts and defined terms; a definition goes before the taxonomy.

        Raises act-undefined (no act given, or a definition that gives none) and act-unknown.
        """
        if not names:
            what = "It does not say which acts it is about."
            raise AGREEMENTS.fault("act-undefined", what, where=self.clock.place(path))
        found: set[str] = set()
        for number, name in enumerate(names):
            found |= self._acts_named(name, (*path, number))
        return frozenset(found)

    def _acts_named(self, name: str, path: Path_) -> set[str]:
        known = self.loaded.acts.tree.paths
        if name not in self._terms:
            if name not in known:
                what = f"“{name}” is no act of the taxonomy and no term of the definitions."
                raise GROUND.fault("act-unknown", what, where=self.clock.place(path))
            return {name}
        number = self._terms[name]
        acts = self.clock.agreement.definitions[number].acts
        if not acts:
            what = f"The term “{name}” is defined in words only."
            raise AGREEMENTS.fault("act-undefined", what, where=self.clock.place(path))
        for place, act in enumerate(acts):
            if act not in known:
                where = self.clock.place(("definitions", number, "acts", place))
                raise GROUND.fault("act-unknown", f"There is no act “{act}”.", where=where)
        return set(acts)

    def permitted(self, clause: Permission, path: Path_) -> frozenset[str]:
        """The acts of a permission; if it lists none, those of the clauses that it excepts from.

        Raises clause-unknown, clause-kind, and what :meth:`acts` raises.
        """
        found: set[str] = set()
        for number, name in enumerate(clause.of or ()):
            where = (*path, "of", number)
            if name not in self.loaded.clauses:
                what = f"There is no clause {name} to except from."
                raise AGREEMENTS.fault("clause-unknown", what, where=self.clock.place(where))
            banned: AnyClause = self.loaded.clauses[name]
            if not isinstance(banned, Ban | Freeze | Withdrawal):
                what = f"Clause {name} ({banned.kind}) forbids nothing that could be excepted from."
                raise AGREEMENTS.fault("clause-kind", what, where=self.clock.place(where))
            if not clause.acts:
                found |= self.acts(banned.acts, ("clauses", self.loaded.numbers[name], "acts"))
        return frozenset(found) or self.acts(clause.acts, (*path, "acts"))

    def weapons(self, classes: Sequence[WeaponClass] | None, path: Path_) -> frozenset[str] | None:
        """Ids of the weapons of all classes; None where none is named. Raises weapon-unknown."""
        if classes is None:
            return None
        found: set[str] = set()
        for number, wanted in enumerate(classes):
            found |= self._weapons_of(wanted, (*path, number))
        return frozenset(found)

    def _weapons_of(self, wanted: WeaponClass, path: Path_) -> set[str]:
        acts = self.loaded.acts
        for kind in (wanted.kind, *wanted.except_kinds):
            if kind not in acts.weapon_tree.paths:
                what = f"There is no weapon or class of weapons “{kind}”."
                raise GROUND.fault("weapon-unknown", what, where=self.clock.place(path))
        found = acts.of_class(
            wanted.kind,
            calibre_from=wanted.calibre_from_mm or 0.0,
            calibre_below=wanted.calibre_below_mm or float("inf"),
        )
        found -= {weapon for kind in wanted.except_kinds for weapon in acts.of_class(kind)}
        if not found:
            what = f"No weapon that is known belongs to {weapon_words(wanted)}."
            raise GROUND.fault("weapon-unknown", what, where=self.clock.place(path))
        return found

    def parties(self, names: Sequence[str] | None, path: Path_) -> None:
        """Raise party-unknown for the first of the names that no register holds."""
        for number, name in enumerate(names or ()):
            if name not in self.loaded.parties:
                where = self.clock.place((*path, number))
                raise GROUND.fault("party-unknown", f"There is no party “{name}”.", where=where)


def weapon_words(wanted: WeaponClass) -> str:
    """A class of weapons as people read it: artillery.tube from 100 mm, without artillery.tube.152mm."""
    words = wanted.kind
    if wanted.calibre_from_mm:
        words += f" from {wanted.calibre_from_mm:g} mm"
    if wanted.calibre_below_mm:
        words += f" below {wanted.calibre_below_mm:g} mm"
    if wanted.except_kinds:
        words += f" (without {', '.join(wanted.except_kinds)})"
    return words
