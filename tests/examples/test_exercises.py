"""The exercise feeds: marked as invented, made by their script, the same for every side, and read as meant."""

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from hudna.ground import Parties
from tests.examples.shipped import assess_exercise, exercise, findings, load, makers, open_exercise

NAMES = ("syria", "minsk", "aleppo-rehearsal")
each = pytest.mark.parametrize("name", NAMES)
make = makers()


def rows_of(name: str) -> list[dict[str, str]]:
    with exercise(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_script_makes_the_very_files_that_are_shipped(tmp_path: Path) -> None:
    feeds = list(make.feeds())
    assert len(feeds) == len(NAMES)
    for folder, book in feeds:
        book.write(tmp_path / "feed.csv")
        assert (tmp_path / "feed.csv").read_bytes() == (make.HERE / folder / "exercise.csv").read_bytes()


@each
def test_every_row_says_that_it_is_invented(name: str) -> None:
    for row in rows_of(name):
        assert row.keys() == set(make.COLUMNS)
        assert row["incident_id"].startswith("EX-")
        assert row["reported_by"] == "exercise"
        assert row["note"].startswith("Invented for exercise: ")


@each
def test_every_name_is_known_and_the_slips_are_rejected(name: str) -> None:
    feed = open_exercise(name)
    read = sum(batch.num_rows for batch in feed.batches())
    assert (read, feed.count_rejected) == (len(rows_of(name)) - 4, 4)
    assert not feed.unmapped_actors
    assert not feed.unmapped_acts


def side_of(parties: Parties, sides: dict[str, str], name: str) -> str:
    return sides.get(parties.by_alias("hudna", name) or "", "")


@pytest.mark.parametrize(
    ("name", "start", "sides"),
    [
        (
            "syria",
            "2016-02-27",
            {
                **dict.fromkeys(("syrian-armed-forces", "ndf"), "government"),
                **dict.fromkeys(("jaysh-al-islam", "southern-front"), "opposition"),
                **dict.fromkeys(("sdf", "ypg"), "democratic"),
            },
        ),
        ("minsk", "2015-02-15", {"ukraine": "one", "certain-areas": "other"}),
        ("aleppo-rehearsal", "2014-02-01", {"syrian-government": "one", "aleppo-opposition-forces": "other"}),
    ],
)
def test_every_side_has_the_same_acts_before_and_after(name: str, start: str, sides: dict[str, str]) -> None:
    parties = load(name).parties
    authored: dict[str, Counter[Any]] = {side: Counter() for side in sides.values()}
    suffered: dict[str, Counter[Any]] = {side: Counter() for side in sides.values()}
    joined: dict[str, Counter[Any]] = {side: Counter() for side in sides.values()}
    for row in rows_of(name):
        toll = (row["deaths_low"], row["deaths_best"], row["deaths_high"])
        kind = (row["act"], row["weapon"], row["earliest"] >= start, *toll)
        for column, counters in (("author", authored), ("side_a", joined), ("side_b", joined)):
            side = side_of(parties, sides, row[column])
            if side:
                counters[side][kind] += 1
        if side := side_of(parties, sides, row["target"]):
            own = side_of(parties, sides, row["author"])
            if own or not row["author"]:
                suffered[side][kind] += 1
    for counters in (authored, suffered, joined):
        assert len({frozenset(counter.items()) for counter in counters.values()}) == 1
    assert all(authored.values())


# Syria 2016


def verdicts(name: str, note: str) -> Counter[tuple[str, str]]:
    return Counter((row["clause"], row["verdict"]) for row in findings(name) if note in row["note"])


def test_a_place_of_excluded_groups_only_is_excepted() -> None:
    assert {verdict for _, verdict in verdicts("syria", "only an excluded group was")} == {"excepted"}


def test_a_place_where_an_accepting_group_is_too_is_not_silently_excepted() -> None:
    shared = [row for row in findings("syria") if "excluded and an accepting group both were" in row["note"]]
    undecided = {row["incident_id"] for row in shared if row["verdict"] == "unverifiable"}
    assert undecided == {row["incident_id"] for row in shared}
    assert len(undecided) == 3


def test_the_minute_before_the_start_breaches_nothing() -> None:
    assert not verdicts("syria", "last minute before the start")
    assert set(verdicts("syria", "first minute")) == {("1(b)", "breach"), ("2(b)", "breach"), ("annex", "breach")}


def test_what_straddles_the_start_has_a_share() -> None:
    around = [row for row in findings("syria") if "around the start" in row["note"]]
    assert len(around) == 6
    assert all(0 < row["p_when"] < 1 for row in around)
    assert {row["verdict"] for row in around} == {"unverifiable"}


def test_a_clash_of_two_bound_parties_is_unattributed() -> None:
    clashes = [row for row in findings("syria") if row["note"].endswith("an exchange of fire.") and not row["directed"]]
    between = [row for row in clashes if row["excepted_by"] is None]
    assert between
    assert {row["verdict"] for row in between} == {"unattributed"}


def test_attacks_on_civilians_by_a_bound_party_are_attributed() -> None:
    found = verdicts("syria", "killing of people not fighting")
    assert found["civilians", "breach"] == 6
    assert found["civilians", "excepted"] == 3


# Minsk 2015


def test_weapons_stand_at_the_distance_that_their_rows_say() -> None:
    lines = {side: make.dense(make.line_of(area)) for side, area in make.MINSK_SIDES}
    told = 0
    for row in rows_of("minsk"):
        if (match := re.search(r"(\d+) km from", row["note"])) and row["author"]:
            told += 1
            away = make.km_from(lines[row["author"]], float(row["lon"]), float(row["lat"]))
            assert away == pytest.approx(float(match[1]), abs=0.05), row["incident_id"]
        if "the other side's line" in row["note"]:
            own, other = row["author"], next(side for side in lines if side != row["author"])
            assert make.km_from(lines[own], float(row["lon"]), float(row["lat"])) > 25.5
            assert make.km_from(lines[other], float(row["lon"]), float(row["lat"])) < 24.5
    assert told == 40


def test_each_weapon_breaches_within_its_distance_and_after_day_14_only() -> None:
    found = {row["incident_id"]: row for row in findings("minsk") if row["clause"] == "2"}
    for row in rows_of("minsk"):
        match = re.search(r"(\d+) km from this side's own line, (before|after)", row["note"])
        if match:
            inside = match[1] in ("24", "34", "69")
            expected = inside and match[2] == "after"
            verdict = found[row["incident_id"]]["verdict"] if row["incident_id"] in found else None
            assert verdict == ("breach" if expected else None), row["note"]


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("first minute after day 14", ("breach", 2)),
        ("100 mm gun", ("breach", 2)),
        ("tactical missile", ("breach", 2)),
        ("place known within 3 km", ("unverifiable", 2)),
        ("unknown calibre", ("unverifiable", 2)),
        ("nobody says whose", ("unattributed", 2)),
    ],
)
def test_what_else_is_seen(note: str, expected: tuple[str, int]) -> None:
    verdict, count = expected
    assert verdicts("minsk", note) == {("2", verdict): count}


@pytest.mark.parametrize("note", ["last minute of day 14", "no class", "the other side's line"])
def test_what_is_no_breach(note: str) -> None:
    assert not verdicts("minsk", note)


def test_both_sides_come_out_alike() -> None:
    authors = Counter(row["author"] for row in findings("minsk") if row["verdict"] == "breach")
    assert authors["ukraine"] == authors["certain-areas"] > 0
    assert assess_exercise("syria").exercise
