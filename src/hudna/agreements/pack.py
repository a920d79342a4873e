"""Pack: an agreement and every file that it uses as one byte string, whose SHA-256 tells one version from another.

What the parties answer must be the very text that was offered, with its parties, its areas and its outlines. The
bytes are canonical JSON over file names relative to the agreement's folder and their contents unchanged, so that the
same files give the same bytes on any machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from posixpath import normpath
from typing import Any

from hudna.agreements.faults import AGREEMENTS
from hudna.agreements.parse import Loaded, load_agreement
from hudna.ground import DISK, GROUND, MOST_BYTES, Fault, Mark, Plain, Shape, Shelf, decode
from hudna.journal import canonical

KIND = "pack/1"
HIGHEST = 3
"""How many folders above its own an agreement may reach."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A shelf of files that were handed over together; by name, relative to the agreement's folder."""

    files: Mapping[str, bytes]

    def has(self, path: Path) -> bool:
        return normpath(path.as_posix()) in self.files

    def read(self, path: Path) -> bytes:
        content = self.files.get(normpath(path.as_posix()))
        if content is None:
            raise GROUND.fault("file-missing", "The pack holds no such file.", where=str(path))
        if len(content) > MOST_BYTES:
            raise GROUND.fault("file-too-large", f"The document has over {MOST_BYTES:,} bytes.", where=str(path))
        return content


def pack(path: Path | str, shelf: Shelf = DISK) -> bytes:
    """The agreement at ``path``, its shared files and the outlines that they take from other files.

    Raises what :func:`load_agreement` raises, and pack-outside for a file named by an absolute path or from more than
    three folders above the agreement's own.
    """
    path = Path(path)
    loaded = load_agreement(path, shelf)
    names = {path.name: path}
    for name, where in _used(loaded):
        inside = _inside(name, where)
        real = loaded.folder / name
        if not shelf.has(real):
            raise AGREEMENTS.fault("shared-missing", f"The file “{name.as_posix()}” is not there.", where=where)
        names[inside] = real
    files = []
    for inside, real in sorted(names.items()):
        content = shelf.read(real)
        decode(content, str(real))
        files.append([inside, content.decode("utf-8")])
    return canonical({"hudna": KIND, "main": path.name, "files": files})


def digest(packed: bytes) -> str:
    """The name of a version: the SHA-256 of its pack, in hex."""
    return sha256(packed).hexdigest()


def unpack(packed: bytes) -> Loaded:
    """The agreement in a pack, without any folder; raises pack-unfit and what :func:`load_agreement` raises.

    Faults name files as the pack does, with their lines.
    """
    main, files = _read(packed)
    return load_agreement(Path(main), Bundle(files))


def _read(packed: bytes) -> tuple[str, Mapping[str, bytes]]:
    try:
        plain = json.loads(packed)
        files = {str(name): str(text).encode() for name, text in plain["files"]}
        main = plain["main"]
        fit = plain["hudna"] == KIND and main in files and canonical(plain) == packed
    except (ValueError, KeyError, TypeError, RecursionError, Fault):
        fit = False
    if not fit:
        raise AGREEMENTS.fault("pack-unfit", "These bytes are not an agreement as Hudna packs one.")
    return main, files


def _used(loaded: Loaded) -> Iterator[tuple[Path, Mark]]:
    """Every file beside the agreement itself, relative to its folder, and where it is named."""
    shared = loaded.agreement.shared
    for kind in ("parties", "areas", "acts"):
        for number, name in enumerate(getattr(shared, kind)):
            yield Path(name), loaded.document.mark(("shared", kind, number))
    for name in _outlines(loaded.agreement):
        yield Path(name), loaded.document.mark(())
    for area in loaded.areas.by_id.values():
        folder = loaded.areas.folders[area.id]
        for name in _outlines(area):
            yield _relative(folder, loaded.folder, name), loaded.areas.marks[area.id]


def _relative(folder: Path, base: Path, name: str) -> Path:
    """A file named in a shared file, as the agreement would name it."""
    parts = folder.parts[len(base.parts) :] if folder.parts[: len(base.parts)] == base.parts else None
    return Path(*parts, name) if parts is not None else folder / name


def _outlines(value: Any) -> Iterator[str]:
    """The paths of all shapes that are taken from a file, anywhere below."""
    if isinstance(value, Shape) and value.file is not None:
        yield value.file.path
    if isinstance(value, Plain):
        for name in type(value).model_fields:
            yield from _outlines(getattr(value, name))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _outlines(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _outlines(item)


def _inside(path: Path, where: Mark) -> str:
    """The name of a file in the pack; raises pack-outside."""
    name = normpath(path.as_posix())
    steps = name.split("/")
    if path.is_absolute() or "\\" in name or ":" in steps[0] or steps.count("..") > HIGHEST:
        raise AGREEMENTS.fault("pack-outside", f"“{name}” lies too far outside the agreement's folder.", where=where)
    return name
