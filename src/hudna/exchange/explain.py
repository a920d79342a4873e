"""Why a person is where the plan has them: what stands in the way of earlier, of later, or of leaving at all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from hudna.exchange.check import NOBODY_YET, tally_of
from hudna.exchange.faults import EXCHANGE
from hudna.exchange.group import Group, groups_of
from hudna.exchange.judge import judge
from hudna.exchange.model import Actuals, Person, Plan
from hudna.exchange.situation import Situation, situation
from hudna.exchange.stowage import lacks_seats
from hudna.exchange.tally import Tally
from hudna.exchange.terms import Terms

Kind = Literal["term", "more-vulnerable", "lot", "equal", "as-good", "sooner", "stays"]
"""``term``: it would go against it. ``more-vulnerable``: somebody who waits less well would have to wait instead.
``lot``: the lot fell on interchangeable others. ``equal``: others, who weigh the same, have the place. ``as-good``: it
would keep every term; the plan is only proved to be near the best. ``sooner``: the plan has everybody leave as soon as
can be. ``stays``: the code of ``LEFT`` says why."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: for which hand-overs it speaks, which term, and in words; ``signed``: the words of its clause."""

    kind: Kind
    hand_overs: tuple[int, ...]
    term: str
    guarantee: str
    what: str
    signed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A person's place and what speaks against any other. ``hand_over`` 0: in none; ``left``: its code then.

    ``drawn_among``: among how many units the lot was drawn, 0 without a lot. ``with_them``: the family.
    """

    person: str
    hand_over: int
    place: str
    left: str
    drawn_among: int
    with_them: tuple[str, ...]
    earlier: tuple[Reason, ...]
    later: tuple[Reason, ...]
    at_all: tuple[Reason, ...]


def explain_place(
    terms: Terms,
    people: Sequence[Person],
    plan: Plan,
    person_id: str,
    *,
    actuals: Actuals = NOBODY_YET,
    answered: bool = True,
) -> Explanation:
    """Try the person in every other hand-over, alone and in somebody's stead, and say what stands in the way."""
    case = situation(terms, people, actuals, answered=answered)
    if person_id not in case.people:
        raise EXCHANGE.fault("person-unknown", f"no person of the exchange has the number {person_id}")
    found = next((release for release in plan.releases if release.person == person_id), None)
    trial = _Trial(case, plan)
    unit = trial.unit_of(person_id)
    now = found.hand_over if found else 0
    left = "" if found else plan.left.get(person_id, case.stays.get(person_id, ""))
    others = [held.number for held in plan.hand_overs]
    return Explanation(
        person=person_id,
        hand_over=now,
        place=found.place if found else "",
        left=left,
        drawn_among=plan.drawn.get(person_id, 0),
        with_them=tuple(each for each in unit if each != person_id),
        earlier=trial.reasons(person_id, now, [n for n in others if n < now]) if found else (),
        later=trial.later(person_id, now, [n for n in others if n > now]) if found else (),
        at_all=() if found else _stays(trial, person_id, left, others),
    )


def _stays(trial: _Trial, person: str, left: str, others: list[int]) -> tuple[Reason, ...]:
    why = (Reason("stays", (), "", "", STAYS.get(left, left), {}),)
    return why + (trial.reasons(person, 0, others) if left == "not-owed" else ())


STAYS = {
    "released": "The person has already left.",
    "said-dead": "The person is said to be dead.",
    "proved-dead": "The person is proved dead.",
    "denied": "The side that is asked for the person denies that it holds them.",
    "refuses": "The person is in no hand-over.",
    "unknown": "Nothing is known of where the person is.",
    "claimed-held": "Only the side that asks for the person says that they are held; the other has not answered.",
    "pending": "It is not settled who this is: a question is open.",
    "unidentified": "It is not established whose remains these are.",
    "no-term": "No term of the exchange covers the person.",
    "not-owed": "More are held than are owed, and others were chosen.",
}
"""What a code of ``LEFT`` means, in words. Of a refusal nothing is told: it stays the person's own."""


