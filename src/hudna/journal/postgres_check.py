"""Is a case in PostgreSQL still as it was made? Compares what the server says of it with the script that makes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Ask = Callable[..., list[tuple[Any, ...]]]

_COLUMNS = """
SELECT c.relname, a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
  || CASE WHEN a.attcollation <> 0 AND l.collname = 'C' THEN ' COLLATE "C"' ELSE '' END
  || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
WHERE c.relnamespace = to_regnamespace(?) AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
"""
_CONSTRAINTS = """
SELECT c.relname, 'CONSTRAINT ' || k.conname || ' ' || pg_get_constraintdef(k.oid)
FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
WHERE k.connamespace = to_regnamespace(?) AND k.contype <> 'n'
"""
_TRIGGERS = """
SELECT t.tgname, pg_get_triggerdef(t.oid), t.tgenabled = 'A'
FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = to_regnamespace(?) AND NOT t.tgisinternal
"""
_FUNCTIONS = "SELECT proname, prosrc FROM pg_catalog.pg_proc WHERE pronamespace = to_regnamespace(?)"
_OTHERS = """
SELECT c.relname FROM pg_catalog.pg_class c
WHERE c.relnamespace = to_regnamespace(?)
  AND (c.relkind NOT IN ('r', 'i') OR c.relpersistence <> 'p' OR c.relhasrules OR c.relrowsecurity)
"""
_SAFE = (
    ("fsync", "the server does not wait for its disk (fsync is off): a power cut can lose what was acknowledged"),
    ("full_page_writes", "the server writes pages unprotected (full_page_writes is off): a power cut can damage it"),
)


def complaints(ask: Ask, schema: str, script: str) -> list[str]:
    """What is wrong with the tables, triggers and functions of the case, and with the server's care, in words."""
    wanted = dict(_wanted(script))
    found = dict(_found(ask, schema))
    missing = [f"the {name} is missing" for name in wanted if name not in found]
    changed = [f"the {name} was changed" for name, text in found.items() if wanted.get(name, text) != text]
    more = [f"there is a {name} that is not ours" for name in found if name not in wanted]
    odd = [f"{name} has rules or policies, or is no plain lasting table" for (name,) in ask(_OTHERS, (schema,))]
    careless = [why for setting, why in _SAFE if ask(f"SHOW {setting}") != [("on",)]]
    return [*sorted(missing), *sorted(changed), *sorted(more), *sorted(odd), *careless]


def _wanted(script: str) -> Iterator[tuple[str, str]]:
    """By name, what the script makes, a line each."""
    for table, inside in re.findall(r"^CREATE TABLE \w+\.(\w+) \(\n(.*?)\n\);", script, flags=re.M | re.S):
        for line in inside.splitlines():
            text = line.strip().rstrip(",")
            yield _named(table, text), text
    for text, name in re.findall(r"^(CREATE TRIGGER (\w+) .*);$", script, flags=re.M):
        yield f"trigger {name}", text
    for name, body in re.findall(r"^CREATE FUNCTION \w+\.(\w+)\(\).*?\$\$(.*?)\$\$", script, flags=re.M | re.S):
        yield f"function {name}", body


def _found(ask: Ask, schema: str) -> Iterator[tuple[str, str]]:
    """By name, what the server says there is."""
    for table, text in [*ask(_COLUMNS, (schema,)), *ask(_CONSTRAINTS, (schema,))]:
        yield _named(table, text), text
    for name, text, always in ask(_TRIGGERS, (schema,)):
        yield f"trigger {name}", text if always else "switched off"
    for name, body in ask(_FUNCTIONS, (schema,)):
        yield f"function {name}", body


def _named(table: str, text: str) -> str:
    words = text.split()
    return f"constraint {words[1]} of {table}" if words[0] == "CONSTRAINT" else f"column {table}.{words[0]}"
