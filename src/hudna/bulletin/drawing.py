"""The nouns of drawings: maps, timelines, bars and strips, with every place computed.

``x``, ``width`` are in percent of a chart (so that it fits any screen), ``y``, ``height`` in pixels from its top;
on the map all are in units of its own frame.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outline:
    """A zone or an area on the map: an SVG path, and where its name stands (no name: none is written)."""

    path: str
    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Disc:
    """How far from the point an incident may have happened."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Place:
    """All incidents at or near one point: shape by the gravest verdict, ``size`` by how many have it.

    ``ring``: the radius of a ring for all of them, 0 where all have that verdict.

    ``key`` ties it to the rows of the findings table; ``row`` is the first of them, or empty.
    """

    x: float
    y: float
    size: float
    ring: float
    mark: str
    title: str
    key: int
    row: str


@dataclass(frozen=True, slots=True)
class HexCell:
    """Incidents of one cell, where points would hide each other; ``level`` 1 (few) to 5 (most)."""

    path: str
    level: int
    title: str
    key: int
    row: str


@dataclass(frozen=True, slots=True)
class GridLine:
    """A line of longitude or latitude with its label."""

    path: str
    text: str
    x: float
    y: float
    upright: bool


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A round number of kilometres, as long as it is at the middle latitude."""

    width: float
    text: str


@dataclass(frozen=True, slots=True)
class Level:
    """One shade of the map's legend."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Map:
    """Where: zones and areas as outlines, incidents as places or cells, and how uncertain they are.

    ``points``: the single points of places that stand for several, for a map that is zoomed in.
    """

    width: float
    height: float
    title: str
    description: str
    zones: tuple[Outline, ...]
    areas: tuple[Outline, ...]
    discs: tuple[Disc, ...]
    places: tuple[Place, ...]
    points: tuple[Place, ...]
    cells: tuple[HexCell, ...]
    levels: tuple[Level, ...]
    grid: tuple[GridLine, ...]
    scale: ScaleBar
    whose: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """The part of a bar that has one verdict."""

    mark: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A label on an axis; ``at`` is x or y; a ``minor`` one gives way on small screens."""

    at: float
    text: str
    minor: bool = False


@dataclass(frozen=True, slots=True)
class DayBar:
    """One day (or week, or month) of the timeline, before or after the agreement began to bind.

    ``y``, ``height``: the expected breaches; ``low_y``, ``high_y``: their interval (equal: none is drawn);
    ``slices``: incidents by verdict; ``counts``: the same numbers as text, in the order of the page's verdicts.
    """

    label: str
    title: str
    before: bool
    x: float
    width: float
    y: float
    height: float
    low_y: float
    high_y: float
    slices: tuple[Slice, ...]
    expected: str
    counts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """When: expected breaches before and after, and incidents by verdict, on one axis of days."""

    height: float
    bars: tuple[DayBar, ...]
    dates: tuple[Tick, ...]
    expected_ticks: tuple[Tick, ...]
    incident_ticks: tuple[Tick, ...]
    starts: Tick | None
    expected_title: str
    incident_title: str
    step: str
    description: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A labelled bar with its interval (``low_x`` equal to ``high_x``: it has none)."""

    label: str
    text: str
    width: float
    low_x: float
    high_x: float
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Labelled bars on one scale."""

    caption: str
    bars: tuple[Bar, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Range:
    """An expected number with its interval, drawn on a scale that it shares with others."""

    label: str
    text: str
    x: float
    low_x: float
    high_x: float


@dataclass(frozen=True, slots=True)
class Box:
    """A box on a strip; ``text`` stands above its middle, ``title`` says the same in whole words.

    ``minor``: on a small screen there is no room for the text.
    """

    x: float
    width: float
    y: float
    height: float
    kind: str
    text: str = ""
    title: str = ""
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line on a strip."""

    x1: float
    x2: float
    y1: float
    y2: float
    kind: str


@dataclass(frozen=True, slots=True)
class Strip:
    """One line of a plot: a label, what is drawn, and what it comes to; ``heads`` others that stand below it."""

    label: str
    height: float
    text: str
    boxes: tuple[Box, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    heads: bool = False


@dataclass(frozen=True, slots=True)
class Plot:
    """Strips on one axis of time: ``dates`` below them, ``keys`` say what each kind of box or line means."""

    caption: str
    strips: tuple[Strip, ...]
    dates: tuple[Tick, ...]
    keys: tuple[tuple[str, str], ...] = ()
    note: str = ""
