"""Amounts of people that can be a fraction, written exactly."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction


def mixed(value: Fraction, number: Callable[[int], str] = str, slash: str = "/") -> str:
    """A whole number, or one with a proper fraction; ``number`` writes each of its numbers.

    >>> mixed(Fraction(110, 9)), mixed(Fraction(-2, 9)), mixed(Fraction(12))
    ('12 2/9', '−2/9', '12')
    """
    whole, rest = divmod(abs(value.numerator), value.denominator)
    part = f"{number(rest)}{slash}{number(value.denominator)}" if rest else ""
    told = f"{number(whole)} {part}" if whole and part else part or number(whole)
    return f"−{told}" if value < 0 else told
