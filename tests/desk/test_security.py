"""What every answer carries and refuses: headers, cookies, forgery, hosts, methods, markup, faults, and the log."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings as desk_settings
from django.core.cache import cache
from django.test import Client

from hudna.desk.logs import Lines
from tests.desk.conftest import PASSWORD, As
from tests.desk.doors import sign_in, signed_in
from tests.desk.routes import routes

pytestmark = pytest.mark.usefixtures("desk")
OURS = '"><script>alert(1)</script>'
PAGES = (
    "/account/login/",
    "/today/",
    "/me/",
    "/devices/",
    "/nothing/",
    "/locked/",
    "/account/2fa/",
    "/account/password/",
)


@pytest.fixture(autouse=True)
def _nobody_tried_before(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


# headers


@pytest.mark.parametrize("path", PAGES)
def test_every_page_carries_the_headers_that_close_it(as_: As, path: str) -> None:
    answer = as_("mediator").get(path) if path != "/account/login/" else Client().get(path)
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert "Server" not in answer.headers
    assert "X-Powered-By" not in answer.headers


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_script_or_style_in_its_markup(as_: As, path: str) -> None:
    text = (as_("mediator").get(path) if path != "/account/login/" else Client().get(path)).content.decode()
    assert re.findall(r"<script(?![^>]*(?: src=|application/json))", text) == []
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:", text) == []
    assert re.findall(r'(?:src|href)="(?:https?:)?//', text) == []


def test_every_route_that_answers_a_page_carries_the_policy(as_: As) -> None:
    client = as_("mediator")
    bare = [one.route for one in routes() if "Content-Security-Policy" not in client.get(one.address).headers]
    assert bare == []


# cookies and forgery


def test_cookies_are_for_this_site_alone_and_out_of_reach_of_scripts() -> None:
    client = signed_in("mediator")
    client.post("/language/", {"language": "ar"})
    assert {"sessionid", "csrftoken"} <= set(client.cookies)
    for cookie in client.cookies.values():
        assert cookie["samesite"] == "Strict", cookie.key
        assert cookie["httponly"], cookie.key
    assert client.cookies["sessionid"]["max-age"] == ""  # gone with the browser


def test_behind_tls_cookies_go_over_tls_alone() -> None:
    import os
    import subprocess
    import sys

    words = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS")
    asked = f"from django.conf import settings as s; print({', '.join('s.' + word for word in words)})"
    done = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "HUDNA_DESK_HTTPS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True", "True", "31536000"]


def test_no_form_is_taken_from_elsewhere() -> None:
    """Every route, asked to write without the token of a form of ours: nobody gets further than the refusal."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(signed_in_account())
    taken = []
    for one in routes():
        answer = strict.post(one.address, {"name": "x"})
        if answer.status_code not in (403, 404, 405) and not one.route.startswith("api/"):
            taken.append((one.route, answer.status_code))
    assert taken == []


def signed_in_account() -> Any:
    from hudna.desk.models import Account

    return Account.objects.get(username="mediator-1")


def test_a_form_of_another_site_is_refused_though_its_token_is_right() -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/account/login/")
    form = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value, "login": "mediator-1", "password": PASSWORD}
    assert client.post("/account/login/", form, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post("/account/login/", form, headers={"Origin": "http://testserver"}).status_code == 302


# hosts and methods


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "a b", "localhost@evil"]
)
def test_another_host_is_not_answered(host: str) -> None:
    with patch.object(desk_settings, "ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"]):
        answer = Client(headers={"host": host}).get("/account/login/")
    assert answer.status_code == 400
    assert host not in answer.content.decode()


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/me/", "/devices/", "/people/", "/language/", "/me/everywhere/", "/locked/"])
def test_other_methods_do_nothing(as_: As, path: str, method: str) -> None:
    answer = as_("administrator").generic(method, path)
    assert answer.status_code in (403, 405)


# markup and faults


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/people/make/", {"office": OURS, "role": OURS, "party": OURS}),
        ("/devices/make/", {"name": OURS, "scopes": OURS, "days": OURS}),
        ("/account/login/", {"login": OURS, "password": OURS, "next": OURS}),
        ("/account/password/", {"oldpassword": OURS, "password1": OURS, "password2": OURS}),
        ("/account/reauthenticate/", {"password": OURS, "next": OURS}),
        ("/locked/", {"password": OURS, "next": OURS, "held-" + OURS: OURS}),
        ("/language/", {"language": OURS, "next": OURS}),
        ("/account/2fa/webauthn/add/", {"name": OURS, "credential": OURS}),
        ("/account/2fa/webauthn/login/", {"credential": OURS}),
        ("/account/2fa/totp/activate/", {"code": OURS}),
        ("/demo/", {"account": OURS}),
    ],
)
def test_markup_that_was_typed_is_shown_as_text(path: str, form: dict[str, str]) -> None:
    client = Client() if path in ("/account/login/", "/account/2fa/webauthn/login/") else signed_in("administrator")
    answer = client.post(path, form, follow=True)
    assert answer.status_code < 500
    assert OURS not in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


