"""Acts: one taxonomy of dotted paths, and the weapons they are done with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hudna.ground.document import Plain, parse_document, read_document, validate
from hudna.ground.fault import Mark
from hudna.ground.faults import GROUND
from hudna.ground.party import Words, fold
from hudna.ground.shelf import DISK, Shelf

ActId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)*$")]


class Act(Plain):
    """One kind of act: its path says what it is a kind of (force.explosive.air is a kind of force)."""

    id: ActId
    name: Words
    means: Words | None = Field(default=None, description="What counts as this act, and what does not")


class Weapon(Plain):
    """One kind of weapon; its path is its class, its calibre in millimetres where it has one."""

    id: ActId
    name: Words
    calibre_mm: float | None = Field(default=None, gt=0, strict=True)
    aliases: list[str] = []


class ActsFile(Plain):
    """A file of acts and weapons, on top of those that Hudna ships."""

    hudna: Literal["acts/1"]
    source: str | None = None
    acts: list[Act] = []
    weapons: list[Weapon] = []


def covers(upper: str, lower: str) -> bool:
    """Is ``lower`` the path ``upper`` or below it? The empty path covers all."""
    return not upper or lower == upper or lower.startswith(upper + ".")


@dataclass(frozen=True)
class Tree:
    """A set of dotted paths; every prefix of a path belongs to it."""

    paths: frozenset[str]

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The paths that have none below them, in order."""
        uppers = {path.rpartition(".")[0] for path in self.paths}
        return tuple(sorted(self.paths - uppers))

    def share(self, seen: str, meant: Iterable[str]) -> float:
        """Which share of the kinds that ``seen`` may be is covered by the paths ``meant``: 0…1.

        1 if what was seen is one of them or below; 0 if none is below it; otherwise the share of the leaves
        below ``seen`` that are covered, each counted alike, since the source says no more than that.
        """
        wanted = tuple(meant)
        if any(covers(path, seen) for path in wanted):
            return 1.0
        below = [leaf for leaf in self.leaves if covers(seen, leaf)]
        hit = sum(any(covers(path, leaf) for path in wanted) for leaf in below)
        return hit / len(below) if below else 0.0


@dataclass(frozen=True)
class Acts:
    """All acts and weapons known."""

    acts: Mapping[str, Act]
    weapons: Mapping[str, Weapon]
    marks: Mapping[str, Mark] = field(repr=False)

    @cached_property
    def tree(self) -> Tree:
        """The taxonomy of acts."""
        return _tree(self.acts)

    @cached_property
    def weapon_tree(self) -> Tree:
        """The classes of weapons."""
        return _tree(self.weapons)

    @cached_property
    def _weapon_names(self) -> dict[str, str]:
        return {
            fold(name): weapon.id
            for weapon in self.weapons.values()
            for name in (weapon.id, *weapon.name.values(), *weapon.aliases)
        }

    def weapon_by_alias(self, name: str) -> str | None:
        """The id (class path) of the weapon called ``name``, or None."""
        return self._weapon_names.get(fold(name))

    def of_class(self, path: str, *, calibre_from: float = 0.0, calibre_below: float = float("inf")) -> set[str]:
        """Ids of weapons at or below ``path``; with a calibre bound, only those of known calibre in it."""
        bounded = calibre_from > 0 or calibre_below < float("inf")
        return {
            w.id
            for w in self.weapons.values()
            if covers(path, w.id)
            and (not bounded or (w.calibre_mm is not None and calibre_from <= w.calibre_mm < calibre_below))
        }


def _tree(paths: Iterable[str]) -> Tree:
    every = {".".join(path.split(".")[:n]) for path in paths for n in range(1, path.count(".") + 2)}
    return Tree(frozenset(every))


def load_acts(paths: Iterable[Path | str] = (), shelf: Shelf = DISK) -> Acts:
    """Read acts files, on top of the taxonomy that Hudna ships. Raises act-twice and document faults."""
    shipped = files("hudna.ground") / "data"
    documents = [
        parse_document((shipped / name).read_text(encoding="utf-8"), f"hudna/ground/data/{name}")
        for name in ("acts.yaml", "weapons.yaml")
    ]
    acts: dict[str, Act] = {}
    weapons: dict[str, Weapon] = {}
    marks: dict[str, Mark] = {}
    for document in (*documents, *(read_document(path, shelf) for path in paths)):
        content = validate(document, ActsFile, "acts")
        for key, ids in (
            ("acts", [a.id for a in content.acts]),
            ("weapons", [w.id for w in content.weapons]),
        ):
            for number, name in enumerate(ids):
                where = document.mark((key, number))
                if name in marks:
                    raise GROUND.fault("act-twice", f"“{name}” has two entries.", where=where)
                marks[name] = where
        acts |= {act.id: act for act in content.acts}
        weapons |= {weapon.id: weapon for weapon in content.weapons}
    return Acts(acts, weapons, marks)
