"""Timeline: expected breaches day by day before and after, and incidents by verdict below, on one axis.

Drawn as bars with places in percent, not by a chart library: so it fits any screen without shrinking its
letters, mirrors for right-to-left, follows dark mode and prints, and its text stays text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil, floor, log10

import numpy as np

from hudna.bulletin import dates
from hudna.bulletin.drawing import DayBar, Slice, Tick, Timeline
from hudna.bulletin.tally import VERDICTS, Codes, Tally
from hudna.bulletin.wording import Wording
from hudna.ground import when
from hudna.monitoring import Assessment, Count

HEIGHT = 132.0
MOST_BARS = 190
GAP = 0.12
ONE_DAY = 25 * 3600 * 1_000_000  # on the day that clocks are put back


@dataclass
class _Group:
    """Days that share a bar."""

    first: date
    last: date
    before: bool
    value: float = 0.0
    low: int = 0
    high: int = 0
    stack: Codes = field(default_factory=lambda: np.zeros(len(VERDICTS), dtype=np.int64))


def timeline(assessment: Assessment, tally: Tally, words: Wording) -> Timeline | None:
    """The timeline of an assessment, or None where no day is counted."""
    zone = assessment.window.zone
    stack = _stack(assessment.by_day, tally, zone)
    days = [_Day(date.fromisoformat(day), count, True) for day, count in sorted(assessment.baseline_by_day.items())]
    days += [_Day(date.fromisoformat(day), count, False) for day, count in sorted(assessment.by_day.items())]
    if not days:
        return None
    step, per = _step(len(days))
    groups = _grouped(days, stack.by_day, per)
    return _Drawing(assessment, words, groups, step, stack).draw()


@dataclass(frozen=True)
class _Day:
    day: date
    count: Count
    before: bool


@dataclass(frozen=True)
class _Stack:
    """Incidents by verdict for each local day; how many stand on the day that holds most of them; how many on none."""

    by_day: Mapping[date, Codes]
    shifted: int
    undated: int


def _stack(by_day: Mapping[str, Count], tally: Tally, zone: str) -> _Stack:
    days = sorted(date.fromisoformat(day) for day in by_day)
    if not days:
        return _Stack({}, 0, len(tally.gravest))
    spans = [when.day(day.isoformat(), zone) for day in days]
    starts = np.array([when.microseconds(span.earliest) for span in spans], dtype=np.int64)
    ends = np.array([when.microseconds(span.latest) for span in spans], dtype=np.int64)
    earliest, latest = tally.instants("earliest")[tally.firsts], tally.instants("latest")[tally.firsts]
    place = np.searchsorted(starts, earliest + (latest - earliest) // 2, side="right") - 1
    at = np.maximum(place, 0)
    known = (place >= 0) & (earliest < ends[at]) & (latest - earliest <= ONE_DAY)
    found = np.zeros((len(days), len(VERDICTS)), dtype=np.int64)
    np.add.at(found, (place[known], tally.gravest[known]), 1)
    over = known & ((earliest < starts[at]) | (latest > ends[at]))
    return _Stack(dict(zip(days, found, strict=True)), int(over.sum()), int((~known).sum()))


def _step(days: int) -> tuple[str, int]:
    if days <= MOST_BARS:
        return "day", 1
    return ("week", 7) if days <= 7 * MOST_BARS else ("month", 30)


def _grouped(days: Sequence[_Day], stack: Mapping[date, Codes], per: int) -> list[_Group]:
    groups: list[_Group] = []
    for before in (True, False):
        part = [day for day in days if day.before is before]
        for start in range(0, len(part), per):
            few = part[start : start + per]
            group = _Group(few[0].day, few[-1].day, before, sum(d.count.value for d in few))
            if per == 1:
                group.low, group.high = few[0].count.low, few[0].count.high
            for one in few:
                if not before and one.day in stack:
                    group.stack = group.stack + stack[one.day]
            groups.append(group)
    return groups


@dataclass(frozen=True)
class _Drawing:
    assessment: Assessment
    words: Wording
    groups: list[_Group]
    step: str
    stack: _Stack

    def draw(self) -> Timeline:
        most_expected = max(max(g.value, float(g.high)) for g in self.groups)
        most_incidents = float(max(int(g.stack.sum()) for g in self.groups))
        top_expected, expected_ticks = self._axis(most_expected)
        top_incidents, incident_ticks = self._axis(most_incidents)
        say = self.words.say
        before = sum(g.before for g in self.groups)
        return Timeline(
            height=HEIGHT,
            bars=tuple(self._bar(k, g, top_expected, top_incidents) for k, g in enumerate(self.groups)),
            dates=self._dates(),
            expected_ticks=expected_ticks,
            incident_ticks=incident_ticks,
            starts=Tick(self._x(before, 0.0), say("timeline.starts")) if before else None,
            expected_title=say("timeline.expected", step=say(f"timeline.{self.step}")),
            incident_title=say("timeline.incidents", step=say(f"timeline.{self.step}")),
            step=self.step,
            description=say("timeline.description"),
            notes=self._notes(),
        )

    def _notes(self) -> tuple[str, ...]:
        say = self.words.say
        notes = [
            say("timeline.interval" if self.step == "day" else "timeline.grouped", step=say(f"timeline.{self.step}"))
        ]
        if self.assessment.baseline_by_day:
            notes.append(say("timeline.baseline"))
        else:
            notes.append(say("timeline.no_baseline"))
        for key, number in (("other_clock", self.stack.shifted), ("undated", self.stack.undated)):
            if number:
                notes.append(say(f"timeline.{key}", n=number))
        return tuple(notes)

    def _x(self, place: float, width: float) -> float:
        """Percent from the left; mirrored where the language runs from the right."""
        x = 100.0 * place / len(self.groups)
        return round(100.0 - x - width if self.words.direction == "rtl" else x, 3)

    def _bar(self, place: int, group: _Group, top: float, top_incidents: float) -> DayBar:
        share = 100.0 / len(self.groups)
        gap = min(GAP * share, 0.4)
        width = share - gap
        label = self._label(group)
        expected = self._expected(group)
        counts = tuple(self.words.number(int(n)) for n in group.stack)
        return DayBar(
            label=label,
            title=f"{label}: {expected}",
            before=group.before,
            x=self._x(place + gap / share / 2, width),
            width=round(width, 3),
            y=_y(group.value, top),
            height=round(HEIGHT * group.value / top, 1),
            low_y=_y(group.low, top),
            high_y=_y(group.high, top),
            slices=_slices(group, top_incidents),
            expected=expected,
            counts=counts if not group.before else (),
        )

    def _label(self, group: _Group) -> str:
        first = dates.day(self.words, group.first, short=True)
        if group.first == group.last:
            return first
        return self.words.say("dates.from_to", start=first, end=dates.day(self.words, group.last, short=True))

    def _expected(self, group: _Group) -> str:
        value = self.words.number(group.value, 1)
        if self.step != "day":
            return value
        return self.words.say("comparison.value", value=value, range=self.words.range(group.low, group.high))

    def _axis(self, most: float) -> tuple[float, tuple[Tick, ...]]:
        step = _nice(max(most, 1.0) / 4)
        top = step * max(1, ceil(max(most, 1.0) / step - 1e-9))
        ticks = [k * step for k in range(1, round(top / step) + 1)]
        return top, tuple(Tick(_y(value, top), self.words.number(value)) for value in ticks)

    def _dates(self) -> tuple[Tick, ...]:
        """About eight dates; every other one gives way on a small screen. The last is left room."""
        every = max(1, ceil(len(self.groups) / 8))
        places = range(0, len(self.groups), every)
        return tuple(
            Tick(
                round(min(max(self._x(k + 0.5, 0.0), 0.5), 99.5), 3),
                dates.day(self.words, self.groups[k].first, short=True).rpartition(" ")[0]
                if len({g.first.year for g in self.groups}) == 1
                else dates.day(self.words, self.groups[k].first, short=True),
                minor=number % 3 != 0,
            )
            for number, k in enumerate(places)
        )


def _slices(group: _Group, top: float) -> tuple[Slice, ...]:
    slices, below = [], 0
    for verdict, number in zip(VERDICTS, group.stack.tolist(), strict=True):
        if number:
            below += number
            slices.append(Slice(verdict.value, _y(below, top), round(HEIGHT * number / top, 1)))
    return tuple(slices)


def _y(value: float, top: float) -> float:
    return round(HEIGHT * (1.0 - value / top), 1)


def _nice(value: float) -> float:
    """The smallest of 1, 2, 5, 10, 20, 50 … that is not below the value."""
    power = 10.0 ** floor(log10(max(value, 1.0)))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= value - 1e-9)
