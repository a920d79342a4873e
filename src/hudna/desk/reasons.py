"""Reasons: the four questions of a finding as a fall from certainty to how likely it is, in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from hudna.desk.bulk import FindingRow
from hudna.desk.names import Names, question_words
from hudna.monitoring import CERTAIN

QUESTIONS = ("what", "where", "when", "who")
WIDE = 1000
_NEAR = 1e-9


@dataclass(frozen=True)
class Step:
    """One question: its share, what is left after it, and its bar on a scale of WIDE as attributes of SVG."""

    question: str
    words: str
    share: float
    left: float
    kept: str
    lost_at: str
    lost: str
    plain: str
    is_open: bool


def steps(row: FindingRow, names: Names) -> tuple[Step, ...]:
    """The four shares, and what a permission takes off, in the order in which they multiply to ``p``."""
    found, left = [], 1.0
    for question in QUESTIONS:
        share = float(getattr(row, f"p_{question}"))
        found.append(
            _step(question, question_words(question), share, left, _plain(question, share, row, names), row.undecided)
        )
        left *= share
    if left - row.p > _NEAR:
        share = row.p / left if left else 0.0
        words = _("A permission, or an exclusion, covers part of it, or all.")
        found.append(_step("excepted", _("Not excepted"), share, left, words, row.undecided))
    return tuple(found)


def _step(question: str, words: str, share: float, before: float, plain: str, undecided: str | None) -> Step:
    left = before * share
    return Step(
        question=question,
        words=words,
        share=share,
        left=left,
        kept=f"{WIDE * left:.1f}",
        lost_at=f"{WIDE * left:.1f}",
        lost=f"{WIDE * (before - left):.1f}",
        plain=plain,
        is_open=undecided == question,
    )


def between(row: FindingRow) -> tuple[str, str, str]:
    """The bar from ``p_low`` to ``p_high`` and the mark of ``p`` on a scale of WIDE: where, how wide, mark."""
    return (
        f"{WIDE * row.p_low:.1f}",
        f"{max(WIDE * (row.p_high - row.p_low), 2.0):.1f}",
        f"{min(max(WIDE * row.p, 2.0), WIDE - 2.0):.1f}",
    )


def open_words(question: str | None) -> str:
    """Which question stands in the way, in one sentence; empty where none does."""
    return {
        "what": _("What was done is too open to decide this."),
        "where": _("Where it happened is too open to decide this."),
        "when": _("When it happened is too open to decide this."),
        "who": _("Who did it is too open to decide this."),
    }.get(question or "", "")


def _plain(question: str, share: float, row: FindingRow, names: Names) -> str:
    """Why the share is what it is, in one sentence."""
    act = {"act": names.act(row.act)}
    if question == "what":
        return (
            _grade(
                share,
                _("“%(act)s” is of the kind that the clause bans."),
                _("“%(act)s” may be of the kind that the clause bans, or of another."),
                _("“%(act)s” is not of the kind that the clause bans."),
            )
            % act
        )
    if question == "where":
        return _grade(
            share,
            _("As far off as the source may be, it lies within the zone of the clause."),
            _("As far off as the source may be, part of that ground lies within the zone of the clause."),
            _("It lies outside the zone of the clause."),
        )
    if question == "when":
        return _grade(
            share,
            _("All of the time that the source leaves open lies where the clause binds."),
            _("Part of the time that the source leaves open lies where the clause binds."),
            _("The clause did not bind then."),
        )
    return _grade(
        share,
        _("Whoever may have done it is bound by the clause."),
        _("Some of those who may have done it are bound by the clause."),
        _("Nobody who may have done it is bound by the clause."),
    )


def _grade(share: float, sure: str, open_: str, no: str) -> str:
    return sure if share >= CERTAIN else no if share < 1 - CERTAIN else open_
