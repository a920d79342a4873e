"""The work of reconciling the lists of an exchange, in the background: every row becomes a person or a question.

The lists are opened for whoever asked and for what they said. The register goes on a slip; on record stand its hash,
how many rows, persons and questions, and by numbers who is held by whom, asked for by whom and listed by whom; and of
each person what the lists say of them, as said by the side whose list it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Literal

from hudna.desk.exchange_register import keep_marks, keep_register, opened_register
from hudna.desk.exchange_texts import text_of
from hudna.desk.judging import judgements_of, needed
from hudna.desk.models import Job
from hudna.desk.place import Place
from hudna.desk.record import open_record
from hudna.desk.work import Teller, work_of
from hudna.exchange import (
    EXCHANGE,
    ExchangeFile,
    GivenList,
    ListVersion,
    Register,
    RowsJudged,
    StatusStated,
    given_list,
    reconcile,
    reconcile_lists,
)
from hudna.house import Case, Said, State
from hudna.journal import Decision
from hudna.people import access_content, read_people, row_marks, secret_of

KIND = "exchange-lists"
BY_HOLDER = ("acknowledged", "denied", "said-dead")
STEPS = 100


@work_of(KIND)
def _work(place: Place, job: Job, tell: Teller) -> None:
    """Open the lists, reconcile them with what was judged so far, and record what came of it."""
    now = datetime.now(UTC)
    tell("opening", 0, STEPS)
    with open_record(writing=True) as case:
        state = case.state()
        file = state.exchanges[job.subject]
        said = Said(job.actor, now, now, case.opened.zone)
        versions = [one for some in file.lists.values() for one in some if one.opened is not None]
        if not versions:
            raise EXCHANGE.fault("list-unknown", "No list was handed over yet.")
        lists, marks = _opened(case, versions, job, said, place)
        found = text_of(case.texts, state, file)
    previous = opened_register(place, file, job.actor, job.purpose) if file.registers else None
    register = reconcile(
        file.sides,
        lists,
        ages_on=found[2].ages_on if found else now.date(),
        previous=previous,
        judged=_judged(state, marks),
        progress=lambda what, part: tell("matching", int(STEPS * part), STEPS),
    ).register
    keep_register(place, register)
    record_register(file.exchange, register, said)


def _opened(
    case: Case, versions: list[ListVersion], job: Job, said: Said, place: Place
) -> tuple[list[GivenList], dict[str, tuple[str, int]]]:
    """The lists as they were handed over, and by what mark the journal knows each row."""
    opened = [one.opened for one in versions if one.opened is not None]
    slips = [one.on_slip.removeprefix("[[slip:").removesuffix("]]") for one in opened]
    contents = case.reveal(slips, job.purpose, said)
    secret = secret_of(case.keyring.identity(passphrase=case.passphrase))
    lists: list[GivenList] = []
    marks: dict[str, tuple[str, int]] = {}
    for one, slip in zip(opened, slips, strict=True):
        content = contents[slip]
        data = content.encode() if isinstance(content, str) else content
        path = Path(f"{one.side}-{one.kind}-{one.version}")
        grid, _look = access_content(data, path, actor=said.by, purpose=job.purpose, at=said.now)
        read = read_people(grid, name=f"{one.side}-{one.kind}", latest=said.now.date())
        given = given_list(one.side, one.kind, read, one.version)
        by_row = dict(zip(given.rows, row_marks(read.people, secret), strict=True))
        keep_marks(place, one.document, by_row)
        marks |= {mark: (one.document, row) for row, mark in by_row.items()}
        lists.append(given)
    return lists, marks


def _judged(state: State, marks: Mapping[str, tuple[str, int]]) -> list[RowsJudged]:
    """What was decided about pairs of rows of these lists."""
    return [
        RowsJudged(marks[one], marks[other], verdict == "same")
        for (one, other), verdict in judgements_of(state).settled(needed()).items()
        if one in marks and other in marks
    ]


def record_register(exchange: str, register: Register, said: Said) -> None:
    """Record a register, with its slip, and what the lists say of each person where nobody has put it on record yet."""
    with open_record(writing=True) as case:
        slip = case.hide_whole(register.as_json())
        case.record(
            lambda state: reconcile_lists(
                state.exchanges,
                exchange=exchange,
                lists=[one.digest for one in register.lists],
                result=register.digest,
                rows=len(register.rows),
                questions=len(register.questions),
                on_slip=slip,
                held=register.held(),
                asked=register.asked(),
                listed=listed_by(register),
                by=said.by,
                at=said.at,
            ),
            said,
        )
        case.record(lambda state: list(_statements(state.exchanges[exchange], register, said)), said)


def listed_by(register: Register) -> dict[str, tuple[str, ...]]:
    """Side → whom its own list of those it holds names."""
    found: dict[str, dict[str, None]] = {side: {} for side in register.sides}
    for row in register.rows:
        of = register.lists[row.list]
        if of.kind == "held" and register.by_number[row.person].person.held_by == of.side:
            found[of.side].setdefault(row.person)
    return {side: tuple(people) for side, people in found.items()}


def _statements(file: ExchangeFile, register: Register, said: Said) -> Iterator[Decision]:
    """What the lists say: who asks for somebody claims that they are held; the holder's answer is the holder's word."""
    for one in register.persons:
        number, holder, status = one.person.id, one.person.held_by, one.person.status
        if one.joined or number not in file.people:
            continue
        known = file.people[number]
        named = holder in known.listed_by
        claims = "said-dead" if status == "said-dead" and not named else "claimed-held"
        for side in one.asked_by:
            if side not in known.voices:
                yield _said(file, number, claims, side, said)
        before = known.voices.get(holder)
        if named and status in BY_HOLDER and (before is None or before.status != status):
            yield _said(file, number, status, holder, said)


def _said(file: ExchangeFile, person: str, status: str, side: str, said: Said) -> Decision:
    kind: Literal["held", "wanted"] = "held" if side == file.people[person].held_by else "wanted"
    version = file.list_now(side, kind)
    number = version.number if version else 0
    event = StatusStated(file.exchange, person, status, side, f"{kind} list, version {number}", "", token_hex(16))
    return Decision(event, said.at, side)
