"""Which entries have effect: not those of strangers, not those that were struck, not those in conflict.

Decisions on one thing by desks that could not know of each other, and that differ, are in conflict (the multi-value
register of Shapiro et al. 2011, decided by a person instead of a rule). Until somebody chooses, neither has effect.
Everything here is a function of the set of entries alone: copies merged in any order come to the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from hudna.journal.events import CaseOpened, ConflictResolved, EntryStruck, KeyAdmitted, KeyWithdrawn, LogBegun
from hudna.journal.keys import certifies
from hudna.journal.model import Entry
from hudna.journal.order import had_seen


@dataclass(frozen=True, slots=True)
class Conflict:
    """Decisions on one thing by desks that could not know of each other; ``sides`` by log, each in its order."""

    thing: str
    sides: Mapping[str, tuple[Entry, ...]]


@dataclass(frozen=True, slots=True)
class Settled:
    """The entries that have effect, in order; the open conflicts; by hash, what was set aside and why."""

    entries: tuple[Entry, ...]
    conflicts: tuple[Conflict, ...]
    set_aside: Mapping[str, str]


def settle(entries: Sequence[Entry]) -> Settled:
    """Set aside what strangers wrote, what was struck and what is in conflict; of a resolved conflict one side stands.

    ``entries``: of all logs of one case, in order. Any part that was known at some instant will do.
    """
    aside: dict[str, str] = {}
    _strangers(entries, aside)
    _struck([entry for entry in entries if entry.hash not in aside], aside)
    kept = [entry for entry in entries if entry.hash not in aside]
    open_conflicts = tuple(_conflicts(kept, aside)) if len({entry.log for entry in kept}) > 1 else ()
    return Settled(tuple(e for e in entries if e.hash not in aside), open_conflicts, aside)


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of a case: the raw public key (hex) of every log, which are trusted, and from when on no more."""

    by_log: Mapping[str, str]
    trusted: frozenset[str]
    withdrawn: Mapping[str, datetime]


def keys_of(entries: Iterable[Entry]) -> Keys:
    """What the entries say of keys. The first is trusted because the name of the case holds its fingerprint.

    What a withdrawn key says of keys counts no more, from that instant on. Where two keys withdraw each other, the
    one that stands nearer to the first key counts, and of two that are equally near both are withdrawn.
    """
    by_log: dict[str, str] = {}
    trusted: set[str] = set()
    said: list[Entry] = []
    for entry in entries:
        event = entry.event
        if isinstance(event, CaseOpened | LogBegun) and entry.seq == 0:
            by_log[entry.log] = event.key
            if isinstance(event, CaseOpened) and certifies(event.case, event.key):
                trusted.add(event.key)
        elif isinstance(event, KeyAdmitted | KeyWithdrawn):
            said.append(entry)
    admissions = [(by_log.get(one.log, ""), one) for one in said if isinstance(one.event, KeyAdmitted)]
    withdrawals = [(by_log.get(one.log, ""), one) for one in said if isinstance(one.event, KeyWithdrawn)]
    withdrawn = _withdrawn(withdrawals, _admitted(trusted, admissions))
    standing = [(key, one) for key, one in admissions if not _is_void(key, one, withdrawn)]
    return Keys(by_log, frozenset(_admitted(trusted, standing)), withdrawn)


def _admitted(first: Iterable[str], admissions: Sequence[tuple[str, Entry]]) -> dict[str, int]:
    """Every key that is admitted by one that is, with how many steps it stands from the first."""
    steps = dict.fromkeys(first, 0)
    step, new = 0, set(steps)
    while new:
        step += 1
        new = {one.event.key for key, one in admissions if key in new} - steps.keys()  # type: ignore[attr-defined]
        steps.update(dict.fromkeys(new, step))
    return steps


def _withdrawn(withdrawals: Sequence[tuple[str, Entry]], steps: Mapping[str, int]) -> dict[str, datetime]:
    """From when on keys are not trusted, by what nearer keys say before what farther ones do."""
    withdrawn: dict[str, datetime] = {}
    for step in sorted(set(steps.values())):
        said = [one for key, one in withdrawals if steps.get(key) == step and not _is_void(key, one, withdrawn)]
        for one in said:
            event = one.event
            if isinstance(event, KeyWithdrawn):
                withdrawn[event.key] = min(event.since, withdrawn.get(event.key, event.since))
    return withdrawn


