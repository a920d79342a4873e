"""Find the header of a table: below titles, in one row or two, or none at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hudna.people.grid import Grid
from hudna.people.words import digits, folded, header_words, heading

_LOOK_DOWN = 40
_SIGNS_OF_DATA = re.compile(r"\d{3,}|\d[-/.]\d")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands and what it calls the columns.

    ``first``, ``body``: positions in the grid of its first row and of the first row of data; equal where there is none.
    ``names``: one for each column, never empty, no two alike: “column 3” where nothing is written.
    ``titles``: rows above it.
    """

    first: int
    body: int
    names: tuple[str, ...]
    titles: int = 0

    @property
    def is_written(self) -> bool:
        return self.body > self.first


def find_header(grid: Grid, lines: Sequence[int] | None = None) -> Header:
    """The header of a grid: as ``lines`` name it ([] or [0]: there is none), or as its words show."""
    if grid.names:
        return Header(0, 0, _unlike(grid.names))
    head = grid.head(_LOOK_DOWN)
    if lines is not None:
        wanted = {line for line in lines if line}
        at = [number for number, line in enumerate(grid.lines[: len(head)].tolist()) if line in wanted]
        if not at:
            return Header(0, 0, _unlike([""] * len(grid.columns)))
        return Header(at[0], at[-1] + 1, _joined(grid, head, at[0], at[-1] + 1), at[0])
    scores = [_score(row) for row in head]
    best = max(range(len(head)), key=lambda number: (scores[number], -number), default=0)
    if not head or not _is_header(head, best):
        return Header(0, 0, _unlike([""] * len(grid.columns)))
    first, body = best, best + 1
    if first and _belongs_above(grid, head, first):
        first -= 1
    elif body < len(head) and _belongs_below(head[best], head[body]):
        body += 1
    return Header(first, body, _joined(grid, head, first, body), first)


def _score(row: Sequence[str]) -> float:
    filled = [cell for cell in row if cell]
    known = Counter(heading(cell).column for cell in filled if len(cell) < 80)
    data = sum(bool(_SIGNS_OF_DATA.search(digits(cell))) for cell in filled)
    return sum(1 if count == 1 else 1.2 for column, count in known.items() if column) - data


def _is_header(head: Sequence[Sequence[str]], at: int) -> bool:
    """At least two words of headers, or one that stands alone in a table of one column or names what is below it."""
    row = head[at]
    filled = sum(bool(cell) for cell in row)
    score = _score(row)
    width = max((sum(bool(cell) for cell in one) for one in head), default=0)
    if score >= 2:
        return True
    return score >= 1 and (width == 1 or (filled > 1 and filled >= 0.5 * width))


def _belongs_above(grid: Grid, head: Sequence[Sequence[str]], at: int) -> bool:
    """Does the row above hold headings that span columns: joined cells, or several with blanks between them?"""
    upper, lower = head[at - 1], head[at]
    line = int(grid.lines[at - 1])
    spans = [right - left for top, left, bottom, right in grid.merged if top <= line <= bottom]
    filled = sum(bool(cell) for cell in upper)
    fills_gap = any(up and not low for up, low in zip(upper, lower, strict=True))
    known = sum(bool(heading(cell).column) for cell in upper if cell)
    apart = filled >= 2 and not _SIGNS_OF_DATA.search(digits(" ".join(upper)))
    return apart and ((known >= 1 and fills_gap) or known >= 2 or (any(spans) and filled >= 2))


def _belongs_below(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Does the row below say the same in another language, or what the columns under a wide heading are?"""
    filled = [cell for cell in lower if cell]
    known = sum(bool(heading(cell).column) for cell in filled)
    return known >= 2 and known >= 0.5 * len(filled) and not _SIGNS_OF_DATA.search(digits(" ".join(filled)))


def _joined(grid: Grid, head: Sequence[Sequence[str]], first: int, body: int) -> tuple[str, ...]:
    """The headings of each column from top to bottom; one that spans columns stands over each of them."""
    rows = [list(row) for row in head[first:body]]
    for number, row in enumerate(rows[:-1]):
        line = int(grid.lines[first + number])
        for top, left, bottom, right in grid.merged:
            if top <= line <= bottom and 0 <= left < len(row):
                for place in range(left, min(right + 1, len(row))):
                    row[place] = row[left]
        if not grid.merged:
            _spread(row, rows[number + 1])
    columns = zip(*rows, strict=True)
    return _unlike([" ".join(dict.fromkeys(cell for cell in column if cell)) for column in columns])


def _spread(row: list[str], below: Sequence[str]) -> None:
    """Without word of joined cells a heading reaches over the blanks to its right, where there is one below them."""
    for place in range(1, len(row)):
        if not row[place] and below[place] and row[place - 1] and not heading(below[place]).column:
            row[place] = row[place - 1]


def _unlike(names: Sequence[str]) -> tuple[str, ...]:
    """Names in one line each, the second of two that are alike with a number after it."""
    seen: Counter[str] = Counter()
    told = []
    for place, name in enumerate(names, start=1):
        plain = " ".join(name.split())[:80] or f"column {place}"
        seen[folded(plain) or plain] += 1
        count = seen[folded(plain) or plain]
        told.append(plain if count == 1 else f"{plain} ({count})")
    return tuple(told)


def repeats_header(header: Header, row: Sequence[str]) -> bool:
    """Is a row of the body the header once more, as where pages were pasted together?"""
    pairs = [(name, cell) for name, cell in zip(header.names, row, strict=True) if cell]
    same = sum(header_words(name) == header_words(cell) for name, cell in pairs)
    return len(pairs) >= 2 and same >= 0.6 * len(pairs)
