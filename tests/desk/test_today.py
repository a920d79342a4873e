"""Today, as each role sees it."""

from __future__ import annotations

import pytest

from tests.desk.conftest import As

THEN = {"at": "2014-02-05T00:00"}


def test_the_mediator_sees_who_is_bound(as_: As) -> None:
    answer = as_("mediator").get("/today/", THEN)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "syrian-government" in text
    assert "aleppo-opposition-forces" in text
    assert 'class="yes"' in text


def test_nobody_is_bound_before_anybody_knew(as_: As) -> None:
    answer = as_("mediator").get("/today/", THEN | {"known_at": "2014-01-30T18:00"})
    assert 'class="yes"' not in answer.content.decode()


def test_a_liaison_does_not_see_what_the_other_party_answered(as_: As) -> None:
    """The condition that the government attached to its acceptance lies in its own compartment."""
    assert b"Exercise" in as_("other").get("/today/", THEN).content
    assert "on conditions settled" in as_("liaison").get("/today/", THEN).content.decode()
    assert "on conditions settled" not in as_("other").get("/today/", THEN).content.decode()


def test_an_administrator_sees_no_content(as_: As) -> None:
    assert as_("administrator").get("/today/").status_code == 403


@pytest.mark.parametrize("query", [{"at": "yesterday"}, {"known_at": "<script>"}])
def test_a_time_that_cannot_be_read_is_refused_in_words(as_: As, query: dict[str, str]) -> None:
    answer = as_("mediator").get("/today/", query)
    assert answer.status_code == 422
    assert b"time-unreadable" in answer.content
    assert b"<script>" not in answer.content
