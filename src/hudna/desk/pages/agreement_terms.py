"""The typed terms of a clause, told field by field in the reader's language beside the words that were signed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from hudna.agreements import AnyClause, Loaded
from hudna.ground import Plain, Shape, Words

NOT_A_TERM = frozenset({"id", "kind", "words", "cites", "uses", "note", "answers"})
"""What stands elsewhere on the page. The answers in a text are not told: those that count are in the record."""
PARTIES = frozenset({"by", "against", "invited", "parties", "who", "party"})
ACTS = frozenset({"acts"})
WORDS = frozenset(
    {"channel", "designated_by", "conditions", "steps", "item", "duty", "body", "reports", "what"},
)


@dataclass(frozen=True)
class Text:
    """Words in one language."""

    language: str
    text: str


@dataclass(frozen=True)
class Fact:
    """One field of a typed clause, and what stands in it; ``absent``: what holds because nothing was said."""

    label: str
    values: tuple[str, ...]
    absent: bool = False


def texts(words: Words | None) -> tuple[Text, ...]:
    """The same words in every language that there is, the reader's first, then English."""
    if not words:
        return ()
    order = dict.fromkeys([*(code for code in (get_language() or "en", "en") if code in words), *words])
    return tuple(Text(code, words[code]) for code in order)


def word(words: Words | None) -> str:
    """Words in the reader's language, else in English, else in any."""
    found = texts(words)
    return found[0].text if found else ""


@dataclass(frozen=True)
class Terms:
    """Tells the typed fields of the clauses of one text."""

    loaded: Loaded

    def of(self, clause: AnyClause) -> tuple[Fact, ...]:
        """What the clause says, and what follows from its saying nothing."""
        return tuple(self._facts(clause))

    def _facts(self, clause: AnyClause) -> Iterator[Fact]:
        labels, silent = _labels(), _silent()
        for name in type(clause).model_fields:
            if name in NOT_A_TERM:
                continue
            value = getattr(clause, name)
            label = labels.get(name, name.replace("_", " "))
            values = tuple(self._values(name, value))
            if values:
                yield Fact(label, values)
            elif (clause.kind, name) in silent:
                yield Fact(label, (silent[clause.kind, name],), absent=True)

    def _values(self, name: str, value: Any) -> Iterator[str]:
        """Whatever stands in a field, one string for each thing."""
        if value is None or value is False or value in ([], {}):
            return
        if value is True:
            yield _("yes")
        elif isinstance(value, Shape):
            yield self.shape(value)
        elif name in WORDS and isinstance(value, Mapping):
            yield word(dict(value))
        elif isinstance(value, Mapping):
            for key, one in value.items():
                yield f"{self.party(key)}: {'; '.join(self._values(name, one))}"
        elif isinstance(value, list | tuple):
            for one in value:
                yield from self._values(name, one)
        elif isinstance(value, Plain):
            yield self._node(value)
        else:
            yield self._plain(name, value)

    def _plain(self, name: str, value: Any) -> str:
        if name in PARTIES:
            return self.party(str(value))
        if name in ACTS:
            return self.act(str(value))
        if isinstance(value, float):
            return f"{value:g}"
        return _choices().get(str(value), str(value))

    def _node(self, node: Plain) -> str:
        """A moment, hours, weapons, a phase … in one line."""
        kind = type(node).__name__
        told: dict[str, Callable[[Any], str]] = {"Moment": self.moment, "Span": self._span, "WeaponClass": self._weapon}
        if kind in told:
            return told[kind](node)
        labels, parts = _labels(), []
        for name in type(node).model_fields:
            values = list(self._values(name, getattr(node, name)))
            if values:
                parts.append(f"{labels.get(name, name.replace('_', ' '))}: {', '.join(values)}")
        return "; ".join(parts)

    def moment(self, moment: Any) -> str:
        """An instant as the text gives it."""
        if moment.at is not None:
            return f"{moment.at} {moment.zone or self.loaded.agreement.timezone or ''}".strip()
        if not moment.offset:
            return str(moment.event)
        return _("%(event)s and %(offset)s") % {"event": moment.event, "offset": moment.offset}

    def _span(self, span: Any) -> str:
        return f"{span.opens}–{span.closes} {span.zone or self.loaded.agreement.timezone or ''}".strip()

    def _weapon(self, weapon: Any) -> str:
        known = self.loaded.acts.weapons.get(weapon.kind)
        told = word(known.name) if known else weapon.kind
        if weapon.calibre_from_mm:
            told += " " + _("from %(mm)s mm") % {"mm": f"{weapon.calibre_from_mm:g}"}
        if weapon.calibre_below_mm:
            told += " " + _("below %(mm)s mm") % {"mm": f"{weapon.calibre_below_mm:g}"}
        if weapon.except_kinds:
            told += " " + _("(without %(kinds)s)") % {"kinds": ", ".join(weapon.except_kinds)}
        return told

    def party(self, party: str) -> str:
        """The name of a party."""
        known = self.loaded.parties.by_id.get(party)
        return word(known.name) if known else party

    def parties(self, parties: Iterable[str]) -> tuple[str, ...]:
        """The names of some parties."""
        return tuple(self.party(one) for one in parties)

    def act(self, act: str) -> str:
        """The name of an act; a term of the text's own is put between quotation marks."""
        if any(act == one.term for one in self.loaded.agreement.definitions):
            return f"“{act}”"
        known = self.loaded.acts.acts.get(act)
        return word(known.name) if known else act

    def area(self, area: str) -> str:
        """The name of an area."""
        known = self.loaded.areas.by_id.get(area)
        return word(known.name) if known else area

    def shape(self, shape: Shape) -> str:
        """What to call ground or a line."""
        if shape.area is not None:
            return self.area(shape.area)
        if shape.circle is not None:
            lon, lat = shape.circle.at
            return _("within %(km)s km of %(lat)s, %(lon)s") % {"km": f"{shape.circle.km:g}", "lat": lat, "lon": lon}
        if shape.buffer is not None:
            inner, km = self.shape(shape.buffer.of), f"{abs(shape.buffer.km):g}"
            words = _("%(place)s, less %(km)s km") if shape.buffer.km < 0 else _("within %(km)s km of %(place)s")
            return words % {"km": km, "place": inner}
        if shape.union is not None:
            return " + ".join(self.shape(part) for part in shape.union)
        if shape.intersection is not None:
            return " ∩ ".join(self.shape(part) for part in shape.intersection)
        if shape.difference is not None:
            return " − ".join(self.shape(part) for part in shape.difference)
        if shape.file is not None:
            return str(shape.file.feature or shape.file.path)
        return _("the line drawn in the text") if shape.line is not None else _("the outline drawn in the text")


