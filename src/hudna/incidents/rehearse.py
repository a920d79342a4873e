"""Made-up feeds of which it is known which reports are one incident: to measure fusing on, and to test its laws.

Nothing in them is real. Incidents happen in villages round cities of unequal weight; each source covers a share of
them, in its own gazetteer, with its own habits: it dates by the news of the day, knows only the town or the district,
tells a general act or another number of deaths, leaves a side out. Some of its reports copy another source's text, and
some sum up the day of a district. A seed and sizes give the same feeds everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hudna.incidents.model import INCIDENTS

DAY = 86_400_000_000
FIRST = int(np.datetime64("2013-01-01", "us").astype(np.int64))
ACTS = (
    *("force.explosive.air.air-strike", "force.explosive.air.barrel-bomb", "force.explosive.indirect.mortar"),
    *("force.explosive.indirect.artillery", "force.explosive.indirect.rocket", "force.clash", "force.fire.sniper"),
    *("force.ground.raid", "force.ground.assault", "force.explosive.placed.improvised-device", "persons.abduction"),
    *("force.explosive.placed.car-bomb", "force.persons.killing", "force.fire.small-arms"),
)
VERBS = ("hits", "strikes", "is reported in", "leaves dead in", "again in", "kills people in", "wounds people in")
LEADS = ("Activists say", "Residents report", "Sources say", "Local radio:", "Update:", "Breaking:", "A medic says", "")
VILLAGES = 12
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Noise:
    """Habits of a source, as shares of its reports.

    ``late``: dated one day late, ``later``: two, ``early``: one too early, ``week``: known to a week. ``town``,
    ``district``: place known to 25 or 50 km. ``jitter_km``: how far its gazetteer lies off. ``general``: only the upper
    act, ``other_act``: another one. ``side_missing``. ``deaths_other``: another number, ``deaths_missing``.
    ``copied``: in the words of the first source. ``untold``: without words.
    """

    late: float = 0.10
    later: float = 0.02
    early: float = 0.03
    week: float = 0.04
    town: float = 0.12
    district: float = 0.05
    jitter_km: float = 0.7
    general: float = 0.15
    other_act: float = 0.05
    side_missing: float = 0.10
    deaths_other: float = 0.25
    deaths_missing: float = 0.08
    copied: float = 0.10
    untold: float = 0.05


PLAIN = Noise()
STRONG = Noise(0.18, 0.06, 0.08, 0.08, 0.22, 0.12, 1.2, 0.25, 0.10, 0.18, 0.45, 0.15, 0.15, 0.15)
NONE = Noise(*(0.0,) * 14)


@dataclass(frozen=True)
class Rehearsed:
    """One feed and, row by row, the number of the incident it reports (−1: a round-up of several)."""

    name: str
    table: pa.Table
    truth: Ints


@dataclass(frozen=True)
class World:
    """What happened: per incident its city, village, day, act, sides and deaths; and where the cities lie."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    village_lon: NDArray[np.float64]
    village_lat: NDArray[np.float64]
    city: Ints
    village: Ints
    day: Ints
    act: Ints
    one: Ints
    other: Ints
    deaths: Ints


def world(incidents: int, seed: int, *, cities: int = 2000, days: int = 4383) -> World:
    """Incidents in villages round cities in order of weight; each city has three parties of forty."""
    rng = np.random.default_rng([seed, 1])
    lon, lat = rng.uniform(-15, 60, cities), rng.uniform(-30, 55, cities)
    angle, far = rng.uniform(0, 2 * np.pi, (cities, VILLAGES)), 2 + 16 * np.sqrt(rng.uniform(0, 1, (cities, VILLAGES)))
    village_lat = lat[:, None] + far * np.sin(angle) / 111.2
    village_lon = lon[:, None] + far * np.cos(angle) / 111.2 / np.cos(np.radians(lat))[:, None]
    weight = np.arange(1, cities + 1) ** -0.6
    city = rng.choice(cities, incidents, p=weight / weight.sum())
    parties = rng.integers(0, 40, (cities, 3))
    first = rng.integers(0, 3, incidents)
    deaths = np.where(rng.random(incidents) < 0.35, 0, rng.pareto(1.2, incidents) * 1.5 + 1).astype(np.int64)
    return World(
        lon,
        lat,
        village_lon,
        village_lat,
        city,
        rng.integers(0, VILLAGES, incidents),
        rng.integers(0, days, incidents),
        rng.choice(len(ACTS), incidents, p=np.arange(len(ACTS), 0, -1) / (len(ACTS) * (len(ACTS) + 1) / 2)),
        parties[city, first],
        parties[city, (first + 1 + rng.integers(0, 2, incidents)) % 3],
        np.minimum(deaths, 500),
    )


