"""Points: what is found of incidents at a point is what the way for discs and areas finds of them."""

from __future__ import annotations

import numpy as np

from hudna.monitoring import AreaShares, Batch, compile_terms, encode
from hudna.monitoring.judge import WHERE, weighed_pairs
from tests.monitoring.feeds import table
from tests.monitoring.worlds import world

Pairs = dict[tuple[int, int], tuple[float, ...]]


def told(batch: Batch, compiled: object) -> Pairs:
    """Pairs that lie in the zone, with their shares."""
    incident, term, shares, _ = weighed_pairs(batch, compiled)  # type: ignore[arg-type]
    pairs = list(zip(incident.tolist(), term.tolist(), strict=True))
    assert len(set(pairs)) == len(pairs), "a pair is met twice"
    return {pair: tuple(row) for pair, row in zip(pairs, shares.tolist(), strict=True) if row[WHERE] > 0.0}


def test_points_are_found_as_if_they_were_discs() -> None:
    met = 0
    for seed in range(60):
        small = world(seed, rows=60)
        compiled = compile_terms(small.resolved)
        batch = encode(table(small.rows), compiled, AreaShares(small.resolved.areas))
        numbers = batch.numbers
        every = np.concatenate((numbers.points, numbers.order))
        assert sorted(every.tolist()) == list(range(len(small.rows))), "an incident is left out, or stands twice"
        moved = numbers._replace(order=every, points=every[:0])
        other = Batch(moved, batch.deeds, batch.profiles, batch.areas)
        found = told(batch, compiled)
        assert found == told(other, compiled), f"world {seed}"
        met += len({pair[0] for pair in found} & set(numbers.points.tolist()))
    assert met > 100, "the worlds hold too few points to tell"
