"""Releases: which entries were released to whom. A name or a list leaves its compartment by two offices, never by one.

Whether an entry is guarded follows from the entry itself: the mark in an event only adds to it. So a desk that forgets
the mark, or leaves it out on purpose, releases nothing by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from typing import Any

from hudna.bulletin.events import ReleaseAnswered, ReleaseAsked
from hudna.bulletin.faults import BULLETIN
from hudna.journal import BulkImported, Decision, Entry, SlipWritten
from hudna.monitoring import LedgerFiled

LISTS: tuple[type, ...] = (LedgerFiled, BulkImported, SlipWritten)
"""Entries that are, or stand for, a list or a name."""
SLIP = "[[slip:"


def is_guarded(entry: Entry) -> bool:
    """Is the entry a list, or does it refer to a slip with a name? Then one office alone cannot release it."""
    return isinstance(entry.event, LISTS) or any(SLIP in text for text in _texts(entry.event))


def _texts(value: Any) -> Iterable[str]:
    """Every text within an event."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from (*_texts(key), *_texts(one))
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _texts(one)
    elif is_dataclass(value):
        for part in fields(value):
            yield from _texts(getattr(value, part.name))


@dataclass(frozen=True, slots=True)
class Release:
    """One release: who asked, who answered if anybody did, and whether it has effect.

    ``guarded``: a second office has to agree, since it holds a name or a list, or something that is not known here.
    """

    asked: Entry
    answered: Entry | None = None
    guarded: bool = True

    @property
    def event(self) -> ReleaseAsked:
        """What was asked."""
        assert isinstance(self.asked.event, ReleaseAsked)
        return self.asked.event

    @property
    def answer(self) -> ReleaseAnswered | None:
        """What the second office said."""
        event = self.answered.event if self.answered else None
        assert event is None or isinstance(event, ReleaseAnswered)
        return event

    @property
    def is_open(self) -> bool:
        """Does it wait for a second office?"""
        return self.guarded and self.answered is None

    @property
    def has_effect(self) -> bool:
        """Are its entries released?"""
        return not self.guarded or bool(self.answer and self.answer.granted)


@dataclass(frozen=True, slots=True)
class Releases:
    """All releases by name, in order; by hash of an entry, to whom it was released."""

    by_name: Mapping[str, Release] = field(default_factory=dict)
    void: tuple[tuple[Entry, str], ...] = ()

    def to(self) -> dict[str, frozenset[str]]:
        """Hash of an entry → compartments that it was released to."""
        found: dict[str, frozenset[str]] = {}
        for release in self.by_name.values():
            if release.has_effect:
                for entry in release.event.entries:
                    found[entry] = found.get(entry, frozenset()) | frozenset(release.event.to)
        return found

    def waiting(self) -> tuple[Release, ...]:
        """Those that wait for a second office."""
        return tuple(release for release in self.by_name.values() if release.is_open)


def fold_releases(entries: Iterable[Entry]) -> Releases:
    """What was released, by the entries that have effect, in order. Never raises."""
    found: dict[str, Release] = {}
    void: list[tuple[Entry, str]] = []
    open_to_one: set[str] = set()
    entries = tuple(entries)
    named = {one for entry in entries if isinstance(entry.event, ReleaseAsked) for one in entry.event.entries}
    for entry in entries:
        event = entry.event
        if entry.hash in named and not is_guarded(entry):
            open_to_one.add(entry.hash)
        if isinstance(event, ReleaseAsked):
            if event.release in found:
                void.append((entry, f"there is a release “{event.release}” already"))
            else:
                guarded = event.guarded or not open_to_one.issuperset(event.entries)
                found[event.release] = Release(entry, None, guarded)
        elif isinstance(event, ReleaseAnswered):
            why = _obstacle(found, event.release, entry.by)
            if why is not None:
                void.append((entry, why[1]))
            else:
                found[event.release] = Release(found[event.release].asked, entry, found[event.release].guarded)
    return Releases(found, tuple(void))


def _obstacle(found: Mapping[str, Release], name: str, by: str) -> tuple[str, str] | None:
    release = found.get(name)
    if release is None:
        return "release-unknown", f"nobody asked for a release “{name}”"
    if not release.is_open:
        return "release-settled", f"the release “{name}” waits for nobody"
    if release.asked.by == by:
        return "release-own", f"“{by}” asked for it and cannot be the second office"
    return None


def ask_release(
    releases: Releases,
    *,
    entries: Sequence[Entry],
    to: Sequence[str],
    why: str,
    guarded: bool = False,
    at: datetime,
) -> list[Decision]:
    """Ask for entries to be released. Raises release-unfit where it does not say what, to whom and why.

    ``guarded``: a second office is wanted even if no entry holds a name or a list; where one does, it always is.
    """
    if not entries or not any(to) or not why.strip():
        raise BULLETIN.fault("release-unfit", "A release says which entries, to whom, and why.")
    name = f"r{len(releases.by_name) + 1}-{entries[0].hash[:6]}"
    guarded = guarded or any(map(is_guarded, entries))
    hashes = tuple(dict.fromkeys(entry.hash for entry in entries))
    return [Decision(ReleaseAsked(name, hashes, tuple(sorted(set(to) - {""})), why.strip(), guarded), at)]


def answer_release(
    releases: Releases, *, release: str, granted: bool, why: str, by: str, at: datetime
) -> list[Decision]:
    """Agree to a release as the second office, or not. Raises release-unknown, release-settled, release-own."""
    obstacle = _obstacle(releases.by_name, release, by)
    if obstacle is not None:
        code, what = obstacle
        raise BULLETIN.fault(code, f"{what[0].upper()}{what[1:]}.")
    return [Decision(ReleaseAnswered(release, granted, why.strip()), at)]
