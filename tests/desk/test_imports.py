"""Imports: a feed comes in through the page, is read in the background, mapped in place, and can be withdrawn."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hudna.desk.bulk import Query, shelf_for
from hudna.desk.models import Import, Job
from hudna.desk.record import open_record
from hudna.desk.work import run_pending
from hudna.journal import BulkImported, EntryStruck
from tests.cli.run import ALEPPO, done
from tests.desk.conftest import As, bring_in

EXERCISE = (ALEPPO / "exercise.csv").read_bytes()
HEADER = "incident_id,earliest,zone,lon,lat,act,weapon,author,target\n"


def send(client: Client, content: bytes = EXERCISE, name: str = "exercise.csv", **more: object) -> object:
    file = SimpleUploadedFile(name, content, content_type="image/png")
    return client.post("/imports/", {"file": file, "compartment": "mission", **more})


def page_of(client: Client, one: Import, query: str = "") -> str:
    return client.get(f"/imports/{one.pk}/{query}").content.decode()


def test_a_feed_comes_in_is_read_and_assessed(as_: As) -> None:
    monitor = as_("monitor")
    answer = send(monitor)
    one = Import.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/imports/{one.pk}/")
    assert "waits" in page_of(monitor, one)
    assert shelf_for(None).count(Query()) == 0
    assert run_pending() == 1
    one.refresh_from_db()
    assert (one.rows, one.rejected, one.ready, one.by) == (34, 4, True, "monitor-1")
    assert one.assessed["plan"] == "aleppo-2014"
    assert sum(one.assessed["by_verdict"].values()) == shelf_for(None).count_findings(Query()) > 0
    assert "assessed" in page_of(monitor, one)
    assert not list(settings.PLACE.uploads.iterdir())


def test_the_journal_says_that_it_came_in_and_the_file_proves_it(as_: As) -> None:
    send(as_("monitor"), name="C:\\case\\../../etc/exercise.csv")
    run_pending()
    one = Import.objects.get()
    with open_record() as case:
        entry = case.entry(one.entry)
    event = entry.event
    assert isinstance(event, BulkImported)
    assert (event.name, event.sha256, event.rows, entry.by) == ("exercise.csv", one.sha256, 38, "monitor-1")
    kept = settings.PLACE.bulk / str(one.pk) / one.sha256
    assert kept.read_bytes() == EXERCISE
    assert event.root == _root(EXERCISE.splitlines(keepends=True))


def _root(leaves: list[bytes]) -> str:
    """RFC 6962 §2.1, as its definition has it."""
    from hashlib import sha256

    def tree(part: list[bytes]) -> bytes:
        if len(part) == 1:
            return sha256(b"\0" + part[0]).digest()
        split = 1 << ((len(part) - 1).bit_length() - 1)
        return sha256(b"\1" + tree(part[:split]) + tree(part[split:])).digest()

    return tree(leaves).hex()


def test_rejects_are_told_with_line_and_reason_and_can_be_taken_along(as_: As) -> None:
    monitor = as_("monitor")
    one = bring_in()
    assert "the id has been read already" in page_of(monitor, one)
    text = monitor.get(f"/imports/{one.pk}/rejects/").content.decode()
    assert text.count("<tr>") == 1 + 4
    assert "2014-02-30" in text
    file = monitor.get(f"/imports/{one.pk}/rejects.csv")
    assert b"".join(file.streaming_content).decode("utf-8-sig").count("\n") == 5
    assert str(settings.PLACE.folder) not in text


def test_unknown_names_are_mapped_in_place_and_the_file_is_read_anew(as_: As) -> None:
    monitor = as_("monitor")
    rows = [
        "a,2014-02-03,Asia/Damascus,37.15,36.2,Schelling,,The Northern Column,",
        "b,2014-02-03,Asia/Damascus,37.15,36.2,Schelling,odd gun,syrian-government,The Northern Column",
    ]
    send(monitor, (HEADER + "\n".join(rows)).encode(), "own.csv")
    run_pending()
    one = Import.objects.get()
    unmapped = {"actors": {"The Northern Column": 2}, "acts": {"Schelling": 2}, "weapons": {"odd gun": 1}, "areas": {}}
    assert one.unmapped == unmapped
    text = page_of(monitor, one)
    assert 'name="actors:The Northern Column"' in text
    old = one.reading
    named = {
        "actors:The Northern Column": "aleppo-opposition-forces",
        "acts:Schelling": "force.explosive.indirect.mortar",
        "weapons:odd gun": "",
        "weapons:nobody knows": "x",
    }
    assert monitor.post(f"/imports/{one.pk}/names/", named).status_code == 303
    one.refresh_from_db()
    assert one.reading == old
    assert shelf_for(None).words("act") == []
    run_pending()
    one.refresh_from_db()
    assert one.unmapped == {"actors": {}, "acts": {}, "weapons": {"odd gun": 1}, "areas": {}}
    rows_, _ = shelf_for(None).page(Query(), newest=False)
    assert {row.act for row in rows_} == {"force.explosive.indirect.mortar"}
    assert rows_[0].side_a == rows_[1].side_b == "aleppo-opposition-forces"
    assert not (settings.PLACE.bulk / str(one.pk) / old).exists()
    assert "selected" in page_of(monitor, one)
    with open_record() as case:
        assert sum(isinstance(entry.event, BulkImported) for entry in case.entries()) == 1
    monitor.post(f"/imports/{one.pk}/names/", {"acts:Schelling": ""})
    run_pending()
    one.refresh_from_db()
    assert one.unmapped["acts"] == {"Schelling": 2}
    assert one.names == {"actors": {"The Northern Column": "aleppo-opposition-forces"}}


def test_a_name_is_mapped_to_what_the_registers_know_and_to_nothing_else(as_: As) -> None:
    send(as_("monitor"), (HEADER + "a,2014-02-03,UTC,37,36,Schelling,,x,").encode(), "own.csv")
    run_pending()
    one = Import.objects.get()
    answer = as_("monitor").post(f"/imports/{one.pk}/names/", {"acts:Schelling": "force.invented"})
    assert answer.status_code == 422
    assert b"name-unfit" in answer.content
    assert Job.objects.filter(state="queued").count() == 0


def test_a_table_of_ones_own_is_read_by_a_mapping_file_in_its_zone(as_: As) -> None:
    mapping = b"""hudna: mapping/1
