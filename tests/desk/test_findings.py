"""Findings as a list, one with its reasons, and taken up as a case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.test import Client

from hudna.desk.bulk import FindingRow, Query, shelf_for
from hudna.desk.names import Names
from hudna.desk.pages.finding_clause import Basis, signed
from hudna.desk.reasons import WIDE, steps
from hudna.ground import when
from hudna.house import Said, open_case
from hudna.monitoring import FINDINGS, FindingTakenUp, deny
from tests.desk.conftest import As, bring_in

THEN = {"at": "2014-02-05T00:00"}


def text_of(client: Client, path: str, query: dict[str, str] | None = None, status: int = 200) -> str:
    answer = client.get(path, query or {})
    assert answer.status_code == status, answer.content.decode()[-600:]
    return answer.content.decode()


def all_findings() -> list[FindingRow]:
    return shelf_for(None).findings(Query(), size=1000)[0]


def of(incident: str, clause: str = "ceasefire") -> FindingRow:
    return next(one for one in all_findings() if (one.incident_id, one.clause) == (incident, clause))


def way(row: FindingRow) -> str:
    return f"/findings/{row.key.replace(':', '/')}/"


@contextmanager
def the_record() -> Iterator[list[FindingTakenUp]]:
    with open_case(settings.PLACE.case, read_only=True) as case:
        yield [entry.event for entry in case.entries() if isinstance(entry.event, FindingTakenUp)]


def test_the_gravest_and_likeliest_come_first_and_the_counts_say_their_unit(as_: As) -> None:
    bring_in()
    text = text_of(as_("monitor"), "/findings/", THEN)
    order = re.findall(r'<td data-is="Finding"><span class="v (\w+)">', text)
    rank = ["breach", "unattributed", "unverifiable", "excepted"]
    assert order == sorted(order, key=rank.index)
    assert len(order) >= 4
    assert f"<b>{len(order)}</b>" in text
    assert "one incident under one clause" in text
    assert "Hours watched: not known" in text


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ({"verdict": "unverifiable"}, ["EX-AL-034"]),
        ({"clause": "convoys"}, ["EX-AL-012"]),
        ({"act": "position"}, ["EX-AL-013"]),
        ({"from": "2014-02-02", "to": "2014-02-02", "verdict": "breach"}, ["EX-AL-007"]),
    ],
)
def test_findings_are_filtered_by_what_the_address_says(as_: As, query: dict[str, str], holds: list[str]) -> None:
    bring_in()
    text = text_of(as_("mediator"), "/findings/", THEN | query)
    assert re.findall(r"<bdi>(EX-AL-\d+)</bdi>", text) == holds


def test_a_finding_tells_its_reasons_its_clause_and_its_source(as_: As) -> None:
    bring_in()
    row = of("EX-AL-034")
    text = text_of(as_("mediator"), way(row), THEN)
    assert "Where it happened is too open to decide this." in text
    assert "Both sides observe the ceasefire." in text
    assert "Government of the Syrian Arab Republic" in text
    assert "49% of the ground within 5 km of the place" in text
    assert "Invented for exercise: an exchange of fire" in text
    assert "exercise.csv" in text
    assert " style=" not in text


def test_the_shares_multiply_to_how_likely_it_is(as_: As) -> None:
    """Each bar begins where the one before it ended; the last ends at the probability of the finding."""
    bring_in()
    as_("mediator")
    rows = all_findings()
    assert any(0.05 < row.p < 0.95 for row in rows)
    for row in rows:
        found, left = steps(row, Names((), "en")), 1.0
        for step in found:
            assert float(step.kept) + float(step.lost) == pytest.approx(WIDE * left, abs=0.11)
            left *= step.share
            assert step.left == pytest.approx(left)
        assert left == pytest.approx(row.p)
        assert [step.question for step in found if step.is_open] == ([row.undecided] if row.undecided else [])


def test_a_finding_is_taken_up_once_and_kept_beside_the_record(as_: As) -> None:
    bring_in()
    row, client = of("EX-AL-007"), as_("monitor")
    assert "Take up" in text_of(client, way(row), THEN)
    given = {"tell": ["aleppo-opposition-forces"], "at": "2014-02-04T09:00"}
    answer = client.post(f"{way(row)}take/?at=2014-02-05T00:00", given)
    assert answer.status_code == 303
    assert answer["Location"].startswith(way(row))
    with the_record() as taken:
        (event,) = taken
    assert (event.incident_id, event.clause, event.verdict) == (row.incident_id, row.clause, row.verdict)
    assert event.p == f"{row.p:.6f}"
    assert event.parties == ("aleppo-opposition-forces",)
    with open_case(settings.PLACE.case, read_only=True) as case:
        kept = case.store.blob(event.findings)
    assert kept is not None
    assert sha256(kept).hexdigest() == event.findings
    table = pq.read_table(pa.BufferReader(kept))
    assert table.schema.names == FINDINGS.names
    assert table["reasons"].to_pylist() == [row.reasons]

    after = text_of(client, way(row), THEN)
    assert event.case in after
    assert "Take up" not in after
    again = client.post(f"{way(row)}take/", given)
    assert "finding-taken" in again.content.decode()
    with the_record() as taken:
        assert len(taken) == 1
    assert event.case in text_of(client, "/findings/", THEN)


def test_what_cannot_be_taken_up_is_refused_and_nothing_typed_is_lost(as_: As) -> None:
    bring_in()
    row, client = of("EX-AL-007"), as_("mediator")
    answer = client.post(f"{way(row)}take/", {"at": "next week", "tell": ["aleppo-opposition-forces"]})
    text = answer.content.decode()
    assert "time-unreadable" in text
    assert 'value="next week"' in text
    assert 'value="aleppo-opposition-forces" checked' in text
    with the_record() as taken:
        assert taken == []


@pytest.mark.parametrize(
    ("role", "compartment"), [("analyst", "mission"), ("observer", "mission"), ("liaison", "syrian-government")]
)
def test_only_who_may_inquire_takes_up(as_: As, role: str, compartment: str) -> None:
    bring_in(compartment=compartment)
    row, client = of("EX-AL-007"), as_(role)
    assert "Take up" not in text_of(client, way(row), THEN)
    assert client.post(f"{way(row)}take/", {}).status_code == 403


def test_what_everybody_sees_rests_on_what_was_released_to_everybody(as_: As) -> None:
    """The reasons of a finding say who is bound; the answers in this case were released to nobody."""
    one = bring_in(compartment="common")
    assert one.rows == 34
    assert one.assessed["plan"] == ""
    assert all_findings() == []


def test_a_denial_and_the_ruling_stand_beside_the_finding(as_: As) -> None:

    bring_in()
    row, client = of("EX-AL-007"), as_("monitor")
    client.post(f"{way(row)}take/", {"at": "2014-02-04T09:00"})
    with the_record() as taken:
        (event,) = taken
    at = when.instant("2014-02-04T12:00", "Asia/Damascus")
    said = Said("monitor-1", at, datetime.now(UTC), "Asia/Damascus")
    with open_case(settings.PLACE.case) as case:
        case.record(
            lambda state: deny(
                state.docket,
                case=event.case,
                party="syrian-government",
                words="We did not fire.",
                by="monitor-1",
                at=at,
            ),
            said,
        )
    assert "We did not fire." in text_of(client, way(row), THEN)
    assert "We did not fire." not in text_of(client, way(row), {"at": "2014-02-04T10:00"})


def test_a_finding_of_another_compartment_is_as_if_it_were_not_there(as_: As) -> None:
    one = bring_in(compartment="syrian-government")
    key = next(row for row in all_findings() if row.feed == str(one.id))
    mine, other = as_("liaison"), as_("other")
    assert mine.get(way(key)).status_code == 200
    assert other.get(way(key)).status_code == 404
    assert other.get("/findings/00000000-0000-0000-0000-000000000000/0/").status_code == 404
    assert "EX-AL" not in text_of(other, "/findings/", THEN)
    assert as_("administrator").get("/findings/").status_code == 403


def test_a_text_that_is_not_seen_gives_no_words_of_its_clauses() -> None:
    assert signed(Basis("aleppo-2014", "2", None), "ceasefire", Names((), "en")) is None
