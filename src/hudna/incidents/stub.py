"""What could not be mapped, most frequent first, as YAML that is ready to be filled in."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable

from hudna.incidents.context import Unmapped

_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_HEAD = """\
# Names of actors that no register knows ({count}), most frequent first. For each: add the name to the
# aliases of a party you have, or keep it as a party of its own; then mend its id and kind.
"""


def stub(unmapped: Unmapped, source: str, taken: Iterable[str] = ()) -> str:
    """A parties file for the actors nobody knows, and below it, as comments, the kinds of event and areas.

    ``taken``: ids that are in use. The text is a valid document as it stands, whatever the names hold.
    """
    ids = set(taken)
    lines = [_HEAD.format(count=len(unmapped.actors)), "hudna: parties/1\n"]
    lines.append("parties:\n" if unmapped.actors else "parties: []\n")
    for name, count in _ordered(unmapped.actors):
        lines += [
            f"  - id: {_id(name, ids)}  # {_incidents(count)}\n",
            "    kind: other\n",
            f"    name: {{en: {quoted(name)}}}\n",
            f"    aliases: {{{source}: [{quoted(name)}]}}\n",
        ]
    lines += _listed(unmapped.acts, "Kinds of event without an act", "under act: values: of a mapping file", "force")
    lines += _listed(unmapped.weapons, "Unknown weapons", "as aliases of a weapon in an acts file", "weapon-id")
    lines += _listed(unmapped.areas, "Unknown areas", "as aliases of an area in an areas file", "area-id")
    return "".join(lines)


def _listed(names: Counter[str], what: str, where: str, fill: str) -> list[str]:
    if not names:
        return []
    rows = [f"#   {quoted(name)}: {fill}  # {_incidents(count)}\n" for name, count in _ordered(names)]
    return [f"#\n# {what} ({len(names)}), to be put {where}:\n", *rows]


def _ordered(names: Counter[str]) -> list[tuple[str, int]]:
    return sorted(names.items(), key=lambda item: (-item[1], item[0]))


def _incidents(count: int) -> str:
    return f"{count:,} incident{'' if count == 1 else 's'}"


def quoted(text: str) -> str:
    """Text as a double-quoted YAML scalar: JSON's quoting, with what YAML would take for a line break escaped."""
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))


def _id(name: str, taken: set[str]) -> str:
    """An id of plain letters, not in use yet."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].strip("-")
    if not plain[:1].isalpha() or plain in ("null", "true", "false"):
        plain = f"party-{plain}".strip("-")
    found, number = plain, 2
    while found in taken:
        found, number = f"{plain}-{number}", number + 1
    taken.add(found)
    return found
