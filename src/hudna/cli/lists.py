"""Lists of people on the command line: opened for somebody and a purpose, their columns shown and confirmed."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

import typer

from hudna.cli.shown import shown
from hudna.people import (
    PEOPLE_FAULTS,
    ColumnsOfList,
    Layout,
    ListMapping,
    ListsFile,
    OpenedList,
    ReadList,
    access_list,
    agree,
    append_looks,
    guarded_file,
    lists_as_yaml,
    make_guarded_folder,
    read_both,
    read_lists_mapping,
    read_people,
)


@dataclass(frozen=True)
class Access:
    """Who looks, what for, where what comes of it goes, and how columns are settled."""

    actor: str
    purpose: str
    out: Path
    map_file: Path | None
    yes: bool
    as_of: str | None
    as_json: bool


def needed(path: Path | None) -> Path:
    """A list that must be named. Raises list-missing."""
    if path is None:
        raise PEOPLE_FAULTS.fault(
            "list-missing", "Two lists are matched, and fewer are named.", remedy="hudna match --help."
        )
    return path


def open_lists(paths: Sequence[Path], access: Access) -> tuple[ReadList, ...]:
    """Open lists, write down the look, settle the columns, and read the people. Raises the faults of lists."""
    stated = read_lists_mapping(access.map_file) if access.map_file else ListsFile(hudna="lists/1")
    at = datetime.now(UTC)
    make_guarded_folder(access.out)
    opened, looks = [], []
    for path, mapping in zip(paths, _mappings(stated, access), strict=False):
        one, look = access_list(path, actor=access.actor, purpose=access.purpose, at=at, mapping=mapping)
        opened.append(one)
        looks.append(look)
    append_looks(access.out / "looks.jsonl", looks)
    layouts: Sequence[Layout] = [one.layout for one in opened]
    if len(layouts) == 2:
        layouts = agree(*layouts)
    _settle(opened, layouts, access)
    today = datetime.now(UTC).date()
    if len(opened) == 2:
        return read_both(opened[0], opened[1], names=("A", "B"), latest=today)
    return tuple(read_people(one, name="A", latest=today) for one in opened)


def _mappings(stated: ListsFile, access: Access) -> tuple[ListMapping | None, ListMapping | None]:
    if access.as_of is None:
        return stated.a, stated.b
    try:
        day = date.fromisoformat(access.as_of)
    except ValueError:
        what = f"--as-of says “{access.as_of[:40]}”, which is no date."
        raise PEOPLE_FAULTS.fault("list-mapping", what, remedy="write it as 2014-02-01.") from None
    bare = ListMapping(columns=ColumnsOfList())
    a, b = (one or bare for one in (stated.a, stated.b))
    return a.model_copy(update={"as_of": day}), b.model_copy(update={"as_of": day})


def _settle(opened: Sequence[OpenedList], layouts: Sequence[Layout], access: Access) -> None:
    """Show which column is which, and let a person confirm it where there is one. Raises list-columns."""
    if not access.as_json:
        for one, layout in zip(opened, layouts, strict=True):
            print(shown_layout(one, layout), file=sys.stderr)
    doubtful = [(one, layout) for one, layout in zip(opened, layouts, strict=True) if layout.doubts]
    hopeless = any(not layout.has_names for _, layout in doubtful)
    if doubtful and (hopeless or not access.yes):
        one, layout = doubtful[0]
        raise PEOPLE_FAULTS.fault(
            "list-columns",
            f"{layout.doubts[0][0].upper()}{layout.doubts[0][1:]}.",
            where=str(one.grid.path),
            remedy=f"name the columns in {_write_mapping(opened, layouts, access)}, and give it with --map"
            + ("." if hopeless else "; or take the proposal with --yes."),
        )
    if access.yes or access.map_file or access.as_json:
        return
    if (
        sys.stdin.isatty()
        and sys.stderr.isatty()
        and not typer.confirm("Are these the columns?", default=True, err=True)
    ):
        file = _write_mapping(opened, layouts, access)
        raise PEOPLE_FAULTS.fault(
            "list-columns", "The columns were not confirmed.", remedy=f"edit {file}, give it with --map."
        )


def _write_mapping(opened: Sequence[OpenedList], layouts: Sequence[Layout], access: Access) -> Path:
    path = access.out / "mapping.yaml"
    sides = zip(("a", "b"), opened, layouts, strict=False)
    lists = {side: (one.mapping_of(layout), one.grid.path.name, layout.header.names) for side, one, layout in sides}
    with guarded_file(path) as file:
        file.write(lists_as_yaml(lists).encode("utf-8"))
    return path


def shown_layout(opened: OpenedList, layout: Layout) -> str:
    """Which column is which, for a person."""
    sheet = f", sheet “{opened.grid.sheet}”" if opened.grid.sheet else ""
    lines = [shown(f"{opened.grid.path.name}{sheet}:")]
    names = layout.header.names
    for column, places in layout.columns.items():
        told = " + ".join(names[place] for place in places)
        why = {"header": "", "cells": "  (by its cells)", "mapping": "  (as stated)"}[layout.by[column]]
        lines.append(shown(f"  {column:<12} {told}{why}"))
    if layout.rest:
        lines.append(shown(f"  goes along    {', '.join(names[place] for place in layout.rest)}"))
    if opened.sheets:
        lines.append(shown(f"  not read      sheets {', '.join(opened.sheets)}"))
    return "\n".join(lines)


@contextmanager
def telling(as_json: bool) -> Iterator[Callable[[str, float], None]]:
    """A function that tells on a terminal's standard error what is done and how far it is, from 0 to 1."""
    if as_json or not sys.stderr.isatty():
        yield lambda what, part: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Matching", total=1.0)
        yield lambda what, part: bar.update(task, description=what, completed=part)


# Blinded comparison


@dataclass(frozen=True)
class BlindOptions:
    """What a blinded comparison is told."""

    tier: str
    at_most: int | None
    secret: Path | None
    keep: bool
    audit: bool


def blinded(path: Path, given: Path | None, access: Access, options: BlindOptions) -> int:
    """Open one's own list and play the next round."""
    from hudna.cli.blinding import Blinded, compare_blinded

    (read,) = open_lists([path], access)
    tier: Any = options.tier
    asked = Blinded(
        read.people, path, given, access.out, tier, options.at_most, options.secret, options.keep, options.audit
    )
    return compare_blinded(asked, access.as_json)


# Invented lists


def rehearse(size: str, shape: Literal["whole", "parts"], related: float, seed: int, out: Path, as_json: bool) -> int:
    """Make two invented lists with the truth beside them."""
    from hudna.people import Rehearsal, rehearse_lists, write_rehearsed

    found = re.fullmatch(r"([1-9]\d{0,6})(?:x([1-9]\d{0,6}))?", size)
    if not found:
        what = f"“{size[:40]}” is no size of two lists."
        raise PEOPLE_FAULTS.fault("list-mapping", what, remedy="write --rehearse 1000, or 1000x2000.")
    wanted = Rehearsal(int(found[1]), int(found[2] or 0), shape, related=related)
    made = rehearse_lists(wanted, seed=seed)
    make_guarded_folder(out)
    files = write_rehearsed(made, out)
    told = {"a": len(made.a), "b": len(made.b), "links": len(made.truth), "files": [str(file) for file in files]}
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        print(f"Invented: {told['a']:,} rows in A, {told['b']:,} in B, {told['links']:,} pairs are one person.")
        print("Written: " + ", ".join(str(file) for file in files))
    return 0
