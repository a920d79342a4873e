"""Words that several faults share: a likely name where one is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def suggestion(name: str, known: Iterable[str]) -> str:
    """“ Is x meant?” where a known name is close, else nothing."""
    close = get_close_matches(name, list(known), 1, 0.7)
    return f" Is “{close[0]}” meant?" if close else ""
