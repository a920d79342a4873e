"""Every route of the desk, asked by every role and by nobody in particular, against one table in the repository.

``rights.csv`` says what each is answered. After a change to the pages::

    HUDNA_WRITE_RIGHTS=1 python -m pytest tests/desk/test_rights.py

writes it anew; what changed in it is then read line by line before it is committed.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from django.test import Client

from hudna.desk.models import Account
from hudna.desk.roles import Role, carries
from tests.desk.conftest import ACCOUNTS, As
from tests.desk.routes import Route, routes, told

TABLE = Path(__file__).with_name("rights.csv")
METHODS = ("GET", "POST")
NOBODY = "anonymous"
WHO = (NOBODY, *(role for role in ACCOUNTS if role != "other"))
HEAD = ("route", "method", *WHO)


def read() -> dict[tuple[str, str], dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(row["route"], row["method"]): {who: row[who] for who in WHO} for row in csv.DictReader(file)}


def ask(one: Route, method: str, who: str) -> str:
    """What somebody is answered who comes with a fresh session and an empty form."""
    client = Client()
    if who != NOBODY:
        client.force_login(Account.objects.get(username=ACCOUNTS[who][0]))
    return told(client.get(one.address) if method == "GET" else client.post(one.address))


def found() -> dict[tuple[str, str], dict[str, str]]:
    return {(one.route, method): {who: ask(one, method, who) for who in WHO} for one in routes() for method in METHODS}


def write(table: dict[tuple[str, str], dict[str, str]]) -> None:
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(HEAD)
        out.writerows((*key, *answers.values()) for key, answers in table.items())


@pytest.mark.usefixtures("desk")
def test_every_route_answers_every_role_as_the_table_says() -> None:
    answers = found()
    if os.environ.get("HUDNA_WRITE_RIGHTS"):
        write(answers)
    table = read()
    missing = [",".join((*key, *row.values())) for key, row in answers.items() if key not in table]
    assert not missing, "add to rights.csv, when they are as they should be:\n" + "\n".join(missing)
    assert not set(table) - set(answers), "routes that are no longer there"
    differ = [
        f"{key}: {who} is answered {row[who]}, not {table[key][who]}"
        for key, row in answers.items()
        for who in WHO
        if row[who] != table[key][who]
    ]
    assert not differ, "\n".join(differ)


def test_nobody_in_particular_is_let_in_nowhere_but_at_the_door() -> None:
    open_to_all = {route for (route, _), row in read().items() if row[NOBODY] not in ("in", "404", "401", "403", "405")}
    assert open_to_all == OPEN


OPEN = {
    "account/inactive/",
    "account/login/",
    "account/logout/",
    "api/v1/openapi.json",  # how to ask; who asks needs a token
    "favicon.ico",
    "health/",
    "language/",
}
"""Routes that ask nobody who they are. Whoever adds one says here why."""


def test_an_administrator_sees_no_content() -> None:
    """Everything an administrator is answered is about accounts, or a refusal."""
    own = ("account/", "me/", "devices/", "people/", "locked/", *OPEN)
    seen = {route for (route, _), row in read().items() if row["administrator"] not in ("401", "403", "404", "405")}
    assert [route for route in sorted(seen - {""}) if not route.startswith(own)] == []


def test_an_observer_writes_nothing_but_what_is_their_own() -> None:
    """A page that only shows answers a form as it answers a visit."""
    own, table = ("account/", "me/", "devices/", "locked/", *OPEN), read()
    shown = {"401", "403", "404", "405"}
    written = {
        route
        for (route, method), row in table.items()
        if method == "POST" and row["observer"] not in shown | {table[route, "GET"]["observer"]}
    }
    assert [route for route in sorted(written) if not route.startswith(own)] == []


@pytest.mark.parametrize("role", list(Role))
def test_a_role_that_is_let_in_carries_the_action_of_the_page(as_: As, role: Role) -> None:
    """The table of actions and the table of routes say the same: a page that a role may not open answers 403."""
    from django.urls import resolve

    table = read()
    for one in routes():
        view = resolve(one.address).func
        action = getattr(view, "action", None)
        if action is not None and not carries(role, action):
            for method in METHODS:
                assert table[one.route, method][role] in ("403", "405"), (one.route, method)


def test_an_address_with_a_thing_that_there_is_not_is_tried_for_each_kind() -> None:
    assert any("999999" in one.address for one in routes())


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("role", [role for role in ACCOUNTS if role != "other"])
def test_what_is_not_there_and_what_is_not_for_one_are_told_alike(as_: As, role: str) -> None:
    """A 404 tells nothing of what was asked for, and no refusal repeats it."""
    client = as_(role)
    bodies = set()
    for one in ("/nothing-of-the-kind/", "/devices/999999/revoke/"):
        answer = client.post(one)
        assert answer.status_code == 404
        bodies.add(answer.content.decode().replace(one, "").split("<main")[1].split("</main>")[0])
    assert len(bodies) == 1
