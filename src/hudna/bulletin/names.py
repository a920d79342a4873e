"""Names: what parties, acts, weapons, areas and clauses are called in the language of the page."""

from __future__ import annotations

from dataclasses import dataclass, field

from hudna.agreements import AnyClause, Loaded, Resolved
from hudna.bulletin.wording import Wording, clean, isolate


@dataclass(frozen=True)
class Names:
    """Looks names up: in the page's language, else in English, else the identifier itself."""

    words: Wording
    resolved: Resolved | Loaded
    _known: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)

    def party(self, party: str) -> str:
        """A party's name; one that no register knows is said to be so."""
        return self._find("party", party)

    def act(self, act: str | None) -> str:
        """The name of an act, with that of the kind above it if it has none of its own."""
        return self._find("act", act) if act else self.words.say("findings.act_unmapped")

    def weapon(self, weapon: str) -> str:
        """The name of a weapon."""
        return self._find("weapon", weapon)

    def area(self, area: str) -> str:
        """The name of an area."""
        return self._find("area", area)

    def area_id(self, area: str) -> str | None:
        """The id of an area that is called by its id or by one of its names, or None."""
        areas = self.resolved.areas
        return area if area in areas else areas.by_alias("any", area)

    def clauses(self) -> dict[str, AnyClause]:
        """The clauses of the agreement by id, in its order."""
        return dict(self.resolved.agreement.by_id)

    def sides(self, side_a: str | None, side_b: str | None, directed: bool) -> str:
        """Who is named: by A against B where the report says so, else between A and B."""
        first, second = self._joined(side_a), self._joined(side_b)
        if first and second:
            return self.words.say("findings.directed" if directed else "findings.between", a=first, b=second)
        if first:
            return self.words.say("findings.by" if directed else "findings.one_side", a=first)
        return self.words.say("findings.against", b=second) if second else self.words.say("findings.nobody")

    def authors(self, authors: str) -> str:
        """Everyone who may have done it, with shares."""
        found = []
        for entry in filter(None, authors.split("; ")):
            name, _, share = entry.rpartition(" ")
            try:
                found.append(
                    self.words.say("findings.share", name=self.party(name), share=self.words.percent(float(share)))
                )
            except ValueError:
                found.append(self.party(entry))
        return self.words.listed(found, 4)

    def _joined(self, side: str | None) -> str:
        return self.words.listed([self.party(p.strip()) for p in (side or "").split(";") if p.strip()], 4)

    def _find(self, kind: str, key: str) -> str:
        if (kind, key) not in self._known:
            self._known[kind, key] = isolate(self._name(kind, key), 160)
        return self._known[kind, key]

    def _name(self, kind: str, key: str) -> str:
        resolved, given = self.resolved, self.words.given
        if kind == "party":
            if key.startswith("?"):
                return self.words.say("findings.unknown_name", name=clean(key[1:], 120))
            return given(resolved.parties[key].name)[0] if key in resolved.parties else key
        if kind == "area":
            known = self.area_id(key)
            return given(resolved.areas.by_id[known].name)[0] if known else key
        table = resolved.acts.acts if kind == "act" else resolved.acts.weapons
        if key in table:
            return given(table[key].name)[0]
        upper = key.rpartition(".")[0]
        while upper and upper not in table:
            upper = upper.rpartition(".")[0]
        if not upper:
            return key
        rest = key.removeprefix(upper + ".").replace(".", ", ").replace("-", " ")
        return f"{given(table[upper].name)[0]}: {rest}"
