"""Words: the lints about monitoring, disputes, and the words signed: are they there, sourced, verifiable?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hudna.agreements.lint_draft import Draft, listed
from hudna.agreements.lint_rules import Lint
from hudna.agreements.model import (
    AnyClause,
    Ban,
    Deadline,
    Dispute,
    EntryIntoForce,
    Freeze,
    Monitoring,
    Quantity,
    Redeployment,
    Withdrawal,
)
from hudna.agreements.names import Path_
from hudna.agreements.vague import Vague, find_vague
from hudna.ground import Words

DUTIES = (Ban, Withdrawal, Freeze, Redeployment, Quantity, Deadline, Monitoring)


def monitoring(draft: Draft) -> Iterator[Lint]:
    """monitoring-absent, monitoring-without-access, monitoring-access-conditional."""
    if not draft.of(Monitoring):
        yield draft.absent("monitoring-absent", "No clause says who watches.")
    for clause in draft.of(Monitoring):
        if clause.body is None:
            yield draft.lint("monitoring-absent", clause.id, (), f"Clause {clause.id} does not say who watches.")
        elif clause.access is None:
            what = "Whether those who watch may go where they must is not said."
            yield draft.lint("monitoring-without-access", clause.id, (), what)
        elif clause.access == "none":
            what = "Those who watch have no right to go anywhere."
            yield draft.lint("monitoring-without-access", clause.id, ("access",), what)
        elif clause.access == "conditional":
            what = "Those who watch may go only where and when the conditions allow."
            yield draft.lint("monitoring-access-conditional", clause.id, ("access",), what)


def dispute(draft: Draft) -> Iterator[Lint]:
    """dispute-path-absent."""
    if not draft.of(Dispute):
        yield draft.absent("dispute-path-absent", "No clause says what follows from a breach or a dispute.")
    for clause in draft.of(Dispute):
        if not clause.steps:
            what = f"Clause {clause.id} names no step that a party could take."
            yield draft.lint("dispute-path-absent", clause.id, (), what)


def signed_words(draft: Draft) -> Iterator[Lint]:
    """signed-words-missing: per clause; once if more than half lack them. A start that is not given has none."""
    clauses = [c for c in draft.agreement.clauses if not (isinstance(c, EntryIntoForce) and c.at is None)]
    silent = [clause.id for clause in clauses if clause.words is None]
    if len(silent) > max(1, len(clauses) // 2):
        what = f"{len(silent)} of {len(clauses)} clauses have terms, but not the words signed: {listed(silent)}."
        yield draft.absent("signed-words-missing", what, others=silent)
        return
    for clause in silent:
        yield draft.lint("signed-words-missing", clause, (), f"Clause {clause} has terms, but not the words signed.")


def languages(draft: Draft) -> Iterator[Lint]:
    """language-missing: a language that at least half of the clauses have."""
    worded = [clause for clause in draft.agreement.clauses if clause.words]
    counts = Counter(language for clause in worded for language in clause.words or ())
    expected = [language for language, count in counts.items() if 2 * count >= len(worded)]
    for clause in worded:
        lacking = sorted(set(expected) - set(clause.words or ()))
        if lacking:
            what = f"Clause {clause.id} lacks {listed(lacking)}, which other clauses have."
            yield draft.lint("language-missing", clause.id, ("words",), what)


def sources(draft: Draft) -> Iterator[Lint]:
    """source-missing."""
    known = {source.id for source in draft.agreement.sources}
    if not known and draft.agreement.status != "draft":
        yield draft.lint("source-missing", "", ("clauses",), "The agreement names no source for its words.")
    for clause in draft.agreement.clauses:
        if clause.cites is not None and clause.cites.source not in known:
            what = f"There is no source “{clause.cites.source}” to cite."
            yield draft.lint("source-missing", clause.id, ("cites",), what)


def unverifiable(draft: Draft) -> Iterator[Lint]:
    """unverifiable: one per clause that carries a duty, with every phrase found."""
    for clause in draft.agreement.clauses:
        if not isinstance(clause, DUTIES):
            continue
        found: dict[str, tuple[Vague, Path_]] = {}
        for path, words in _texts(clause):
            for vague in find_vague(words):
                if not (vague.haste and _has_date(clause)):
                    found.setdefault(vague.phrase, (vague, (*path, vague.tag)))
        if found:
            phrases = [f"“{vague.phrase}” ({vague.language})" for vague, _ in found.values()]
            path = min((path for _, path in found.values()), key=lambda p: draft.loaded.mark(clause.id, *p).line)
            what = f"Whether clause {clause.id} is kept is a matter of opinion: {listed(phrases)}."
            yield draft.lint("unverifiable", clause.id, path, what)


def _texts(clause: AnyClause) -> Iterator[tuple[Path_, Words]]:
    if clause.words is not None:
        yield ("words",), clause.words
    if isinstance(clause, Deadline):
        yield ("duty",), clause.duty
    elif isinstance(clause, Redeployment):
        for number, phase in enumerate(clause.phases):
            yield ("phases", number, "what"), phase.what


def _has_date(clause: AnyClause) -> bool:
    """Is there a date beside words of haste?"""
    if isinstance(clause, Deadline):
        return clause.due is not None
    if isinstance(clause, Withdrawal):
        return clause.done_by is not None
    if isinstance(clause, Redeployment):
        return all(phase.done_by is not None for phase in clause.phases)
    return isinstance(clause, Quantity)


CHECKS = (monitoring, dispute, signed_words, languages, sources, unverifiable)
