"""One new incident against everything compiled, at once: the findings, and for every other clause why not.

A desk keeps an agreement's terms in memory and asks about one incident at a time. To hand some fifty columns to a
compiled function costs more than the work itself, so their addresses are written down once and the function finds
them there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numba import carray, types  # type: ignore[attr-defined]
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

from hudna.monitoring.compile import Compiled, Terms
from hudna.monitoring.encode import deed_shares
from hudna.monitoring.grid import Grid
from hudna.monitoring.judge import SPARED, WHAT, WHEN, WHERE, WHO, WHO_HIGH, WHO_LOW
from hudna.monitoring.kernels import kernel
from hudna.monitoring.marks import HIGH, LOW, packed
from hudna.monitoring.model import CERTAIN, Verdict
from hudna.monitoring.scan import Encoded, scan, weigh
from hudna.monitoring.zones import Zones

WHY_NOT = ("", "what", "who", "when", "where")
_MOST_NAMED = 64
# where in the table the columns of the zones, the grid, the batch and the buffers begin, after those of the terms
_Z = len(Terms._fields)
_G = _Z + len(Zones._fields)
_B = _G + 6
_O = _B + len(Encoded._fields)
if (len(Terms._fields), len(Zones._fields), len(Encoded._fields), len(Grid._fields)) != (16, 7, 19, 8):
    raise ImportError("resident.py finds columns by their place: it must follow Terms, Zones, Encoded and Grid")


@dataclass(frozen=True, slots=True)
class One:
    """One incident: a point in degrees with a radius in km, an interval in µs since 1970 UTC, who and what."""

    lon: float
    lat: float
    radius_km: float
    earliest: int
    latest: int
    act: str | None
    weapon: str | None = None
    side_a: tuple[str, ...] = ()
    side_b: tuple[str, ...] = ()
    directed: bool = False


class Told(NamedTuple):
    """One finding and its explanation: the clause's term, verdict, p with its bounds, and the four shares."""

    term: int
    clause: str
    verdict: Verdict
    p: float
    low: float
    high: float
    what: float
    where: float
    when: float
    who: float


