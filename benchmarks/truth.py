"""How well pairs called the same agree with who is who."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def script(name: str | None) -> str:
    """ar, cy or la, by the first letter that tells."""
    for sign in name or "":
        if "\u0600" <= sign <= "\u06ff":
            return "ar"
        if "\u0400" <= sign <= "\u04ff":
            return "cy"
        if sign.isalpha():
            return "la"
    return "la"


def true_pairs(a: Ints, b: Ints) -> tuple[Ints, Ints]:
    """All pairs of rows of one person."""
    order = np.argsort(b, kind="stable")
    first, last = np.searchsorted(b[order], a), np.searchsorted(b[order], a, "right")
    count = last - first
    at = np.repeat(first, count) + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(np.arange(len(a)), count), order[at]


def told_of(
    a: Ints,
    b: Ints,
    names_a: Sequence[str | None],
    names_b: Sequence[str | None],
    one: Ints,
    other: Ints,
    outcome: NDArray[np.uint8],
) -> dict[str, Any]:
    """F1, precision, recall; recall by scripts; the queue's share of rows, and of true pairs not called the same."""
    is_true, same, review = a[one] == b[other], outcome == 2, outcome == 1
    rows, others = true_pairs(a, b)
    hits = int((is_true & same).sum())
    precision, recall = hits / max(int(same.sum()), 1), hits / max(len(rows), 1)
    kinds_a, kinds_b = (np.array([script(name) for name in names]) for names in (names_a, names_b))
    by_script = {}
    for x in np.unique(kinds_a):
        for y in np.unique(kinds_b):
            there = int(((kinds_a[rows] == x) & (kinds_b[others] == y)).sum())
            found = int((is_true & same & (kinds_a[one] == x) & (kinds_b[other] == y)).sum())
            if there:
                by_script[f"{x}-{y}"] = round(found / there, 4)
    in_queue = len(np.unique(one[review])) + len(np.unique(other[review]))
    return {
        "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 4),
        "precision": round(precision, 5),
        "recall": round(recall, 4),
        "recall_by_script": by_script,
        "queue_of_rows": round(in_queue / (len(a) + len(b)), 4),
        "queue_of_missed": round(int((is_true & review).sum()) / max(len(rows) - hits, 1), 4),
    }
