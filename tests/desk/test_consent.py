"""Consent: a form, what it means, the entry; what is refused, what is not lost, what is undone, who sees it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hudna.agreements import PlanAccepted, PlanOffered, PlanTransmitted, digest, pack
from hudna.desk.pages.consent_upload import take_in
from hudna.ground import Fault
from hudna.house import open_case
from hudna.journal import Entry, EntryStruck
from tests.cli.run import ALEPPO
from tests.desk.conftest import As

OFFER, TWO = "/agreement/offer/", "/agreement/aleppo-2014/2/"
SHARED = ALEPPO.parent / "shared"
FILES = (
    ALEPPO / "rehearsal.yaml",
    SHARED / "parties-syria.yaml",
    SHARED / "areas-syria.yaml",
    SHARED / "syria.geojson",
)
THREE = "/agreement/aleppo-2014/3/"


def plain(text: str) -> str:
    """A text without the signs that keep a part in its own direction."""
    return text.replace("\u2068", "").replace("\u2069", "")


def handed(*paths: Path) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(path.name, path.read_bytes()) for path in paths]


def entries(desk: Path) -> list[Entry]:
    with open_case(str(desk), read_only=True) as case:
        return case.entries()


def hidden(text: str) -> dict[str, str]:
    """The hidden fields of a confirmation, as a browser would send them."""
    form = text[text.index('<form class="deed"') :]
    return dict(re.findall(r'<input type="hidden" name="(?!csrf)([a-z_]+)" value="([^"]*)">', form))


def look(client: Client, address: str, **typed: object) -> str:
    answer = client.post(address, {"step": "look", **typed})
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def record(client: Client, address: str, **typed: object) -> str:
    """Fill in, read, record; gives where one is sent."""
    said = hidden(look(client, address, **typed))
    answer = client.post(address, {**said, "step": "record"})
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


def offer(client: Client, **typed: object) -> None:
    assert record(client, OFFER, files=handed(*FILES), **typed) == f"{THREE}#answers"


def test_nothing_is_recorded_before_it_was_read_what_it_means(as_: As, desk: Path) -> None:
    before = len(entries(desk))
    text = look(as_("mediator"), f"{TWO}record/withdraw/", party="syrian-government", true_at="2014-02-03T09:00")
    assert len(entries(desk)) == before
    assert "Recorded: Government of the Syrian Arab Republic" in plain(text)
    assert "with effect from" in text
    assert "Afterwards" in text


def test_a_deed_is_recorded_by_the_office_when_it_was_true_and_shown(as_: As, desk: Path) -> None:
    client = as_("mediator")
    where = record(
        client, f"{TWO}record/withdraw/", party="syrian-government", notice="P3D", true_at="2014-02-03T09:00"
    )
    last = entries(desk)[-1]
    assert (last.by, last.behalf, f"{last.at:%Y-%m-%dT%H:%M}") == (
        "mediator-1",
        "syrian-government",
        "2014-02-03T07:00",
    )
    shown = client.get(where.partition("#")[0]).content.decode()
    assert "It is on record." in shown
    assert "withdraws its acceptance" in shown


def test_an_uploaded_agreement_is_the_very_pack_of_the_command_line(as_: As, desk: Path) -> None:
    offer(as_("mediator"), to="mediator-1")
    offered = entries(desk)[-1].event
    assert isinstance(offered, PlanOffered)
    assert offered.document == digest(pack(ALEPPO / "rehearsal.yaml"))
    assert (offered.plan, offered.version, offered.offered_by) == ("aleppo-2014", "3", "")


def test_what_an_offer_does_not_use_is_told_and_left_out(as_: As) -> None:
    more = SimpleUploadedFile("minutes.txt", b"As the minutes have it:\nhudna: agreement/1\n")
    text = look(as_("mediator"), OFFER, files=[*handed(*FILES), more])
    assert "Not used by the agreement" in text
    assert "minutes.txt" in text


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([], "agreement-missing"),
        (FILES[1:], "agreement-missing"),
        (FILES[:2], "shared-missing"),
        ((*FILES, ALEPPO / "agreement.yaml"), "agreement-twice"),
        ((*FILES, FILES[1]), "upload-twice"),
    ],
)
def test_files_that_are_no_whole_agreement_are_refused(as_: As, desk: Path, files: list[Path], code: str) -> None:
    before = len(entries(desk))
    answer = as_("mediator").post(OFFER, {"step": "look", "to": "typed with care", "files": handed(*files)})
    assert answer.status_code == 422
    assert code in answer.content.decode()
    assert 'value="typed with care"' in answer.content.decode()
    assert len(entries(desk)) == before


@pytest.mark.parametrize("content", [b"hudna: agreement/1\nid: [", b"hudna: agreement/1\nid: x\nclauses: &a [*a]\n"])
def test_a_text_that_cannot_be_read_is_refused_with_its_line(as_: As, content: bytes) -> None:
    answer = as_("mediator").post(OFFER, {"step": "look", "files": [SimpleUploadedFile("a.yaml", content)]})
    assert answer.status_code == 422
    assert "a.yaml:" in answer.content.decode()


def test_too_much_at_once_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hudna.desk.pages.consent_upload.MOST_TOGETHER", 10)
    with pytest.raises(Fault, match="upload-too-large"):
        take_in(handed(FILES[0]))


def test_the_files_need_not_be_chosen_again_where_another_field_is_wrong(as_: As) -> None:
    client = as_("mediator")
    wrong = client.post(OFFER, {"step": "look", "expires": "tomorrow", "files": handed(*FILES)})
    assert wrong.status_code == 422
    text = wrong.content.decode()
    assert "time-unreadable" in text
    assert 'value="tomorrow"' in text
    kept = hidden(text)["upload"]
    assert "goes on record as offered by" in look(client, OFFER, upload=kept)


@pytest.mark.parametrize("upload", ["0" * 64, "../../etc/passwd", "x"])
def test_only_what_was_handed_in_is_offered(as_: As, upload: str) -> None:
    answer = as_("mediator").post(OFFER, {"step": "look", "upload": upload})
    assert answer.status_code == 422
    assert "upload-stale" in answer.content.decode()


def test_what_was_typed_comes_back_with_the_fault_and_escaped(as_: As) -> None:
    typed = {"party": "syrian-government", "why": "<b>because</b>", "through": "embassy", "true_at": "2013-01-01"}
    answer = as_("mediator").post(f"{TWO}record/refuse/", {"step": "look", **typed})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "offer-early" in text
    assert "&lt;b&gt;because&lt;/b&gt;" in text
    assert "<b>because</b>" not in text
    assert 'value="embassy"' in text
    assert 'value="2013-01-01"' in text
    assert '<option value="syrian-government" selected>' in text


def test_changing_it_goes_back_to_the_form_with_everything(as_: As) -> None:
    client, address = as_("mediator"), f"{TWO}record/transmit/"
    said = hidden(look(client, address, party="syrian-government", through="a courier"))
    back = client.post(address, {**said, "step": "back"}).content.decode()
    assert 'value="a courier"' in back
    assert 'name="through"' in back


def test_it_is_not_recorded_where_it_would_mean_something_else_by_now(as_: As, desk: Path) -> None:
    client, address = as_("mediator"), f"{THREE}record/accept/"
    offer(client, true_at="2014-01-24T09:00")
    mine = hidden(look(client, address, party="syrian-government", true_at="2014-02-01T09:00"))
    assert client.post(address, {**mine, "seal": "0" * 64, "step": "record"}).status_code == 422
    first = record(client, f"{TWO}record/withdraw/", party="syrian-government", true_at="2014-01-31T09:00")
    assert first
    before = len(entries(desk))
    answer = client.post(address, {**mine, "step": "record"})
    assert answer.status_code == 422
    assert len(entries(desk)) == before


def test_a_name_in_brackets_goes_on_a_slip_and_not_into_the_entry(as_: As, desk: Path) -> None:
    client = as_("mediator")
    typed = {"party": "syrian-government", "true_at": "2014-02-03T09:00", "why": "By word of [[An Invented Envoy]]"}
    record(client, f"{TWO}record/withdraw/", **typed)
    event = next(entry.event for entry in reversed(entries(desk)) if entry.event.KIND.endswith("acceptance-withdrawn"))
    assert "Invented" not in event.why  # type: ignore[attr-defined]
    assert "[[slip:" in event.why  # type: ignore[attr-defined]
    assert "Envoy" not in client.get(TWO).content.decode()
    assert "By word of [a name, on a slip]" in client.get(TWO).content.decode()


def test_conditions_are_attached_and_settled(as_: As, desk: Path) -> None:
    client = as_("mediator")
    offer(client, version="3", true_at="2014-01-24T09:00", invite="aleppo-opposition-forces\nsyrian-government")
    record(
        client,
        f"{THREE}record/accept/",
        party="syrian-government",
        condition="lists=Lists first\nroads = Roads open",
        true_at="2014-01-25T09:00",
    )
    accepted = entries(desk)[-1].event
    assert isinstance(accepted, PlanAccepted)
    assert [(one.id, one.words) for one in accepted.conditions] == [("lists", "Lists first"), ("roads", "Roads open")]
    typed = {"condition": "syrian-government/lists", "how": "met", "true_at": "2014-01-26T09:00"}
    text = look(client, f"{THREE}record/settle/", **typed)
    assert "it does not bind before the last of them is met or waived" in text
    wrong = client.post(f"{THREE}record/settle/", {"step": "look", **typed, "how": "forgotten"})
    assert wrong.status_code == 422


def test_a_counter_takes_a_text_and_closes_the_version(as_: As, desk: Path) -> None:
    client = as_("mediator")
    offer(client, true_at="2014-01-24T09:00")
    typed = {"party": "syrian-government", "true_at": "2014-01-25T09:00"}
    where = record(client, f"{THREE}record/counter/", files=handed(*FILES), **typed)
    assert where == "/agreement/aleppo-2014/4/#answers"
    assert [entry.event.KIND.partition(".")[2] for entry in entries(desk)[-2:]] == ["plan-countered", "plan-offered"]


def test_a_moment_that_the_text_left_open_is_fixed(as_: As) -> None:
    client, one = as_("mediator"), "/agreement/aleppo-2014/1/"
    typed = {"moment": "entry-into-force", "time": "2014-02-01T00:00", "zone": "Asia/Damascus"}
    record(client, f"{one}record/fix/", true_at="2014-01-20T09:00", **typed)
    assert "entry-into-force is fixed for 2014-02-01 00:00 Asia/Damascus" in client.get(one).content.decode()


def test_a_fresh_entry_of_ones_own_is_undone_and_brought_back(as_: As, desk: Path) -> None:
    client = as_("mediator")
    record(client, f"{TWO}record/withdraw/", party="syrian-government", true_at="2014-02-03T09:00")
    (undo,) = re.findall(rf'href="({TWO}undo/[0-9a-f]+/)"', client.get(TWO).content.decode())
    shown = client.get(undo).content.decode()
    assert "bound: accepted on 2014-01-29" in plain(shown)
    assert client.post(undo, {"why": " "}).status_code == 422
    assert client.post(undo, {"why": "The wrong day was typed"}).status_code == 303
    struck = entries(desk)[-1].event
    assert isinstance(struck, EntryStruck)
    text = client.get(TWO).content.decode()
    assert "The wrong day was typed" in text
    (back,) = re.findall(rf'href="({TWO}undo/[0-9a-f]+/)"', text)
    assert back != undo
    assert client.post(back, {"why": "It was right"}).status_code == 303
    assert "The wrong day was typed" not in client.get(TWO).content.decode()


def test_an_old_entry_is_not_undone_here(as_: As, desk: Path) -> None:
    old = next(entry for entry in entries(desk) if isinstance(entry.event, PlanTransmitted))
    address = f"/agreement/{old.event.plan}/{old.event.version}/undo/{old.hash}/"  # type: ignore[attr-defined]
    answer = as_("mediator").post(address, {"why": "To try"})
    assert answer.status_code in (404, 422)
    assert not isinstance(entries(desk)[-1].event, EntryStruck)


def test_an_offer_that_was_not_transmitted_is_seen_by_its_own_party_alone(as_: As) -> None:
    """Made on the desk for the government: 404 for the other side by page, difference and download until it is sent."""
    client = as_("mediator")
    offer(client, **{"from": "syrian-government"})
    tails = ("", "text/", "pack/", "file/0/", "since/2/")
    for tail in tails:
        assert as_("other").get(THREE + tail).status_code == 404
        assert as_("liaison").get(THREE + tail).status_code == 200
    assert as_("other").get(f"{TWO}since/3/").status_code == 404
    assert THREE not in as_("other").get("/agreement/").content.decode()
    record(client, f"{THREE}record/transmit/", party="aleppo-opposition-forces", through="liaison office")
    for tail in tails:
        assert as_("other").get(THREE + tail).status_code == 200


@pytest.mark.parametrize("role", ["monitor", "analyst", "liaison", "other", "observer", "administrator"])
def test_nobody_but_the_mediator_records_an_answer(as_: As, desk: Path, role: str) -> None:
    before, client = len(entries(desk)), as_(role)
    for address in (OFFER, f"{TWO}record/accept/", f"{TWO}undo/{'0' * 64}/"):
        assert client.get(address).status_code == 403
        assert client.post(address, {"step": "record", "party": "syrian-government"}).status_code == 403
    assert len(entries(desk)) == before


@pytest.mark.parametrize("address", [f"{TWO}record/invade/", "/agreement/none/1/record/accept/", f"{TWO}undo/nothing/"])
def test_what_is_not_there_is_not_there(as_: As, address: str) -> None:
    assert as_("mediator").get(address).status_code == 404
