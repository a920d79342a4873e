"""Who leaves sooner where the terms leave it open: the weights of ``data/vulnerability.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from hudna.exchange.membership import fits_description
from hudna.exchange.model import Person
from hudna.exchange.terms import Who


@dataclass(frozen=True, slots=True)
class Vulnerability:
    """A description of the living, by its id in the table, and what one hand-over of their waiting weighs."""

    id: str
    weight: int
    who: Who


@cache
def vulnerabilities() -> tuple[tuple[Vulnerability, ...], int]:
    """The table, heaviest first, and the weight of the dead."""
    told = yaml.safe_load((files("hudna.exchange") / "data" / "vulnerability.yaml").read_text(encoding="utf-8"))
    rows = (
        Vulnerability(
            row["id"],
            row["weight"],
            Who(
                sex=row.get("sex", ""),
                age_from=row.get("age_from"),
                age_below=row.get("age_below"),
                health=frozenset(row.get("health", ())),
            ),
        )
        for row in told["weights"]
    )
    return tuple(sorted(rows, key=lambda row: -row.weight)), told["remains"]


def why_sooner(person: Person) -> str:
    """The description of the table that fits a person, by its id; ``remains`` for the dead."""
    table, _ = vulnerabilities()
    return "remains" if person.remains else next(row.id for row in table if fits_description(row.who, person))


def weight_of(person: Person) -> int:
    """What one hand-over of a person's waiting weighs."""
    table, dead = vulnerabilities()
    return dead if person.remains else next(row.weight for row in table if fits_description(row.who, person))
