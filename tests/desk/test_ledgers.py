"""Ledgers on the desk: three side by side, counts with what is confirmed, and each side acts for itself alone."""

from __future__ import annotations

import re
from collections import OrderedDict
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hudna.journal import SqliteStore
from hudna.monitoring import DayCounted, ItemConfirmed, ItemDenied, LedgerFiled
from tests.cli.test_ledgering import HEADER, item
from tests.desk.conftest import As
from tests.desk.test_cases import complaint, plain
from tests.desk.test_journal import entries, one
from tests.desk.test_releases import ask, release

GOVERNMENT, OPPOSITION = "syrian-government", "aleppo-opposition-forces"
THEN = {"at": "2014-02-12T00:00"}
MINE = (item("g1", "2014-02-03T10:00"), item("g2", "2014-02-03T16:00"))
THEIRS = (item("o1", "2014-02-03T10:20"),)


def upload(*rows: str, head: str = HEADER, name: str = "ledger.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (head + "".join(f"{row}\n" for row in rows)).encode())


def file(client: Client, *rows: str, **said: str) -> int:
    form = {"from": "2014-02-03", "unit": "incident", "at": "2014-02-10T09:00"} | said
    return client.post("/ledgers/file/", form | {"ledger": upload(*rows)}).status_code


@pytest.fixture
def filed(as_: As, desk: Path) -> Path:
    """A day on which the two sides share one event of three, and a complaint tells of one of them."""
    when = {"when": "2014-02-03T16:30", "until": "2014-02-03T17:00", "at": "2014-02-04T09:00"}
    place = {"lon": "37.15", "lat": "36.20", "radius": "500", "act": "force.explosive.indirect.mortar"}
    complaint(as_("monitor"), complainant=OPPOSITION, number="C-1", **when, **place)
    assert file(as_("liaison"), *MINE, count="5") == 303
    assert file(as_("other"), *THEIRS) == 303
    return desk


def page(client: Client, **query: str) -> str:
    answer = client.get("/ledgers/", THEN | query)
    assert answer.status_code == 200
    return plain(answer.content)


def row(words: str, name: str) -> list[str]:
    """The two numbers of a line of the first table."""
    found = re.search(re.escape(name) + r" (\S+) (\S+)", words)
    assert found, name
    return [found[1], found[2]]


def test_three_ledgers_stand_side_by_side_item_by_item(as_: As, filed: Path) -> None:
    words = page(as_("mediator"))
    assert row(words, "states") == ["1", "5"]
    assert row(words, "lists") == ["1", "2"]
    assert row(words, "… in the other’s ledger, too") == ["1", "1"]
    assert row(words, "… in this one alone") == ["0", "1"]
    assert row(words, "… in the neutral ledger") == ["0", "1"]
    assert row(words, "… not answered") == ["1", "2"]
    assert "each counted once: 2" in words
    assert re.search(r"o1 not answered g1 not answered – in both", words)
    assert re.search(r"– g2 not answered C-1 only in the second", words)


def test_an_answer_shows_beside_the_item_and_the_last_one_stands(as_: As, filed: Path) -> None:
    ledger = one(filed, "monitoring.ledger-filed").hash
    form = {"party": GOVERNMENT, "ledger": ledger, "item": "o1", "answer": "confirm", "at": "2014-02-11T09:00"}
    assert as_("monitor").post("/ledgers/answer/", form).status_code == 303
    assert row(page(as_("mediator")), "… confirmed by the other") == ["1", "0"]
    late = {"answer": "dispute", "words": "No.", "at": "2014-02-13T09:00"}
    assert as_("monitor").post("/ledgers/answer/", form | late).status_code == 303
    later = page(as_("mediator"), at="2014-02-14T00:00")
    assert row(later, "… denied by the other") == ["1", "0"]
    assert row(page(as_("mediator")), "… confirmed by the other") == ["1", "0"], "as it was on that day"
    said = [e.event for e in entries(filed) if isinstance(e.event, ItemConfirmed | ItemDenied)]
    assert [event.window for event in said] == [one(filed, "monitoring.ledger-filed").event.window] * 2  # type: ignore[attr-defined]


def test_counts_are_told_with_what_each_says_the_other_confirms_and_never_added(as_: As) -> None:
    words = page(as_("mediator"))
    assert re.search(r"\S 2 1 \S.* 3 0 ", words) or "Confirmed by the other, it says" in words
    assert "Different events together: from 3 to 5" in words
    assert "At most, if what is confirmed stands in both ledgers: 4" in words


def test_complaints_and_rulings_are_counted_apart(as_: As, filed: Path) -> None:
    words = page(as_("mediator"))
    assert "different units and are never added up" in words
    table = words[words.index("Rulings on these") :]
    assert re.search(r"violation by another party .*? 2 1 0 0 0 1 0 0 0 ", table), table[:400]
    one_day = page(as_("mediator"), **{"from": "2014-02-03", "until": "2014-02-03"})
    assert re.search(r"violation by another party .*? 1 0 0 0 0 1 0 0 0 ", one_day)
    refused = as_("mediator").get("/ledgers/", {"from": "2014-02-05", "until": "2014-02-01"})
    assert refused.status_code == 422
    assert b"span-empty" in refused.content


# a side


def test_a_liaison_sees_its_own_ledger_and_what_was_released_to_it(as_: As, filed: Path) -> None:
    mine, theirs = page(as_("liaison")), page(as_("other"))
    assert "states 5" in mine
    assert "o1" not in mine
    assert "g1" not in theirs
    assert "C-1" not in mine
    ledger = one(filed, "monitoring.ledger-filed")
    ask(as_("monitor"), ledger, to=GOVERNMENT)
    assert "o1" not in page(as_("liaison")), "a list needs two offices"
    as_("mediator").post(f"/journal/releases/{release(filed)}/answer/", {"granted": "yes", "why": "Agreed."})
    words = page(as_("liaison"))
    assert row(words, "lists") == ["2", "1"], "its own stands first"
    assert "g1 not answered o1 not answered" in words
    assert "g1" not in page(as_("other"))


def test_a_liaison_answers_to_what_it_sees_with_one_click(as_: As, filed: Path) -> None:
    ledger = one(filed, "monitoring.ledger-filed")
    blind = as_("liaison").post("/ledgers/answer/", {"ledger": ledger.hash, "item": "o1", "answer": "confirm"})
    nothing = as_("liaison").post("/ledgers/answer/", {"ledger": "f" * 64, "item": "o1", "answer": "confirm"})
    assert blind.status_code == nothing.status_code == 422
    assert plain(blind.content) == plain(nothing.content)
    ask(as_("monitor"), ledger, to=GOVERNMENT)
    as_("mediator").post(f"/journal/releases/{release(filed)}/answer/", {"granted": "yes", "why": "Agreed."})
    content = as_("liaison").get("/ledgers/").content.decode()
    form = re.search(r'class="small-form">.*?name="ledger" value="([0-9a-f]+)".*?name="item" value="(\w+)"', content)
    assert form
    sent = {"ledger": form[1], "item": form[2], "answer": "confirm", "party": OPPOSITION}
    assert as_("liaison").post("/ledgers/answer/", sent).status_code == 303
    last = one(filed, "monitoring.item-confirmed").event
    assert isinstance(last, ItemConfirmed)
    assert (last.side, last.of, last.item) == (GOVERNMENT, OPPOSITION, "o1")
    wrong = as_("liaison").post("/ledgers/answer/", sent | {"item": "o9"})
    assert wrong.status_code == 422
    assert b"item-unknown" in wrong.content
    assert b'value="o9"' in wrong.content


def test_a_liaison_files_and_counts_for_its_own_side_whatever_it_sends(as_: As, desk: Path) -> None:
    assert file(as_("liaison"), *MINE, party=OPPOSITION) == 303
    filed = one(desk, "monitoring.ledger-filed").event
    assert isinstance(filed, LedgerFiled)
    assert (filed.side, filed.count, filed.items) == (GOVERNMENT, 2, 2)
    form = {
        "party": OPPOSITION,
        "count": "38",
        "from": "2014-02-03",
        "confirmed": "0",
        "parts": "free-syrian-army=36",
        "unit": "incident",
    }
    assert as_("liaison").post("/ledgers/count/", form).status_code == 303
    counted = one(desk, "monitoring.day-counted").event
    assert isinstance(counted, DayCounted)
    assert (counted.side, counted.count, counted.confirmed, counted.of_which[0].count) == (GOVERNMENT, 38, 0, 36)
    words = plain(as_("liaison").get("/ledgers/").content)
    assert "What your side has on record" in words
    assert "36 of them it ascribes to" in words


@pytest.mark.parametrize("deed", ["file", "count", "answer"])
@pytest.mark.parametrize("role", ["analyst", "observer", "administrator"])
def test_who_may_not_file_does_not(as_: As, desk: Path, deed: str, role: str) -> None:
    before = len(entries(desk))
    assert as_(role).post(f"/ledgers/{deed}/", {"count": "1"}).status_code == 403
    assert len(entries(desk)) == before


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "upload-unfit"),
        (b"PK\x03\x04" + b"\0" * 40, "feed-zip"),
        (b"PAR1" + b"\0" * 40, "upload-unfit"),
        (HEADER.encode() + b"1,2014-02-33T10:00,,37,36,1,\n", "ledger-unfit"),
        (HEADER.encode() + b"1,2014-03-03T10:00,,37,36,1,\n", "ledger-unfit"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", ""),
        (b"<html><script>alert(1)</script></html>", ""),
    ],
)
def test_a_file_that_is_no_ledger_is_refused_and_the_rest_is_kept(
    as_: As, desk: Path, content: bytes, code: str
) -> None:
    before = len(entries(desk))
    form = {"from": "2014-02-03", "until": "2014-02-03", "count": "7", "unit": "incident"}
    given = SimpleUploadedFile("../../etc/passwd", content, "text/csv")
    answer = as_("liaison").post("/ledgers/file/", form | {"ledger": given})
    assert answer.status_code == 422
    assert code.encode() in answer.content
    assert b'value="7"' in answer.content
    assert b"<script>alert" not in answer.content
    assert b"/tmp/" not in answer.content
    assert len(entries(desk)) == before


