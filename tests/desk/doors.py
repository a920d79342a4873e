"""Ways in for the tests of signing in: a client that signs in as people do, and what an authenticator app shows."""

from __future__ import annotations

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from tests.desk.conftest import ACCOUNTS, PASSWORD


def sign_in(client: Client, role: str, password: str = PASSWORD, to: str = "") -> int:
    """Type office and password; gives the status of the answer."""
    form = {"login": ACCOUNTS.get(role, (role, ""))[0], "password": password} | ({"next": to} if to else {})
    return client.post("/account/login/", form).status_code


def signed_in(role: str) -> Client:
    """A client that signed in with its password a moment ago."""
    client = Client()
    assert sign_in(client, role) == 302
    return client


def secret_on(page: bytes) -> str:
    """The secret that a page shows for an authenticator app."""
    found = re.search(r'class="secret">([A-Z2-7]+)<', page.decode())
    assert found
    return found[1]


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def without_tokens(page: bytes) -> str:
    """A page without what differs from one form to the next."""
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"', "", page.decode())
