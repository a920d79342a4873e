"""What a plan stands on: the terms of an agreement, the lists, the people of the register, and what has happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import islice
from pathlib import Path

from hudna.agreements import Loaded, load_agreement
from hudna.cli.plan_lists import Access, Whose, open_exchange_lists, whose_lists
from hudna.exchange import (
    EXCHANGE,
    Actuals,
    HandOver,
    Impossible,
    Person,
    Plan,
    Register,
    RowsJudged,
    Terms,
    coming,
    given_list,
    plan_exchange,
    read_actuals,
    read_verdicts,
    reconcile,
    register_from,
    seed_of,
    terms_of,
)
from hudna.ground import decode, read_bytes, when
from hudna.people import ReadList

Step = Callable[[str, float], None]


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line."""

    agreement: Path
    lists: tuple[Path, ...]
    wanted: tuple[str, ...]
    held: tuple[str, ...]
    access: Access
    languages: tuple[str, ...] = ("en", "ar")
    start: str | None = None
    register: Path | None = None
    judgements: Path | None = None
    seed_halves: tuple[str, str] | None = None
    replan: Path | None = None
    pdf: bool | None = None


@dataclass(frozen=True)
class Ground:
    """Everything that is known before a plan is made."""

    loaded: Loaded
    terms: Terms
    files: Mapping[Whose, Path]
    reads: Mapping[Whose, ReadList] = field(repr=False)
    register: Register = field(repr=False)
    actuals: Actuals
    seed: str

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """Everybody of the register who is a person of their own."""
        return self.register.people

    @property
    def answered(self) -> bool:
        """Was any answer handed in? If not, whoever is asked for is taken to be held."""
        return bool(self.register.answered)

    def plan(self, step: Step) -> Plan | Impossible:
        """The plan, or why there can be none."""
        return plan_exchange(
            self.terms,
            self.people,
            actuals=self.actuals,
            seed=self.seed,
            answered=self.answered,
            progress=lambda what: step(f"Planning: {what}", 0.6),
        )


def ground_of(request: Request, step: Step) -> Ground:
    """Read everything. Raises the faults of agreements, of lists and of exchanges."""
    loaded = load_agreement(request.agreement)
    zone = loaded.agreement.timezone or "UTC"
    terms = terms_of(loaded, start=when.instant(request.start, zone) if request.start else None)
    seed = seed_of(*request.seed_halves) if request.seed_halves else ""
    files = whose_lists(request.lists, request.wanted, request.held, terms.sides)
    reads = open_exchange_lists(files, request.access, terms.sides)
    previous = register_from(_text(request.register), str(request.register)) if request.register else None
    step("Matching", 0.1)
    register = reconcile(
        terms.sides,
        [given_list(side, kind, read, version) for (side, kind, version), read in reads.items()],
        ages_on=terms.ages_on,
        previous=previous,
        judged=_judged(request, previous),
        names=names_of(loaded, terms.sides),
        progress=lambda what, part: step(what, 0.1 + 0.4 * part),
    ).register
    actuals = _actuals(request, terms, register) if request.replan else Actuals()
    return Ground(loaded, terms, files, reads, register, actuals, seed)


def _judged(request: Request, previous: Register | None) -> tuple[RowsJudged, ...]:
    """What people decided about rows. Raises verdicts-unreadable."""
    if request.judgements is None:
        return ()
    where = str(request.judgements)
    if previous is None:
        raise EXCHANGE.fault("verdicts-unreadable", "Verdicts are given without the register.", where=where)
    return read_verdicts(_text(request.judgements), where, previous)


def names_of(loaded: Loaded, sides: Sequence[str]) -> dict[str, list[str]]:
    """What each side may be called in a column that says who holds somebody."""
    parties = loaded.parties
    return {side: [*parties[side].name.values()] if side in parties else [] for side in sides}


def _actuals(request: Request, terms: Terms, register: Register) -> Actuals:
    assert request.replan is not None
    return read_actuals(
        _text(request.replan),
        str(request.replan),
        people={person.id: person for person in register.people},
        calendar=calendar_of(terms),
        zone=terms.zone,
    )


def calendar_of(terms: Terms) -> Callable[[int], datetime]:
    """When a hand-over is by the terms, if nothing stops; beyond the last one, as if there were more."""
    planned: dict[int, HandOver] = {}

    def at(number: int) -> datetime:
        if number not in planned:
            planned.update((one.number, one) for one in islice(coming(terms, Actuals()), number))
        if number in planned:
            return planned[number].at
        return terms.batches.first + (number - 1) * terms.batches.every

    return at


def _text(path: Path) -> str:
    """A file of text. Raises file-missing and file-encoding."""
    return decode(read_bytes(path), str(path))
