"""Cases: incidents counted once each, whatever clauses they fall under and whoever may have done them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Columns = NDArray[np.float64]


@dataclass(frozen=True)
class Cases:
    """Incidents: p, low and high of each, its interval in µs, whether a breach was found."""

    p: Columns
    low: Columns
    high: Columns
    earliest: NDArray[np.int64]
    latest: NDArray[np.int64]
    breach: NDArray[np.bool_]

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Cases:
        """The same columns for some rows."""
        return Cases(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))

    def scaled(self, share: Columns) -> Cases:
        """The same incidents with only a share of each counted."""
        whole = self.breach & (share >= 1.0 - 1e-9)
        return Cases(self.p * share, self.low * share, self.high * share, self.earliest, self.latest, whole)


@dataclass(frozen=True)
class Parts:
    """Who would be in breach: case ``k`` has the parties ``party[first[k] : first[k + 1]]`` with their shares of it,
    which sum to 1; what nobody named accounts for is party -1."""

    parties: tuple[str, ...]
    first: NDArray[np.int64]
    party: NDArray[np.int64]
    share: Columns

    @classmethod
    def of(cls, answers: Sequence[Mapping[str, float]], p_who: Columns) -> Parts:
        """From each case's parties and parts of ``p_who``."""
        parties = tuple(sorted({party for answer in answers for party in answer}))
        code = {party: k for k, party in enumerate(parties)}
        first, party, share = [0], list[int](), list[float]()
        for answer, whole in zip(answers, p_who.tolist(), strict=True):
            named = sum(answer.values())
            rest = max(0.0, whole - named) if named < 0.98 * whole or not named else 0.0
            total = named + rest or 1.0
            party += [code[name] for name in answer] + ([-1] if rest or not named else [])
            share += [part / total for part in answer.values()] + ([rest / total or 1.0] if rest or not named else [])
            first.append(len(party))
        return cls(parties, np.array(first), np.array(party, dtype=np.int64), np.array(share))

    def spread(self, case: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], Columns]:
        """For each row's case: (row, party, share), one line per party."""
        times = self.first[case + 1] - self.first[case]
        row = np.repeat(np.arange(len(case)), times)
        at = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times) + self.first[case][row]
        return row, self.party[at], self.share[at]


def incidents_of(key: NDArray[np.int64], rows: Cases, case: NDArray[np.int64], parts: Parts) -> Cases:
    """Join findings of one incident (rows with the same ``key``).

    Under several clauses one party's act is one chance: the largest of its probabilities counts. Different parties
    are different chances of one incident: they add up, to 1 at the most. Where they add up to the most that there can
    be, somebody was in breach whoever it was, and that is the least as well.
    """
    if not len(key):
        return rows
    row, party, share = parts.spread(case)
    order = np.argsort(key[row] * (len(parts.parties) + 1) + party, kind="stable")
    row, party, share = row[order], party[order], share[order]
    by_party = np.flatnonzero(np.r_[True, (key[row][1:] != key[row][:-1]) | (party[1:] != party[:-1])])
    p = np.maximum.reduceat(rows.p[row] * share, by_party)
    keys = key[row][by_party]
    first = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    total = np.minimum(np.add.reduceat(p, first), 1.0)
    by_key = np.argsort(key, kind="stable")
    edge = np.flatnonzero(np.r_[True, key[by_key][1:] != key[by_key][:-1]])
    low, high = (np.maximum.reduceat(column[by_key], edge) for column in (rows.low, rows.high))
    breach = np.logical_or.reduceat(rows.breach[by_key], edge)
    return Cases(
        total,
        np.where(np.abs(total - high) <= 1e-9 * high, total, np.minimum(low, total)),
        np.maximum(high, total),
        rows.earliest[by_key][edge],
        rows.latest[by_key][edge],
        breach,
    )
