"""Are these two full names one name, and what speaks for it, part by part?

Each part that agrees counts by how rare it is, and one left out counts little against it. Two parts that contradict
each other make two names, however much else agrees: brothers and cousins share all but one. A name of one part says too
little to be the same as a longer one, and a son is not his father. Firms, bodies and ships are compared by the words
that tell them apart: a word more makes another firm, numbers must agree, legal forms may be written in any way, but a
stock company is no limited one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from hudna.people.agreeing import Agreement, Parts, agree, slips
from hudna.people.firm import Firm, looks_like_firm, read_firm
from hudna.people.name import is_title
from hudna.people.particles import Token, tokens

Kind = Literal["person", "organisation"]

SAME_FROM = 0.5
"""Score from which two names are called the same."""

CONTRADICTED, LEFT_OUT = -4.0, -0.7
"""The most that is left of the bits where something contradicts the rest; bits for a part that is left out."""

ENOUGH = 4.0
"""Bits of agreement at which a name is as likely the same as not."""


@dataclass(frozen=True, slots=True)
class Compared:
    """``score`` in [0, 1], whether it is the ``same`` name, ``bits`` for and against, ``reasons`` in words, by part."""

    score: float
    same: bool
    bits: float
    reasons: tuple[str, ...]


def compare_names(one: str, other: str, kind: Kind | None = None) -> Compared:
    """Compare two full names; without a kind, one with the words of a firm or body is that, any other a person's."""
    if kind is None:
        kind = "organisation" if looks_like_firm(one) or looks_like_firm(other) else "person"
    if kind == "organisation":
        return _firms(read_firm(one), read_firm(other))
    return _persons(_own_parts(one), _own_parts(other))


def _own_parts(name: str) -> list[Token]:
    """The tokens of a person's name, without titles where a name is left, and without one said twice in a row."""
    found = [token for token in tokens(name) if not is_title(token.text)] or list(tokens(name))
    return [token for at, token in enumerate(found) if at == 0 or token.text != found[at - 1].text]


def _outcome(bits: float, reasons: Sequence[str]) -> Compared:
    score = 1.0 / (1.0 + 2.0 ** max(-60.0, min(60.0, (ENOUGH - bits) / 2)))
    return Compared(round(score, 4), score >= SAME_FROM, round(bits, 2), tuple(reasons))


def _nothing() -> Compared:
    return Compared(0.0, False, 0.0, ("one of the names has no letters to compare",))


def _persons(one: list[Token], other: list[Token]) -> Compared:
    if not one or not other:
        return _nothing()
    if joined := run_together([token.text for token in one], [token.text for token in other]):
        return _outcome(ENOUGH + 6.0, [joined])
    found = agree(Parts.of(one), Parts.of(other), initials=True)
    against = _opposed(found)
    if found.turned:
        against.append("the one is named as son of the other")
    full = sum(pair.parts for pair in found.pairs if not pair.initial)
    if full < 1 or (sum(pair.parts for pair in found.pairs) < 2 and max(len(one), len(other)) > 1):
        against.append("too few parts agree for a name of several")
    more = abs(len(found.left_one) - len(found.left_other))
    return _weighed(found, LEFT_OUT * more, against)


def _firms(one: Firm, other: Firm) -> Compared:
    if not (one.words or one.numbers) or not (other.words or other.numbers):
        return _nothing()
    if short := _acronym(one, other):
        return _outcome(ENOUGH + 2.0, [short])
    if one.numbers == other.numbers and (joined := run_together(one.all_words, other.all_words)):
        return _outcome(ENOUGH + 6.0, [joined])
    weak = one.weak | other.weak
    found = agree(Parts.of_words(one.words, weak), Parts.of_words(other.words, weak), initials=False)
    against = _opposed(found)
    if len(found.left_one) != len(found.left_other):
        against.append("a word more is another firm")
    if one.numbers != other.numbers:
        against.append(f"numbers {', '.join(one.numbers) or 'none'} and {', '.join(other.numbers) or 'none'} differ")
    if _other_form(one, other):
        against.append(f"other legal forms: {', '.join(sorted(one.forms))} and {', '.join(sorted(other.forms))}")
    return _weighed(found, 3.0 if one.numbers else 0.0, against)


def _weighed(found: Agreement, bits: float, against: list[str]) -> Compared:
    bits += sum(pair.bits for pair in found.pairs)
    reasons = [pair.reason for pair in found.pairs] + against + _left_over(found)
    return _outcome(min(bits, CONTRADICTED) if against else bits, reasons)


def run_together(one: Sequence[str], other: Sequence[str]) -> str:
    """Whether two names are the same letters in a row, but for the blanks between them and hardly a slip."""
    a, b = "".join(one), "".join(other)
    if len(one) == len(other) or min(len(a), len(b)) < 6:
        return ""
    return f"{' '.join(one)} and {' '.join(other)} are the same letters" if slips(a, b) <= len(a) // 9 else ""


def _other_form(one: Firm, other: Firm) -> bool:
    """A stock company against a limited one, a partnership against either."""
    told = [
        {"llc" if form == "limited" else form for form in firm.forms} - {"company", "corporation"}
        for firm in (one, other)
    ]
    return bool(told[0] and told[1] and not told[0] & told[1])


def _acronym(one: Firm, other: Firm) -> str:
    for short, long in ((one, other), (other, one)):
        if len(short.words) == 1 and len(long.words) > 2 and short.numbers == long.numbers:
            letters = "".join(word[0] for word in long.words)
            if short.words[0] == letters:
                return f"{short.words[0]} is made of the first letters of {' '.join(long.words)}"
    return ""


def _opposed(found: Agreement) -> list[str]:
    return [f"{a} and {b} are two names" for a, b in zip(found.left_one, found.left_other, strict=False)]


def _left_over(found: Agreement) -> list[str]:
    opposed = min(len(found.left_one), len(found.left_other))
    said = [f"{word} stands only in the one" for word in found.left_one[opposed:]]
    return said + [f"{word} stands only in the other" for word in found.left_other[opposed:]]
