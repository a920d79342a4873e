"""A full name is read as parts with roles: given, father's, grandfather's, family, nisba, kunya, title.

A chain of names is given, father's, grandfather's, family (Beeston, Arabic Nomenclature). What the writing tells is
used first: a comma or capitals mark the family name, ibn and bint the father's, Abu at the beginning a kunya, an
article with the ending -i a nisba, -ovich and -ovna a father's name. Where nothing tells, the order written is assumed,
and the name says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from hudna.people.particles import ARTICLE, DAUGHTER, KUNYA, SON, TITLE, Token, join, kinds, tokens
from hudna.people.script import LONGEST_NAME, SCRIPTS, fold, letters, script_of

Role = Literal["given", "father", "grandfather", "family", "nisba", "kunya", "title", "other"]
Order = Literal["told", "assumed"]

NISBA = {"latin": re.compile("(?:i|y|ee|ie|iy)$"), "arabic": re.compile("[يى]$"), "cyrillic": re.compile("и$")}
PATRONYMIC = re.compile("(?:ovich|evich|ovna|evna|ovych|ivna|ович|евич|овна|евна|івна|ич)$")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a name: its letters (folded, what belongs together joined), role, script and what is known of it."""

    text: str
    role: Role
    script: str
    flags: int = 0


@dataclass(frozen=True, slots=True)
class Name:
    """A name as parts in the order written; ``order`` says whether the writing told the roles or they are assumed."""

    written: str
    parts: tuple[Part, ...]
    order: Order

    def of(self, role: Role) -> str | None:
        """The part with a role, if there is one."""
        return next((part.text for part in self.parts if part.role == role), None)


def read_name(text: str) -> Name:
    """Read a name of any length and writing: one without letters has no parts, and of a long cell the start is read."""
    written = text[:LONGEST_NAME]
    family_first, rest = _before_comma(written)
    if family_first:
        family, found = tokens(family_first), tokens(rest)
        if found:
            named = _roles(found, has_family=False) + tuple(_part(token, "family") for token in family)
            return Name(written, named, "told")
    loud = _in_capitals(written)
    found = tokens(written)
    if loud and any(token.text in loud for token in found) and not all(token.text in loud for token in found):
        families = tuple(_part(token, "family") for token in found if token.text in loud)
        others = tuple(token for token in found if token.text not in loud)
        return Name(written, _roles(others, has_family=False) + families, "told")
    told = any(token.flags & (SON | DAUGHTER | KUNYA) or _is_nisba(token) for token in found)
    return Name(written, _roles(found, has_family=True), "told" if told else "assumed")


def _before_comma(text: str) -> tuple[str, str]:
    for comma in (",", "،", "，"):
        before, found, after = text.partition(comma)
        if found and fold(before).strip() and fold(after).strip():
            return before, after
    return "", text


def _in_capitals(text: str) -> frozenset[str]:
    """Tokens whose every word is written in capitals, where others are not."""
    words = text.split()
    loud = [word for word in words if word.isupper() and sum(map(str.isalpha, word)) > 2]
    if not loud or len(loud) == len(words):
        return frozenset()
    return frozenset(token.text for token in join([w for word in loud for w in map(letters, fold(word).split()) if w]))


def _roles(found: tuple[Token, ...], *, has_family: bool) -> tuple[Part, ...]:
    titles = _leading_titles(found)
    parts = [_part(token, "title") for token in found[:titles]]
    rest = found[titles:]
    chain: tuple[Role, ...] = ("given", "father", "grandfather")
    at = 0
    for place, token in enumerate(rest):
        last = place + 1 == len(rest) and place > 0
        if token.flags & KUNYA and not last and at == 0:
            parts.append(_part(token, "kunya"))
        elif last and _is_nisba(token):
            parts.append(_part(token, "nisba"))
        elif last and has_family and not token.flags & (SON | DAUGHTER):
            parts.append(_part(token, "family"))
        elif token.flags & (SON | DAUGHTER) or PATRONYMIC.search(token.text):
            at = max(at, 1)
            parts.append(_part(token, chain[at] if at < len(chain) else "other"))
            at += 1
        else:
            parts.append(_part(token, chain[at] if at < len(chain) else "other"))
            at += 1
    return tuple(parts)


def _leading_titles(found: tuple[Token, ...]) -> int:
    """How many words at the beginning are titles, if a name is left."""
    n = 0
    while n + 1 < len(found) and found[n].flags & TITLE:
        n += 1
    return n


def _is_nisba(token: Token) -> bool:
    if not token.flags & ARTICLE or not token.passed:
        return False
    return bool(NISBA[SCRIPTS[script_of(token.text)]].search(token.text)) and len(token.text) - token.passed > 3


def _part(token: Token, role: Role) -> Part:
    return Part(token.text, role, SCRIPTS[script_of(token.text)], token.flags)


def is_title(word: str) -> bool:
    """Whether a folded word is a title."""
    return kinds().get(word) == "title"
