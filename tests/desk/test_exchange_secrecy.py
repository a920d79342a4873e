"""A side's liaison tries everything, and never meets a name of the other side's lists.

Pages, exports, the API, searches, errors, log lines, entries of the journal and their proofs, the list for a phone; and
what the desk does for a name that stands on the other side's list it does for one that stands nowhere, call by call.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import logging
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http.response import HttpResponseBase
from django.test import Client

from hudna.desk.exchange_names import close_names
from hudna.desk.logs import Lines
from hudna.desk.models import Account
from hudna.desk.record import open_record
from hudna.desk.roles import Role
from hudna.desk.tokens import make_token, scopes_for
from hudna.journal import SlipRead, SlipWritten
from tests.cli.run import ALEPPO
from tests.desk.conftest import As
from tests.desk.exchange_flow import GOV, LISTS, NAME, OPP, Sides, post, whole
from tests.desk.routes import SAMPLES, routes

NOWHERE = "زبيدة قسطنطين الهربذي"
"""A name that stands on no list."""
PART = re.compile(r"<(?:(\w+):)?(\w+)>")
WORDS = ("q", "text", "name", "find", "person", "party", "purpose", "words", "why", "to", "exchange", "by", "kind")
"""Fields in which somebody could look for a name."""


def names_in(side: str, kind: str) -> set[str]:
    """The names of a list, as its file has them."""
    text = (ALEPPO / "lists" / LISTS[side, kind]).read_text(encoding="utf-8-sig")
    return {" ".join(row[1].split()) for row in list(csv.reader(io.StringIO(text)))[1:]}


OWN = names_in(GOV, "wanted") | names_in(GOV, "held")
OTHERS = (names_in(OPP, "wanted") | names_in(OPP, "held")) - OWN


@pytest.fixture(autouse=True)
def _no_names_open() -> Iterator[None]:
    close_names()
    yield
    close_names()


@pytest.fixture
def heard() -> Iterator[io.StringIO]:
    """Everything that is logged while a test runs, as the desk writes it, from INFO on."""
    out = io.StringIO()
    ear = logging.StreamHandler(out)
    ear.setFormatter(Lines())
    loggers = [logging.getLogger(name) for name in ("", "hudna.desk", "django", "allauth", "django.request")]
    before = [one.level for one in loggers]
    for one in loggers:
        one.addHandler(ear)
        one.setLevel(logging.INFO)
    yield out
    for one, level in zip(loggers, before, strict=True):
        one.removeHandler(ear)
        one.setLevel(level)


@pytest.fixture
def under_way(desk: Path, as_: As) -> Sides:
    """An exchange in full course: agreed to, one hand-over begun and ticked, answers passed on, questions asked."""
    who = whole(desk, as_)
    at = f"/exchange/{NAME}"
    post(who.neutral, f"{at}/hand-overs/1/begin/", {})
    tick(who.neutral, "mediator-1", "a" * 32, absent=1)
    tick(who.of[OPP], "liaison-opp", "b" * 32)
    post(who.neutral, f"{at}/lists/pass-on/", {"to": GOV})
    for side in (GOV, OPP):
        post(who.neutral, f"{at}/lists/ask/", {"to": side, "words": "Who is in the second row?"})
    post(who.of[OPP], f"{at}/persons/names/", {"purpose": "call our people"})
    return who


def tick(client: Client, office: str, device: str, absent: int = 0) -> None:
    """Tick everybody of the first hand-over, some of them as absent."""
    told = {"exchange": NAME, "hand_over": 1}
    people = client.post("/hand-over/list/", json.dumps(told), content_type="application/json").json()["people"]
    now = datetime.now(UTC).isoformat()
    ticks = [
        {"tick": n, "hand_over": 1, "person": one["person"], "what": "absent" if n <= absent else one["tap"], "at": now}
        for n, one in enumerate(people, 1)
    ]
    sent = {**told, "office": office, "device": device, "now": now, "ticks": ticks}
    answer = client.post("/hand-over/ticks/", json.dumps(sent), content_type="application/json")
    assert len(answer.json()["done"]) == len(people), answer.content


def whole_of(answer: HttpResponseBase) -> str:
    """All that an answer says, its headers among it."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined, arg-type]
    return f"{dict(answer.items())}\n{body.decode('utf-8', 'replace')}"  # type: ignore[attr-defined]


def met(text: str) -> set[str]:
    """Names of the other side's lists that stand in a text."""
    return {name for name in OTHERS if name in text}


