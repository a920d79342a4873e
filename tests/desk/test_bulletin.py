"""The bulletin from the desk: each edition holds what its readers may see, and a liaison does not publish."""

from __future__ import annotations

import pytest

from tests.desk.conftest import As, bring_in

DAY = {"day": "2014-02-02", "known_at": "2014-02-07T12:00", "at": "2014-02-07T12:00"}


def test_one_chooses_day_edition_and_language(as_: As) -> None:
    text = as_("mediator").get("/bulletin/", {"at": "2014-02-04T12:00"}).content.decode()
    assert 'value="2014-02-03"' in text
    for edition in ("mission", "common", "syrian-government", "aleppo-opposition-forces"):
        assert f'value="{edition}"' in text


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_it_comes_as_html_and_as_pdf(as_: As, language: str) -> None:
    bring_in()
    told = as_("mediator").get("/bulletin/page.html", {**DAY, "language": language})
    assert told.status_code == 200
    assert f'lang="{language}"' in told.content.decode()
    assert "unsafe" not in told.headers["Content-Security-Policy"]
    printed = as_("mediator").get("/bulletin/page.pdf", {**DAY, "language": language})
    assert printed.content.startswith(b"%PDF-")
    again = as_("mediator").get("/bulletin/page.pdf", {**DAY, "language": language})
    assert printed.content == again.content


def test_an_edition_holds_nothing_of_another_compartment(as_: As) -> None:
    bring_in()
    day = {**DAY, "day": "2014-02-03", "at": "2014-02-05T00:00", "known_at": "2014-02-05T00:00"}
    mediator = as_("mediator")
    whole = mediator.get("/bulletin/page.html", {**day, "edition": "mission"}).content.decode()
    assert "A-1" in whole
    now = {"day": DAY["day"], "edition": "mission"}  # the feed came in today, long after what was known in 2014
    assert "EX-AL-" in mediator.get("/bulletin/page.html", now).content.decode()
    assert "EX-AL-" not in mediator.get("/bulletin/page.html", DAY | now).content.decode()
    for edition in ("common", "syrian-government"):
        part = mediator.get("/bulletin/page.html", {**day, "edition": edition}).content.decode()
        assert "A-1" not in part
        assert "EX-AL-" not in mediator.get("/bulletin/page.html", now | {"edition": edition}).content.decode()
        assert "not the whole record" in part
    own = mediator.get("/bulletin/page.html", {**day, "edition": "aleppo-opposition-forces"}).content.decode()
    assert "A-1" in own  # it complained itself


@pytest.mark.parametrize("given", [{"edition": "nobody"}, {"language": "xx"}, {"day": "2014-02-30"}])
def test_what_cannot_be_is_refused(as_: As, given: dict[str, str]) -> None:
    assert as_("mediator").get("/bulletin/page.html", DAY | given).status_code in (404, 422)


@pytest.mark.parametrize("role", ["liaison", "other", "observer", "administrator"])
def test_who_does_not_publish_cannot(as_: As, role: str) -> None:
    for page in ("", "page.html", "page.pdf"):
        assert as_(role).get(f"/bulletin/{page}", DAY).status_code == 403
