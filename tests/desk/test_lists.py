"""Lists on the desk: names on slips, looks on record, pairs judged side by side, judgements that can be taken back."""

from __future__ import annotations

import io
import re
from pathlib import Path
from uuid import UUID

import openpyxl
import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from hudna.desk import listed, work
from hudna.desk.models import ListMatch
from hudna.desk.reason_words import facts, findings, hinge_words, reason_words
from hudna.desk.record import open_record
from hudna.journal import SlipRead, SlipWritten
from hudna.matching import JudgementWithdrawn, PairJudged
from hudna.people import shipped_weights
from hudna.people.levels import COMPARISONS
from hudna.people.why import BY_THIRD
from tests.cli.run import ROOT
from tests.desk.conftest import As

LISTS = ROOT / "examples" / "lists"
A, B = "missing-2014", "held-2014"


@pytest.fixture(autouse=True)
def _no_lists_open() -> None:
    listed.close_looks()


def bring(client: Client, a: Path = LISTS / "a.csv", b: Path = LISTS / "b.csv", **given: str) -> ListMatch:
    with a.open("rb") as one, b.open("rb") as other:
        form = {"file_a": one, "file_b": other, "label_a": A, "label_b": B, "purpose": "reconcile"} | given
        answer = client.post("/lists/", form)
    assert answer.status_code == 303, answer.content.decode()[-3000:]
    return ListMatch.objects.get(pk=UUID(answer["Location"].split("/")[-2]))


