"""Zone words: what a zone is called in the language of the reasons.

A term carries the name of its zone in English: that of an area, or how its shape was drawn ("within 20 km of the
river"). The name is taken apart as :func:`hudna.agreements.places.shape_words` puts it together and said again;
whatever does not come apart whole stands in quotation marks as it was given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from hudna.ground import Areas, Words

_NUMBER = r"[-+\d.e]+"
_POSITION = re.compile(rf"longitude ({_NUMBER}), latitude ({_NUMBER})")
_WITHIN = re.compile(rf"within ({_NUMBER}) km of (.+)", re.DOTALL)
_INSIDE = re.compile(rf"(.+), ({_NUMBER}) km and more from its edge", re.DOTALL)
_JOINED = (("zone_and", " and "), ("zone_without", " without "), ("zone_common", " within "))


@dataclass(frozen=True)
class ZoneWords:
    """Names zones and areas; ``areas`` may be None (terms from a table): names stay as they are."""

    areas: Areas | None
    say: Mapping[str, str]
    language: str

    def zone(self, name: str) -> str:
        """A zone, as the object of "lies in": an area by its name, any other shape as a zone described."""
        area = self._area(name)
        if area is not None:
            return area
        return self.say["zone_named"].format(name=self._shape(name) or name) if self.areas else name

    def area(self, area: str) -> str:
        """An area by its id or by its English name; what no register has is told as given."""
        return self._area(area) or area

    def number(self, value: str) -> str:
        """A number with the decimal sign of the language."""
        return value.replace(".", self.say["decimal"])

    @cached_property
    def _by_english(self) -> dict[str, Words]:
        named = self.areas.by_id.values() if self.areas else ()
        return {area.name.get("en") or next(iter(area.name.values())): area.name for area in reversed([*named])}

    def _area(self, name: str) -> str | None:
        known = self.areas.by_id.get(name) if self.areas else None
        names = known.name if known else self._by_english.get(name)
        if names is None:
            return None
        return names.get(self.language) or names.get("en") or next(iter(names.values()))

    def _shape(self, name: str) -> str | None:
        """A shape in the language; None if any part of it cannot be said."""
        if (area := self._area(name)) is not None:
            return area
        if name in ("the outline drawn", "the line drawn"):
            return self.say["zone_outline" if "outline" in name else "zone_line"]
        if found := _POSITION.fullmatch(name):
            return self.say["zone_position"].format(lon=self.number(found[1]), lat=self.number(found[2]))
        if (found := _WITHIN.fullmatch(name)) and (of := self._shape(found[2])):
            return self.say["zone_within"].format(km=self.number(found[1]), of=of)
        if (found := _INSIDE.fullmatch(name)) and (of := self._shape(found[1])):
            return self.say["zone_inside"].format(km=self.number(found[2]), of=of)
        return self._joined(name)

    def _joined(self, name: str) -> str | None:
        """Two shapes joined: the first place at which both sides can be said, for names hold such words too."""
        for key, word in _JOINED:
            for place in re.finditer(word, name):
                first, second = self._shape(name[: place.start()]), self._shape(name[place.end() :])
                if first and second:
                    return self.say[key].format(a=first, b=second)
        return None