def test_a_name_of_a_device_with_markup_is_kept_and_shown_as_text() -> None:
    client = signed_in("monitor")
    client.post("/devices/make/", {"name": OURS, "scopes": ["report"], "days": "7"})
    text = client.get("/devices/").content.decode()
    assert "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert OURS not in text


def test_what_was_not_foreseen_is_told_without_its_innards(as_: As) -> None:
    client = as_("mediator")
    client.raise_request_exception = False
    with patch("hudna.desk.pages.account.is_mfa_enabled", side_effect=RuntimeError("sesame in the innards")):
        answer = client.get("/me/")
    text = answer.content.decode()
    assert answer.status_code == 500
    assert "Something unforeseen happened" in text
    for innards in ("sesame", "Traceback", "RuntimeError", "django", "account.py"):
        assert innards not in text


@pytest.mark.parametrize(
    "path",
    [
        "/today/%00",
        "/today/%ff",
        "/..%2f..%2fetc/passwd",
        "/static/../settings.py",
        "/static/%2e%2e/%2e%2e/settings.py",
    ],
)
def test_strange_addresses_find_nothing(as_: As, path: str) -> None:
    assert as_("mediator").get(path).status_code in (400, 404)


@pytest.mark.parametrize("body", [b"\xff\xfe=\xff", b"a" * 100, b"=" * 9000, b"&".join(b"a=1" for _ in range(6000))])
def test_strange_forms_are_no_fault_of_ours(body: bytes) -> None:
    answer = signed_in("monitor").post("/devices/make/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (400, 413, 422)


def test_a_form_that_is_too_large_is_refused_in_words() -> None:
    answer = signed_in("monitor").post("/devices/make/", {"name": "x" * (3 << 20)})
    assert answer.status_code == 413
    assert b"too-much" in answer.content


# the log


def test_the_log_holds_no_password_no_token_no_code_and_nothing_that_was_typed(settings: Any) -> None:
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    handler.setFormatter(Lines())
    listened = [logging.getLogger(name) for name in ("hudna.desk", "django", "allauth", "gunicorn.error", "")]
    for logger in listened:
        logger.addHandler(handler)
    try:
        typed = "sesame-sesame-sesame"
        client = signed_in("monitor")
        client.get("/today/", {"at": typed})
        client.get(f"/{typed}/")
        sign_in(Client(), typed, typed)
        sign_in(Client(), "monitor", typed)
        made = client.post("/devices/make/", {"name": typed, "scopes": ["report"], "days": "7"}).content.decode()
        token = re.search(r"hudna_[\w-]{43}", made)
        assert token
        client.raise_request_exception = False
        with patch("hudna.desk.pages.account.is_mfa_enabled", side_effect=RuntimeError(typed)):
            client.get("/me/", {"q": typed})
        logging.getLogger("django.request").error("Broken: %s", f"/{typed}")
        logging.getLogger("gunicorn.error").error("Error handling request %s", f"/?q={typed}")
        logging.getLogger("some.library").error(f"cannot read {typed}")
    finally:
        for logger in listened:
            logger.removeHandler(handler)
    told = heard.getvalue()
    for secret in (typed, PASSWORD, token[0], client.cookies["sessionid"].value):
        assert secret not in told
    lines = [json.loads(line) for line in told.splitlines()]
    assert {"hudna.desk.access", "hudna.desk.accounts", "hudna.desk", "django.request", "some.library"} <= {
        line["from"] for line in lines
    }
    assert any(line.get("error") == "RuntimeError" and ".py:" in line["where"] for line in lines)


def test_a_line_tells_who_came_for_what(as_: As, caplog: pytest.LogCaptureFixture) -> None:
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    handler.setFormatter(Lines())
    logger = logging.getLogger("hudna.desk.access")
    logger.addHandler(handler)
    try:
        as_("monitor").get("/today/")
        as_("monitor").get("/health/")
    finally:
        logger.removeHandler(handler)
    (line,) = [json.loads(line) for line in heard.getvalue().splitlines()]
    told = {word: line[word] for word in ("actor", "role", "action", "method", "route", "status")}
    assert told == {
        "actor": "monitor-1", "role": "monitor", "action": "see-case", "method": "GET", "route": "today/", "status": 200
    }  # fmt: skip
    assert line["purpose"]
