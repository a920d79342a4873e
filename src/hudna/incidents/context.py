"""What a reader needs to know to make incidents of rows, and what it could not map."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from hudna.ground import Acts, Areas, Parties


@dataclass
class Unmapped:
    """Names that no register knows, with the number of incidents that bear them."""

    actors: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)
    areas: Counter[str] = field(default_factory=Counter)
    weapons: Counter[str] = field(default_factory=Counter)


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
    unmapped: Unmapped = field(default_factory=Unmapped)
    _areas: dict[str, str | None] = field(default_factory=dict, repr=False)

    def area(self, name: str) -> str | None:
        """The id of the area that the source calls ``name``, or None; looked up once per name."""
        if name not in self._areas:
            self._areas[name] = self.areas.by_alias(self.source, name)
        return self._areas[name]
