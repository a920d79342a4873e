"""An integer program, built row by row and solved by HiGHS."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

INFINITE = float("inf")


@dataclass(frozen=True)
class Answer:
    """What came of a program. ``bound``: what no solution can be below; ``none``: proved to have no solution."""

    state: Literal["solved", "none", "open"]
    values: NDArray[np.float64]
    cost: float = INFINITE
    bound: float = -INFINITE


@dataclass(frozen=True)
class Arrays:
    """A program as arrays: rows × columns in ``matrix``, each row and column between two bounds."""

    cost: NDArray[np.float64]
    whole: NDArray[np.int64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    matrix: Any
    row_lower: NDArray[np.float64]
    row_upper: NDArray[np.float64]


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

    def row(self, entries: Iterable[tuple[int, float]], *, lower: float = -INFINITE, upper: float = INFINITE) -> int:
        """Add a row: the sum of factor × column is between the bounds; returns its number."""
        for column, factor in entries:
            self._columns.append(column)
            self._factors.append(factor)
        self._at.append(len(self._columns))
        self._row_lower.append(lower)
        self._row_upper.append(upper)
        return len(self._row_upper) - 1

    def cap(self, row: int, upper: float) -> None:
        """Set the upper bound of a row anew."""
        self._row_upper[row] = upper

    def whole(self) -> list[int]:
        """The columns that must be whole."""
        return [column for column, whole in enumerate(self._whole) if whole]

    def spend(self, costs: dict[int, float] | None) -> None:
        """Set the cost of all columns anew: those not named cost nothing; None: nothing costs anything."""
        self._cost = [(costs or {}).get(column, 0.0) for column in range(len(self._upper))]

    def arrays(self) -> Arrays:
        """The program as a solver takes it; ``matrix`` is sparse, by rows."""
        from scipy.sparse import csr_array  # SciPy is slow to load and seldom needed

        shape = (len(self._row_lower), len(self._upper))
        matrix = csr_array((self._factors, self._columns, self._at), shape=shape)
        matrix.sum_duplicates()  # a family of two classes stands twice in one row, and HiGHS takes no column twice
        return Arrays(
            cost=np.array(self._cost),
            whole=np.array(self._whole),
            lower=np.array(self._lower),
            upper=np.array(self._upper),
            matrix=matrix,
            row_lower=np.array(self._row_lower),
            row_upper=np.array(self._row_upper),
        )

    def solve(
        self,
        *,
        gap: float = 0.0,
        limit_s: float = INFINITE,
        loose: Collection[int] = frozenset(),
        fixed: Mapping[int, float] = MappingProxyType({}),
    ) -> Answer:
        """Solve to within ``gap`` of the best, or as far as the time allows.

        ``loose``: columns that need not be whole this time; ``fixed``: columns held at a value.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp

        if not self._upper:
            fits = all(low <= 0 <= high for low, high in zip(self._row_lower, self._row_upper, strict=True))
            return Answer("solved" if fits else "none", np.zeros(0), 0.0, 0.0)
        arrays = self.arrays()
        whole, lower, upper = arrays.whole, arrays.lower, arrays.upper
        whole[list(loose)] = 0
        for column, value in fixed.items():
            lower[column] = upper[column] = value
        options = {"mip_rel_gap": gap, "presolve": True}
        if limit_s < INFINITE:
            options["time_limit"] = limit_s
        found = milp(
            arrays.cost,
            integrality=whole,
            bounds=Bounds(lower, upper),
            constraints=LinearConstraint(arrays.matrix, arrays.row_lower, arrays.row_upper),
            options=options,
        )
        if found.x is not None:
            told = found.mip_dual_bound if whole.any() else found.fun
            if told is None or not np.isfinite(told):  # solved before the search began
                told = found.fun - gap * abs(found.fun) if found.status == 0 else -1e15
            bound = float(told)
            return Answer("solved", found.x, float(found.fun), bound)
        return Answer("none" if found.status == 2 else "open", np.zeros(len(upper)))
