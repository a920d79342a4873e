"""Names: what parties, acts, weapons, areas and clauses are called in the reader's language.

They come from the texts that the visitor sees, the newest first, and from the registers that Hudna ships. What has no
name in the language is called as in English; what no register knows is called by its id, and said to be unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hudna.agreements import AnyClause, Loaded
from hudna.desk.doorway import Door
from hudna.ground import Acts, Areas, Parties, load_acts, load_parties

ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True)
class Names:
    """Looks names up. ``texts``: the newest first; ``arabic``: the reader chose Arabic-Indic digits."""

    texts: tuple[Loaded, ...]
    language: str
    arabic: bool = False
    _known: dict[tuple[str, str], str] = field(default_factory=dict, repr=False, compare=False)

    def party(self, party: str) -> str:
        """A party's name; one that no register knows is called as the source calls it."""
        return self._find("party", party)

    def act(self, act: str | None) -> str:
        """The name of an act, with that of the kind above it if it has none of its own."""
        return self._find("act", act) if act else _("kind not told")

    def weapon(self, weapon: str | None) -> str:
        """The name of a weapon; empty for none."""
        return self._find("weapon", weapon) if weapon else ""

    def area(self, area: str) -> str:
        """The name of an area that is called by its id or by one of its names."""
        return self._find("area", area)

    def parties(self, joined: str | None) -> tuple[str, ...]:
        """The names of parties that are joined by ``;``."""
        return tuple(self.party(one.strip()) for one in (joined or "").split(";") if one.strip())

    def sides(self, side_a: str | None, side_b: str | None, directed: bool) -> str:
        """Who is named: by A against B where the source says so, else between A and B."""
        first, second = (listed(self.parties(side)) for side in (side_a, side_b))
        if first and second:
            words = _("by %(a)s against %(b)s") if directed else _("between %(a)s and %(b)s")
        elif first:
            words = _("by %(a)s") if directed else _("with %(a)s")
        else:
            words = _("against %(b)s, by nobody named") if second else _("nobody is named")
        return words % {"a": first, "b": second}

    def words(self, given: Mapping[str, str] | None) -> tuple[str, str]:
        """Words that are given in several languages, and the language they are in."""
        return spoken(given, self.language)

    def digits(self, text: str) -> str:
        """A text with the digits that the reader chose."""
        return text.translate(ARABIC_DIGITS) if self.arabic else text

    def all_acts(self) -> list[tuple[str, int, str]]:
        """Every act of the taxonomy in its order: path, how deep, name."""
        return [(path, path.count("."), self.act(path)) for path in sorted(self._acts()[0].tree.paths)]

    def all_parties(self) -> list[tuple[str, str]]:
        """Every party of the texts: id and name, by name."""
        found = dict.fromkeys(party for register in self._parties() for party in register)
        return sorted(((party, self.party(party)) for party in found), key=lambda pair: pair[1].casefold())

    def clauses(self) -> Iterator[tuple[Loaded, AnyClause]]:
        """Every clause of every text, those of the newest text first."""
        for text in self.texts:
            for clause in text.agreement.clauses:
                yield text, clause

    def _parties(self) -> list[Parties]:
        return [text.parties for text in self.texts] or [_shipped_parties()]

    def _acts(self) -> list[Acts]:
        return [text.acts for text in self.texts] or [_shipped_acts()]

    def _areas(self) -> list[Areas]:
        return [text.areas for text in self.texts]

    def _find(self, kind: str, key: str) -> str:
        if (kind, key) not in self._known:
            self._known[kind, key] = self._name(kind, key)
        return self._known[kind, key]

    def _name(self, kind: str, key: str) -> str:
        if kind == "party":
            return self._party(key)
        if kind == "area":
            for areas in self._areas():
                known = key if key in areas else areas.by_alias("any", key)
                if known:
                    return self.words(areas.by_id[known].name)[0]
            return key
        return self._path(kind, key)

    def _party(self, key: str) -> str:
        if key.startswith("?"):
            return _("“%(name)s” (not in the register)") % {"name": key[1:]}
        for parties in self._parties():
            if key in parties:
                return self.words(parties[key].name)[0]
        return key

    def _path(self, kind: str, key: str) -> str:
        """The name of a path of the taxonomy, or of the nearest path above it with what is left as it stands."""
        upper = key
        while upper:
            for register in self._acts():
                table: Mapping[str, object] = register.acts if kind == "act" else register.weapons
                if upper in table:
                    name = self.words(table[upper].name)[0]  # type: ignore[attr-defined]
                    rest = key.removeprefix(upper).lstrip(".").replace(".", ", ").replace("-", " ")
                    return f"{name}: {rest}" if rest else name
            upper = upper.rpartition(".")[0]
        return key


def names_of(door: Door) -> Names:
    """The names for a visitor: from the texts of the versions that they see, in the language they read."""
    offers = [v.offered for versions in door.state.consents.plans.values() for v in versions.values()]
    documents = [said.event.document for said in sorted(offers, key=lambda said: said.at, reverse=True)]  # type: ignore[union-attr]
    texts = tuple(door.case.texts[one] for one in dict.fromkeys(documents) if _is_here(door, one))
    return Names(texts, reading(), bool(getattr(door.request.user, "arabic_digits", False)))


def reading() -> str:
    """The language that is read: en, ar or fr."""
    return (get_language() or "en").partition("-")[0]


def spoken(given: Mapping[str, str] | None, language: str) -> tuple[str, str]:
    """The words in a language, else in English, else in whatever they are in; and which language that is."""
    if not given:
        return "", language
    code = next((code for code in (language, "en") if code in given), next(iter(given)))
    return given[code], code


def listed(words: tuple[str, ...]) -> str:
    """Words one after the other, as the language lists them."""
    return _(", ").join(words)


def verdict_words(verdict: str) -> str:
    """What a verdict is called; empty, or ``none``: there is no finding."""
    return {
        "breach": _("breach"),
        "unattributed": _("unattributed"),
        "unverifiable": _("unverifiable"),
        "excepted": _("excepted"),
    }.get(verdict, _("no finding"))


def verdict_means(verdict: str) -> str:
    """What a verdict says, in one sentence."""
    return {
        "breach": _("All four questions are decided, and nothing excepts it."),
        "unattributed": _("It falls under the clause; who did it is open."),
        "unverifiable": _("What, where or when is too open to say."),
        "excepted": _("A permission or an exclusion covers it."),
    }.get(verdict, _("No clause bears on it, or nothing was assessed."))


def question_words(question: str) -> str:
    """What a question of an assessment is called."""
    return {"what": _("What"), "where": _("Where"), "when": _("When"), "who": _("Who")}.get(question, question)


def _is_here(door: Door, document: str) -> bool:
    try:
        door.case.texts[document]
    except KeyError:
        return False
    return True


@cache
def _shipped_acts() -> Acts:
    return load_acts()


@cache
def _shipped_parties() -> Parties:
    return load_parties()
