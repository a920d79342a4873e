"""What became of a person in a hand-over, by all ticks that came in, in whatever order.

Released: the giving side says ``handed-over``, the receiving side ``received``, the neutral body ``seen``, and no tick
that stands says otherwise. Whatever contradicts that makes it nobody's to count until the neutral body settles it.
It is a function of the set of ticks, so that it makes no difference which telephone found the network first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from hudna.exchange.dossier import Course, Outcome, PersonFile, Tick
from hudna.exchange.model import MAY_LEAVE
from hudna.exchange.running import ExchangeFile

OUT = frozenset({"handed-over", "received", "seen"})
BACK = frozenset({"absent", "turned-back", "wrong-person"})
"""Not released: they did not come, came back, or somebody else stood there."""


def outcome_of(file: ExchangeFile, hand_over: int, person: PersonFile) -> Outcome:
    """What became of a person in one hand-over."""
    if file.told is not None:
        return file.told.get(person.id, {}).get(hand_over, Outcome(person.id, hand_over, "waiting", {}))
    ticks = person.ticks.get(hand_over, [])
    now = _judge(file, person, hand_over, [tick for tick in ticks if tick.withdrawn is None])
    settlement = person.settlement(hand_over)
    if settlement is not None:
        entry = person.settled[hand_over]
        course: Course = "released" if settlement.released else "died" if _died(now.said) else "stayed"
        late = any(_is_against(tick, settlement.released, entry.recorded) for tick in ticks)
        return Outcome(person.id, hand_over, course, now.said, entry.at, settled=True, late=late)
    closed = file.hand_overs[hand_over].closed if hand_over in file.hand_overs else None
    if closed is not None:
        by_then = _judge(file, person, hand_over, [tick for tick in ticks if _stood(tick, closed.at)])
        if by_then.course == "released" and now.course != "released":
            return Outcome(person.id, hand_over, "released", now.said, by_then.at, late=True)
    return now


def _stood(tick: Tick, at: datetime) -> bool:
    """Did a tick stand at an instant?"""
    return tick.entry.at <= at and (tick.withdrawn is None or tick.withdrawn.at > at)


def _is_against(tick: Tick, released: bool, settled: datetime) -> bool:
    """Does a tick that came in after a settlement say otherwise, or was one taken back that said the same?"""
    out = tick.event.what in OUT
    if tick.withdrawn is not None:
        return tick.entry.recorded <= settled < tick.withdrawn.recorded and out == released
    return tick.entry.recorded > settled and tick.event.what != "boarded" and out != released


def _died(said: Mapping[str, tuple[str, ...]]) -> bool:
    return any("died" in words for words in said.values())


def _judge(file: ExchangeFile, person: PersonFile, hand_over: int, ticks: list[Tick]) -> Outcome:
    said: dict[str, list[str]] = {}
    for tick in ticks:
        words = said.setdefault(tick.event.as_side, [])
        if tick.event.what not in words:
            words.append(tick.event.what)
    told = {speaker: tuple(sorted(words)) for speaker, words in sorted(said.items())}
    course = _course(file, person, told)
    at = max((t.entry.at for t in ticks if t.event.what in OUT), default=None) if course == "released" else None
    return Outcome(person.id, hand_over, course, told, at)


def _course(file: ExchangeFile, person: PersonFile, said: Mapping[str, tuple[str, ...]]) -> Course:
    giver, receiver = person.held_by, file.other(person.held_by)
    words = {what for told in said.values() for what in told}
    if not words:
        return "waiting"
    kinds = {_kind(what) for what in words} - {""}
    wrong_side = "handed-over" in said.get(receiver, ()) or "received" in said.get(giver, ())
    of_two_minds = any({"boarded", "absent"} <= set(told) for told in said.values())
    if len(kinds) > 1 or wrong_side or of_two_minds:
        return "contradicted"
    if not kinds:
        return "on-the-way"
    (kind,) = kinds
    spoke = {speaker for speaker, told in said.items() if any(_kind(what) for what in told)}
    if kind == "out":
        return "released" if {giver, receiver, ""} <= spoke else "unconfirmed"
    if kind == "died":
        return "died" if "" in spoke else "unconfirmed"
    return "stayed" if "" in spoke and len(spoke) > 1 else "unconfirmed"


def _kind(what: str) -> str:
    if what in OUT:
        return "out"
    if what in BACK:
        return "back"
    return "died" if what == "died" else ""


def outcomes(file: ExchangeFile, hand_over: int) -> dict[str, Outcome]:
    """What became of everybody of whom anything was ticked or settled in a hand-over."""
    there = file.hand_overs.get(hand_over)
    return {one: outcome_of(file, hand_over, file.people[one]) for one in there.people} if there else {}


def of_person(file: ExchangeFile, person: PersonFile) -> Iterator[Outcome]:
    """What became of a person in every hand-over they were in, in the order of the hand-overs."""
    told = file.told.get(person.id, {}) if file.told is not None else {}
    for hand_over in sorted({*person.ticks, *person.settled, *told}):
        yield outcome_of(file, hand_over, person)


def release_of(file: ExchangeFile, person: PersonFile) -> tuple[Outcome | None, tuple[Outcome, ...]]:
    """The release of a person that holds, and those beside it that cannot: nobody leaves twice.

    A second release holds only where the first one was of somebody else's remains, and that was found before.
    """
    return _release(person, list(of_person(file, person)))


def _release(person: PersonFile, found: list[Outcome]) -> tuple[Outcome | None, tuple[Outcome, ...]]:
    holds: Outcome | None = None
    twice: list[Outcome] = []
    for one in found:
        if one.course != "released" or one.at is None:
            continue
        if holds is None or (holds.at is not None and person.is_somebody_else(holds.at, one.at)):
            holds = one
        else:
            twice.append(one)
    return holds, tuple(twice)


def is_uncounted(person: PersonFile, release: Outcome) -> bool:
    """Were the remains that were released found to be somebody else's?"""
    return release.at is not None and person.is_somebody_else(release.at)


def is_back(person: PersonFile, release: Outcome) -> bool:
    """After the remains proved to be another's: is it said since that this person is still held?

    Then their release truly failed, and they can be put into another hand-over.
    """
    if not is_uncounted(person, release):
        return False
    found = max(entry.at for entry in person.examined)
    counts = person.statement
    return counts is not None and counts.at >= found and counts.status in MAY_LEAVE


def unresolved(file: ExchangeFile, person: PersonFile) -> tuple[Outcome, ...]:
    """What keeps a person out of every other hand-over: somebody must look, or settle, or withdraw."""
    found = list(of_person(file, person))
    _, twice = _release(person, found)
    return tuple(one for one in found if one.is_unresolved) + twice
