"""Laws that every assessment obeys, whatever the agreement and the feed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from hudna.agreements import Resolved, Term
from hudna.ground import Parties, Party
from hudna.monitoring import Assessment, assess, assessor
from tests.monitoring.feeds import Fed, agreement, at, found, table
from tests.monitoring.worlds import World, world

SEEDS = st.integers(0, 2**32 - 1)
law = settings(deadline=None, derandomize=True, max_examples=100)


def rows_of(resolved: Resolved, rows: Sequence[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    """Findings by incident and clause."""
    return {(row["incident_id"], row["clause"]): row for row in found(resolved, *rows)}


def with_terms(small: World, terms: Sequence[Term]) -> Resolved:
    return replace(small.resolved, terms=tuple(terms))


def plain(findings: pa.Table) -> list[dict[str, Any]]:
    return list(findings.to_pylist())


def counts(done: Assessment) -> list[Any]:
    named = [
        done.expected,
        *done.expected_by_clause.values(),
        *(done.expected_by_party[name] for name in sorted(done.expected_by_party)),
        *done.expected_by_area.values(),
        *done.by_day.values(),
    ]
    numbers = [(count.low, count.high, count.decided, count.cases, pytest.approx(count.value)) for count in named]
    return [numbers, done.by_verdict, done.by_clause, done.open_questions, done.touched, done.incidents_by_verdict]


@settings(law, max_examples=12)
@given(SEEDS, st.integers(1, 50), st.randoms(use_true_random=False))
def test_any_order_and_batch_size_of_the_feed_gives_the_same_findings(seed: int, size: int, random: Any) -> None:
    small = world(seed, rows=40)
    incidents = table(small.rows)
    order = list(range(incidents.num_rows))
    random.shuffle(order)
    resolved = replace(small.resolved, start=at("2020-03-01T00:00"), end=None)
    first = assess(resolved, [Fed(incidents)])
    other = assess(resolved, [Fed(incidents.take(order), size)])
    assert plain(other.findings) == plain(first.findings)
    assert counts(other) == counts(first)
    parts = [Fed(incidents.take(order[k::3]), 7) for k in range(3)]
    assert plain(assess(resolved, parts).findings) == plain(first.findings)


@law
@given(SEEDS)
def test_bounds_hold_the_probability_and_shares_make_it(seed: int) -> None:
    small = world(seed, rows=60)
    permitted = {term.clause for term in small.terms if term.kind == "permission"}
    for row in rows_of(small.resolved, small.rows).values():
        assert 0.0 <= row["p_low"] <= row["p"] + 1e-12
        assert row["p"] <= row["p_high"] + 1e-12 <= 1.0 + 2e-12
        shares = [row[name] for name in ("p_what", "p_where", "p_when", "p_who")]
        assert all(0.0 <= share <= 1.0 for share in shares)
        if row["excepted_by"] not in permitted:
            assert row["p"] == pytest.approx(np.prod(shares), abs=1e-12)
        else:
            assert row["p"] <= np.prod(shares) + 1e-12
        if row["verdict"] == "breach":
            assert row["author"]
            assert row["undecided"] is None
            assert np.prod(shares[:3]) >= 0.95
            assert row["p_who"] >= 0.95
        if row["verdict"] in ("unattributed", "unverifiable"):
            assert row["undecided"]
        if row["verdict"] == "excepted":
            assert row["excepted_by"]
        assert row["reasons"]


@law
@given(SEEDS, st.floats(0.5, 400.0))
def test_widening_a_zone_never_lowers_a_probability(seed: int, km: float) -> None:
    """A zone is widened all round; 1e-9 is for rounding, as no chord of the old outline reaches the new one."""
    small = world(seed, rows=40, permissions=0)
    target = small.terms[seed % len(small.terms)].zone
    wide = shapely.clip_by_rect(shapely.buffer(target, km / 111.2), -180, -90, 180, 90)
    terms = [replace(term, zone=wide) if term.zone is target else term for term in small.terms]
    narrow, wider = rows_of(small.resolved, small.rows), rows_of(with_terms(small, terms), small.rows)
    for key, row in narrow.items():
        for name in ("p", "p_low", "p_high"):
            assert wider[key][name] >= row[name] - 1e-9, (key, name)


@law
@given(SEEDS, st.floats(31.0, 41.0))
def test_in_and_out_sum_to_one(seed: int, cut: float) -> None:
    """A clause on the ground west of a line, and one on that east of it, split every incident between them."""
    small = world(seed, rows=40, bans=1, permissions=0)
    term = replace(small.terms[0], zone=shapely.box(-180, -90, 180, 90))
    west, east = shapely.box(-180, -90, cut, 90), shapely.box(cut, -90, 180, 90)
    sides = [replace(term, clause="west", zone=west), replace(term, clause="east", zone=east)]
    whole = rows_of(with_terms(small, [term]), small.rows)
    split = rows_of(with_terms(small, sides), small.rows)
    for (name, _), row in whole.items():
        if row["area"] is not None or row["lon"] is None:
            continue
        parts = [split[name, side]["p"] for side in ("west", "east") if (name, side) in split]
        assert sum(parts) == pytest.approx(row["p"], abs=1e-6 + 1e-3 / max(row["radius_km"], 0.02) * (len(parts) > 1))


@law
@given(SEEDS, st.integers(1, 10**6))
def test_two_adjoining_terms_are_one(seed: int, at_part: int) -> None:
    small = world(seed, rows=40)
    chosen = small.terms[seed % len(small.terms)]
    (low, high), *rest = chosen.periods
    middle = low + (high - low) * (at_part / 10**6)
    if not low < middle < high:
        return
    halves = [replace(chosen, periods=((low, middle),)), replace(chosen, periods=((middle, high), *rest))]
    terms = [half for term in small.terms for half in (halves if term is chosen else [term])]
    whole, split = rows_of(small.resolved, small.rows), rows_of(with_terms(small, terms), small.rows)
    assert split.keys() == whole.keys()
    for key, row in whole.items():
        for name in ("p", "p_low", "p_high", "p_what", "p_where", "p_when", "p_who"):
            assert split[key][name] == pytest.approx(row[name], abs=1e-9), (key, name)
        for name in ("verdict", "undecided", "author", "authors", "excepted_by", "answerable"):
            assert split[key][name] == row[name], (key, name)


@law
@given(SEEDS)
def test_an_unrelated_party_changes_nothing(seed: int) -> None:
    small = world(seed, rows=40)
    known = small.resolved.parties
    strangers = {f"aa-stranger-{k}": Party(id=f"aa-stranger-{k}", name={"en": "A stranger"}) for k in range(70)}
    mark = known.marks["north"]
    more = Parties(
        {**strangers, **known.by_id},
        {**dict.fromkeys(strangers, mark), **known.marks},
        {**dict.fromkeys(strangers, ()), **known.links},
    )
    incidents = table(small.rows)
    before, after = (assessor(r)(incidents) for r in (small.resolved, replace(small.resolved, parties=more)))
    assert plain(after) == plain(before)


@law
@given(SEEDS)
def test_who_answers_is_told_in_parts_of_the_share(seed: int) -> None:
    """The parts that the Python path gives each party are those of the kernel's share."""
    small = world(seed, rows=60, permissions=0)
    alone = [replace(term, clause=f"{term.clause}-{k}") for k, term in enumerate(small.terms)]
    for row in rows_of(with_terms(small, alone), small.rows).values():
        answers = dict(part.rsplit(" ", 1) for part in (row["answerable"] or "").split("; ") if part)
        total = sum(map(float, answers.values()))
        nobody = not row["side_a"] or (not row["directed"] and not row["side_b"])
        if nobody:
            assert total <= row["p_who"] + 2e-3
        else:
            assert total == pytest.approx(row["p_who"], abs=2e-3)


def test_the_same_feed_twice_is_the_same_incidents_twice_told() -> None:
    basic = agreement("basic")
    rows = table([{"side_a": "north", "side_b": "civilians", "directed": True, "act": "force.clash"}] * 3)
    once = assess(basic, [Fed(rows)])
    assert once.touched == 3
    other = assess(basic, [Fed(rows), Fed(rows.set_column(21, "file", pa.array(["b.csv"] * 3).dictionary_encode()))])
    assert other.touched == 6
