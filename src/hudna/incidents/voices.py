"""Independent voices: how many vouch for an incident, when copies and relays of one source count once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hudna.ground import fold
from hudna.incidents.kernels import kernel
from hudna.incidents.levels import bins_alike
from hudna.incidents.merge import ACT, DEATHS, PLACE, TIME, WHO
from hudna.incidents.reports import Reports, Rows
from hudna.incidents.voices_table import table

CONFLICTS = {"time": TIME, "place": PLACE, "act": ACT, "who": WHO, "deaths": DEATHS}
MOST_BESIDE = 64
_NAME = r"(?:the )?((?:[A-Z][\w'’&.-]*|of|for|and)(?: (?:[A-Z][\w'’&.-]*|of|for|and|the))*)"
FEWEST_WORDS = 4


@cache
def _one_name() -> dict[str, str]:
    return {fold(name): fold(names[0]) for names in table().names for name in names}


@cache
def _relay() -> str:
    """Finds a relay phrase with the name after it, or a name and that it said something (RE2 and Python alike)."""
    before = "|".join(phrase for phrases in table().relays.values() for phrase in phrases)
    told = "|".join(table().told)
    return rf"(?i:\b(?:{before})) {_NAME}|(?:^|[,;] ){_NAME} (?:{told})\b"


def voice(name: str) -> str:
    """A name as the voice it stands for: SOHR and the Syrian Observatory for Human Rights are one."""
    plain = fold(name).strip(" .,:;")
    return _one_name().get(plain, plain)


def voices_of(reported_by: str) -> tuple[str, ...]:
    """The voices that a cell names: whoever is quoted, or else every outlet by itself."""
    outlet, _, quoted = reported_by.partition(", quoting ")
    return tuple(dict.fromkeys(filter(None, (voice(part) for part in (quoted or outlet).split(";")))))


def quoted_in(text: str) -> str:
    """Whom the words of a report quote by name, or nothing."""
    match = re.search(_relay(), text)
    if not match:
        return ""
    name = re.sub(r"(?: (?:of|for|and|the))+$", "", match[1] or match[2])
    first = fold(name).split()[0] if name.split() else ""
    return "" if first in table().nobody or not name[:1].isupper() else voice(name)


@dataclass(frozen=True)
class Voices:
    """``of``: per report a set of voices; of set s the codes ``code[first[s]:first[s + 1]]`` into ``names``."""

    of: NDArray[np.int32]
    first: NDArray[np.int64]
    code: NDArray[np.int32]
    names: tuple[str, ...]


def heard(reports: Reports, joined: NDArray[np.bool_]) -> Voices:
    """The voices of every report. Words are looked through for whom they quote where a report is ``joined``.

    A report that names nobody speaks with the voice of its feed.
    """
    names: dict[str, int] = {}
    each = [[names.setdefault(v, len(names)) for v in voices_of(name)] for name in reports.outlets]
    outlets = len(each)
    each += [[names.setdefault(voice(name), len(names))] for name in reports.feeds]
    own = reports.outlet
    said = np.array([*(len(one) > 0 for one in each[:outlets]), False], np.bool_)[own]
    row = np.where(said, own, outlets + reports.feed)
    for place, name in _quoted(reports.table["note"], joined & reports.relays):
        row[place] = len(each)
        each.append([names.setdefault(name, len(names))])
    first = np.concatenate(([0], np.cumsum([len(one) for one in each]))).astype(np.int64)
    return Voices(row.astype(np.int32), first, np.array([code for one in each for code in one], np.int32), tuple(names))


def _quoted(notes: pa.ChunkedArray, rows: NDArray[np.bool_]) -> list[tuple[int, str]]:
    """Rows whose words quote somebody by name, and whom."""
    at = np.flatnonzero(rows)
    here = notes.take(pa.array(at))
    hits = np.flatnonzero(pc.fill_null(pc.match_substring_regex(here, _relay()), False).to_numpy())
    texts = here.take(pa.array(hits)).to_pylist()
    found = [(int(at[row]), quoted_in(text)) for row, text in zip(hits.tolist(), texts, strict=True)]
    return [(row, name) for row, name in found if name]


@kernel
def count_voices(
    rows: Rows,
    first: NDArray[np.int64],
    member: NDArray[np.int64],
    of: NDArray[np.int32],
    start: NDArray[np.int64],
    code: NDArray[np.int32],
    count: NDArray[np.int32],
) -> None:
    """How many independent voices each incident has: voices of reports in the same words are one."""
    most, crowd = 1, 1
    for k in range(len(first) - 1):
        size = 0
        for at in range(first[k], first[k + 1]):
            size += start[of[member[at]] + 1] - start[of[member[at]]]
        most, crowd = max(most, size), max(crowd, first[k + 1] - first[k])
    label, root, place = np.empty(most, np.int32), np.empty(most, np.int64), np.empty(crowd, np.int64)
    for k in range(len(first) - 1):
        size = first[k + 1] - first[k]
        if size == 1:
            i = of[member[first[k]]]
            count[k] = start[i + 1] - start[i]
            continue
        known = 0
        for at in range(size):
            i = of[member[first[k] + at]]
            for v in range(start[i], start[i + 1]):
                n = 0
                while n < known and label[n] != code[v]:
                    n += 1
                if n == known:
                    label[n], root[n] = code[v], n
                    known += 1
                if v == start[i]:
                    place[at] = n
        for at in range(size):
            i = member[first[k] + at]
            if rows[i].words < FEWEST_WORDS:
                continue
            for to in range(max(0, at - MOST_BESIDE), at):
                j = member[first[k] + to]
                if rows[j].words < FEWEST_WORDS or not _same_words(rows[i], rows[j]):
                    continue
                for row in (of[i], of[j]):
                    for v in range(start[row], start[row + 1]):
                        _join(root, label, known, code[v], place[to])
        found = 0
        for n in range(known):
            found += root[n] == n
        count[k] = found


@kernel
def _same_words(a: Any, b: Any) -> bool:
    if a.text == b.text:
        return True
    alike, any_ = bins_alike(a, b)
    return bool(5 * alike >= 3 * any_)


@kernel
def _join(root: NDArray[np.int64], label: NDArray[np.int32], known: int, code: int, place: int) -> None:
    a = 0
    while a < known and label[a] != code:
        a += 1
    while root[a] != a:
        a = root[a]
    b = place
    while root[b] != b:
        b = root[b]
    root[max(a, b)] = min(a, b)


def occurrence(voices: NDArray[np.int32], disagree: NDArray[np.uint8]) -> NDArray[np.int8]:
    """The grade of information of each incident by the rule of ``data/voices.yaml``."""
    rule = table()
    grade = np.full(len(voices), rule.occurrence[-1].grade, np.int8)
    for step in reversed(rule.occurrence):
        grade[voices >= step.voices] = step.grade
    where = np.uint8(sum(CONFLICTS[name] for name in rule.lowered_where))
    lowered = (disagree & where > 0) & (grade < 3)
    return np.where(lowered, np.minimum(grade + rule.lowered_by, 3), grade).astype(np.int8)