def rehearse_reports(
    incidents: int,
    seed: int,
    *,
    sources: Sequence[str] = ("wire", "monitor", "desk"),
    coverage: float = 0.6,
    noise: Noise = PLAIN,
    outlets: int = 5,
    round_ups: float = 0.0,
    cities: int = 2000,
    days: int = 4383,
) -> list[Rehearsed]:
    """A feed per source. ``coverage``: share of the incidents that a source tells; ``outlets``: each source's own."""
    what = world(incidents, seed, cities=cities, days=days)
    feeds = []
    for number, name in enumerate(sources):
        rng = np.random.default_rng([seed, 2, number])
        told = np.flatnonzero(rng.random(incidents) < coverage)
        rng.shuffle(told)
        table = _reports(what, told, rng, noise if number else replace(noise, copied=0.0), name, outlets)
        truth = told
        if round_ups:
            summed = _round_ups(what, round(round_ups * len(told)), rng, name)
            table, truth = pa.concat_tables([table, summed]), np.concatenate((told, np.full(len(summed), -1)))
        feeds.append(Rehearsed(name, table, truth))
    return feeds


def _reports(w: World, told: Ints, rng: np.random.Generator, noise: Noise, name: str, outlets: int) -> pa.Table:
    count = len(told)
    day = w.day[told] + rng.choice([0, 1, 2, -1], count, p=[1 - noise.late - noise.later - noise.early, noise.late,
                                                            noise.later, noise.early])  # fmt: skip
    week = rng.random(count) < noise.week
    begin = np.where(week, day - rng.integers(0, 7, count), day)
    lon, lat, radius = _places(w, told, rng, noise)
    deaths = _deaths(w.deaths[told], rng, noise)
    other = rng.random(count) < noise.other_act
    kind = np.where(other, rng.integers(0, len(ACTS), count), w.act[told])
    general = rng.random(count) < noise.general
    names = [*ACTS, *(word.rpartition(".")[0] for word in ACTS)]
    side_a, side_b = _sides(w, told, rng, noise)
    outlet = rng.integers(0, outlets, count)
    return _table(
        ids=pc.binary_join_element_wise(f"{name}-", pa.array(np.arange(count)).cast(pa.string()), ""),
        name=name,
        begin=begin,
        end=np.where(week, begin + 7, begin + 1),
        place=(lon, lat, radius),
        act=pa.DictionaryArray.from_arrays(pa.array((kind + general * len(ACTS)).astype(np.int32)), names),
        sides=(side_a, side_b),
        deaths=deaths,
        outlet=pa.DictionaryArray.from_arrays(pa.array(outlet, pa.int32()), [f"{name} {n}" for n in range(outlets)]),
        note=_notes(w, told, rng, noise),
    )


