"""What stands in the way of lists, of the seed and of plans: each side makes up its mind before it sees the other's."""

from __future__ import annotations

import re

from hudna.exchange.events import (
    ListCommitted,
    ListHandedOver,
    ListsReconciled,
    PlanAgreed,
    PlanMade,
    SeedCommitted,
    SeedRevealed,
)
from hudna.exchange.obstacle import Deed, Obstacle, Rule
from hudna.exchange.ranges import of_ranges
from hudna.exchange.running import ExchangeFile
from hudna.exchange.sealed import commitment_of_half, commitment_of_list

_HASH = re.compile(r"[0-9a-f]{64}\Z")


def _commitment(file: ExchangeFile, event: ListCommitted, deed: Deed) -> Obstacle | None:
    if not _HASH.match(event.commitment):
        return Obstacle("commitment-unfit", "A commitment is a SHA-256 in hex: 64 digits.")
    due = len(file.lists.get((event.side, event.kind), ())) + 1
    if event.version != due:
        what = f"The next version of what {event.side} says is {event.kind} is {due}, not {event.version}."
        return Obstacle("commitment-unfit", what)
    if any(one.commitment == event.commitment for versions in file.lists.values() for one in versions):
        return Obstacle("commitment-unfit", "This commitment was made before; a new version has a new salt.")
    return None


def _handing_over(file: ExchangeFile, event: ListHandedOver, deed: Deed) -> Obstacle | None:
    version = file.list_now(event.side, event.kind)
    if version is None or version.number != event.version:
        return Obstacle("list-uncommitted", f"{event.side} has not committed itself to version {event.version}.")
    if version.handed_over is not None:
        return Obstacle("list-uncommitted", f"Version {event.version} of {event.side} was handed over before.")
    if not file.are_committed(event.kind):
        missing = next(side for side in file.sides if not file.lists.get((side, event.kind)))
        return Obstacle("list-early", f"{missing} has not committed itself to a list yet; neither is opened before.")
    if not _HASH.match(event.document) or not _HASH.match(event.root) or min(event.rows, event.rejected) < 0:
        return Obstacle("list-unfit", "The file's hash, the root over its rows or their number is none.")
    if commitment_of_list(event.salt, event.document) != version.commitment:
        return Obstacle("list-other", f"This is not the list to which {event.side} committed itself.")
    return None


def _reconciling(file: ExchangeFile, event: ListsReconciled, deed: Deed) -> Obstacle | None:
    handed = {one.opened.document for versions in file.lists.values() for one in versions if one.opened}
    strange = [one for one in event.lists if one not in handed]
    if strange or not event.lists:
        return Obstacle("list-unknown", f"No list {strange[0][:12] if strange else ''} was handed over.")
    try:
        everybody = [person for text in event.held.values() for person in of_ranges(text)]
        named = {person for by in (event.asked, event.listed) for text in by.values() for person in of_ranges(text)}
    except ValueError as error:
        return Obstacle("register-unfit", f"{error}.")
    if not {*event.held, *event.asked, *event.listed} <= set(file.sides):
        return Obstacle("register-unfit", f"Somebody is held or asked for by neither {' nor '.join(file.sides)}.")
    if len(set(everybody)) != len(everybody):
        return Obstacle("register-unfit", "Somebody is held by both sides; that is a question, and not a holder.")
    if not named <= set(everybody):
        return Obstacle("register-unfit", "Somebody is asked for or listed who is no person of the register.")
    if len(everybody) != event.persons or not _HASH.match(event.result):
        return Obstacle("register-unfit", f"{event.persons} persons are told of, and {len(everybody)} are named.")
    gone = file.people.keys() - set(everybody)
    if gone:
        return Obstacle("person-dropped", f"{len(gone)} persons of the register before are not in it: {min(gone)} …")
    return None


def _seed(file: ExchangeFile, event: SeedCommitted, deed: Deed) -> Obstacle | None:
    if not _HASH.match(event.commitment):
        return Obstacle("commitment-unfit", "A commitment is a SHA-256 in hex: 64 digits.")
    if any(seed.revealed for seed in file.seeds.values()):
        return Obstacle("seed-order", "A half of the seed is open; nobody commits themselves to another one now.")
    if any(seed.committed.event.commitment == event.commitment for seed in file.seeds.values()):  # type: ignore[attr-defined]
        return Obstacle("commitment-unfit", "This commitment was made before: each side draws a half of its own.")
    return None


def _revealing(file: ExchangeFile, event: SeedRevealed, deed: Deed) -> Obstacle | None:
    if not all(side in file.seeds for side in file.sides):
        return Obstacle("seed-order", "Both sides commit themselves to their halves before either opens its own.")
    if not file.registers:
        return Obstacle(
            "seed-order", "The lists are reconciled before the seed is known; else it could be played with."
        )
    seed = file.seeds[event.side]
    if seed.revealed is not None:
        return Obstacle("seed-order", f"The half of {event.side} is open already.")
    if commitment_of_half(event.half) != seed.committed.event.commitment:  # type: ignore[attr-defined]
        return Obstacle("seed-other", f"This is not the half to which {event.side} committed itself.")
    return None


def _plan(file: ExchangeFile, event: PlanMade, deed: Deed) -> Obstacle | None:
    if not file.registers:
        return Obstacle("plan-order", "There is no register of persons that a plan could be of.")
    last = file.plan.event.document if file.plan else ""
    if event.replaces != last:
        return Obstacle(
            "plan-order", f"The plan that it replaces is not the last one ({last[:12] or 'there is none'})."
        )
    if not _HASH.match(event.document) or any(one.event.document == event.document for one in file.plans):
        return Obstacle("plan-order", "The document of the plan has no hash, or was put before the sides already.")
    return None


def _agreeing(file: ExchangeFile, event: PlanAgreed, deed: Deed) -> Obstacle | None:
    if file.plan is None or file.plan.event.document != event.document:
        return Obstacle("plan-order", "The last plan is another one; what is agreed to is the last.")
    if event.agreed == (event.side in file.plan.agreed_by):
        return Obstacle("plan-order", f"{event.side} has said that already.")
    return None


RULES: dict[type, Rule] = {
    ListCommitted: _commitment,
    ListHandedOver: _handing_over,
    ListsReconciled: _reconciling,
    SeedCommitted: _seed,
    SeedRevealed: _revealing,
    PlanMade: _plan,
    PlanAgreed: _agreeing,
}
