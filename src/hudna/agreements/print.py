"""Print: an agreement as canonical YAML, so that two people who write the same terms get the same file.

Parsing what is printed gives the same agreement. Keys stand in the order of the model, a clause's number and
kind first; what equals its default is left out; times, weapons and areas are written short where they can be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from hudna.agreements.model import Agreement, Moment, WeaponClass
from hudna.ground import Plain, Shape

FIRST = ("hudna", "id", "kind")
LAST = ("note",)
WIDTH = 110
_SHORT = {Moment: "at", WeaponClass: "kind", Shape: "area"}
_BREAKS = "\x85\u2028\u2029\ufeff"
"""Signs that some readers of YAML take for the end of a line: only escaped do they come back."""
_NUMBERS = r"[-+]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?$"


def print_agreement(agreement: Agreement) -> str:
    """The agreement as YAML text, UTF-8 kept as it is."""
    return yaml.dump(
        plain(agreement),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=WIDTH,
        default_flow_style=False,
    )


def plain(value: Any) -> Any:
    """A node of a document as maps, lists, text and numbers; defaults left out, the shortest form taken."""
    if isinstance(value, Plain):
        short = _SHORT.get(type(value))
        kept = {
            name: getattr(value, name)
            for name, field in type(value).model_fields.items()
            if field.is_required() or getattr(value, name) != field.get_default(call_default_factory=True)
        }
        if short is not None and [*kept] == [short]:
            return plain(kept[short])
        order = sorted(kept, key=_rank)
        return {name: plain(kept[name]) for name in order}
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def _rank(name: str) -> int:
    if name in FIRST:
        return FIRST.index(name) - len(FIRST)
    return 1 + LAST.index(name) if name in LAST else 0


class _Dumper(yaml.SafeDumper):
    """Writes plain YAML: no anchors, quotes round everything that some reader of YAML takes for a number."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    lines = value.split("\n")
    style = None
    if any(mark in value for mark in _BREAKS):
        style = '"'
    elif len(lines) > 1 and lines[0] and all(line == line.strip() and line.isprintable() for line in lines):
        style = "|"
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _list(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.Node:
    short = all(isinstance(item, str | int | float) for item in value) and len(str(value)) < WIDTH - 20
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=short)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)
_Dumper.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(_NUMBERS), None)
