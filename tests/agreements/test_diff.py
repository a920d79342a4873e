"""Diff: a table of edits and the sentences that a negotiator reads."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hudna.agreements import Loaded, diff, load_agreement, render
from hudna.ground import read_document
from tests.agreements.drafts import BAN, accepted, draft

HERE = Path(__file__).parent
WHOLE = HERE / "good" / "whole.yaml"
Edit = Callable[[dict[str, Any]], Any]


def edited(folder: Path, edit: Edit) -> Loaded:
    """The whole agreement after an edit: its clauses stand under their ids."""
    data = read_document(WHOLE).data
    data["shared"] = {kind: [str(HERE / "shared" / f"{kind}.yaml")] for kind in ("parties", "areas")}
    data["by_id"] = {clause["id"]: clause for clause in data["clauses"]}
    edit(data)
    clauses = list(data.pop("by_id").values())
    path = folder / "edited.yaml"
    path.write_text(json.dumps(data | {"clauses": clauses}), encoding="utf-8")
    return load_agreement(path)


def at(clause: str, **fields: Any) -> Edit:
    return lambda data: data["by_id"][clause].update(fields)


def inside(clause: str, *path: str | int, **fields: Any) -> Edit:
    def edit(data: dict[str, Any]) -> None:
        node = data["by_id"][clause]
        for part in path:
            node = node[part]
        node.update(fields)

    return edit


def head(**fields: Any) -> Edit:
    return lambda data: data.update(fields)


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (at("6", words={"en": "No attacks at all."}),
         "Clause 6: in the English text, “No attacks.” becomes “No attacks at all.”."),
        (at("6", words={"en": "No attacks.", "ar": "لا هجمات."}),
         "Clause 6: the Arabic text is new: “لا هجمات.”."),
        (at("6", acts=["attacks", "flight"]), "Clause 6: the acts: adds flight (Flight of aircraft)."),
        (at("6a", acts=["flight.manned"]),
         "Clause 6a: the acts: adds flight.manned (Flight of manned aircraft); drops flight (Flight of aircraft)."),
        (at("6a", by=["north", "south"]), "Clause 6a: the authors: adds South."),
        (at("6a", by=None), "Clause 6a: the authors go from North to every party bound."),
        (at("6a", hours=[{"opens": "21:00", "closes": "06:00"}]),
         "Clause 6a: the hours of the day: adds 21:00–06:00; drops 22:00–06:00."),
        (at("6a", hours=None), "Clause 6a: the hours of the day go from 22:00–06:00 to the whole day."),
        (at("6b", weapons=[{"kind": "artillery", "calibre_from_mm": 120}]),
         "Clause 6b: the weapons: adds artillery from 120 mm; drops artillery from 100 mm."),
        (at("6b", since="2016-03-01"), "Clause 6b: the beginning is now set: 2016-03-01 00:00 Asia/Damascus."),
        (at("7", conditions=[{"en": "With a day's notice."}]),
         "Clause 7: the conditions: adds “With a day's notice.”; drops “With notice.”."),
        (inside("9", "pullbacks", 0, km=30),
         "Clause 9: the distance for artillery.tube from 100 mm goes from 25 km to 30 km."),
        (inside("9", "pullbacks", 1, weapons=["artillery.rocket.smerch"]),
         "Clause 9: artillery.rocket.grad is struck (it was at a distance of 35 km).\n"
         "Clause 9: artillery.rocket.smerch is new, at a distance of 35 km."),
        (inside("9", "done_by", offset="P10D"),
         "Clause 9: the day by which it is done moves 4 days earlier, from 2016-03-12 00:00 Asia/Damascus "
         "(P14D after entry-into-force) to 2016-03-08 00:00 Asia/Damascus (P10D after entry-into-force)."),
        (inside("9", done_by=None),
         "Clause 9: the day by which it is done is no longer said (it was 2016-03-12 00:00 Asia/Damascus "
         "(P14D after entry-into-force))."),
        (at("12", count=650), "Clause 12: the quantity goes from 600 to 650."),
        (at("12", per="week"), "Clause 12: the period of the quantity goes from day to week."),
        (inside("12", "subquotas", 0, count=60), "Clause 12: the part of “fuel” goes from 50 to 60."),
        (at("15", access="conditional"), "Clause 15: the access goes from unconditional to conditional."),
        (at("14", after="1"), "Clause 14: what it comes after goes from elections to 1."),
        (at("3", deadline="2016-02-26T14:00"),
         "Clause 3: the deadline for acceptance moves 2 hours later, from 2016-02-26 12:00 Asia/Damascus "
         "to 2016-02-26 14:00 Asia/Damascus."),
        (at("3", deadline={"at": "2016-02-26T10:00", "zone": "UTC"}),
         "Clause 3: the deadline for acceptance stays the same instant, but is said otherwise; it goes from "
         "2016-02-26 12:00 Asia/Damascus to 2016-02-26 10:00 UTC."),
        (at("3", invited=["north", "south", "doves"]), "Clause 3: the parties invited: adds Doves; drops League."),
        (inside("3", "answers", 1, answer="refused"),
         "Clause 3: the answer of South goes from accepted to refused.\n"
         "Parties bound from the entry into force: drops South and Southern rebels (label)."),
        (at("4", designations=[]), "Clause 4: the designation of Front one is struck."),
        (inside("11", "phases", 1, who=["north"]), "Clause 11: who moves in phase in: adds North; drops South."),
        (at("5", zone="valley"),
         "Clause 5: the zone shrinks by 94 % (loses 37,507 km²); it is now Valley."),
        (at("6a", zone={"buffer": {"of": "valley", "km": 1}}),
         "Clause 6a: the zone grows by 8.2 % (adds 205 km²); it is now within 1 km of Valley."),
        (at("6a", zone=None), "Clause 6a: the zone goes from Valley (2,509 km²) to the zone of the scope."),
        (at("6a", zone="nowhere"),
         "Clause 6a: the zone goes from Valley (2,509 km²) to Nowhere (which cannot be drawn)."),
        (inside("5", "lines", north={"line": [[36, 36.2], [37, 36.2], [38, 36.3]]}),
         "Clause 5: the line of North is redrawn (90.5 km of it run elsewhere; 179.9 km long before, 180.5 km now); "
         "it is now the line drawn."),
        (head(status="ended"), "The status goes from in-force to ended."),
        (head(title={"en": "A whole agreement"}), "The title: the Arabic text is struck."),
        (head(signed="2016-02-24T18:00"),
         "The signature moves 30 minutes earlier, from 2016-02-24 18:30 Asia/Damascus to 2016-02-24 18:00 "
         "Asia/Damascus.\n"
         "Clause 11: the end of phase out, which counts from signature, moves 30 minutes earlier, from 2016-03-05 "
         "18:30 Asia/Damascus (P10D after signature) to 2016-03-05 18:00 Asia/Damascus (P10D after signature).\n"
         "Clause 11: the end of phase in, which counts from out, moves 30 minutes earlier, from 2016-03-07 18:30 "
         "Asia/Damascus (PT48H after out) to 2016-03-07 18:00 Asia/Damascus (PT48H after out).\n"
         "Clause 13: the beginning, which counts from 11, moves 30 minutes earlier, from 2016-03-07 18:30 "
         "Asia/Damascus (11) to 2016-03-07 18:00 Asia/Damascus (11).\n"
         "Clause 13: the deadline, which counts from 11, moves 30 minutes earlier, from 2016-03-10 18:30 "
         "Asia/Damascus (P3D after 11) to 2016-03-10 18:00 Asia/Damascus (P3D after 11)."),
        (head(events={"first-convoy": "2016-03-01", "elections": "2016-09-01"}),
         "The event “elections” is now set: 2016-09-01 00:00 Asia/Damascus."),
        (head(definitions=[{"term": "attacks", "means": {"en": "Any use of force."}, "acts": ["force.explosive"]}]),
         "The acts that “attacks” stands for: adds force.explosive (Use of explosive weapons); "
         "drops force (Use of force)."),
        (head(sources=[]), "Source “text” is struck."),
        (lambda data: data["by_id"].pop("17"), "Clause 17 (declaration) is struck: “Peace is good.”."),
        (lambda data: data["by_id"].update({"18": {"id": "18", "kind": "dispute", "words": {"ar": "سلام"}}}),
         "Clause 18 (dispute) is new (in Arabic): “سلام”."),
    ],
)  # fmt: skip
def test_an_edit_is_told_in_words(tmp_path: Path, edit: Edit, expected: str) -> None:
    assert render(diff(load_agreement(WHOLE), edited(tmp_path, edit))) == expected


def test_a_later_start_moves_all_that_counts_from_it(tmp_path: Path) -> None:
    told = render(diff(load_agreement(WHOLE), edited(tmp_path, at("1", at="2016-02-29T00:00")))).splitlines()
    assert told[0] == (
        "Clause 1: entry into force moves 48 hours later, from 2016-02-27 00:00 Asia/Damascus "
        "to 2016-02-29 00:00 Asia/Damascus."
    )
    assert any("Clause 9: the day by which it is done, which counts from entry-into-force," in line for line in told)


def test_nothing_changed_is_said(tmp_path: Path) -> None:
    same = edited(tmp_path, lambda _: None)
    assert render(diff(load_agreement(WHOLE), same)) == "Nothing changed."


def test_an_end_that_a_length_gives_moves_with_the_start(tmp_path: Path) -> None:
    length = {"id": "end", "kind": "duration", "length": "P30D"}
    old = draft(tmp_path, length)
    new = draft(tmp_path, length, start={"id": "start", "kind": "entry-into-force", "at": "2016-02-28T12:00"})
    assert render(diff(old, new)).splitlines()[1] == (
        "Clause end: the end falls 36 hours later, from 2016-03-28 00:00 Asia/Damascus to 2016-03-29 12:00 "
        "Asia/Damascus."
    )


def test_renumbered_clauses_are_the_same_clauses(tmp_path: Path) -> None:
    """A new clause 2 pushes the others down; the permission still excepts from the same ban."""
    ban = {"kind": "ban", "acts": ["force"], "words": {"en": "Nobody shall fire across the line."}}
    flight = {"kind": "ban", "acts": ["flight"], "words": {"en": "No aircraft shall fly over the town by night."}}
    both = [{"id": "2", **ban}, {"id": "3", "kind": "permission", "of": ["2"], "acts": ["works"]}]
    new = [{"id": "2", **flight}, {"id": "3", **ban}, {"id": "4", "kind": "permission", "of": ["3"], "acts": ["works"]}]
    told = render(diff(draft(tmp_path, *both), draft(tmp_path, *new)))
    assert told.splitlines() == [
        "Clause 2 (ban) is new: “No aircraft shall fly over the town by night.”.",
        "Clause 2 is now clause 3; its content is the same.",
        "Clause 3 is now clause 4; its content is the same.",
    ]


def test_a_clause_renumbered_and_reworded_is_still_followed(tmp_path: Path) -> None:
    old = {"id": "2", "kind": "ban", "acts": ["force"], "words": {"en": "Nobody shall ever fire across the line."}}
    new = {**old, "id": "7", "words": {"en": "Nobody shall fire across the line."}}
    assert render(diff(draft(tmp_path, old), draft(tmp_path, new))).splitlines() == [
        "Clause 2 is now clause 7.",
        "Clause 7: in the English text, “ever” is struck.",
    ]


def test_shared_files_that_changed_are_told_where_they_matter(tmp_path: Path) -> None:
    register = {
        "hudna": "parties/1",
        "timezone": "Asia/Damascus",
        "parties": [
            {"id": "north", "name": {"en": "North"}},
            {"id": "band", "name": {"en": "Band"}, "under": [{"party": "north", "since": "2016-01-01"}]},
            {"id": "far", "name": {"en": "Far"}},
        ],
    }
    square = {
        "hudna": "areas/1",
        "areas": [{"id": "plain", "name": {"en": "Plain"}, "shape": {"circle": {"at": [37, 36], "km": 20}}}],
    }
    acts = {"hudna": "acts/1", "weapons": []}

    def version(name: str) -> Loaded:
        folder = tmp_path / name
        folder.mkdir()
        for kind, content in (("parties", register), ("areas", square), ("acts", acts)):
            (folder / f"{kind}.yaml").write_text(json.dumps(content), encoding="utf-8")
        shared = {kind: [f"{kind}.yaml"] for kind in ("parties", "areas", "acts")}
        return draft(folder, {**BAN, "weapons": ["artillery.tube"]}, accepted("north"), shared=shared)

    old = version("old")
    register["parties"][1]["under"] = []
    register["parties"][2]["name"] = {"en": "Further"}
    square["areas"][0]["shape"]["circle"]["km"] = 22
    acts["weapons"] = [{"id": "artillery.tube.155mm", "name": {"en": "155 mm howitzer"}, "calibre_mm": 155}]
    assert render(diff(old, version("new"))).splitlines() == [
        "Clause ban: what artillery.tube covers, by the acts files: adds artillery.tube.155mm.",
        "Clause ban: the zone grows by 21 % (adds 264 km²).",
        "Parties bound from the entry into force: drops Band.",
        "Band no longer stands under North (command) from 2015-12-31 22:00 UTC, by the parties files.",
    ]
