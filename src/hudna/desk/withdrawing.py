"""What the record says of imports: one whose entry was struck is withdrawn; struck back, it is seen again."""

from __future__ import annotations

from hudna.desk.models import Import
from hudna.house import Case
from hudna.journal import Entry, EntryStruck, settle


def follow_record(case: Case) -> int:
    """Make the table of imports say what the record says; gives how many imports changed."""
    entries = case.entries()
    aside = settle(entries).set_aside
    struck = {
        entry.event.entry: entry
        for entry in entries
        if isinstance(entry.event, EntryStruck) and entry.hash not in aside
    }
    there = {entry.hash for entry in entries}
    changed = 0
    for one in Import.objects.exclude(entry=""):
        by = struck.get(one.entry) if one.entry in aside else None
        if by is not None and one.withdrawn is None:
            changed += _tell(one, by)
        elif by is None and one.withdrawn is not None and one.entry in there:
            changed += Import.objects.filter(pk=one.pk).update(withdrawn=None, withdrawn_by="", withdrawn_why="")
    return changed


def _tell(one: Import, by: Entry) -> int:
    assert isinstance(by.event, EntryStruck)
    told = {"withdrawn": by.recorded, "withdrawn_by": by.by, "withdrawn_why": by.event.why[:500]}
    return Import.objects.filter(pk=one.pk).update(**told)
