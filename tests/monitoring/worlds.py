"""Small invented worlds: terms and incidents at places and times where an index is likely to lose something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from hudna.agreements import Resolved, Term
from tests.monitoring.feeds import agreement, at, incident

BUCKET = timedelta(days=32)
START = at("2020-03-01T00:00")
ACTS = (
    "force",
    "force.explosive",
    "force.explosive.air",
    "force.explosive.air.air-strike",
    "force.clash",
    "presence.weapon",
    "position",
    "flight",
)
AIMLESS = ("presence", "position.advance", "flight")
WEAPONS = ("artillery.tube", "artillery.tube.122mm", "artillery.tube.152mm", "artillery.rocket.grad", "armour.tank")
ARMED = ("north", "north-army", "south", "south-east", "league", "lily", "rose", "raiders", "raiders-wing", "outsiders")
LABELS = ("armed-men", "southerners")
PEOPLE = ("civilians", "medical")


@dataclass(frozen=True)
class World:
    """An agreement with its terms, and incidents that may fall under them."""

    resolved: Resolved
    terms: tuple[Term, ...]
    rows: tuple[dict[str, Any], ...]


def star(rng: np.random.Generator, lon: float, lat: float, km: float, corners: int) -> BaseGeometry:
    """A polygon with as many corners around a place, within the globe and this side of 180°."""
    angle = np.sort(rng.uniform(0, 2 * np.pi, corners)) + np.linspace(0, 1e-3, corners)
    reach = rng.uniform(0.3, 1.0, corners) * km
    east = reach * np.cos(angle) / (111.2 * np.cos(np.radians(min(abs(lat), 89.0))))
    x, y = np.clip(lon + east, -180, 180), np.clip(lat + reach * np.sin(angle) / 111.2, -90, 90)
    polygon = shapely.polygons(np.column_stack([x, y]))
    return polygon if polygon.is_valid and polygon.area > 0 else shapely.box(x.min(), y.min(), x.max(), y.max())


def zone(rng: np.random.Generator) -> BaseGeometry:
    """A zone of any kind: small, large, with a hole, in parts, over 180°, at a pole, the whole globe."""
    lon, lat = rng.uniform(30, 42), rng.uniform(31, 38)
    kind = rng.integers(12)
    if kind < 5:
        return star(rng, lon, lat, float(rng.choice([0.1, 3, 40, 300])), int(rng.integers(3, 24)))
    if kind == 5:  # corners on the lines of the grid
        west, south = rng.integers(30, 40), rng.integers(30, 37)
        return shapely.box(west, south, west + rng.integers(1, 4), south + rng.integers(1, 3))
    if kind == 6:
        return shapely.box(30, 31, 42, 38).difference(star(rng, lon, lat, 150, 9))
    if kind == 7:
        return shapely.union_all([star(rng, lon, lat, 60, 7), star(rng, lon + 3, lat + 2, 60, 7)])
    if kind == 8:  # split at the antimeridian
        return shapely.multipolygons([shapely.box(176, -20, 180, -10), shapely.box(-180, -20, -175, -9)])
    if kind == 9:
        boxes = [(-180, 80, 180, 90), (-40, 84, 170, 89), (-10, 84, 10, 89.5), (-180, -90, 0, -86)]
        return shapely.box(*boxes[rng.integers(4)])
    if kind == 10:
        return shapely.box(-180, -90, 180, 90) if rng.random() < 0.3 else shapely.box(10, 20, 130, 60)
    return shapely.box(173, -17, 180, -12)


def instants(rng: np.random.Generator) -> datetime:
    """An instant at the start, at an edge of a bucket, or anywhere near."""
    kind = rng.integers(6)
    if kind == 0:
        return START
    if kind == 1:
        return START + int(rng.integers(-1, 5)) * BUCKET
    if kind == 2:
        return START + int(rng.integers(-1, 5)) * BUCKET - timedelta(microseconds=1)
    return START + timedelta(hours=int(rng.integers(-800, 3000)))


def periods(rng: np.random.Generator) -> tuple[tuple[datetime, datetime], ...]:
    """One or more disjoint periods in order; now and then open-ended."""
    edges = sorted({instants(rng) for _ in range(2 * int(rng.integers(1, 4)))})
    found = [(low, high) for low, high in zip(edges[::2], edges[1::2], strict=False)]
    found = found or [(START, START + BUCKET)]
    if rng.random() < 0.2:
        found[-1] = (found[-1][0], at("9999-12-30T00:00"))
    return tuple(found)


def some(rng: np.random.Generator, things: Sequence[str], most: int = 3) -> frozenset[str]:
    """A few of the things."""
    return frozenset(rng.choice(things, size=min(len(things), int(rng.integers(1, most + 1))), replace=False).tolist())


def term(rng: np.random.Generator, clause: str, ground: BaseGeometry, kind: Literal["ban", "permission"]) -> Term:
    """A ban or a permission."""
    excluded = some(rng, ("raiders", "raiders-wing", "outsiders")) if rng.random() < 0.7 else frozenset[str]()
    bound = some(rng, ARMED, 7) - excluded
    doubtful = some(rng, LABELS, 2) - bound if rng.random() < 0.6 else frozenset[str]()
    targets = some(rng, ARMED + LABELS + PEOPLE, 6) if rng.random() < 0.5 else None
    return Term(
        clause=clause,
        kind=kind,
        zone=ground,
        zone_name="somewhere",
        periods=periods(rng),
        acts=some(rng, ACTS if rng.random() < 0.8 else AIMLESS),
        weapons=some(rng, WEAPONS) if rng.random() < 0.2 else None,
        bound=bound or frozenset({"north"}),
        doubtful=doubtful,
        excluded=excluded - {"north"},
        targets=frozenset({"civilians"}) if targets and rng.random() < 0.3 else targets,
        excepts=None if kind == "ban" or rng.random() < 0.5 else frozenset({"ban-0", "ban-1"}),
        conditions=({"en": "if agreed"},) if kind == "permission" and rng.random() < 0.3 else (),
    )


def terms(rng: np.random.Generator, bans: int = 5, permissions: int = 2) -> tuple[Term, ...]:
    """Terms of some clauses; one may have several, after each other in time, or at once on ground of their own."""
    zones = [zone(rng) for _ in range(4)]
    found: list[Term] = []
    for number in range(bans):
        first = term(rng, f"ban-{number}", zones[rng.integers(4)], "ban")
        found.append(first)
        if rng.random() < 0.5:  # a change of who is bound from one period to the next
            found[-1] = replace(first, periods=first.periods[:1])
            for period in first.periods[1:]:
                bound = first.bound | (some(rng, ARMED) - first.excluded)
                found.append(replace(first, periods=(period,), bound=bound, doubtful=first.doubtful - bound))
        if rng.random() < 0.3:  # a line of its own for another party
            found.append(replace(term(rng, first.clause, zone(rng), "ban"), periods=first.periods))
    found += [term(rng, f"permission-{k}", zones[rng.integers(4)], "permission") for k in range(permissions)]
    return tuple(sorted(found, key=lambda t: t.clause))


def place(rng: np.random.Generator, chosen: Sequence[Term]) -> dict[str, Any]:
    """A point, a disc or an area: near an outline, on the other side of the globe, at a pole or beyond 180°."""
    kind = rng.random()
    radius = float(rng.choice([0.0, 0.0, 0.5, 5.0, 25.0, 100.0]))
    if kind < 0.06:
        return {"area": str(rng.choice(["country", "west", "city", "abroad", "nobody-drew-it", "unheard-of"]))}
    if kind < 0.08:
        return {"lon": None, "lat": None}
    if kind < 0.14:
        lon, lat = float(rng.choice([180.0, -180.0, 179.9, -179.95])), rng.uniform(-21, -8)
    elif kind < 0.18:
        lon, lat = rng.uniform(-180, 180), float(rng.choice([90.0, 89.9, 88.0, 83.5, -89.7]))
    elif kind < 0.75:
        ground = chosen[rng.integers(len(chosen))].zone
        x, y = rng.choice(shapely.get_coordinates(ground))
        far = float(rng.choice([0.001, 0.05, 0.7]))
        lon, lat = x + far * rng.normal(), y + far * rng.normal()
    else:
        lon, lat = rng.uniform(29, 43), rng.uniform(30, 39)
    lon = lon if abs(lon) <= 180 else lon - 360 * np.sign(lon)
    if rng.random() < 0.05:
        radius = float(rng.choice([0.019, 300.0, 1500.0]))
    return {"lon": float(lon), "lat": float(np.clip(lat, -90, 90)), "radius_km": radius}


def interval(rng: np.random.Generator) -> dict[str, Any]:
    """An instant, a day, a week, a month, or years; empty and turned round ones too."""
    start = instants(rng)
    length = rng.choice([0, 1, 24, 24 * 7, 24 * 31, 24 * 32, 24 * 900, -5])
    return {"earliest": start, "latest": start + timedelta(hours=int(length))}


def side(rng: np.random.Generator) -> str | None:
    """Nobody, one or several, known or not."""
    if rng.random() < 0.15:
        return None
    names = ARMED + LABELS + PEOPLE + ("?Somebody unheard of",)
    return ";".join(rng.choice(names, size=int(rng.choice([1, 1, 1, 2, 3])), replace=False).tolist())


def plain(rng: np.random.Generator, held: Term) -> dict[str, Any]:
    """An incident that falls under a term: one author who is bound, one target, an exact place, an instant."""
    spot = shapely.point_on_surface(held.zone)
    targets = [*sorted(held.targets or (*ARMED, *PEOPLE))]
    weapons = [*sorted(held.weapons or WEAPONS)]
    return {
        "lon": spot.x,
        "lat": spot.y,
        "earliest": held.periods[0][0],
        "act": str(rng.choice(sorted(held.acts))),
        "weapon": str(rng.choice(weapons)),
        "side_a": str(rng.choice(sorted(held.bound))),
        "side_b": str(rng.choice(targets)),
        "directed": True,
    }


def row(rng: np.random.Generator, chosen: Sequence[Term]) -> dict[str, Any]:
    """One incident; of four, one that leaves nothing open."""
    if rng.random() < 0.25:
        return plain(rng, chosen[rng.integers(len(chosen))])
    acts: list[str | None] = [*ACTS, "force.ground.raid", "access.siege", None]
    weapons: list[str | None] = [*WEAPONS, None, None, None]
    return {
        **place(rng, chosen),
        **interval(rng),
        "act": acts[rng.integers(len(acts))],
        "weapon": weapons[rng.integers(len(weapons))],
        "side_a": side(rng),
        "side_b": side(rng),
        "directed": bool(rng.random() < 0.5),
    }


def world(seed: int, rows: int = 40, bans: int = 5, permissions: int = 2) -> World:
    """A world of its own for every seed."""
    rng = np.random.default_rng(seed)
    chosen = terms(rng, bans, permissions)
    resolved = replace(agreement("basic"), terms=chosen)
    return World(resolved, chosen, tuple(incident(n, **row(rng, chosen)) for n in range(rows)))
