"""Backups of a case with its desk, if it has one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hudna.house import address, restore_case
from hudna.journal import Report


def back_up(where: str, out: Path, case_to: Callable[[Path], Report]) -> tuple[Report, str]:
    """Back the case up alone, or with its desk; gives the report on the copy, and what the file holds in words."""
    from hudna.desk import place_of, safekeeping

    place = place_of(address(where))
    if not safekeeping.has_desk(place):
        return case_to(out), "the case"
    kept, report = safekeeping.back_up(place, out, case_to)
    return report, f"the case and its desk ({_words(kept.accounts, kept.imports)})"


def restore(source: Path, where: str) -> tuple[Report, str]:
    """Make the case, and the desk if one is in the backup; gives the report on it, and a line on the desk."""
    from hudna.desk import place_of, safekeeping

    if not safekeeping.is_desk_backup(source):
        return restore_case(source, where), ""
    kept, report = safekeeping.restore(source, place_of(address(where)), lambda path: restore_case(path, where))
    words = f"Its desk was restored, too ({_words(kept.accounts, kept.imports)}). Everybody signs in anew"
    return report, f"\n{words}: hudna desk {where}"


def _words(accounts: int, imports: int) -> str:
    return f"{accounts} accounts, {imports} imports"
