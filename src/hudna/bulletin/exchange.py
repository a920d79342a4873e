"""The page of an exchange: who leaves when and where, what each side stands out after it, and who is left and why.

Composed for one reader. A side is told the names of its own lists, of people who were answered to it, and of the others
numbers only; why somebody is left is told to it only where the reason is its own to know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from hudna.bulletin.compose import compose_sheet
from hudna.bulletin.exchange_people import PeopleTables
from hudna.bulletin.exchange_plots import ExchangePlots
from hudna.bulletin.exchange_sheet import NEUTRAL, Counted, PlanSheet, Said
from hudna.bulletin.page import Cell, Fact, Figure, Page, Section, Table, Text
from hudna.bulletin.wording import isolate, wording
from hudna.exchange import Impossible, Plan


def compose_plan(sheet: PlanSheet, *, language: str = "en", arabic_digits: bool = False) -> Page:
    """The page of a plan, or of why there can be none. Raises language-unknown."""
    words = wording(language, arabic_digits)
    said = Said(sheet, words)
    told = _Planned(sheet, sheet.plan, said) if isinstance(sheet.plan, Plan) else _Refused(sheet, sheet.plan, said)
    page = compose_sheet(
        kind="exchange" if isinstance(sheet.plan, Plan) else "no_exchange",
        title=words.given(sheet.text.agreement.title)[0],
        answer=told.answer(),
        facts=told.facts(),
        figures=told.figures(),
        cautions=told.cautions(),
        sections=told.sections(),
        language=language,
        arabic_digits=arabic_digits,
    )
    return replace(page, made=words.say("exchange.made"))


@dataclass(frozen=True)
class _Head:
    """What a plan and its refusal have in common."""

    sheet: PlanSheet
    plan: Plan | Impossible
    said: Said

    def facts(self) -> Iterator[Fact]:
        say, terms = self.said.words.say, self.sheet.terms
        yield Fact(say("exchange.between"), self.said.words.listed([self.said.party(side) for side in terms.sides]))
        yield Fact(say("exchange.edition"), self._edition())
        yield Fact(say("facts.zone"), say("facts.zone_note", zone=isolate(terms.zone, 60)))
        yield Fact(say("exchange.people_known"), self._people())

    def _edition(self) -> str:
        say, reader = self.said.words.say, self.sheet.reader
        return (
            say("exchange.for_neutral")
            if reader == NEUTRAL
            else say("exchange.for_side", party=self.said.party(reader))
        )

    def _people(self) -> str:
        held = Counter(person.held_by for person in self.sheet.people.values())
        say = self.said.words.say
        return self.said.words.listed(
            [say("exchange.held", party=self.said.party(side), n=held[side]) for side in self.sheet.terms.sides]
        )

    def cautions(self) -> Iterator[str]:
        say = self.said.words.say
        yield say("exchange.guard" if self.sheet.names else "exchange.no_names")
        if not self.sheet.answered:
            yield say("exchange.not_answered")
        for one in self.sheet.ranges:
            if not one.term and one.least != one.most:
                yield say(
                    "exchange.between_owed", debtor=self.said.party(one.debtor), least=self.said.amount(one.least),
                    most=self.said.amount(one.most),
                )  # fmt: skip
        for remark in self.sheet.terms.remarks:
            yield isolate(remark)

    def _terms(self) -> Section:
        """The words signed, clause by clause."""
        say = self.said.words.say
        rows = []
        for clause, signed in self.sheet.terms.words.items():
            text, language = self.said.words.given(signed)
            rows.append((Cell(clause, "code"), Cell(text, language=language)))
        columns = (say("exchange.clause"), say("exchange.signed"))
        table = Table(say("exchange.terms"), columns, (False, False), tuple(rows), say("exchange.no_words"))
        return Section("terms", "", say("exchange.terms"), (), (), (table,))

    def _accounted(self) -> Section:
        """Every row of every list, by what became of it."""
        say, number = self.said.words.say, self.said.words.number
        states = list(dict.fromkeys(state for one in self.sheet.counted for state in one.states))
        rows = tuple(
            (
                Cell(say(f"exchange.list_{one.kind}", party=self.said.party(one.side)), detail=self._version(one)),
                *(Cell(number(one.states.get(state, 0)), "number") for state in states),
                Cell(number(one.rows), "number"),
            )
            for one in self.sheet.counted
        )
        columns = (say("exchange.list"), *(self._state(state) for state in states), say("exchange.rows"))
        table = Table(
            say("exchange.accounted"), columns, (False, *(True,) * (len(states) + 1)), rows, say("exchange.no_list")
        )
        lead = (Text(say("exchange.accounted_lead")),)
        return Section("accounted", "", say("exchange.accounted"), lead, (), (table,))

    def _version(self, one: Counted) -> str:
        return self.said.words.say("exchange.version", number=self.said.words.number(one.version))

    def _state(self, state: str) -> str:
        key = f"exchange.state_{state.replace('-', '_')}"
        return self.said.words.say(key) if self.said.words.has(key) else isolate(state)

    def _questions(self) -> Section:
        say = self.said.words.say
        asks = ((one, say(f"exchange.asks_{one.asks.replace('-', '_')}")) for one in self.sheet.questions)
        rows = tuple((Cell(one.id, "code"), Cell(words), Cell(one.rows)) for one, words in asks)
        columns = (say("exchange.question"), say("exchange.asks"), say("exchange.about"))
        table = Table(
            say("exchange.questions"), columns, (False,) * 3, rows, say("exchange.no_question"), folded=len(rows) > 30
        )
        lead = (Text(say("exchange.questions_lead")),) if rows else ()
        return Section("questions", "", say("exchange.questions"), lead, (), (table,))


@dataclass(frozen=True)
class _Planned(_Head):
    plan: Plan

    @cached_property
    def _leave(self) -> Counter[str]:
        return Counter(self.sheet.people[release.person].held_by for release in self.plan.releases)

    def answer(self) -> str:
        say = self.said.words.say
        if not self.plan.hand_overs:
            return say("exchange.nobody")
        one, other = self.sheet.terms.sides
        return say(
            "exchange.planned",
            n=len(self.plan.hand_overs),
            first=self.said.day(self.plan.hand_overs[0], short=False),
            last=self.said.day(self.plan.hand_overs[-1], short=False),
            a=self.said.party(one),
            b=self.said.party(other),
            from_a=self.said.words.number(self._leave[one]),
            from_b=self.said.words.number(self._leave[other]),
        )

    def cautions(self) -> Iterator[str]:
        yield from super().cautions()
        if self.plan.drawn and not self.plan.seed:
            yield self.said.words.say("exchange.no_seed")

    def figures(self) -> Iterator[Figure]:
        say, number = self.said.words.say, self.said.words.number
        yield Figure(say("exchange.hand_overs"), number(len(self.plan.hand_overs)), self._when(), href="#when")
        for side in self.sheet.terms.sides:
            label = say("exchange.releases", party=self.said.party(side))
            yield Figure(label, number(self._leave[side]), say("exchange.releases_means"), href="#leave")
        yield Figure(say("exchange.left"), number(len(self.sheet.reasons)), say("exchange.left_means"), href="#left")
        if self.sheet.questions:
            asked = number(len(self.sheet.questions))
            yield Figure(say("exchange.questions"), asked, say("exchange.questions_means"), href="#questions")
        yield Figure(say("exchange.proof"), self._gap(), say("exchange.proof_means"))

    def _when(self) -> str:
        if not self.plan.hand_overs:
            return self.said.words.say("exchange.nobody")
        first, last = self.plan.hand_overs[0], self.plan.hand_overs[-1]
        return self.said.words.say("dates.from_to", start=self.said.moment(first), end=self.said.moment(last))

    def _gap(self) -> str:
        share = 100 * self.plan.proof.gap
        if round(share, 3) == 0:
            return self.said.words.say("exchange.proved_best")
        return self.said.words.say("exchange.proved_within", share=self.said.words.number(share, 3))

    def sections(self) -> Iterator[Section]:
        people = PeopleTables(self.sheet, self.plan, self.said)
        plots = ExchangePlots(self.sheet, self.plan, self.said)
        say = self.said.words.say
        if self.plan.hand_overs:
            yield Section("when", "", say("exchange.when"), (), (), (self._hand_overs(),), (plots.batches(),))
            yield self._balance(plots)
            yield people.leave()
        yield people.left()
        if self.sheet.questions or self.sheet.reader == NEUTRAL:
            yield self._questions()
        yield self._accounted()
        yield self._terms()
        yield self._method()

    def _hand_overs(self) -> Table:
        say, number = self.said.words.say, self.said.words.number
        sides = self.sheet.terms.sides
        leave = Counter((one.hand_over, self.sheet.people[one.person].held_by) for one in self.plan.releases)
        at = {hand_over.number: sorted({one.place for one in self.plan.releases if one.hand_over == hand_over.number})
              for hand_over in self.plan.hand_overs}  # fmt: skip
        rows = tuple(
            (
                Cell(number(one.number), "number"),
                Cell(self.said.moment(one)),
                *(Cell(number(leave[one.number, side]), "number") for side in sides),
                Cell(self.said.words.listed([self.said.place(place) for place in at[one.number] if place])),
            )
            for one in self.plan.hand_overs
        )
        columns = (say("exchange.no"), say("exchange.at"), *map(self.said.party, sides), say("exchange.places"))
        return Table(say("exchange.hand_overs"), columns, (True, False, True, True, False), rows)

    def _balance(self, plots: ExchangePlots) -> Section:
        say = self.said.words.say
        rows = []
        for number, accounts in sorted({**self.sheet.accounts, **self.plan.accounts}.items()):
            for account in accounts:
                rows.append(
                    (
                        Cell(self.said.words.number(number), "number"),
                        Cell(self.said.account(account), detail=account.term),
                        Cell(self.said.amount(account.owed), "number"),
                        Cell(self.said.words.number(account.paid), "number"),
                        Cell(self._stands(account.balance), "number"),
                    )
                )
        columns = tuple(say(f"exchange.{key}") for key in ("after", "for_what", "owed", "paid", "stands_out"))
        folded = len(rows) > 40
        table = Table(
            say("exchange.balance"), columns, (True, False, True, True, True), tuple(rows), say("exchange.no_account"),
            folded=folded,
        )  # fmt: skip
        lead = (Text(say("exchange.balance_lead")), *(Text(line) for line in self.sheet.statement))
        drawn = (plots.balances(),) if rows else ()
        return Section("balance", "", say("exchange.balance"), lead, (), (table,), drawn)

    def _stands(self, value: Fraction) -> str:
        return isolate(self.said.amount(value) if value <= 0 else f"+{self.said.amount(value)}")

    def _method(self) -> Section:
        say = self.said.words.say
        lot = "lot_none" if not self.plan.drawn else "lot" if self.plan.seed else "lot_bare"
        keys = ("kept", "sooner", lot, "solver")
        seed = isolate(self.plan.seed)
        told = tuple(
            Text(say(f"exchange.how_{key}", seed=seed, solver=isolate(self.plan.proof.solver))) for key in keys
        )
        return Section("method", "", say("exchange.method"), told)


@dataclass(frozen=True)
class _Refused(_Head):
    plan: Impossible

    def answer(self) -> str:
        say = self.said.words.say
        conflict, changes = len(self.plan.conflict), len(self.plan.changes)
        return (
            f"{say('exchange.impossible', n=conflict)} {say('exchange.would_do', n=changes)}"
            if changes
            else say("exchange.impossible", n=conflict)
        )

    def figures(self) -> Iterator[Figure]:
        say, number = self.said.words.say, self.said.words.number
        yield Figure(
            say("exchange.conflict"), number(len(self.plan.conflict)), say("exchange.conflict_means"), href="#conflict"
        )
        yield Figure(
            say("exchange.changes"), number(len(self.plan.changes)), say("exchange.changes_means"), href="#changes"
        )

    def sections(self) -> Iterator[Section]:
        say = self.said.words.say
        rows = tuple((Cell(term, "code"), self._signed(term)) for term in self.plan.conflict)
        columns = (say("exchange.term"), say("exchange.signed"))
        table = Table(say("exchange.conflict"), columns, (False, False), rows)
        lead = (Text(say("exchange.conflict_lead")),)
        yield Section("conflict", "", say("exchange.conflict"), lead, (), (table,))
        told = tuple(
            (Cell(one.term, "code", detail=isolate(one.field)), Cell(isolate(one.now)), Cell(isolate(one.to)))
            for one in self.plan.changes
        )
        heads = (say("exchange.term"), say("exchange.now"), say("exchange.to"))
        table = Table(say("exchange.changes"), heads, (False,) * 3, told, say("exchange.no_change"))
        yield Section("changes", "", say("exchange.changes"), (Text(say("exchange.changes_lead")),), (), (table,))
        yield self._questions()
        yield self._accounted()
        yield self._terms()

    def _signed(self, term: str) -> Cell:
        signed, language = self.said.words.given(self.sheet.terms.words.get(term.partition("/")[0]))
        return Cell(signed, language=language)


def exchange_words(language: str = "en") -> tuple[dict[str, str], dict[str, str]]:
    """Why somebody is left, and what a question of the lists asks, in words by their codes."""
    told = wording(language).words["exchange"]

    def of(family: str) -> dict[str, str]:
        return {key[len(family) :].replace("_", "-"): text for key, text in told.items() if key.startswith(family)}

    return of("reason_"), of("asks_")
