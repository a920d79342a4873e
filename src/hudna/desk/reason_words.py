"""The reasons of a match in the reader's language: what was compared, what was found, and what would change it.

The engine tells them in English; a phrase that is not known here is shown as it is.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

_HINGE = re.compile(r"If (.+) were “(.+)”, the pair would be (.+)\.\Z")


def facts() -> dict[str, str]:
    """What is compared."""
    return {
        "given name": _("given name"),
        "father's name": _("father’s name"),
        "grandfather's name": _("grandfather’s name"),
        "family name": _("family name"),
        "order of names": _("order of names"),
        "kunya": _("kunya"),
        "mother's name": _("mother’s name"),
        "birth": _("birth"),
        "age": _("age"),
        "sex": _("sex"),
        "place": _("place"),
        "date": _("date"),
        "document": _("document"),
    }


def findings() -> dict[str, str]:
    """What is found, and how it is called."""
    return {
        "unknown": _("not known"),
        "the same": _("the same"),
        "the same, in whatever script": _("the same, in whatever script"),
        "spelt alike": _("spelt alike"),
        "alike but for a slip": _("alike but for a slip"),
        "hardly alike": _("hardly alike"),
        "alike, but another name is nearer": _("alike, but another name is nearer"),
        "another": _("another"),
        "as written": _("as written"),
        "two are swapped": _("two are swapped"),
        "another order": _("another order"),
        "born the same day": _("born the same day"),
        "born the same day but for a slip, or day and month swapped": _(
            "born the same day but for a slip, or day and month swapped"
        ),
        "born in the same time, as far as it is known": _("born in the same time, as far as it is known"),
        "unknown, or told by birth": _("not known, or told by the birth"),
        "a year apart": _("a year apart"),
        "up to five years apart": _("up to five years apart"),
        "up to a year apart": _("up to a year apart"),
        "up to two years apart": _("up to two years apart"),
        "up to five years apart, or ten": _("up to five years apart, or ten"),
        "further apart": _("further apart"),
        "one in these lists": _("one in these lists"),
        "the same day": _("the same day"),
        "up to a week apart": _("up to a week apart"),
        "up to a month apart": _("up to a month apart"),
        "rare on these lists": _("rare on these lists"),
        "common on these lists": _("common on these lists"),
        "could be brother or sister, who share their fathers' names and their home": _(
            "could be brother or sister, who share their fathers’ names and their home"
        ),
        "both are the same as a third row": _("both are the same as a third row"),
        "different": _("different"),
        "for review": _("for review"),
    }


def reason_words(phrase: str) -> str:
    """A reason, “given name: spelt alike”, in the reader's language."""
    head, colon, found = phrase.partition(": ")
    if colon:
        return f"{facts().get(head, head)}: {findings().get(found, found)}"
    return findings().get(phrase, phrase)


def hinge_words(hinge: str) -> str:
    """The one fact that would change the answer, in the reader's language."""
    found = _HINGE.match(hinge)
    if not found:
        return hinge
    fact, level, outcome = found.groups()
    return _("If this were otherwise — %(fact)s: “%(level)s” — the pair would be: %(outcome)s.") % {
        "fact": facts().get(fact, fact),
        "level": findings().get(level, level),
        "outcome": findings().get(outcome, outcome),
    }
