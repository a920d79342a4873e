"""An integer program, built row by row and solved by HiGHS."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

INFINITE = float("inf")


@dataclass(frozen=True)
class Answer:
    """What came of a program. ``bound``: what no solution can be below; ``none``: proved to have no solution."""

    state: Literal["solved", "none", "open"]
    values: NDArray[np.float64]
    cost: float = INFINITE
    bound: float = -INFINITE


class Program:
    """Columns with bounds, a cost and whole or not; rows between two bounds. Smallest cost wins."""

    def __init__(self) -> None:
        self._lower: list[float] = []
        self._upper: list[float] = []
        self._cost: list[float] = []
        self._whole: list[int] = []
        self._row_lower: list[float] = []
        self._row_upper: list[float] = []
        self._at: list[int] = [0]
        self._columns: list[int] = []
        self._factors: list[float] = []

    def column(self, upper: float, *, lower: float = 0.0, cost: float = 0.0, whole: bool = True) -> int:
        """Add a column; returns its number."""
        self._lower.append(lower)
        self._upper.append(upper)
        self._cost.append(cost)
        self._whole.append(int(whole))
        return len(self._upper) - 1

    def row(self, entries: Iterable[tuple[int, float]], *, lower: float = -INFINITE, upper: float = INFINITE) -> None:
        """Add a row: the sum of factor × column is between the bounds."""
        for column, factor in entries:
            self._columns.append(column)
            self._factors.append(factor)
        self._at.append(len(self._columns))
        self._row_lower.append(lower)
        self._row_upper.append(upper)

    def spend(self, costs: dict[int, float] | None) -> None:
        """Set the cost of all columns anew: those not named cost nothing; None: nothing costs anything."""
        self._cost = [(costs or {}).get(column, 0.0) for column in range(len(self._upper))]

    def solve(self, *, gap: float = 0.0, limit_s: float = INFINITE) -> Answer:
        """Solve to within ``gap`` of the best, or as far as the time allows."""
        if not self._upper:
            fits = all(low <= 0 <= high for low, high in zip(self._row_lower, self._row_upper, strict=True))
            return Answer("solved" if fits else "none", np.zeros(0), 0.0, 0.0)
        shape = (len(self._row_lower), len(self._upper))
        matrix = csr_array((self._factors, self._columns, self._at), shape=shape)
        options = {"mip_rel_gap": gap, "presolve": True}
        if limit_s < INFINITE:
            options["time_limit"] = limit_s
        found = milp(
            np.array(self._cost),
            integrality=np.array(self._whole),
            bounds=Bounds(np.array(self._lower), np.array(self._upper)),
            constraints=LinearConstraint(matrix, np.array(self._row_lower), np.array(self._row_upper)),
            options=options,
        )
        if found.x is not None:
            bound = found.mip_dual_bound if found.mip_dual_bound is not None else -INFINITE
            return Answer("solved", found.x, float(found.fun), float(bound))
        return Answer("none" if found.status == 2 else "open", np.zeros(shape[1]))
