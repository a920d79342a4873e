"""Bound: who is bound, who is excluded and of whom it cannot be said, from when until when.

The rules, in order:

1. *Excluded* is who is listed, who is designated at that instant, and who stands under one such.
2. *Bound* is who accepted and is not excluded, and who stands under one such at that instant by command or
   membership. Having refused, or withdrawn, frees a party (and those below it) from what its fellows in a
   membership accepted, not from what its command accepted.
3. An acceptance given no later than the deadline binds from the entry into force: a deadline of 12:00 is met
   at 12:00 and missed at 12:01. One given after the entry into force binds from when it was given. One that
   is late, or marked as accession, binds from when it was given if accession is allowed, else never.
4. An acceptance without a time binds from the entry into force once the agreement is signed; in a draft or
   an offer it binds nobody. Without any answer nobody is bound: who is named in a clause has not yet agreed.
5. *Doubtful* is an umbrella, the label for groups that a source does not name, unless it is itself bound or
   excluded: some group behind it may be bound. If nobody at all is bound, nobody is doubtful. Under a clause
   that names its authors, a label is doubtful if it, or a party below it, is among them; a label with no
   place in the register's tree may stand for anybody, save in a clause that protects it. If none of those
   authors is bound, only a label that the clause itself names is doubtful.
6. Where a journal tells who consented, its answers count and those in the text do not; a party that another
   version of the same plan binds at that instant is not bound by this one (see binding.py).
7. People who can be hit but are no party (civilians, medical, …) are never bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise

from hudna.agreements.consent import Consent, read_consent
from hudna.agreements.moments import Assumption, Clock
from hudna.agreements.parse import Loaded
from hudna.agreements.term import Period
from hudna.ground import NO_END, Fault, Parties

Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """How the parties stand to an agreement, or to one clause of it, during some time."""

    bound: Names
    doubtful: Names
    excluded: Names
    targets: Names | None = None


@dataclass(frozen=True, slots=True)
class _Segment:
    period: Period
    standing: Standing
    below: Mapping[str, Names]


@dataclass(frozen=True, slots=True, eq=False)
class Roll:
    """The roll of parties: one standing after another, each during one stretch of time, without a gap."""

    segments: tuple[_Segment, ...]
    loose: Names
    faults: Mapping[str, Fault]
    _selected: dict[tuple[Names | None, Names | None], tuple[tuple[Standing, tuple[Period, ...]], ...]]

    def standings(self) -> tuple[tuple[Period, Standing], ...]:
        """Who is bound, doubtful and excluded under the agreement as a whole, in the order of time."""
        return tuple((segment.period, segment.standing) for segment in self.segments)

    def select(
        self, by: Iterable[str] | None = None, against: Iterable[str] | None = None
    ) -> tuple[tuple[Standing, tuple[Period, ...]], ...]:
        """The standings for a clause about these authors and targets, and the periods of each.

        An author stands for those below it too, at each instant. Times at which nobody is bound or doubtful
        are left out; times with the same standing are put together.
        """
        key = _names(by), _names(against)
        if key not in self._selected:
            found: dict[Standing, list[Period]] = {}
            for segment in self.segments:
                standing = self._narrowed(segment, *key)
                if standing.bound or standing.doubtful:
                    _append(found.setdefault(standing, []), segment.period)
            self._selected[key] = tuple((standing, tuple(periods)) for standing, periods in found.items())
        return self._selected[key]

    def below(self, parties: Iterable[str]) -> Names:
        """The parties and all that stand under one of them at any time of the roll."""
        return frozenset().union(*(_reach(segment, parties) for segment in self.segments))

    def _narrowed(self, segment: _Segment, by: Names | None, against: Names | None) -> Standing:
        whole = segment.standing
        targets = None if against is None else _reach(segment, against)
        if by is None:
            return Standing(whole.bound, whole.doubtful, whole.excluded, targets)
        authors = _reach(segment, by)
        bound = whole.bound & authors
        if not bound:
            return Standing(bound, whole.doubtful & by, whole.excluded, targets)
        doubtful = {
            label
            for label in whole.doubtful
            if label in authors
            or authors & segment.below.get(label, frozenset())
            or (label in self.loose and label not in (targets or ()))
        }
        return Standing(bound, frozenset(doubtful), whole.excluded, targets)


def call_roll(loaded: Loaded, *, assume: Assumption | None = None, clock: Clock | None = None) -> Roll:
    """The roll of an agreement from its entry into force to its end (or to the end of the calendar).

    Raises what the start and the end raise. An answer or a designation that cannot be read is left out and
    its fault kept in ``faults``, by clause. ``loose``: umbrellas with nobody above or below: perhaps anybody.
    """
    clock = clock or Clock(loaded, assume)
    start, end = clock.start.instant, clock.end or NO_END
    consent = read_consent(clock, start)
    parties = loaded.parties
    moves = set(parties.changes())
    cuts = [start, *sorted(t for t in {*consent.instants(), *moves} if start < t < end), end]
    below = _below(parties, start)
    segments: list[_Segment] = []
    for begins, ends in pairwise(cuts):
        standing = _standing(parties, consent, begins)
        below = _below(parties, begins) if begins in moves else below
        last = segments[-1] if segments else None
        if last and last.standing == standing and last.below == below:
            segments[-1] = _Segment((last.period[0], ends), last.standing, last.below)
        else:
            segments.append(_Segment((begins, ends), standing, below))
    parents = {link[0] for links in parties.links.values() for link in links}
    loose = frozenset(
        p.id for p in parties.by_id.values() if p.kind == "umbrella" and not parties.links[p.id] and p.id not in parents
    )
    return Roll(tuple(segments), loose, consent.faults, {})


def _standing(parties: Parties, consent: Consent, at: datetime) -> Standing:
    excluded = _spread(parties, at, consent.is_excluded)
    accepted = _spread(parties, at, consent.has_accepted, consent.has_opted_out)
    people = {p.id for p in parties.by_id.values() if p.kind == "people"}
    elsewhere = {party for party in consent.elsewhere if consent.is_bound_elsewhere(party, at)}
    bound = accepted - excluded - people - elsewhere
    umbrellas = {p.id for p in parties.by_id.values() if p.kind == "umbrella"}
    doubtful = umbrellas - bound - excluded - elsewhere if bound else frozenset[str]()
    return Standing(bound, frozenset(doubtful), excluded)


def _spread(
    parties: Parties,
    at: datetime,
    begins: Callable[[str, datetime], bool],
    stops: Callable[[str, datetime], bool] | None = None,
) -> Names:
    """Whom something reaches: from where it begins down every link, save by membership to who stops it."""

    @cache
    def reached(party: str) -> bool:
        if begins(party, at):
            return True
        out = stops is not None and stops(party, at)
        return any(
            since <= at < until and not (out and how == "member") and reached(parent)
            for parent, how, since, until in parties.links[party]
        )

    return frozenset(party for party in parties if reached(party))


def _below(parties: Parties, at: datetime) -> dict[str, Names]:
    below: dict[str, set[str]] = {}
    for party in parties:
        for upper in parties.above(party, at):
            below.setdefault(upper, set()).add(party)
    return {upper: frozenset(lower) for upper, lower in below.items()}


def _reach(segment: _Segment, parties: Iterable[str]) -> Names:
    chosen = frozenset(parties)
    return chosen.union(*(segment.below.get(party, frozenset()) for party in chosen))


def _names(parties: Iterable[str] | None) -> Names | None:
    return None if parties is None else frozenset(parties)


def _append(periods: list[Period], period: Period) -> None:
    if periods and periods[-1][1] == period[0]:
        periods[-1] = (periods[-1][0], period[1])
    else:
        periods.append(period)
