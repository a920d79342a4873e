"""The pages of an exchange: from sealed lists to a plan, what if, one person, a family, a name that is published."""

from __future__ import annotations

import csv
import io
import re
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from hudna.desk.exchange_names import close_names
from hudna.desk.exchange_planning import Changes, draft_of
from hudna.desk.exchange_register import register_of
from hudna.desk.plans import kept_plan, read_document
from hudna.desk.record import open_record
from hudna.desk.work import run_pending
from hudna.exchange import StatusStated, commitment_of_list
from hudna.journal import SlipRead
from tests.cli.run import ALEPPO
from tests.desk.conftest import As
from tests.desk.exchange_flow import GOV, LISTS, NAME, OPP, PURPOSE, Sides, offered, post, salt_of, sides, whole

AT = f"/exchange/{NAME}"


@pytest.fixture
def agreed(desk: Path, as_: As) -> Sides:
    """An exchange with a plan that both agreed to."""
    close_names()
    return whole(desk, as_)


def text(client: object, path: str) -> str:
    answer = client.get(path)  # type: ignore[attr-defined]
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def test_a_list_that_was_changed_after_it_was_sealed_is_not_taken(desk: Path, as_: As) -> None:
    offered(desk)
    who = sides(as_)
    post(who.neutral, "/exchange/-/open/", {"exchange": NAME, "first": GOV, "second": OPP, "neutral": "mediator-1"})
    data = (ALEPPO / "lists" / LISTS[GOV, "wanted"]).read_bytes()
    sealed = commitment_of_list(salt_of(GOV, "wanted"), sha256(data).hexdigest())
    post(who.of[GOV], f"{AT}/lists/seal-list/", {"kind": "wanted", "commitment": sealed})
    form = {"kind": "wanted", "salt": salt_of(GOV, "wanted"), "through": "mediator-1"}
    early = post(who.of[GOV], f"{AT}/lists/hand-list/", {**form, "file": SimpleUploadedFile("a.csv", data)}, 422)
    assert "list-early" in early  # the other side has not sealed its own yet
    post(who.of[OPP], f"{AT}/lists/seal-list/", {"kind": "wanted", "commitment": "ab" * 32})
    other = SimpleUploadedFile("a.csv", data + "A000099,زيد عمرو,,30,ذكر,حلب,,مدني,,\n".encode())
    assert "list-other" in post(who.of[GOV], f"{AT}/lists/hand-list/", {**form, "file": other}, 422)


def test_every_row_is_accounted_for_and_what_the_lists_say_is_said_by_whose_lists_they_are(agreed: Sides) -> None:
    page = text(agreed.neutral, f"{AT}/lists/")
    rows = re.findall(r'data-label="What is said of them now">([^<]*)</td><td class="n"[^>]*>(\d+)</td>', page)
    assert [int(together) for _parts, together in rows] == [48, 40, 36, 44, 92]
    for parts, together in rows:
        assert sum(int(n) for n in re.findall(r": (\d+)", parts)) == int(together)
    with open_record() as case:
        file = case.state().exchanges[NAME]
        said = [entry for entry in case.entries() if isinstance(entry.event, StatusStated)]
    assert {entry.behalf for entry in said} == {GOV, OPP}
    assert all(person.statements for person in file.people.values())


def test_a_plan_that_both_agreed_to_stands_with_its_drawings_and_says_of_nobody_why_they_stay(agreed: Sides) -> None:
    for client in (agreed.neutral, *agreed.of.values()):
        page = text(client, f"{AT}/")
        assert "course-plot" in page
        assert "balance-plot" in page
        assert "Each side is told this in the same words." in page
    with open_record() as case:
        plan = case.state().exchanges[NAME].plan
        assert plan is not None
        kept = kept_plan(case, plan.event.document)
    assert kept is not None
    assert kept.plan.left == {}
    statements = {
        re.findall(r'<ul class="record"><li>(.*?)</ul>', text(c, f"{AT}/"), re.DOTALL)[0] for c in agreed.of.values()
    }
    assert len(statements) == 1


def test_what_if_tells_a_plan_by_other_terms_or_what_stands_in_the_way(agreed: Sides) -> None:
    post(agreed.neutral, f"{AT}/what-if/", {"seats-0": "8", "seats-1": "8", "every": "1"})
    post(agreed.neutral, f"{AT}/what-if/", {"seats-0": "0", "seats-1": "0"})
    run_pending()
    fewer = Changes(seats={"east-crossing": 8, "west-crossing": 8}, every=1)
    draft = draft_of(settings.PLACE, NAME, fewer.key)
    assert draft is not None
    plan = read_document(draft.document.encode())
    assert plan is not None
    assert all(len(plan.people(one.number)) <= 32 for one in plan.hand_overs)
    page = text(agreed.neutral, f"{AT}/?draft={fewer.key}")
    assert "Seats at East crossing: 8" in page
    none = Changes(seats={"east-crossing": 0, "west-crossing": 0})
    page = text(agreed.neutral, f"{AT}/drafts/{none.key}/")
    assert "No plan can keep all of these terms together" in page
    assert "places" in page
    assert agreed.of[GOV].get(f"{AT}/drafts/{none.key}/").status_code == 403


