"""What the cells of a column look like: dates, years, ages, sexes, names, numbers that count the rows."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from statistics import median

import pyarrow as pa
import pyarrow.compute as pc

from hudna.people.birth import Habit, read_date
from hudna.people.words import digits, folded, is_unknown, said

_SAMPLE = 2000
_YEAR = re.compile(r"(1[2-9]|20)\d\d")
_LATEST = 2100


@dataclass(frozen=True, slots=True)
class Looks:
    """Shares of the filled cells, from 0 to 1, but ``filled`` of all; ``words``: of a cell, on average."""

    filled: float = 0.0
    distinct: float = 0.0
    kinds: int = 0
    letters: float = 0.0
    digits: float = 0.0
    dates: float = 0.0
    years: float = 0.0
    ages: float = 0.0
    serials: float = 0.0
    sexes: float = 0.0
    words: float = 0.0
    median_year: float = 0.0
    latest_year: int = 0
    is_unique: bool = False
    script: str = ""
    """That of most letters: arabic, cyrillic or latin."""

    @property
    def is_name(self) -> bool:
        """Two words of letters or more, seldom the same ones."""
        return self.letters >= 0.9 and self.words >= 1.8 and self.distinct >= 0.3 and self.sexes < 0.5

    @property
    def is_age(self) -> bool:
        """Small whole numbers that come again and again, and not in order."""
        return self.ages >= 0.9 and self.digits >= 0.9 and not self.is_unique and self.kinds >= 5


def looks_of(column: pa.Array) -> Looks:
    """What a column looks like, by up to 2,000 of its cells spread over the list."""
    total = len(column)
    cells = pc.drop_null(column)
    if not total or not len(cells):
        return Looks()
    kinds = int(pc.count_distinct(cells).as_py())
    step = max(len(cells) // _SAMPLE, 1)
    sample = [
        text for text in cells.take(pa.array(range(0, len(cells), step))).to_pylist()[:_SAMPLE] if not is_unknown(text)
    ]
    if not sample:
        return Looks()
    n = len(sample)
    folds = [folded(text) for text in sample]
    plain = [digits(text).strip() for text in sample]
    dated = [read_date(text, Habit(dt.date(_LATEST, 12, 31), "day-first", serials=False)) for text in plain]
    years = [one.first.year for one in dated if one.first]
    sexes = said("male") | said("female")
    return Looks(
        filled=len(cells) / total,
        distinct=kinds / len(cells),
        kinds=kinds,
        letters=sum(_mostly_letters(text) for text in sample) / n,
        digits=sum(text.isdigit() for text in plain) / n,
        dates=sum(one.kind in ("day", "either", "month") for one in dated) / n,
        years=sum(
            bool(_YEAR.fullmatch(text)) or one.kind in ("year", "about", "range")
            for text, one in zip(plain, dated, strict=True)
        )
        / n,
        ages=sum(
            one.kind == "age" or (text.isdigit() and int(text) <= 110) for text, one in zip(plain, dated, strict=True)
        )
        / n,
        serials=sum(text.isdigit() and len(text) == 5 for text in plain) / n,
        sexes=sum(text in sexes for text in folds) / n,
        words=sum(len(text.split()) for text in folds) / n,
        median_year=median(years) if years else 0.0,
        latest_year=max(years, default=0),
        is_unique=kinds == len(cells),
        script=_script(sample),
    )


def _script(sample: list[str]) -> str:
    count = {"arabic": 0, "cyrillic": 0, "latin": 0}
    for char in "".join(sample):
        if "\u0600" <= char <= "\u06ff" or "\ufb50" <= char <= "\ufeff":
            count["arabic"] += 1
        elif "\u0400" <= char <= "\u052f":
            count["cyrillic"] += 1
        elif char.isalpha():
            count["latin"] += 1
    return max(count, key=lambda name: count[name])


def _mostly_letters(text: str) -> bool:
    letters = sum(char.isalpha() for char in text)
    return letters >= 2 and letters >= 2 * sum(char.isdigit() for char in text)
