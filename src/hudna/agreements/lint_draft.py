"""A draft as the linter reads it: every part with its place, and look-ups that never raise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from functools import cached_property
from typing import TypeVar

import shapely
from shapely.geometry.base import BaseGeometry

from hudna.agreements.bound import Roll, call_roll
from hudna.agreements.lint_rules import RULES, Lint, Severity
from hudna.agreements.model import Ban, Clause, Freeze, Moment, Permission, Scope, WeaponClass, Withdrawal
from hudna.agreements.moments import Clock, stamp
from hudna.agreements.names import Path_
from hudna.agreements.parse import Loaded
from hudna.ground import NO_END, NO_START, Fault, Plain, Shape, fold

AGREEMENT = "agreement"
C = TypeVar("C", bound=Clause)
P = TypeVar("P", bound=Plain)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part:
    """A node of the document: the clause it stands in (empty: none), its path in the clause, and the node."""

    clause: str
    path: Path_
    node: Plain


class Draft:
    """One agreement under the linter. Nothing here raises for what a text may say."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.agreement = loaded.agreement
        self.clock = Clock(loaded)
        self._instants: dict[int, datetime | None] = {}
        self._drawn: dict[int, BaseGeometry | Fault] = {}
        self._kin: dict[str, frozenset[str]] = {}

    # Lints

    def lint(
        self,
        code: str,
        clause: str,
        path: Path_,
        message: str,
        *,
        others: Iterable[str] = (),
        severity: Severity | None = None,
    ) -> Lint:
        """A lint at a field of a clause; without a clause, at a field of the agreement."""
        rule = RULES[code]
        mark = self.loaded.mark(clause, *path)
        clauses = tuple(dict.fromkeys([*([clause] if clause else []), *others]))
        return Lint(
            code=code,
            severity=severity or rule.severity,
            clause=clause or AGREEMENT,
            line=max(mark.line, 1),
            column=max(mark.column, 1),
            file=mark.file or self.loaded.file,
            message=message,
            remedy=rule.remedy,
            clauses=clauses or (AGREEMENT,),
        )

    def absent(self, code: str, message: str, *, others: Iterable[str] = ()) -> Lint:
        """A lint about something that no clause holds: at the line of `clauses:`."""
        return self.lint(code, "", ("clauses",), message, others=others)

    # Parts

    def of(self, kind: type[C]) -> list[C]:
        """The clauses of a kind, in their order."""
        return [clause for clause in self.agreement.clauses if isinstance(clause, kind)]

    @cached_property
    def bans(self) -> list[Ban | Freeze | Withdrawal]:
        """The clauses that forbid something."""
        return [c for c in self.agreement.clauses if isinstance(c, Ban | Freeze | Withdrawal)]

    @cached_property
    def zoned(self) -> list[Ban | Permission | Freeze]:
        """The clauses that hold in a zone of their own or in the scope."""
        return [c for c in self.agreement.clauses if isinstance(c, Ban | Permission | Freeze)]

    @cached_property
    def parts(self) -> list[Part]:
        """Every node of the document, clauses first."""
        found = [Part(clause.id, path, node) for clause in self.agreement.clauses for path, node in _walk(clause, ())]
        if self.agreement.signed is not None:
            found.append(Part("", ("signed",), self.agreement.signed))
        events = self.agreement.events.items()
        return [
            *found,
            *(Part("", ("events", name), moment) for name, moment in events if moment is not None),
        ]

    def nodes(self, kind: type[P]) -> Iterator[tuple[Part, P]]:
        """The parts of a kind."""
        return ((part, part.node) for part in self.parts if isinstance(part.node, kind))

    # Time

    def instant(self, moment: Moment | None, clause: str, *path: str | int) -> datetime | None:
        """The instant of a moment, or None if it is not given or cannot be found."""
        if moment is None:
            return None
        key = id(moment)
        if key not in self._instants:
            here = ("clauses", self.loaded.numbers[clause]) if clause else ()
            self._instants[key] = _or_none(lambda: self.clock.read(moment, (*here, *path)).instant)
        return self._instants[key]

    @cached_property
    def start(self) -> datetime | None:
        """Entry into force, if it can be found."""
        return _or_none(lambda: self.clock.start.instant)

    @cached_property
    def end(self) -> datetime | None:
        """The end, if there is one and it can be found."""
        return _or_none(lambda: self.clock.end)

    @cached_property
    def period(self) -> tuple[datetime, datetime]:
        """From entry into force to the end; as wide as the calendar where they are not known."""
        return self.start or NO_START, self.end or NO_END

    def stamp(self, instant: datetime) -> str:
        """An instant as people read it, on the clock of the agreement if it names one."""
        try:
            return stamp(instant, self.agreement.timezone or "UTC")
        except (Fault, OverflowError):
            return stamp(instant)

    # Acts and weapons

    @cached_property
    def act_names(self) -> frozenset[str]:
        """What the acts of the taxonomy are called in any language."""
        return frozenset(fold(name) for act in self.loaded.acts.acts.values() for name in act.name.values())

    def acts_of(self, clause: Ban | Permission | Freeze | Withdrawal) -> frozenset[str]:
        """The acts of the taxonomy that the words of a clause lead to."""
        known = self.loaded.acts.tree.paths
        return frozenset(act for word in clause.acts for act in self._defined.get(word, (word,)) if act in known)

    @cached_property
    def _defined(self) -> dict[str, list[str]]:
        return {definition.term: definition.acts for definition in self.agreement.definitions}

    def weapons_of(self, wanted: WeaponClass) -> frozenset[str]:
        """The weapons of a class; none if there is no such class."""
        acts = self.loaded.acts
        chosen = acts.of_class(
            wanted.kind,
            calibre_from=wanted.calibre_from_mm or 0.0,
            calibre_below=wanted.calibre_below_mm or float("inf"),
        )
        return frozenset(chosen - {w for kind in wanted.except_kinds for w in acts.of_class(kind)})

    # Parties

    @cached_property
    def roll(self) -> Roll | None:
        """Who is bound when, if the entry into force is known."""
        return _or_none(lambda: call_roll(self.loaded, clock=self.clock))

    def uppers(self, party: str) -> frozenset[str]:
        """The party and all above it at some time while the agreement is in force."""
        if party not in self._kin:
            since, until = self.period
            found, todo = {party}, [party]
            while todo:
                for parent, _, begins, ends in self.loaded.parties.links.get(todo.pop(), ()):
                    if begins < until and since < ends and parent not in found:
                        found.add(parent)
                        todo.append(parent)
            self._kin[party] = frozenset(found)
        return self._kin[party]

    @cached_property
    def lowers(self) -> dict[str, frozenset[str]]:
        """For each party: itself and all below it at some time while the agreement is in force."""
        found: dict[str, set[str]] = {party: {party} for party in self.loaded.parties}
        for party in self.loaded.parties:
            for upper in self.uppers(party):
                found.setdefault(upper, set()).add(party)
        return {party: frozenset(below) for party, below in found.items()}

    def name_of(self, party: str) -> str:
        """The name of a party in quotation marks, in English if there is one."""
        known = self.loaded.parties.by_id.get(party)
        return f"“{spoken(known.name)}”" if known else f"“{party}”"

    # Ground

    def drawn(self, shape: Shape) -> BaseGeometry | Fault:
        """The geometry of a shape, or the fault that stands in the way."""
        key = id(shape)
        if key not in self._drawn:
            try:
                self._drawn[key] = self.loaded.areas.draw(shape, self.loaded.folder)
            except Fault as fault:
                self._drawn[key] = fault
            except (ValueError, shapely.errors.ShapelyError) as error:
                self._drawn[key] = Fault("geometry-unreadable", f"The geometry cannot be read: {error}.")
        return self._drawn[key]

    def ground(self, shape: Shape | None) -> BaseGeometry | None:
        """The geometry of a shape if it can be drawn."""
        geometry = self.drawn(shape) if shape is not None else None
        return geometry if isinstance(geometry, BaseGeometry) else None

    @cached_property
    def scope_lines(self) -> dict[str, Shape]:
        """The reference lines that scope clauses give."""
        return {party: shape for scope in self.of(Scope) for party, shape in scope.lines.items()}

    @cached_property
    def scope(self) -> Scope | None:
        """The scope that counts: the first one with a zone, else the first."""
        scopes = self.of(Scope)
        return next((scope for scope in scopes if scope.zone is not None), scopes[0] if scopes else None)


