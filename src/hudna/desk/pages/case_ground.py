"""What the forms of a case stand on: the visitor, the docket that they see, the case, what things are called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hudna.desk.deeds import Decide, Field, Form, Typed, is_liaison, names_hint
from hudna.desk.doorway import Door
from hudna.desk.names import Names
from hudna.desk.sentences import sentence
from hudna.desk.telling import FSI, PDI
from hudna.monitoring import CaseFile, Docket


@dataclass(frozen=True)
class Ground:
    """What the forms of a case need: the visitor, the docket that they see, the case, what things are called."""

    door: Door
    docket: Docket
    file: CaseFile
    names: Names

    @property
    def is_open(self) -> bool:
        """May it be ruled on, handed on or carried by another case?"""
        return self.file.ruling is None and self.file.stage != "joined"

    def parties(self, ids: Any = None) -> tuple[tuple[str, str], ...]:
        """Parties to choose from: those given, or all that the texts and this case know."""
        known = dict(self.names.all_parties()) if ids is None else {}
        known |= {one: self.names.party(one) for one in (self.docket.concerned(self.file.case) if ids is None else ids)}
        return tuple(sorted(known.items(), key=lambda pair: pair[1].casefold()))

    def clauses(self) -> tuple[tuple[str, str], ...]:
        """Clauses of the texts that the visitor sees: id and title."""
        return clauses_of(self.names)

    def entries(self) -> tuple[tuple[str, str], ...]:
        """What can be denied: the entries on the case that the visitor sees, by hash, in words."""
        told = ((entry, sentence(entry, self.door.zone, self.names)) for entry in self.file.history)
        return tuple((entry.hash, f"{entry.ref} – {shortened(words)}") for entry, words in told)


@dataclass(frozen=True)
class Deed:
    """A deed on a case: who may do it, when it fits, what it asks for, and its act."""

    name: str
    action: str
    purpose: str
    fits: Callable[[Ground], bool]
    form: Callable[[Ground], Form]
    act: Callable[[str, Typed], Decide]


def clauses_of(names: Names) -> tuple[tuple[str, str], ...]:
    """The clauses of the texts that are seen, each id once."""
    return tuple(dict.fromkeys((clause.id, clause.id) for _text, clause in names.clauses()))


def shortened(words: str, most: int = 90) -> str:
    """A sentence for a list to choose from: without isolates, not too long."""
    words = words.replace(FSI, "").replace(PDI, "")
    return words if len(words) <= most else f"{words[: most - 1]}…"


def words_field(label: str, name: str = "words") -> Field:
    return Field(name, label, "words", required=True, hint=names_hint())


def party_field(ground: Ground, ids: Any = None, *, required: bool = True, label: str = "") -> tuple[Field, ...]:
    """Whose deed it is; a liaison is not asked, since it acts for its own party alone."""
    if is_liaison(ground.door):
        return ()
    return (Field("party", label or _("Party"), "choice", required=required, choices=ground.parties(ids)),)


def log_of(door: Door) -> str:
    """The log that this desk writes, after which it numbers cases; for a copy that never wrote, a name of its own.

    So two desks that are cut off from each other do not give one number to two cases.
    """
    settings = door.case.store.settings()
    ours = settings.get("place") == door.case.store.place()
    return settings.get("log", "") if ours and settings.get("log") else f"{door.case.opened.desk}-{token_hex(3)}"


def there(door: Door, name: str, *args: str) -> str:
    """The address of a page, as of the instants that the reader looks at."""
    query = door.request.GET.urlencode()
    return reverse(name, args=args) + (f"?{query}" if query else "")


def back(door: Door, name: str, *args: str, anchor: str = "") -> HttpResponse:
    """To a page, after a deed was recorded."""
    answer = HttpResponseRedirect(there(door, name, *args) + (f"#{anchor}" if anchor else ""))
    answer.status_code = 303
    return answer
