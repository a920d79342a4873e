"""Names that the registers do not know, and what each can be mapped to by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import get_language

from hudna.desk.bulk import KINDS, Consent
from hudna.desk.faults import DESK
from hudna.desk.models import Import

FEW, MANY = 12, 100
MOST_OPTIONS = 1500
"""Options on a page, over all its lists; beyond, one list serves every field of its kind."""


@dataclass(frozen=True)
class Choice:
    """What a name can be mapped to: its id, and what it is called."""

    id: str
    words: str


@dataclass(frozen=True)
class Unknown:
    """A name, how many incidents bear it, and what it is mapped to (empty: it stays unknown)."""

    field: str
    name: str
    count: int
    id: str


@dataclass(frozen=True)
class Kind:
    """The names of a kind, most frequent first, as many as the page shows; ``more``: how many it does not show."""

    kind: str
    unknown: tuple[Unknown, ...]
    more: int
    choices: tuple[Choice, ...]
    long: bool
    """The choices are too many to stand beside every name."""


def kinds_of(one: Import, consent: Consent, only: str = "") -> tuple[Kind, ...]:
    """The kinds of which anything is unknown or was mapped by hand."""
    made = []
    for kind in KINDS:
        counts: Mapping[str, int] = one.unmapped.get(kind, {})
        mapped: Mapping[str, str] = one.names.get(kind, {})
        names = [*counts, *(name for name in mapped if name not in counts)]
        most = MANY if kind == only else FEW
        shown = tuple(
            Unknown(f"{kind}:{name}", name, counts.get(name, 0), mapped.get(name, "")) for name in names[:most]
        )
        choices = choices_of(kind, consent)
        if names:
            made.append(Kind(kind, shown, len(names) - len(shown), choices, len(shown) * len(choices) > MOST_OPTIONS))
    return tuple(made)


def choices_of(kind: str, consent: Consent) -> tuple[Choice, ...]:
    """What names of a kind can be mapped to, in the order of their ids."""
    registers = consent.registers
    known: Mapping[str, Mapping[str, str]] = {
        "actors": {party: registers.parties[party].name for party in registers.parties},
        "acts": {act.id: act.name for act in registers.acts.acts.values()},
        "weapons": {weapon.id: weapon.name for weapon in registers.acts.weapons.values()},
        "areas": {area.id: area.name for area in registers.areas.by_id.values()},
    }[kind]
    language = get_language() or "en"
    return tuple(Choice(one, _called(names, language)) for one, names in sorted(known.items()))


def _called(names: Mapping[str, str], language: str) -> str:
    return names.get(language) or names.get("en") or next(iter(names.values()), "")


def names_in(form: QueryDict, one: Import, consent: Consent) -> dict[str, dict[str, str]]:
    """The names mapped by hand as a form leaves them: those it shows as it says, the others as they were.

    Raises name-unfit for an id that the registers do not know.
    """
    names = {kind: dict(one.names.get(kind, {})) for kind in KINDS}
    known = {kind: {choice.id for choice in choices_of(kind, consent)} for kind in KINDS}
    for field, value in form.items():
        kind, parted, name = field.partition(":")
        if not parted or kind not in KINDS or not (name in one.unmapped.get(kind, {}) or name in names[kind]):
            continue
        chosen = str(value).strip()
        if not chosen:
            names[kind].pop(name, None)
        elif chosen in known[kind]:
            names[kind][name] = chosen
        else:
            raise DESK.fault("name-unfit", f"“{chosen}” is no id of the registers ({kind}).")
    return {kind: mapped for kind, mapped in names.items() if mapped}
