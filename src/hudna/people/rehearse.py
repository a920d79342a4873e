"""Rehearse: make two lists of invented people of any size, with the truth about who is who.

The people are drawn with the skew of real registers (few names are very common, and thousands are rare). Each list
is written by somebody: in Arabic or romanised by one of several habits, with parts missing or swapped, articles glued,
kunyas beside names, slips of the hand, years that are off, day and month swapped, people twice, people who died, and
people whom the other side does not hold.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hudna.people.miswrite import in_habit, miswritten
from hudna.people.rehearse_world import Ints, World, make_families
from hudna.people.sounding import HABITS, VARIANTS, in_arabic, in_letters, invented, kunya
from hudna.people.table import Table, write_csv
from hudna.people.write import guarded_file

Shape = Literal["whole", "parts"]


@dataclass(frozen=True, slots=True)
class Noise:
    """How often something is otherwise than it is: shares of rows, or of names for the slips."""

    slip: float = 0.08
    habit: float = 0.25
    no_father: float = 0.08
    no_grandfather: float = 0.25
    swapped: float = 0.03
    kunya: float = 0.02
    no_birth: float = 0.05
    year_near: float = 0.24
    year_off: float = 0.13
    day_month_swapped: float = 0.03
    year_only: float = 0.15
    as_age: float = 0.05
    sex_wrong: float = 0.01
    sex_missing: float = 0.01
    place_wrong: float = 0.06
    place_missing: float = 0.05
    date_near: float = 0.13
    date_missing: float = 0.05


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What is made: ``people`` rows in A and ``b`` in B (as many if 0), of which ``overlap`` of A are in both.

    ``shape``: ``whole``: one column holds a name of four parts, beside birth date and sex, A in Arabic script and B
    romanised; ``parts``: given name, father's and family name, birth year, sex, place and date, both scripts in both.
    ``arabic``: the share of rows in Arabic script in A and in B. ``doubles``: the share of people twice in a list.
    ``related``: the share of people of whose family others are listed, too: brothers, sisters, their father.
    """

    people: int = 50_000
    b: int = 0
    shape: Shape = "whole"
    overlap: float = 0.6
    doubles: float = 0.03
    dead: float = 0.08
    arabic: tuple[float, float] | None = None
    related: float = 0.0
    noise: Noise = field(default_factory=Noise)

    @property
    def scripts(self) -> tuple[float, float]:
        return self.arabic or ((1.0, 0.0) if self.shape == "whole" else (0.7, 0.5))


@dataclass(frozen=True)
class Rehearsed:
    """Two lists as tables of text, and the truth: person of each row, and all pairs of rows that are one person.

    ``truth``: columns ``a_row``, ``b_row``, counted from 1.
    """

    a: pa.Table = field(repr=False)
    b: pa.Table = field(repr=False)
    person_a: Ints = field(repr=False)
    person_b: Ints = field(repr=False)
    truth: pa.Table = field(repr=False)


def rehearse_lists(made: Rehearsal, *, seed: int) -> Rehearsed:
    """Make the two lists; the same seed makes the same lists."""
    dice = np.random.default_rng(seed)
    rows_a, rows_b = made.people, made.b or made.people
    singles_a, singles_b = (max(int(rows / (1 + made.doubles)), 1) for rows in (rows_a, rows_b))
    shared = min(int(made.overlap * singles_a), singles_b)
    world = World(singles_a + singles_b - shared, dice)
    if made.related:
        make_families(world, made.related, dice)
    person_a = np.arange(singles_a)
    person_b = np.concatenate([dice.permutation(singles_a)[:shared], np.arange(singles_a, world.size)])
    sides = []
    for number, (persons, rows) in enumerate(((person_a, rows_a), (person_b, rows_b))):
        twice = dice.choice(persons, rows - len(persons), replace=len(persons) < rows - len(persons))
        order = dice.permutation(np.concatenate([persons, twice]))
        sides.append((order, _Writer(world, made, number, dice).table(order)))
    (order_a, a), (order_b, b) = sides
    return Rehearsed(a, b, order_a, order_b, _truth(order_a, order_b))


def _truth(a: Ints, b: Ints) -> pa.Table:
    """All pairs of rows of one person."""
    order = np.argsort(b, kind="stable")
    sorted_b = b[order]
    first, last = np.searchsorted(sorted_b, a, "left"), np.searchsorted(sorted_b, a, "right")
    count = last - first
    rows_a = np.repeat(np.arange(len(a)), count)
    within = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    rows_b = order[np.repeat(first, count) + within]
    return pa.table({"a_row": rows_a + 1, "b_row": rows_b + 1})


