"""Journal: entries in order, sealed for who may not read them; proofs, verification, undoing, slips, conflicts."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hudna.desk.pages.journal_verify import not_proved, proved
from hudna.house import open_case
from hudna.journal import Entry, EntryStruck, SlipRead, SlipWritten, check_proof, merge, open_store, verify_store
from tests.cli.run import done
from tests.desk.conftest import As
from tests.desk.test_cases import plain
from tests.journal.test_tip import left

GOVERNMENT, OPPOSITION = "syrian-government", "aleppo-opposition-forces"


def entries(desk: Path) -> list[Entry]:
    with open_case(str(desk), read_only=True) as case:
        return case.entries()


def one(desk: Path, kind: str, number: int = -1) -> Entry:
    """The last entry of a kind."""
    return [entry for entry in entries(desk) if kind == entry.event.KIND][number]


def where(entry: Entry, then: str = "") -> str:
    return f"/journal/entry/{entry.log}/{entry.seq}/{then}"


def slip_of(desk: Path) -> str:
    event = one(desk, "journal.slip-written").event
    assert isinstance(event, SlipWritten)
    return event.slip


# reading


def test_the_mission_reads_every_entry_in_order_in_sentences(as_: As, desk: Path) -> None:
    page = plain(as_("analyst").get("/journal/").content)
    refs = [entry.ref for entry in entries(desk)]
    places = [page.index(f" {ref} ") for ref in refs]
    assert places == sorted(places)
    assert "was told of the ruling through embassy" in page
    assert "Sealed" not in page


def test_what_lies_elsewhere_is_sealed_number_hash_and_time_and_nothing_else(as_: As, desk: Path) -> None:
    client = as_("other")
    content = client.get("/journal/").content.decode()
    theirs = one(desk, "agreements.plan-accepted")
    item = next(part for part in content.split("<li") if theirs.ref in plain(part.encode()).split())
    words = plain(item.encode())
    assert re.search(r"Sealed: it lies in another compartment [0-9a-f]{16}… recorded [\d: -]+ " + theirs.ref, words)
    assert theirs.by not in words
    assert "on conditions" not in content
    assert "The lists of prisoners" not in content
    assert "by board-1" not in " ".join(
        plain(part.encode()) for part in content.split("<li") if "sealed" in part and "Sealed:" in part
    )


@pytest.mark.parametrize("then", ["", "proof/", "strike/"])
def test_an_entry_that_is_not_seen_is_answered_like_one_that_is_not_there(as_: As, desk: Path, then: str) -> None:
    theirs = one(desk, "agreements.plan-accepted")
    client = as_("monitor" if then == "strike/" else "other")
    if then == "strike/":
        assert client.get("/journal/entry/hq-000000/4/strike/").status_code == 404
        return
    hidden, nothing = client.get(where(theirs, then)), client.get(f"/journal/entry/{theirs.log}/9999/{then}")
    assert hidden.status_code == nothing.status_code == 404
    assert plain(hidden.content) == plain(nothing.content)


def test_searching_finds_nothing_in_what_is_sealed(as_: As, desk: Path) -> None:
    theirs = one(desk, "agreements.plan-accepted")
    for query in ({"q": "lists of prisoners"}, {"q": theirs.hash[:12]}, {"q": theirs.ref, "by": theirs.by}):
        assert "No entry fits" in plain(as_("other").get("/journal/", query).content)
    assert "if: ⁨" not in plain(as_("other").get("/journal/", {"kind": "agreements"}).content)
    assert "lists of prisoners" in as_("liaison").get("/journal/", {"q": "lists of prisoners"}).content.decode()


def test_the_journal_is_filtered_and_paged(as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hudna.desk.pages.journal.PER_PAGE", 5)
    client = as_("mediator")
    assert "Page 5 of 5" in plain(client.get("/journal/").content)
    assert "Page 1 of 5" in plain(client.get("/journal/", {"page": "1"}).content)
    board = plain(client.get("/journal/", {"by": "board-1"}).content)
    assert "Page 1 of 1" in board
    assert "was ruled on" in board
    assert "was sent to" not in board
    monitoring = plain(client.get("/journal/", {"kind": "monitoring", "q": "crater"}).content)
    assert "One crater" in monitoring


def test_the_journal_is_shown_as_it_was_known(as_: As) -> None:
    page = plain(as_("mediator").get("/journal/", {"known_at": "2014-01-17T18:00"}).content)
    assert "Entries: 3" in page or "Entries: 4" in page
    assert "accepted" not in page
    content = as_("mediator").get("/journal/", {"known_at": "2014-01-31T09:05:00"}).content.decode()
    stops = re.search(r'data-stops="([^"]+)"', content)
    chosen = re.search(r'id="stop"[^>]* value="(\d+)"', content)
    assert stops
    assert chosen
    assert stops[1].split()[int(chosen[1])] <= "2014-01-31T09:05:00" < stops[1].split()[int(chosen[1]) + 1]


def test_each_stop_of_the_slider_is_an_instant_that_the_form_takes(as_: As) -> None:
    client = as_("other")
    stops = re.search(r'data-stops="([^"]+)"', client.get("/journal/").content.decode())
    assert stops
    counts = []
    for stop in stops[1].split():
        answer = client.get("/journal/", {"known_at": stop})
        assert answer.status_code == 200
        found = re.search(r"Entries: ([\d,]+)", plain(answer.content))
        assert found
        counts.append(int(found[1]))
    assert counts == sorted(set(counts)), "each stop knows of more than the one before"


# proofs, heads, verification


def test_a_proof_that_was_taken_is_checked_offline(as_: As, desk: Path, tmp_path: Path) -> None:
    told = one(desk, "monitoring.party-told")
    answer = as_("other").get(where(told, "proof/"))
    assert answer["Content-Disposition"].startswith("attachment")
    file = tmp_path / "proof.json"
    file.write_bytes(answer.content)
    assert check_proof(answer.content).is_sound
    assert "SOUND" in done("verify", file).out
    refs = {f"{entry.seq}" for entry in entries(desk)}
    assert json.loads(answer.content)["entry"]["seq"] == told.seq
    assert b"lists of prisoners" not in answer.content
    assert refs


def test_a_head_that_was_kept_finds_out_what_was_cut_off(as_: As, desk: Path, tmp_path: Path) -> None:
    log = entries(desk)[0].log
    head = as_("liaison").get(f"/journal/head/{log}/")
    assert head.status_code == 200
    kept = SimpleUploadedFile("head.json", head.content)
    page = plain(as_("liaison").post("/journal/verify/", {"head": kept}).content)
    assert "The record is sound." in page
    assert as_("liaison").get("/journal/head/hq-000000/").status_code == 404
    broken = SimpleUploadedFile("head.json", head.content.replace(b'"size":', b'"size": '))
    refused = as_("liaison").post("/journal/verify/", {"head": broken})
    assert b"proof-unfit" in refused.content


def test_verification_says_what_is_proved_and_what_is_not(as_: As, desk: Path) -> None:
    page = plain(as_("observer").post("/journal/verify/", {}).content)
    assert page.index("Proved") < page.index("Not proved") < page.index("only that it was recorded")
    wrong = plain(as_("observer").post("/journal/verify/", {"key": "0000-0000-0000-0000-0000"}).content)
    assert "The record is not sound." in wrong
    assert "head-forged" in wrong
    assert "Proved" not in wrong.replace("Not proved", "")
    assert as_("observer").get("/journal/verify/").status_code == 200


def test_the_first_bad_entry_is_named(as_: As, desk: Path) -> None:
    import sqlite3

    with sqlite3.connect(desk) as base:
        tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for name in tables:
            base.execute(f"DROP TRIGGER {name}")
        table = next(
            name
            for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if {"log", "seq", "text"} <= {row[1] for row in base.execute(f"PRAGMA table_info({name})")}
        )
        was, is_now = "No mortar was fired", "A mortar was fired"
        changed = base.execute(
            f"UPDATE {table} SET text = CAST(replace(CAST(text AS TEXT), ?, ?) AS BLOB) "
            "WHERE CAST(text AS TEXT) LIKE ?",
            (was, is_now, f"%{was}%"),
        )
        assert changed.rowcount == 1
    page = plain(as_("mediator").post("/journal/verify/", {}).content)
    assert "The record is not sound." in page
    assert "The first bad entry is" in page
    assert "A mortar was fired" not in plain(as_("observer").post("/journal/verify/", {}).content)


def test_the_words_of_a_verification_are_as_many_as_those_of_the_journal(as_: As, desk: Path) -> None:
    with open_case(str(desk), read_only=True) as case:
        report = verify_store(case.store, now=datetime.now(UTC))
    assert len(proved(report, "")) == len(report.proved)
    assert not_proved() == tuple(report.not_proved)


def test_what_is_not_signed_for_yet_is_said_in_the_words_of_the_journal() -> None:
    report = verify_store(left(count=3).store, now=datetime.now(UTC))
    assert len(proved(report, "")) == len(report.proved) == 5
    assert "not signed for yet: 3." in proved(report, "")[3]
    assert not_proved(report.unsigned) == tuple(report.not_proved)


# undoing


def test_an_entry_of_ones_own_is_undone_with_a_reason_and_can_be_brought_back(as_: As, desk: Path) -> None:
    mediator = as_("mediator")
    withdrawn = one(desk, "agreements.acceptance-withdrawn")
    assert mediator.post(where(withdrawn, "strike/"), {"why": ""}).status_code == 422
    assert mediator.post(where(withdrawn, "strike/"), {"why": "Wrong day."}).status_code == 303
    page = plain(mediator.get(where(withdrawn)).content)
    assert "Without effect:" in page
    assert "Wrong day." in page
    assert mediator.post(where(withdrawn, "strike/"), {"why": "Twice."}).status_code == 422
    strike = one(desk, "journal.entry-struck")
    assert isinstance(strike.event, EntryStruck)
    assert mediator.post(where(strike, "strike/"), {"why": "It was right."}).status_code == 303
    assert "Without effect:" not in plain(mediator.get(where(withdrawn)).content)


@pytest.mark.parametrize("kind", ["monitoring.ruled", "journal.slip-written", "journal.case-opened"])
def test_what_is_anothers_or_holds_the_record_together_is_not_undone(as_: As, desk: Path, kind: str) -> None:
    before = len(entries(desk))
    for role in ("mediator", "monitor"):
        answer = as_(role).post(where(one(desk, kind), "strike/"), {"why": "x"})
        assert answer.status_code == 422
        assert b"strike-unfit" in answer.content
    assert as_("liaison").post(where(one(desk, "monitoring.party-told"), "strike/"), {"why": "x"}).status_code == 403
    assert len(entries(desk)) == before


# slips


def test_a_name_is_shown_once_after_its_purpose_was_recorded_and_is_kept_nowhere(
    as_: As, desk: Path, caplog: pytest.LogCaptureFixture
) -> None:
    client, slip = as_("mediator"), slip_of(desk)
    asked = client.get(f"/journal/slips/{slip}/")
    assert b"Invented Witness" not in asked.content
    assert "no-store" in asked["Cache-Control"]
    caplog.clear()
    opened = client.post(f"/journal/slips/{slip}/", {"purpose": "call the witness back"})
    assert b"An Invented Witness" in opened.content
    assert "no-store" in opened["Cache-Control"]
    assert "Location" not in opened
    assert "Witness" not in caplog.text
    assert "Witness" not in str([record.__dict__ for record in caplog.records])
    read = one(desk, "journal.slip-read")
    assert isinstance(read.event, SlipRead)
    assert (read.by, read.event.slips, read.event.purpose) == ("mediator-1", (slip,), "call the witness back")
    assert b"Invented Witness" not in client.get(f"/journal/slips/{slip}/").content


@pytest.mark.parametrize("purpose", ["", "   ", "for [[An Invented Witness]]", "x" * 400])
def test_a_slip_is_not_opened_without_a_purpose_that_others_may_read(as_: As, desk: Path, purpose: str) -> None:
    before = len(entries(desk))
    answer = as_("monitor").post(f"/journal/slips/{slip_of(desk)}/", {"purpose": purpose})
    assert answer.status_code == 422
    assert b"An Invented Witness</b>" not in answer.content
    assert len(entries(desk)) == before


@pytest.mark.parametrize("role", ["analyst", "liaison", "other", "observer", "administrator"])
def test_who_may_not_read_names_opens_no_slip(as_: As, desk: Path, role: str) -> None:
    before = len(entries(desk))
    for slip in (slip_of(desk), "0" * 20):
        answer = as_(role).post(f"/journal/slips/{slip}/", {"purpose": "curious"})
        assert answer.status_code == 403
        assert b"Witness" not in answer.content
    assert len(entries(desk)) == before


# conflicts


@pytest.fixture
def torn(desk: Path, tmp_path: Path) -> Path:
    """Two desks that ruled on one case differently while they were cut off from each other."""
    case = "B-1"
    by = ("--by", "monitor-1")
    done("complain", desk, "--from", OPPOSITION, "--words", "A shell.", "--number", case, *by)
    done("inquire", desk, case, *by)
    north = tmp_path / "north.hudna"
    shutil.copy(desk, north)
    shutil.copytree(f"{desk}.keys", f"{north}.keys")
    done("rule", desk, case, "not verifiable", "--reasons", "Nobody was there.", *by)
    done("rule", north, case, "no violation", "--reasons", "It fell outside.", "--by", "north-1")
    theirs = open_store(str(north), read_only=True)
    with open_case(str(desk)) as ours:
        merge(ours.store, theirs, now=datetime.now(UTC))
    theirs.close()
    return desk


def test_a_conflict_is_shown_with_both_sides_until_the_mediator_chooses(as_: As, torn: Path) -> None:
    mediator = as_("mediator")
    page = plain(mediator.get("/journal/").content)
    assert "Two desks decided differently" in page
    assert "Nobody was there." in page
    assert "It fell outside." in page
    assert b'id="resolve"' not in as_("monitor").get("/journal/").content
    chosen = next(e for e in entries(torn) if getattr(e.event, "reasons", "") == "It fell outside.")
    form = {"thing": "case/B-1/ruling", "choose": chosen.hash, "why": "They were there."}
    assert as_("monitor").post("/journal/resolve/", form).status_code == 403
    refused = mediator.post("/journal/resolve/", form | {"why": ""})
    assert refused.status_code == 422
    assert mediator.post("/journal/resolve/", form).status_code == 303
    with open_case(str(torn), read_only=True) as case:
        state = case.state()
    assert state.settled.conflicts == ()
    assert state.docket["B-1"].ruled is not None
    assert state.docket["B-1"].ruled.ruling == "no violation"
    again = mediator.post("/journal/resolve/", form)
    assert again.status_code == 422
    assert b"conflict-unknown" in again.content


def test_a_conflict_is_shown_to_nobody_who_does_not_see_all_its_sides(as_: As, torn: Path) -> None:
    for role in ("liaison", "other"):
        page = plain(as_(role).get("/journal/").content)
        assert "Two desks decided differently" not in page
        assert "Nobody was there." not in page


def test_another_clients_page_never_comes_from_a_cache(as_: As) -> None:
    first: Client = as_("mediator")
    assert "lists of prisoners" in first.get("/journal/").content.decode()
    assert "lists of prisoners" not in as_("other").get("/journal/").content.decode()
