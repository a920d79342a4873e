"""What somebody brings: a file on its way in becomes an import that waits for the worker."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath, PureWindowsPath

from django.db import transaction

from hudna.desk.bulk import Given, folder_of
from hudna.desk.faults import DESK
from hudna.desk.models import Import, Job
from hudna.desk.place import Place
from hudna.ground import decode, parse_document, validate, when
from hudna.incidents import MappingFile

PIECE = 1 << 20
MOST_NAME = 200
MOST_MAPPING = 1 << 20
STALE_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Brought:
    """Who brings it, what for, and into whose compartment."""

    by: str
    purpose: str
    compartment: str


def plain_name(name: str) -> str:
    """The last part of a file's name, whatever folders it claims, without characters that do not print."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    kept = "".join(sign for sign in last if sign.isprintable()).strip(" .")
    return kept[:MOST_NAME] or "feed"


def check_mapping(content: bytes, name: str) -> str:
    """The text of a mapping file that can be read. Raises document faults and zone-unknown, each with its line."""
    name = plain_name(name)
    text = decode(content, name)
    mapping = validate(parse_document(text, name), MappingFile, "mapping")
    if mapping.timezone:
        when.zone(mapping.timezone)
    return text


def clear_away(place: Place) -> None:
    """Remove what was on its way in when a server ended, a day ago or more."""
    for path in place.uploads.glob("*.upload*"):
        with suppress(OSError):
            if path.stat().st_mtime < time.time() - STALE_SECONDS:
                path.unlink()


def take_in(place: Place, source: Path, name: str, brought: Brought, given: Given | None = None) -> Job:
    """Keep a file under its hash, and queue its reading. ``source`` is moved.

    Raises upload-unfit for an empty one, and upload-known: a file of these very bytes is in that compartment already.
    """
    given = given or Given()
    size, digest = source.stat().st_size, _hash(source)
    if not size:
        raise DESK.fault("upload-unfit", f"The file “{plain_name(name)}” is empty.")
    _refuse_known(digest, brought.compartment)
    one = Import(name=plain_name(name), sha256=digest, size=size, compartment=brought.compartment, by=brought.by)
    one.mapping, one.names, one.zone = given.mapping, dict(given.names or {}), given.zone
    home = folder_of(place, one.id)
    home.mkdir(parents=True, mode=0o700)
    _move(source, home / digest)
    with transaction.atomic():
        _refuse_known(digest, brought.compartment)
        one.save(force_insert=True)
        return Job.objects.create(
            kind="import", subject=str(one.id), actor=brought.by, purpose=brought.purpose, total=size
        )


def _refuse_known(digest: str, compartment: str) -> None:
    same = Import.objects.filter(sha256=digest, compartment=compartment, withdrawn__isnull=True).first()
    if same is not None:
        raise DESK.fault("upload-known", f"This very file came in before, as “{same.name}”.")


def _hash(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _move(source: Path, target: Path) -> None:
    try:
        os.replace(source, target)
    except OSError:  # another file system
        shutil.move(source, target)
    target.chmod(0o600)