class _Writer:
    """Whoever writes a list: knows the people, makes mistakes, and has habits."""

    def __init__(self, world: World, made: Rehearsal, side: int, dice: np.random.Generator) -> None:
        self.world, self.made, self.side, self.dice = world, made, side, dice
        self.hand = random.Random(int(dice.integers(1 << 40)))
        self._spelt: dict[tuple[int, int, int], str] = {}

    def table(self, who: Ints) -> pa.Table:
        """The list of these people, in this order."""
        rows = len(who)
        arabic = self.dice.random(rows) < self.made.scripts[self.side]
        office = int(self.dice.integers(len(HABITS)))
        habits = np.where(self.dice.random(rows) < 0.5, office, self.dice.integers(0, len(HABITS), rows))
        script = np.where(arabic, -1, habits)
        names = [
            self._names(getattr(self.world, part)[who], script) for part in ("given", "father", "grandfather", "family")
        ]
        self._missing_and_swapped(names, who, script)
        key = [f"{'AB'[self.side]}{number:06d}" for number in range(1, rows + 1)]
        columns: dict[str, list[Any]] = {"id": key}
        if self.made.shape == "whole":
            columns["full_name"] = [" ".join(part for part in row if part) for row in zip(*names, strict=True)]
            columns["birth_date"], columns["age"] = self._births(who)
        else:
            given, father, _, family = names
            columns |= {"given": given, "father": father, "family": family}
            columns["birth_year"] = self._years(who)
        columns["sex"] = self._sexes(who, script)
        columns["place"], columns["date"] = self._places(who, script), self._dates(who)
        if self.side == 1:
            dead = self.world.is_dead[who] < self.made.dead
            columns["status"] = np.where(dead, "dead", "held").tolist()
        return pa.table(
            {name: pa.array([cell or None for cell in cells], pa.string()) for name, cells in columns.items()}
        )

    def _often(self, share: float, rows: int) -> NDArray[np.bool_]:
        return np.asarray(self.dice.random(rows) < share, np.bool_)

    def _names(self, sounds: Ints, script: Ints) -> list[str]:
        """Spellings of one part of all names, with slips and habits."""
        rows, noise = len(sounds), self.made.noise
        variant = self.dice.integers(0, VARIANTS, rows)
        written = [
            self._spelling(sound, habit, number)
            for sound, habit, number in zip(sounds.tolist(), script.tolist(), variant.tolist(), strict=True)
        ]
        for row in np.flatnonzero(self._often(noise.habit, rows) & (script < 0)).tolist():
            written[row] = in_habit(written[row], self.hand)
        for row in np.flatnonzero(self._often(noise.slip, rows)).tolist():
            written[row] = miswritten(written[row], self.hand)
        return written

    def _spelling(self, sound: int, habit: int, variant: int) -> str:
        key = (sound, habit, variant if habit >= 0 else 0)
        if key not in self._spelt:
            if sound < 0:
                text = kunya(self.world.sounds[-1 - sound], "arabic" if habit < 0 else "", variant, HABITS[habit])
            elif habit < 0:
                text = in_arabic(self.world.sounds[sound])
            else:
                text = in_letters(self.world.sounds[sound], HABITS[habit], variant)
            self._spelt[key] = text
        return self._spelt[key]

    def _missing_and_swapped(self, names: Sequence[list[str]], who: Ints, script: Ints) -> None:
        rows, noise = len(who), self.made.noise
        given, father, grandfather, family = names
        for row in np.flatnonzero(self._often(noise.no_father, rows)).tolist():
            father[row] = grandfather[row] = ""
        for row in np.flatnonzero(self._often(noise.no_grandfather, rows)).tolist():
            grandfather[row] = ""
        for row in np.flatnonzero(self._often(noise.kunya, rows)).tolist():
            of_child = self.world.sounds[int(self.dice.integers(40))]
            habit = HABITS[int(script[row])]
            given[row] = f"{kunya(of_child, 'arabic' if script[row] < 0 else '', row % VARIANTS, habit)} {given[row]}"
        for row in np.flatnonzero(self._often(noise.swapped, rows)).tolist():
            if row % 2:
                given[row], family[row] = family[row], given[row]
            elif father[row]:
                given[row], father[row] = father[row], given[row]

    def _off(self, who: Ints) -> Ints:
        """Years by which births are off."""
        rows, noise = len(who), self.made.noise
        kind = self.dice.random(rows)
        sign = np.where(self.dice.random(rows) < 0.5, -1, 1)
        off = np.where(kind < noise.year_near, 1, np.where(kind < noise.year_near + noise.year_off, 2, 0))
        return np.asarray(off * sign, np.int64)

    def _years(self, who: Ints) -> list[str]:
        years = self.world.birth[who].astype("datetime64[Y]").astype(np.int64) + 1970 + self._halved(self._off(who))
        missing = self._often(self.made.noise.no_birth, len(who))
        return ["" if gone else str(year) for gone, year in zip(missing.tolist(), years.tolist(), strict=True)]

    def _halved(self, off: Ints) -> Ints:
        """A year that is off is off in one of the two lists: the noise is told for both together."""
        return np.where(self._often(0.5, len(off)), off, 0)

    def _births(self, who: Ints) -> tuple[list[str], list[str]]:
        """Dates of birth as written, and ages where those stand in their place."""
        rows, noise = len(who), self.made.noise
        birth = self.world.birth[who]
        off = self._halved(self._off(who))
        swapped, alone, aged, gone = (
            self._often(share, rows).tolist()
            for share in (noise.day_month_swapped, noise.year_only, noise.as_age, noise.no_birth)
        )
        dates, ages = [], []
        at = self.world.date[who].astype("datetime64[Y]").astype(np.int64) + 1970
        for row, (day, years) in enumerate(zip(birth.tolist(), off.tolist(), strict=True)):
            year, month, number = day.year + years, day.month, day.day
            if swapped[row] and number <= 12:
                month, number = number, month
            whole = not (alone[row] or aged[row] or gone[row])
            dates.append(
                f"{year}-{month:02d}-{min(number, 28) if years else number:02d}"
                if whole
                else str(year)
                if alone[row] and not gone[row]
                else ""
            )
            ages.append(str(int(at[row]) - year) if aged[row] and not gone[row] and int(at[row]) > year else "")
        return dates, ages

    def _sexes(self, who: Ints, script: Ints) -> list[str]:
        rows, noise = len(who), self.made.noise
        woman = self.world.is_woman[who] ^ self._often(noise.sex_wrong / 2, rows)
        missing = self._often(noise.sex_missing, rows).tolist()
        words = (("ذكر", "أنثى"), ("m", "f"))
        return [
            "" if gone else words[int(habit >= 0)][int(female)]
            for gone, habit, female in zip(missing, script.tolist(), woman.tolist(), strict=True)
        ]

    def _places(self, who: Ints, script: Ints) -> list[str]:
        rows, noise, places = len(who), self.made.noise, invented().places
        there = np.where(
            self._often(noise.place_wrong / 2, rows), self.dice.integers(0, len(places), rows), self.world.place[who]
        )
        missing = self._often(noise.place_missing, rows).tolist()
        variants = self.dice.integers(0, VARIANTS, rows).tolist()
        seen: dict[tuple[int, int, int], str] = {}
        written = []
        for place, habit, variant, gone in zip(there.tolist(), script.tolist(), variants, missing, strict=True):
            key = (place, habit, variant if habit >= 0 else 0)
            if key not in seen:
                seen[key] = in_arabic(places[place]) if habit < 0 else in_letters(places[place], HABITS[habit], variant)
            written.append("" if gone else seen[key])
        return written

    def _dates(self, who: Ints) -> list[str]:
        rows, noise = len(who), self.made.noise
        near = np.where(self._often(noise.date_near / 2, rows), self.dice.integers(-7, 8, rows), 0)
        missing = self._often(noise.date_missing, rows).tolist()
        return [
            "" if gone else text
            for gone, text in zip(missing, np.datetime_as_string(self.world.date[who] + near).tolist(), strict=True)
        ]


def write_rehearsed(made: Rehearsed, folder: Path) -> list[Path]:
    """Write a.csv, b.csv and truth.csv; gives the files."""
    files = []
    for name, table in (("a", made.a), ("b", made.b), ("truth", made.truth)):
        path = folder / f"{name}.csv"
        with guarded_file(path) as file:
            write_csv(Table(name, name, dict(zip(table.column_names, table.columns, strict=True))), file)
        files.append(path)
    return files
