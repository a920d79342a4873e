"""``hudna fuse``: feeds to incidents and links, figures and an exit status; and what fusing does to an assessment."""

import csv
import json
from pathlib import Path

import pytest

from tests.cli.run import ROOT, SYRIA, Ran, hudna

EXAMPLES = ROOT / "examples" / "fusing"
FEEDS = tuple(EXAMPLES / f"{name}.csv" for name in ("wire", "monitors", "papers"))
HEAD = "incident_id,earliest,lon,lat,act,side_a,side_b,deaths_best,reported_by,note\n"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Path]:
    out = tmp_path_factory.mktemp("fused")
    return hudna("fuse", *FEEDS, "--out", out, "--format", "json"), out


def test_the_shipped_example_comes_out_as_its_readme_says(example: tuple[Ran, Path]) -> None:
    ran, _ = example
    assert ran.status == 1  # there is a link worth a look
    told = ran.json
    assert (told["reports"], told["incidents"]) == (10, 4)
    assert told["round_ups"] == {"reports": 1, "links": 2}
    assert told["by_voices"] == {"1": 1, "2": 3}


def test_copies_and_quotes_lend_no_voice(example: tuple[Ran, Path]) -> None:
    market = next(row for row in rows(example[1] / "incidents.csv") if row["reports"] == "4")
    assert (market["voices"], market["occurrence"]) == ("2", "2")
    assert market["reported_by"] == "Evening Paper; Field team 2; Morning Paper; Wire A"
    assert market["deaths_said"].startswith("5 (Evening Paper), 5 (Morning Paper), 5 (Wire A), 6 (Field team 2)")


def test_an_incident_has_a_direction_only_where_one_of_its_own_reports_gives_it(example: tuple[Ran, Path]) -> None:
    directed = {row["act"]: row["directed"] for row in rows(example[1] / "incidents.csv")}
    assert directed["force.explosive.indirect.mortar"] == "true"
    assert directed["force.clash"] == "false"


def test_incidents_and_links_open_in_a_spreadsheet_and_on_a_map(example: tuple[Ran, Path]) -> None:
    out = example[1]
    for name, count in (("incidents", 4), ("links", 11)):
        assert len(rows(out / f"{name}.csv")) == count
        features = json.loads((out / f"{name}.geojson").read_text(encoding="utf-8"))["features"]
        assert len(features) == count
    assert json.loads((out / "summary.json").read_text(encoding="utf-8")) == example[0].json


def test_incidents_can_be_read_as_a_feed_again(example: tuple[Ran, Path], tmp_path: Path) -> None:
    again = hudna("fuse", example[1] / "incidents.parquet", "--within", "never", "--out", tmp_path, "--format", "json")
    assert (again.json["reports"], again.json["incidents"]) == (4, 4)


def test_a_rejected_row_is_kept_and_told(tmp_path: Path) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_text(HEAD + "1,2031-05-02,37.1,36.2,force,a,b,1,X,\n2,2031-05-02,37.1,96.2,force,a,b,1,X,\n")
    ran = hudna("fuse", feed, "--out", tmp_path / "out", "--format", "json")
    assert ran.status == 1
    assert ran.json["feeds"][0]["rejected"] == 1
    assert rows(tmp_path / "out" / "rejects.csv")[0]["reason"] == "coordinate-range"


def test_two_feeds_may_number_their_rows_alike(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / f"{name}.csv").write_text(HEAD + f"1,2031-05-02,37.1,36.2,force.clash,a,b,12,{name},\n")
    ran = hudna("fuse", tmp_path / "one.csv", tmp_path / "other.csv", "--out", tmp_path / "out", "--format", "json")
    assert (ran.status, ran.json["reports"], ran.json["incidents"]) == (0, 2, 1)
    assert sorted(ran.json["sources"]) == ["one", "other"]


def test_a_mapping_is_given_once_or_for_every_feed(tmp_path: Path) -> None:
    ran = hudna("fuse", *FEEDS, "--mapping", "a.yaml", "--mapping", "b.yaml", "--out", tmp_path)
    ran.refused("usage")


@pytest.mark.parametrize(("content", "code"), [("", "feed-empty"), ("a,b\n1,2\n", "feed-layout")])
def test_what_is_no_feed_is_refused_in_one_line(tmp_path: Path, content: str, code: str) -> None:
    (tmp_path / "feed.csv").write_text(content)
    hudna("fuse", tmp_path / "feed.csv", "--out", tmp_path / "out").refused(code)


# The rule of MELTT


def data_set(path: Path, *lines: str) -> Path:
    path.write_text("dataset,date,enddate,latitude,longitude,kind\n" + "\n".join(lines) + "\n")
    return path


