"""Judging pairs of rows: what stands on record about them, what is next, and what counts where two must agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.conf import settings

from hudna.desk.kept import Kept
from hudna.desk.listed import Opened
from hudna.house import State
from hudna.matching import Judged, Judgements, Verdict, fold_judgements

Marks = tuple[str, str]
REVIEW = 1


@dataclass(frozen=True)
class Course:
    """How far the review of a match is. ``disputed``: offices disagree, so that nothing counts yet."""

    total: int
    settled: int
    waiting: int
    """Judged by one office, where two are needed."""
    disputed: int
    same: int
    different: int

    @property
    def left(self) -> int:
        """Pairs on which nothing counts yet."""
        return self.total - self.settled


def needed() -> int:
    """How many offices must agree on a pair before it counts."""
    return int(settings.JUDGES)


def judgements_of(state: State) -> Judgements:
    """The judgements that stand in what somebody sees."""
    return fold_judgements(state.settled.entries)


@dataclass(frozen=True)
class Review:
    """The pairs of a match that are for review, the likeliest first, with the marks of their rows."""

    places: Sequence[int]
    """Of each pair, its place among all pairs that were kept."""
    marks: Sequence[Marks]

    @classmethod
    def of(cls, kept: Kept, opened: Opened) -> Review:
        """Those of a match whose lists are open."""
        review = np.flatnonzero((kept.pairs.outcome == REVIEW) | kept.pairs.judged)
        order = review[np.lexsort((kept.pairs.b[review], kept.pairs.a[review], -kept.pairs.p[review]))]
        pairs = zip(kept.pairs.a[order].tolist(), kept.pairs.b[order].tolist(), strict=True)
        found = [sorted((opened.marks_a[a], opened.marks_b[b])) for a, b in pairs]
        return cls(order.tolist(), [(one, other) for one, other in found])

    def course(self, judgements: Judgements) -> Course:
        """How far it is."""
        stand = [judgements.pairs.get(marks) for marks in self.marks]
        settled = [one.verdict for one in stand if one and one.is_settled(needed())]
        disputed = sum(1 for one in stand if one and is_disputed(one))
        waiting = sum(1 for one in stand if one and not one.is_settled(needed()) and not is_disputed(one))
        return Course(len(stand), len(settled), waiting, disputed, settled.count("same"), settled.count("different"))

    def next(self, judgements: Judgements, office: str, after: int = -1) -> int | None:
        """The next pair that waits for this office, after one and then from the beginning; None where none does."""
        count = len(self.marks)
        for step in range(count):
            number = (after + 1 + step) % count
            if waits_for(judgements.pairs.get(self.marks[number]), office):
                return number
        return None


def is_disputed(judged: Judged) -> bool:
    """Do those who judged a pair say different things?"""
    return len({verdict for _, _, verdict, _ in judged.said}) > 1


def waits_for(judged: Judged | None, office: str) -> bool:
    """Has this office still to judge the pair?"""
    if judged is None:
        return True
    return not judged.is_settled(needed()) and all(by != office for by, _, _, _ in judged.said)


def own_word(judged: Judged | None, office: str) -> tuple[Verdict, str] | None:
    """What an office itself said of a pair, and why; what others said is not shown to it before it judged."""
    for by, _, verdict, why in judged.said if judged else ():
        if by == office:
            return verdict, why
    return None


def last_of(review: Review, judgements: Judgements, office: str) -> int | None:
    """The pair of a match that an office judged last; None where none of its judgements stands."""
    found: tuple[object, int] | None = None
    by_marks: Mapping[Marks, int] = {marks: number for number, marks in enumerate(review.marks)}
    for marks, judged in judgements.pairs.items():
        for by, at, _, _ in judged.said:
            if by == office and marks in by_marks and (found is None or at >= found[0]):  # type: ignore[operator]
                found = at, by_marks[marks]
    return found[1] if found else None
