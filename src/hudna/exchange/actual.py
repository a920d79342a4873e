"""What has truly happened, as the planner takes it: who left, who may leave now, and who waits for an answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from hudna.exchange.dossier import PersonFile
from hudna.exchange.model import Actuals, HandOver, Person, Status
from hudna.exchange.outcome import is_back, is_uncounted, outcome_of, release_of, unresolved
from hudna.exchange.running import ExchangeFile


def actuals_of(file: ExchangeFile, *, not_before: datetime | None = None) -> Actuals:
    """Who was released in which hand-over, by what three confirmed or the neutral body settled; nothing else counts.

    Remains that proved to be another's are un-counted; once it is said that the person is still held, their release
    has failed, and they are among the released no more.
    """
    released: dict[str, int] = {}
    uncounted: set[str] = set()
    for number, hand_over in sorted(file.hand_overs.items()):
        for one in hand_over.people:
            person = file.people[one]
            holds, _ = release_of(file, person)
            if holds is None or holds.hand_over != number or is_back(person, holds):
                continue
            released[one] = number
            if is_uncounted(person, holds):
                uncounted.add(one)
    began = [HandOver(number, one.began) for number, one in sorted(file.hand_overs.items()) if one.began is not None]
    return Actuals(released, tuple(began), not_before, frozenset(uncounted))


def status_of(file: ExchangeFile, person: PersonFile, otherwise: Status = "unknown") -> Status:
    """What is said of a person as of now; ``otherwise``: where nobody said anything since the lists."""
    holds, _ = release_of(file, person)
    if holds is not None and not is_back(person, holds):
        return "released"
    counts = person.statement
    return counts.status if counts else otherwise


def people_now(
    people: Iterable[Person],
    file: ExchangeFile,
    *,
    refuse: Collection[str] = (),
    unfit: Collection[str] = (),
    in_hand: Collection[str] = (),
) -> tuple[Person, ...]:
    """The persons of the register with what is said of them now. Raises person-unknown.

    ``refuse`` and ``unfit``: who refused and who cannot travel, read from the slips by whoever may. ``in_hand``: whom
    the plan has in a hand-over that is going on. They, and everybody whose release is unconfirmed or contradicted, are
    in no plan until it is known what became of them: ``pending``.
    """
    return tuple(_now(one, file, one.id in refuse, one.id in unfit, one.id in in_hand) for one in people)


def _now(one: Person, file: ExchangeFile, refuses: bool, unfit: bool, in_hand: bool) -> Person:
    person = file.person(one.id)
    status = status_of(file, person, one.status)
    if refuses and status not in ("released", "said-dead", "proved-dead", "denied"):
        status = "refuses"
    running = file.running
    waits = in_hand and (running is None or outcome_of(file, running.number, person).course != "stayed")
    pending = one.pending or unfit or waits or bool(unresolved(file, person))
    return replace(one, status=status, held_by=person.held_by, pending=pending)
