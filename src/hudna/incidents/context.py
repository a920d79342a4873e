"""What a reader needs to know to make incidents of rows, and what it could not map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from hudna.ground import Acts, Areas, Parties


@dataclass
class Unmapped:
    """Names that no register knows, with the number of incidents that bear them."""

    actors: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)
    areas: Counter[str] = field(default_factory=Counter)
    weapons: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Told:
    """Names of a source that somebody mapped by hand: name → id of a party, an act, a weapon, an area.

    They go before the registers; an id that the registers do not know maps nothing.
    """

    actors: Mapping[str, str] = field(default_factory=dict)
    acts: Mapping[str, str] = field(default_factory=dict)
    weapons: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Context:
    """The registers, what the source is called, the zone of dates that do not say theirs, and the file's name."""

    parties: Parties
    acts: Acts
    areas: Areas
    source: str
    zone: str
    file: str
    keep_notes: bool = True
    told: Told = field(default_factory=Told)
    unmapped: Unmapped = field(default_factory=Unmapped)
    _areas: dict[str, str | None] = field(default_factory=dict, repr=False)

    def area(self, name: str) -> str | None:
        """The id of the area that the source calls ``name``, or None; looked up once per name."""
        if name not in self._areas:
            told = self.told.areas.get(name)
            self._areas[name] = told if told in self.areas else self.areas.by_alias(self.source, name)
        return self._areas[name]

    def party(self, name: str) -> str | None:
        """The id of the party that the source calls ``name``, or None."""
        told = self.told.actors.get(name)
        return told if told in self.parties else self.parties.by_alias(self.source, name)

    def act(self, name: str) -> str | None:
        """The act that somebody said ``name`` is, or None."""
        told = self.told.acts.get(name)
        return told if told in self.acts.tree.paths else None

    def weapon(self, name: str) -> str | None:
        """The id of the weapon called ``name``, or None."""
        told = self.told.weapons.get(name)
        return told if told in self.acts.weapon_tree.paths else self.acts.weapon_by_alias(name)
