"""Findings: one row each, with its four reasons, for the table of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

import numpy as np

from hudna.bulletin import dates
from hudna.bulletin.names import Names
from hudna.bulletin.page import Choice, FindingRow, Findings, Question, Text
from hudna.bulletin.tally import QUESTIONS, Codes, Tally
from hudna.bulletin.wording import Wording, clean, isolate, isolate_runs

MOST_REASONS, MOST_NOTE = 1200, 300


@dataclass
class FindingsTable:
    """Makes the table of findings: the gravest and likeliest first where there are too many, shown in time order.

    ``keys``: the place on the map of each finding, by row (−1: none).
    """

    tally: Tally
    words: Wording
    names: Names
    zone: str
    limit: int
    reasons_language: str
    keys: Codes
    _filter: dict[str, int] = field(default_factory=dict)

    def table(self) -> Findings:
        """The rows shown, the choices of the filters, and what is not shown."""
        say, chosen = self.words.say, self.chosen()
        rows = tuple(self._row(int(place), row) for place, row in zip(chosen, self.tally.taken(chosen), strict=True))
        left = self.tally.rows - len(rows)
        clauses = dict.fromkeys(row.clause for row in rows)
        parties = sorted((name, code) for name, code in self._filter.items())
        return Findings(
            caption=say("findings.caption", n=len(rows)),
            rows=rows,
            clauses=tuple(Choice(clause, clause) for clause in clauses),
            parties=tuple(Choice(str(code), name) for name, code in parties),
            more=say("findings.more", n=left, shown=self.words.number(len(rows))) if left else "",
            empty=()
            if rows or left
            else (say("empty.what"), say("empty.first"), say("empty.second"), say("empty.third")),
        )

    def chosen(self) -> Codes:
        """The findings shown, in order of time: all, or the gravest and likeliest up to the limit."""
        every = np.arange(self.tally.rows)
        if self.tally.rows <= self.limit:
            return every
        verdicts, p = self.tally.verdicts, self.tally.numbers("p")
        graver = np.cumsum(np.bincount(verdicts + 1))  # a million rows need not be sorted to have the first of them
        last = int(np.searchsorted(graver, self.limit)) - 1
        rows = np.flatnonzero(verdicts <= last)
        ranked = rows[np.lexsort((rows, -p[rows], verdicts[rows]))]
        return np.sort(ranked[: self.limit])

    def _row(self, place: int, row: Mapping[str, Any]) -> FindingRow:
        words, names = self.words, self.names
        return FindingRow(
            row=f"f{place + 1}",
            order=place,
            rank=round(1000 * row["p"]),
            key=int(self.keys[place]),
            parties=" ".join(str(code) for code in self._parties(row)),
            mark=row["verdict"],
            clause=clean(row["clause"], 60),
            id=clean(row["incident_id"], 80),
            when=dates.reported(words, row["earliest"], row["latest"], self.zone, row["zone"]),
            where=self._where(row),
            precision=self._precision(row),
            act=names.act(row["act"]) + (f" · {names.weapon(row['weapon'])}" if row["weapon"] else ""),
            sides=names.sides(row["side_a"], row["side_b"], row["directed"]),
            author=self._author(row),
            deaths=self._deaths(row),
            p=words.percent(row["p"]),
            interval=words.say("numerals.range", low=words.percent(row["p_low"]), high=words.percent(row["p_high"]))
            if row["p_low"] != row["p_high"]
            else "",
            questions=self._questions(row),
            reasons=self._reasons(row["reasons"]),
            note=clean(row["note"], MOST_NOTE) if row["note"] else "",
            reported_by=clean(row["reported_by"], 160) if row["reported_by"] else words.say("findings.nobody_named"),
            source=f"{clean(PurePath(row['file']).name, 160)}:{row['line']}",
        )

    def _reasons(self, reasons: str) -> Text:
        told = clean(reasons, MOST_REASONS)
        if self.reasons_language == "ar":
            told = isolate_runs(told, self.words.arabic_digits)
        return Text(told, self.reasons_language)

    def _questions(self, row: Mapping[str, Any]) -> tuple[Question, ...]:
        return tuple(
            Question(
                self.words.say(f"questions.{question}"),
                self.words.percent(row[f"p_{question}"]),
                round(20 * row[f"p_{question}"], 1),
                row["undecided"] == question,
                self._open(row, question),
            )
            for question in QUESTIONS
        )

    def _open(self, row: Mapping[str, Any], question: str) -> str:
        """What a share does not say: all that may have done it are bound, and yet who of them did is open."""
        known = row["author"] or (row["directed"] and row["side_a"] and ";" not in row["side_a"])
        if question == "who" and row["undecided"] == "who" and not known:
            return self.words.say("findings.author_open")
        return ""

    def _where(self, row: Mapping[str, Any]) -> str:
        parts = [self.names.area(row["area"])] if row["area"] else []
        if row["lon"] is not None and row["lat"] is not None:
            parts.append(position(self.words, row["lon"], row["lat"]))
        return " · ".join(parts) or self.words.say("findings.no_place")

    def _precision(self, row: Mapping[str, Any]) -> str:
        told = isolate(row["where_class"], 80)
        radius = row["radius_km"]
        if row["lon"] is None or radius is None or row["area"]:
            return told
        if radius <= 0:
            return " · ".join((self.words.say("findings.at_point"), told))
        kilometres = self.words.number(radius, 0 if radius >= 10 or radius == int(radius) else 1)
        return " · ".join((self.words.say("findings.within", km=kilometres), told))

    def _author(self, row: Mapping[str, Any]) -> str:
        if row["author"]:
            return self.words.say("findings.author", name=self.names.party(row["author"]))
        if row["authors"]:
            return self.words.say("findings.authors", names=self.names.authors(row["authors"]))
        return ""

    def _deaths(self, row: Mapping[str, Any]) -> str:
        low, best, high = (row[f"deaths_{name}"] for name in ("low", "best", "high"))
        known = [value for value in (best, low, high) if value is not None]
        if not known:
            return ""
        text = self.words.number(known[0])
        if low is not None and high is not None and low != high:
            text = self.words.say("findings.deaths_range", best=text, range=self.words.range(low, high))
        return self.words.say("findings.deaths", deaths=text)

    def _parties(self, row: Mapping[str, Any]) -> list[int]:
        named = ";".join(filter(None, (row["side_a"], row["side_b"], row["author"])))
        found = dict.fromkeys(self.names.party(p.strip()) for p in named.split(";") if p.strip())
        return [self._filter.setdefault(name, len(self._filter)) for name in found]


def position(words: Wording, lon: float, lat: float) -> str:
    """36.2012° N, 37.1612° E: about ten metres, always latitude first."""
    north = words.say("compass.north" if lat >= 0 else "compass.south", degrees=words.number(abs(lat), 4))
    east = words.say("compass.east" if lon >= 0 else "compass.west", degrees=words.number(abs(lon), 4))
    return isolate(f"{north}{words.words['numerals']['comma']}{east}")
