"""Parse: from the YAML document to an agreement, with the line of every clause and field.

What is refused here makes an agreement unreadable: a name that stands for two things, a clause that names
itself, clauses that wait for each other. What it merely leaves open is for the linter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from hudna.agreements.faults import AGREEMENTS
from hudna.agreements.model import Agreement, AnyClause, Deadline, Permission, Redeployment
from hudna.agreements.names import FIXED, entries, origins
from hudna.agreements.term import Period
from hudna.ground import (
    DISK,
    Acts,
    Areas,
    Document,
    Fault,
    Mark,
    Parties,
    Shelf,
    load_acts,
    load_areas,
    load_parties,
    read_document,
    validate,
)


@dataclass(frozen=True, slots=True)
class Given:
    """The parties' consent as a journal has it: stretches of time [from, until) by party.

    ``elsewhere``: while the party is bound by another version, so that this one does not bind it.
    """

    accepted: Mapping[str, tuple[Period, ...]]
    refused: Mapping[str, tuple[Period, ...]]
    elsewhere: Mapping[str, tuple[Period, ...]]


@dataclass(frozen=True)
class Loaded:
    """An agreement as read, with the line of everything in it and the shared files that it uses."""

    agreement: Agreement
    document: Document = field(repr=False)
    file: str
    folder: Path
    parties: Parties = field(repr=False)
    areas: Areas = field(repr=False)
    acts: Acts = field(repr=False)
    given: Given | None = field(default=None, repr=False)
    """Who consented from when until when, where a journal says so; the answers in the text then count for nothing."""

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The place of each clause in the document, counted from 0, by its id."""
        return {clause.id: number for number, clause in enumerate(self.agreement.clauses)}

    @cached_property
    def clauses(self) -> Mapping[str, AnyClause]:
        """The clauses by id."""
        return self.agreement.by_id

    def mark(self, clause: str = "", *path: str | int) -> Mark:
        """The line of a field of a clause (of its nearest parent in the file), or of the clause.

        Without a clause: the line of a field of the agreement. Raises KeyError for a clause that it has not.
        """
        if not clause:
            return self.document.mark(path)
        return replace(self.document.mark(("clauses", self.numbers[clause], *path)), clause=clause)


def parse_agreement(document: Document) -> Agreement:
    """The agreement that a document holds, without its shared files.

    Raises document-kind, document-shape, name-twice, clause-itself, clause-circle, each with file and line.
    """
    agreement = validate(document, Agreement, "agreement")
    _check_names(agreement, document)
    _check_itself(agreement, document)
    _check_circles(agreement, document)
    return agreement


def load_agreement(path: Path | str, shelf: Shelf = DISK) -> Loaded:
    """Read an agreement and the parties, areas and acts files that it shares with others.

    Paths in the agreement are relative to its own folder. Raises what :func:`parse_agreement` raises, and the
    faults of the shared files under their own names.
    """
    document = read_document(path, shelf)
    agreement = parse_agreement(document)
    folder = Path(path).parent
    shared = agreement.shared
    for kind in ("parties", "areas", "acts"):
        for number, name in enumerate(getattr(shared, kind)):
            if not shelf.has(folder / name):
                what = f"The {kind} file “{name}” is not there."
                where = document.mark(("shared", kind, number))
                raise AGREEMENTS.fault("shared-missing", what, where=where)
    return Loaded(
        agreement=agreement,
        document=document,
        file=str(path),
        folder=folder,
        parties=load_parties((folder / name for name in shared.parties), shelf),
        areas=load_areas((folder / name for name in shared.areas), shelf),
        acts=load_acts((folder / name for name in shared.acts), shelf),
    )


def _check_names(agreement: Agreement, document: Document) -> None:
    """Clauses, phases and events share one space of names, since moments count from any of them."""
    seen: dict[str, Mark] = {}
    for name, path in entries(agreement):
        where = document.mark(path)
        if name in FIXED and path[0] != "clauses":
            what = f"“{name}” is the name of the {name.replace('-', ' ')} already."
            raise AGREEMENTS.fault("name-twice", what, where=where)
        if name in seen:
            what = f"“{name}” stands here and at line {seen[name].line}."
            raise AGREEMENTS.fault("name-twice", what, where=where)
        seen[name] = where
    for key, word, names in (
        ("sources", "source", [source.id for source in agreement.sources]),
        ("definitions", "term", [definition.term for definition in agreement.definitions]),
    ):
        for number, name in enumerate(names):
            if name in names[:number]:
                what = f"The {word} “{name}” has two entries."
                raise AGREEMENTS.fault("name-twice", what, where=document.mark((key, number)))


def _check_itself(agreement: Agreement, document: Document) -> None:
    for number, clause in enumerate(agreement.clauses):
        here = ("clauses", number)
        if isinstance(clause, Permission) and clause.id in (clause.of or ()):
            raise _itself(document, (*here, "of"), clause.id, f"Clause {clause.id} excepts from itself.")
        if isinstance(clause, Deadline) and clause.after == clause.id:
            raise _itself(document, (*here, "after"), clause.id, f"Clause {clause.id} comes after itself.")
        if isinstance(clause, Redeployment):
            for place, phase in enumerate(clause.phases):
                if phase.after in (phase.id, clause.id):
                    path = (*here, "phases", place, "after")
                    raise _itself(document, path, clause.id, f"Phase {phase.id} comes after itself.")


def _itself(document: Document, path: tuple[str | int, ...], clause: str, what: str) -> Fault:
    return AGREEMENTS.fault("clause-itself", what, where=replace(document.mark(path), clause=clause))


def _check_circles(agreement: Agreement, document: Document) -> None:
    """Follow each name to what it counts from or comes after; to come back to it is a fault."""
    graph = origins(agreement)
    done: set[str] = set()
    for start in graph:
        way: list[str] = []
        stack: list[Iterator[tuple[str, tuple[str | int, ...]]]] = [iter([(start, ())])]
        while stack:
            name, path = next(stack[-1], ("", ()))
            if not name:
                stack.pop()
                if way:
                    done.add(way.pop())
            elif name in way:
                _refuse_circle([*way[way.index(name) :], name], document.mark(path))
            elif name not in done:
                way.append(name)
                stack.append(iter(graph.get(name, ())))


def _refuse_circle(way: list[str], where: Mark) -> None:
    if len(way) == 2:
        raise AGREEMENTS.fault("clause-itself", f"“{way[0]}” counts from itself.", where=where)
    what = f"They wait for each other: {' → '.join(way)}."
    raise AGREEMENTS.fault("clause-circle", what, where=where)