@pytest.fixture
def crashes(tmp_path: Path) -> tuple[Path, Path, Path]:
    first = data_set(
        tmp_path / "first.csv", "one,2012-01-01,2012-01-01,39.1,-76.0,van", "one,2012-01-09,,39.1,-76.0,car"
    )
    other = data_set(tmp_path / "other.csv", "two,2012-01-02,2012-01-02,39.11,-76.0,lorry")
    taxonomy = tmp_path / "kinds__kind.csv"
    taxonomy.write_text("data.source,base.categories,fine,broad\none,van,V,large\none,car,C,small\ntwo,lorry,L,large\n")
    return first, other, taxonomy


def test_the_rule_of_meltt_writes_matches_and_what_is_left(crashes: tuple[Path, Path, Path], tmp_path: Path) -> None:
    first, other, taxonomy = crashes
    ran = hudna("fuse", first, other, "--rule", "meltt", "--taxonomy", taxonomy, "--out", tmp_path, "--format", "json")
    assert ran.status == 0
    assert (ran.json["observations"], ran.json["unique"], ran.json["duplicates_removed"]) == (3, 2, 1)
    assert rows(tmp_path / "matches.csv") == [{"kind": "event", "one": "1", "two": "1"}]
    assert [row["event"] for row in rows(tmp_path / "unique.csv")] == ["1", "2"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("two,2012-01-02,,39.11,-76.0,tram", "meltt-category"),
        ("two,soon,,39.11,-76.0,lorry", "meltt-value"),
        ("two,2012-01-02,,north,-76.0,lorry", "meltt-value"),
    ],
)
def test_what_that_rule_cannot_use_is_refused(
    crashes: tuple[Path, Path, Path], tmp_path: Path, line: str, code: str
) -> None:
    first, _, taxonomy = crashes
    other = data_set(tmp_path / "other.csv", line)
    hudna("fuse", first, other, "--rule", "meltt", "--taxonomy", taxonomy, "--out", tmp_path / "o").refused(code)


def test_that_rule_needs_two_data_sets_and_their_columns(crashes: tuple[Path, Path, Path], tmp_path: Path) -> None:
    first, other, taxonomy = crashes
    hudna("fuse", first, "--rule", "meltt", "--taxonomy", taxonomy, "--out", tmp_path / "o").refused("meltt-sets")
    wrong = tmp_path / "x.csv"
    wrong.write_text("a,b\n1,2\n")
    hudna("fuse", first, wrong, "--rule", "meltt", "--taxonomy", taxonomy, "--out", tmp_path / "o").refused(
        "meltt-columns"
    )
    hudna("fuse", first, other, "--rule", "meltt", "--taxonomy", wrong, "--out", tmp_path / "o").refused(
        "meltt-columns"
    )


# Within an assessment

SHELLS = "{},2016-03-0{},Asia/Damascus,36.72,34.92,2,force.explosive.indirect,Syrian Arab Army,Jaysh al-Islam,{},{}\n"
COLUMNS = "incident_id,earliest,zone,lon,lat,radius_km,act,author,target,deaths_best,reported_by\n"


@pytest.fixture
def twice_told(tmp_path: Path) -> tuple[Path, Path]:
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_text(COLUMNS + SHELLS.format("a1", 5, 4, "Wire") + SHELLS.format("a2", 9, 12, "Wire"))
    other.write_text(COLUMNS + SHELLS.format("b1", 5, 4, "Field team") + SHELLS.format("b2", 7, 0, "Field team"))
    return one, other


def assess(tmp_path: Path, *arguments: object) -> Ran:
    return hudna("assess", SYRIA / "agreement.yaml", *arguments, "--out", tmp_path / "out", "--format", "json")


def test_several_reports_of_one_incident_count_once(twice_told: tuple[Path, Path], tmp_path: Path) -> None:
    told = assess(tmp_path, *twice_told).json
    assert told["incidents"] == 3
    effect = told["fused"]
    assert (effect["before"]["incidents"], effect["after"]["incidents"]) == (4, 3)
    assert effect["before"]["findings"]["total"] > effect["after"]["findings"]["total"] == told["findings"]["total"]
    assert {row["report_id"] for row in rows(tmp_path / "out" / "links.csv")} == {"a1", "a2", "b1", "b2"}


def test_without_fusing_every_report_counts(twice_told: tuple[Path, Path], tmp_path: Path) -> None:
    assess(tmp_path, *twice_told)
    told = assess(tmp_path, *twice_told, "--no-fuse").json
    assert (told["incidents"], told["fused"]) == (4, None)
    assert not (tmp_path / "out" / "links.csv").exists()


def test_one_table_of_incidents_is_assessed_as_it_is(tmp_path: Path) -> None:
    told = assess(tmp_path, SYRIA / "exercise.csv").json
    assert told["fused"] is None
