"""Agreement: the plans, one version with its clauses and answers, differences, downloads; and who sees which of it."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from django.test import Client

from hudna.agreements import pack, parse_agreement
from hudna.ground import parse_document
from tests.cli.run import ALEPPO
from tests.desk.conftest import As

THEN = {"at": "2014-02-05T00:00"}
ONE, TWO = "/agreement/aleppo-2014/1/", "/agreement/aleppo-2014/2/"
BEFORE_SENT = {"known_at": "2014-01-22T20:00", "at": "2014-01-22T20:00"}
"""Version 2 was offered by the opposition that morning, and sent to the government the next day."""


def page(client: Client, address: str, query: dict[str, str] | None = None) -> str:
    answer = client.get(address, query or THEN)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_the_versions_of_a_plan_stand_with_whom_each_binds(as_: As) -> None:
    text = page(as_("mediator"), "/agreement/")
    assert text.index(f'href="{TWO}') < text.index(f'href="{ONE}')
    assert "Binds nobody." in text
    assert "Government of the Syrian Arab Republic" in text


def test_signed_words_stand_beside_terms_in_the_language_of_the_reader_first(as_: As) -> None:
    client = as_("mediator")
    english = page(client, TWO)
    assert english.index("The ceasefire begins on 1 February 2014") < english.index("يبدأ وقف إطلاق النار في 1 شباط")
    client.post("/language/", {"language": "ar", "next": "/today/"})
    arabic = page(client, TWO)
    assert arabic.index("يبدأ وقف إطلاق النار في 1 شباط") < arabic.index("The ceasefire begins on 1 February 2014")
    assert "P28D" in arabic


@pytest.mark.parametrize(
    ("at", "how"),
    [("2014-01-25T00:00", "not-yet"), ("2014-02-05T00:00", "in-force"), ("2014-03-01T00:00", "ended")],
)
def test_a_ban_is_not_yet_in_force_in_force_and_ended(as_: As, at: str, how: str) -> None:
    text = page(as_("mediator"), TWO, {"at": at})
    if how == "not-yet":  # nobody had accepted by then, but what was recorded since is known now
        assert 'class="clause not-yet" id="clause-ceasefire"' in text
    assert f'class="clause {how}" id="clause-ceasefire"' in text


def test_a_ban_runs_on_where_a_register_changes_under_it(as_: As) -> None:
    """The register of parties changes on 13 February; the clause stands until the end of the agreement."""
    text = page(as_("mediator"), TWO)
    clause = text[text.index('id="clause-ceasefire"') :]
    assert "2014-03-01 00:00" in clause[: clause.index("</header>")]


def test_what_cannot_be_assessed_says_why_and_what_to_do(as_: As) -> None:
    text = page(as_("mediator"), ONE)
    assert "start-missing" in text
    assert "entry-into-force" in text
    assert 'class="clause cannot" id="clause-ceasefire"' in text
    assert 'class="clause words" id="clause-other-cities"' in text


def test_lints_stand_at_their_clause_with_what_to_do_and_why(as_: As) -> None:
    text = page(as_("mediator"), ONE)
    clause = text[text.index('id="clause-start"') : text.index('id="clause-scope"')]
    assert "entry-into-force-undated" in clause or "start-" in clause
    assert "<summary>What to do, and why</summary>" in clause


def test_the_course_tells_each_entry_and_what_it_is_worth(as_: As) -> None:
    text = page(as_("mediator"), TWO)
    assert "on conditions settled on 2014-01-30 11:30" in text.replace("\u2068", "").replace("\u2069", "")
    assert "The lists of prisoners are exchanged first" in text


def test_what_falls_due_and_where_it_holds(as_: As) -> None:
    text = page(as_("mediator"), TWO)
    assert "Exchange of prisoners, by lists" in text
    assert "2014-02-15 00:00" in text
    assert '<path class="area"' in text
    assert "km²" in text


def test_numbers_of_the_drawing_are_those_of_svg_in_every_language(as_: As) -> None:
    client = as_("mediator")
    client.post("/language/", {"language": "fr", "next": "/today/"})
    text = page(client, TWO)
    box = text[text.index('viewBox="') + 9 :].split('"')[0]
    assert all(float(part) >= 0 for part in box.split())


def test_a_difference_is_told_clause_by_clause(as_: As) -> None:
    text = page(as_("mediator"), f"{TWO}since/1/")
    assert "What version 2 changes against version 1" in text
    assert "Clause duration (duration) is new" in text


def test_the_text_comes_back_as_it_was(as_: As) -> None:
    answer = as_("mediator").get(f"{TWO}text/", THEN)
    assert answer["Content-Disposition"] == 'attachment; filename="aleppo-2014-2.yaml"'
    again = parse_agreement(parse_document(answer.content.decode(), "again.yaml"))
    assert again.id == "aleppo-2014"
    assert [clause.id for clause in again.clauses][:2] == ["start", "duration"]


def test_the_pack_is_what_was_offered_to_the_byte(as_: As) -> None:
    answer = as_("mediator").get(f"{TWO}pack/", THEN)
    assert sha256(answer.content).hexdigest() == sha256(pack(ALEPPO / "rehearsal.yaml")).hexdigest()
    files = json.loads(answer.content)["files"]
    for number in range(len(files)):
        assert as_("mediator").get(f"{TWO}file/{number}/", THEN).status_code == 200
    assert as_("mediator").get(f"{TWO}file/{len(files)}/", THEN).status_code == 404


ADDRESSES = ("", "text/", "pack/", "file/0/", "since/1/", "since/2/")


@pytest.mark.parametrize("tail", ADDRESSES)
def test_a_version_that_was_not_sent_to_a_party_is_not_there_for_it(as_: As, tail: str) -> None:
    client = as_("liaison")
    hidden, missing = (client.get(f"/agreement/aleppo-2014/{name}/{tail}", BEFORE_SENT) for name in ("2", "9"))
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content.partition(b"<main")[2] == missing.content.partition(b"<main")[2]
    assert as_("other").get(f"{TWO}{tail}", BEFORE_SENT).status_code == 200


def test_a_difference_does_not_show_a_version_by_its_other_end(as_: As) -> None:
    assert as_("liaison").get(f"{ONE}since/2/", BEFORE_SENT).status_code == 404
    assert as_("liaison").get(f"{ONE}since/1/", BEFORE_SENT).status_code == 200


def test_the_list_names_no_version_that_a_party_does_not_see(as_: As) -> None:
    assert TWO not in page(as_("liaison"), "/agreement/", BEFORE_SENT)
    assert TWO in page(as_("other"), "/agreement/", BEFORE_SENT)
    assert TWO in page(as_("liaison"), "/agreement/", THEN)


def test_a_liaison_sees_its_own_answer_and_not_that_of_another(as_: As) -> None:
    own, others = page(as_("liaison"), TWO), page(as_("other"), TWO)
    assert "accepts on conditions" in own
    for hidden in ("accepts on conditions", "conditions settled", "The lists of prisoners", "embassy"):
        assert hidden not in others
    assert "accepted on" not in others


def test_a_liaison_is_not_told_that_nobody_is_bound_where_it_only_cannot_see_who_is(as_: As) -> None:
    text = page(as_("other"), TWO)
    assert "You see your own answers and what was released to you." in text
    clause = text[text.index('id="clause-ceasefire"') :]
    assert "nobody-bound" not in clause[: clause.index("</header>")]
    for said_of_others in ("ban-nobody-bound", "party-not-accepted", "Time to answer"):
        assert said_of_others not in text


@pytest.mark.parametrize("role", ["monitor", "analyst", "liaison", "other"])
def test_only_the_mediator_is_offered_deeds(as_: As, role: str) -> None:
    assert "/record/" not in page(as_(role), TWO)
    assert "/agreement/offer/" not in page(as_(role), "/agreement/")


def test_a_version_is_not_there_before_it_was_offered(as_: As) -> None:
    assert as_("mediator").get(TWO, {"at": "2014-01-20T00:00"}).status_code == 404
    assert as_("mediator").get(ONE, {"at": "2014-01-20T00:00"}).status_code == 200


def test_an_observer_sees_no_version_of_a_party(as_: As) -> None:
    assert "/agreement/aleppo-2014/" not in page(as_("observer"), "/agreement/")
    assert as_("observer").get(TWO, THEN).status_code == 404


def test_an_administrator_sees_no_agreement(as_: As) -> None:
    for address in ("/agreement/", TWO, f"{TWO}text/", f"{TWO}since/1/"):
        assert as_("administrator").get(address, THEN).status_code == 403
