"""Clauses: the words that were signed beside the term that was assessed, and what came of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from hudna.agreements import AnyClause, Term
from hudna.bulletin import dates
from hudna.bulletin.names import Names
from hudna.bulletin.page import ClauseRow, Fact, Text
from hudna.bulletin.tally import QUESTIONS, VERDICTS, Tally
from hudna.bulletin.wording import Wording, clean, isolate
from hudna.ground import Words
from hudna.monitoring import Assessment

MOST_NAMES = 8


@dataclass(frozen=True)
class Clauses:
    """Makes the table of clauses: every clause that gave a term, in the order of the agreement."""

    assessment: Assessment
    tally: Tally
    words: Wording
    names: Names

    def rows(self) -> tuple[ClauseRow, ...]:
        """One row per clause that was assessed."""
        terms: dict[str, list[Term]] = {}
        for term in self.assessment.resolved.terms:
            terms.setdefault(term.clause, []).append(term)
        undecided, excepted = self._undecided(), self._excepted()
        return tuple(
            self._row(clause, terms.get(clause, []), undecided.get(clause, ()), excepted.get(clause, 0))
            for clause in dict.fromkeys([*self.names.clauses(), *terms])
            if clause in terms or clause in excepted
        )

    def _excepted(self) -> dict[str, int]:
        """How many findings each permission covers, and the clause that excludes actors."""
        clauses, found = self.names.clauses(), dict[str, int]()
        for clause, number in self.tally.times("excepted_by").items():
            if clause not in clauses:
                clause = next((id_ for id_, node in clauses.items() if node.kind == "exclusion"), clause)
            found[clause] = found.get(clause, 0) + number
        return found

    def _row(self, clause: str, terms: list[Term], undecided: Iterable[str], excepted: int) -> ClauseRow:
        found, say = self.assessment, self.words.say
        node = self.names.clauses().get(clause)
        permission = not terms or terms[0].kind == "permission"
        by = found.by_clause.get(clause, {})
        count = found.expected_by_clause.get(clause)
        notes = [say("clauses.excepted", n=excepted)] if permission else list(undecided)
        return ClauseRow(
            id=clean(clause, 60),
            kind=say(f"kinds.{node.kind if node is not None else terms[0].kind}"),
            words=signed(self.words, node.words if node is not None else None),
            terms=self._terms(node, terms) if terms else (),
            counts=() if permission else tuple(self.words.number(by.get(v, 0)) for v in VERDICTS),
            expected=self.words.expected(count.value) if count and not permission else "",
            interval=self.words.range(count.low, count.high) if count and not permission else "",
            undecided=tuple(notes),
        )

    def _terms(self, node: AnyClause | None, terms: list[Term]) -> tuple[Fact, ...]:
        say, names = self.words.say, self.names
        first = terms[0]
        facts = [Fact(say("terms.acts"), self._listed(names.act, set().union(*(t.acts for t in terms))))]
        if first.weapons is not None:
            facts.append(
                Fact(say("terms.weapons"), self._listed(names.weapon, set().union(*(t.weapons or () for t in terms))))
            )
        by = getattr(node, "by", None)
        bound = (
            self._listed(names.party, by) if by else say("terms.bound", n=len(set().union(*(t.bound for t in terms))))
        )
        facts.append(Fact(say("terms.by"), bound))
        against = getattr(node, "against", None)
        if against:
            facts.append(Fact(say("terms.against"), self._listed(names.party, against)))
        zones = dict.fromkeys(names.area(t.zone_name) for t in terms)
        facts.append(Fact(say("terms.where"), self.words.listed(list(zones), MOST_NAMES)))
        facts.append(Fact(say("terms.when"), self._periods(terms)))
        if first.kind == "permission":
            of = sorted(set().union(*(t.excepts or () for t in terms)))
            facts.append(
                Fact(say("terms.of"), self.words.listed([isolate(c, 60) for c in of]) or say("terms.all_bans"))
            )
            given = [isolate(self.words.given(c)[0], 300) for c in first.conditions]
            if given:
                facts.append(Fact(say("terms.conditions"), self.words.listed(given)))
        return tuple(facts)

    def _periods(self, terms: list[Term]) -> str:
        periods = sorted({period for term in terms for period in term.periods})
        if not periods:
            return self.words.say("terms.never")
        end = max(period[1] for period in periods)
        zone = self.assessment.window.zone
        if end.year > 9000:
            told = self.words.say("terms.from", start=dates.wall(self.words, periods[0][0], zone, short=True))
        else:
            told = dates.span(self.words, periods[0][0], end, zone)
        joined = sum(b[0] > a[1] for a, b in pairwise(periods))
        return self.words.say("terms.stretches", n=joined + 1, span=told) if joined else told

    def _undecided(self) -> dict[str, list[str]]:
        """For each clause: how many findings each question leaves open, the most first."""
        clauses = self.tally.words("clause")
        found: dict[str, list[tuple[int, str]]] = {}
        for question in QUESTIONS:
            rows = self.tally.undecided(question)
            counts = np.bincount(clauses.codes[rows], minlength=len(clauses.words))
            for word, number in zip(clauses.words, counts.tolist(), strict=True):
                if number:
                    found.setdefault(word, []).append((number, question))
        return {
            clause: [
                self.words.say("clauses.undecided", n=n, question=self.words.say(f"questions.{q}"))
                for n, q in sorted(open_, key=lambda pair: -pair[0])
            ]
            for clause, open_ in found.items()
        }

    def _listed(self, name: object, keys: Iterable[str]) -> str:
        assert callable(name)
        return self.words.listed(sorted(name(key) for key in keys), MOST_NAMES)


def signed(words: Wording, given: Words | None) -> tuple[Text, ...]:
    """The words signed: in the page's language first, then in each other language that there is."""
    if not given:
        return ()
    order = dict.fromkeys([*(code for code in (words.language, "en") if code in given), *given])
    return tuple(Text(clean(given[code], 4000), code) for code in order)
