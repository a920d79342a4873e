"""The people of an exchange as tables: who leaves in which hand-over, and who is in none, with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hudna.bulletin.exchange_sheet import NEUTRAL, PlanSheet, Said
from hudna.bulletin.page import Cell, Section, Table, Text
from hudna.exchange import HandOver, Plan, Release

MOST_OPEN = 60
"""With more people than this, tables are folded on a screen."""


@dataclass(frozen=True)
class PeopleTables:
    """Tables of people for one reader."""

    sheet: PlanSheet
    plan: Plan
    said: Said

    def leave(self) -> Section:
        """Who leaves, hand-over by hand-over and side by side, with a box to tick on paper."""
        say = self.said.words.say
        by: defaultdict[tuple[int, str], list[Release]] = defaultdict(list)
        for release in self.plan.releases:
            by[release.hand_over, self.sheet.people[release.person].held_by].append(release)
        tables = tuple(
            self._of_hand_over(hand_over, side, by[hand_over.number, side])
            for hand_over in self.plan.hand_overs
            for side in self.sheet.terms.sides
            if by[hand_over.number, side]
        )
        lead = [Text(say("exchange.leave_lead"))]
        if self.sheet.reader != NEUTRAL:
            lead.append(Text(say("exchange.own_lists")))
        return Section("leave", "", say("exchange.leave"), tuple(lead), (), tables)

    def _of_hand_over(self, hand_over: HandOver, side: str, releases: Sequence[Release]) -> Table:
        say = self.said.words.say
        ordered = sorted((one for one in releases if self._shown(one.person)), key=lambda one: (one.place, one.person))
        caption = say(
            "exchange.of_hand_over",
            number=self.said.words.number(hand_over.number),
            at=self.said.moment(hand_over),
            party=self.said.party(side),
            n=len(releases),
        )
        has_places = any(one.place for one in releases)
        columns = [say("exchange.person"), say("exchange.name"), say("exchange.row"), say("exchange.category")]
        columns += [say("exchange.place")] * has_places + [say("exchange.seen")]
        rows = tuple(
            (*self._person(one.person), *((Cell(self.said.place(one.place)),) if has_places else ()), Cell("", "tick"))
            for one in ordered
        )
        folded = len(self.plan.releases) > MOST_OPEN
        return Table(
            caption, tuple(columns), (False,) * len(columns), rows, say("exchange.of_others", n=len(releases)),
            self._others(len(releases) - len(ordered)), folded,
        )  # fmt: skip

    def _shown(self, person: str) -> bool:
        """The neutral body sees everybody; a side those on its own lists, of the others only how many there are."""
        return self.sheet.reader == NEUTRAL or person in self.sheet.names

    def _others(self, count: int) -> str:
        return self.said.words.say("exchange.and_others", n=count) if count else ""

    def _person(self, person: str) -> tuple[Cell, ...]:
        return (Cell(person, "code"), self._name(person), Cell(self.sheet.rows.get(person, "")), self._kind(person))

    def _name(self, person: str) -> Cell:
        name = self.sheet.names.get(person)
        other = self.sheet.others.get(person, "")
        return Cell(name, detail=other) if name else Cell(self.said.words.say("exchange.number_only"))

    def _kind(self, person: str) -> Cell:
        kind = self.sheet.kinds.get(person, "")
        told = self.said.category(kind) if kind else ""
        return Cell(told, detail=self.said.words.say("exchange.remains") if self.sheet.people[person].remains else "")

    def left(self) -> Section:
        """Who is in no hand-over, by side and reason: the counts first, then the people."""
        say, number = self.said.words.say, self.said.words.number
        by: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for person, reason in self.sheet.reasons.items():
            by[self.sheet.people[person].held_by, reason].append(person)
        sides = self._holders(by)
        reasons = list(dict.fromkeys(reason for _, reason in by))
        counts = tuple(
            (Cell(self._reason(reason)), *(Cell(number(len(by[side, reason])), "number") for side in sides))
            for reason in reasons
        )
        columns = (say("exchange.reason"), *map(self.said.party, sides))
        numeric = (False, *(True,) * len(sides))
        told = Table(say("exchange.left"), columns, numeric, counts, say("exchange.none_left"))
        lead = (Text(say("exchange.left_lead")),)
        return Section("left", "", say("exchange.left"), lead, (), (told, *self._left_people(by)))

    def _holders(self, by: dict[tuple[str, str], list[str]]) -> tuple[str, ...]:
        """The two sides, and whoever else is said to hold somebody."""
        others = sorted({holder for holder, _ in by} - set(self.sheet.terms.sides))
        return (*self.sheet.terms.sides, *others)

    def _left_people(self, by: dict[tuple[str, str], list[str]]) -> Iterator[Table]:
        say = self.said.words.say
        for side in self._holders(by):
            rows = tuple(
                (*self._person(person), Cell(self._reason(reason)))
                for (holder, reason), people in by.items()
                if holder == side
                for person in sorted(people)
                if self._shown(person)
            )
            if rows:
                columns = tuple(say(f"exchange.{key}") for key in ("person", "name", "row", "category", "reason"))
                caption = say("exchange.left_of", party=self.said.party(side), n=len(rows))
                yield Table(caption, columns, (False,) * 5, rows, folded=len(rows) > MOST_OPEN // 3)

    def _reason(self, reason: str) -> str:
        return self.said.words.say(f"exchange.reason_{reason.replace('-', '_')}")
