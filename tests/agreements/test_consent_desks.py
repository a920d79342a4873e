"""Two desks that were cut off from each other: what they recorded apart, and what binds once a person has chosen."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from hudna.agreements import PlanAccepted, PlanRefused, fold_consent, standing
from hudna.journal import CaseOpened, ConflictResolved, Entry, Event, KeyAdmitted, LogBegun, Seen, fingerprint, settle
from tests.agreements.plans import PLAN, Case, instant, text

ASK: dict[str, Any] = {"id": "yes", "kind": "acceptance", "invited": ["south"]}
KEYS = {"a": "aa" * 32, "b": "bb" * 32}
NAME = f"truce-{fingerprint(bytes.fromhex(KEYS['a']))}"


class Desks:
    """Entries of two logs; each names what its author had seen of the other."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.write("a", CaseOpened(NAME, "Truce", "one", KEYS["a"], "", "UTC"), "2016-02-19", 0)
        self.write("b", LogBegun(NAME, "two", KEYS["b"], "joined"), "2016-02-19", 1)
        self.write("a", KeyAdmitted(KEYS["b"], "two"), "2016-02-19", 1)

    def write(self, log: str, event: Event, at: str, seen: int) -> Entry:
        other = "b" if log == "a" else "a"
        mine = [entry for entry in self.entries if entry.log == log]
        known: Mapping[str, Seen] = {other: Seen(seen, "")} if seen else {}
        entry = Entry(log, len(mine), "", known, instant(at), instant(at), "m", "", event, f"{log}{len(mine)}")
        self.entries.append(entry)
        return entry


@pytest.mark.parametrize(("chosen", "bound"), [("yes", True), ("no", False)])
def test_different_answers_bind_nobody_until_a_person_chooses(tmp_path: Path, chosen: str, bound: bool) -> None:
    case, desks = Case(), Desks()
    case.offered(text(tmp_path, ASK))
    desks.write("a", case.entries[0].event, "2016-02-20", 1)
    yes = desks.write("a", PlanAccepted(PLAN, "1", "south", "by letter"), "2016-02-22", 1)
    no = desks.write("b", PlanRefused(PLAN, "1", "south", "by telephone"), "2016-02-23", 3)

    def held() -> tuple[bool, str]:
        found = settle(desks.entries)
        told = standing(fold_consent(found.entries, found.conflicts), PLAN, case.texts, instant("2016-03-01"))
        return "south" in told.bound(), next(one.words for one in told.parties if one.party == "south")

    assert held() == (
        False,
        "not bound: two desks recorded different answers, and neither counts until that is settled",
    )
    choice = yes if chosen == "yes" else no
    desks.write("a", ConflictResolved(yes.about, choice.hash, "the letter was seen"), "2016-02-24", 2)
    assert held()[0] is bound


def test_the_same_answer_recorded_twice_counts_once(tmp_path: Path) -> None:
    case, desks = Case(), Desks()
    case.offered(text(tmp_path, ASK))
    desks.write("a", case.entries[0].event, "2016-02-20", 1)
    for log in "ab":
        desks.write(log, PlanAccepted(PLAN, "1", "south", "by letter"), "2016-02-22", 3 if log == "b" else 1)
    found = settle(desks.entries)
    assert found.conflicts == ()
    told = standing(fold_consent(found.entries), PLAN, case.texts, instant("2016-03-01"))
    assert told.bound()["south"] == "1"
