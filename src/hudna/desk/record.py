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

from hudna.agreements import Loaded
from hudna.desk.compartments import visible
from hudna.desk.faults import DESK
from hudna.house import Case, State, Texts, fold, open_case
from hudna.journal import Entry
from hudna.monitoring import CaseFile, Docket

MOST_KEPT = 32
_texts: dict[str, Loaded] = {}
_kept: OrderedDict[object, Sight] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True)
class Sight:
    """What somebody sees of a case: the entries of their compartments, the state of these, how many others there are.

    ``compartments``: None where there is no limit. The docket is that of the whole case, cut down to the files whose
    opening entry is seen and in these to the entries that are seen; everything else is folded from what is seen alone.
    """

    entries: tuple[Entry, ...]
    state: State
    hidden: int
    compartments: frozenset[str] | None
    known_at: datetime | None
    dockets: Callable[[datetime], Docket] = field(repr=False)

    def docket_at(self, at: datetime) -> Docket:
        """The docket as it was at an instant, as far as it is seen."""
        return self.dockets(at)


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
    seen = visible(entries, compartments)
    if compartments is None:
        state = fold(seen)
        found = Sight(tuple(seen), state, 0, None, known_at, state.docket_at)
    else:
        whole, hashes = fold(entries), frozenset(entry.hash for entry in seen)
        state = replace(fold(seen), docket=cut(whole.docket, hashes))
        dockets = partial(_cut_at, whole, hashes)
        found = Sight(tuple(seen), state, len(entries) - len(seen), compartments, known_at, dockets)
    with _lock:
        _kept[key] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def _cut_at(whole: State, seen: frozenset[str], at: datetime) -> Docket:
    return cut(whole.docket_at(at), seen)


def cut(docket: Docket, seen: frozenset[str]) -> Docket:
    """The files whose opening entry is seen, and in each of them the entries that are seen."""
    files = {name: _cut_file(file, seen) for name, file in docket.files.items() if file.opened.hash in seen}
    void = [one for one in docket.void if one.entry.hash in seen]
    return Docket(files, void, dict(docket.clocks), docket.zone)


def _cut_file(file: CaseFile, seen: frozenset[str]) -> CaseFile:
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
        joined_to=file.joined_to if one(file.joined) else "",
        carries=[],
    )