class _Trial:
    """A plan in which one unit at a time is tried elsewhere."""

    def __init__(self, case: Situation, plan: Plan) -> None:
        self.case = case
        self._tally = tally_of(case, plan.hand_overs, plan.releases)
        self._groups = {unit: group for group in groups_of(case) for unit in group.units}
        self._unit = {person: unit for unit in self._groups for person in unit}
        self._there: dict[int, Counter[Group]] = defaultdict(Counter)
        for release in plan.releases:
            unit = self._unit.get(release.person, ())
            if unit and unit[0] == release.person:
                self._there[release.hand_over][self._groups[unit]] += 1

    def unit_of(self, person: str) -> tuple[str, ...]:
        """The person and the family that leaves along."""
        return self._unit.get(person, (person,))

    def reasons(self, person: str, now: int, others: Iterable[int]) -> tuple[Reason, ...]:
        """Why not there instead, alone or for another."""
        mine = self._groups[self.unit_of(person)]
        found: dict[tuple[Kind, str, str], tuple[str, list[int]]] = {}

        def note(kind: Kind, guarantee: str, term: str, what: str, number: int) -> None:
            found.setdefault((kind, guarantee, term), (what, []))[1].append(number)

        for other in sorted(others, reverse=True):
            against = self._against(mine, now, other, None)
            for guarantee, term, what in against:
                note("term", guarantee, term, what, other)
            if not against:
                note("as-good", "", "", "It would keep every term; the plan is proved to be near the best.", other)
            if self._there[other][mine]:
                note("lot", "", "", "The lot fell on others with whom the person is interchangeable.", other)
                continue
            kind = self._instead(mine, now, other)
            if kind:
                note(kind, "", "", WORDS[kind], other)
        return self._told(found)

    def _instead(self, mine: Group, now: int, other: int) -> Kind | None:
        """What it would mean that somebody who is there changes places: with the one who weighs least."""
        there = [g for g in self._there[other] if g.members[0].side == mine.members[0].side and g is not mine]
        for theirs in sorted(there, key=lambda g: (g.weight, -self._there[other][g]))[:12]:
            if not self._against(mine, now, other, theirs):
                return (
                    "more-vulnerable"
                    if theirs.weight > mine.weight
                    else "equal"
                    if theirs.weight == mine.weight
                    else "as-good"
                )
        return None

    def later(self, person: str, now: int, others: Iterable[int]) -> tuple[Reason, ...]:
        """Why not later: terms, or only that sooner is better."""
        mine = self._groups[self.unit_of(person)]
        found: dict[tuple[Kind, str, str], tuple[str, list[int]]] = {}
        for other in others:
            against = self._against(mine, now, other, None)
            for guarantee, term, what in against:
                found.setdefault(("term", guarantee, term), (what, []))[1].append(other)
            if not against:
                found.setdefault(("sooner", "", ""), (WORDS["sooner"], []))[1].append(other)
        return self._told(found)

    def _told(self, found: Mapping[tuple[Kind, str, str], tuple[str, list[int]]]) -> tuple[Reason, ...]:
        words = self.case.terms.words
        return tuple(
            Reason(kind, tuple(sorted(numbers)), term, guarantee, what, words.get(term.split("/")[0], {}))
            for (kind, guarantee, term), (what, numbers) in found.items()
        )

    def _against(self, mine: Group, now: int, other: int, theirs: Group | None) -> list[tuple[str, str, str]]:
        """What goes against terms if a unit leaves there, and one of ``theirs`` where it was."""
        leaving = {number: counts.copy() for number, counts in self._tally.leaving.items()}
        missing = self._tally.missing.copy()
        if now:
            leaving[now].subtract(mine.members)
        leaving[other].update(mine.members)
        if theirs:
            leaving[other].subtract(theirs.members)
            (leaving[now] if now else missing).update(c for c in theirs.members if now or c.must)
        moved = Tally(self._tally.at, {n: +counts for n, counts in leaving.items()}, missing, self._tally.before)
        found = {(f.guarantee, f.term): f.what for f in judge(self.case, moved)}
        for number in (now, other) if now else (other,):
            for guarantee, term, what in lacks_seats(self.case, moved.leaving[number]):
                found.setdefault((guarantee, term), what)
        return [(guarantee, term, what) for (guarantee, term), what in sorted(found.items())]


WORDS: Mapping[Kind, str] = {
    "more-vulnerable": "Somebody for whom waiting weighs more would have to leave later instead.",
    "equal": "Somebody who weighs the same has the place; a change of places would make nothing better.",
    "as-good": "A change of places would keep every term; the plan is only proved to be near the best.",
    "sooner": "No term speaks against it, but everybody leaves as soon as can be.",
}
