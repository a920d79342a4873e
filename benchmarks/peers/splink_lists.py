"""Splink on two lists of people: as it comes, and with Hudna's keys for spelling in every script.

As it comes: the comparisons that its documents give for names, dates and places, term frequencies, the usual blocking
on name parts and dates. With keys: the same, each part of a name beside its key; pairs meet by keys too, and a key in
common is a level of its own below the exact and the likest spellings.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from numpy.typing import NDArray
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from hudna.people import ListOfPeople, Spelling, keys

PARTS = ("given", "father", "family")
RANDOM_PAIRS = 2e6


def match_with_splink(
    a: ListOfPeople, b: ListOfPeople, *, with_keys: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Pairs of rows with their probability, from 0.01 on."""
    tables = [_table(people) for people in (a, b)]
    if with_keys:
        tables = _with_keys(tables)
    api = DuckDBAPI()
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[*_names(with_keys), *_facts()],
        blocking_rules_to_generate_predictions=_blocks(with_keys),
        retain_matching_columns=False,
    )
    linker = Linker(
        [api.register(table, dataset_display_name=name) for table, name in zip(tables, ("a", "b"), strict=True)],
        settings,
    )
    part = "given_key" if with_keys else "given"
    family = "family_key" if with_keys else "family"
    training: Any = linker.training
    training.estimate_probability_two_random_records_match([block_on(part, family, "born")], recall=0.5)
    training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS)
    training.estimate_parameters_using_expectation_maximisation(block_on(part, family))
    training.estimate_parameters_using_expectation_maximisation(block_on("born", "date"))
    found = linker.inference.predict(threshold_match_probability=0.01).as_duckdbpyrelation().arrow()
    table = found.read_all() if hasattr(found, "read_all") else found
    return _rows(table)


def _rows(table: pa.Table) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    turned = np.asarray(pc.equal(table["source_dataset_l"], "b"))
    left, right = np.asarray(table["unique_id_l"]), np.asarray(table["unique_id_r"])
    one, other = np.where(turned, right, left), np.where(turned, left, right)
    return one.astype(np.int64), other.astype(np.int64), np.asarray(table["match_probability"], np.float64)


def _table(people: ListOfPeople) -> pa.Table:
    """The columns that a user would hand to Splink; a full name is cut at its blanks, first and last."""
    table = people.table
    columns = {part: table[part].to_pylist() for part in PARTS}
    if not {"given", "family"} & people.has:
        words = [(name or "").split() for name in table["name"].to_pylist()]
        columns["given"] = [one[0] if one else None for one in words]
        columns["father"] = [one[1] if len(one) > 2 else None for one in words]
        columns["family"] = [one[-1] if len(one) > 1 else None for one in words]
    return pa.table(
        {
            "unique_id": np.arange(len(people)),
            **{part: pa.array(values, pa.string()) for part, values in columns.items()},
            "born": pc.year(table["birth_from"]),
            "sex": table["sex"],
            "place": table["place"],
            "date": pc.strftime(table["date"], "%Y-%m-%d"),
        }
    )


def _with_keys(tables: Sequence[pa.Table]) -> list[pa.Table]:
    """Each part of a name beside its key: of its first token, the same in every script."""
    for part in PARTS:
        texts = [text for table in tables for text in table[part].to_pylist()]
        spelling = Spelling.of(texts)
        by_token = np.append(keys(spelling)[:, 0], 0)
        found = by_token[spelling.ids[:, 0]]
        halves = np.split(found, [len(tables[0])])
        tables = [
            table.append_column(f"{part}_key", pa.array(half, mask=half == 0))
            for table, half in zip(tables, halves, strict=True)
        ]
    return list(tables)


def _names(with_keys: bool) -> list[Any]:
    if not with_keys:
        return [cl.NameComparison(part).configure(term_frequency_adjustments=True) for part in PARTS]
    return [
        cl.CustomComparison(
            output_column_name=part,
            comparison_levels=[
                cll.NullLevel(part),
                cll.ExactMatchLevel(part, term_frequency_adjustments=True),
                cll.JaroWinklerLevel(part, 0.92),
                cll.ExactMatchLevel(f"{part}_key", term_frequency_adjustments=True),
                cll.JaroWinklerLevel(part, 0.8),
                cll.ElseLevel(),
            ],
        )
        for part in PARTS
    ]


def _facts() -> list[Any]:
    born = cl.CustomComparison(
        output_column_name="born",
        comparison_levels=[
            cll.NullLevel("born"),
            cll.ExactMatchLevel("born"),
            *(cll.AbsoluteDifferenceLevel("born", difference_threshold=years) for years in (1, 2, 5)),
            cll.ElseLevel(),
        ],
    )
    date = cl.AbsoluteDateDifferenceAtThresholds(
        "date", input_is_string=True, metrics=["day", "day"], thresholds=[7, 31]
    )
    place = cl.JaroWinklerAtThresholds("place", [0.88]).configure(term_frequency_adjustments=True)
    return [born, cl.ExactMatch("sex"), place, date]


def _blocks(with_keys: bool) -> list[Any]:
    given, father, family = (f"{part}_key" if with_keys else part for part in PARTS)
    return [
        block_on(given, family),
        block_on(given, father, "born"),
        block_on(family, "born"),
        block_on(family, "date"),
        block_on(given, "date", "born"),
        block_on("date", "place", "born"),
    ]