def _labels() -> dict[str, str]:
    """What each field of a typed clause is called."""
    return {
        "at": _("At"),
        "length": _("Length"),
        "until": pgettext("of a term", "Until"),
        "open_ended": _("Open-ended"),
        "renewal": _("Renewal"),
        "how": pgettext("of a renewal", "How"),
        "notice": _("Notice"),
        "renewed": _("Renewed until"),
        "invited": _("Asked to accept"),
        "deadline": _("Answers by"),
        "channel": _("Channel"),
        "accession": _("Later accession"),
        "parties": _("Parties"),
        "party": _("Party"),
        "designated_by": _("Designated by"),
        "designations": _("Designations"),
        "reference": _("Reference"),
        "zone": _("Where"),
        "lines": _("Lines of the parties"),
        "acts": _("Acts"),
        "by": pgettext("author of an act", "By"),
        "against": _("Against"),
        "weapons": _("Weapons"),
        "hours": _("Hours"),
        "since": _("Since"),
        "of": _("Excepts from"),
        "conditions": pgettext("of a permission", "Conditions"),
        "steps": _("Steps"),
        "pullbacks": _("Withdrawn by"),
        "km": _("Kilometres"),
        "begins": _("Begins"),
        "done_by": _("Done by"),
        "baseline": _("Positions as at"),
        "phases": _("Phases"),
        "what": _("What"),
        "who": _("Who"),
        "leaves": _("Leaves"),
        "enters": _("Enters"),
        "after": pgettext("of a term", "After"),
        "item": _("What"),
        "count": _("How many"),
        "per": _("Per"),
        "subquotas": _("Of these"),
        "duty": _("Duty"),
        "due": _("Due"),
        "body": _("Body"),
        "access": _("Access"),
        "reports": _("Reports"),
        "id": _("Name"),
    }


def _silent() -> dict[tuple[str, str], str]:
    """What holds where a field is left out, by kind of clause and field."""
    return {
        ("entry-into-force", "at"): _("not said: somebody has to fix it"),
        ("ban", "by"): _("every party bound"),
        ("permission", "by"): _("every party bound"),
        ("freeze", "by"): _("every party bound"),
        ("ban", "against"): _("any that is not excluded"),
        ("ban", "zone"): _("the zone of the scope"),
        ("permission", "zone"): _("the zone of the scope"),
        ("freeze", "zone"): _("the zone of the scope"),
        ("scope", "zone"): _("no boundary is drawn"),
        ("permission", "of"): _("every ban"),
        ("acceptance", "deadline"): _("none"),
        ("deadline", "due"): _("no day is named"),
        ("withdrawal", "done_by"): _("no day is named"),
        ("monitoring", "body"): _("nobody is named"),
        ("monitoring", "access"): _("not said"),
    }


def _choices() -> dict[str, str]:
    """The words that a field can hold."""
    return {
        "automatic": _("automatic"),
        "by-agreement": _("by agreement"),
        "by-mediator": _("by the mediator"),
        "allowed": _("allowed"),
        "closed": _("closed"),
        "unconditional": _("unconditional"),
        "conditional": _("conditional"),
        "none": _("none"),
        "day": _("day"),
        "week": _("week"),
        "month": _("month"),
        "total": _("in all"),
    }
