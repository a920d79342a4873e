"""What a mediator hands in as an agreement: the file itself and those that it shares, chosen together in a form."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from hudna.agreements import Loaded, digest, pack, unpack
from hudna.desk.faults import DESK
from hudna.ground import MOST_BYTES, Mark

MOST_TOGETHER = MOST_BYTES
KEPT_SECONDS = 24 * 3600
_AGREEMENT = re.compile(rb"^(?:\xef\xbb\xbf)?hudna:[ \t]*[\"']?agreement/", re.MULTILINE)
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


@dataclass
class Handed:
    """A shelf of uploaded files, by their own names: a browser tells no folders, so a name must be enough."""

    files: dict[str, bytes]
    asked: dict[str, str] = field(default_factory=dict)
    """Name → the path under which the agreement asks for it."""

    def has(self, path: Path) -> bool:
        """Was a file of that name handed in?"""
        return path.name in self.files

    def read(self, path: Path) -> bytes:
        """Its bytes. Raises upload-twice where two folders have a file of that name, and upload-unfit."""
        asked = self.asked.setdefault(path.name, _plain(path))
        if asked != _plain(path):
            what = f"The agreement uses two files called {path.name}, from {asked} and from {_plain(path)}."
            raise DESK.fault("upload-twice", what)
        content = self.files.get(path.name)
        if content is None or not content.strip():
            raise DESK.fault("upload-unfit", "It is empty.", where=path.name)
        return content


@dataclass(frozen=True)
class Upload:
    """An agreement as packed: its hash, the bytes, the files that were taken and those that it does not use."""

    digest: str
    packed: bytes
    taken: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    @cached_property
    def loaded(self) -> Loaded:
        """The text, read once."""
        return unpack(self.packed)


def take_in(files: Iterable[UploadedFile[Any]]) -> Upload:
    """Pack what was handed in, and keep it until it is offered.

    Raises agreement-missing, agreement-twice, upload-twice, upload-too-large, upload-unfit and what packing raises.
    """
    contents = _contents(files)
    main = [name for name, content in contents.items() if _is_agreement(name, content)]
    if not main:
        raise DESK.fault("agreement-missing", "None of the files is an agreement.")
    if len(main) > 1:
        raise DESK.fault("agreement-twice", f"There are {len(main)} agreements: {', '.join(sorted(main))}.")
    shelf = Handed(contents)
    packed = pack(main[0], shelf)
    upload = Upload(
        digest(packed), packed, tuple(sorted(shelf.asked)), tuple(sorted(contents.keys() - shelf.asked.keys()))
    )
    _clear_away()
    _file_of(upload.digest).write_bytes(packed)
    return upload


def taken_in(name: str) -> Upload:
    """What was handed in before, by its hash. Raises upload-stale."""
    if not _DIGEST.match(name):
        raise DESK.fault("upload-stale", "The files are no longer here.")
    try:
        packed = _file_of(name).read_bytes()
    except FileNotFoundError:
        raise DESK.fault("upload-stale", "The files are no longer here.") from None
    if sha256(packed).hexdigest() != name:
        raise DESK.fault("upload-stale", "The files are no longer what was handed in.")
    return Upload(name, packed)


def put_away(name: str) -> None:
    """The record has it now."""
    _file_of(name).unlink(missing_ok=True)


def _is_agreement(name: str, content: bytes) -> bool:
    """A YAML file that says so itself; a text that merely quotes one is none."""
    return Path(name).suffix.lower() in (".yaml", ".yml") and _AGREEMENT.search(content[:4096]) is not None


def _contents(files: Iterable[UploadedFile[Any]]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    total = 0
    for one in files:
        name = Path(str(one.name)).name
        total += one.size or 0
        if total > MOST_TOGETHER:
            what = f"The files have over {MOST_TOGETHER:,} bytes together."
            raise DESK.fault("upload-too-large", what, where=Mark(file=name))
        if name in found:
            raise DESK.fault("upload-twice", f"Two of the files are called {name}.")
        found[name] = one.read()
    return found


def _plain(path: Path) -> str:
    """The folder that a path names, dots taken out."""
    steps: list[str] = []
    for step in path.parts[:-1]:
        if step == ".." and steps and steps[-1] != "..":
            steps.pop()
        elif step != ".":
            steps.append(step)
    return "/".join(steps) or "."


def _file_of(name: str) -> Path:
    return Path(settings.PLACE.uploads) / f"offer-{name}.pack"


def _clear_away() -> None:
    """What was handed in and never offered goes after a day."""
    for old in Path(settings.PLACE.uploads).glob("offer-*.pack"):
        if time.time() - old.stat().st_mtime > KEPT_SECONDS:
            old.unlink(missing_ok=True)
