"""A docket and ledgers as plain values, and a side's ledger from the file that it handed in to the lines of both."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from hudna.ground import Fault, load_acts, load_areas, load_parties
from hudna.incidents import open_feed
from hudna.monitoring import (
    DayCounted,
    DenialReceived,
    InquiryOpened,
    ItemConfirmed,
    LedgerFiled,
    PartyTold,
    ReplyReceived,
    SideItems,
    Span,
    Window,
    beside,
    case_as_json,
    docket_as_json,
    fold_ledgers,
    joint_as_json,
    ledger_of_rulings,
    reconcile,
    reconciliation_as_json,
    rulings_as_json,
    side_items,
)
from tests.monitoring.docketed import DAY, HOUR, START, Record, complaint, evidence, ruling

WINDOW = Span(START, START + 30 * DAY, "Asia/Damascus")
NORTH = """incident_id,earliest,latest,zone,lon,lat,radius_km,act,note
7,2016-03-02T10:00,2016-03-02T11:00,Asia/Damascus,37.15,36.20,1,force.explosive.indirect.mortar,Three rounds
8,2016-03-04T10:00,2016-03-04T11:00,Asia/Damascus,37.15,36.20,1,force.fire.sniper,One shot
"""
SOUTH = """incident_id,earliest,latest,zone,lon,lat,radius_km,act,note
a,2016-03-02T10:30,2016-03-02T12:00,Asia/Damascus,37.16,36.20,1,force.explosive.indirect,They shelled us
"""


def filed(folder: Path, side: str, text: str) -> tuple[LedgerFiled, Any]:
    path = folder / f"{side}.csv"
    path.write_text(text, encoding="utf-8")
    feed = open_feed(path, load_parties(), load_acts(), load_areas())
    (batch,) = feed.batches()
    assert feed.count_rejected == 0
    digest = sha256(path.read_bytes()).hexdigest()
    return LedgerFiled(side, WINDOW, 5, digest, len(batch)), pa.Table.from_batches([batch])


def test_ledgers_go_from_the_files_of_the_sides_to_lines_that_both_can_read(tmp_path: Path) -> None:
    (north, of_north), (south, of_south) = filed(tmp_path, "north", NORTH), filed(tmp_path, "south", SOUTH)
    record = Record()
    for event in (north, south, ItemConfirmed("south", "north", "7")):
        record.put(event)
    ledgers = fold_ledgers(record.entries)
    done = reconcile(side_items(ledgers, north, of_north, "south"), side_items(ledgers, south, of_south, "north"))
    told = json.loads(json.dumps(reconciliation_as_json(done)))
    assert (told["events"], told["matched"], told["ours"]["stated"], told["ours"]["confirmed"]) == (2, 1, 5, 1)
    assert [(row["status"], row["ours"], row["theirs"], row["ours_answer"]) for row in told["rows"]] == [
        ("matched", "7", "a", "confirmed"),
        ("only ours", "8", None, "no answer"),
    ]
    assert "rows" not in reconciliation_as_json(done, rows=False)


def test_another_file_than_the_one_filed_is_refused(tmp_path: Path) -> None:
    ledger, table = filed(tmp_path, "north", NORTH)
    with pytest.raises(Fault, match="filed with 2 items; 1 were read") as refused:
        side_items(fold_ledgers([]), ledger, table.slice(0, 1), "south")
    assert refused.value.code == "ledger-unfit"
    assert isinstance(side_items(fold_ledgers([]), ledger, table, "south"), SideItems)


def test_a_case_is_told_with_its_clock_and_its_denials_beside_what_they_deny() -> None:
    record = Record()
    record.put(complaint(span=Span(START, START + HOUR, "Asia/Damascus")))
    record.put(InquiryOpened("d-1", "team-2"))
    crater = record.put(evidence())
    found = record.put(ruling(occurrence="B2", attribution="C3"))
    record.put(PartyTold("d-1", "north", "liaison"))
    record.put(ReplyReceived("d-1", "north", "Noted."))
    for of in ("", crater.hash, found.hash, record.entries[0].hash):
        record.put(DenialReceived("d-1", "south", f"Untrue: {of[:3]}", of))
    told = json.loads(json.dumps(case_as_json(record.docket, record.docket["d-1"])))
    assert (told["stage"], told["office"], told["concerned"]) == ("ruled", "team-2", ["north", "south"])
    assert told["due"]["whose"] == "default"
    assert [len(told["denials"]), len(told["opened"]["denials"]), len(told["evidence"][0]["denials"])] == [1, 1, 1]
    assert (told["rulings"][0]["stands"], told["rulings"][0]["said"]["attribution"]) == (True, "C3")
    assert told["opened"]["said"]["span"]["earliest"] == "2016-03-01T09:00:00.000000Z"
    assert len(told["history"]) == 10


def test_a_docket_and_its_rulings_are_told_whole() -> None:
    record = Record()
    for number in range(3):
        record.put(complaint(f"d-{number}"))
    record.put(ruling("d-9"))
    told = json.loads(json.dumps(docket_as_json(record.docket, START + 10 * DAY)))
    assert (told["received"], told["stages"]["received"], len(told["overdue"]), len(told["void"])) == (3, 3, 3, 1)
    window = Window(START - DAY, START + DAY, "Asia/Damascus")
    (line,) = rulings_as_json(ledger_of_rulings(record.docket, window))["lines"]
    assert line["complaints"] == {"received": 3, "open": 3, "joined": 0}
    assert sum(line["rulings"].values()) == 0


def test_two_numbers_are_told_with_the_interval_of_both() -> None:
    record = Record()
    record.put(DayCounted("north", WINDOW, 14))
    record.put(DayCounted("south", WINDOW, 7, 0))
    (joint,) = beside(fold_ledgers(record.entries))
    told = json.loads(json.dumps(joint_as_json(joint)))
    assert (told["low"], told["high"], told["second"]["confirmed"]) == (14, 21, 0)
