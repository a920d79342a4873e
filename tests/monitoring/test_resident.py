"""One incident at a time: the same answers as the batch engine, and for every other term why not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely

from hudna.ground import when
from hudna.monitoring import AreaShares, compile_terms, encode
from hudna.monitoring.judge import VERDICTS, judge_pairs, weighed_pairs
from hudna.monitoring.resident import WHY_NOT, One, Resident
from tests.monitoring.feeds import table
from tests.monitoring.oracle import members
from tests.monitoring.worlds import world


def alone(row: dict[str, Any]) -> One:
    return One(
        row["lon"],
        row["lat"],
        row["radius_km"] or 0.0,
        when.microseconds(row["earliest"]),
        when.microseconds(row["latest"]),
        row["act"],
        row["weapon"],
        members(row["side_a"]),
        members(row["side_b"]),
        row["directed"],
    )


@pytest.mark.parametrize("seed", range(20))
def test_one_at_a_time_is_as_good_as_a_batch(seed: int) -> None:
    small = world(1000 + seed)
    rows = [row for row in small.rows if row["area"] is None and row["lon"] is not None]
    compiled = compile_terms(small.resolved)
    batch = encode(table(rows), compiled, AreaShares(None))
    incidents, terms, shares, authors = weighed_pairs(batch, compiled)
    held = (shares[:, :3].prod(axis=1) > 0) & (shares[:, 5:].max(axis=1) > 0)
    resident = Resident(compiled)
    for number, row in enumerate(rows):
        told = {one.term: one for one in resident.findings(alone(row))}
        here = held & (incidents == number)
        assert told.keys() == set(terms[here].tolist())
        why = resident.why_not(alone(row))
        for k in np.flatnonzero(here).tolist():
            one = told[int(terms[k])]
            assert (one.what, one.where, one.when, one.who) == pytest.approx(tuple(shares[k, :4]), abs=1e-12)
            single = slice(k, k + 1)
            judged = judge_pairs(batch, incidents[single], terms[single], shares[single], authors[single], compiled)
            if compiled.source[one.term].kind == "ban":
                assert one.verdict == VERDICTS[judged.verdict[0]]
                bounds = (judged.p[0], judged.low[0], judged.high[0])
                assert (one.p, one.low, one.high) == pytest.approx(bounds, abs=1e-12)
            assert WHY_NOT[why[one.term]] == ""
        for term, reason in enumerate(why.tolist()):
            assert 0 <= reason < len(WHY_NOT)
            assert (term in told) == (reason == 0)


def test_180_degrees_east_is_180_degrees_west() -> None:
    small = world(0, rows=0)
    term = replace(small.terms[0], zone=shapely.box(-180, -20, -175, -10))
    resident = Resident(compile_terms(small.resolved, [term]))
    start = when.microseconds(term.periods[0][0])
    for lon in (180.0, -180.0):
        one = One(lon, -15.0, 0.0, start, start + 1, min(term.acts), min(term.weapons or {""}) or None)
        assert resident.why_not(one).tolist() == [0]
        assert [told.where for told in resident.findings(one)] == [1.0]
