"""The engine against the oracle over hundreds of small worlds: no pair is lost or met twice, all shares agree."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely

from hudna.monitoring import AreaShares, Batch, Compiled, compile_terms, encode, judge, pairs_of
from hudna.monitoring.judge import QUESTIONS, VERDICTS, weighed_pairs
from tests.monitoring.feeds import incident, table
from tests.monitoring.oracle import Finding, Oracle
from tests.monitoring.worlds import World, world

WORLDS = [range(first, first + 25) for first in range(0, 200, 25)]


def tolerance(km: float | None) -> float:
    """Within 1e-3; and a side is a chord of at most 0.1° in the plane, which lies up to 1.3 m beside its line."""
    return 1e-3 + 1e-3 / max(km or 1.0, 0.02)


def engine(small: World) -> tuple[Batch, Compiled]:
    compiled = compile_terms(small.resolved)
    return encode(table(small.rows), compiled, AreaShares(small.resolved.areas)), compiled


def differ(truth: Finding, shares: np.ndarray, km: float | None) -> bool:
    exact = [truth.what, truth.when, truth.who, truth.who_low, truth.who_high, truth.spared]
    return bool(np.abs(shares[[0, 2, 3, 4, 5, 6]] - exact).max() > 1e-6 or abs(shares[1] - truth.where) > tolerance(km))


@pytest.mark.parametrize("seeds", WORLDS, ids=lambda seeds: f"{seeds.start}-{seeds.stop}")
def test_pairs_and_shares_are_those_of_the_oracle(seeds: range) -> None:
    met = 0
    for seed in seeds:
        small = world(seed)
        oracle = Oracle(small.resolved)
        truth = {
            (number, term): weighed
            for number, row in enumerate(small.rows)
            for term in range(len(small.terms))
            if (weighed := oracle.weigh(row, term)).is_kept
        }
        incidents, terms, shares, _ = weighed_pairs(*engine(small))
        pairs = list(zip(incidents.tolist(), terms.tolist(), strict=True))
        assert len(set(pairs)) == len(pairs), f"world {seed}: a pair is met twice"
        got = dict(zip(pairs, shares, strict=True))
        for pair, weighed in truth.items():
            km = small.rows[pair[0]]["radius_km"]
            assert pair in got or weighed.where <= tolerance(km), f"world {seed}: {pair} is lost"
            assert pair not in got or not differ(weighed, got[pair], km), f"world {seed}: {pair} {weighed} {got[pair]}"
        for pair, found in got.items():
            kept = found[:3].prod() > 0 and found[5:].max() > 0
            slight = found[1] <= tolerance(small.rows[pair[0]]["radius_km"])
            assert pair in truth or not kept or slight, f"world {seed}: {pair} has no business here"
        met += len(truth)
    assert met > 10 * len(seeds)


def judged(batch: Batch, compiled: Compiled) -> dict[tuple[int, str], tuple[Any, ...]]:
    rows = judge(batch, compiled)
    return {
        (int(rows.incident[k]), compiled.clauses[rows.term[k]]): (
            (rows.p[k], rows.low[k], rows.high[k]),
            str(VERDICTS[rows.verdict[k]]),
            QUESTIONS[rows.undecided[k]] if rows.undecided[k] >= 0 else None,
            compiled.parties[rows.author[k]] if rows.author[k] >= 0 else None,
            compiled.clauses[rows.permission[k]] if rows.permission[k] >= 0 else None,
        )
        for k in range(len(rows.p))
    }


@pytest.mark.parametrize("seeds", WORLDS, ids=lambda seeds: f"{seeds.start}-{seeds.stop}")
def test_findings_are_those_of_the_oracle(seeds: range) -> None:
    verdicts: set[str] = set()
    for seed in seeds:
        small = world(seed)
        oracle = Oracle(small.resolved)
        truth = {
            (number, clause): finding
            for number, row in enumerate(small.rows)
            for clause, finding in oracle.findings(row).items()
        }
        got = judged(*engine(small))
        slight = {pair for pair, found in truth.items() if found.where <= 2e-3}
        assert got.keys() - slight == truth.keys() - slight, f"world {seed}"
        for pair in got.keys() & truth.keys():
            found, bounds = truth[pair], got[pair][0]
            allowed = 2 * tolerance(small.rows[pair[0]]["radius_km"])
            assert np.abs(np.subtract(bounds, (found.p, found.low, found.high))).max() < allowed, f"{seed}: {pair}"
            if pair not in slight:
                words = (found.verdict, found.undecided, found.author, found.excepted_by)
                assert got[pair][1:] == words, f"world {seed}: {pair} {found}"
            verdicts.add(found.verdict)
    assert verdicts == {"breach", "excepted", "unattributed", "unverifiable"}


def test_a_disc_round_the_pole_meets_a_term_once() -> None:
    small = world(0, rows=0)
    narrow = replace(small.terms[0], kind="ban", zone=shapely.box(-10, 85, 10, 89.5))
    compiled = compile_terms(small.resolved, [narrow])
    period = narrow.periods[0]
    rows = [
        incident(n, lon=lon, lat=89.95, radius_km=100.0, act=min(narrow.acts), earliest=period[0], side_a=None)
        for n, lon in enumerate(np.linspace(-180, 180, 91).tolist())
    ]
    found, _ = pairs_of(encode(table(rows), compiled, AreaShares(None)), compiled)
    assert sorted(found.tolist()) == list(range(91))
