"""Catalogues of words: compiled with Babel, so that no gettext has to be installed."""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent / "locale"


def compile_catalogues(folder: Path = LOCALE) -> list[Path]:
    """Compile every catalogue that is older than its words; gives those that were written.

    A folder that cannot be written is left: the pages are then in English.
    """
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file)
        fresh = target.with_suffix(f".{os.getpid()}")
        try:
            with fresh.open("wb") as file:
                write_mo(file, catalogue)
            fresh.replace(target)
        except OSError:
            continue
        written.append(target)
    return written
