"""What stands in the way: a set of terms that cannot stand together, and can without any one of them."""

from __future__ import annotations

from hudna.exchange.change import least_changes
from hudna.exchange.horizon import Progress, is_possible
from hudna.exchange.model import Impossible
from hudna.exchange.situation import Situation, situation
from hudna.exchange.solve import Effort
from hudna.exchange.without import refs_of, without


def impossible(case: Situation, effort: Effort, progress: Progress) -> Impossible:
    """Take terms away one by one for as long as the rest is still impossible.

    Without one ratio people fall under another, or all for all, so a term that could not be taken away at first
    perhaps can be later: we go round until none can.
    """
    kept, before = list(refs_of(case.terms, case.people.values())), 0
    while len(kept) != before:
        before = len(kept)
        for ref in list(kept):
            fewer = [each for each in kept if each != ref]
            progress(f"without {ref}")
            if not stands(case, fewer, effort):
                kept = fewer
    return Impossible(tuple(kept), least_changes(case, kept, effort, progress))


def stands(case: Situation, refs: list[str], effort: Effort) -> bool:
    """Whether these terms alone can stand together."""
    people = tuple(case.people.values())
    terms = without(case.terms, people, [ref for ref in refs_of(case.terms, people) if ref not in refs])
    return is_possible(situation(terms, people, case.actuals, answered=case.answered), effort)
