"""Drawings of an exchange: who releases how many when, and what is owed after each hand-over. Points and words only.

A template makes SVG of them; nothing here knows colours. Time runs from the reader's side: from the right in Arabic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil

WIDTH, LABELS, EDGE, TOP, AXIS = 960, 44, 16, 14, 28
ROW, BAR = 40, 24
LEAST_BAR, MOST_BAR = 6.0, 46.0
HEIGHT = 260
MOST_TICKS = 12


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: where, and what it says."""

    at: float
    words: str


@dataclass(frozen=True)
class Bar:
    """What one side releases at one place in one hand-over. ``share``: of the seats that are there, 0 to 1."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    base: float
    people: int
    words: str
    kind: str


@dataclass(frozen=True)
class Course:
    """The hand-overs in time: a line for each side and place, a bar for each of its hand-overs."""

    width: int
    height: int
    rows: tuple[tuple[float, str], ...]
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    now: float | None
    axis: float


@dataclass(frozen=True)
class Step:
    """One account over the hand-overs, as a line of steps; ``marks``: what it stands at after each."""

    words: str
    kind: str
    points: str
    marks: tuple[tuple[float, float, str], ...]


@dataclass(frozen=True)
class Balance:
    """What is owed on each account after each hand-over; ``bounds``: the most that either side may stand out."""

    width: int
    height: int
    steps: tuple[Step, ...]
    ticks: tuple[Tick, ...]
    levels: tuple[Tick, ...]
    bounds: tuple[float, ...]
    zero: float
    left: float
    right: float


@dataclass(frozen=True)
class Batch:
    """What a drawing needs of a hand-over: when, whether it was held, and people by row (side and place)."""

    number: int
    at: datetime
    words: str
    held: bool
    people: Mapping[str, int]


def course_of(
    batches: Sequence[Batch], rows: Mapping[str, str], kinds: Mapping[str, str], now: datetime, *, rtl: bool
) -> Course:
    """Bars of hand-overs on an axis of time. ``rows``: name of each row; ``kinds``: the sign of its side."""
    height = TOP + ROW * len(rows) + AXIS
    if not batches:
        return Course(WIDTH, height, (), (), (), None, height - AXIS)
    first, last = batches[0].at, batches[-1].at
    span = max((last - first) / timedelta(hours=1), 1.0)
    step = span / max(len(batches) - 1, 1)
    free = WIDTH - 2 * EDGE - MOST_BAR
    width = max(LEAST_BAR, min(MOST_BAR, 0.8 * free * step / span))

    def place(at: datetime) -> float:
        x = EDGE + MOST_BAR / 2 + free * ((at - first) / timedelta(hours=1)) / span
        return WIDTH - x if rtl else x

    at_row = {row: TOP + ROW * number for number, row in enumerate(rows)}
    most = max((n for batch in batches for n in batch.people.values()), default=1) or 1
    bars = []
    for batch in batches:
        for row, people in batch.people.items():
            tall = max(BAR * people / most, 3.0)
            base = at_row[row] + ROW - 6
            kind = f"{kinds[row]} {'held' if batch.held else 'planned'}"
            middle = place(batch.at)
            bars.append(Bar(middle - width / 2, base - tall, width, tall, middle, base, people, batch.words, kind))
    shown = batches[:: ceil(len(batches) / MOST_TICKS)]
    ticks = tuple(Tick(place(batch.at), batch.words) for batch in shown)
    inside = first <= now <= last and len(batches) > 1
    names = tuple((at_row[row] + 13.0, words) for row, words in rows.items())
    return Course(WIDTH, height, names, tuple(bars), ticks, place(now) if inside else None, height - AXIS)


def balance_of(
    lines: Mapping[str, Sequence[tuple[int, Fraction]]], words: Mapping[str, str], bounds: Sequence[int], *, rtl: bool
) -> Balance:
    """Accounts over the hand-overs, from nothing before the first; zero in the middle where it goes both ways."""
    numbers = sorted({number for line in lines.values() for number, _ in line})
    values = [value for line in lines.values() for _, value in line]
    high = max([1.0, *map(float, values), *map(float, bounds)])
    low = min([0.0, *map(float, values), *(-float(bound) for bound in bounds)])
    left, right = (EDGE, WIDTH - LABELS) if rtl else (LABELS, WIDTH - EDGE)
    scale = (HEIGHT - TOP - AXIS) / (high - low)

    def y_of(value: float | Fraction) -> float:
        return round(TOP + (high - float(value)) * scale, 1)

    def x_of(number: int) -> float:
        span = max(len(numbers), 1)
        x = left + (right - left) * (numbers.index(number) + 1) / span if number in numbers else left
        return round(left + right - x if rtl else x, 1)

    steps = tuple(
        _step(words[name], f"line-{at % 4}", line, x_of, y_of, right if rtl else left)
        for at, (name, line) in enumerate(lines.items())
    )
    every = ceil(len(numbers) / MOST_TICKS) if numbers else 1
    ticks = tuple(Tick(x_of(number), str(number)) for number in numbers[::every])
    levels = tuple(Tick(y_of(value), f"{value:g}") for value in _levels(low, high))
    lines_of = tuple(y for bound in set(bounds) for y in ((y_of(bound), y_of(-bound)) if bound else (y_of(0),)))
    return Balance(WIDTH, HEIGHT, steps, ticks, levels, lines_of, y_of(0), left, right)


def _step(words: str, kind: str, line: Sequence[tuple[int, Fraction]], x_of, y_of, start: float) -> Step:  # type: ignore[no-untyped-def]
    x, y = start, y_of(0)
    points, marks = [f"{x},{y}"], []
    for number, value in line:
        x = x_of(number)
        points += [f"{x},{y}", f"{x},{y_of(value)}"]
        y = y_of(value)
        marks.append((x, y, f"{number}: {value}"))
    return Step(words, kind, " ".join(points), tuple(marks))


def _levels(low: float, high: float) -> list[float]:
    """Round numbers between two values, at most eight."""
    step = 1.0
    for step in (one * 10**power for power in range(6) for one in (1.0, 2.0, 5.0)):
        if (high - low) / step <= 7:
            break
    return [step * at for at in range(ceil(low / step), int(high // step) + 1)]
