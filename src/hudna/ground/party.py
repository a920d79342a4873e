"""Parties: nodes in a dated tree of command and membership, with the names each source calls them by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hudna.ground import when
from hudna.ground.document import Document, Plain, parse_document, read_document, validate
from hudna.ground.fault import Mark
from hudna.ground.faults import GROUND
from hudna.ground.shelf import DISK, Shelf

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]
Words = Annotated[dict[Language, str], Field(min_length=1, description="The same words by language: en, ar, …")]

NO_START = datetime(1, 1, 2, tzinfo=UTC)
NO_END = datetime(9999, 12, 30, tzinfo=UTC)


class Link(Plain):
    """Stands under another party, between two days of the file's time zone (until: first day no longer)."""

    party: Id
    how: Literal["command", "member"] = "command"
    since: str | None = None
    until: str | None = None


class Party(Plain):
    """A party, a group of people that can be a target, or a label that sources use for unnamed groups."""

    id: Id
    name: Words
    kind: Literal["government", "armed-group", "coalition", "umbrella", "people", "other"] = Field(
        default="armed-group",
        description="umbrella: a label under which sources put groups that they do not name; "
        "people: those who can be hit but are no party (civilians, medical, …)",
    )
    aliases: dict[str, list[str]] = Field(default={}, description="Names by source: ucdp, acled, any")
    under: list[Link] = []
    note: Words | None = None


class PartiesFile(Plain):
    """A file of parties that several agreements share."""

    hudna: Literal["parties/1"]
    timezone: str = "UTC"
    source: str | None = None
    parties: list[Party]


def fold(name: str) -> str:
    """A source's name for comparison: NFKC, lower case, one apostrophe, single spaces."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(re.sub("[’‘ʼ`´]", "'", plain).split())


@dataclass(frozen=True)
class Parties:
    """All parties known, looked up by id and by alias. ``links``: child → (parent, how, since, until)."""

    by_id: Mapping[str, Party]
    marks: Mapping[str, Mark] = field(repr=False)
    links: Mapping[str, tuple[tuple[str, str, datetime, datetime], ...]] = field(repr=False)

    def __getitem__(self, party: str) -> Party:
        try:
            return self.by_id[party]
        except KeyError:
            raise GROUND.fault("party-unknown", f"There is no party “{party}”.") from None

    def __contains__(self, party: object) -> bool:
        return party in self.by_id

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_id)

    @cached_property
    def _aliases(self) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for party in self.by_id.values():
            for source, names in party.aliases.items():
                for name in names:
                    other = found.setdefault((source, fold(name)), party.id)
                    if other != party.id:
                        what = f"“{name}” ({source}) stands for {other} and for {party.id}."
                        raise GROUND.fault("alias-twice", what, where=self.marks[party.id])
        for party in self.by_id.values():
            for name in (party.id, *party.name.values()):
                found.setdefault(("any", fold(name)), party.id)
        return found

    def by_alias(self, source: str, name: str) -> str | None:
        """The id of the party that ``source`` calls ``name`` (or that any source does), or None."""
        key = fold(name)
        return self._aliases.get((source, key)) or self._aliases.get(("any", key))

    def above(self, party: str, at: datetime, how: Iterable[str] = ("command", "member")) -> set[str]:
        """All parties that ``party`` stands under at an instant, at any remove; not itself."""
        kinds, found, todo = set(how), set[str](), [party]
        while todo:
            for parent, link, since, until in self.links.get(todo.pop(), ()):
                if link in kinds and since <= at < until and parent not in found:
                    found.add(parent)
                    todo.append(parent)
        return found

    def below(self, party: str, at: datetime, how: Iterable[str] = ("command", "member")) -> set[str]:
        """All parties that stand under ``party`` at an instant, at any remove; not itself."""
        return {child for child in self.links if party in self.above(child, at, how)}

    def changes(self) -> list[datetime]:
        """The instants at which any link begins or ends, in order."""
        instants = {t for links in self.links.values() for link in links for t in link[2:]}
        return sorted(instants - {NO_START, NO_END})


def known_parties() -> Document:
    """The groups of people every register holds: civilians, medical, humanitarian, …"""
    path = files("hudna.ground") / "data" / "people.yaml"
    return parse_document(path.read_text(encoding="utf-8"), "hudna/ground/data/people.yaml")


def load_parties(paths: Iterable[Path | str] = (), shelf: Shelf = DISK) -> Parties:
    """Read parties files, on top of the groups of people that Hudna ships.

    Raises party-twice, party-unknown (a link to nobody), party-circle, alias-twice and document faults.
    """
    by_id: dict[str, Party] = {}
    marks: dict[str, Mark] = {}
    links: dict[str, tuple[tuple[str, str, datetime, datetime], ...]] = {}
    for document in (known_parties(), *(read_document(path, shelf) for path in paths)):
        content = validate(document, PartiesFile, "parties")
        for number, party in enumerate(content.parties):
            where = document.mark(("parties", number))
            if party.id in by_id:
                raise GROUND.fault("party-twice", f"The party “{party.id}” has two entries.", where=where)
            by_id[party.id], marks[party.id] = party, where
            links[party.id] = tuple(_dated(link, content.timezone, where) for link in party.under)
    parties = Parties(by_id, marks, links)
    _check_links(parties)
    return parties


def _dated(link: Link, zone: str, where: Mark) -> tuple[str, str, datetime, datetime]:
    since = when.instant(link.since, zone, where=where) if link.since else NO_START
    until = when.instant(link.until, zone, where=where) if link.until else NO_END
    return link.party, link.how, since, until


def _check_links(parties: Parties) -> None:
    for child, links in parties.links.items():
        for parent, _, since, _ in links:
            where = parties.marks[child]
            if parent not in parties:
                raise GROUND.fault("party-unknown", f"“{child}” stands under “{parent}”, who is nobody.", where=where)
            if parent == child or child in parties.above(parent, max(since, NO_START)):
                raise GROUND.fault("party-circle", f"“{child}” stands under itself, by “{parent}”.", where=where)
    parties.by_alias("any", "")
