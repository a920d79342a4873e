"""Releases on the desk: two offices for a name or a list, one for the rest, and a third party never sees."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from hudna.desk.models import Account
from hudna.house import open_case
from hudna.journal import Entry
from tests.desk.conftest import PASSWORD, As
from tests.desk.test_cases import plain
from tests.desk.test_journal import entries, one, where

GOVERNMENT, OPPOSITION = "syrian-government", "aleppo-opposition-forces"
CONDITION = "The lists of prisoners are exchanged first"


@pytest.fixture
def third(desk: Path) -> Client:
    """A liaison of a party to which nothing is released."""
    client = Client()
    client.force_login(Account.objects.create_user("liaison-3", PASSWORD, role="liaison", party="russia"))
    return client


def ask(client: Client, *wanted: Entry, to: str = OPPOSITION, why: str = "They asked for it.") -> int:
    form = {"entry": [entry.ref for entry in wanted], "to": [to], "why": why}
    return client.post("/journal/releases/ask/", form).status_code


def release(desk: Path) -> str:
    """The name of the last release."""
    with open_case(str(desk), read_only=True) as case:
        return list(case.state().releases.by_name)[-1]


def test_what_names_nobody_is_seen_at_once_by_whom_it_was_released_to_alone(as_: As, desk: Path, third: Client) -> None:
    accepted = one(desk, "agreements.plan-accepted")
    assert as_("other").get(where(accepted)).status_code == 404
    assert ask(as_("mediator"), accepted) == 303
    assert CONDITION in as_("other").get(where(accepted)).content.decode()
    assert third.get(where(accepted)).status_code == 404
    assert CONDITION not in third.get("/journal/").content.decode()
    assert CONDITION not in as_("observer").get("/journal/").content.decode()


def test_a_name_needs_two_offices_and_a_third_party_still_does_not_see(as_: As, desk: Path, third: Client) -> None:
    complaint = one(desk, "monitoring.complaint-received")
    assert "[[slip:" in complaint.event.words  # type: ignore[attr-defined]
    monitor, mediator = as_("monitor"), as_("mediator")
    assert third.get(where(complaint)).status_code == 404
    assert ask(monitor, complaint, to="russia") == 303
    assert third.get(where(complaint)).status_code == 404, "one office is not enough"
    name = release(desk)
    waiting = plain(mediator.get("/journal/releases/").content)
    assert name in waiting
    assert "holds a name or a list" in waiting
    own = monitor.post(f"/journal/releases/{name}/answer/", {"granted": "yes", "why": "Mine."})
    assert own.status_code == 422
    assert b"release-own" in own.content
    assert third.get(where(complaint)).status_code == 404
    answer = mediator.post(f"/journal/releases/{name}/answer/", {"granted": "yes", "why": "Seen."})
    assert answer.status_code == 303
    shown = third.get(where(complaint))
    assert shown.status_code == 200
    assert b"Invented Witness" not in shown.content
    assert "Mortar fire at a market" in shown.content.decode()
    assert as_("observer").get(where(complaint)).status_code == 404


def test_what_was_chosen_in_the_journal_is_what_the_form_releases(as_: As, desk: Path) -> None:
    """As a browser does it: the rows are chosen, the form is filled in, and sent where it says."""
    chosen = [one(desk, "agreements.plan-accepted"), one(desk, "agreements.condition-settled")]
    asked = as_("mediator").get("/journal/releases/ask/", {"entry": [entry.ref for entry in chosen]})
    action = re.search(r'<form method="post" action="(/journal/releases/ask/[^"]*)"', asked.content.decode())
    assert action
    refused = as_("mediator").post(unescape(action[1]), {"to": [OPPOSITION], "why": ""})
    assert refused.status_code == 422
    again = re.search(r'<form method="post" action="(/journal/releases/ask/[^"]*)"', refused.content.decode())
    assert again
    assert f'<option value="{OPPOSITION}" selected>' in refused.content.decode()
    assert as_("mediator").post(unescape(again[1]), {"to": [OPPOSITION], "why": "Agreed."}).status_code == 303
    for entry in chosen:
        assert as_("other").get(where(entry)).status_code == 200


def test_a_no_of_the_second_office_ends_it(as_: As, desk: Path, third: Client) -> None:
    complaint = one(desk, "monitoring.complaint-received")
    ask(as_("monitor"), complaint, to="russia")
    path = f"/journal/releases/{release(desk)}/answer/"
    assert as_("mediator").post(path, {"granted": "no", "why": "The witness is known there."}).status_code == 303
    assert third.get(where(complaint)).status_code == 404
    again = as_("mediator").post(path, {"granted": "yes", "why": "After all."})
    assert again.status_code == 422
    assert b"release-settled" in again.content


def test_one_entry_with_a_name_makes_all_of_them_wait(as_: As, desk: Path) -> None:
    accepted, complaint = one(desk, "agreements.plan-accepted"), one(desk, "monitoring.complaint-received")
    page = as_("mediator").get("/journal/releases/ask/", {"entry": [accepted.ref, complaint.ref]})
    assert b"before a second office has agreed" in page.content
    ask(as_("mediator"), accepted, complaint)
    assert as_("other").get(where(accepted)).status_code == 404


def test_what_is_released_to_everybody_is_seen_by_everybody_on_the_case(as_: As, desk: Path, third: Client) -> None:
    accepted = one(desk, "agreements.plan-accepted")
    assert ask(as_("mediator"), accepted, to="common") == 303
    for client in (third, as_("other"), as_("observer")):
        assert client.get(where(accepted)).status_code == 200


def test_a_release_that_is_struck_is_seen_no_more(as_: As, desk: Path) -> None:
    accepted = one(desk, "agreements.plan-accepted")
    ask(as_("mediator"), accepted)
    asked = one(desk, "bulletin.release-asked")
    assert as_("mediator").post(where(asked, "strike/"), {"why": "The wrong party."}).status_code == 303
    assert as_("other").get(where(accepted)).status_code == 404


@pytest.mark.parametrize("role", ["analyst", "liaison", "other", "observer", "administrator"])
def test_who_may_not_release_neither_asks_nor_answers(as_: As, desk: Path, role: str) -> None:
    complaint = one(desk, "monitoring.complaint-received")
    ask(as_("monitor"), complaint)
    name, before = release(desk), len(entries(desk))
    assert ask(as_(role), complaint, to="common") == 403
    assert as_(role).post(f"/journal/releases/{name}/answer/", {"granted": "yes", "why": "x"}).status_code == 403
    assert as_(role).get("/journal/releases/").status_code == 403
    assert len(entries(desk)) == before


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"to": OPPOSITION, "why": "x"}, 422),
        ({"entry": "hq-000000/4", "to": OPPOSITION, "why": "x"}, 404),
        ({"entry": "OK", "to": "mission", "why": "x"}, 422),
        ({"entry": "OK", "to": "nobody-known", "why": "x"}, 422),
        ({"entry": "OK", "why": "x"}, 422),
        ({"entry": "OK", "to": OPPOSITION, "why": " "}, 422),
    ],
)
def test_a_release_says_what_to_whom_and_why(as_: As, desk: Path, form: dict[str, str], status: int) -> None:
    before = len(entries(desk))
    ref = one(desk, "agreements.plan-accepted").ref
    said = {name: ref if value == "OK" else value for name, value in form.items()}
    assert as_("mediator").post("/journal/releases/ask/", said).status_code == status
    assert len(entries(desk)) == before


def test_nobody_answers_a_release_that_is_not_there(as_: As) -> None:
    assert as_("mediator").post("/journal/releases/r9/answer/", {"granted": "yes", "why": "x"}).status_code == 404
