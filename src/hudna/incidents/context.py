"""What a reader needs to know to make incidents of rows, and what it could not map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
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
    """The registers, the zone that dates without one are in, and the name of the file."""

    parties: Parties
    acts: Acts
    areas: Areas
    zone: str
    file: str
    keep_notes: bool = True
    unmapped: Unmapped = field(default_factory=Unmapped)
    _memo: dict[tuple[str, str, str], tuple[str | None, tuple[str, ...]]] = field(default_factory=dict, repr=False)

    def side(
        self, source: str, text: str, resolve: Callable[[Context, str], tuple[str | None, tuple[str, ...]]]
    ) -> tuple[str | None, tuple[str, ...]]:
        """The ids that a source's text names, joined by ``;``, and the names nobody knows; asked once per text."""
        key = ("side", source, text)
        if key not in self._memo:
            self._memo[key] = resolve(self, text)
        return self._memo[key]

    def area(self, source: str, name: str) -> str | None:
        """The id of the area that a source calls ``name``; asked once per name."""
        key = ("area", source, name)
        if key not in self._memo:
            self._memo[key] = (self.areas.by_alias(source, name), ())
        return self._memo[key][0]


def party_or_name(context: Context, source: str, name: str) -> tuple[str, tuple[str, ...]]:
    """The id of one name, or ``?`` and the name (its ``;`` made ``,``)."""
    plain = " ".join(name.lstrip("?").replace(";", ",").split())
    found = context.parties.by_alias(source, plain) if plain else None
    return (found, ()) if found else (f"?{plain}", (plain,))
