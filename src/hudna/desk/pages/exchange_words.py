"""Terms, changes and reasons to stay, in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from hudna.desk.pages.exchange_ground import Stand
from hudna.desk.pages.exchange_terms import terms_at


def field_words(name: str) -> str:
    """What a field of an exchange clause is called."""
    return {
        "ratios": _("ratio"),
        "all_for_all": _("all for all"),
        "orders": _("order"),
        "batches": _("when hand-overs are"),
        "sizes": _("size of a hand-over"),
        "paces": _("pace"),
        "places": _("place and its seats"),
        "families": _("families together"),
        "apart": _("who must not leave together"),
        "balance": _("what either side may stand out"),
        "remains": _("the dead"),
        "done": _("by when it is done"),
        "waits": _("what a hand-over waits for"),
        "opens": _("what opens after it"),
        "seats": _("seats"),
        "care": _("wounded or sick that it can take"),
        "most": _("the most"),
        "at_most": _("at most"),
        "at_least": _("at least"),
        "largest": _("largest"),
        "smallest": _("smallest"),
        "each": _("for each"),
        "every": _("days between"),
        "by": _("by when"),
        "per": _("per"),
        "first": _("the first"),
    }.get(name, name)


def term_name(ref: str) -> str:
    """A term by what it is about: ratio (exchange, no. 2)."""
    clause, _sep, rest = ref.partition("/")
    name, _sep, number = rest.partition("/")
    told = {"field": field_words(name) if name else _("the clause"), "clause": clause, "number": number}
    return _("%(field)s (%(clause)s, no. %(number)s)") % told if number else _("%(field)s (%(clause)s)") % told


def term_words(stand: Stand, ref: str) -> str:
    """A term by what it is about, and the words that were signed."""
    words, clause = term_name(ref), ref.partition("/")[0]
    terms = terms_at(stand)
    signed = stand.names.words(terms.words.get(clause))[0] if terms and terms.words.get(clause) else ""
    return f"{words}: “{signed}”" if signed else words


def change_words(change: Mapping[str, str]) -> str:
    """The least change of one term that would do."""
    told = {
        "term": term_name(change["term"]),
        "field": field_words(change["field"]),
        "now": change["now"],
        "to": change["to"],
    }
    return _("%(term)s: %(field)s from %(now)s to %(to)s") % told


def stay_words(why: str) -> str:
    """Why people are in no hand-over."""
    return {
        "released": _("released already"),
        "said-dead": _("said to be dead"),
        "proved-dead": _("proved dead"),
        "denied": _("denied by the holder"),
        "held-back": _("held back: a question, a doctor, or their own word"),
        "unknown": _("nobody knows where they are"),
        "claimed-held": _("not answered yet"),
        "unidentified": _("remains that are not identified"),
        "no-term": _("no term is about them"),
        "not-owed": _("more are held than are owed; the lot fell on others"),
    }.get(why, why)
