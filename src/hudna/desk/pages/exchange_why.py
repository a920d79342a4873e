"""Why somebody is where the plan has them: the terms that bind, others who wait less well, or the lot; in words."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from hudna.desk.exchange_register import register_of
from hudna.desk.pages.exchange_ground import Stand
from hudna.desk.pages.exchange_terms import terms_at
from hudna.desk.pages.exchange_words import stay_words, term_words
from hudna.exchange import Explanation, Reason, explain_place, people_now

MOST = 12


def may_ask_why(stand: Stand) -> bool:
    """Only the neutral body asks: the answer is about others, too."""
    return (
        stand.is_neutral and stand.door.may("keep-exchange") and stand.plan is not None and terms_at(stand) is not None
    )


def why_here(stand: Stand) -> tuple[str, ...]:
    """Why not earlier, why not later, or why not at all."""
    plan, terms, register = stand.plan, terms_at(stand), register_of(settings.PLACE, stand.file)
    if plan is None or terms is None or register is None:
        return (_("The register of this exchange was not opened at this desk."),)
    one = stand.file.people[stand.person]
    if (one.interviews or one.medicals) and not any(one.id in people for people in plan.releases.values()):
        return (_("They are in no hand-over. What stands on the slips of the interview and the doctor can be why."),)
    people = people_now(register.people, stand.file)
    answered = bool(register.answered)
    return tuple(_told(stand, explain_place(terms, people, plan.plan, one.id, answered=answered)))


def _told(stand: Stand, found: Explanation) -> Iterator[str]:
    if found.hand_over:
        yield _("In hand-over %(number)s.") % {"number": found.hand_over}
    elif found.left:
        yield _("In no hand-over: %(why)s.") % {"why": stay_words(found.left)}
    if found.drawn_among:
        yield _("The lot decided among %(n)s who are alike to the terms.") % {"n": found.drawn_among}
    if found.with_them:
        yield _("They leave together with their family: %(people)s.") % {"people": ", ".join(found.with_them)}
    for words, reasons in (
        (_("Not earlier"), found.earlier),
        (_("Not later"), found.later),
        (_("Not at all"), found.at_all),
    ):
        for reason in reasons[:MOST]:
            yield f"{words}: {_reason(stand, reason)}"


def _reason(stand: Stand, reason: Reason) -> str:
    """One reason: for which hand-overs, by which term, and what would come of it."""
    words = {
        "term": _("it would go against a term"),
        "more-vulnerable": _("somebody who can wait less well would have to wait instead"),
        "lot": _("the lot fell on others who are alike to the terms"),
        "equal": _("others who weigh the same have the place"),
        "as-good": _("it would keep every term; the plan is only proved to be near the best"),
        "sooner": _("everybody leaves as soon as can be"),
        "stays": stay_words(reason.term) if not reason.what else _("they stay"),
    }.get(reason.kind, reason.kind)
    numbers = [str(number) for number in reason.hand_overs]
    where = _("hand-overs %(numbers)s") % {"numbers": ", ".join(numbers[:6]) + (" …" if len(numbers) > 6 else "")}
    term = f" – {term_words(stand, reason.term)}" if reason.term and reason.kind == "term" else ""
    detail = f" ({reason.what})" if reason.what else ""
    return f"{where}: {words}{term}{detail}" if numbers else f"{words}{term}{detail}"
