"""Whether a schedule keeps all terms: checked by counting, without the solver that may have made it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from hudna.exchange.judge import judge
from hudna.exchange.model import Actuals, Breach, HandOver, Person, Release
from hudna.exchange.situation import Concern, Situation, situation
from hudna.exchange.tally import Tally
from hudna.exchange.terms import Terms

NOBODY_YET = Actuals()


def check_plan(
    terms: Terms,
    people: Sequence[Person],
    hand_overs: Sequence[HandOver],
    releases: Sequence[Release],
    *,
    actuals: Actuals = NOBODY_YET,
    answered: bool = True,
    complete: bool = True,
) -> tuple[Breach, ...]:
    """Whatever of a schedule goes against the terms, after what has truly happened; nothing, if it keeps them all.

    The schedule may be a plan, one made by hand, or what was done. ``complete``: nobody is meant to leave later;
    say False of what was done so far. What happened before (``actuals``) is not judged again.
    """
    case = situation(terms, people, actuals, answered=answered)
    return breaches(case, hand_overs, releases, complete=complete)


def breaches(
    case: Situation, hand_overs: Sequence[HandOver], releases: Sequence[Release], *, complete: bool = True
) -> tuple[Breach, ...]:
    """The same, of a situation already read."""
    single = list(_of_persons(case, hand_overs, releases))
    numbers, gone = {held.number for held in hand_overs}, case.gone()
    known = [
        release
        for release in _first_of_each(releases)
        if release.person in case.people and release.person not in gone and release.hand_over in numbers
    ]
    single += _of_places(case, known)
    single += _of_families(case, known)
    tally = tally_of(case, hand_overs, known)
    who: dict[int, list[str]] = defaultdict(list)
    for release in known:
        who[release.hand_over].append(release.person)
    for found in judge(case, tally, complete=complete):
        which = found.which
        people = [p for p in who[found.hand_over] if which(case.concern[p])] if which else []
        single.append(Breach(found.guarantee, found.term, found.hand_over, tuple(sorted(people)), found.what))
    return tuple(sorted(single, key=lambda b: (b.hand_over, b.guarantee, b.term, b.people)))


def tally_of(case: Situation, hand_overs: Sequence[HandOver], releases: Sequence[Release]) -> Tally:
    """Count a schedule."""
    leaving: dict[int, Counter[Concern]] = {held.number: Counter() for held in hand_overs}
    for release in releases:
        leaving[release.hand_over][case.concern[release.person]] += 1
    scheduled = {release.person for release in releases}
    missing = (case.concern[p] for p in case.people if p not in case.stays and p not in scheduled)
    before = {held.number: (held.at, Counter[Concern]()) for held in case.actuals.hand_overs}
    for person, number in case.actuals.released.items():
        if person in case.people and person not in case.actuals.uncounted and number in before:
            before[number][1][case.concern[person]] += 1
    ordered = sorted(hand_overs, key=lambda held: held.number)
    return Tally({held.number: held.at for held in ordered}, leaving, Counter(c for c in missing if c.must), before)


def _first_of_each(releases: Sequence[Release]) -> list[Release]:
    seen: dict[str, Release] = {}
    for release in releases:
        seen.setdefault(release.person, release)
    return list(seen.values())


def _of_persons(case: Situation, hand_overs: Sequence[HandOver], releases: Sequence[Release]) -> Iterator[Breach]:
    numbers = {held.number for held in hand_overs}
    seen: set[str] = set()
    for release in releases:
        one, number = (release.person,), release.hand_over
        if number not in numbers:
            yield Breach("unknown-hand-over", "", number, one, "the schedule has no such hand-over")
        if release.person not in case.people:
            yield Breach("unknown-person", "", number, one, "no person of the exchange has this number")
            continue
        if release.person in seen:
            yield Breach("twice", "", number, one, "the person is in two hand-overs")
        seen.add(release.person)
        why = case.stays.get(release.person, "")
        if why == "released":
            yield Breach("twice", "", number, one, "the person has already left")
        elif why:
            yield Breach("not-eligible", "", number, one, f"the person may not leave: {why}")


def _of_places(case: Situation, releases: Sequence[Release]) -> Iterator[Breach]:
    places = {place.id: index for index, place in enumerate(case.terms.places)}
    if not places:
        return
    seats: dict[tuple[int, int, str], list[str]] = defaultdict(list)
    for release in releases:
        concern = case.concern[release.person]
        index = places.get(release.place, -1)
        if index not in concern.places:
            term = case.terms.places[index].ref if index >= 0 else ""
            what = f"{release.place or 'no place'} is not open to them" if index >= 0 else "there is no such place"
            yield Breach("places", term, release.hand_over, (release.person,), what)
        if index >= 0:
            seats[release.hand_over, index, concern.side].append(release.person)
    for (number, index, side), there in sorted(seats.items()):
        place = case.terms.places[index]
        if len(there) > place.seats:
            what = f"{len(there)} of {side} at {place.id}; seats for {place.seats}"
            yield Breach("capacity", place.ref, number, tuple(sorted(there)), what)
        need = sorted(person for person in there if case.concern[person].care)
        if place.care is not None and len(need) > place.care:
            what = f"{len(need)} of {side} need care at {place.id}; it can take {place.care}"
            yield Breach("care", place.ref, number, tuple(need), what)


def _of_families(case: Situation, releases: Sequence[Release]) -> Iterator[Breach]:
    if not case.terms.families:
        return
    leaves = {release.person: release.hand_over for release in releases}
    families: dict[tuple[str, str], list[str]] = defaultdict(list)
    for person in case.may_leave():
        family = case.family_of(person)
        if family:
            families[family].append(person)
    for members in families.values():
        when = {leaves.get(person, 0) for person in members}
        if len(when) > 1:
            what = "a family leaves in parts" if 0 in when else "a family leaves in several hand-overs"
            yield Breach("families", case.terms.families.ref, max(when), tuple(sorted(members)), what)
