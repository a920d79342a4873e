"""The API under whatever its own description allows and forbids: never an error of the server's."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from hudna.desk.models import Account
from hudna.desk.roles import Role
from hudna.desk.tokens import make_token, scopes_for
from hudna.desk.wsgi import application
from tests.desk.conftest import ACCOUNTS

pytestmark = pytest.mark.slow
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def token(desk: object) -> str:
    """The token of a monitor's device, with all that a monitor's device may do."""
    owner = Account.objects.get(username=ACCOUNTS["monitor"][0])
    return make_token(owner, "phone", scopes_for(Role(owner.role)), 30)[1]


@schema.parametrize()
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_breaks_the_server(case: schemathesis.Case, token: str) -> None:
    answer = case.call(headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"})
    assert answer.status_code < 500, (case.as_curl_command(), answer.text[:500])
    if answer.status_code >= 400 and answer.status_code != 405:
        assert set(answer.json()["fault"]) == {"code", "what", "remedy"}
