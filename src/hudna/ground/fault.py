"""Faults: catalogued refusals that say what happened, where, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a document: file, line and column counted from 1, and the clause if there is one."""

    file: str = ""
    line: int = 0
    column: int = 0
    clause: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f":{self.line}" if place else f"line {self.line}"
        if self.clause:
            place += f" (clause {self.clause})" if place else f"clause {self.clause}"
        return place


class Fault(Exception):  # the field's word, see the glossary
    """A refusal: ``code`` from a catalogue, ``what`` happened, ``where``, and ``remedy``, what to do.

    ``str(fault)`` is the one line that a person sees on stderr.
    """

    def __init__(self, code: str, what: str, *, where: Mark | str = "", remedy: str = "") -> None:
        self.code = code
        self.what = what
        self.where = where if isinstance(where, Mark) else Mark(file=where)
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.where}: " if str(self.where) else ""
        remedy = f" To do: {self.remedy}" if self.remedy else ""
        return " ".join(f"{place}{self.what} [{self.code}]{remedy}".split())


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The faults that one room raises: code → what to do about it (one sentence)."""

    room: str
    remedies: Mapping[str, str]

    def fault(self, code: str, what: str, *, where: Mark | str = "", remedy: str = "") -> Fault:
        """Make the fault ``code``; raises KeyError for a code that is not in the catalogue."""
        listed = self.remedies[code]
        return Fault(code, what, where=where, remedy=remedy or listed)