def _walk(node: Plain, path: Path_) -> Iterator[tuple[Path_, Plain]]:
    """A node and the nodes in it; a shape is one node, however many positions it has."""
    yield path, node
    if isinstance(node, Shape):
        return
    for name in type(node).model_fields:
        value = getattr(node, name)
        if isinstance(value, Plain):
            yield from _walk(value, (*path, name))
        elif isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, Plain):
                    yield from _walk(item, (*path, name, number))
        elif isinstance(value, dict):
            for key, item in value.items():
                if isinstance(item, Plain):
                    yield from _walk(item, (*path, name, key))


def _or_none(look: Callable[[], T]) -> T | None:
    try:
        return look()
    except (Fault, RecursionError):
        return None


def like(word: str, known: Iterable[str]) -> str:
    """A remark with the nearest known word, or nothing."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.7)
    return f" Do you mean “{near[0]}”?" if near else ""


def spoken(words: dict[str, str]) -> str:
    """The English words, or the first there are."""
    return words.get("en") or next(iter(words.values()))


def listed(names: Iterable[str], *, most: int = 4) -> str:
    """Names in a row; beyond ``most`` the number of the others."""
    every = list(names)
    if len(every) > most:
        return f"{', '.join(every[:most])} and {len(every) - most} more"
    return " and ".join([", ".join(every[:-1]), every[-1]]) if len(every) > 1 else "".join(every)
