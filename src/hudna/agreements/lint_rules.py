"""The rules of the linter: what each looks for, why it matters, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Literal

from hudna.agreements.faults import AGREEMENTS
from hudna.ground import Plain, parse_document, validate

Severity = Literal["error", "warning", "note"]
Subject = Literal["when", "who", "what", "where", "exchange", "watch", "words", "pairs"]


class Rule(Plain):
    """One rule. ``severity`` is its highest; a lint may say why it is lower here.

    error: the agreement cannot be assessed as it stands; warning: it invites dispute; note: worth a look.
    """

    code: str
    subject: Subject
    severity: Severity
    title: str
    why: str
    source: str
    example: str
    remedy: str


class RulesFile(Plain):
    """The file of rules that Hudna ships."""

    hudna: Literal["lints/1"]
    source: str
    rules: list[Rule]


@dataclass(frozen=True, slots=True)
class Lint:
    """One thing found in a draft. ``clause`` is “agreement” where no clause could hold it.

    ``clauses``: all clauses that take part in it, ``clause`` first.
    """

    code: str
    severity: Severity
    clause: str
    line: int
    column: int
    file: str
    message: str
    remedy: str
    clauses: tuple[str, ...]

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place}: {self.severity}: {self.message} [{self.code}, {self.clause}] To do: {self.remedy}"


class _Rules(Mapping[str, Rule]):
    """The rules by code, read when first asked for: most runs of Hudna lint nothing."""

    @cached_property
    def _by_code(self) -> dict[str, Rule]:
        path = files("hudna.agreements") / "data" / "lints.yaml"
        document = parse_document(path.read_text(encoding="utf-8"), "hudna/agreements/data/lints.yaml")
        return {rule.code: rule for rule in validate(document, RulesFile, "lints").rules}

    def __getitem__(self, code: str) -> Rule:
        return self._by_code[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_code)

    def __len__(self) -> int:
        return len(self._by_code)


RULES: Mapping[str, Rule] = _Rules()


def explain(code: str) -> str:
    """What a rule looks for, why, an example and what to do, as `hudna check --explain` prints it.

    Raises lint-unknown for a code that no rule has.
    """
    if code not in RULES:
        raise AGREEMENTS.fault("lint-unknown", f"There is no rule “{code}”.")
    rule = RULES[code]
    return (
        f"{rule.title} ({rule.severity}). {rule.why}\n\n"
        f"Example: {rule.example}\n\n"
        f"To do: {rule.remedy}\n\n"
        f"Source: {rule.source}."
    )
