"""What the page of an exchange is made from, for one reader, and the words that all its parts share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from hudna.agreements import Loaded
from hudna.bulletin import dates
from hudna.bulletin.names import Names
from hudna.bulletin.wording import Wording, isolate
from hudna.exchange import Account, HandOver, Impossible, Person, Plan, Range, Terms, mixed

MOST_PARTS = 99
NEUTRAL = ""
"""The reader between the sides, who sees both."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An open question of the lists: its number, what it asks by its code, and the rows it is about."""

    id: str
    asks: str
    rows: str


@dataclass(frozen=True, slots=True)
class Counted:
    """How the rows of one list are accounted for: ``states`` gives a number by what is said of them."""

    side: str
    kind: str
    version: int
    rows: int
    states: Mapping[str, int]


@dataclass(frozen=True)
class PlanSheet:
    """A plan of an exchange, as one reader may see it.

    ``reader``: a side, or ``NEUTRAL``. ``names``: of the people whom the reader may see, by number, and of nobody else;
    ``others``: how another of the reader's lists spells them; ``rows``: where they stand on these. ``kinds``: the
    category by which somebody counts or pays. ``reasons``: why somebody is in no hand-over, as this reader is told it.
    ``answered``: were answers handed in? ``before``: hand-overs that were held already, ``released``: who truly left in
    them, ``accounts``: after each of them. ``statement``: who owes whom,
    in words, the same for both sides. ``ranges``: what may come to be owed, over all that is not known of people.
    """

    text: Loaded
    terms: Terms
    people: Mapping[str, Person] = field(repr=False)
    plan: Plan | Impossible = field(repr=False)
    reader: str = NEUTRAL
    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    others: Mapping[str, str] = field(default_factory=dict, repr=False)
    rows: Mapping[str, str] = field(default_factory=dict, repr=False)
    kinds: Mapping[str, str] = field(default_factory=dict, repr=False)
    reasons: Mapping[str, str] = field(default_factory=dict, repr=False)
    questions: tuple[Asked, ...] = field(default=(), repr=False)
    counted: tuple[Counted, ...] = ()
    answered: bool = True
    before: tuple[HandOver, ...] = ()
    released: Mapping[str, int] = field(default_factory=dict, repr=False)
    accounts: Mapping[int, tuple[Account, ...]] = field(default_factory=dict, repr=False)
    statement: tuple[str, ...] = ()
    ranges: tuple[Range, ...] = ()


@dataclass(frozen=True)
class Said:
    """The words of a sheet: parties, categories, places, instants and numbers as the page tells them."""

    sheet: PlanSheet
    words: Wording

    @cached_property
    def _names(self) -> Names:
        return Names(self.words, self.sheet.text)

    def party(self, party: str) -> str:
        return self._names.party(party)

    def category(self, category: str) -> str:
        """A category in the words of the agreement, else its id."""
        known = self.sheet.terms.categories.get(category)
        return isolate(self.words.given(known.words)[0] or category if known else category, 160)

    def place(self, place: str) -> str:
        known = next((one for one in self.sheet.terms.places if one.id == place), None)
        return isolate(self.words.given(known.words)[0] or place if known else place, 160)

    def event(self, event: str) -> str:
        clause = self._names.clauses().get(event)
        return isolate(self.words.given(clause.words)[0] if clause and clause.words else event, 200)

    def day(self, hand_over: HandOver, *, short: bool = True) -> str:
        return dates.day(self.words, dates.local(hand_over.at, self.sheet.terms.zone).date(), short=short)

    def moment(self, hand_over: HandOver) -> str:
        return dates.wall(self.words, hand_over.at, self.sheet.terms.zone, short=True)

    def amount(self, value: Fraction) -> str:
        """A whole number, or one with a proper fraction, 12 2/9; a fraction that nobody can read is told as ≈ 12.22."""
        if value.denominator > MOST_PARTS:
            sign = "−" if value < 0 else ""
            return isolate(f"≈ {sign}{self.words.number(abs(float(value)), 2)}")
        told = mixed(value, self.words.number, "⁄")
        return told if value.denominator == 1 else isolate(told)

    def account(self, account: Account) -> str:
        """What an account is about, in few words."""
        say = self.words.say
        what = self.category(account.category) if account.category else say("exchange.people")
        return say("exchange.account", debtor=self.party(account.debtor), category=what)