name: ours
columns:
  incident_id: nr
  earliest: {column: day, format: "%d.%m.%Y"}
  lon: x
  lat: y
  act: {value: force.clash}
"""
    table = b"nr;day;x;y\n1;03.02.2014;37.1;36.2\n"
    monitor = as_("monitor")
    send(monitor, table, "ours.csv", mapping=SimpleUploadedFile("m.yaml", mapping), zone="Asia/Damascus")
    run_pending()
    (row,), _ = shelf_for(None).page(Query())
    assert (row.act, row.zone, row.source, row.earliest.isoformat()) == (
        "force.clash", "Asia/Damascus", "ours", "2014-02-02T22:00:00+00:00",
    )  # fmt: skip
    one = Import.objects.get()
    assert monitor.post(f"/imports/{one.pk}/read/", {"zone": "UTC"}).status_code == 303
    run_pending()
    (row,), _ = shelf_for(None).page(Query())
    assert row.earliest.isoformat() == "2014-02-03T00:00:00+00:00"
    monitor.post(f"/imports/{one.pk}/read/", {"zone": "", "without": "1"})
    run_pending()
    assert "what was read before still counts" in page_of(monitor, one)
    assert shelf_for(None).count(Query()) == 1


def zipped(name: str, size: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, b"0" * size)
    return out.getvalue()


REFUSED = {
    "feed-zip": ("bomb.zip", zipped("feed.csv", 50_000_000)),
    "feed-excel": ("book.csv", zipped("xl/workbook.xml", 10)),
    "feed-html": ("page.csv", b"<!doctype html><script>alert(1)</script>"),
    "feed-binary": ("feed.csv", b"%PDF-1.7 ..."),
    "feed-encoding": ("feed.csv", "incident_id,earliest\n".encode("utf-16")),
    "feed-layout": ("feed.csv", b"a,b,c\n1,2,3\n"),
    "feed-json": ("feed.csv", b'{"type": "Nothing"}'),
    "feed-parquet": ("feed.csv", b"PAR1 and no more"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_is_no_feed_is_refused_in_one_line(as_: As, code: str) -> None:
    monitor = as_("monitor")
    name, content = REFUSED[code]
    assert send(monitor, content, name).status_code == 303
    run_pending()
    one, job = Import.objects.get(), Job.objects.get()
    text = page_of(monitor, one)
    assert (one.ready, job.state) == (False, "refused")
    assert f"[{code}]" in job.fault
    assert "\n" not in job.fault
    assert str(settings.PLACE.folder) not in text
    assert "<script>alert" not in text
    assert "nothing of it was read" in text
    with open_record() as case:
        assert not any(isinstance(entry.event, BulkImported) for entry in case.entries())


def test_a_small_file_that_swells_is_refused(as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    from hudna.desk.bulk import bringing_in

    monkeypatch.setattr(bringing_in, "MOST_ROWS", 20)
    send(as_("monitor"))
    run_pending()
    assert "import-too-heavy" in Job.objects.get().fault
    assert shelf_for(None).count(Query()) == 0


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"file": ""}, "upload-unfit"),
        ({"file": SimpleUploadedFile("empty.csv", b"")}, "upload-unfit"),
        ({"compartment": "nobody"}, "compartment-unfit"),
        ({"zone": "Mars/Olympus"}, "zone-unknown"),
        ({"mapping": SimpleUploadedFile("m.yaml", b"hudna: mapping/1\nname: x\n")}, "document-shape"),
        ({"mapping": SimpleUploadedFile("m.yaml", b"a: &a [*a]")}, "yaml"),
        ({"mapping": SimpleUploadedFile("m.yaml", b"\xff\xfe")}, "encoding"),
    ],
)
def test_a_form_that_cannot_be_used_is_shown_again(as_: As, form: dict[str, object], code: str) -> None:
    whole = {"file": SimpleUploadedFile("exercise.csv", EXERCISE), "compartment": "common", "zone": ""}
    answer = as_("monitor").post("/imports/", whole | form)
    assert answer.status_code == 422
    assert code in answer.content.decode()
    assert not Import.objects.exists()
    assert not Job.objects.exists()
    assert not list(settings.PLACE.uploads.iterdir())


def test_the_same_file_again_is_refused_until_the_first_is_withdrawn(as_: As) -> None:
    monitor = as_("monitor")
    one = bring_in()
    answer = send(monitor, name="other-name.csv")
    assert (answer.status_code, b"upload-known" in answer.content) == (422, True)
    assert send(monitor, compartment="common").status_code == 303
    monitor.post(f"/imports/{one.pk}/withdraw/", {"why": "Wrong file"})
    assert send(monitor).status_code == 303


def test_what_is_too_much_is_refused_before_it_is_read(as_: As) -> None:
    def claim(client: Client, path: str, size: int) -> int:
        return client.generic("POST", path, b"x", CONTENT_LENGTH=str(size)).status_code

    monitor = as_("monitor")
    assert claim(monitor, "/imports/", 2 << 30) == 413
    assert claim(monitor, "/today/", 65 << 20) == 413
    assert claim(Client(), "/imports/", 2 << 20) == 413
    assert claim(Client(), "/account/login/", 2 << 20) == 413
    answer = monitor.generic("POST", "/imports/", b"x", CONTENT_LENGTH=str(2 << 30))
    assert b"upload-too-big" in answer.content
    assert "1.0" in monitor.get("/imports/").content.decode()


def test_html_in_names_of_files_and_in_rows_is_text(as_: As) -> None:
    monitor = as_("monitor")
    row = "<b>x</b>,2014-02-03,UTC,37,999,<script>alert(1)</script>,<i>w</i>,<img src=x onerror=alert(1)>,"
    good = row.replace("999", "36").replace("<b>x</b>", "y")
    send(monitor, (HEADER + row + "\n" + good).encode(), "<svg onload=alert(1)>.csv")
    run_pending()
    one = Import.objects.get()
    for text in (page_of(monitor, one), page_of(monitor, one, "rejects/"), monitor.get("/imports/").content.decode()):
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "<svg onload" not in text
        assert "&lt;" in text


def test_an_import_is_withdrawn_by_an_entry_that_says_why(as_: As) -> None:
    monitor = as_("monitor")
    one = bring_in()
    assert monitor.post(f"/imports/{one.pk}/withdraw/", {"why": " "}).status_code == 422
    assert monitor.post(f"/imports/{one.pk}/withdraw/", {"why": "It was [[Somebody]]'s draft"}).status_code == 303
    one.refresh_from_db()
    assert (one.withdrawn_by, "Somebody" in one.withdrawn_why) == ("monitor-1", False)
    assert shelf_for(None).count(Query()) == 0
    with open_record() as case:
        last = case.entries()[-1]
        assert isinstance(last.event, EntryStruck)
        assert (last.event.entry, last.by) == (one.entry, "monitor-1")
    assert "withdrawn" in monitor.get("/imports/").content.decode()
    assert monitor.post(f"/imports/{one.pk}/withdraw/", {"why": "again"}).status_code == 422
    assert monitor.post(f"/imports/{one.pk}/read/", {}).status_code == 422


def test_what_the_record_strikes_or_strikes_back_the_desk_follows(as_: As, desk: Path) -> None:
    one = bring_in()
    done("strike", desk, one.entry, "--why", "typed wrong", "--by", "mediator-1")
    run_pending()
    assert shelf_for(None).count(Query()) == 0
    with open_record() as case:
        strike = case.entries()[-1].hash
    done("strike", desk, strike, "--why", "it was right", "--by", "mediator-1")
    run_pending()
    assert shelf_for(None).count(Query()) == one.rows


def test_a_liaison_brings_into_its_own_compartment_and_sees_no_other(as_: As) -> None:
    liaison, other = as_("liaison"), as_("other")
    assert send(liaison, compartment="mission").status_code == 422
    assert send(liaison, compartment="aleppo-opposition-forces").status_code == 422
    assert send(liaison, compartment="syrian-government").status_code == 303
    run_pending()
    one = Import.objects.get()
    assert one.assessed["plan"] == "aleppo-2014"
    mission = bring_in()
    for path in ("", "status/", "rejects/", "rejects.csv", "mapping-stub.yaml"):
        assert other.get(f"/imports/{one.pk}/{path}").status_code == 404
        assert other.get(f"/imports/{mission.pk}/{path}").status_code == 404
    for path in ("names/", "read/", "withdraw/"):
        assert other.post(f"/imports/{one.pk}/{path}", {"why": "x"}).status_code == 404
    assert other.post("/imports/assess/").status_code == 403
    text = other.get("/imports/").content.decode()
    assert "exercise.csv" not in text
    assert "exercise.csv" in liaison.get("/imports/").content.decode()
    assert str(mission.pk) not in liaison.get("/imports/").content.decode()
    assert page_of(as_("monitor"), one).count("syrian-government") > 0


def test_the_file_of_another_compartment_is_not_told_to_be_known(as_: As) -> None:
    """Who brings in the same bytes learns nothing of what lies elsewhere."""
    bring_in()
    assert send(as_("liaison"), compartment="syrian-government").status_code == 303


@pytest.mark.parametrize("role", ["observer", "administrator"])
def test_who_does_not_import_sees_nothing_of_it(as_: As, role: str) -> None:
    one = bring_in()
    client = as_(role)
    assert client.get("/imports/").status_code == 403
    assert client.get(f"/imports/{one.pk}/").status_code == 403
    assert send(client).status_code == 403
    assert not list(settings.PLACE.uploads.iterdir())


def test_the_list_looks_again_while_something_is_at_work(as_: As) -> None:
    monitor = as_("monitor")
    assert b"hx-trigger" not in monitor.get("/imports/running/").content
    send(monitor)
    text = monitor.get("/imports/running/").content.decode()
    assert "hx-trigger" in text
    assert "the worker of this desk is not running" in text
    one = Import.objects.get()
    status = monitor.get(f"/imports/{one.pk}/status/")
    assert "HX-Refresh" not in status
    Job.objects.update(state="running", step="reading", done=30, total=60)
    assert 'value="30" max="60"' in monitor.get("/imports/").content.decode()
    Job.objects.update(state="queued")
    run_pending()
    assert monitor.get(f"/imports/{one.pk}/status/")["HX-Refresh"] == "true"


def test_consent_that_changed_since_is_told_and_all_are_assessed_anew(as_: As, desk: Path) -> None:
    mediator = as_("mediator")
    one = bring_in()
    assert "consent changed since" not in mediator.get("/imports/").content.decode()
    before = shelf_for(None).by_verdict(Query())
    told = ("--party", "syrian-government", "--version", "2", "--at", "2014-02-01T10:00", "--by", "mediator-1")
    done("withdraw", desk, *told)
    assert "consent changed since" in mediator.get("/imports/").content.decode()
    assert mediator.post("/imports/assess/").status_code == 303
    run_pending()
    assert "consent changed since" not in mediator.get("/imports/").content.decode()
    assert shelf_for(None).by_verdict(Query()) != before
    old = one.assessment
    one.refresh_from_db()
    assert one.assessment != old
    assert not (settings.PLACE.bulk / str(one.pk) / old).exists()


def test_a_case_without_a_plan_still_imports(as_: As, desk: Path) -> None:
    """Names are unknown then, and rows that only name an area of the plan have no place."""
    for path in desk.parent.glob("aleppo.hudna*"):
        if path.is_file():
            path.unlink()
    shutil.rmtree(desk.parent / "aleppo.hudna.keys")
    done("open", desk, "--title", "Another", "--zone", "Asia/Damascus", "--by", "mediator-1")
    one = bring_in()
    assert (one.rows, one.rejected, one.assessed["fault"]) == (32, 6, "no-plan")
    assert "syrian-government" in one.unmapped["actors"]
    text = page_of(as_("mediator"), one)
    assert "no plan was offered" in text
    assert shelf_for(None).by_verdict(Query()) == {"none": 32}


def test_an_import_of_later_is_not_there_at_an_earlier_time(as_: As) -> None:
    one = bring_in()
    client = as_("mediator")
    assert client.get(f"/imports/{one.pk}/?known_at=2014-02-05T00:00").status_code == 404
    assert "exercise.csv" not in client.get("/imports/?known_at=2014-02-05T00:00").content.decode()
