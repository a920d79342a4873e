"""Make the exercise feeds of the worked agreements: invented, the same for every side, by a fixed seed.

    python examples/make_exercises.py

Nothing in these feeds happened. Each side has the same number and kinds of acts, before and after the entry
into force, so that no feed tells anything about anyone; the last rows are there to be rejected.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import yaml
from pyproj import Geod

HERE = Path(__file__).parent
COLUMNS = (
    *("incident_id", "earliest", "latest", "zone", "lon", "lat", "radius_km", "area", "act", "weapon"),
    *("author", "target", "side_a", "side_b", "deaths_low", "deaths_best", "deaths_high", "reported_by", "note"),
)
Row = dict[str, object]
Position = tuple[float, float]
EARTH = Geod(ellps="WGS84")

SHELLING = (
    ("force.explosive.indirect.mortar", "artillery.mortar.120mm"),
    ("force.explosive.indirect.artillery", "artillery.tube.122mm"),
    ("force.explosive.indirect.rocket", "artillery.rocket.grad"),
    ("force.explosive.direct.tank", "armour.tank"),
    ("force.fire.small-arms", "small-arms"),
)
WORDS = {
    "force.explosive.indirect.mortar": "mortar fire",
    "force.explosive.indirect.artillery": "artillery fire",
    "force.explosive.indirect.rocket": "rocket fire",
    "force.explosive.direct.tank": "tank fire",
    "force.explosive.air.air-strike": "an air strike",
    "force.explosive.placed.improvised-device": "an improvised device",
    "force.fire.small-arms": "small-arms fire",
    "force.fire.sniper": "sniper fire",
    "force.clash": "an exchange of fire",
    "force.persons.killing": "killing of people not fighting",
    "access.aid-denied": "aid held up",
    "position.advance": "an advance",
    "presence.weapon": "a weapon seen",
}


def deaths(number: int) -> Row:
    """Low, best and high number of people killed: the same row of tolls for every side."""
    low, best, high = ((0, 0, 0), (0, 1, 2), (1, 1, 1), (1, 2, 4), (0, 0, 3))[number % 5]
    return {"deaths_low": low, "deaths_best": best, "deaths_high": high}


class Book:
    """The rows of one feed, numbered as they come."""

    def __init__(self, name: str, zone: str, seed: int) -> None:
        self.name, self.zone = name, zone
        self.dice = random.Random(seed)
        self.rows: list[Row] = []

    def add(self, act: str, earliest: str, what: str = "", **cells: object) -> Row:
        """Add one row; what is not said stays empty."""
        number = len(self.rows) + 1
        row: Row = dict.fromkeys(COLUMNS, "")
        note = f"Invented for exercise: {what or WORDS[act]}."
        row |= {"incident_id": f"EX-{self.name}-{number:03}", "earliest": earliest, "zone": self.zone}
        row |= {"act": act, "reported_by": "exercise", "note": note, **cells}
        self.rows.append(row)
        return row

    def place(self, places: Sequence[Position], radius: float = 0.0) -> Row:
        """A point a little off one of the places, and how sure it is."""
        lon, lat = self.dice.choice(places)
        lon, lat = round(lon + self.dice.uniform(-0.02, 0.02), 4), round(lat + self.dice.uniform(-0.02, 0.02), 4)
        return {"lon": lon, "lat": lat, "radius_km": radius}

    def day(self, first: date, days: int) -> str:
        """One of the days from the first on."""
        return str(first + timedelta(days=self.dice.randrange(days)))

    def write(self, path: Path) -> None:
        """Write the feed, as a spreadsheet would."""
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.rows)


# Syria 2016 -----------------------------------------------------------------------------------------------------

GOVERNMENT = ("Syrian Arab Army", "ndf")
OPPOSITION = ("Jaysh al-Islam", "الجبهة الجنوبية")
DEMOCRATIC = ("Syrian Democratic Forces", "ypg")
SIDES = (GOVERNMENT, OPPOSITION, DEMOCRATIC)
INLAND = [(36.75, 35.13), (36.72, 34.73), (36.40, 33.57), (37.16, 36.20), (37.05, 35.01), (36.63, 35.93)]
BORDER = [(37.05, 36.59), (36.10, 32.62), (41.23, 37.05)]
DESERT = [(38.28, 34.56), (40.14, 35.34), (39.01, 35.95)]
BEFORE, AFTER = (date(2016, 1, 1), 55), (date(2016, 2, 28), 62)


def syria() -> Book:
    """Three bound sides, excluded actors, labels, unknown authors, and dates around 27 February."""
    book = Book("SY", "Asia/Damascus", 20160227)
    _syria_attacks(book)
    _syria_one_sided(book)
    _syria_excluded(book)
    _syria_unclear(book)
    _syria_start(book)
    _reject(book, lon=36.72, lat=34.73)
    return book


def _pairs(sides: Sequence[Sequence[str]]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    yield from ((a, b) for a in sides for b in sides if a is not b)


def _syria_attacks(book: Book) -> None:
    for author, target in _pairs(SIDES):
        for period in (BEFORE, AFTER):
            for n, (act, weapon) in enumerate(SHELLING):
                who = {"author": author[n % 2], "target": target[n % 2]}
                where = book.place(INLAND, (0, 2, 5, 25, 2)[n])
                book.add(act, book.day(*period), weapon=weapon, **who, **where, **deaths(n))
    for a, b in ((GOVERNMENT, OPPOSITION), (GOVERNMENT, DEMOCRATIC), (OPPOSITION, DEMOCRATIC)):
        for n, period in enumerate((BEFORE, BEFORE, AFTER, AFTER)):
            sides = {"side_a": a[n % 2], "side_b": b[n % 2]}
            book.add("force.clash", book.day(*period), **sides, **book.place(INLAND, 2), **deaths(n))


def _syria_one_sided(book: Book) -> None:
    for side in SIDES:
        for n, period in enumerate((BEFORE, BEFORE, AFTER, AFTER)):
            who = {"author": side[n % 2], "target": "civilians"}
            book.add("force.persons.killing", book.day(*period), **who, **book.place(INLAND, 2), **deaths(n))
        for period in (BEFORE, AFTER):
            who = {"author": side[0], "target": "humanitarian"}
            book.add("access.aid-denied", book.day(*period), **who, **book.place(INLAND, 5))
        other = SIDES[(SIDES.index(side) + 1) % 3]
        book.add("position.advance", book.day(*AFTER), author=side[0], target=other[0], **book.place(INLAND, 2))


def _syria_excluded(book: Book) -> None:
    shared = {"Syrian Arab Army": "nusra;jaysh-al-islam", "Jaysh al-Islam": "nusra;ypg"}
    for side in SIDES:
        for other in ("Daesh", "جبهة النصرة"):
            book.add("force.clash", book.day(*AFTER), side_a=side[0], side_b=other, **book.place(DESERT, 5))
            what = "shelling of a place where only an excluded group was"
            cells = {"author": side[0], "target": other, **book.place(DESERT, 2), **deaths(3)}
            book.add("force.explosive.indirect.artillery", book.day(*AFTER), what, **cells)
        what = "shelling of a place where an excluded and an accepting group both were"
        cells = {"author": side[0], "target": shared.get(side[0], "nusra;southern-front"), **book.place(INLAND, 2)}
        book.add("force.explosive.indirect.artillery", book.day(*AFTER), what, **cells)
        book.add("force.persons.killing", book.day(*AFTER), author="Daesh", target="civilians", **book.place(DESERT, 2))
    for co_chair in ("Russia", "united-states"):
        for target in ("Daesh", "jaysh-al-islam"):
            cells = {"author": co_chair, "target": target, "weapon": "air.aircraft", **book.place(INLAND, 5)}
            book.add("force.explosive.air.air-strike", book.day(*AFTER), **cells, **deaths(4))


def _syria_unclear(book: Book) -> None:
    for side in SIDES:
        for act in ("force.explosive.air.air-strike", "force.explosive.placed.improvised-device", "force.fire.sniper"):
            book.add(act, book.day(*AFTER), f"{WORDS[act]}, author unknown", target=side[0], **book.place(INLAND, 2))
        for label in ("Syrian insurgents (label)", "Ahrar al-Sham"):
            book.add("force.clash", book.day(*AFTER), side_a=side[1], side_b=label, **book.place(INLAND, 2))
        what = "shelling somewhere in the country"
        target = SIDES[(SIDES.index(side) + 1) % 3][0]
        cells = {"area": "syria", "author": side[0], "target": target}
        book.add("force.explosive.indirect.mortar", book.day(*AFTER), what, **cells)
        what = "shelling near the border, place known within 25 km"
        cells = {"author": side[0], "target": target, **book.place(BORDER, 25)}
        book.add("force.explosive.indirect.mortar", book.day(*AFTER), what, **cells)


def _syria_start(book: Book) -> None:
    for side in SIDES:
        target = SIDES[(SIDES.index(side) + 1) % 3][0]
        who = {"author": side[0], "target": target}
        for earliest, latest, what in (
            ("2016-02-25", "2016-02-28", "shelling within four days around the start"),
            ("2016-02-26T23:00", "2016-02-27T01:00", "shelling within two hours around the start"),
            ("2016-02-26T23:59", "", "shelling in the last minute before the start"),
            ("2016-02-27T00:00", "", "shelling in the first minute"),
        ):
            cells = {"latest": latest, **who, **book.place(INLAND, 2)}
            book.add("force.explosive.indirect.mortar", earliest, what, **cells)


# Minsk 2015 -----------------------------------------------------------------------------------------------------

MINSK_SIDES = (("ukraine", "line-of-contact"), ("certain-areas", "line-of-september-2014"))
CLASSES = (("D-30", 24, 26), ("BM-21 Grad", 34, 36), ("Smerch", 69, 71))


def line_of(area: str) -> list[Position]:
    """The positions of a line of the shared areas."""
    document = yaml.safe_load((HERE / "shared" / "areas-ukraine.yaml").read_text(encoding="utf-8"))
    line = next(a["shape"]["line"] for a in document["areas"] if a["id"] == area)
    return [(float(lon), float(lat)) for lon, lat in line]


def dense(line: Sequence[Position], step_km: float = 0.2) -> list[Position]:
    """The line with positions every ``step_km`` along straight degrees, as a map draws it."""
    points = [line[0]]
    for (lon, lat), (to_lon, to_lat) in pairwise(line):
        parts = max(1, int(EARTH.inv(lon, lat, to_lon, to_lat)[2] / 1000 / step_km))
        points += [(lon + (to_lon - lon) * k / parts, lat + (to_lat - lat) * k / parts) for k in range(1, parts + 1)]
    return points


def km_from(line: Sequence[Position], lon: float, lat: float) -> float:
    """Distance on the ellipsoid from a position to a dense line."""
    lons, lats = zip(*line, strict=True)
    return float(min(EARTH.inv([lon] * len(line), [lat] * len(line), lons, lats)[2])) / 1000


def at_distance(line: Sequence[Position], start: Position, bearing: float, km: float) -> Position:
    """The position on the ray from ``start`` whose distance to the line is ``km``: by halving, to a metre."""
    near, far = 0.0, 4.0 * km
    while far - near > 0.001:
        middle = (near + far) / 2
        lon, lat, _ = EARTH.fwd(*start, bearing, middle * 1000)
        near, far = (middle, far) if km_from(line, lon, lat) < km else (near, middle)
    lon, lat, _ = EARTH.fwd(*start, bearing, far * 1000)
    return round(lon, 5), round(lat, 5)


def minsk() -> Book:
    """Weapons on either side of each distance, before and after day 14, and fire before and after the start."""
    book = Book("UA", "Europe/Kyiv", 20150215)
    starts: dict[str, tuple[Position, float]] = {
        "ukraine": ((37.80, 48.12), 285.0),
        "certain-areas": ((37.86, 48.12), 130.0),
    }
    for side, area in MINSK_SIDES:
        line = dense(line_of(area))
        start, bearing = starts[side]
        _sightings(book, side, lambda km, b=bearing, s=start, ln=line: at_distance(ln, s, b, km))
    _other_line(book)
    _minsk_fire(book)
    _reject(book, lon=37.80, lat=48.00)
    return book


def _seen(book: Book, side: str, weapon: str, day: str, at: Position, what: str, radius: float = 0.0) -> None:
    cells = {"weapon": weapon, "author": side, "lon": at[0], "lat": at[1], "radius_km": radius}
    book.add("presence.weapon", day, what, **cells)


def _sightings(book: Book, side: str, at: Callable[[float], Position]) -> None:
    for day, when in (("2015-02-20", "before day 14"), ("2015-03-05", "after day 14")):
        for weapon, inside, outside in CLASSES:
            for km in (inside, outside):
                _seen(book, side, weapon, day, at(km), f"{weapon} {km} km from this side's own line, {when}")
    for weapon, km, radius, what in (
        ("T-12", 10, 0, "100 mm gun 10 km from the line"),
        ("artillery.mortar.82mm", 5, 0, "82 mm mortar 5 km from the line: no class of the package"),
        ("T-72", 5, 0, "tank 5 km from the line: no class of the package"),
        ("howitzer", 10, 0, "howitzer of unknown calibre 10 km from the line"),
        ("D-30", 25, 3, "122 mm gun 25 km from the line, place known within 3 km"),
        ("Tochka-U", 50, 0, "tactical missile 50 km from the line"),
    ):
        _seen(book, side, weapon, "2015-03-10", at(km), what, radius)
    _seen(book, side, "D-30", "2015-02-28T23:59", at(24), "122 mm gun 24 km from the line, last minute of day 14")
    _seen(book, side, "D-30", "2015-03-01T00:00", at(24), "122 mm gun 24 km from the line, first minute after day 14")
    cells = {"weapon": "D-30", "lon": at(24)[0], "lat": at(24)[1], "radius_km": 0}
    book.add("presence.weapon", "2015-03-05", "122 mm gun 24 km from the line, nobody says whose", **cells)


def _other_line(book: Book) -> None:
    """Places within 25 km of the other side's line only: chosen to tell the two lines apart, not as likely ones."""
    for side, at in (("ukraine", (38.80, 48.26)), ("certain-areas", (38.10, 48.58))):
        what = "122 mm gun within 25 km of the other side's line, farther from its own"
        _seen(book, side, "D-30", "2015-03-05", at, what)


