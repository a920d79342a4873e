"""Rehearse: a version is run over what came in, in the background, and its page says what it came to and why."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from hudna.desk import rehearsals
from hudna.desk.models import Import, Job
from hudna.desk.work import run_pending
from tests.desk.conftest import As, bring_in

ASK = "/agreement/aleppo-2014/2/rehearse/"


@pytest.fixture
def feed(desk: object) -> Import:
    return bring_in()


def asked(as_: As, **given: str) -> str:
    """Ask for a rehearsal over all feeds; gives where its page is."""
    answer = as_("analyst").post(ASK, {"feed": [str(one.pk) for one in Import.objects.all()], **given})
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


def test_it_waits_then_tells_what_it_came_to(as_: As, feed: Import) -> None:
    where, client = asked(as_), as_("analyst")
    assert "waits" in client.get(where).content.decode()
    assert client.get(f"{where}report/").status_code == 404
    run_pending()
    text = client.get(where).content.decode()
    told = rehearsals.figures_of(settings.PLACE, Job.objects.get(kind="rehearse").pk)
    assert told is not None
    assert told["incidents"] == feed.rows
    assert told["caught"] + told["undecided"] == told["concerned"] > 0
    assert f"<b>{told['caught']}</b>" in text
    assert f"<b>{told['undecided']}</b>" in text
    for reason in told["blame"]:
        assert f"<code>{reason['clause']}</code>" in text
    assert sum(reason["share"] for reason in told["blame"]) == pytest.approx(1)
    assert "20 km narrower" in text
    assert len(told["zones"]) == 6


def test_what_is_rehearsed_is_the_window_asked_for(as_: As, feed: Import) -> None:
    asked(as_, start="2014-02-03T00:00", end="2014-02-05T00:00")
    asked(as_)
    run_pending()
    short, whole = (
        rehearsals.figures_of(settings.PLACE, job.pk) for job in Job.objects.filter(kind="rehearse").order_by("pk")
    )
    assert short is not None
    assert whole is not None
    assert short["start"] == "2014-02-02T22:00:00+00:00"
    assert short["concerned"] < whole["concerned"]


def test_the_whole_report_is_a_file_to_keep(as_: As, feed: Import) -> None:
    where = asked(as_)
    run_pending()
    answer = as_("monitor").get(f"{where}report/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"<!doctype html>" in b"".join(answer.streaming_content).lower()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "feeds-missing"),
        ({"feed": "00000000-0000-0000-0000-000000000000"}, "feeds-missing"),
        ({"feed": "all", "start": "soon"}, "time-unreadable"),
    ],
)
def test_what_cannot_be_rehearsed_is_refused_and_nothing_typed_is_lost(
    as_: As, feed: Import, given: dict[str, str], code: str
) -> None:
    sent = given | ({"feed": str(feed.pk)} if given.get("feed") == "all" else {})
    answer = as_("analyst").post(ASK, {"end": "2014-02-05T00:00", **sent})
    assert answer.status_code == 422
    assert code in answer.content.decode()
    assert 'value="2014-02-05T00:00"' in answer.content.decode()
    assert not Job.objects.filter(kind="rehearse")


def test_more_than_is_taken_at_once_is_refused(as_: As, feed: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsals, "MOST_ROWS", feed.rows - 1)
    answer = as_("analyst").post(ASK, {"feed": str(feed.pk)})
    assert answer.status_code == 422
    assert "rehearsal-large" in answer.content.decode()


def test_what_the_worker_refuses_is_told_in_words(as_: As, feed: Import) -> None:
    where = asked(as_)
    Job.objects.filter(kind="rehearse").update(given=Job.objects.get(kind="rehearse").given | {"area": "nowhere"})
    run_pending()
    assert "area-unknown" in as_("analyst").get(where).content.decode()


def test_a_rehearsal_is_found_under_its_own_version_alone(as_: As, feed: Import) -> None:
    where, client = asked(as_), as_("mediator")
    assert re.search(r"/aleppo-2014/2/rehearsal/\d+/$", where)
    assert client.get(where).status_code == 200
    assert client.get(where.replace("/2/", "/1/")).status_code == 404
    assert client.get(f"/agreement/aleppo-2014/2/rehearsal/{Job.objects.get(kind='import').pk}/").status_code == 404


@pytest.mark.parametrize("role", ["liaison", "other", "observer", "administrator"])
def test_who_does_not_see_every_feed_rehearses_nothing(as_: As, feed: Import, role: str) -> None:
    where = asked(as_)
    for address in (ASK, where, f"{where}report/"):
        assert as_(role).get(address).status_code == 403
