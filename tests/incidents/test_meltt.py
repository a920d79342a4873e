"""MELTT's rule answers what the release answers: its published example, and a slow reference on made data."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hudna.ground import Fault
from hudna.incidents.meltt import MISSING, EventSet, MelttRule, coded, integrate
from hudna.incidents.meltt_files import read_meltt
from tests.incidents import meltt_reference as reference

CRASHES = Path(__file__).parents[3] / "shared" / "data" / "crash_md"
TAXONOMIES = {"model_tax": 3, "color_tax": 2, "damage_tax": 1}


def sets_of(rows: list[list[list[float]]], depths: tuple[int, ...]) -> list[EventSet]:
    levels = coded([[[str(row[4 + n]) for row in part] for n in range(sum(depths))] for part in rows])
    made = []
    for part, codes in zip(rows, levels, strict=True):
        days = np.array([row[:2] for row in part], np.int64).reshape(-1, 2)
        place = np.array([row[2:4] for row in part], np.float64).reshape(-1, 2)
        made.append(EventSet(f"set{len(made) + 1}", days[:, 0], days[:, 1], place[:, 0], place[:, 1], codes))
    return made


def same(rows: list[list[list[float]]], rule: MelttRule) -> None:
    weight = rule.weight or (1.0,) * len(rule.depths)
    expected = reference.integrate(rows, (rule.days, rule.km, rule.depths, rule.certainty, rule.partial, weight))
    left, tables, flags = expected
    done = integrate(sets_of(rows, rule.depths), rule)
    assert list(done.unique) == left
    assert set(done.events) == reference.groups(tables["event"])
    assert set(done.episodes) == reference.groups(tables["episode"])
    assert {row: list(near) for row, near in done.flagged.items()} == flags
    gone = {row for group in (*done.events, *done.episodes, *done.forgotten) for row in group[1:]}
    assert done.removed == sum(map(len, rows)) - len(left) == len(gone)
    assert gone.isdisjoint(left)


@pytest.fixture(scope="module")
def crashes() -> list[list[list[float]]]:
    if not CRASHES.exists():
        pytest.skip("the crash data of the package are not here (../shared/data/crash_md)")
    taxonomies = {}
    for name in TAXONOMIES:
        with (CRASHES / f"crash_taxonomies__{name}.csv").open(encoding="utf-8") as file:
            for source, base, *levels in list(csv.reader(file))[1:]:
                taxonomies.setdefault((name, source.strip(), base.strip()), [level.strip() for level in levels])
    sets = []
    for number in (1, 2, 3):
        with (CRASHES / f"crash_data{number}.csv").open(encoding="utf-8") as file:
            sets.append(
                [
                    [
                        date.fromisoformat(row["date"]).toordinal(),
                        date.fromisoformat(row["enddate"]).toordinal(),
                        float(row["latitude"]),
                        float(row["longitude"]),
                        *(word for name in TAXONOMIES for word in taxonomies[name, row["dataset"], row[name]]),
                    ]
                    for row in csv.DictReader(file)
                ]
            )
    return sets


def test_the_published_example_comes_out_as_published(crashes: list[list[list[float]]]) -> None:
    rule = MelttRule(days=2, km=4, depths=tuple(TAXONOMIES.values()))
    done = integrate(sets_of(crashes, rule.depths), rule)
    groups = (*done.events, *done.episodes)
    assert (len(done.unique), len(done.events), len(done.episodes), done.removed) == (140, 26, 8, 55)
    assert len(done.flagged) == 6
    overlap = Counter(tuple(number for number, _ in group) for group in groups)
    assert overlap == {(1, 2): 5, (1, 3): 4, (2, 3): 4, (1, 2, 3): 21}
    alone = Counter(number for number, _ in done.unique) - Counter(group[0][0] for group in groups)
    assert alone == {1: 41, 2: 34, 3: 31}


@pytest.mark.parametrize(("days", "km"), [(0, 1), (1, 2), (2, 4), (5, 20), (10, 60)])
@pytest.mark.parametrize(
    "settings_", [{}, {"certainty": (1, 1, 1)}, {"certainty": (3, 2, 1)}, {"partial": 1}, {"weight": (1.5, 1.0, 0.5)}]
)
def test_the_example_in_other_windows_is_what_the_reference_says(
    crashes: list[list[list[float]]], days: int, km: int, settings_: dict[str, object]
) -> None:
    same(crashes, MelttRule(days, km, tuple(TAXONOMIES.values()), **settings_))  # type: ignore[arg-type]


ROW = st.tuples(
    st.integers(0, 8), st.sampled_from([0, 0, 0, 1, 3]), st.integers(0, 4), st.integers(0, 3), st.integers(0, 3)
)


@settings(max_examples=200, deadline=None)
@given(
    sets=st.lists(st.lists(ROW, min_size=1, max_size=14), min_size=2, max_size=5),
    days=st.integers(0, 3),
    km=st.sampled_from([0.5, 12.0, 30.0]),
    depths=st.sampled_from([(2,), (1, 1), (2, 1)]),
)
def test_any_small_data_sets_are_what_the_reference_says(
    sets: list[list[tuple[int, ...]]], days: int, km: float, depths: tuple[int, ...]
) -> None:
    rows = []
    for part in sets:
        made = []
        for day, length, place, kind, colour in part:
            fine = [f"a{kind}", f"A{kind // 2}", f"c{colour}"] if sum(depths) == 3 else [f"a{kind}", f"A{kind // 2}"]
            made.append([day, day + length, 36.0 + place * 0.1, 37.0, *fine[: sum(depths)]])
        rows.append(made)
    same(rows, MelttRule(days, km, depths))


def test_the_release_can_keep_the_worse_match() -> None:
    """Why it is no default: the first partner in the window is taken, though the second agrees in the finest level."""
    worse, better = [0, 0, 36.0, 37.0, "gun", "fire"], [1, 1, 36.0, 37.0, "mortar", "fire"]
    done = integrate(sets_of([[[0, 0, 36.0, 37.0, "mortar", "fire"]], [worse, better]], (2,)), MelttRule(2, 4, (2,)))
    assert done.events == (((1, 1), (2, 1)),)


def test_a_match_that_begins_late_is_cut_from_the_release_s_table_and_told_as_lost() -> None:
    """Of four data sets, nothing is matched with the second: the table of the third has no room for the fourth."""
    away = [0, 0, 10.0, 10.0, "shot", "fire"]
    one, other = [0, 0, 36.0, 37.0, "shot", "fire"], [0, 0, 38.0, 37.0, "shot", "fire"]
    done = integrate(sets_of([[away], [one, other], [one], [other]], (2,)), MelttRule(1, 3, (2,)))
    assert done.events == (((2, 1), (3, 1)), ((2, 2),))
    assert done.forgotten == (((2, 2), (4, 1)),)
    assert (done.unique, done.removed) == ([(1, 1), (2, 1), (2, 2)], 2)


def test_what_is_lost_twice_is_told_once() -> None:
    """A match cut from a table that is then begun anew: the row that is kept has all its doubles in one lost group."""
    away, shot, long = [0, 0, 10.0, 10.0, "shot"], [0, 2, 36.0, 37.0, "shot"], [0, 2, 38.0, 37.0, "shot"]
    sets = [[away, [0, 2, 20.0, 20.0, "shot"]], [shot, long], [shot], [long], [long], [away]]
    done = integrate(sets_of(sets, (1,)), MelttRule(1, 3, (1,)))
    assert done.episodes == ()
    assert set(done.forgotten) == {((2, 1), (3, 1)), ((2, 2), (4, 1), (5, 1))}
    assert (done.events, done.removed) == ((((1, 1), (6, 1)),), 4)


def test_what_is_missing_agrees_with_nothing() -> None:
    missing = [[0, 0, 36.0, 37.0, MISSING, "fire"]]
    assert integrate(sets_of([missing, missing], (1, 1)), MelttRule(1, 3, (1, 1))).events == ()
    assert integrate(sets_of([missing, missing], (2,)), MelttRule(1, 3, (2,))).removed == 1


def test_a_taxonomy_without_a_level_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("date,latitude,longitude,act\n2020-01-01,36,37,x\n", encoding="utf-8")
    (tmp_path / "all__act.csv").write_text("data.source,base.categories\na,x\n", encoding="utf-8")
    with pytest.raises(Fault, match="one level or more"):
        read_meltt([tmp_path / "a.csv"] * 2, [tmp_path / "all__act.csv"])


def test_words_of_a_taxonomy_are_read_as_the_package_reads_them(tmp_path: Path) -> None:
    """``NA`` agrees with nothing, nothing said with nothing said, and 1 is 1.0 in a column of numbers."""
    taxonomy = [
        "data.source,base.categories,level1",
        *(f"{n},{c},{w}" for n in "ab" for c, w in (("x", "NA"), ("y", ""), ("z", "shot"))),
    ]
    numbers = ["data.source,base.categories,level1", "a,x,1", "a,y,2", "b,x,1.0", "b,y,3"]
    for name in "ab":
        rows = [
            "date,latitude,longitude,dataset,act,kind",
            f"2020-01-01,36,37,{name},x,x",
            f"2020-03-01,36,37,{name},y,y",
        ]
        (tmp_path / f"{name}.csv").write_text("\n".join(rows), encoding="utf-8")
    matched = []
    for name, lines in (("act", taxonomy), ("kind", numbers)):
        (tmp_path / f"all__{name}.csv").write_text("\n".join(lines), encoding="utf-8")
        read = read_meltt([tmp_path / "a.csv", tmp_path / "b.csv"], [tmp_path / f"all__{name}.csv"])
        matched.append(integrate(read.sets, MelttRule(1, 3, read.depths)).events)
    assert matched == [(((1, 2), (2, 2)),), (((1, 1), (2, 1)),)]