@pytest.mark.parametrize("change", [{"count": "many"}, {"count": "-3"}, {"from": "soon"}, {"parts": "west=9"}])
def test_a_count_that_cannot_be_is_refused_and_kept(as_: As, desk: Path, change: dict[str, str]) -> None:
    before = len(entries(desk))
    form = {"count": "3", "from": "2014-02-03", "unit": "incident", "parts": "west=1"} | change
    answer = as_("liaison").post("/ledgers/count/", form)
    assert answer.status_code == 422
    assert all(value.encode() in answer.content for value in form.values())
    assert len(entries(desk)) == before


def test_words_that_no_register_knows_are_kept_and_told(as_: As) -> None:
    form = {"from": "2014-02-03", "unit": "incident", "at": "2014-02-10T09:00"}
    ledger = upload(item("g1", "2014-02-03T10:00", act="dragon-fire"))
    answer = as_("liaison").post("/ledgers/file/", form | {"ledger": ledger}, follow=True)
    assert "dragon-fire" in plain(answer.content)


def test_a_side_by_side_that_cannot_be_is_told_with_what_to_do(
    as_: As, filed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a merge that brought the entry and not the file."""

    def missing(self: SqliteStore, name: str) -> None:
        return None

    monkeypatch.setattr("hudna.desk.pages.ledger_pairs._kept", OrderedDict())
    monkeypatch.setattr(SqliteStore, "blob", missing)
    words = page(as_("mediator"))
    assert "cannot be set side by side" in words
    assert "To do: merge with the desk that filed it" in words


def test_a_ledger_is_read_once_for_many_readers(as_: As, filed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = page(as_("mediator"))
    monkeypatch.setattr("hudna.desk.pages.ledger_pairs.side_by_side", None)
    assert row(page(as_("monitor")), "lists") == row(first, "lists") == ["1", "2"]
