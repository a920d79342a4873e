"""The shares that are learnt are those that Splink learns from the same tables, where Splink is installed."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from hudna.matching import Pairs, batches, block, learn, merge, patterns
from tests.matching.worlds import COMPARISONS, START, World, world

splink = pytest.importorskip("splink", reason="Splink is a library of the benchmarks")


def tables(made: World) -> list[pa.Table]:
    names = [one.name for one in COMPARISONS]
    return [
        pa.table({"unique_id": np.arange(len(side[0])), **dict(zip(names, side, strict=True))})
        for side in (made.left, made.right)
    ]


def of_splink(made: World) -> dict[str, float]:
    """m of the best level of each comparison, learnt in two turns as its documents tell."""
    import splink.comparison_library as cl

    logging.getLogger("splink").setLevel(logging.ERROR)
    api = splink.DuckDBAPI()
    settings = splink.SettingsCreator(
        link_type="link_only",
        comparisons=[cl.ExactMatch(one.name) for one in COMPARISONS],
        blocking_rules_to_generate_predictions=[splink.block_on("year")],
    )
    linker = splink.Linker(
        [api.register(table, dataset_display_name=name) for name, table in zip("ab", tables(made), strict=True)],
        settings,
    )
    training: Any = linker.training
    training.estimate_probability_two_random_records_match([splink.block_on("name", "year")], recall=0.85)
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    training.estimate_parameters_using_expectation_maximisation(splink.block_on("year"))
    training.estimate_parameters_using_expectation_maximisation(splink.block_on("name"))
    model = linker.misc.save_model_to_json()
    learnt = {}
    for one in model["comparisons"]:
        (exact,) = (level for level in one["comparison_levels"] if level["label_for_charts"].startswith("Exact"))
        learnt[one["output_column_name"]] = exact["m_probability"]
    return learnt


def test_both_learn_the_same_from_the_same_tables() -> None:
    n = 3000
    made = world(n, 5)
    blocks = block(made.keys(), n, n)
    dice = np.random.default_rng(2)
    drawn = Pairs(*(dice.integers(0, n, 400_000).astype(np.int32) for _ in range(2)))
    found = learn(
        COMPARISONS,
        merge([patterns(made.levels(pairs)) for pairs in batches(blocks)]),
        START,
        n_left=n,
        n_right=n,
        random=patterns(made.levels(drawn)),
        strength=0.1,
    )
    theirs = of_splink(made)
    for one in COMPARISONS:
        assert found.m[one.name][1] == pytest.approx(theirs[one.name], abs=0.06), one.name
