"""Standing in the reader's language: what the room of agreements says in English of offers and answers.

The room says these things in a few fixed phrases with names, instants and conditions in between. Each phrase is turned
by itself and in its place; what is no phrase (a condition as it was typed) stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hudna.desk.names import Names

AT = r"(?P<at>\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)? [\w/+-]+)"
UNTIL = AT.replace("?P<at>", "?P<until>")
PARTY = r"(?P<party>[a-z0-9][a-z0-9._-]*)"
PHRASES: tuple[tuple[str, str], ...] = (
    (r"not bound: two desks recorded different answers, and neither counts until that is settled",
     gettext_noop("not bound: two desks recorded different answers, and neither counts until that is settled")),
    (r"not bound: ", gettext_noop("not bound: ")),
    (r"bound through (?P<parties>.+)\Z", gettext_noop("bound through %(parties)s")),
    (r"bound: ", gettext_noop("bound: ")),
    (r"bound\Z", gettext_noop("bound")),
    (rf"offered on {AT}, and nobody has accepted", gettext_noop("offered on %(at)s, and nobody has accepted")),
    (rf"offered on {AT}, first accepted by another on {UNTIL}",
     gettext_noop("offered on %(at)s, first accepted by another on %(until)s")),
    (rf"offered on {AT} by {PARTY}", gettext_noop("offered on %(at)s by %(party)s")),
    (rf"offered on {AT}", gettext_noop("offered on %(at)s")),
    (rf", withdrawn on {AT}", gettext_noop(", withdrawn on %(at)s")),
    (rf", countered by {PARTY} on {AT}", gettext_noop(", countered by %(party)s on %(at)s")),
    (rf", lapsed on {AT}", gettext_noop(", lapsed on %(at)s")),
    (rf"accepted on {AT}", gettext_noop("accepted on %(at)s")),
    (rf"refused on {AT}", gettext_noop("refused on %(at)s")),
    (rf"countered on {AT}", gettext_noop("countered on %(at)s")),
    (rf", on conditions settled on {AT}", gettext_noop(", on conditions settled on %(at)s")),
    (r", on conditions that are open \((?P<parties>[^)]*)\)",
     gettext_noop(", on conditions that are open (%(parties)s)")),
    (r", late, as accession", gettext_noop(", late, as accession")),
    (rf"; withdrawn on {AT}, with effect from {UNTIL}",
     gettext_noop("; withdrawn on %(at)s, with effect from %(until)s")),
    (rf"received it on {AT} and has not answered", gettext_noop("received it on %(at)s and has not answered")),
    (rf"was sent it on {AT} and has not answered", gettext_noop("was sent it on %(at)s and has not answered")),
    (r"has not answered; nobody has recorded that the offer reached it",
     gettext_noop("has not answered; nobody has recorded that the offer reached it")),
    (r"it offered, and nobody has accepted", gettext_noop("it offered, and nobody has accepted")),
    (r"; version (?P<version>\S+) binds it instead", gettext_noop("; version %(version)s binds it instead")),
    (r"; its consent went over to another version", gettext_noop("; its consent went over to another version")),
    (rf"; the agreement enters into force on {AT}", gettext_noop("; the agreement enters into force on %(at)s")),
    (rf"; the agreement ended on {AT}", gettext_noop("; the agreement ended on %(at)s")),
    (r"; when the agreement enters into force is not settled \((?P<why>.*)\)\Z",
     gettext_noop("; when the agreement enters into force is not settled (%(why)s)")),
    (r"; it is excluded", gettext_noop("; it is excluded")),
)  # fmt: skip
"""Each phrase as the room says it, and as it is turned; the longer before what it begins with."""


def standing_words(told: str, names: Names) -> str:
    """A standing, or where an offer is, in the reader's language, parties by their names."""
    return "".join(part for part, _known in phrases(told, names))


def phrases(told: str, names: Names) -> list[tuple[str, bool]]:
    """The parts of a standing, turned, and for each whether it is a phrase that is known."""
    found: list[tuple[str, bool]] = []
    at = 0
    for match in _any().finditer(told):
        if match.start() > at:
            found.append((told[at : match.start()], False))
        pattern, words = PHRASES[int(str(match.lastgroup)[1:])]
        inner = re.match(pattern, match[0])
        assert inner is not None
        found.append((_(words) % _values(inner.groupdict(), names), True))
        at = match.end()
    if at < len(told):
        found.append((told[at:], False))
    return found


def _values(given: Mapping[str, str], names: Names) -> dict[str, str]:
    as_told: dict[str, Callable[[str], str]] = {
        "party": names.party,
        "parties": lambda joined: re.sub(r"[a-z0-9][a-z0-9._-]*", lambda one: names.party(one[0]), joined),
        "at": names.digits,
        "until": names.digits,
    }
    return {name: f"\u2068{as_told.get(name, str)(value)}\u2069" for name, value in given.items()}


@cache
def _any() -> re.Pattern[str]:
    """All phrases as one pattern; the group that matched says which it was."""
    plain = (re.sub(r"\?P<\w+>", "?:", pattern) for pattern, _words in PHRASES)
    return re.compile("|".join(f"(?P<p{number}>{pattern})" for number, pattern in enumerate(plain)))


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
