"""Signing in: passwords, second factors, throttles, locks, and sessions that end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.test import Client

from hudna.desk.accounts import lock, reset_password, reset_second_factor
from hudna.desk.models import Account
from tests.desk.conftest import PASSWORD, As
from tests.desk.doors import code_of, secret_on, sign_in, signed_in, without_tokens

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture(autouse=True)
def _nobody_tried_before(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def strict(settings: Any) -> None:
    """The desk as it is outside a test: with a second factor."""
    settings.SECOND_FACTOR = True


def account(role_name: str) -> Account:
    return Account.objects.get(username=role_name)


# passwords


def test_a_password_opens_the_desk_and_the_session_gets_a_new_key() -> None:
    client = Client()
    client.get("/account/login/")
    before = client.session
    before["kept"] = "by whoever prepared this browser"
    before.save()
    assert sign_in(client, "mediator") == 302
    assert client.session.session_key != before.session_key
    assert client.get("/today/").status_code == 200


def test_passwords_are_kept_with_argon2() -> None:
    assert account("mediator-1").password.startswith("argon2$argon2id$")


def test_an_unknown_office_and_a_wrong_password_are_answered_alike_and_cost_alike() -> None:
    pages, costs = [], []
    for office in ("mediator-1", "mediator-9"):
        with (
            patch.object(
                Argon2PasswordHasher, "encode", autospec=True, side_effect=Argon2PasswordHasher.encode
            ) as made,
            patch.object(Argon2PasswordHasher, "verify", autospec=True, return_value=False) as checked,
        ):
            answer = Client().post("/account/login/", {"login": office, "password": "not-the-password"})
            costs.append(made.call_count + checked.call_count)
        pages.append((answer.status_code, without_tokens(answer.content).replace(office, "OFFICE")))
    assert pages[0] == pages[1]
    assert costs == [1, 1]


def test_the_sixth_try_within_five_minutes_is_refused_in_words_even_when_it_is_right() -> None:
    client = Client()
    for _ in range(5):
        assert sign_in(client, "mediator", "not-the-password") == 200
    answer = client.post("/account/login/", {"login": "mediator-1", "password": PASSWORD})
    assert answer.status_code == 200
    assert "Too many wrong tries" in answer.content.decode()
    assert client.get("/today/").status_code == 302
    assert sign_in(Client(), "monitor") == 302  # another office is not kept out


def test_what_was_typed_stands_in_the_form_again_and_the_password_does_not() -> None:
    answer = Client().post("/account/login/", {"login": '"><script>', "password": "sesame-sesame"})
    text = answer.content.decode()
    assert "&quot;&gt;&lt;script&gt;" in text
    assert "<script>" not in re.sub(r"<script [^>]*>", "", text)
    assert "sesame-sesame" not in text


def test_a_locked_account_is_told_so_only_after_its_password() -> None:
    lock(account("monitor-1"), by="admin-1")
    right, wrong = Client(), Client()
    assert (
        right.post("/account/login/", {"login": "monitor-1", "password": PASSWORD})["Location"] == "/account/inactive/"
    )
    assert sign_in(wrong, "monitor", "not-the-password") == 200
    assert b"locked" in right.get("/account/inactive/").content
    assert right.get("/today/").status_code == 302


@pytest.mark.parametrize("path", ["signup", "email", "password/reset", "password/set", "confirm-email", "login/code"])
def test_nobody_signs_up_and_no_mail_is_asked_for(path: str) -> None:
    assert Client().get(f"/account/{path}/").status_code == 404


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(to: str) -> None:
    answer = Client().post("/account/login/", {"login": "mediator-1", "password": PASSWORD, "next": to})
    assert answer["Location"] == "/"
    answer = Client().post("/language/", {"language": "ar", "next": to})
    assert answer["Location"] == "/"


def test_a_given_password_is_replaced_before_anything_else() -> None:
    given = reset_password(account("monitor-1"), by="admin-1")
    client = Client()
    assert sign_in(client, "monitor", given) == 302
    assert client.get("/today/")["Location"] == "/account/password/"
    form = {"oldpassword": given, "password1": "a-password-of-its-own", "password2": "a-password-of-its-own"}
    assert client.post("/account/password/", form)["Location"] == "/me/"
    assert client.get("/today/").status_code == 200
    assert not account("monitor-1").given


@pytest.mark.parametrize("weak", ["short", "123456789012345", "password1234"])
def test_a_weak_password_is_refused(weak: str) -> None:
    client = signed_in("monitor")
    answer = client.post("/account/password/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
    assert answer.status_code == 200
    assert b'role="alert"' in answer.content
    assert account("monitor-1").check_password(PASSWORD)


# second factors


def set_up_app(client: Client) -> str:
    secret = secret_on(client.get("/account/2fa/totp/activate/").content)
    answer = client.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer["Location"] == "/account/2fa/recovery-codes/"
    return secret


@pytest.mark.usefixtures("strict")
def test_without_a_second_factor_every_way_leads_to_setting_one_up() -> None:
    client = signed_in("mediator")
    assert client.get("/today/")["Location"] == "/account/2fa/"
    assert client.post("/devices/make/", {"name": "x"})["Location"] == "/account/2fa/"
    part = client.get("/today/", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (200, "/account/2fa/")
    told = client.get("/api/v1/nothing/")
    assert (told.status_code, told.json()["fault"]["code"]) == (403, "account-unready")
    assert b"Set one up first" in client.get("/account/2fa/").content
    set_up_app(client)
    assert client.get("/today/").status_code == 200


@pytest.mark.usefixtures("strict")
def test_the_picture_for_the_app_is_an_image_and_no_markup() -> None:
    page = signed_in("mediator").get("/account/2fa/totp/activate/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    assert "<svg" not in page


@pytest.mark.usefixtures("strict")
def test_the_next_sign_in_asks_for_the_code_and_takes_a_recovery_code_once() -> None:
    client = signed_in("mediator")
    secret = set_up_app(client)
    recovery = re.findall(r"<li><code>(\w+)</code>", client.get("/account/2fa/recovery-codes/").content.decode())
    assert len(recovery) == 10
    cache.clear()  # the app's code was used a moment ago, and a code is good once
    fresh = Client()
    assert sign_in(fresh, "mediator") == 302
    assert fresh.get("/today/").status_code == 302
    assert b"Incorrect" in fresh.post("/account/2fa/authenticate/", {"code": "000000"}).content
    assert fresh.get("/today/").status_code == 302
    assert fresh.post("/account/2fa/authenticate/", {"code": code_of(secret)}).status_code == 302
    assert fresh.get("/today/").status_code == 200
    for expected in (302, 200):
        other = Client()
        sign_in(other, "mediator")
        assert other.post("/account/2fa/authenticate/", {"code": recovery[0]}).status_code == expected


@pytest.mark.usefixtures("strict")
def test_codes_cannot_be_guessed_for_long() -> None:
    client = signed_in("mediator")
    secret = set_up_app(client)
    cache.clear()
    fresh = Client()
    sign_in(fresh, "mediator")
    for _ in range(5):
        fresh.post("/account/2fa/authenticate/", {"code": "000000"})
    assert fresh.post("/account/2fa/authenticate/", {"code": code_of(secret)}).status_code == 200
    assert fresh.get("/today/").status_code == 302


@pytest.mark.usefixtures("strict")
def test_a_second_factor_that_was_reset_is_set_up_anew() -> None:
    client = signed_in("mediator")
    set_up_app(client)
    reset_second_factor(account("mediator-1"), by="admin-1")
    assert client.get("/today/")["Location"].startswith("/account/login/")
    assert signed_in("mediator").get("/today/")["Location"] == "/account/2fa/"


def test_changing_the_second_factor_asks_for_the_password_again(as_: As) -> None:
    client = as_("mediator")
    assert client.get("/account/2fa/totp/activate/")["Location"].startswith("/account/reauthenticate/")
    wrong = client.post("/account/reauthenticate/", {"password": "not-the-password"})
    assert wrong.status_code == 200
    right = client.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/account/2fa/totp/activate/"})
    assert right["Location"] == "/account/2fa/totp/activate/"
    assert client.get("/account/2fa/totp/activate/").status_code == 200


# the lock


def idle(client: Client) -> Client:
    session = client.session
    session["clicked"] = 1
    session.save()
    return client


def test_a_session_in_which_nobody_clicks_locks_and_its_password_opens_it(as_: As) -> None:
    client = idle(as_("mediator"))
    assert (
        client.get("/today/?at=2014-02-05T00:00")["Location"] == "/locked/?next=%2Ftoday%2F%3Fat%3D2014-02-05T00%3A00"
    )
    assert client.get("/today/").status_code == 302
    key = client.session.session_key
    assert client.post("/locked/", {"password": "not-the-password"}).status_code == 403
    opened = client.post("/locked/", {"password": PASSWORD, "next": "/today/?at=2014-02-05T00:00"})
    assert opened["Location"] == "/today/?at=2014-02-05T00:00"
    assert client.session.session_key != key
    assert client.get("/today/").status_code == 200


def test_what_was_typed_waits_for_the_lock_and_is_sent_when_it_opens(as_: As) -> None:
    client = idle(as_("monitor"))
    kept = client.post("/devices/make/", {"name": 'post "north" <b>', "scopes": ["report", "see-case"]})
    assert kept.status_code == 403
    assert not account("monitor-1").devices.exists()
    text = kept.content.decode()
    assert 'name="held-name" value="post &quot;north&quot; &lt;b&gt;"' in text
    held = [("held-name", 'post "north" <b>'), ("held-scopes", "report"), ("held-scopes", "see-case")]
    form: dict[str, Any] = {"password": PASSWORD, "next": "/devices/make/"}
    for name, value in held:
        form.setdefault(name, []).append(value)
    again = client.post("/locked/", form).content.decode()
    assert 'action="/devices/make/"' in again
    assert 'name="name" value="post &quot;north&quot; &lt;b&gt;"' in again
    assert again.count('name="scopes"') == 2
    assert PASSWORD not in again


def test_a_part_of_a_page_never_becomes_the_lock_and_polling_is_no_click(as_: As) -> None:
    client = as_("mediator")
    client.get("/today/", headers={"HX-Request": "true", "X-Hudna-Poll": "1"})
    assert "clicked" not in client.session
    client.get("/today/", headers={"HX-Request": "true"})
    assert "clicked" in client.session
    part = idle(client).get("/today/", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"], part.content) == (200, "/locked/", b"")


def test_the_lock_is_throttled_as_signing_in_is(as_: As) -> None:
    client = idle(as_("mediator"))
    client.get("/today/")
    for _ in range(5):
        client.post("/locked/", {"password": "not-the-password"})
    assert client.post("/locked/", {"password": PASSWORD}).status_code == 403
    assert client.get("/today/").status_code == 302


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_lock_leads_nowhere_else(as_: As, to: str) -> None:
    client = idle(as_("mediator"))
    client.get("/today/")
    assert client.post("/locked/", {"password": PASSWORD, "next": to})["Location"] == "/"


# sessions that end


def test_signing_out_everywhere_ends_every_other_session_and_keeps_this_one() -> None:
    here, there = signed_in("mediator"), signed_in("mediator")
    assert here.post("/me/everywhere/").status_code == 302
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302


def test_a_new_password_ends_the_other_sessions() -> None:
    here, there = signed_in("mediator"), signed_in("mediator")
    form = {"oldpassword": PASSWORD, "password1": "a-password-of-its-own", "password2": "a-password-of-its-own"}
    here.post("/account/password/", form)
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302


def test_a_locked_account_is_out_at_once(as_: As) -> None:
    client = as_("analyst")
    assert client.get("/me/").status_code == 200
    lock(account("analyst-1"), by="admin-1")
    assert client.get("/me/").status_code == 302


def test_signing_out_needs_a_click(as_: As) -> None:
    client = as_("mediator")
    assert client.get("/account/logout/").status_code == 200
    assert client.get("/me/").status_code == 200
    assert client.post("/account/logout/").status_code == 302
    assert client.get("/me/").status_code == 302


# the demonstration


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO = True


@pytest.mark.usefixtures("demo")
def test_a_demonstration_is_signed_in_at_this_machine_and_one_click_from_every_role() -> None:
    client = Client()
    assert b"mediator-1" in client.get("/today/").content
    assert client.post("/demo/", {"account": "observer-1"})["Location"] == "/today/"
    assert client.get("/me/").context["office"] == "observer-1"
    assert client.post("/demo/", {"account": "admin-1"})["Location"] == "/people/"
    assert client.get("/account/2fa/").status_code == 404
    assert client.get("/account/password/").status_code == 404


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("more", [{"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}])
def test_a_demonstration_signs_nobody_in_from_elsewhere(more: dict[str, str]) -> None:
    client = Client(**more)  # type: ignore[arg-type]
    assert client.get("/today/").status_code == 302
    assert client.post("/demo/", {"account": "admin-1"}).status_code == 404


def test_outside_a_demonstration_nobody_becomes_another(as_: As) -> None:
    assert as_("observer").post("/demo/", {"account": "mediator-1"}).status_code == 404
    assert Client().get("/today/").status_code == 302
