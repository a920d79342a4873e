"""Standing: who was bound, by what, from when until when; who is excluded; of whom it cannot be said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from hudna.agreements import Period, Resolved
from hudna.bulletin import dates
from hudna.bulletin.names import Names
from hudna.bulletin.page import Cell, Section, Table, Text
from hudna.bulletin.wording import Wording, clean, isolate
from hudna.ground import NO_END, NO_START, when
from hudna.monitoring import Window

MOST_ROWS = 120


@dataclass(frozen=True)
class Standings:
    """Makes the part of the page on who was bound when."""

    resolved: Resolved
    window: Window
    words: Wording
    names: Names

    def section(self) -> Section:
        """Bound, excluded and doubtful parties, each with its times."""
        say = self.words.say
        return Section(
            id="bound",
            number="",
            heading=say("headings.bound"),
            paragraphs=(Text(say("bound.lead")),),
            tables=tuple(self._table(kind) for kind in ("bound", "excluded", "doubtful")),
        )

    def _table(self, kind: str) -> Table:
        say, times = self.words.say, self._times(kind)
        ordered = sorted(times, key=lambda party: (party not in self._accepted, self.names.party(party)))
        rows = tuple(
            (Cell(self.names.party(party)), Cell(self._why(kind, party, times[party])), Cell(self._told(times[party])))
            for party in ordered[:MOST_ROWS]
        )
        left = len(ordered) - len(rows)
        return Table(
            caption=say(f"bound.{kind}"),
            columns=(say("bound.party"), say("bound.why"), say("bound.times")),
            numeric=(False, False, False),
            rows=rows,
            empty=say(f"bound.no_{kind}"),
            more=say("bound.more", n=left) if left > 0 else "",
        )

    def _times(self, kind: str) -> dict[str, list[Period]]:
        """When each party stands so under any ban, joined where periods touch or overlap."""
        found: dict[str, list[Period]] = {}
        for term in self.resolved.terms:
            if term.kind == "ban":
                whole = (term.periods[0][0], term.periods[-1][1]) if term.periods else None
                for party in getattr(term, kind) if whole else ():
                    found.setdefault(party, []).append(whole)  # type: ignore[arg-type]
        return {party: _joined(periods) for party, periods in found.items()}

    def _told(self, periods: list[Period]) -> str:
        return self.words.listed([self._period(start, end) for start, end in periods], 4)

    def _period(self, start: datetime, end: datetime) -> str:
        zone, say = self.window.zone, self.words.say
        start = max(start, self.resolved.start)
        if end >= NO_END or end.year > 9000:
            return say("terms.from", start=dates.wall(self.words, start, zone, short=True))
        return dates.span(self.words, start, end, zone)

    def _why(self, kind: str, party: str, periods: list[Period]) -> str:
        say = self.words.say
        if kind == "doubtful":
            return say("bound.label")
        if kind == "excluded":
            uppers = self._above(party, periods) & set(self._times(kind))
            return self._under(uppers) or say("bound.listed")
        if party in self._accepted:
            return self._accepted[party]
        return self._under(self._above(party, periods) & set(self._times(kind))) or say("bound.assumed")

    def _under(self, uppers: Iterable[str]) -> str:
        named = [self.names.party(upper) for upper in sorted(uppers)]
        return self.words.say("bound.under", names=self.words.listed(named, 4)) if named else ""

    def _above(self, party: str, periods: list[Period]) -> set[str]:
        if party not in self.resolved.parties:
            return set()
        return self.resolved.parties.above(party, max(periods[0][0], NO_START))

    @cached_property
    def _accepted(self) -> dict[str, str]:
        """How each party that answered yes did so: accepted or acceded, when, through whom."""
        say, found = self.words.say, {}
        for clause in self.resolved.agreement.clauses:
            for answer in clause.answers if clause.kind == "acceptance" else ():
                if answer.answer != "accepted":
                    continue
                text = say("bound.acceded" if answer.accession else "bound.accepted")
                if answer.at is not None:
                    at = answer.at
                    told = self._wall(at.at) if at.at else clean(f"{at.event} {at.offset or ''}", 80)
                    text = say("bound.at", text=text, at=told)
                if answer.through:
                    text = say("bound.through", text=text, through=isolate(self.words.given(answer.through)[0], 160))
                found[answer.party] = text
        return found

    def _wall(self, text: str) -> str:
        wall = when.local_time(text)
        told = dates.day(self.words, wall.date(), short=True)
        if (wall.hour, wall.minute) == (0, 0) and len(text) <= 10:
            return told
        return self.words.say("dates.wall", day=told, time=self.words.digits(f"{wall:%H:%M}"))


def _joined(periods: Iterable[Period]) -> list[Period]:
    joined: list[Period] = []
    for start, end in sorted(periods):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
