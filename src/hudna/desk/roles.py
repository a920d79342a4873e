"""Roles, and what each may do: one table, in ``data/roles.yaml``."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from importlib.resources import files

import yaml


class Role(StrEnum):
    """The part that an account has on the desk."""

    MEDIATOR = "mediator"
    MONITOR = "monitor"
    ANALYST = "analyst"
    LIAISON = "liaison"
    OBSERVER = "observer"
    ADMINISTRATOR = "administrator"


ROLES: tuple[Role, ...] = tuple(Role)
MISSION = frozenset({Role.MEDIATOR, Role.MONITOR, Role.ANALYST})
"""Roles that see every compartment of the case."""


@cache
def actions() -> dict[str, frozenset[Role]]:
    """Every action of the desk, and the roles that carry it."""
    text = (files("hudna.desk") / "data" / "roles.yaml").read_text(encoding="utf-8")
    table = yaml.safe_load(text)["actions"]
    return {action: frozenset(Role(name) for name in row["roles"]) for action, row in table.items()}


def carries(role: Role, action: str) -> bool:
    """Does the role carry the action? Raises KeyError for an action that is not in the table."""
    return role in actions()[action]