def _is_void(key: str, entry: Entry, withdrawn: Mapping[str, datetime]) -> bool:
    since = withdrawn.get(key)
    return since is not None and entry.recorded >= since


def _strangers(entries: Sequence[Entry], aside: dict[str, str]) -> None:
    keys = keys_of(entries)
    if len(keys.by_log) == 1 and not keys.withdrawn and set(keys.by_log.values()) <= keys.trusted:
        return
    for entry in entries:
        key = keys.by_log.get(entry.log, "")
        if key not in keys.trusted:
            aside[entry.hash] = f"nobody admitted the key of log {entry.log}"
        elif _is_void(key, entry, keys.withdrawn):
            aside[entry.hash] = f"the key of log {entry.log} was withdrawn before"


def _struck(entries: Sequence[Entry], aside: dict[str, str]) -> None:
    """Strikes from the last to the first: one that was struck itself has no effect."""
    for entry in reversed(entries):
        if isinstance(entry.event, EntryStruck) and entry.hash not in aside:
            aside[entry.event.entry] = f"struck by {entry.by} ({entry.ref}): {entry.event.why}"


def _conflicts(entries: Sequence[Entry], aside: dict[str, str]) -> Iterator[Conflict]:
    things: dict[str, list[Entry]] = {}
    resolutions: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.about:
            things.setdefault(entry.about, []).append(entry)
        elif isinstance(entry.event, ConflictResolved):
            resolutions.setdefault(entry.event.thing, []).append(entry)
    for thing, about in things.items():
        if len({entry.log for entry in about}) == 1:
            continue
        for group in _apart(_without_repeats(about, aside)):
            chosen = _chosen(group, resolutions.get(thing, ()))
            if chosen is None:
                reason = f"in conflict with what another desk decided on {thing}"
                yield Conflict(thing, _by_log(group))
            else:
                reason = f"{chosen.by} resolved the conflict for another decision ({chosen.ref})"
                log = next(e.log for e in group if e.hash == chosen.event.chosen)  # type: ignore[attr-defined]
                group = [entry for entry in group if entry.log != log]
            aside.update((entry.hash, reason) for entry in group)


def _without_repeats(about: Sequence[Entry], aside: dict[str, str]) -> list[Entry]:
    """Of the same decision recorded at two desks, the first; the others are set aside as repeats."""
    found: list[Entry] = []
    for entry in about:
        twin = next((one for one in found if _same(one, entry) and not had_seen(entry, one)), None)
        if twin is None:
            found.append(entry)
        else:
            aside[entry.hash] = f"repeats {twin.ref}"
    return found


def _same(one: Entry, other: Entry) -> bool:
    return (one.event, one.at, one.behalf) == (other.event, other.at, other.behalf)


def _apart(about: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Groups of entries that could not know of each other, each group connected, in order."""
    group_of: dict[str, list[Entry]] = {}
    for one, other in combinations(about, 2):
        if had_seen(other, one) or had_seen(one, other):
            continue
        first, second = group_of.get(one.hash, [one]), group_of.get(other.hash, [other])
        if first is not second:
            first = first + second
            group_of.update((entry.hash, first) for entry in first)
    seen: set[int] = set()
    for group in group_of.values():
        if id(group) not in seen:
            seen.add(id(group))
            places = {entry.hash: place for place, entry in enumerate(about)}
            yield sorted(group, key=lambda entry: places[entry.hash])


def _chosen(group: Sequence[Entry], resolutions: Sequence[Entry]) -> Entry | None:
    """The resolution that stands: made with sight of the whole group, and no other that differs beside it."""
    logs = {entry.hash: entry.log for entry in group}
    fit = [
        one
        for one in resolutions
        if one.event.chosen in logs and all(had_seen(one, entry) for entry in group)  # type: ignore[attr-defined]
    ]
    last = [one for one in fit if not any(had_seen(other, one) for other in fit)]
    choices = {logs[one.event.chosen] for one in last}  # type: ignore[attr-defined]
    return last[0] if len(choices) == 1 else None


def _by_log(group: Sequence[Entry]) -> dict[str, tuple[Entry, ...]]:
    logs = sorted({entry.log for entry in group})
    return {log: tuple(entry for entry in group if entry.log == log) for log in logs}