def values(case_of: Path) -> dict[str, list[str]]:
    """What stands in addresses, of what there truly is: everything that a side could guess."""
    del case_of
    with open_record() as case:
        entries = case.entries()
        state = case.state()
    file = state.exchanges[NAME]
    return {
        "exchange": [NAME, "nothing"],
        "person": [*sorted(file.people)[::9], "p-999999"],
        "number": ["1", "2", "99"],
        "log": list(dict.fromkeys(entry.log for entry in entries)),
        "seq": [str(n) for n in range(0, len(entries), max(1, len(entries) // 40))],
        "slip": [entry.event.slip for entry in entries if isinstance(entry.event, SlipWritten)][:12],
        "plan": ["exchange", "aleppo-2014"],
        "version": ["1"],
        "key": ["4f53cda18c2baa0c", "nothing"],
    }


def addresses(known: dict[str, list[str]]) -> Iterator[str]:
    """Every route with everything that could stand in it."""
    for one in routes():
        parts = PART.findall(one.route)
        chosen = [known.get(name, []) if kind not in ("uuid",) else [] for kind, name in parts]
        options = [some or [SAMPLES[kind or "str"]] for some, (kind, _name) in zip(chosen, parts, strict=True)]
        for combination in itertools.islice(itertools.product(*options), 300):
            filled = iter(combination)
            yield "/" + PART.sub(lambda _part: next(filled), one.route)  # noqa: B023


def test_the_lists_of_the_exercise_share_few_names() -> None:
    assert len(OTHERS) > 60
    assert len(OWN) > 60


def test_no_page_export_search_or_error_shows_a_name_of_the_others(
    under_way: Sides, desk: Path, heard: io.StringIO
) -> None:
    client, known = under_way.of[GOV], values(desk)
    client.raise_request_exception = False
    post(client, f"/exchange/{NAME}/persons/names/", {"purpose": "find our people"})
    tried, shown = Counter[int](), set[str]()
    for address in addresses(known):
        if address.startswith("/account/logout"):
            continue
        for answer in (client.get(address), client.post(address, {"purpose": "see", "why": "x", "to": GOV})):
            text = whole_of(answer)
            tried[answer.status_code] += 1
            assert met(text) == set(), address
            shown |= {name for name in OWN if name in text}
    assert tried[200] > 150
    assert tried[404] > 100
    assert tried[500] == 0
    assert len(shown) > 10  # the search does see names: those that this side handed in itself
    assert met(heard.getvalue()) == set()
    assert not any(name in heard.getvalue() for name in OWN)


def test_a_name_of_the_others_is_answered_as_one_that_stands_nowhere(under_way: Sides, heard: io.StringIO) -> None:
    """Whatever field it is typed into: the same status, the same words, but for what was typed."""
    client = under_way.of[GOV]
    post(client, f"/exchange/{NAME}/persons/names/", {"purpose": "find our people"})
    theirs, at = min(OTHERS), f"/exchange/{NAME}"
    nowhere = theirs[::-1]  # as long, so that even lengths can be compared
    assert nowhere not in OTHERS | OWN
    client.get(f"{at}/persons/")  # which shows once what was recorded
    of_exchange = ("/exchange/", f"{at}/", f"{at}/persons/", f"{at}/lists/", f"{at}/hand-overs/1/")
    pages = (*of_exchange, "/today/", "/incidents/", "/findings/", "/cases/", "/journal/", "/ledgers/", "/agreement/")
    for page, word in itertools.product(pages, WORDS):
        one, other = (plain(client.get(page, {word: typed}), typed) for typed in (theirs, nowhere))
        assert one == other, (page, word)
    assert met(heard.getvalue()) == set()


def plain(answer: HttpResponseBase, typed: str) -> tuple[int, str]:
    """An answer without what was typed, in any of the ways in which it can be written, and without tokens."""
    from urllib.parse import quote, quote_plus

    answer.headers.pop("Content-Security-Policy", None)  # whose directives come in any order
    text = whole_of(answer)
    for written in (typed, quote(typed), quote_plus(typed), json.dumps(typed)[1:-1]):
        text = text.replace(written, "…")
    text = re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"', "", text)
    return answer.status_code, re.sub(
        r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?|csrftoken=\w+|max-age=\d+", "", text
    )


def test_the_desk_does_the_same_work_for_a_name_of_the_others_as_for_none(under_way: Sides) -> None:
    """Time tells what work tells: the very same calls are made, so that no clock can tell the two apart."""
    client = under_way.of[GOV]
    post(client, f"/exchange/{NAME}/persons/names/", {"purpose": "find our people"})
    address = f"/exchange/{NAME}/persons/"
    theirs = [name for name in sorted(OTHERS) if len(name.split()) == len(NOWHERE.split())][:4]
    for typed in (*theirs, NOWHERE):
        client.get(address, {"q": typed})  # everything that is read once is read
    none = work_for(client, address, NOWHERE)
    for typed in theirs:
        assert work_for(client, address, typed) == none, typed
    own = next(name for name in sorted(OWN) if len(name.split()) == len(NOWHERE.split()))
    assert work_for(client, address, own) != none  # the measure can tell a hit from a miss


def work_for(client: Client, address: str, typed: str) -> Counter[str]:
    """Which functions of Hudna are called, and how often, to answer a search."""
    calls: Counter[str] = Counter()

    def count(frame: Any, event: str, _arg: object) -> None:
        if event == "call" and "hudna" in frame.f_code.co_filename:
            calls[f"{frame.f_code.co_filename}:{frame.f_code.co_qualname}"] += 1

    sys.setprofile(count)
    try:
        client.get(address, {"q": typed})
    finally:
        sys.setprofile(None)
    return calls


def test_a_person_of_whom_a_side_was_told_nothing_is_as_one_that_there_is_not(under_way: Sides) -> None:
    client = under_way.of[GOV]
    with open_record() as case:
        people = set(case.state().exchanges[NAME].people)
    known = {name for name in people if client.get(f"/exchange/{NAME}/persons/{name}/").status_code == 200}
    hidden = sorted(people - known)
    assert known
    assert hidden  # whom the other side alone speaks of
    nobody = plain(client.get(f"/exchange/{NAME}/persons/p-999999/"), "p-999999")
    for name in hidden:
        assert plain(client.get(f"/exchange/{NAME}/persons/{name}/"), name) == nobody
        assert client.post(f"/exchange/{NAME}/persons/{name}/state/", {"status": "unknown"}).status_code == 404


def test_a_side_opens_its_own_lists_and_no_other(under_way: Sides, desk: Path) -> None:
    client = under_way.of[GOV]
    before = len(looks())
    post(client, f"/exchange/{NAME}/persons/names/", {"purpose": "find our people"})
    told = {"exchange": NAME, "hand_over": 1, "names": True, "purpose": "call them from the bus"}
    close_names()
    answer = client.post("/hand-over/list/", json.dumps(told), content_type="application/json")
    names = {one["name"] for one in answer.json()["people"] if "name" in one}
    assert names
    assert names <= OWN
    with open_record() as case:
        versions = case.state().exchanges[NAME].lists
    own = {
        one.opened.on_slip[7:-2] for (side, _), some in versions.items() if side == GOV for one in some if one.opened
    }
    opened = looks()[before:]
    assert {by for by, _purpose, _slips in opened} == {"liaison-gov"}
    assert {purpose for _by, purpose, _slips in opened} == {"find our people", "call them from the bus"}
    assert {slip for _by, _purpose, slips in opened for slip in slips} == own


def looks() -> list[tuple[str, str, tuple[str, ...]]]:
    """Every look at slips that is on record: by whom, what for, at which."""
    with open_record() as case:
        return [
            (entry.by, entry.event.purpose, tuple(entry.event.slips))
            for entry in case.entries()
            if isinstance(entry.event, SlipRead)
        ]


def test_without_a_purpose_no_name_is_shown_to_anybody(under_way: Sides) -> None:
    for client in (under_way.neutral, under_way.of[GOV]):
        text = whole_of(client.get(f"/exchange/{NAME}/persons/"))
        assert met(text) == set()
        assert not any(name in text for name in OWN)
        assert client.post(f"/exchange/{NAME}/persons/names/", {"purpose": ""}).status_code in (200, 422)
        told = {"exchange": NAME, "hand_over": 1, "names": True, "purpose": ""}
        answer = client.post("/hand-over/list/", json.dumps(told), content_type="application/json")
        assert answer.status_code == 422


def test_no_call_of_the_api_shows_a_name_of_the_others(under_way: Sides, desk: Path, heard: io.StringIO) -> None:
    account = Account.objects.get(username="liaison-gov")
    _device, token = make_token(account, "all", scopes_for(Role.LIAISON), 30)
    client = Client(headers={"Authorization": f"Bearer {token}"})
    known = values(desk)
    tried = 0
    for path in client.get("/api/v1/openapi.json").json()["paths"]:
        names = re.findall(r"{(\w+)}", path)
        options = [known.get(name, ["nothing"]) for name in names]
        for combination in itertools.islice(itertools.product(*options), 60):
            filled = iter(combination)
            address = re.sub(r"{\w+}", lambda _part: next(filled), path)  # noqa: B023
            for answer in (client.get(address, {"size": 1000, "q": min(OTHERS)}), client.post(address, {})):
                assert met(whole_of(answer).replace(min(OTHERS), "")) == set(), address
                tried += 1
    assert tried > 20
    assert met(heard.getvalue()) == set()


def test_names_lie_on_slips_and_in_no_file_of_the_desk(under_way: Sides) -> None:
    everybody = [name.encode() for name in OTHERS | OWN]
    for path in settings.PLACE.folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not any(name in data for name in everybody), path
