"""Cases: the queue with its clocks, one case with what is denied beside it, and every deed as a form by role."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hudna.desk.deeds import MOST_FILE
from hudna.desk.telling import FSI, PDI
from hudna.house import open_case
from hudna.monitoring import ComplaintReceived, EvidenceAdded, Ruled, running
from tests.desk.conftest import As

THEN = {"at": "2014-02-08T00:00"}
GOVERNMENT, OPPOSITION = "syrian-government", "aleppo-opposition-forces"


def text(client: Client, path: str, **query: str) -> str:
    """What a page says, without isolates and markup between words."""
    answer = client.get(path, THEN | query)
    assert answer.status_code == 200, path
    return plain(answer.content)


def plain(content: bytes) -> str:
    words = re.sub(r"<[^>]+>", " ", unescape(content.decode().replace(FSI, "").replace(PDI, "")))
    return re.sub(r"\s+", " ", words)


def complaint(client: Client, **said: str) -> str:
    """Receive a complaint through the form; gives its number."""
    form = {"words": "A shell fell.", "against": GOVERNMENT, "at": "2014-02-08T10:00"}
    if client.session["_auth_user_id"] and "complainant" in said:
        form |= {"standing": "party"}
    answer = client.post("/cases/new/", form | said)
    assert answer.status_code == 303, plain(answer.content)
    found = re.search(r"/cases/of/([^/]+)/", answer["Location"])
    assert found
    assert client.get(answer["Location"]).status_code == 200
    return found[1]


def events(desk: Path, kind: type) -> list[object]:
    with open_case(str(desk), read_only=True) as case:
        return [entry.event for entry in case.entries() if isinstance(entry.event, kind)]


# the queue


def test_states_sum_to_what_was_received_and_the_overdue_stand_first(as_: As, desk: Path) -> None:
    mediator = as_("mediator")
    late = complaint(mediator, complainant=OPPOSITION, at="2014-01-05T10:00")
    fresh = complaint(mediator, complainant=OPPOSITION, at="2014-02-07T23:00")
    page = text(mediator, "/cases/")
    assert "Received: 3 = 2 received + 1 told to the parties" in page
    assert page.index(late) < page.index(fresh)
    assert "overdue: 1" in page
    with open_case(str(desk), read_only=True) as case:
        by_due = [one.case for one in running(case.state().docket)]
    order = [page.index(f" {one} ") for one in by_due]
    assert order == sorted(order)


def test_the_queue_is_filtered_by_stage_party_office_and_lateness(as_: As) -> None:
    mediator = as_("mediator")
    one = complaint(mediator, complainant=OPPOSITION, at="2014-01-05T10:00")
    assert one in text(mediator, "/cases/", stage="received")
    assert "A-1" not in text(mediator, "/cases/", stage="received")
    assert one not in text(mediator, "/cases/", office="team-north")
    assert one in text(mediator, "/cases/", late="1")
    assert "No case fits" in text(mediator, "/cases/", party=OPPOSITION, stage="closed")
    assert "Received: 2" in text(mediator, "/cases/", stage="closed"), "the sum is of all, whatever is shown"


def test_a_queue_that_is_empty_says_so_and_what_to_do(as_: As) -> None:
    assert "No complaint was received" in text(as_("mediator"), "/cases/", at="2014-01-18T00:00")
    assert "No complaint was received" in text(as_("observer"), "/cases/")


def test_long_queues_are_paged(as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hudna.desk.pages.cases.MOST_ROWS", 1)
    mediator = as_("mediator")
    complaint(mediator, complainant=OPPOSITION, at="2014-02-07T10:00")
    first, second = text(mediator, "/cases/"), text(mediator, "/cases/", page="2")
    assert "Page 1 of 2" in first
    assert "Page 2 of 2" in second
    assert "Page 2 of 2" in text(mediator, "/cases/", page="99")
    assert "Page 1 of 2" in text(mediator, "/cases/", page="-1")


def test_the_clocks_of_all_cases_are_set_and_then_count(as_: As) -> None:
    mediator = as_("mediator")
    one = complaint(mediator, complainant=OPPOSITION, at="2014-02-07T10:00")
    assert one not in text(mediator, "/cases/", late="1")
    answer = mediator.post("/cases/clocks/", {"received": "PT1H", "at": "2014-02-07T11:00"})
    assert answer.status_code == 303
    assert one in text(mediator, "/cases/", late="1")
    refused = mediator.post("/cases/clocks/", {"received": "soon"})
    assert refused.status_code == 422
    assert b'value="soon"' in refused.content


# one case


def test_a_case_shows_ruling_grades_and_denials_apart(as_: As) -> None:
    page = text(as_("mediator"), "/cases/of/A-1/")
    assert "A ruling is what was decided, not what happened." in page
    assert "That it happened B2 – source usually reliable, probably true" in page
    assert "Who did it F6 – reliability of the source cannot be judged" in page
    alleged = page.index("What is alleged, and what is denied")
    evidence = page.index("Evidence and refusals of access")
    assert alleged < page.index("No mortar was fired that day") < evidence
    assert "One crater; the direction cannot be told" in page[evidence:]
    assert "Waits for a reply from" in page


def test_a_case_is_shown_as_it_was_and_as_it_was_known(as_: As) -> None:
    before = text(as_("mediator"), "/cases/of/A-1/", at="2014-02-05T00:00")
    assert "No ruling stands" in before
    assert as_("mediator").get("/cases/of/A-1/", {"known_at": "2014-02-01T00:00"}).status_code == 404


@pytest.mark.parametrize("path", ["/cases/of/B-77/", "/cases/of/<script>/", "/cases/of/B-77/deny/"])
def test_what_is_not_there_is_not_found(as_: As, path: str) -> None:
    assert as_("mediator").get(path).status_code == 404


def test_a_name_on_a_slip_is_never_in_the_page(as_: As) -> None:
    for role in ("mediator", "analyst", "other", "liaison"):
        content = as_(role).get("/cases/of/A-1/", THEN).content
        assert b"Invented Witness" not in content
        assert b"[[slip:" not in content
    assert b"/journal/slips/" in as_("mediator").get("/cases/of/A-1/", THEN).content
    assert b"/journal/slips/" not in as_("other").get("/cases/of/A-1/", THEN).content


# deeds, by role


def test_a_case_is_taken_from_complaint_to_close_by_forms(as_: As, desk: Path) -> None:
    monitor = as_("monitor")
    case = complaint(monitor, complainant=OPPOSITION, at="2014-02-08T10:00", when="2014-02-07", lon="37.1", lat="36.2")
    day = "2014-02-09T"
    steps: list[tuple[str, dict[str, str]]] = [
        ("inquire", {"office": "team-north", "at": f"{day}09:00"}),
        ("noaccess", {"place": "Road block", "words": "Turned back.", "at": f"{day}10:00"}),
        ("evidence", {"kind": "crater", "words": "Two craters.", "bearing": "supports", "access": "granted"}),
        ("deny", {"party": GOVERNMENT, "words": "No fire that day.", "at": f"{day}10:30"}),
        ("set-clocks", {"evidence": "P2D", "at": f"{day}11:00"}),
        (
            "rule",
            {
                "ruling": "violation",
                "reasons": "The direction is clear.",
                "against": GOVERNMENT,
                "clause": "ceasefire",
                "occurrence": "A1",
                "attribution": "C3",
            },
        ),
        ("tell", {"party": GOVERNMENT, "through": "embassy"}),
        ("tell", {"party": OPPOSITION, "through": "office"}),
        ("reply", {"party": GOVERNMENT, "words": "We do not agree."}),
        ("reply", {"party": OPPOSITION, "words": "Noted."}),
    ]
    for deed, form in steps:
        answer = monitor.post(f"/cases/of/{case}/{deed}/", form)
        assert answer.status_code == 303, (deed, plain(answer.content))
    with open_case(str(desk), read_only=True) as opened:
        assert opened.state().docket[case].stage == "closed"
    again = monitor.post(f"/cases/of/{case}/reopen/", {"why": "A witness came."})
    assert again.status_code == 303
    other = complaint(monitor, complainant=OPPOSITION)
    assert monitor.post(f"/cases/of/{other}/combine/", {"into": case, "why": "One shell."}).status_code == 303
    page = plain(monitor.get(f"/cases/of/{other}/").content)
    assert f"Carried by {case}" in page


def test_only_the_forms_that_fit_and_that_the_role_carries_are_offered(as_: As) -> None:
    def offered(role: str) -> set[str]:
        content = as_(role).get("/cases/of/A-1/", THEN).content.decode()
        return set(re.findall(r'<details class="deed" id="([\w-]+)"', content))

    assert offered("mediator") == {"evidence", "noaccess", "deny", "tell", "reply", "reopen", "set-clocks"}
    assert offered("liaison") == {"deny", "reply"}
    assert offered("analyst") == set()


@pytest.mark.parametrize("deed", ["inquire", "evidence", "noaccess", "rule", "tell", "reopen", "combine", "set-clocks"])
@pytest.mark.parametrize("role", ["liaison", "analyst", "observer", "administrator"])
def test_a_role_that_does_not_carry_a_deed_is_refused_and_nothing_is_recorded(
    as_: As, desk: Path, deed: str, role: str
) -> None:
    before = len(state_entries(desk))
    assert as_(role).post(f"/cases/of/A-1/{deed}/", {"words": "x", "why": "x"}).status_code == 403
    assert len(state_entries(desk)) == before


def state_entries(desk: Path) -> list[object]:
    with open_case(str(desk), read_only=True) as case:
        return list(case.entries())


# a liaison


def test_a_liaison_complains_for_its_own_party_whatever_it_sends(as_: As, desk: Path) -> None:
    complaint(as_("liaison"), against=OPPOSITION, complainant=OPPOSITION, standing="office", number="A-9")
    said = events(desk, ComplaintReceived)[-1]
    assert isinstance(said, ComplaintReceived)
    assert (said.complainant, said.standing) == (GOVERNMENT, "party")
    assert said.case != "A-9", "a number of its own would tell which numbers are taken"


def test_a_liaison_denies_and_replies_for_its_own_party_whatever_it_sends(as_: As, desk: Path) -> None:
    answer = as_("liaison").post("/cases/of/A-1/deny/", {"party": OPPOSITION, "words": "Not us.", "of": ""})
    assert answer.status_code == 303
    with open_case(str(desk), read_only=True) as case:
        assert case.entries()[-1].behalf == GOVERNMENT


def test_the_other_side_sees_no_case_before_it_is_told(as_: As) -> None:
    case = complaint(as_("other"), against=GOVERNMENT)
    assert as_("other").get(f"/cases/of/{case}/").status_code == 200
    theirs, nothing = (as_("liaison").get(f"/cases/of/{one}/") for one in (case, "hq-000000-99"))
    assert theirs.status_code == nothing.status_code == 404
    assert plain(theirs.content) == plain(nothing.content)
    assert len(theirs.content) - len(case) == len(nothing.content) - len("hq-000000-99")
    assert case not in text(as_("liaison"), "/cases/")
    for deed in ("deny", "reply"):
        answer = as_("liaison").post(f"/cases/of/{case}/{deed}/", {"words": "We deny it."})
        assert answer.status_code == 404


def test_a_liaison_cannot_deny_an_entry_that_it_does_not_see(as_: As, desk: Path) -> None:
    with open_case(str(desk), read_only=True) as case:
        hidden = next(entry for entry in case.entries() if isinstance(entry.event, EvidenceAdded))
    answer = as_("liaison").post("/cases/of/A-1/deny/", {"words": "Not so.", "of": hidden.hash})
    assert answer.status_code == 422
    assert b"choice-unfit" in answer.content


def test_a_refusal_tells_a_liaison_nothing_of_cases_that_it_does_not_see(as_: As) -> None:
    mediator = as_("mediator")
    mine = complaint(as_("other"), against=GOVERNMENT)
    hidden = complaint(mediator, complainant="free-syrian-army", number="Z-77", at="2014-02-08T09:00")
    assert mediator.post(f"/cases/of/{mine}/combine/", {"into": hidden, "why": "One."}).status_code == 303
    answer = as_("other").post(f"/cases/of/{mine}/reply/", {"words": "What ruling?"})
    assert answer.status_code == 422
    assert b"Z-77" not in answer.content
    assert b"outside of what you see" in answer.content
    assert b"What ruling?" in answer.content


def test_the_number_of_a_case_is_that_of_the_log_that_holds_it(as_: As, desk: Path) -> None:
    """Two desks that are cut off from each other must not give one number to two cases."""
    first, second = (complaint(as_("monitor"), complainant=OPPOSITION) for _ in range(2))
    with open_case(str(desk), read_only=True) as case:
        log = case.entries()[-1].log
    assert (first[: len("hq-000000-")], second) == (f"{first.rpartition('-')[0]}-", f"{log}-1")


# what was typed


def test_nothing_typed_is_lost_on_a_fault(as_: As, desk: Path) -> None:
    form = {
        "ruling": "violation",
        "reasons": "Reasons of <b>weight</b> & length.",
        "clause": "ceasefire",
        "occurrence": "B2",
        "at": "2014-02-09T10:00",
    }
    case = complaint(as_("monitor"), complainant=OPPOSITION)
    as_("monitor").post(f"/cases/of/{case}/inquire/", {"at": "2014-02-08T12:00"})
    before = len(state_entries(desk))
    answer = as_("monitor").post(f"/cases/of/{case}/rule/", form)
    assert answer.status_code == 422
    content = answer.content.decode()
    assert "ruling-author" in content
    assert "Reasons of &lt;b&gt;weight&lt;/b&gt; &amp; length." in content
    assert '<option value="violation" selected>' in content
    assert '<option value="B2" selected>' in content
    assert 'value="2014-02-09T10:00"' in content
    assert len(state_entries(desk)) == before


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"words": ""}, "field-missing"),
        ({"words": "x" * 9000}, "field-long"),
        ({"against": "nobody-at-all"}, "choice-unfit"),
        ({"when": "yesterday"}, "time-unreadable"),
        ({"at": "tomorrow"}, "time-unreadable"),
        ({"lon": "east", "lat": "36"}, "complaint-unfit"),
        ({"lon": "37", "lat": "36", "radius": "wide"}, "number-unreadable"),
        ({"when": "2014-02-03", "until": "2014-02-01"}, "complaint-unfit"),
    ],
)
def test_a_complaint_that_cannot_be_is_refused_in_words_and_kept(as_: As, form: dict[str, str], code: str) -> None:
    whole = {"words": "A shell fell.", "against": OPPOSITION, "source": "<i>somebody</i>"} | form
    answer = as_("liaison").post("/cases/new/", whole)
    assert answer.status_code == 422
    assert code.encode() in answer.content
    assert b"&lt;i&gt;somebody&lt;/i&gt;" in answer.content


def test_a_name_in_brackets_goes_onto_a_slip(as_: As, desk: Path) -> None:
    case = complaint(as_("monitor"), complainant=OPPOSITION, words="Told by [[A Made Up Name]].")
    said = events(desk, ComplaintReceived)[-1]
    assert isinstance(said, ComplaintReceived)
    assert said.words.startswith("Told by [[slip:")
    assert b"Made Up Name" not in as_("monitor").get(f"/cases/of/{case}/").content
    assert b"Made Up Name" not in desk.read_bytes()


def test_a_file_of_evidence_is_kept_on_a_slip(as_: As, desk: Path) -> None:
    crater = SimpleUploadedFile("../../crater.jpg", b"\x89 an image of a crater", "text/html")
    form = {"kind": "image", "words": "A crater.", "bearing": "supports", "access": "granted", "file": crater}
    assert as_("monitor").post("/cases/of/A-1/evidence/", form).status_code == 303
    added = events(desk, EvidenceAdded)[-1]
    assert isinstance(added, EvidenceAdded)
    assert added.held.startswith("[[slip:")
    assert b"an image of a crater" not in desk.read_bytes()
    opened = as_("mediator").post(f"/journal/slips/{added.held[7:-2]}/", {"purpose": "look at the crater"})
    assert opened.content == b"\x89 an image of a crater"
    assert opened["Content-Type"] == "application/octet-stream"
    assert "attachment" in opened["Content-Disposition"]
    assert "crater.jpg" not in opened["Content-Disposition"]
    assert "no-store" in opened["Cache-Control"]


@pytest.mark.parametrize(("size", "code"), [(0, "upload-unfit"), (MOST_FILE + 1, "upload-too-big")])
def test_a_file_that_cannot_be_kept_is_refused(as_: As, size: int, code: str) -> None:
    form = {"kind": "image", "words": "A crater.", "bearing": "supports", "access": "granted"}
    answer = as_("monitor").post("/cases/of/A-1/evidence/", form | {"file": SimpleUploadedFile("a", b"x" * size)})
    assert answer.status_code == 422
    assert code.encode() in answer.content
    assert b"A file has to be chosen again." in answer.content


def test_no_form_is_offered_while_an_earlier_state_of_knowledge_is_read(as_: As) -> None:
    content = as_("mediator").get("/cases/of/A-1/", {"known_at": "2014-02-07T00:00"}).content
    assert b'class="deed"' not in content


def test_a_ruling_of_violation_names_its_clause(as_: As, desk: Path) -> None:
    assert all(isinstance(one, Ruled) for one in events(desk, Ruled))
    case = complaint(as_("monitor"), complainant=OPPOSITION)
    as_("monitor").post(f"/cases/of/{case}/inquire/", {})
    as_("monitor").post(
        f"/cases/of/{case}/evidence/",
        {"kind": "crater", "words": "One.", "bearing": "supports", "access": "granted"},
    )
    answer = as_("monitor").post(
        f"/cases/of/{case}/rule/", {"ruling": "violation", "reasons": "Clear.", "against": GOVERNMENT}
    )
    assert answer.status_code == 422
    assert b"ruling-unfounded" in answer.content