def _places(
    w: World, told: Ints, rng: np.random.Generator, noise: Noise
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """The village in the source's own gazetteer; or the town; or the middle of the district, some way off the town."""
    city, village = w.city[told], w.village[told]
    off = rng.normal(0, noise.jitter_km / 111.2, (2, len(w.lon), VILLAGES))
    level = rng.choice(3, len(told), p=[1 - noise.town - noise.district, noise.town, noise.district])
    middle = rng.normal(0, 8 / 111.2, (2, len(w.lon)))
    lon = np.choose(level, [(w.village_lon + off[0])[city, village], w.lon[city], (w.lon + middle[0])[city]])
    lat = np.choose(level, [(w.village_lat + off[1])[city, village], w.lat[city], (w.lat + middle[1])[city]])
    return lon, lat, np.choose(level, [2.0, 25.0, 50.0])


def _deaths(true: Ints, rng: np.random.Generator, noise: Noise) -> pa.Array:
    count = len(true)
    other = rng.random(count) < noise.deaths_other
    shifted = np.maximum(0, np.round(true * np.exp(rng.normal(0, 0.3, count)) + rng.choice([-1, 1], count)))
    return pa.array(np.where(other, shifted, true).astype(np.int32), mask=rng.random(count) < noise.deaths_missing)


def _sides(w: World, told: Ints, rng: np.random.Generator, noise: Noise) -> tuple[pa.Array, pa.Array]:
    names = [f"?party {n}" for n in range(40)]
    missing = rng.choice(3, len(told), p=[1 - noise.side_missing, noise.side_missing / 2, noise.side_missing / 2])
    swap = rng.random(len(told)) < 0.3
    one, other = np.where(swap, w.other[told], w.one[told]), np.where(swap, w.one[told], w.other[told])
    side_a, side_b = (
        pa.DictionaryArray.from_arrays(pa.array(side.astype(np.int32), mask=missing == gone), names)
        for side, gone in ((one, 1), (other, 2))
    )
    return side_a, side_b


def _notes(w: World, told: Ints, rng: np.random.Generator, noise: Noise) -> pa.Array:
    """Short headlines: a lead, the act, a verb, the village. Copies of one item have the same words."""
    count = len(told)
    copied, untold = rng.random(count) < noise.copied, rng.random(count) < noise.untold
    lead = np.where(copied, told % len(LEADS), rng.integers(0, len(LEADS), count))
    verb = np.where(copied, told % len(VERBS), rng.integers(0, len(VERBS), count))
    acts = [word.rpartition(".")[2].replace("-", " ") for word in ACTS]
    place = (w.city[told] * VILLAGES + w.village[told]).astype(np.int64)
    words = [
        pa.DictionaryArray.from_arrays(pa.array(at.astype(np.int32)), names).cast(pa.string())
        for at, names in ((lead, LEADS), (w.act[told], acts), (verb, VERBS))
    ]
    village = pc.binary_join_element_wise("village", pa.array(place).cast(pa.string()), " ")
    said = pc.if_else(pa.array(copied), pc.binary_join_element_wise("item", pa.array(told).cast(pa.string()), " "), "")
    whole = pc.utf8_trim_whitespace(pc.binary_join_element_wise(*words, village, said, " "))
    return pc.if_else(pa.array(untold), pa.scalar(None, pa.string()), whole)


def _round_ups(w: World, count: int, rng: np.random.Generator, name: str) -> pa.Table:
    """Each sums up what happened round one city on one day: 50 km, all deaths, nobody named."""
    about = rng.integers(0, len(w.city), count)
    city, day = w.city[about], w.day[about]
    wide = int(w.day.max()) + 1
    sums = np.bincount(w.city * wide + w.day, w.deaths, minlength=len(w.lon) * wide)
    nobody = pa.DictionaryArray.from_arrays(pa.nulls(count, pa.int32()), pa.array([], pa.string()))
    numbers = pa.array(np.arange(count)).cast(pa.string())
    return _table(
        ids=pc.binary_join_element_wise(f"{name}-sum-", numbers, ""),
        name=name,
        begin=day,
        end=day + 1,
        place=(w.lon[city], w.lat[city], np.full(count, 50.0)),
        act=pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int32)), ["force"]),
        sides=(nobody, nobody),
        deaths=pa.array(np.minimum(sums[city * wide + day], 2**30).astype(np.int32)),
        outlet=pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int32)), [f"{name} daily"]),
        note=pc.binary_join_element_wise("Several attacks across the district, daily report", numbers, " "),
    )


def _table(
    *,
    ids: pa.Array,
    name: str,
    begin: Ints,
    end: Ints,
    place: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    act: pa.Array,
    sides: tuple[pa.Array, pa.Array],
    deaths: pa.Array,
    outlet: pa.Array,
    note: pa.Array,
) -> pa.Table:
    count = len(begin)

    def word(text: str | None) -> pa.Array:
        codes = pa.array(np.zeros(count, np.int32)) if text is not None else pa.nulls(count, pa.int32())
        return pa.DictionaryArray.from_arrays(codes, pa.array([text] if text is not None else [], pa.string()))

    times = [pa.array(FIRST + DAY * at.astype(np.int64)).cast(pa.timestamp("us", tz="UTC")) for at in (begin, end)]
    columns = {
        "incident_id": ids,
        "source": word(name),
        "earliest": times[0],
        "latest": times[1],
        "zone": word("UTC"),
        "when_class": word("day"),
        "lon": pa.array(place[0]),
        "lat": pa.array(place[1]),
        "radius_km": pa.array(place[2]),
        "area": word(None),
        "where_class": word(f"{name} (radius)"),
        "act": act,
        "weapon": word(None),
        "side_a": sides[0],
        "side_b": sides[1],
        "directed": pa.array(np.zeros(count, np.bool_)),
        "deaths_low": deaths,
        "deaths_best": deaths,
        "deaths_high": deaths,
        "reported_by": outlet.cast(pa.string()),
        "note": note,
        "file": word(f"{name}.parquet"),
        "line": pa.array(np.arange(1, count + 1)),
    }
    return pa.table([columns[field.name].cast(field.type) for field in INCIDENTS], schema=INCIDENTS)
