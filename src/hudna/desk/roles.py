"""Roles, and what each may do: one table, in ``data/roles.yaml``."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


class Role(StrEnum):
    """The part that an account has on the desk."""

    MEDIATOR = "mediator"
    MONITOR = "monitor"
    ANALYST = "analyst"
    LIAISON = "liaison"
    OBSERVER = "observer"
    FAMILIES = "families"
    ADMINISTRATOR = "administrator"


ROLES: tuple[Role, ...] = tuple(Role)
MISSION = frozenset({Role.MEDIATOR, Role.MONITOR, Role.ANALYST})
"""Roles that see every compartment of the case."""


@cache
def _table() -> dict[str, Any]:
    text = (files("hudna.desk") / "data" / "roles.yaml").read_text(encoding="utf-8")
    table: dict[str, Any] = yaml.safe_load(text)["actions"]
    return table


@cache
def actions() -> dict[str, frozenset[Role]]:
    """Every action of the desk, and the roles that carry it."""
    return {action: frozenset(Role(name) for name in row["roles"]) for action, row in _table().items()}


def words_of(action: str) -> str:
    """What an action is, in words and in the reader's language. Raises KeyError."""
    from django.utils.translation import gettext

    return gettext(str(_table()[action]["what"]))


def carries(role: Role, action: str) -> bool:
    """Does the role carry the action? Raises KeyError for an action that is not in the table."""
    return role in actions()[action]
