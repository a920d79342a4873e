"""The work of planning an exchange, in the background: a draft by the terms as agreed, or as they would be changed.

A draft decides nothing and is no entry: it lies in the desk's own folder, by number, and says of nobody why they are in
no hand-over; only how many stay, and for which reason, where that tells nobody's own word.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from hudna.desk.exchange_register import opened_register
from hudna.desk.exchange_texts import text_of, why_none
from hudna.desk.models import Job
from hudna.desk.place import Place
from hudna.desk.plans import kept_plan, written
from hudna.desk.record import open_record
from hudna.desk.work import Teller, work_of
from hudna.exchange import (
    EXCHANGE,
    AgreementNode,
    Balance,
    ExchangeFile,
    Impossible,
    Plan,
    Terms,
    actuals_of,
    people_now,
    plan_exchange,
    read_finding,
    read_interview,
    seed_of,
)
from hudna.ground import when
from hudna.house import Case, Said

KIND = "exchange-plan"
STEPS = 100
OF_THEIR_OWN = frozenset({"refuses", "pending"})
"""Reasons that are told together: apart, they would tell how many refuse."""
LOOK_SECONDS = 3600
_looked: dict[tuple[str, tuple[str, ...]], tuple[float, tuple[frozenset[str], frozenset[str]]]] = {}


@dataclass(frozen=True)
class Changes:
    """What is tried otherwise than it was agreed: seats by place, the most that may stand out, days between, how many.

    ``start``: the first hand-over, or entry into force, where the text leaves it open; it changes nothing agreed.
    """

    start: str = ""
    seats: Mapping[str, int] = field(default_factory=dict)
    most: int | None = None
    every: int | None = None
    at_most: int | None = None

    @property
    def is_agreed(self) -> bool:
        """Are the terms as they were agreed?"""
        return not self.seats and (self.most, self.every, self.at_most) == (None, None, None)

    def as_given(self) -> dict[str, Any]:
        """As a job is told it."""
        told = {"start": self.start, "most": self.most, "every": self.every, "at_most": self.at_most}
        return {name: value for name, value in told.items() if value not in ("", None)} | (
            {"seats": dict(sorted(self.seats.items()))} if self.seats else {}
        )

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Changes:
        """From what a job was told."""
        return cls(**given)

    @property
    def key(self) -> str:
        """What a draft is called."""
        return sha256(json.dumps(self.as_given(), sort_keys=True).encode()).hexdigest()[:16]

    def applied(self, terms: Terms) -> Terms:
        """The terms with what is tried."""
        places = tuple(replace(one, seats=self.seats.get(one.id, one.seats)) for one in terms.places)
        balance = terms.balance
        if self.most is not None:
            balance = tuple(replace(one, most=self.most) for one in balance) or (Balance("what-if", self.most),)
        batches = terms.batches
        if self.every is not None:
            batches = replace(batches, every=timedelta(days=self.every))
        if self.at_most is not None:
            batches = replace(batches, at_most=self.at_most)
        return replace(terms, places=places, balance=balance, batches=batches)


@dataclass(frozen=True)
class Draft:
    """What came of planning. ``document``: the plan for both sides, or empty where there can be none."""

    given: Mapping[str, Any]
    agreement: str
    register: str
    released: int
    made: str
    document: str
    stay: Mapping[str, int]
    conflict: Sequence[str] = ()
    changes: Sequence[Mapping[str, str]] = ()


def _path(place: Place, exchange: str, key: str) -> Path:
    return place.exchanges / f"draft-{sha256(exchange.encode()).hexdigest()[:16]}-{key}.json"


def draft_of(place: Place, exchange: str, key: str) -> Draft | None:
    """A draft that was made at this desk; None where there is none."""
    try:
        return Draft(**json.loads(_path(place, exchange, key).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def forget_drafts(place: Place, exchange: str) -> None:
    """Throw drafts away: what they rest on is another now."""
    for path in place.exchanges.glob(f"draft-{sha256(exchange.encode()).hexdigest()[:16]}-*.json"):
        path.unlink(missing_ok=True)


@work_of(KIND)
def _work(place: Place, job: Job, tell: Teller) -> None:
    """Read what the people wish and how they are, plan, and keep the draft."""
    changes, now = Changes.of(job.given), datetime.now(UTC)
    tell("opening", 0, STEPS)
    with open_record(writing=True) as case:
        state = case.state()
        file = state.exchanges[job.subject]
        said = Said(job.actor, now, now, case.opened.zone)
        start = when.instant(changes.start, case.opened.zone) if changes.start else None
        found = text_of(case.texts, state, file, start)
        if found is None:
            raise why_none(case.texts, state, file) or EXCHANGE.fault("terms-missing", "No text has terms for it.")
        document, loaded, terms = found
        refuse, unfit = _looked_up(case, file, job.purpose, said)
        running = file.running
        by_plan = kept_plan(case, running.plan) if running else None
    register = opened_register(place, file, job.actor, job.purpose)
    in_hand = frozenset(by_plan.people(running.number)) if running and by_plan else frozenset()
    people = people_now(register.people, file, refuse=refuse, unfit=unfit, in_hand=in_hand)
    tell("planning", 10, STEPS)
    actuals = actuals_of(file, not_before=start if file.hand_overs else None)
    result = plan_exchange(
        changes.applied(terms),
        people,
        actuals=actuals,
        seed=seed_of(*file.halves) if file.halves else "",
        answered=bool(register.answered),
        progress=lambda what: tell(what[:40], 50, STEPS),
    )
    agreement = AgreementNode(id=loaded.agreement.id, version=str(loaded.agreement.version or ""), sha256=document)
    made = changes, document, register.digest, len(actuals.released)
    _keep(place, file.exchange, changes.key, _draft(result, *made, terms, agreement, len(people)))


def _draft(
    result: Plan | Impossible,
    changes: Changes,
    document: str,
    register: str,
    released: int,
    terms: Terms,
    agreement: AgreementNode,
    people: int,
) -> Draft:
    told = changes.as_given(), document, register, released, datetime.now(UTC).isoformat()
    if isinstance(result, Impossible):
        changed = [{"term": one.term, "field": one.field, "now": one.now, "to": one.to} for one in result.changes]
        return Draft(*told, "", {}, list(result.conflict), changed)
    stay = Counter("held-back" if why in OF_THEIR_OWN else why for why in result.left.values())
    return Draft(*told, written(result, changes.applied(terms), agreement, people).decode(), dict(sorted(stay.items())))


def _keep(place: Place, exchange: str, key: str, draft: Draft) -> None:
    place.make()
    file = _path(place, exchange, key)
    part = file.with_suffix(f".{os.getpid()}")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        json.dump(draft.__dict__, out, ensure_ascii=False)
    part.replace(file)


def _looked_up(case: Case, file: ExchangeFile, purpose: str, said: Said) -> tuple[frozenset[str], frozenset[str]]:
    """Who refuses and who cannot travel, by the last interview and the last doctor; kept in memory for an hour."""
    slips: dict[str, tuple[str, str]] = {}
    for person in file.people.values():
        for kind, entries in (("interview", person.interviews), ("medical", person.medicals)):
            if entries:
                on_slip = str(getattr(entries[-1].event, "on_slip", ""))
                slips[on_slip.removeprefix("[[slip:").removesuffix("]]")] = (person.id, kind)
    if not slips:
        return frozenset(), frozenset()
    key, now = (said.by, tuple(sorted(slips))), time.monotonic()
    kept = _looked.get(key)
    if kept is not None and kept[0] > now:
        return kept[1]
    contents = case.reveal(list(slips), purpose, said)
    refuse, unfit = set(), set()
    for slip, (person_id, kind) in slips.items():
        content = contents[slip]
        text = content.decode() if isinstance(content, bytes) else content
        if kind == "interview" and read_interview(text).wants == "refuse":
            refuse.add(person_id)
        elif kind == "medical" and not read_finding(text).fit:
            unfit.add(person_id)
    _looked.clear()
    _looked[key] = (now + LOOK_SECONDS, (frozenset(refuse), frozenset(unfit)))
    return _looked[key][1]