@intrinsic
def _pointer(typing_context, source):  # type: ignore[no-untyped-def]
    """An address as a pointer."""

    def write(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        return builder.inttoptr(arguments[0], cgutils.voidptr_t)

    return types.voidptr(source), write


@kernel
def _float1(t, k):  # type: ignore[no-untyped-def]
    return carray(_pointer(t[3 * k]), (t[3 * k + 1],), np.float64)  # type: ignore[call-arg]


@kernel
def _float2(t, k):  # type: ignore[no-untyped-def]
    return carray(_pointer(t[3 * k]), (t[3 * k + 1], t[3 * k + 2]), np.float64)  # type: ignore[call-arg]


@kernel
def _long1(t, k):  # type: ignore[no-untyped-def]
    return carray(_pointer(t[3 * k]), (t[3 * k + 1],), np.int64)  # type: ignore[call-arg]


@kernel
def _long2(t, k):  # type: ignore[no-untyped-def]
    return carray(_pointer(t[3 * k]), (t[3 * k + 1], t[3 * k + 2]), np.int64)  # type: ignore[call-arg]


@kernel
def _int1(t, k):  # type: ignore[no-untyped-def]
    return carray(_pointer(t[3 * k]), (t[3 * k + 1],), np.int32)  # type: ignore[call-arg]


@kernel
def _short2(t, k):  # type: ignore[no-untyped-def]
    return carray(_pointer(t[3 * k]), (t[3 * k + 1], t[3 * k + 2]), np.int16)  # type: ignore[call-arg]


@kernel
def _bits1(t, k):  # type: ignore[no-untyped-def]
    return carray(_pointer(t[3 * k]), (t[3 * k + 1],), np.uint64)  # type: ignore[call-arg]


@kernel
def _bits2(t, k):  # type: ignore[no-untyped-def]
    return carray(_pointer(t[3 * k]), (t[3 * k + 1], t[3 * k + 2]), np.uint64)  # type: ignore[call-arg]


@kernel
def _flag1(t, k):  # type: ignore[no-untyped-def]
    return carray(_pointer(t[3 * k]), (t[3 * k + 1],), np.bool_)  # type: ignore[call-arg]


@kernel
def _terms(t):  # type: ignore[no-untyped-def]
    return Terms(
        _int1(t, 0), _int1(t, 1), _int1(t, 2), _long1(t, 3), _long2(t, 4), _long2(t, 5), _bits2(t, 6), _bits2(t, 7),
        _bits2(t, 8), _bits2(t, 9), _flag1(t, 10), _flag1(t, 11), _flag1(t, 12), _flag1(t, 13), _bits2(t, 14),
        _bits2(t, 15),
    )  # fmt: skip


@kernel
def _zones(t):  # type: ignore[no-untyped-def]
    return Zones(
        _float2(t, _Z),
        _float2(t, _Z + 1),
        _long1(t, _Z + 2),
        _long1(t, _Z + 3),
        _float1(t, _Z + 4),
        _long1(t, _Z + 5),
        _int1(t, _Z + 6),
    )


@kernel
def _batch(t):  # type: ignore[no-untyped-def]
    return Encoded(
        _float1(t, _B), _float1(t, _B + 1), _float1(t, _B + 2), _long1(t, _B + 3), _long1(t, _B + 4),
        _int1(t, _B + 5), _int1(t, _B + 6), _int1(t, _B + 7), _bits1(t, _B + 8), _long1(t, _B + 9),
        _long1(t, _B + 10), _bits2(t, _B + 11), _float2(t, _B + 12), _long1(t, _B + 13), _int1(t, _B + 14),
        _long1(t, _B + 15), _int1(t, _B + 16), _flag1(t, _B + 17), _float2(t, _B + 18),
    )  # fmt: skip


@kernel
def _place(t, lon, lat, radius, earliest, latest, deed, directed):  # type: ignore[no-untyped-def]
    batch = _batch(t)
    batch.lon[0], batch.lat[0], batch.radius[0] = lon - 360.0 if lon >= 180.0 else lon, lat, radius
    batch.earliest[0], batch.latest[0], batch.deed[0] = earliest, max(latest, earliest + 1), deed
    batch.directed[0] = directed
    return batch


@kernel
def _one(t, lon, lat, radius, earliest, latest, deed, directed, origin, buckets):  # type: ignore[no-untyped-def]
    """Findings of one incident into the buffers behind the table; returns how many."""
    batch, terms, zones = _place(t, lon, lat, radius, earliest, latest, deed, directed), _terms(t), _zones(t)
    grid = Grid(
        _int1(t, _G),
        _long1(t, _G + 1),
        _int1(t, _G + 2),
        _bits1(t, _G + 3),
        _short2(t, _G + 4),
        _short2(t, _G + 5),
        origin,
        buckets,
    )
    incident, term, shares, author = _int1(t, _O), _int1(t, _O + 1), _float2(t, _O + 2), _int1(t, _O + 3)
    found, _ = scan(batch, terms, zones.box, grid, 0, incident, term)
    weigh(batch, terms, zones, incident[:found], term[:found], shares, author)
    return found


@kernel
def _none(t, lon, lat, radius, earliest, latest, deed, directed, why):  # type: ignore[no-untyped-def]
    """Fill why[k] with the number in WHY_NOT of the first question that term ``k`` answers no."""
    batch, terms, zones = _place(t, lon, lat, radius, earliest, latest, deed, directed), _terms(t), _zones(t)
    a, b, concern, bits, span = batch.a, batch.b, terms.concern, batch.deed_bits, terms.span
    a_end, b_end = batch.first_a[1], batch.first_b[1]
    word, bit = deed >> 6, np.uint64(deed & 63)
    who = terms.who
    start, end = batch.earliest[0], batch.latest[0]
    incident, term, shares, author = _int1(t, _O), _int1(t, _O + 1), _float2(t, _O + 2), _int1(t, _O + 3)
    left = 0
    for k in range(len(why)):
        if (bits[k, word] >> bit) & np.uint64(1) == 0:
            why[k] = 1
            continue
        w = who[k]
        meant = a_end == 0
        for m in range(a_end):
            meant = meant or a[m] < 0 or (concern[w, a[m] >> 6] >> np.uint64(a[m] & 63)) & np.uint64(1) != 0
        if not directed and not meant:
            meant = b_end == 0
            for m in range(b_end):
                meant = meant or b[m] < 0 or (concern[w, b[m] >> 6] >> np.uint64(b[m] & 63)) & np.uint64(1) != 0
        if not meant:
            why[k] = 2
        elif start >= span[k, 1] or end <= span[k, 0]:
            why[k] = 3
        else:
            incident[left], term[left] = 0, k
            left += 1
    weigh(batch, terms, zones, incident[:left], term[:left], shares, author)
    for k in range(left):
        if shares[k, 5] <= 0.0 and shares[k, 6] <= 0.0:
            why[term[k]] = 2
        elif shares[k, 2] <= 0.0:
            why[term[k]] = 3
        elif shares[k, 1] <= 0.0:
            why[term[k]] = 4
        else:
            why[term[k]] = 0


def _blank(
    what: NDArray[np.int32],
    share: NDArray[np.float64],
    first_a: NDArray[np.int64],
    a: NDArray[np.int32],
    first_b: NDArray[np.int64],
    b: NDArray[np.int32],
) -> Encoded:
    """A batch of one incident that is still to be written down."""

    def zero(kind: Any) -> NDArray[Any]:
        return np.zeros(1, dtype=kind)

    return Encoded(
        lon=zero(np.float64),
        lat=zero(np.float64),
        radius=zero(np.float64),
        earliest=zero(np.int64),
        latest=zero(np.int64),
        deed=zero(np.int32),
        profile=zero(np.int32),
        area=zero(np.int32) - np.int32(1),
        mark=np.array([LOW | HIGH]),
        order=zero(np.int64),
        points=np.empty(0, dtype=np.int64),
        deed_bits=packed(share > 0.0)[what],
        deed_share=share,
        first_a=first_a,
        a=a,
        first_b=first_b,
        b=b,
        directed=zero(np.bool_),
        area_share=np.zeros((1, 1)),
    )


class Resident:
    """Compiled terms kept ready for one incident at a time. Not for several threads at once: it has one buffer."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self._deeds: dict[tuple[str | None, str | None], int] = {}
        acts: list[tuple[str | None, str | None]] = [
            (None, None),
            *((act, None) for act in sorted(compiled.acts.paths)),
        ]
        self._learn(acts)

    def _learn(self, deeds: Sequence[tuple[str | None, str | None]]) -> None:
        """Take up kinds of deed that were not met before, and lay out the table of addresses anew."""
        for deed in deeds:
            self._deeds.setdefault(deed, len(self._deeds))
        n = len(self.compiled.clauses)
        share = deed_shares(tuple(self._deeds), self.compiled)
        self._a, self._b = np.zeros(_MOST_NAMED, dtype=np.int32), np.zeros(_MOST_NAMED, dtype=np.int32)
        self._first_a, self._first_b = np.zeros(2, dtype=np.int64), np.zeros(2, dtype=np.int64)
        batch = _blank(self.compiled.terms.what, share, self._first_a, self._a, self._first_b, self._b)
        self._found = (np.zeros(2 * n + 1, dtype=np.int32), np.zeros(2 * n + 1, dtype=np.int32))
        self._shares, self._author = np.zeros((2 * n + 1, 7)), np.zeros(2 * n + 1, dtype=np.int32)
        grid = self.compiled.grid
        columns: list[NDArray[Any]] = [*self.compiled.terms, *self.compiled.zones, *grid[:6], *batch]
        columns += [*self._found, self._shares, self._author]
        self._kept = [np.ascontiguousarray(column) for column in columns]
        if any(kept is not own for kept, own in zip(self._kept[_B:], columns[_B:], strict=True)):
            raise ValueError("the buffers of one incident must lie in one piece")
        table = [(c.ctypes.data, c.shape[0], c.shape[1] if c.ndim > 1 else 1) for c in self._kept]
        self._table = np.array(table, dtype=np.int64).ravel()

    def _enter(self, one: One) -> int:
        """Write down who is named; returns the number of the deed."""
        code = self.compiled.party_code
        for named, buffer, first in ((one.side_a, self._a, self._first_a), (one.side_b, self._b, self._first_b)):
            k = 0
            for name in named[:_MOST_NAMED]:
                buffer[k] = code.get(name, -1)
                k += 1
            first[1] = k
        deed = self._deeds.get((one.act, one.weapon))
        if deed is None:
            self._learn([(one.act, one.weapon)])
            return self._enter(one)
        return deed

    def findings(self, one: One) -> list[Told]:
        """The findings of one incident, term by term; permissions are not taken off (``judge`` does that)."""
        deed, grid = self._enter(one), self.compiled.grid
        n = _one(
            self._table, one.lon, one.lat, one.radius_km, one.earliest, one.latest, deed, one.directed,
            grid.origin, grid.buckets,
        )  # fmt: skip
        told = []
        for k in range(n):
            shares = self._shares[k].tolist()
            known = shares[WHAT] * shares[WHERE] * shares[WHEN]
            if known > 0.0 and (shares[WHO_HIGH] > 0.0 or shares[SPARED] > 0.0):
                told.append(self._told(int(self._found[1][k]), int(self._author[k]), shares, known))
        return told

    def _told(self, term: int, author: int, shares: list[float], known: float) -> Told:
        place_time = shares[WHERE] * shares[WHEN]
        low = place_time * shares[WHO_LOW] if shares[WHAT] >= 1.0 else 0.0
        verdict = self._verdict(term, author, shares, known)
        return Told(
            term, self.compiled.clauses[term], verdict, known * shares[WHO], low, place_time * shares[WHO_HIGH],
            shares[WHAT], shares[WHERE], shares[WHEN], shares[WHO],
        )  # fmt: skip

    def _verdict(self, term: int, author: int, shares: list[float], known: float) -> Verdict:
        if shares[WHO_HIGH] <= 0.0:
            return Verdict.EXCEPTED
        if known < CERTAIN:
            return Verdict.UNVERIFIABLE
        bound = self.compiled.terms.bound
        if author >= 0 and int(bound[self.compiled.terms.who[term], author >> 6]) >> (author & 63) & 1:
            return Verdict.BREACH if shares[WHO] >= CERTAIN else Verdict.UNVERIFIABLE
        return Verdict.UNATTRIBUTED

    def why_not(self, one: One) -> NDArray[np.int8]:
        """For every term the number in WHY_NOT of the first question it answers no; 0 where it applies."""
        deed = self._enter(one)
        why = np.empty(len(self.compiled.clauses), dtype=np.int8)
        _none(self._table, one.lon, one.lat, one.radius_km, one.earliest, one.latest, deed, one.directed, why)
        return why
