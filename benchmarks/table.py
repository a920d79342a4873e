"""Outcomes as a table: aligned for a terminal, or in Markdown for the documentation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.make import Sizes
from benchmarks.outcome import Outcome

HEAD = ("method", "CPU-s", "wall s", "× Hudna", "peak RSS", "answer")


def rows(outcomes: Sequence[Outcome], verdicts: Mapping[str, str]) -> list[tuple[str, ...]]:
    """One row per peer that was started; `verdicts` says by name what its answer is worth."""
    hudna = next((one.cpu_s for one in outcomes if one.name == "hudna" and one.state == "done"), 0.0)
    found: list[tuple[str, ...]] = []
    for one in outcomes:
        if one.state == "missing":
            continue
        if one.runs:
            times = f"{one.cpu_s / hudna:.1f}" if hudna else "–"
            figures = (seconds(one.cpu_s), seconds(one.wall_s), times, memory(one.peak_bytes))
        else:
            figures = ("–", "–", "–", "–")
        found.append((one.title, *figures, verdicts.get(one.name) or one.why))
    return found


def text(sizes: Sizes, found: Sequence[tuple[str, ...]]) -> str:
    """Columns of equal width."""
    lines = [HEAD, *found]
    width = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    drawn = []
    for line in lines:
        first, *middle, last = line
        right = [cell.rjust(size) for cell, size in zip(middle, width[1:-1], strict=True)]
        drawn.append("  ".join([first.ljust(width[0]), *right, last]))
    return "\n".join([f"\n{sizes}", *drawn])


def markdown(sizes: Sizes, found: Sequence[tuple[str, ...]]) -> str:
    """A table under a bold line."""
    lines = ["| " + " | ".join(line) + " |" for line in (HEAD, ("---", *["--:"] * 4, "---"), *found)]
    return "\n".join([f"\n**{sizes}**", "", *lines])


def seconds(value: float) -> str:
    """Three figures, and no more than four decimals."""
    decimals = 4 if value < 0.1 else 3 if value < 1 else 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:.{decimals}f}"


def memory(size: int) -> str:
    """In GB above one, else in MB."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
