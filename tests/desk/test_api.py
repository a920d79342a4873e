"""The API: a device does what its token carries, sees what its owner sees, and a report sent twice is one."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from hudna.desk.models import Account, Device, FieldReport, Import
from hudna.desk.roles import Role
from hudna.desk.tokens import make_token, revoke, scopes_for
from hudna.desk.work import run_pending
from tests.cli.run import ALEPPO
from tests.desk.conftest import ACCOUNTS

API = "/api/v1"
THEN = "?at=2014-02-07T00:00"
REPORT = {
    "report": "3f6d5a3e-6f3c-4f7e-9c3b-0d4f1c2b7a11",
    "act": "force.explosive.indirect.mortar",
    "earliest": "2014-02-02T10:00:00+02:00",
    "lon": 37.1442,
    "lat": 36.2361,
    "radius_m": 500,
    "means": "heard",
    "words": "Two rounds",
}
Call = Callable[..., Any]


@pytest.fixture
def call(desk: object) -> Call:
    """Call the API by the token of an account of a role."""

    def device(role: str, method: str, path: str, scopes: tuple[str, ...] | None = None, **given: Any) -> Any:
        owner = Account.objects.get(username=ACCOUNTS[role][0])
        _, token = make_token(owner, "phone", scopes or scopes_for(Role(owner.role)), 30)
        return getattr(Client(), method)(f"{API}{path}", headers={"Authorization": f"Bearer {token}"}, **given)

    return device


def send(call: Call, role: str = "monitor", **changed: Any) -> Any:
    return call(role, "post", "/reports", data=REPORT | changed, content_type="application/json")


def test_without_a_good_token_nothing_is_told(call: Call) -> None:
    owner = Account.objects.get(username="monitor-1")
    device, token = make_token(owner, "phone", ["see-case"], 1)
    assert Client().get(f"{API}/status").status_code == 401
    good = {"Authorization": f"Bearer {token}"}
    assert Client().get(f"{API}/me", headers=good).json()["scopes"] == ["see-case"]
    Device.objects.filter(pk=device.pk).update(expires=timezone.now() - timedelta(seconds=1))
    expired = Client().get(f"{API}/me", headers=good)
    Device.objects.filter(pk=device.pk).update(expires=timezone.now() + timedelta(days=1))
    revoke(Device.objects.get(pk=device.pk))
    revoked = Client().get(f"{API}/me", headers=good)
    unknown = Client().get(f"{API}/me", headers={"Authorization": "Bearer hudna_nothing"})
    assert {answer.status_code for answer in (expired, revoked, unknown)} == {401}
    assert len({answer.content for answer in (expired, revoked, unknown)}) == 1


def test_a_token_carries_no_more_than_its_scopes(call: Call) -> None:
    answer = call("monitor", "get", f"/status{THEN}", scopes=("report",))
    assert (answer.status_code, answer.json()["fault"]["code"]) == (403, "role-unfit")


def test_status_is_what_the_owner_sees(call: Call) -> None:
    def bound(role: str) -> set[str]:
        (plan,) = call(role, "get", f"/status{THEN}").json()["plans"]
        return set(plan["bound"])

    assert {"syrian-government", "aleppo-opposition-forces"} <= bound("mediator")
    hidden = call("other", "get", "/journal?size=1000").json()
    whole = call("mediator", "get", "/journal?size=1000").json()
    assert hidden["count"] + hidden["hidden"] == whole["count"]
    assert hidden["hidden"] > 0
    assert "lists of prisoners are exchanged" in json.dumps(whole)
    assert "lists of prisoners are exchanged" not in json.dumps(hidden)


def test_the_same_report_twice_is_one(call: Call) -> None:
    assert send(call).status_code == 201
    again = send(call)
    assert (again.status_code, again.json()["new"]) == (200, False)
    other = send(call, words="Three rounds")
    assert (other.status_code, other.json()["fault"]["code"]) == (409, "report-taken")
    assert FieldReport.objects.count() == 1
    assert FieldReport.objects.get().body["words"] == "Two rounds"


def test_a_name_in_a_report_goes_onto_a_slip(call: Call) -> None:
    words = "Told by [[An Invented Witness]]"
    assert send(call, words=words).status_code == 201
    assert "Invented" not in json.dumps(FieldReport.objects.get().body)
    assert "[[slip:" in FieldReport.objects.get().body["words"]
    assert send(call, words=words).status_code == 200


def test_reports_become_a_feed_of_their_compartment(call: Call) -> None:
    send(call)
    send(call, "liaison", report="of-the-government-1")
    run_pending()
    assert {(one.compartment, one.rows) for one in Import.objects.all()} == {("mission", 1), ("syrian-government", 1)}
    send(call, report="another-report-2")
    run_pending()
    assert sorted(Import.objects.values_list("rows", flat=True)) == [1, 2]
    seen = {role: call(role, "get", "/incidents").json()["count"] for role in ("mediator", "liaison", "other")}
    assert seen == {"mediator": 3, "liaison": 1, "other": 0}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"lat": None}, "longitude and a latitude"),
        ({"lon": None, "lat": None}, "says where"),
        ({"lat": 91}, "lat"),
        ({"act": "Mortar!"}, "act"),
        ({"earliest": "yesterday"}, "yesterday"),
        ({"earliest": "2999-01-01T00:00:00Z"}, "future"),
        ({"latest": "2014-02-01"}, "not after"),
        ({"report": "x"}, "report"),
        ({"means": "dreamt"}, "means"),
        ({"deaths_low": 3, "deaths_high": 1}, "At least"),
        ({"colour": "red"}, "colour"),
        ({"words": "x" * 5000}, "words"),
        ({"zone": "Nowhere/City", "earliest": "2014-02-02"}, "Nowhere"),
    ],
)
def test_a_report_that_cannot_be_is_refused_by_its_field(call: Call, changed: dict[str, Any], says: str) -> None:
    answer = send(call, **changed)
    assert answer.status_code == 422
    assert says in answer.json()["fault"]["what"]
    assert FieldReport.objects.count() == 0


def test_submissions_of_the_form_are_taken_in_once_each(call: Call) -> None:
    rows = "KEY,act,earliest,point-Latitude,point-Longitude,radius_m,means\n" + "".join(
        f"uuid:0000000{n},force.fire,2014-02-02T10:00:00+02:00,{lat},37.1,100,saw\n" for n, lat in ((1, 36.2), (2, 95))
    )
    first = call("monitor", "post", "/submissions", data={"file": io.BytesIO(rows.encode())}).json()
    assert (first["new"], first["known"], [one["number"] for one in first["refused"]]) == (1, 0, [2])
    second = call("monitor", "post", "/submissions", data={"file": io.BytesIO(rows.encode())}).json()
    assert (second["new"], second["known"]) == (0, 1)


def test_a_feed_is_brought_in_and_its_progress_told(call: Call) -> None:
    with (ALEPPO / "exercise.csv").open("rb") as file:
        answer = call("monitor", "post", "/imports", data={"file": file})
    assert answer.status_code == 202
    key = answer.json()["import"]
    assert answer.json()["job"]["state"] == "queued"
    run_pending()
    told = call("monitor", "get", f"/imports/{key}").json()
    assert (told["job"]["state"], told["rows"], told["rejected"]) == ("done", 34, 4)
    assert call("other", "get", f"/imports/{key}").status_code == 404
    rejects = call("monitor", "get", f"/imports/{key}/rejects.csv").content.decode("utf-8-sig").splitlines()
    assert len(rejects) == 5
    listed = call("analyst", "get", "/incidents?verdict=breach&size=5").json()
    assert {row["verdict"] for row in listed["incidents"]} == {"breach"}
    one = call("analyst", "get", f"/incidents/{listed['incidents'][0]['key']}").json()
    assert one["findings"][0]["incident_id"] == one["incident"]["incident_id"]
    assert call("other", "get", f"/incidents/{listed['incidents'][0]['key']}").status_code == 404
    found = call("analyst", "get", "/findings?verdict=breach").json()["findings"]
    assert found
    csv = b"".join(call("analyst", "get", "/incidents.csv").streaming_content)
    assert csv.startswith("\ufeff".encode())
    assert csv.count(b"\n") == 35
    features = json.loads(b"".join(call("analyst", "get", "/incidents.geojson").streaming_content))["features"]
    assert len(features) == 34


def test_a_liaison_brings_feeds_into_its_own_compartment_alone(call: Call) -> None:
    for compartment in ("mission", "common", "aleppo-opposition-forces"):
        data = {"file": io.BytesIO(b"incident_id,earliest,act\n"), "compartment": compartment}
        assert call("liaison", "post", "/imports", data=data).json()["fault"]["code"] == "compartment-unfit"


def test_the_form_is_that_of_the_version_that_the_owner_sees(call: Call) -> None:
    answer = call("monitor", "get", "/form.xlsx?version=1")
    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")
    assert call("monitor", "get", "/form.xlsx?version=9").status_code == 404


def test_cases_ledgers_and_heads_are_told(call: Call) -> None:
    docket = call("monitor", "get", f"/cases{THEN}").json()
    assert docket["received"] == 1
    assert call("monitor", "get", f"/cases/A-1{THEN}").json()["case"] == "A-1"
    assert call("monitor", "get", f"/cases/B-9{THEN}").status_code == 404
    assert call("monitor", "get", f"/ledgers{THEN}").json()["counts"]
    assert call("monitor", "get", "/journal/heads").status_code == 200


def test_the_description_is_open_and_names_every_answer(desk: object) -> None:
    told = Client().get(f"{API}/openapi.json").json()
    assert told["openapi"].startswith("3.")
    assert {"/api/v1/reports", "/api/v1/incidents", "/api/v1/form.xlsx"} <= set(told["paths"])
