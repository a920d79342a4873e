"""Replay a story: a written course of deeds, recorded in an exercise as if at its own times."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import ConfigDict

from hudna.cli.deeds import DEEDS, Words, carry_out, options_of
from hudna.cli.drafting import CLI
from hudna.ground import Plain, read_document, validate, when
from hudna.house import make_case, open_case
from hudna.journal import Entry


class Deed(Plain):
    """One deed: the verb, when it was true, when it is recorded, by whom, and the verb's own options by name."""

    model_config = ConfigDict(extra="allow")

    do: str
    at: str
    recorded: str | None = None
    by: str | None = None


class Story(Plain):
    """A course of deeds, in the order in which they are recorded. ``source``: where each is told."""

    hudna: Literal["story/1"]
    title: str
    zone: str
    by: str
    desk: str = "hq"
    source: str = ""
    deeds: list[Deed]


def read_story(path: Path) -> Story:
    """The story in a file; raises the faults of documents, and story-deed for a verb or option that there is not."""
    document = read_document(path)
    story = validate(document, Story, "story")
    for number, one in enumerate(story.deeds):
        where = document.mark(("deeds", number))
        if one.do not in DEEDS:
            raise CLI.fault("story-deed", f"There is no verb “{one.do}” that records.", where=where)
        for name in one.model_extra or {}:
            if name not in options_of(one.do):
                raise CLI.fault("story-deed", f"hudna {one.do} knows no “{name}”.", where=where)
        needed = [name for name, p in options_of(one.do).items() if p.default is p.empty]
        for name in needed:
            if name not in (one.model_extra or {}):
                raise CLI.fault("story-deed", f"hudna {one.do} needs “{name}”.", where=where)
    return story


def replay(path: Path, where: str, keys: Path | None) -> Iterator[Entry]:
    """Make an exercise and record the story's deeds in it, one after another."""
    story = read_story(path)
    first = story.deeds[0] if story.deeds else None
    now = when.instant(first.recorded or first.at, story.zone) if first else None
    entries, _ = make_case(
        where, title=story.title, desk=story.desk, by=story.by, zone=story.zone, keys=keys, exercise=True, now=now
    )
    yield from entries
    with open_case(where, keys=keys) as case:
        for one in story.deeds:
            words = Words(one.by or story.by, one.at, story.zone, one.recorded or one.at)
            yield from carry_out(case, one.do, words, _given(one, path.parent))[0]


def _given(one: Deed, folder: Path) -> dict[str, Any]:
    """The options of a deed as its function takes them; paths are relative to the story's own folder."""
    given = {name: p.default for p in options_of(one.do).values() if p.default is not p.empty for name in [p.name]}
    for name, value in (one.model_extra or {}).items():
        parameter = options_of(one.do)[name]
        kind = parameter.annotation.__origin__
        kinds = {kind, *get_args(kind)}
        given[parameter.name] = folder / str(value) if Path in kinds else _typed(value, kinds)
    return given


def _typed(value: Any, kinds: set[Any]) -> Any:
    """Text where text is asked for: YAML reads 1 and 2014-01-17 as other things."""
    if isinstance(value, list):
        return [str(one) for one in value]
    if list[str] in kinds:
        return [str(value)]
    return str(value) if str in kinds and int not in kinds else value
