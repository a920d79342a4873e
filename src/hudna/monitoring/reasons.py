"""The reasons of a finding in plain words: what, where, when, who, and what takes it away.

Sentences are made once for every distinct combination and then joined as columns, so that a million findings
do not cost a million sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hudna.agreements import Resolved
from hudna.ground import covers, parse_document
from hudna.monitoring.alike import number_alike
from hudna.monitoring.compile import Compiled
from hudna.monitoring.encode import Batch
from hudna.monitoring.fill import TOLD, Texts, as_told, filled, made
from hudna.monitoring.judge import VERDICTS, WHAT, WHEN, WHERE, Judged
from hudna.monitoring.model import Verdict
from hudna.monitoring.numbering import number_rows
from hudna.monitoring.zone_words import ZoneWords


@cache
def sentences(language: str) -> Mapping[str, str]:
    """The catalogue of sentences in a language; English where there is none."""
    path = files("hudna.monitoring") / "data" / "reasons.yaml"
    every: dict[str, Any] = parse_document(path.read_text(encoding="utf-8"), "reasons.yaml").data
    return {**every["en"], **every.get(language, {})}


def per_cent(share: float, language: str = "en") -> str:
    """A share as a whole per cent that never rounds an open question to a closed one."""
    say = sentences(language)
    if 0.0 < share < 0.01:
        return say["under"].format(percent=say["percent"].format(n=1))
    if 0.99 < share < 1.0:
        return say["over"].format(percent=say["percent"].format(n=99))
    return say["percent"].format(n=f"{share * 100:.0f}")


@dataclass
class Reasons:
    """Writes the reasons of judged rows. ``compiled.source`` may be empty (terms from a table): ids stand for names."""

    batch: Batch
    compiled: Compiled
    resolved: Resolved | None = None
    language: str = "en"

    @cached_property
    def _say(self) -> Mapping[str, str]:
        return sentences(self.language)

    @cached_property
    def _zones(self) -> ZoneWords:
        return ZoneWords(self.resolved.areas if self.resolved else None, self._say, self.language)

    @cached_property
    def _shares(self) -> pa.Array:
        return pa.array([per_cent(share, self.language) for share in TOLD], pa.string())

    def _in_language(self, names: Mapping[str, str]) -> str:
        return names.get(self.language) or names.get("en") or next(iter(names.values()))

    def party(self, party: str) -> str:
        """The name of a party; a name that no register knows is told as the source has it."""
        if party.startswith("?"):
            return self._say["quoted"].format(name=party[1:])
        known = self.resolved.parties.by_id.get(party) if self.resolved else None
        return self._in_language(known.name) if known else party

    def act(self, act: str) -> str:
        """The name of an act."""
        known = self.resolved.acts.acts.get(act) if self.resolved else None
        return self._in_language(known.name) if known else act

    def weapon(self, weapon: str) -> str:
        """The name of a weapon."""
        known = self.resolved.acts.weapons.get(weapon) if self.resolved else None
        return self._in_language(known.name) if known else weapon

    def zone(self, term: int) -> str:
        """What the zone of a term is called."""
        return self._zones.zone(self.compiled.source[term].zone_name if self.compiled.source else f"zone {term}")

    def area(self, area: str) -> str:
        """The name of an area."""
        return self._zones.area(area)

    def standing(self, party: str, who: int) -> str:
        """How a party that may have acted stands to the term: bound, excluded, … in words."""
        terms = self.compiled.terms
        told = self._first_of(
            party, who, (("excluded", terms.excluded), ("bound", terms.bound), ("doubtful", terms.doubtful))
        )
        if told is not None:
            return told
        known = self.resolved.parties.by_id.get(party) if self.resolved else None
        return "" if known is not None and known.kind == "people" else self._say["free"]

    def shelter(self, party: str, who: int) -> str:
        """How a party that was hit stands to the term. Whether it is bound says nothing of how it is protected."""
        terms = self.compiled.terms
        kinds = (
            ("excluded", terms.excluded),
            ("target_protected", terms.targets),
            ("target_label", terms.doubtful),
        )
        return self._first_of(party, who, kinds) or ""

    def _first_of(self, party: str, who: int, kinds: Sequence[tuple[str, NDArray[np.uint64]]]) -> str | None:
        code = self.compiled.party_code.get(party, -1)
        if code < 0:
            return self._say["unknown"]
        word, bit = code >> 6, np.uint64(1) << np.uint64(code & 63)
        return next((self._say[name] for name, bits in kinds if bits[who, word] & bit), None)

    def _side(self, side: str | None, who: int, standing: Callable[[str, int], str]) -> str:
        if not side:
            return self._say["no_target"]
        named = []
        for party in side.split(";"):
            told = standing(party, who)
            named.append(f"{self.party(party)} ({told})" if told else self.party(party))
        return self._say["comma"].join(named)

    def _question(self, name: str, text: str) -> str:
        return self._say["question"].format(name=self._say[name], text=text)

    def _what(self, term: NDArray[np.int64], deed: NDArray[np.int32], share: NDArray[np.int64]) -> Texts:
        acts = [act for act, _ in self.batch.deeds]
        unmapped = np.array([act is None for act in acts], dtype=np.bool_)[deed]
        stated = np.array([weapon is not None for _, weapon in self.batch.deeds], dtype=np.bool_)[deed]
        asked = np.array([source.weapons is not None for source in self.compiled.source] or [False], dtype=np.bool_)
        unstated = ~stated & (asked[term] if self.compiled.source else False)
        named = [
            self._say["weapon"].format(weapon=self.weapon(weapon)) if weapon else "" for _, weapon in self.batch.deeds
        ]
        sentences = ("act_yes", "act_share", "act_unmapped")
        fields: dict[str, Texts] = {
            "act": (deed, pa.array([self.act(act or "") for act in acts], pa.string())),
            "clause": (term, pa.array(self.compiled.clauses, pa.string())),
            "share": (share, self._shares),
            "weapon": (
                np.where(unstated, len(named), deed),
                pa.array([*named, self._say["weapon_unstated"]], pa.string()),
            ),
        }
        which = np.where(unmapped, 2, share < len(TOLD) - 1)
        return filled([self._question("what", self._say[name] + "{weapon}") for name in sentences], which, fields)

    def _where(self, term: NDArray[np.int64], incident: NDArray[np.int64], share: NDArray[np.int64]) -> Texts:
        area = self.batch.numbers.area[incident]
        kinds = pa.array(self.batch.numbers.radius).dictionary_encode()
        radii, radius = kinds.dictionary.to_numpy(), kinds.indices.to_numpy()[incident]
        areas = [*self.batch.areas, ""]
        drawn = np.array([self.resolved is not None and name in self.resolved.areas for name in areas])[area]
        open_ = share < len(TOLD) - 1
        sentences = ("point_yes", "disc_yes", "disc_share", "area_yes", "area_share", "area_unknown")
        which = np.where(area >= 0, np.where(drawn, 3 + open_, 5), np.where(radii[radius] <= 0, 0, 1 + open_))
        ground, first = number_rows(term)
        fields: dict[str, Texts] = {
            "zone": (ground, pa.array([self.zone(t) for t in term[first].tolist()], pa.string())),
            "area": (np.maximum(area, 0), pa.array([self.area(name) for name in areas], pa.string())),
            "km": (radius, pa.array([self._zones.number(f"{km:g}") for km in radii.tolist()], pa.string())),
            "share": (share, self._shares),
        }
        return filled([" " + self._question("where", self._say[name]) for name in sentences], which, fields)

    def _when(self, share: NDArray[np.int64]) -> Texts:
        sentences = [" " + self._question("when", self._say[name]) for name in ("when_yes", "when_share")]
        return filled(sentences, (share < len(TOLD) - 1).astype(np.int64), {"share": (share, self._shares)})

    def _who(self, profile: NDArray[np.int32], who: NDArray[np.int32]) -> Texts:
        profiles = self.batch.profiles
        sides = [*profiles.sides_a, *profiles.sides_b]
        a, b, directed = profiles.a[profile], profiles.b[profile] + len(profiles.sides_a), profiles.directed[profile]
        named = np.array([bool(side) for side in sides], dtype=np.bool_)
        sentences = ("directed", "nobody", "nameless", "undirected", "alone")
        by_direction = np.where(named[a], 0, np.where(named[b], 1, 2))
        which = np.where(directed, by_direction, np.where(named[a] & named[b], 3, np.where(named[a] | named[b], 4, 2)))
        author = np.where((which == 4) & ~named[a], b, a)

        def told(side: NDArray[np.int64], shown: NDArray[np.bool_]) -> Texts:
            number, first = number_rows(number_alike(sides, side, who, self.compiled), shown)
            rows = zip(side[first].tolist(), who[first].tolist(), shown[first].tolist(), strict=True)
            texts = [self._side(sides[s], w, self.shelter if hit else self.standing) for s, w, hit in rows]
            return number, pa.array(texts, pa.string())

        fields = {"authors": told(author, np.zeros(len(author), dtype=np.bool_)), "targets": told(b, directed)}
        return filled([" " + self._question("who", self._say[name]) for name in sentences], which, fields)

    def _excepted(self, clause: str) -> str:
        return f" {self._say['excepted_exclusion'].format(clause=clause)}."

    def _permission(self, term: int, whole: bool) -> str:
        source = self.compiled.source[term]
        conditions = self._say["semicolon"].join(self._in_language(words) for words in source.conditions)
        key = "permission_conditional" if conditions else "excepted_permission" if whole else "permission_part"
        return f" {self._say[key].format(clause=source.clause, conditions=conditions)}."

    def _self_defence(self, author: int) -> str:
        notes = self.resolved.self_defence if self.resolved else ()
        clauses = [n.clause for n in notes if n.by is None or author < 0 or self.compiled.parties[author] in n.by]
        return "".join(f" {self._say['self_defence'].format(clause=clause)}." for clause in clauses)

    def column(self, rows: Judged, exclusion: str) -> pa.Array:
        """One text per row, as a dictionary. ``exclusion``: the clause that excludes actors."""
        numbers = self.batch.numbers
        deed, profile = numbers.deed[rows.incident], numbers.profile[rows.incident]
        who = self.compiled.terms.who[rows.term] if len(rows.term) else np.empty(0, dtype=np.int32)
        spared = np.array([v == Verdict.EXCEPTED for v in VERDICTS])[rows.verdict]
        shares = as_told(rows.shares)
        # terms that are told alike count as one: a million findings then have some thousand different texts
        said, ground = self._alike
        parts = [
            self._what(said[rows.term], deed, shares[:, WHAT]),
            self._where(ground[rows.term], rows.incident, shares[:, WHERE]),
            self._when(shares[:, WHEN]),
            self._who(profile, who),
            made(lambda t, whole: self._permission(t, whole) if t >= 0 else "", rows.permission, spared),
            made(
                lambda out, mixed: (
                    self._excepted(exclusion) if out else f" {self._say['mixed_target']}." if mixed else ""
                ),
                *(spared & (rows.permission < 0), (rows.spared > 0) & ~spared),
            ),
            made(lambda show, by: self._self_defence(by) if show else "", self._pleadable(rows), rows.author),
        ]
        codes, first = number_rows(*(code for code, _ in parts))
        pieces = [texts.take(pa.array(code[first])) for code, texts in parts]
        return pa.DictionaryArray.from_arrays(pa.array(codes), pc.binary_join_element_wise(*pieces, ""))

    @cached_property
    def _alike(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """For every term the first one of which the same is said of the act, and of the place."""
        source, clause = self.compiled.source, self.compiled.clause_code.tolist()
        if not source:
            every = np.arange(len(clause), dtype=np.int64)
            return every, every
        said = _first_like([(code, term.weapons is None) for code, term in zip(clause, source, strict=True)])
        return said, _first_like([term.zone_name for term in source])

    def _pleadable(self, rows: Judged) -> NDArray[np.bool_]:
        force = np.array([act is not None and covers("force", act) for act, _ in self.batch.deeds], dtype=np.bool_)
        open_ = np.array([v in (Verdict.BREACH, Verdict.UNATTRIBUTED) for v in VERDICTS])[rows.verdict]
        return np.asarray(open_ & (force[self.batch.numbers.deed[rows.incident]] if len(force) else open_))


def _first_like(things: Sequence[Hashable]) -> NDArray[np.int64]:
    """For each thing the place of the first that equals it."""
    first: dict[Hashable, int] = {}
    return np.array([first.setdefault(thing, place) for place, thing in enumerate(things)], dtype=np.int64)
