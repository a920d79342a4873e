"""The record behind the desk: the case, opened for a request, with what was read of it kept while it stands still."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from django.conf import settings

from hudna.agreements import Loaded, fold_consent
from hudna.bulletin import Release, Releases
from hudna.desk.compartments import visible
from hudna.desk.faults import DESK
from hudna.exchange import sight_of_exchanges
from hudna.house import Case, State, Texts, fold, open_case
from hudna.journal import Entry, Settled, settle
from hudna.monitoring import CaseFile, Docket, Void, fold_ledgers

MOST_KEPT = 32
NOT_SEEN = "for a reason outside of what you see"
"""Why something has no effect, where the reason lies in others' compartments."""
_texts: dict[str, Loaded] = {}
_kept: OrderedDict[object, Sight] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True)
class Sealed:
    """An entry that lies in others' compartments: where it stands, its hash, when it was recorded. Nothing else."""

    ref: str
    hash: str
    recorded: datetime


@dataclass(frozen=True)
class Sight:
    """What somebody sees of a case: the entries of their compartments, the state of these, how many others there are.

    ``compartments``: None where there is no limit. What has effect is settled over the whole case, and so is the
    docket, which is then cut down to the files whose opening entry is seen and in these to the entries that are seen;
    everything else is folded from what is seen alone. ``rows``: all entries in order, those not seen sealed.
    """

    entries: tuple[Entry, ...]
    state: State
    hidden: int
    compartments: frozenset[str] | None
    known_at: datetime | None
    dockets: Callable[[datetime], Docket] = field(repr=False)
    rows: tuple[Entry | Sealed, ...] = field(default=(), repr=False)

    def docket_at(self, at: datetime) -> Docket:
        """The docket as it was at an instant, as far as it is seen."""
        return self.dockets(at)

    def entry(self, ref: str) -> Entry | None:
        """The entry with this number (log/seq) or hash, if it is seen."""
        return next((entry for entry in self.entries if ref in (entry.ref, entry.hash)), None)


@contextmanager
def open_record(*, writing: bool = False) -> Iterator[Case]:
    """The case of this desk. Raises desk-unset and what opening a case raises."""
    if not settings.PLACE.case:
        raise DESK.fault("desk-unset", "No case was named.")
    with open_case(settings.PLACE.case, read_only=not writing) as case:
        case.texts = Texts(case.store, _texts)
        yield case


def sight_of(case: Case, compartments: frozenset[str] | None, known_at: datetime | None = None) -> Sight:
    """What is seen of a case from some compartments, as known at an instant; kept until anything is recorded."""
    tails = tuple(sorted((log, tail.size, tail.last.hash) for log, tail in case.store.tails().items()))
    key = (case.name, tails, compartments, known_at)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    entries = case.entries(known_at)
    whole = fold(entries)
    if compartments is None:
        found = Sight(tuple(entries), whole, 0, None, known_at, whole.docket_at, tuple(entries))
    else:
        seen = visible(entries, compartments, whole)
        hashes = frozenset(entry.hash for entry in seen)
        rows = tuple(one if one.hash in hashes else Sealed(one.ref, one.hash, one.recorded) for one in entries)
        state, dockets = limited(whole, seen, compartments), partial(_cut_at, whole, hashes)
        found = Sight(tuple(seen), state, len(entries) - len(seen), compartments, known_at, dockets, rows)
    with _lock:
        _kept[key] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def limited(whole: State, seen: list[Entry], compartments: frozenset[str] = frozenset()) -> State:
    """The state that those see who see some entries only. What has effect is what has effect in the whole case.

    ``compartments``: theirs, among which is the side of an exchange on which they stand, if they do. Why something has
    no effect is told as far as it follows from what is seen. Never raises.
    """
    hashes = frozenset(entry.hash for entry in seen)
    effective = tuple(entry for entry in whole.settled.entries if entry.hash in hashes)
    conflicts = tuple(
        one for one in whole.settled.conflicts if all(e.hash in hashes for side in one.sides.values() for e in side)
    )
    why = settle(seen).set_aside
    aside = {name: why.get(name, NOT_SEEN) for name in whole.settled.set_aside if name in hashes}
    return State(
        Settled(effective, conflicts, aside),
        fold_consent(effective, conflicts),
        cut(whole.docket, hashes),
        fold_ledgers(effective),
        _cut_releases(whole.releases, hashes),
        {entry.log: entry.seq + 1 for entry in seen},
        sight_of_exchanges(whole.exchanges, hashes, compartments),
    )


def _cut_releases(releases: Releases, seen: frozenset[str]) -> Releases:
    """The releases whose question is seen, with their answers where these are seen."""
    found: dict[str, Release] = {}
    for name, release in releases.by_name.items():
        if release.asked.hash in seen:
            answered = release.answered if release.answered and release.answered.hash in seen else None
            found[name] = replace(release, answered=answered)
    return Releases(found, tuple((entry, NOT_SEEN) for entry, _ in releases.void if entry.hash in seen))


def _cut_at(whole: State, seen: frozenset[str], at: datetime) -> Docket:
    return cut(whole.docket_at(at), seen)


def cut(docket: Docket, seen: frozenset[str]) -> Docket:
    """The files whose opening entry is seen, and in each of them the entries that are seen.

    No file names one that is not among them.
    """
    there = frozenset(name for name, file in docket.files.items() if file.opened.hash in seen)
    joined = {name: _joined_to(docket.files[name], seen, there) for name in there}
    files: dict[str, CaseFile] = {}
    for name, file in docket.files.items():
        if name in there:
            carries = [one for one in file.carries if joined.get(one) == name]
            files[name] = _cut_file(file, seen, joined[name], carries)
    void = [Void(one.entry, NOT_SEEN) for one in docket.void if one.entry.hash in seen]
    return Docket(files, void, dict(docket.clocks), docket.zone)


def _joined_to(file: CaseFile, seen: frozenset[str], there: frozenset[str]) -> str:
    """The file that carries this one, where both that one and the deed are seen."""
    known = file.joined is not None and file.joined.hash in seen and file.joined_to in there
    return file.joined_to if known else ""


def _cut_file(file: CaseFile, seen: frozenset[str], joined_to: str, carries: list[str]) -> CaseFile:
    def only(entries: list[Entry]) -> list[Entry]:
        return [entry for entry in entries if entry.hash in seen]

    def one(entry: Entry | None) -> Entry | None:
        return entry if entry is not None and entry.hash in seen else None

    return replace(
        file,
        history=only(file.history),
        inquiry=one(file.inquiry),
        reopened=one(file.reopened),
        evidence=only(file.evidence),
        refusals=only(file.refusals),
        denials=only(file.denials),
        rulings=only(file.rulings),
        ruling=one(file.ruling),
        told={party: entry for party, entry in file.told.items() if entry.hash in seen},
        replied={party: entry for party, entry in file.replied.items() if entry.hash in seen},
        joined=one(file.joined),
        joined_to=joined_to,
        carries=carries,
        clocks=dict(file.clocks),
    )