def test_who_refuses_is_planned_for_and_told_to_nobody(agreed: Sides) -> None:
    with open_record() as case:
        state = case.state()
        plan = kept_plan(case, state.exchanges[NAME].plan.event.document)  # type: ignore[union-attr]
    assert plan is not None
    one = sorted(plan.people(1))[0]
    post(agreed.neutral, f"{AT}/persons/{one}/interview/", {"wants": "refuse", "words": "I stay with my mother."})
    post(agreed.neutral, f"{AT}/draft-plan/", {"purpose": PURPOSE})
    run_pending()
    draft = draft_of(settings.PLACE, NAME, Changes().key)
    assert draft is not None
    again = read_document(draft.document.encode())
    assert again is not None
    assert not any(one in again.people(held.number) for held in again.hand_overs)
    assert "refuses" not in draft.document
    assert "refuses" not in draft.stay
    for client in agreed.of.values():
        answer = client.get(f"{AT}/persons/{one}/")
        assert b"my mother" not in answer.content
        assert b"wishes to stay" not in answer.content
        assert b"spoken with" not in answer.content


def test_why_somebody_leaves_then_is_told_to_the_neutral_body_alone(agreed: Sides) -> None:
    with open_record() as case:
        plan = kept_plan(case, case.state().exchanges[NAME].plan.event.document)  # type: ignore[union-attr]
    assert plan is not None
    last = plan.hand_overs[-1].number
    one = sorted(plan.people(last))[0]
    assert "Not earlier" in text(agreed.neutral, f"{AT}/persons/{one}/?why=1")
    told = [client.get(f"{AT}/persons/{one}/?why=1").content for client in agreed.of.values()]
    assert all(b"Not earlier" not in page for page in told)


def test_a_family_is_told_of_one_person_and_every_look_is_on_record(agreed: Sides, as_: As) -> None:
    client = as_("families")
    assert client.get(f"{AT}/persons/").status_code == 403
    assert client.get("/today/").status_code == 403
    assert client.get("/").headers["Location"] == "/family/"
    form: dict[str, object] = {"exchange": NAME, "purpose": "the brother asks"}
    with open_record() as case:
        file = case.state().exchanges[NAME]
    register = register_of(settings.PLACE, file)
    assert register is not None
    data = (ALEPPO / "lists" / LISTS[GOV, "wanted"]).read_bytes()
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1:9]
    found = 0
    for number, row in enumerate(rows, 1):
        answer = client.post("/family/", {**form, "name": row[1], "birth": row[2]})
        told = re.findall(r"<bdi>(p-\d{6})</bdi>", answer.content.decode())
        if answer.status_code == 200 and told:
            found += 1
            assert told == [register.alive(register.person_of(sha256(data).hexdigest(), number))]
    assert found >= 5  # of the others there are doubles, or a question is open, and nobody is told of
    nobody = post(client, "/family/", {**form, "name": "زبيدة قسطنطين الهربذي"}, 200)
    assert "Nobody on the lists surely fits" in nobody
    assert "person-many" in post(client, "/family/", {**form, "name": "علي"}, 422)
    assert "field-missing" in post(client, "/family/", {**form, "name": rows[0][1], "purpose": ""}, 422)
    with open_record() as case:
        looks = [entry for entry in case.entries() if isinstance(entry.event, SlipRead) and entry.by == "families-1"]
    assert {entry.event.purpose for entry in looks} == {"the brother asks"}  # type: ignore[attr-defined]
    assert len(looks) == len(rows) + 1


def test_a_name_is_published_by_two_offices_and_only_with_consent(agreed: Sides, as_: As) -> None:
    one, monitor = f"{AT}/persons/p-000001", as_("monitor")
    assert agreed.neutral.post(f"{one}/publish/", {"where": "the list of the released"}).status_code == 404
    consent = {"who": "family", "consents": "yes", "evidence": "In writing, before the mediator."}
    post(agreed.neutral, f"{one}/consent/", consent)  # type: ignore[arg-type]
    where = {"where": "the list of the released"}
    post(agreed.neutral, f"{one}/publish/", where)  # type: ignore[arg-type]
    assert "publication-own" in post(agreed.neutral, f"{one}/publish/", where, 422)  # type: ignore[arg-type]
    assert "two offices agreed" not in text(agreed.neutral, f"{one}/")
    post(monitor, f"{one}/publish/", where)  # type: ignore[arg-type]
    assert "two offices agreed" in text(agreed.neutral, f"{one}/")
    post(agreed.neutral, f"{one}/consent/", {**consent, "who": "person", "consents": "no"})  # type: ignore[dict-item]
    assert "two offices agreed" not in text(agreed.neutral, f"{one}/")


def test_a_draft_that_rests_on_older_releases_is_not_put_before_anybody(agreed: Sides) -> None:
    post(agreed.neutral, f"{AT}/draft-plan/", {"purpose": PURPOSE})
    run_pending()
    post(agreed.neutral, f"{AT}/lists/reconcile/", {"purpose": PURPOSE})
    run_pending()
    with open_record() as case:
        assert len(case.state().exchanges[NAME].registers) == 2
    draft = draft_of(settings.PLACE, NAME, Changes().key)
    assert draft is not None
    page = text(agreed.neutral, f"{AT}/")
    same = "It rests on lists or releases that are others now" not in page
    with open_record() as case:
        registers = case.state().exchanges[NAME].registers
    assert same == (registers[0].event.result == registers[1].event.result)  # type: ignore[attr-defined]
