"""Numbers of persons as ranges: sixteen thousand of them are one short text in the record."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_RANGES = re.compile(r"(?:[1-9]\d{0,8}(?:-[1-9]\d{0,8})?(?:,(?!\Z)|\Z))*\Z", re.ASCII)
PERSON = re.compile(r"p-\d{6,9}\Z", re.ASCII)
"""How the number of a person is written."""
MOST = 1_000_000
"""More persons than any exchange has; a range that is longer is refused before it is written out."""


def as_ranges(persons: Iterable[str]) -> str:
    """The numbers ``p-000001`` … as ``1-8576,8580``, in order and each once. Raises ValueError for what is no number.

    >>> as_ranges(["p-000003", "p-000001", "p-000002", "p-000009"])
    '1-3,9'
    """
    numbers = sorted({_number(person) for person in persons})
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def _number(person: str) -> int:
    if not PERSON.match(person) or int(person[2:]) == 0 or person != person_id(int(person[2:])):
        raise ValueError(f"“{person}” is no number of a person: p-000001")
    return int(person[2:])


def person_id(number: int) -> str:
    """The number as it is written: ``p-000001``."""
    return f"p-{number:06}"


@lru_cache(maxsize=256)
def of_ranges(text: str) -> tuple[str, ...]:
    """The numbers of these ranges. Raises ValueError for a text that is none, runs backwards or has too many."""
    if not _RANGES.match(text):
        raise ValueError(f"“{text[:40]}” are no numbers of persons: 1-8576,8580")
    found: list[str] = []
    last_one = 0
    for run in filter(None, text.split(",")):
        first, _, last = run.partition("-")
        begins, ends = int(first), int(last or first)
        if begins <= last_one or ends < begins or len(found) + ends - begins >= MOST:
            raise ValueError(f"“{run}” runs backwards, overlaps or is longer than any list")
        found += map(person_id, range(begins, ends + 1))
        last_one = ends
    return tuple(found)
