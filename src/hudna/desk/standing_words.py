"""Standing in the reader's language: the sentences of the room of agreements, and what runs out on a plan."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hudna.agreements import Say
from hudna.desk.names import Names, listed

OF_PARTIES = frozenset({"who", "party"})
OF_TIMES = frozenset({"when", "first", "since", "ends"})
AS_IT_IS = frozenset({"why", "answer"})
"""Parts that are sentences themselves, said before."""


def say_in(names: Names) -> Say:
    """Says a sentence in the reader's language, parties by their names, every part kept in its own direction."""

    def told(name: str, part: object) -> object:
        if name in AS_IT_IS:
            return part
        parts = part if isinstance(part, tuple) else (part,)
        if name in OF_PARTIES:
            parts = tuple(names.party(str(one)) for one in parts)
        text = listed(tuple(str(one) for one in parts))
        return f"\u2068{names.digits(text) if name in OF_TIMES else text}\u2069"

    def say(words: str, /, **parts: object) -> str:
        return _(words).format(**{name: told(name, part) for name, part in parts.items()})

    return say


def runs_words(kind: str) -> str:
    """What runs out on a plan."""
    return {
        "acceptance": _("Time to answer"),
        "offer": _("The offer"),
        "notice": _("Notice of a withdrawal"),
        "entry-into-force": _("Entry into force"),
        "renewal": _("Last day to say whether it goes on"),
        "end": _("End of the agreement"),
    }.get(kind, kind)
