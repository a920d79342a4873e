"""An exchange in a case on disk: two desks that were cut off from each other, slips, and what lies in the file."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest

from hudna.exchange import (
    ExchangeFile,
    Interview,
    Made,
    PersonTicked,
    TicksSettled,
    actuals_of,
    interview,
    outcome_of,
    people_now,
    read_interview,
    settle_ticks,
    take_ticks,
    written,
)
from hudna.exchange.model import Person
from hudna.house import Case, Said, codec, make_case, open_case
from hudna.journal import Decision, SlipWritten, merge, open_store, verify_store
from tests.exchange.ran import NEUTRAL, NORTH, NORTHERN, SOUTH, Run, X, confirmed, opened, ticked


def said() -> Said:
    now = datetime.now(UTC)
    return Said(NEUTRAL, now, now, "UTC")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A case in which the first hand-over has begun."""
    path = tmp_path / "winter.hudna"
    make_case(str(path), title="Winter", desk="hq", by=NEUTRAL, zone="UTC")
    run = opened(Run())
    with open_case(str(path)) as case:
        told = said()
        case.record(lambda _: [Decision(entry.event, told.at, entry.behalf) for entry in run.entries], told)
    return path


def file_of(case: Case) -> ExchangeFile:
    return case.state().exchanges[X]


def send(case: Case, *ticks: PersonTicked) -> None:
    told = said()
    made = [Made(one, told.at) for one in ticks]
    case.record(lambda state: take_ticks(state.exchanges, made=made, by=NEUTRAL).decisions, told)


def test_two_desks_that_were_cut_off_lose_no_tick_and_show_where_they_differ(place: Path, tmp_path: Path) -> None:
    bridge = tmp_path / "bridge.hudna"
    shutil.copy(place, bridge)
    shutil.copytree(f"{place}.keys", f"{bridge}.keys")
    one, other = NORTHERN[0], NORTHERN[1]
    with open_case(str(place)) as ours:
        send(ours, *confirmed(one), confirmed(other)[0], confirmed(other)[2])
    with open_case(str(bridge)) as theirs:
        send(theirs, confirmed(one)[1], ticked(one, "wrong-person", SOUTH, device="bridge"), confirmed(other)[1])
    store = open_store(str(bridge), read_only=True)
    with open_case(str(place)) as ours:
        merge(ours.store, store, now=datetime.now(UTC))
        store.close()
        file = file_of(ours)
        assert [outcome_of(file, 1, file.person(p)).course for p in (one, other)] == ["contradicted", "released"]
        assert sum(len(tick.repeats) for tick in file.person(one).ticks[1]) == 1
        assert actuals_of(file).released == {other: 1}
        settled = TicksSettled(X, 1, one, False, "Somebody else stood there.", token_hex(16))
        ours.record(lambda s: settle_ticks(s.exchanges, settled=settled, by=NEUTRAL, at=said().at), said())
        assert outcome_of(file_of(ours), 1, file_of(ours).person(one)).course == "stayed"


def hold(case: Case, person: str, found: Interview) -> str:
    reference = case.hide_whole(written(found))
    told = said()
    case.record(
        lambda s: interview(s.exchanges, exchange=X, person=person, on_slip=reference, by=NEUTRAL, at=told.at), told
    )
    return reference


def test_a_refusal_is_read_from_its_slip_by_who_says_why_and_lies_nowhere_else(place: Path) -> None:
    answers = {NORTHERN[0]: Interview("refuse", words="They would be shot."), NORTHERN[1]: Interview("leave")}
    with open_case(str(place)) as case:
        slips = {person: hold(case, person, found) for person, found in answers.items()}
        raw: dict[str, Any] = dict(case.reveal(list(slips.values()), "A plan is made anew.", said()))
        read = {person: read_interview(raw[slip[len("[[slip:") : -2]]) for person, slip in slips.items()}
        assert read == answers
        refuse = {person for person, found in read.items() if found.wants == "refuse"}
        people = [Person(one, NORTH) for one in slips]
        assert [one.status for one in people_now(people, file_of(case), refuse=refuse)] == ["refuses", "acknowledged"]
        assert [one.status for one in people_now(people, file_of(case))] == ["acknowledged", "acknowledged"]
        assert verify_store(case.store, now=datetime.now(UTC), codec=codec()).is_sound
    data = b"".join(one.read_bytes() for one in place.parent.glob("winter.hudna*") if one.is_file())
    assert b"refuse" not in data
    assert b"shot" not in data


def test_entries_of_two_interviews_are_as_long_and_as_many_whichever_way_they_went(place: Path) -> None:
    with open_case(str(place)) as case:
        lengths: list[list[tuple[str, int]]] = []
        for person, found in ((NORTHERN[0], Interview("refuse", "abroad", "No.")), (NORTHERN[1], Interview("leave"))):
            log = case.store.settings()["log"]
            before = case.store.tails()[log].size
            hold(case, person, found)
            rows = list(case.store.rows(log, before, case.store.tails()[log].size))
            kinds = [(codec().read(row).event.KIND, len(row.text)) for row in rows]
            lengths.append(kinds)
            assert [kind for kind, _ in kinds] == [SlipWritten.KIND, "exchange.interview-held"]
        assert lengths[0] == lengths[1]