def columns_shown(page: str) -> dict[str, str]:
    """What the form of the columns would send as it is shown."""
    found = {}
    for name, body in re.findall(r'<select id="[^"]+" name="([^"]+)">(.*?)</select>', page, flags=re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected>', body)
        found[name] = chosen[1] if chosen else ""
    return found


def matched(client: Client, **given: str) -> ListMatch:
    """Lists brought in, columns confirmed, matched. A dear merge leaves pairs to be judged."""
    one = bring(client)
    form = columns_shown(client.get(f"/lists/{one.pk}/").content.decode())
    answer = client.post(f"/lists/{one.pk}/", form | {"wrong_merge": "1000000", "one_to_one": "1"} | given)
    assert answer.status_code == 303, answer.content.decode()[-3000:]
    work.run_pending()
    one.refresh_from_db()
    assert one.counts is not None
    assert one.counts["review"] >= 3
    return one


def begin(client: Client, one: ListMatch, purpose: str = "ask the families") -> str:
    answer = client.post(f"/lists/{one.pk}/review/", {"purpose": purpose}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def number_on(page: str) -> int:
    found = re.search(r'name="pair" value="(\d+)"', page)
    assert found, page[-2000:]
    return int(found[1])


def say(client: Client, one: ListMatch, number: int, verdict: str, why: str = "") -> str:
    form = {"pair": number, "verdict": verdict, "why": why}
    return client.post(f"/lists/{one.pk}/judge/", form, follow=True).content.decode()


def events(kind: type) -> list[object]:
    with open_record() as case:
        return [entry.event for entry in case.entries() if isinstance(entry.event, kind)]


def test_lists_lie_on_slips_and_nowhere_else(as_: As) -> None:
    client = as_("mediator")
    before = len(events(SlipWritten))
    one = matched(client)
    assert len(events(SlipWritten)) == before + 2
    names = {"البنا", "Banna", "وليد"}
    for path in settings.PLACE.folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not any(name.encode() in data for name in names), path
    assert not list(settings.PLACE.uploads.iterdir())
    assert "Banna" not in repr(one.__dict__)


def test_how_much_a_person_looks_at_is_asked_for(as_: As) -> None:
    client = as_("monitor")
    one = matched(client, review_percent="12.5")
    assert one.review_share == 0.125
    assert (
        'name="review_percent" inputmode="decimal" dir="ltr" value="12.50"'
        in client.get(f"/lists/{one.pk}/").content.decode()
    )


def test_the_columns_are_shown_to_be_confirmed_and_a_wrong_choice_is_refused(as_: As) -> None:
    client = as_("monitor")
    one = bring(client)
    page = client.get(f"/lists/{one.pk}/").content.decode()
    shown = columns_shown(page)
    assert shown["a-name"] == "الاسم الرباعي"
    assert shown["b-birth"] == "Date of birth"
    assert client.post(f"/lists/{one.pk}/", shown | {"a-name": "no such column"}).status_code == 422
    assert client.post(f"/lists/{one.pk}/", shown | {"a-name": ""}).status_code == 422
    assert client.post(f"/lists/{one.pk}/", shown | {"wrong_merge": "much"}).status_code == 422
    assert [
        client.post(f"/lists/{one.pk}/", shown | {"review_percent": said}).status_code for said in ("half", "-1", "101")
    ] == [422, 422, 422]
    assert not ListMatch.objects.get(pk=one.pk).confirmed


@pytest.mark.parametrize(
    "given",
    [{"label_a": "Walid Muallem"}, {"label_b": A}, {"purpose": ""}, {"purpose": "for [[Walid]]"}, {"label_a": ""}],
)
def test_a_list_without_a_word_or_a_purpose_is_not_taken(as_: As, given: dict[str, str]) -> None:
    client = as_("mediator")
    form = {"label_a": A, "label_b": B, "purpose": "reconcile"} | given
    with (LISTS / "a.csv").open("rb") as one, (LISTS / "b.csv").open("rb") as other:
        answer = client.post("/lists/", form | {"file_a": one, "file_b": other})
    assert answer.status_code == 422
    assert not ListMatch.objects.exists()


def test_what_is_no_list_is_refused_and_no_slip_is_written(as_: As, tmp_path: Path) -> None:
    client, before = as_("mediator"), len(events(SlipWritten))
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    with (tmp_path / "a.pdf").open("rb") as one, (LISTS / "b.csv").open("rb") as other:
        form = {"file_a": one, "file_b": other, "label_a": A, "label_b": B, "purpose": "reconcile"}
        answer = client.post("/lists/", form)
    assert answer.status_code == 422
    assert "list-kind" in answer.content.decode()
    assert len(events(SlipWritten)) == before
    assert not list(settings.PLACE.uploads.iterdir())


def test_nobody_sees_a_name_before_it_is_recorded_what_for(as_: As) -> None:
    client = as_("mediator")
    one = matched(client)
    before = len(events(SlipRead))
    asked = client.get(f"/lists/{one.pk}/review/").content.decode()
    assert 'name="purpose"' in asked
    assert 'name="pair"' not in asked
    assert client.post(f"/lists/{one.pk}/review/", {"purpose": ""}).status_code == 422
    page = begin(client, one)
    assert 'name="pair"' in page
    looks = events(SlipRead)[before:]
    assert [(len(look.slips), look.purpose) for look in looks] == [(2, "ask the families")]  # type: ignore[attr-defined]
    client.get(f"/lists/{one.pk}/review/")
    assert len(events(SlipRead)) == before + 1, "one look is one entry, however many pairs are judged"


def test_a_pair_is_judged_the_next_is_shown_and_progress_counts(as_: As) -> None:
    client = as_("mediator")
    one = matched(client)
    page = begin(client, one)
    first = number_on(page)
    page = say(client, one, first, "same", "the mother’s name agrees")
    assert number_on(page) != first
    assert f'max="{one.counts["review"]}" value="1"' in page  # type: ignore[index]
    (event,) = events(PairJudged)
    assert (event.verdict, event.why) == ("same", "the mother’s name agrees")  # type: ignore[attr-defined]
    assert re.fullmatch(r"[0-9a-f]{64}", event.one)  # type: ignore[attr-defined]


def test_a_pair_can_be_skipped_and_comes_again_at_the_end(as_: As) -> None:
    client = as_("mediator")
    one = matched(client)
    first = number_on(begin(client, one))
    page = client.get(f"/lists/{one.pk}/review/?after={first}").content.decode()
    assert number_on(page) != first
    assert number_on(client.get(f"/lists/{one.pk}/review/").content.decode()) == first


def test_a_judgement_is_taken_back_and_its_pair_is_shown_again(as_: As) -> None:
    client = as_("mediator")
    one = matched(client)
    first = number_on(begin(client, one))
    say(client, one, first, "different")
    page = client.post(f"/lists/{one.pk}/undo/", follow=True).content.decode()
    assert number_on(page) == first
    assert len(events(JudgementWithdrawn)) == 1
    assert 'value="0"' in page
    again = client.post(f"/lists/{one.pk}/undo/", follow=True)
    assert again.status_code == 200
    assert len(events(JudgementWithdrawn)) == 1


def test_what_was_judged_is_laid_over_when_the_lists_are_matched_again(as_: As) -> None:
    client = as_("mediator")
    one = matched(client)
    first = number_on(begin(client, one))
    same = one.counts["same"]  # type: ignore[index]
    say(client, one, first, "same")
    assert client.post(f"/lists/{one.pk}/again/").status_code == 303
    work.run_pending()
    one.refresh_from_db()
    assert one.counts["same"] > same  # type: ignore[index]


def test_a_new_edition_of_a_list_keeps_what_was_judged(as_: As, tmp_path: Path) -> None:
    client = as_("mediator")
    one = matched(client)
    say(client, one, number_on(begin(client, one)), "same")
    rows = (LISTS / "b.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "b.csv").write_text(
        "\n".join([rows[0], "B900000,Sami Zaid Hamdan,,,m,,,held", *rows[1:]]), encoding="utf-8"
    )
    newer = bring(client, b=tmp_path / "b.csv")
    form = columns_shown(client.get(f"/lists/{newer.pk}/").content.decode())
    client.post(f"/lists/{newer.pk}/", form | {"wrong_merge": "1000000", "one_to_one": "1"})
    work.run_pending()
    page = begin(client, newer)
    assert re.search(r'<progress max="\d+" value="1"', page)


def test_two_offices_must_agree_where_that_is_the_rule(as_: As, settings: object) -> None:
    settings.JUDGES = 2  # type: ignore[attr-defined]
    mediator, monitor = as_("mediator"), as_("monitor")
    one = matched(mediator)
    first = number_on(begin(mediator, one))
    page = say(mediator, one, first, "same")
    assert re.search(r'<progress max="\d+" value="0"', page), "one office alone decides nothing"
    seen = begin(monitor, one)
    assert number_on(seen) == first
    assert "You said" not in seen, "the second office is not told what the first said"
    say(monitor, one, first, "different")
    page = mediator.get(f"/lists/{one.pk}/review/?pair={first}").content.decode()
    assert "Another office says otherwise" in page
    say(monitor, one, first, "same")
    page = mediator.get(f"/lists/{one.pk}/review/").content.decode()
    assert re.search(r'<progress max="\d+" value="1"', page)
    monitor.post(f"/lists/{one.pk}/undo/")
    page = mediator.get(f"/lists/{one.pk}/review/").content.decode()
    assert re.search(r'<progress max="\d+" value="0"', page)
    assert len(events(PairJudged)) == 3


def test_the_match_is_taken_away_as_a_workbook_after_a_look(as_: As) -> None:
    client = as_("mediator")
    one = matched(client)
    assert client.get(f"/lists/{one.pk}/match.xlsx").status_code == 303
    begin(client, one)
    answer = client.get(f"/lists/{one.pk}/match.xlsx")
    assert answer["Cache-Control"] == "no-store, private"
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book["For review"].max_row - 1 == one.counts["review"]  # type: ignore[index]


@pytest.mark.parametrize("role", ["analyst", "liaison", "other", "observer", "administrator"])
def test_others_than_mediator_and_monitor_are_told_nothing_of_lists(as_: As, role: str) -> None:
    one = matched(as_("mediator"))
    client = as_(role)
    for address in ("/lists/", f"/lists/{one.pk}/", f"/lists/{one.pk}/review/", f"/lists/{one.pk}/match.xlsx"):
        assert client.get(address).status_code == 403
    assert client.post(f"/lists/{one.pk}/judge/", {"pair": 0, "verdict": "same"}).status_code == 403
    assert events(PairJudged) == []


def test_a_party_does_not_see_that_lists_are_matched(as_: As) -> None:
    mediator = as_("mediator")
    one = matched(mediator)
    say(mediator, one, number_on(begin(mediator, one)), "same", "looked at")
    journal = as_("liaison").get("/journal/").content.decode()
    assert "judged to be one person" not in journal
    assert "judged to be one person" in mediator.get("/journal/").content.decode()


def test_the_pages_are_in_arabic_and_the_keys_are_on_them(as_: As) -> None:
    client = as_("mediator")
    one = matched(client)
    begin(client, one)
    client.post("/language/", {"language": "ar", "next": "/lists/"})
    page = client.get(f"/lists/{one.pk}/review/").content.decode()
    assert 'dir="rtl"' in page
    assert [key for key in "sdk" if f'data-answer="{key}"' not in page] == []


def test_every_reason_of_the_engine_has_its_words() -> None:
    assert {one.name for one in COMPARISONS} <= set(facts())
    assert {level for one in COMPARISONS for level in one.levels} <= set(findings())
    assert (kin := shipped_weights().lookalikes) is not None
    assert {BY_THIRD, f"could be {kin.words}"} <= set(findings())
    with translation.override("fr"):
        assert reason_words("given name: spelt alike") != "given name: spelt alike"
        assert "«" in hinge_words("If sex were “the same”, the pair would be the same.")
        assert reason_words("something new: found") == "something new: found"


def test_a_match_that_is_not_made_or_gone_is_told(as_: As) -> None:
    client = as_("mediator")
    one = bring(client)
    assert client.get(f"/lists/{one.pk}/review/").status_code == 404, "the columns are not confirmed"
    assert client.get("/lists/00000000-0000-4000-8000-000000000000/").status_code == 404
