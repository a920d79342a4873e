"""What a side of a blinded comparison keeps on its own disk: readable by its owner alone, and destroyed at the end."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from hudna.people.blind import Secret
from hudna.people.blind_faults import BLIND_FAULTS
from hudna.people.blind_file import read_round


def write_round(path: Path, data: bytes) -> None:
    """Write a file for its owner alone (0600), whole or not at all, over one that is there; raises blind-output."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            part.unlink()
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise BLIND_FAULTS.fault(
            "blind-output", f"The file could not be written: {error.strerror}.", where=str(path)
        ) from None


def keep_secret(path: Path, secret: Secret, *, anew: bool = False) -> None:
    """Keep a secret between rounds. ``anew``: of a new session; raises blind-secret where one is under way."""
    if anew and path.exists():
        what = "A blinded comparison of this list is under way: there is a secret of it."
        raise BLIND_FAULTS.fault("blind-secret", what, where=str(path), remedy="end it, or remove the file first.")
    write_round(path, secret.written())


def kept_secret(path: Path) -> Secret:
    """The secret of the session; raises blind-secret where there is none, or what is there is none."""
    if not path.is_file():
        raise BLIND_FAULTS.fault("blind-secret", "There is no secret of a session.", where=str(path))
    return Secret.read(read_round(path), str(path))


def destroy_secret(path: Path) -> None:
    """Overwrite and remove a secret. A disk that moves blocks about may keep a copy: encrypt the disk."""
    try:
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except OSError as error:
        what = f"The secret could not be destroyed: {error.strerror}."
        raise BLIND_FAULTS.fault("blind-output", what, where=str(path), remedy="remove the file by hand.") from None
