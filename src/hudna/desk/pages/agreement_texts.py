"""The versions that a visitor sees, each with its text as offered, and as the record has dated and answered it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property

from django.http import Http404

from hudna.agreements import Lint, Loaded, Resolved, Version, from_consent, lint, resolve
from hudna.desk.doorway import Door
from hudna.ground import Fault
from hudna.journal import Entry

MOST_LINTED = 64
OF_ANSWERS = frozenset({"ban-nobody-bound", "party-not-accepted", "party-refused"})
"""Lints about who accepted: not told to whom the answers are not."""
_linted: dict[str, tuple[Lint, ...]] = {}


@dataclass(frozen=True)
class Seen:
    """One version as the visitor sees it. There is no other way to a text from these pages."""

    door: Door
    plan: str
    name: str
    version: Version

    @property
    def document(self) -> str:
        """The hash of its pack."""
        return self.version.offer.document

    @cached_property
    def text(self) -> Loaded:
        """The text as it was offered."""
        return self.door.case.texts[self.document]

    @cached_property
    def dated(self) -> Loaded:
        """The same with the moments fixed, the renewals and the answers that the visitor sees."""
        return from_consent(self.door.state.consents, self.plan, self.name, self.door.case.texts)

    @cached_property
    def resolved(self) -> Resolved | Fault:
        """Its terms with everything looked up, or why it cannot be assessed as a whole."""
        try:
            return resolve(self.dated)
        except Fault as fault:
            return fault

    @property
    def packed(self) -> bytes:
        """The pack as it lies in the record. Raises Http404 where this copy of the case does not hold it."""
        packed = self.door.case.store.blob(self.document)
        if packed is None:
            raise Http404
        return packed

    def files(self) -> list[tuple[str, str]]:
        """The files of the pack: names as the agreement calls them, and contents; the agreement itself first."""
        assert self.text  # read once, which refuses what is no pack
        plain = json.loads(self.packed)
        return sorted(((name, text) for name, text in plain["files"]), key=lambda one: one[0] != plain["main"])

    def lints(self) -> tuple[Lint, ...]:
        """What the text leaves open or gets wrong; of a text that the visitor sees whole: with what was fixed since."""
        if self.door.visit.compartments is not None:
            return tuple(one for one in _lints_of(self.document, self.text) if one.code not in OF_ANSWERS)
        return tuple(lint(self.dated))


def _lints_of(document: str, text: Loaded) -> tuple[Lint, ...]:
    """Lints of a text as it was offered, which never changes: kept by the hash of its pack."""
    if document not in _linted:
        while len(_linted) >= MOST_LINTED:
            _linted.pop(next(iter(_linted)))
        _linted[document] = tuple(lint(text))
    return _linted[document]


def versions(door: Door) -> dict[str, list[Seen]]:
    """Plan → its versions that the visitor sees and that had been offered at the instant asked for, as offered."""
    found: dict[str, list[Seen]] = {}
    for plan, all_ in door.state.consents.plans.items():
        seen = [Seen(door, plan, name, one) for name, one in all_.items() if one.offered.at <= door.at]
        if seen:
            found[plan] = sorted(seen, key=lambda one: (one.version.offered.at, one.name))
    return found


def seen(door: Door, plan: str, version: str) -> Seen:
    """One version. Raises Http404 alike for what nobody offered and for what was not put before the visitor."""
    for one in versions(door).get(plan, ()):
        if one.name == version:
            return one
    raise Http404


def entry_of(door: Door, hash_: str) -> Entry:
    """An entry that the visitor sees. Raises Http404."""
    for entry in door.sight.entries:
        if entry.hash == hash_:
            return entry
    raise Http404