def _minsk_fire(book: Book) -> None:
    places = [(37.80, 48.12), (38.02, 48.40), (37.82, 47.19)]
    sides = [side for side, _ in MINSK_SIDES]
    for author, target in (sides, sides[::-1]):
        for day in ("2015-02-14T23:59", "2015-02-15T00:00", "2015-02-16", "2015-03-02"):
            cells = {"author": author, "target": target, **book.place(places, 2), **deaths(1)}
            book.add("force.explosive.indirect.artillery", day, weapon="artillery.tube.122mm", **cells)
        cells = {"author": author, "target": "humanitarian", **book.place(places, 2)}
        book.add("access.aid-denied", "2015-03-03", **cells)
    for day in ("2015-02-13", "2015-02-20", "2015-03-04"):
        book.add("force.clash", day, side_a=sides[0], side_b=sides[1], **book.place(places, 2), **deaths(1))


# Aleppo 2014 ----------------------------------------------------------------------------------------------------

ALEPPO = [(37.12, 36.21), (37.16, 36.20), (37.19, 36.21), (37.15, 36.23)]
EDGE = [(37.05, 36.19), (37.25, 36.21)]
AWAY = [(36.90, 36.05), (37.45, 36.35)]


def aleppo() -> Book:
    """A month before and a month after the day that the exercise draft begins; in the city, at its edge, outside."""
    book = Book("AL", "Asia/Damascus", 20140117)
    sides = ("syrian-government", "aleppo-opposition-forces")
    for author, target in (sides, sides[::-1]):
        for first in (date(2014, 1, 4), date(2014, 2, 2)):
            for n, (act, weapon) in enumerate(SHELLING):
                where = book.place(ALEPPO if n < 3 else EDGE if n < 4 else AWAY, (0, 1, 5, 3, 2)[n])
                cells = {"weapon": weapon, "author": author, "target": target, **where, **deaths(n)}
                book.add(act, book.day(first, 26), **cells)
            cells = {"author": author, "target": "humanitarian", **book.place(ALEPPO, 1)}
            book.add("force.fire.small-arms", book.day(first, 26), "fire at an aid convoy", **cells)
        book.add(
            "position.advance", book.day(date(2014, 2, 2), 26), author=author, target=target, **book.place(ALEPPO, 1)
        )
    for first in (date(2014, 1, 4), date(2014, 2, 2)):
        sides_ = {"side_a": sides[0], "side_b": sides[1]}
        book.add("force.clash", book.day(first, 26), **sides_, **book.place(ALEPPO, 1), **deaths(3))
        book.add(
            "force.clash",
            book.day(first, 26),
            "an exchange of fire somewhere in the city",
            area="aleppo-city-approximate",
            **sides_,
        )
        what = "an air strike, author unknown"
        book.add("force.explosive.air.air-strike", book.day(first, 26), what, **book.place(ALEPPO, 1), **deaths(3))
        cells = {"latest": str(first + timedelta(days=6)), **sides_, **book.place(EDGE, 5)}
        book.add("force.clash", str(first - timedelta(days=4)), "an exchange of fire, week known only", **cells)
    _reject(book, lon=37.16, lat=36.20)
    return book


def _reject(book: Book, lon: float, lat: float) -> None:
    """Rows with slips of the pen, which a reader must put aside and name."""
    act, day = "force.fire.small-arms", str(book.rows[-1]["earliest"])[:10]
    book.add(act, day, "a row with a latitude that the globe does not have", lon=lon, lat=91)
    book.add(act, "", "a row without a date", lon=lon, lat=lat)
    book.add(act, f"{day[:4]}-02-30", "a row with a day that the calendar does not have", lon=lon, lat=lat)
    twice = book.add(act, day, "a row whose number stands twice", lon=lon, lat=lat)
    twice["incident_id"] = book.rows[0]["incident_id"]


def feeds() -> Iterable[tuple[str, Book]]:
    """The folder and the feed of every exercise."""
    return ("syria-2016", syria()), ("minsk-2015", minsk()), ("aleppo-2014", aleppo())


def main() -> None:
    """Write all feeds anew."""
    for folder, book in feeds():
        book.write(HERE / folder / "exercise.csv")
        print(f"{folder}/exercise.csv: {len(book.rows)} rows")


if __name__ == "__main__":
    main()
