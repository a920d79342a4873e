"""Names that are common wherever Arabic is written."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def known_names() -> tuple[str, ...]:
    """Names in Arabic script that are common everywhere."""
    text = (files("hudna.people") / "data" / "known_names.txt").read_text(encoding="utf-8")
    return tuple(name for line in text.splitlines() if not line.startswith("#") for name in line.split())
