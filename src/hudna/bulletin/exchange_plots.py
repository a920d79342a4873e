"""The drawings of an exchange: what leaves where in which hand-over, and who stands out how much after each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil

from hudna.bulletin.drawing import Box, Plot, Strip, Stroke, Tick
from hudna.bulletin.exchange_sheet import PlanSheet, Said
from hudna.exchange import Account, HandOver, Plan

HEIGHT, TOP = 38.0, 12.0
DEEP = 56.0
EDGE = 6.0
"""Percent from either end that the label of a date keeps, so as not to run out of the page."""
MOST_TEXTS, MOST_ON_PHONE = 24, 10
MOST_ACCOUNTS = 12


@dataclass(frozen=True)
class ExchangePlots:
    """Draws a plan. Hand-overs stand side by side, one as wide as another, whatever lies between them."""

    sheet: PlanSheet
    plan: Plan
    said: Said

    @cached_property
    def _held(self) -> tuple[HandOver, ...]:
        """All hand-overs in order: those that were held, then those that are planned."""
        return (*self.sheet.before, *self.plan.hand_overs)

    @cached_property
    def _accounts(self) -> Mapping[int, tuple[Account, ...]]:
        """After every hand-over, those that were held before those that are planned."""
        return {**self.sheet.accounts, **self.plan.accounts}

    @cached_property
    def _places(self) -> Mapping[int, int]:
        return {hand_over.number: place for place, hand_over in enumerate(self._held)}

    def _x(self, place: float, width: float = 0.0) -> float:
        """Percent from the left; mirrored where the language runs from the right."""
        x = 100.0 * place / max(len(self._held), 1)
        return round(100.0 - x - width if self.said.words.direction == "rtl" else x, 3)

    # who leaves where

    def batches(self) -> Plot:
        """A strip for each side and place: a box for each hand-over, filled as far as its seats are used."""
        say = self.said.words.say
        keys = [("fill", say("exchange.key_fill"))]
        if any(place.seats for place in self.sheet.terms.places):
            keys.append(("room", say("exchange.key_room")))
        if self.sheet.released:
            keys.append(("done", say("exchange.key_done")))
        if self.plan.opens:
            keys.append(("opens", say("exchange.key_opens")))
        strips = tuple(strip for side in self.sheet.terms.sides for strip in self._of_side(side))
        return Plot(say("exchange.batches"), strips, self._dates(), tuple(keys), self._opened())

    def _of_side(self, side: str) -> Iterator[Strip]:
        people = self.sheet.people
        leave = Counter((one.place, one.hand_over) for one in self.plan.releases if people[one.person].held_by == side)
        yield Strip(
            self.said.party(side), 0.0, self.said.words.say("exchange.in_all", n=sum(leave.values())), heads=True
        )
        yield from self._released(side)
        seats = {place.id: place.seats for place in self.sheet.terms.places if not place.of or side in place.of}
        at = [place for place in (*seats, *sorted({place for place, _ in leave} - set(seats))) if place or leave]
        most = max([*(seats.get(place, 0) for place in at), *leave.values(), 1])
        for place in at:
            counts = {number: count for (where, number), count in leave.items() if where == place}
            yield self._of_place(place, counts, seats.get(place, 0), most)

    def _released(self, side: str) -> Iterator[Strip]:
        """Who truly left in the hand-overs that were held."""
        people = self.sheet.people
        left = Counter(
            number for one, number in self.sheet.released.items() if one in people and people[one].held_by == side
        )
        if left:
            boxes, most = [], max(left.values())
            width = round(82.0 / len(self._held), 3)
            for number, count in sorted(left.items()):
                if number in self._places:
                    x = self._x(self._places[number] + 0.09, width)
                    boxes.append(Box(x, width, *self._rise(count, most), "done", self.said.words.number(count)))
            told = self.said.words.number(left.total())
            yield Strip(self.said.words.say("exchange.key_done"), HEIGHT, told, tuple(boxes))

    def _of_place(self, place: str, counts: Mapping[int, int], seats: int, most: int) -> Strip:
        share = 100.0 / max(len(self._held), 1)
        width = round(share * 0.82, 3)
        boxes = []
        few = len(self._held) <= MOST_TEXTS
        for hand_over in self.plan.hand_overs:
            x = self._x(self._places[hand_over.number] + 0.09, width)
            count = counts.get(hand_over.number, 0)
            if seats:
                boxes.append(Box(x, width, *self._rise(seats, most), "room"))
            if count:
                title = self.said.words.say(
                    "exchange.box", n=count, number=self.said.words.number(hand_over.number),
                    day=self.said.day(hand_over),
                )  # fmt: skip
                text = self.said.words.number(count) if few else ""
                boxes.append(
                    Box(x, width, *self._rise(count, most), "fill", text, title, len(self._held) > MOST_ON_PHONE)
                )
        label = self.said.place(place) if place else self.said.words.say("exchange.no_place")
        opened = [
            Stroke(x, x, 0.0, HEIGHT, "opens")
            for number in sorted(set(self.plan.opens.values()))
            if number in self._places
            for x in (self._x(self._places[number] + 1),)
        ]
        return Strip(label, HEIGHT, self.said.words.number(sum(counts.values())), tuple(boxes), tuple(opened))

    def _rise(self, count: int, most: int) -> tuple[float, float]:
        height = round(max((HEIGHT - TOP) * count / most, 1.0), 1)
        return round(HEIGHT - height, 1), height

    def _opened(self) -> str:
        told = [
            self.said.words.say("exchange.opens", event=self.said.event(event), number=self.said.words.number(number))
            for event, number in self.plan.opens.items()
        ]
        return " ".join(told)

    def _dates(self) -> tuple[Tick, ...]:
        every = max(1, ceil(len(self._held) / 8))
        found = []
        for count, place in enumerate(range(0, len(self._held), every)):
            hand_over = self._held[place]
            number = f"{self.said.words.number(hand_over.number)} · " if len(self._held) <= MOST_ON_PHONE else ""
            at = min(max(self._x(place + 0.5), EDGE), 100.0 - EDGE)
            found.append(Tick(at, number + self._short(hand_over), minor=count % 3 != 0))
        return tuple(found)

    def _short(self, hand_over: HandOver) -> str:
        """The day without its year, where all are of one year."""
        told = self.said.day(hand_over)
        return told.rpartition(" ")[0] if len({one.at.year for one in self._held}) == 1 else told

    # who owes whom

    def balances(self) -> Plot:
        """A strip for each account: what stands out after each hand-over, and the band that was agreed."""
        say = self.said.words.say
        after = {number: {_key(one): one for one in accounts} for number, accounts in self._accounts.items()}
        keys = list(dict.fromkeys(key for accounts in after.values() for key in accounts))
        strips = tuple(self._of_account(key, after) for key in keys[:MOST_ACCOUNTS])
        more = len(keys) - MOST_ACCOUNTS
        note = say("exchange.up_is_owed") + (" " + say("exchange.more_accounts", n=more) if more > 0 else "")
        legend = (("band", say("exchange.key_band")), ("line", say("exchange.key_line")))
        return Plot(say("exchange.balances"), strips, self._dates(), legend, note)

    def _of_account(
        self, key: tuple[str, str, str], after: Mapping[int, Mapping[tuple[str, str, str], Account]]
    ) -> Strip:
        known = next(accounts[key] for accounts in after.values() if key in accounts)
        numbers = [number for number in sorted(after) if number in self._places]
        values = [after[number][key].balance if key in after[number] else Fraction(0) for number in numbers]
        parts = any(value.denominator > 1 for value in values)
        most = self._most(known.category) + parts  # less than one person may be left over by a fraction
        top = max([abs(value) for value in values] + [Fraction(most), Fraction(1)])
        strokes = (Stroke(0.0, 100.0, DEEP / 2, DEEP / 2, "zero"), *self._steps(numbers, values, top))
        band = Fraction(most) / top
        half = round(float(band) * (DEEP - 8) / 2, 1)
        boxes = (Box(0.0, 100.0, DEEP / 2 - half, max(2 * half, 1.0), "band"),)
        say = self.said.words.say
        text = say(
            "exchange.stands",
            most=self.said.amount(max((abs(value) for value in values), default=Fraction(0))),
            last=self.said.amount(values[-1] if values else Fraction(0)),
        )
        return Strip(self.said.account(known), DEEP, text, boxes, strokes)

    def _steps(self, numbers: Sequence[int], values: Sequence[Fraction], top: Fraction) -> Iterator[Stroke]:
        """The course as steps: level from one hand-over to the next, up or down at it."""
        level, at = DEEP / 2, 0.0
        for number, value in zip(numbers, values, strict=True):
            x = self._places[number] + 0.5
            y = round(DEEP / 2 - float(value / top) * (DEEP - 8) / 2, 1)
            yield Stroke(self._x(at), self._x(x), level, level, "line")
            if y != level:
                yield Stroke(self._x(x), self._x(x), level, y, "line")
            level, at = y, x
        yield Stroke(self._x(at), self._x(len(self._held)), level, level, "line")

    def _most(self, category: str) -> int:
        """The bound of an account: that of its category, else the one for all, else none may stand out."""
        bounds = {one.of: one.most for one in self.sheet.terms.balance}
        return bounds.get(category, bounds.get("", 0))


def _key(account: Account) -> tuple[str, str, str]:
    return account.term, account.category, account.debtor
