"""Versions: what a side changed from one version of its list to the next, person by person."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from hudna.exchange.register import KnownList, Register


@dataclass(frozen=True, slots=True)
class VersionChange:
    """From one version of a list to the next: whose rows read the same, whose changed, who is new, who is struck."""

    old: KnownList
    new: KnownList
    kept: tuple[str, ...]
    changed: tuple[str, ...]
    added: tuple[str, ...]
    struck: tuple[str, ...]


def version_changes(register: Register) -> tuple[VersionChange, ...]:
    """What each new version changed, list by list, in the order of versions."""
    marks: dict[int, dict[str, set[str]]] = {number: {} for number in range(len(register.lists))}
    for row in register.rows:
        marks[row.list].setdefault(register.alive(row.person), set()).add(row.mark)
    by_list: dict[tuple[str, str], list[int]] = {}
    for number, one in sorted(enumerate(register.lists), key=lambda entry: entry[1].version):
        by_list.setdefault((one.side, one.kind), []).append(number)
    return tuple(
        _change(register.lists[old], register.lists[new], marks[old], marks[new])
        for versions in by_list.values()
        for old, new in pairwise(versions)
    )


def _change(old: KnownList, new: KnownList, was: dict[str, set[str]], now: dict[str, set[str]]) -> VersionChange:
    both = sorted(was.keys() & now.keys())
    return VersionChange(
        old=old,
        new=new,
        kept=tuple(person for person in both if was[person] == now[person]),
        changed=tuple(person for person in both if was[person] != now[person]),
        added=tuple(sorted(now.keys() - was.keys())),
        struck=tuple(sorted(was.keys() - now.keys())),
    )
