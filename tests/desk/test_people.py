"""People and rights, and devices: what an administrator makes and changes, and what the log tells of it."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hudna.desk.accounts import find_account, lock, make_account
from hudna.desk.logs import ACCOUNTS, Lines
from hudna.desk.models import Account, Device
from hudna.desk.roles import Role, actions, carries
from hudna.desk.tokens import MOST, account_of, make_token, revoke, scopes_for
from hudna.ground import Fault
from tests.desk.conftest import ACCOUNTS as OFFICES
from tests.desk.conftest import As
from tests.desk.doors import sign_in, signed_in

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the desk says meanwhile about accounts, as lines."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    handler.setFormatter(Lines())
    ACCOUNTS.addHandler(handler)
    yield heard
    ACCOUNTS.removeHandler(handler)


def said(log: io.StringIO) -> list[dict[str, str]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def pk(office: str) -> int:
    return Account.objects.get(username=office).pk


# accounts


def test_an_account_is_made_with_a_password_that_is_shown_once(log: io.StringIO) -> None:
    admin = signed_in("administrator")
    answer = admin.post("/people/make/", {"office": "monitor-2", "role": "monitor", "party": ""})
    found = re.search(r'class="once">([a-z0-9-]{23})<', answer.content.decode())
    assert found
    assert found[1] not in admin.get("/people/").content.decode()
    assert found[1] not in log.getvalue()
    assert sign_in(Client(), "monitor-2", found[1]) == 302
    told = said(log)[0]
    assert (told["actor"], told["account"], told["did"]) == ("admin-1", "monitor-2", "make")


@pytest.mark.parametrize(
    ("office", "role", "party", "code"),
    [
        ("Amal Haddad", "monitor", "", "account-unfit"),
        ("monitor-1", "monitor", "", "account-exists"),
        ("MONITOR-1", "monitor", "", "account-unfit"),
        ("liaison-3", "liaison", "", "account-unfit"),
        ("monitor-3", "monitor", "syrian-government", "account-unfit"),
        ("liaison-3", "liaison", "<script>alert(1)</script>", "account-unfit"),
        ("chief-1", "chief", "", "account-unfit"),
        ("", "monitor", "", "account-unfit"),
        ("a" * 65, "monitor", "", "account-unfit"),
    ],
)
def test_an_account_that_cannot_be_is_refused_and_what_was_typed_stays(
    office: str, role: str, party: str, code: str
) -> None:
    before = Account.objects.count()
    with pytest.raises(Fault) as fault:
        make_account(office, role, party, by="admin-1")
    assert fault.value.code == code
    answer = signed_in("administrator").post("/people/make/", {"office": office, "role": role, "party": party})
    assert answer.status_code == 422
    assert Account.objects.count() == before
    assert b"<script>alert" not in answer.content
    if party.startswith("<"):
        assert b"&lt;script&gt;" in answer.content


@pytest.mark.parametrize(
    ("act", "did"), [("lock", "lock"), ("password", "reset-password"), ("factor", "reset-second-factor")]
)
def test_an_account_is_locked_and_reset_and_its_sessions_end(as_: As, log: io.StringIO, act: str, did: str) -> None:
    monitor = as_("monitor")
    assert monitor.get("/me/").status_code == 200
    answer = signed_in("administrator").post(f"/people/{pk('monitor-1')}/{act}/")
    assert answer.status_code in (200, 302)
    assert monitor.get("/me/").status_code == 302
    assert [one["did"] for one in said(log)] == [did]


def test_unlocking_brings_an_account_back() -> None:
    lock(find_account("monitor-1"), by="admin-1")
    assert sign_in(Client(), "monitor") == 302
    admin = signed_in("administrator")
    assert b"Unlock monitor-1" in admin.get("/people/").content
    admin.post(f"/people/{pk('monitor-1')}/unlock/")
    client = signed_in("monitor")
    assert client.get("/me/").status_code == 200


def test_the_last_administrator_and_oneself_cannot_be_locked() -> None:
    admin = signed_in("administrator")
    assert admin.post(f"/people/{pk('admin-1')}/lock/").status_code == 422
    make_account("admin-2", "administrator", by="admin-1")
    assert admin.post(f"/people/{pk('admin-1')}/lock/").status_code == 422
    assert admin.post(f"/people/{pk('admin-2')}/lock/").status_code == 302
    with pytest.raises(Fault, match="only administrator"):
        lock(find_account("admin-1"), by="terminal")


def test_an_act_or_an_account_that_there_is_not_is_not_here() -> None:
    admin = signed_in("administrator")
    assert admin.post(f"/people/{pk('monitor-1')}/promote/").status_code == 404
    assert admin.post("/people/999999/lock/").status_code == 404


def test_keeping_accounts_asks_who_it_is_where_that_was_long_ago(as_: As) -> None:
    answer = as_("administrator").post("/people/make/", {"office": "monitor-2", "role": "monitor"})
    assert answer["Location"].startswith("/account/reauthenticate/")
    assert not Account.objects.filter(username="monitor-2").exists()


@pytest.mark.parametrize("role", [role for role in OFFICES if role != "administrator"])
def test_nobody_else_keeps_accounts(as_: As, role: str) -> None:
    client = as_(role)
    assert client.get("/people/").status_code == 403
    assert client.post("/people/make/", {"office": "monitor-2", "role": "administrator"}).status_code == 403
    assert client.post(f"/people/{pk('mediator-1')}/password/").status_code == 403
    assert not Account.objects.filter(username="monitor-2").exists()


def test_the_page_shows_the_whole_table_of_rights(as_: As) -> None:
    page = as_("administrator").get("/people/").context
    told = {right.action: right.carried for right in page["rights"]}
    assert told == {action: tuple(carries(role, action) for role in Role) for action in actions()}


def test_many_accounts_are_paged(as_: As) -> None:
    for number in range(60):
        Account.objects.create_user(f"monitor-x{number}", None, role="monitor")
    client = as_("administrator")
    seen = [one.office for page in (1, 2) for one in client.get("/people/", {"page": page}).context["offices"]]
    assert len(seen) == len(set(seen)) == 68
    assert client.get("/people/", {"page": "x' OR 1=1"}).status_code == 200


# devices


def test_a_device_gets_a_token_that_is_shown_once_and_kept_as_a_hash(log: io.StringIO) -> None:
    client = signed_in("monitor")
    form = {"name": "phone of the northern post", "scopes": ["report", "see-incidents"], "days": "30"}
    answer = client.post("/devices/make/", form)
    found = re.search(r'class="once">(hudna_[\w-]{43})<', answer.content.decode())
    assert found
    token = found[1]
    assert token not in client.get("/devices/").content.decode()
    assert token not in log.getvalue()
    kept = Device.objects.get()
    assert token not in json.dumps([str(value) for value in Device.objects.values_list()[0]])
    owner, scopes = account_of(token)
    assert (owner.username, scopes) == ("monitor-1", {"report", "see-incidents"})
    kept.refresh_from_db()
    assert kept.used is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"scopes": ["keep-accounts"]},
        {"scopes": ["carry-offers"]},
        {"scopes": ["read-names"]},
        {"scopes": []},
        {"scopes": ["nothing"]},
        {"days": "0"},
        {"days": "367"},
        {"days": "٣٠"},
        {"days": "9" * 40},
        {"name": " "},
        {"name": "x" * 81},
    ],
)
def test_a_device_cannot_do_more_than_its_owner_nor_for_longer_than_a_year(wrong: dict[str, object]) -> None:
    form = {"name": "phone", "scopes": ["report"], "days": "30"} | wrong
    answer = signed_in("monitor").post("/devices/make/", form)
    assert answer.status_code == 422
    assert not Device.objects.exists()


def test_a_token_opens_nothing_once_it_is_revoked_expired_or_its_owner_locked() -> None:
    monitor = find_account("monitor-1")
    tokens = []
    for _ in range(3):
        device, token = make_token(monitor, "phone", ["report"], 30)
        tokens.append((device, token))
    revoke(tokens[0][0])
    Device.objects.filter(pk=tokens[1][0].pk).update(expires=timezone.now() - timedelta(seconds=1))
    refusals = set()
    for token in (tokens[0][1], tokens[1][1], "hudna_unknown", "", "\ud800"):
        with pytest.raises(Fault) as fault:
            account_of(token)
        refusals.add(str(fault.value))
    assert len(refusals) == 1
    account_of(tokens[2][1])
    lock(monitor, by="admin-1")
    with pytest.raises(Fault):
        account_of(tokens[2][1])


def test_a_token_follows_the_role_of_its_owner() -> None:
    monitor = find_account("monitor-1")
    _, token = make_token(monitor, "phone", ["report", "rule"], 30)
    monitor.role = "analyst"
    monitor.save()
    assert account_of(token)[1] == frozenset()


def test_one_account_has_so_many_devices_and_no_more() -> None:
    monitor = find_account("monitor-1")
    for _ in range(MOST):
        make_token(monitor, "phone", ["report"], 30)
    with pytest.raises(Fault):
        make_token(monitor, "phone", ["report"], 30)


def test_the_devices_of_another_are_not_here(as_: As) -> None:
    device, _ = make_token(find_account("monitor-1"), "phone-of-the-monitor", ["report"], 30)
    other = as_("mediator")
    assert b"phone-of-the-monitor" not in other.get("/devices/").content
    assert other.post(f"/devices/{device.pk}/revoke/").status_code == 404
    device.refresh_from_db()
    assert device.revoked is None
    assert as_("monitor").post(f"/devices/{device.pk}/revoke/").status_code == 302
    device.refresh_from_db()
    assert device.revoked is not None


@pytest.mark.parametrize("role", list(Role))
def test_no_token_keeps_accounts_or_reads_names(role: Role) -> None:
    assert not {"own-account", "keep-accounts", "read-names", "approve-release"} & set(scopes_for(role))


def test_making_a_token_asks_who_it_is_where_that_was_long_ago(as_: As) -> None:
    answer = as_("monitor").post("/devices/make/", {"name": "phone", "scopes": ["report"], "days": "30"})
    assert answer["Location"].startswith("/account/reauthenticate/")


# one's own account


def test_language_and_digits_are_kept_with_the_account(as_: As) -> None:
    client = as_("monitor")
    client.post("/language/", {"language": "ar", "digits": "arab", "account": "1", "next": "/me/"})
    page = client.get("/me/")
    assert (page.context["language"], page.context["arabic_digits"]) == ("ar", True)
    assert b'dir="rtl"' in page.content
    client.post("/language/", {"language": "en", "next": "/me/"})  # the buttons at the top leave the digits alone
    assert client.get("/me/").context["arabic_digits"] is True
    client.post("/language/", {"language": "xx", "next": "/me/"})
    assert client.get("/me/").context["language"] == "en"
