"""The lists of an exchange on the command line: whose they are, opened for somebody and a purpose, and read."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from hudna.cli.lists import shown_layout
from hudna.exchange import EXCHANGE
from hudna.people import (
    PEOPLE_FAULTS,
    Layout,
    ListMapping,
    OpenedList,
    ReadList,
    access_list,
    append_looks,
    guarded_file,
    lists_as_yaml,
    make_guarded_folder,
    read_both,
    read_lists_mapping,
    read_people,
)

Kind = Literal["wanted", "held"]
Whose = tuple[str, Kind, int]
"""The side whose list it is, whether of people that it wants or says it holds, and the version, from 1 on."""


@dataclass(frozen=True)
class Access:
    """Who looks, what for, where what comes of it goes, and how columns are settled."""

    actor: str
    purpose: str
    out: Path
    yes: bool
    maps: tuple[str, ...]
    as_json: bool


def whose_lists(
    plain: Sequence[Path], wanted: Sequence[str], held: Sequence[str], sides: tuple[str, str]
) -> dict[Whose, Path]:
    """Which file is whose list; a list of the same side and kind that comes later is a later version.

    Raises lists-needed, side-unknown.
    """
    if len(plain) > 2:
        raise EXCHANGE.fault("lists-needed", f"{len(plain)} lists are given without saying whose they are.")
    given: list[tuple[str, Kind, Path]] = [(side, "wanted", path) for side, path in zip(sides, plain, strict=False)]
    kinds: tuple[tuple[Kind, Sequence[str]], ...] = (("wanted", wanted), ("held", held))
    for kind, named in kinds:
        for one in named:
            side, path = _named(one, kind, sides)
            given.append((side, kind, path))
    found: dict[Whose, Path] = {}
    for side, kind, path in given:
        version = 1 + sum((side, kind) == whose[:2] for whose in found)
        found[side, kind, version] = path
    listed = {whose[:2] for whose in found}
    for asks, holds in (sides, sides[::-1]):
        if (asks, "wanted") not in listed and (holds, "held") not in listed:
            raise EXCHANGE.fault("lists-needed", f"No list says whom {holds} holds: neither its own nor {asks}'s.")
    return found


def _named(given: str, kind: Kind, sides: tuple[str, str]) -> tuple[str, Path]:
    side, sign, path = given.partition("=")
    if not sign or not path or side not in sides:
        what = f"--{kind} names neither {sides[0]} nor {sides[1]} before a file."
        raise EXCHANGE.fault("side-unknown", what, remedy=f"write --{kind} {sides[0]}=FILE.")
    return side, Path(path)


def open_exchange_lists(files: Mapping[Whose, Path], access: Access, sides: tuple[str, str]) -> dict[Whose, ReadList]:
    """Open all lists, write down the looks, settle the columns, and read the people. Raises the faults of lists.

    Whom one side wants and whom the other holds are read alike: their dates and ages mean the same.
    """
    stated = _mappings(access.maps, files)
    at = datetime.now(UTC)
    make_guarded_folder(access.out)
    opened: dict[Whose, OpenedList] = {}
    looks = []
    for whose, path in files.items():
        opened[whose], look = access_list(
            path, actor=access.actor, purpose=access.purpose, at=at, mapping=stated.get(path)
        )
        looks.append(look)
    append_looks(access.out / "looks.jsonl", looks)
    for one in opened.values():
        _settle(one, one.layout, access)
    today = at.date()
    read: dict[Whose, ReadList] = {}
    for asks, holds in (sides, sides[::-1]):
        pair = _newest(opened, asks, "wanted"), _newest(opened, holds, "held")
        if pair[0] and pair[1]:
            names = list_name(pair[0]), list_name(pair[1])
            both = read_both(opened[pair[0]], opened[pair[1]], names=names, latest=today)
            read |= dict(zip((pair[0], pair[1]), both, strict=True))
    alone = (whose for whose in files if whose not in read)
    read |= {whose: read_people(opened[whose], name=list_name(whose), latest=today) for whose in alone}
    return {whose: read[whose] for whose in files}


def _newest(opened: Mapping[Whose, OpenedList], side: str, kind: Kind) -> Whose | None:
    versions = [whose for whose in opened if whose[:2] == (side, kind)]
    return max(versions, key=lambda whose: whose[2], default=None)


def list_name(whose: Whose) -> str:
    """What a list is called, as ``side/kind/version``."""
    return "/".join(map(str, whose))


def _mappings(given: Sequence[str], files: Mapping[Whose, Path]) -> dict[Path, ListMapping | None]:
    """The mapping of each list for which one is stated. Raises list-mapping."""
    found: dict[Path, ListMapping | None] = {}
    for one in given:
        name, sign, path = one.partition("=")
        which = next((file for file in files.values() if name in (str(file), file.name)), None)
        if not sign or which is None:
            what = f"--map says “{name[:60]}”, which is none of the lists."
            raise PEOPLE_FAULTS.fault("list-mapping", what, remedy="write --map LIST.csv=mapping.yaml.")
        stated = read_lists_mapping(Path(path))
        found[which] = stated.a or stated.b
    return found


def _settle(opened: OpenedList, layout: Layout, access: Access) -> None:
    """Show which column is which; what is in doubt is for a person to say. Raises list-columns."""
    if not access.as_json:
        print(shown_layout(opened, layout), file=sys.stderr)
    if not layout.doubts or (access.yes and layout.has_names):
        return
    path = access.out / f"mapping-{opened.grid.path.stem}.yaml"
    with guarded_file(path) as file:
        listed = {"a": (opened.mapping_of(layout), opened.grid.path.name, layout.header.names)}
        file.write(lists_as_yaml(listed).encode("utf-8"))
    raise PEOPLE_FAULTS.fault(
        "list-columns",
        f"{layout.doubts[0][0].upper()}{layout.doubts[0][1:]}.",
        where=str(opened.grid.path),
        remedy=f"name the columns in {path}, and give it with --map {opened.grid.path.name}={path}"
        + ("; or take the proposal with --yes." if layout.has_names else "."),
    )
