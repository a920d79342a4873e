"""Over random histories of acts: states sum to the cases received, no case vanishes, a refused act changes nothing."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import fields
from datetime import UTC
from random import Random
from typing import Any, get_type_hints

from hypothesis import given, settings
from hypothesis import strategies as st

from hudna.ground import Fault
from hudna.journal import Decision
from hudna.monitoring import (
    CASE_EVENTS,
    MONITORING,
    OUTCOMES,
    RULINGS,
    Docket,
    FindingTakenUp,
    Span,
    Window,
    add_evidence,
    complain,
    deny,
    deny_access,
    fold_cases,
    inquire,
    join_cases,
    ledger_of_rulings,
    next_case,
    overdue,
    reopen,
    reply,
    rule,
    set_clocks,
    take_up,
    tell,
)
from tests.monitoring.docketed import DAY, HOUR, START, Record, complaint, evidence, ruling

PARTIES = ["north", "south", "south", "west", ""]
VERBS = [
    *(
        "complain",
        "take_up",
        "inquire",
        "inquire",
        "add_evidence",
        "add_evidence",
        "deny_access",
        "deny",
        "rule",
        "rule",
    ),
    *("rule", "tell", "tell", "tell", "tell", "reply", "reply", "reply", "reopen", "join", "set_clocks"),
]


def history(seed: int) -> list[dict[str, Any]]:
    """Steps that come far: some complaints, then acts of which about every second is one that the case is ready for."""
    draw = Random(seed)
    first = {"verb": "complain", "case": 0, "other": 1, "party": "north", "kind": "", "hours": 1, "by": "office"}
    steps = [first | {"against": draw.choice(["south", "west"])} for _ in range(draw.randint(1, 3))]
    for _ in range(draw.randint(10, 70)):
        step = {"verb": draw.choice(VERBS), "case": draw.randrange(100), "other": draw.randrange(100)}
        step |= {name: draw.choice(PARTIES) for name in ("party", "against")} | {"kind": draw.choice(RULINGS)}
        steps.append(step | {"hours": draw.choice([0, 1, 1, 2, 30, -2]), "by": draw.choice(["office"] * 5 + ["north"])})
    return steps


HISTORY = st.builds(history, st.integers(0, 2**32))


def attempt(docket: Docket, step: dict[str, Any], clock: Any, prefix: str = "d") -> tuple[Decision, ...]:
    """One act, legal or not; a desk that opens a case gives it a name with its own prefix."""
    known = [*list(docket.files) * 5, f"{prefix}-99"]
    case, into = known[step["case"] % len(known)], known[step["other"] % len(known)]
    party, against, by = step["party"], step["against"], {"by": step["by"], "at": clock}
    if step["verb"] in ("tell", "reply") and step["other"] % 7 and case in docket:
        concerned = sorted(docket.concerned(case))
        party = concerned[step["other"] % len(concerned)]
    match step["verb"]:
        case "complain":
            case = next_case(docket, prefix) if step["other"] % 7 else case
            return complain(docket, complaint=complaint(case, complainant=party, against=against), **by)
        case "take_up":
            finding = FindingTakenUp(
                next_case(docket, prefix), "i1", "attacks", "breach", "0.97", "ab" * 32, against, (party,)
            )
            return take_up(docket, finding=finding, **by)
        case "inquire":
            return inquire(docket, case=case, office=f"team-{step['other'] % 3}", **by)
        case "add_evidence":
            return add_evidence(docket, evidence=evidence(case), **by)
        case "deny_access":
            return deny_access(docket, case=case, party=party, place="bridge", words="Turned back.", **by)
        case "deny":
            return deny(docket, case=case, party=party, words="Untrue.", **by)
        case "rule":
            named = against if step["kind"] == "violation" or not step["other"] % 7 else ""
            return rule(docket, ruling=ruling(case, step["kind"], against=named), **by)
        case "tell":
            return tell(docket, case=case, party=party, through="liaison", **by)
        case "reply":
            return reply(docket, case=case, party=party, words="Noted.", **by)
        case "reopen":
            return reopen(docket, case=case, why="New evidence.", **by)
        case "join":
            return join_cases(docket, case=case, into=into, why="One event.", **by)
    return set_clocks(docket, clocks={"received": f"PT{step['hours']}H"}, case=case if step["other"] % 2 else "", **by)


def check(docket: Docket, received: int) -> None:
    """What holds in every state."""
    assert len(docket) == received == sum(docket.by_stage().values())
    assert docket.void == []
    for file in docket:
        assert (file.stage == "joined") == bool(file.joined_to)
        assert docket.carrier(file.case).stage != "joined"
        assert sum(file.case in other.carries for other in docket) == bool(file.joined_to)
    window = Window(START - DAY, START + 5000 * DAY, "UTC")
    ledger = ledger_of_rulings(docket, window)
    complaints = [file for file in docket if file.matter.KIND == "monitoring.complaint-received"]
    assert sum(line.complaints.value for line in ledger.lines) == len(complaints)
    for line in ledger.lines:
        assert line.complaints.value == line.ruled.value + line.open.value + line.joined.value
    assert sum(line.joined.value for line in ledger.lines) == sum(bool(file.joined_to) for file in complaints)
    assert set(ledger.on("nobody").rulings) == set(RULINGS) < set(OUTCOMES)
    overdue(docket, START + 100 * DAY)


@given(HISTORY)
@settings(max_examples=120, deadline=None)
def test_states_always_sum_and_every_prefix_is_the_state_of_then(history: list[dict[str, Any]]) -> None:
    record, clock, received = Record(), START, 0
    docket = record.docket
    then, codes = [(0, deepcopy(docket))], set[str]()
    for step in history:
        clock = max(START, clock + step["hours"] * HOUR)
        before = deepcopy(docket)
        try:
            decisions = attempt(docket, step, clock)
        except Fault as fault:
            codes.add(fault.code)
            assert docket == before
            continue
        assert docket == before, "an act decides; it changes nothing"
        received += step["verb"] in ("complain", "take_up")
        docket = record.do(decisions, by=step["by"])
        check(docket, received)
        assert list(before.files) == list(docket.files)[: len(before)]
        then.append((len(record.entries), deepcopy(docket)))
    assert codes <= set(MONITORING.remedies)
    for size, state in then:
        assert fold_cases(record.entries[:size]) == state


CASE = st.sampled_from(["d-1", "d-2", "d-3", ""])
PARTY = st.sampled_from(PARTIES)
INSTANT = st.datetimes(timezones=st.just(UTC))
SPAN = st.builds(Span, INSTANT, INSTANT, st.sampled_from(["UTC", "Asia/Damascus", "nowhere"]))
SPECIAL = {"case": CASE, "into": CASE, "party": PARTY, "against": PARTY, "complainant": PARTY, "span": SPAN}


def any_event(kind: type) -> st.SearchStrategy[Any]:
    """Any event of a kind that a journal could hold, on one of a few cases."""
    return st.builds(kind, **{f.name: SPECIAL.get(f.name, st.from_type(hint_of(kind, f.name))) for f in fields(kind)})


def hint_of(kind: type, name: str) -> Any:
    return get_type_hints(kind)[name]


EVENT = st.one_of(*(any_event(kind) for kind in CASE_EVENTS))


@given(st.lists(st.tuples(EVENT, st.integers(-3, 50)), max_size=25))
@settings(max_examples=80, deadline=None)
def test_whatever_stands_in_a_journal_folds_without_a_fault(said: list[tuple[Any, int]]) -> None:
    record = Record()
    for event, hours in said:
        record.put(event, START + hours * HOUR)
    docket = record.docket
    assert len(docket.void) + len({e.ref for file in docket for e in file.history}) <= len(said)
    assert sum(docket.by_stage().values()) == len(docket)
