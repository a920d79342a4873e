"""The list of a hand-over and the ticks that come in: each once, whoever sends them, in whatever order."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from django.test import Client

from hudna.desk.models import Account
from hudna.desk.record import open_record
from hudna.desk.roles import Role
from hudna.desk.tokens import make_token, scopes_for
from hudna.exchange import HandOverClosed, PersonTicked, TickWithdrawn, outcomes
from tests.desk.conftest import As
from tests.desk.exchanged import NAME, make_exchange, put

DEVICE, OTHER = "ab" * 16, "cd" * 16
WHOLE = {"exchange": NAME, "hand_over": 1}


@pytest.fixture(autouse=True)
def _exchange(desk: object) -> None:
    make_exchange()


def said(number: int, person: int, what: str, **more: Any) -> dict[str, Any]:
    at = more.pop("at", datetime.now(UTC)).isoformat()
    return {"tick": number, "hand_over": 1, "person": f"p-{person:06}", "what": what, "at": at, **more}


def send(client: Client, office: str, /, *ticks: dict[str, Any], device: str = DEVICE, **more: Any) -> Any:
    sent = {**WHOLE, "office": office, "device": device, "now": datetime.now(UTC).isoformat(), "ticks": ticks, **more}
    headers = {"Accept": "application/json"}
    return client.post("/hand-over/ticks/", json.dumps(sent), content_type="application/json", headers=headers)


def recorded(kind: type) -> list[Any]:
    with open_record() as case:
        return [entry for entry in case.entries() if isinstance(entry.event, kind)]


def test_what_is_sent_twice_counts_once(as_: As) -> None:
    client = as_("mediator")
    ticks = [said(1, 1, "seen"), said(2, 2, "seen")]
    first, second = (send(client, "mediator-1", *ticks).json() for _ in range(2))
    assert first == second
    assert first["done"] == [1, 2]
    assert len(recorded(PersonTicked)) == 2


def test_one_number_for_two_things_is_two_ticks_and_neither_is_lost(as_: As) -> None:
    client = as_("mediator")
    send(client, "mediator-1", said(1, 1, "seen"))
    told = send(client, "mediator-1", said(1, 1, "absent")).json()
    assert told["done"] == [1]
    assert len(recorded(PersonTicked)) == 2
    assert told["standing"]["p-000001"]["conflict"]


def test_in_whatever_order_phones_come_the_outcome_is_the_same(as_: As) -> None:
    who = {
        "mediator": ("mediator-1", "seen"),
        "liaison": ("liaison-gov", "handed-over"),
        "other": ("liaison-opp", "received"),
    }
    clients = {role: as_(role) for role in who}
    for person, order in enumerate(permutations(who), 1):
        if person > 2:
            break
        for role in order:
            office, what = who[role]
            send(clients[role], office, said(person, person, what), device=role.encode().hex().ljust(32, "0")[:32])
    with open_record() as case:
        found = outcomes(case.state().exchanges[NAME], 1)
    assert {name: one.course for name, one in found.items()} == {"p-000001": "released", "p-000002": "released"}


def test_a_tick_and_its_undoing_come_together_and_both_stay_on_record(as_: As) -> None:
    client = as_("mediator")
    back = {"tick": 1, "why": "A slip of the thumb.", "at": datetime.now(UTC).isoformat()}
    for _ in range(2):
        told = send(client, "mediator-1", said(1, 1, "seen"), backs=[back]).json()
        assert (told["done"], told["backs"], told["refused"]) == ([1], [1], [])
    assert len(recorded(PersonTicked)) == len(recorded(TickWithdrawn)) == 1
    assert told["standing"] == {}


def test_what_cannot_be_is_refused_with_its_reason_and_the_rest_is_taken(as_: As) -> None:
    told = send(
        as_("liaison"), "liaison-gov", said(1, 1, "handed-over"), said(2, 2, "seen"), said(3, 77, "absent")
    ).json()
    assert told["done"] == [1]
    assert [one["tick"] for one in told["refused"]] == [2, 3]
    assert all(one["what"] for one in told["refused"])


@pytest.mark.parametrize(
    "broken",
    [
        {"office": "monitor-1"},
        {"device": "x"},
        {"now": "yesterday"},
        {"ticks": [{"tick": 1}]},
        {"more": 1},
        {"ticks": "all"},
    ],
)
def test_what_is_no_sending_is_refused_whole(as_: As, broken: dict[str, Any]) -> None:
    answer = send(as_("mediator"), "mediator-1", said(1, 1, "seen"), **broken)
    assert answer.status_code == 422
    assert answer.json()["fault"]["code"] in ("ticks-unfit", "ticks-of-another")
    assert recorded(PersonTicked) == []


def test_the_clock_of_a_phone_is_set_right_by_what_it_says_of_itself(as_: As) -> None:
    """A phone that is three hours ahead ticks at the same instant as everybody."""
    now = datetime.now(UTC)
    wrong = now + timedelta(hours=3)
    send(as_("mediator"), "mediator-1", said(1, 1, "seen", at=wrong - timedelta(minutes=5)), now=wrong.isoformat())
    (entry,) = recorded(PersonTicked)
    assert abs(entry.at - (now - timedelta(minutes=5))) < timedelta(seconds=30)
    assert entry.at <= entry.recorded


def test_ticks_that_come_after_the_end_are_taken_in(as_: As) -> None:
    put(HandOverClosed(NAME, 1, "stopped", "Shots were heard."))
    told = send(as_("mediator"), "mediator-1", said(1, 1, "seen")).json()
    assert told["done"] == [1]
    assert told["closed"]


def test_a_side_says_what_is_its_own_to_say_and_hears_of_no_other(as_: As) -> None:
    send(as_("mediator"), "mediator-1", said(1, 1, "absent"))
    told = send(as_("liaison"), "liaison-gov", said(1, 1, "handed-over"), device=OTHER).json()
    assert told["standing"] == {"p-000001": {"said": "handed-over", "conflict": False}}
    neutral = send(as_("mediator"), "mediator-1").json()
    assert neutral["standing"]["p-000001"]["conflict"]
    assert len(neutral["standing"]["p-000001"]["words"]) == 2


def test_a_device_does_the_same_with_a_token(as_: As) -> None:
    account = Account.objects.get(username="monitor-1")
    _device, token = make_token(account, "tarmac", scopes_for(Role.MONITOR), 7)
    client = Client(headers={"Authorization": f"Bearer {token}"})
    (first, _second) = client.get("/api/v1/hand-overs").json()["hand_overs"]
    listed = client.get(f"/api/v1/hand-overs/{first['key']}").json()
    assert [one["tap"] for one in listed["people"]] == ["seen"] * 4
    assert not any("name" in one for one in listed["people"])
    sent = {**WHOLE, "office": "monitor-1", "device": DEVICE, "now": datetime.now(UTC).isoformat()}
    body = json.dumps({**sent, "ticks": [said(1, 1, "seen")]})
    for _ in range(2):
        assert client.post("/api/v1/ticks", body, content_type="application/json").json()["done"] == [1]
    assert len(recorded(PersonTicked)) == 1
    other = json.dumps({**sent, "office": "mediator-1"})
    assert client.post("/api/v1/ticks", other, content_type="application/json").status_code == 409
    _device, token = make_token(account, "reports", ["report"], 7)
    client = Client(headers={"Authorization": f"Bearer {token}"})
    assert client.get("/api/v1/hand-overs").status_code == 403


def test_signing_out_wipes_what_the_browser_keeps(as_: As) -> None:
    answer = as_("mediator").post("/account/logout/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'


def test_the_page_that_a_phone_keeps_holds_nothing_of_the_case(as_: As) -> None:
    pages = {as_(role).get("/hand-over/").content for role in ("mediator", "other")}
    for page in pages:
        assert b"aleppo" not in page.lower()
        assert b"csrf" not in page.lower()
        assert b"mediator-1" not in page
